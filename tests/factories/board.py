"""Units with a rich year behind them: every kind of fact that the board counts, and duties of every type in every state."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from gkcloud.database import db
from gkcloud.obligations.emitting import emit
from gkcloud.obligations.rulebook import RuleBook
from gkcloud.obligations.rules import DutyType, PeriodKind, Rule
from gkcloud.obligations.standings import settle
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.scope import Scope
from gkcloud.worktime.moments import SHANGHAI
from tests.factories import duties
from tests.factories.objects import publication

# A Monday in the middle of a month, with a year of holidays behind it.
TODAY = date(2026, 11, 16)
NOW = datetime.combine(TODAY, time(15), SHANGHAI)


def a_rule_of_each_type() -> tuple[Rule, ...]:
    """Return duties of every type, length, weight and origin."""
    rule = duties.rule
    return (
        rule(id="CN-1", period=PeriodKind.MONTH, weight=4),
        rule(id="T002", at_least=2, weight=3),
        rule(
            DutyType.DEADLINE,
            id="CN-26",
            trigger="formed",
            evidence=("published",),
            within=20,
            period=PeriodKind.MONTH,
        ),
        rule(DutyType.FIXED_DATE, id="T004", evidence=("board_posted",), days_after=5),
        rule(DutyType.RECENCY, id="T005", evidence=("published",), within=14, period=PeriodKind.MONTH),
        rule(DutyType.PAIRING, id="T006", trigger="policy_published", evidence=("interpreted",)),
        rule(
            DutyType.THRESHOLD, id="T007", at_least=3, evidence=("published",), period=PeriodKind.HALF_YEAR, weight=5
        ),
        rule(DutyType.PAIRING, id="T008", period=PeriodKind.ONCE),
        rule(DutyType.THRESHOLD, id="T009", items=("甲", "乙"), period=PeriodKind.ONCE),
        rule(DutyType.FIXED_DATE, id="T010", month=7, day=15, period=PeriodKind.YEAR),
    )


@contextmanager
def board_rules() -> Iterator[RuleBook]:
    """Let units of all packs owe one duty of each type."""
    with duties.rules(*a_rule_of_each_type()) as book:
        yield book


def rich_year(tenant: Tenant, *, shift: int = 0) -> dict[str, uuid.UUID]:
    """Tell of a unit what a year brings and return its public posts; ``shift`` makes units differ."""
    told: list[tuple[str, date, str, dict[str, object]]] = []

    def tell(kind: str, day: date, subject: str, **more: object) -> None:
        told.append((kind, day, subject, more))

    for month in range(1, 12):
        if (month + shift) % 4 == 0:
            continue
        for number in range(1 + (month + shift) % 3):
            subject, day = f"post:{uuid.uuid4()}", date(2026, month, 3 + 4 * number)
            formed = date(2026, month, 1) if number else date(2025, 12, 20)
            tell("formed", formed, subject)
            tell("published", day, subject, data={"formed_on": formed.isoformat()})
        tell("test_meeting", date(2026, month, 9), f"m{month}")
    public = publication(tenant, title=f"{tenant.short_name}关于水稻补贴的公告")
    hidden = f"post:{uuid.uuid4()}"
    tell("published", date(2026, 11, 2), f"post:{public}", data={"formed_on": "2026-10-26"}, label="不该显示的标题")
    tell("formed", date(2026, 10, 5), hidden, label="还没有公开的标题")
    tell("policy_published", date(2026, 11, 2), f"post:{public}")
    tell("policy_published", date(2026, 8, 4), "post:p2")
    tell("interpreted", date(2026, 8, 9), "post:p2", key="i2")
    tell("returned", date(2026, 11, 3), hidden, key="r1", label="还没有公开的标题")
    tell("returned", date(2026, 11, 4), hidden, key="r2")
    tell("privacy_blocked", date(2026, 11, 5), hidden, key="b1")
    tell("corrected", date(2026, 11, 6), f"post:{public}", key="c1")
    tell("withdrawn", date(2026, 9, 6), "post:w1")
    tell("urgent_published", date(2026, 9, 7), "post:u1")
    tell("urgent_confirmed", date(2026, 9, 8), "post:u1")
    tell("urgent_published", date(2026, 10, 28), f"post:{public}")
    for kind in ("bulletin_issued", "gazette_issued", "board_posted", "self_check_submitted", "inspection_closed"):
        tell(kind, date(2026, 10, 4), f"{kind}1")
    tell("order_issued", date(2026, 6, 1), "order:1", data={"due_on": "2026-06-30"})
    tell("order_closed", date(2026, 8, 3), "order:1")
    tell("order_issued", date(2026, 10, 9), "order:2", data={"due_on": "2026-11-01"})
    tell("order_issued", date(2026, 11, 9), "order:3", data={"due_on": "2026-12-01"})
    tell("appraised", date(2026, 11, 10), "a1", value=87.25 + shift)
    tell("appraised", date(2026, 7, 10), "a2", value=92.0)
    tell("commended", date(2026, 11, 11), "c1")
    tell("criticised", date(2026, 5, 11), "c2")
    tell("demo_designated", date(2025, 12, 1), "demo:1")
    tell("demo_designated", date(2026, 3, 1), "demo:2")
    tell("demo_revoked", date(2026, 9, 1), "demo:2")
    with Scope.office(tenant.id).opened():
        for kind, day, subject, more in told:
            if day <= TODAY:
                emit(kind, tenant_id=tenant.id, at=duties.noon(day), now=NOW, subject=subject, **more)  # type: ignore[arg-type]
        settle()
        db.session.commit()
    return {"public": public}


FACTORIES = {"unit_id": lambda tenant: tenant.id}
