"""Rules for tests, facts told of a unit, and where it stands: packs have too many duties to see one in."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from typing import Any

from flask import current_app

from gkcloud.database import db
from gkcloud.obligations.emitting import emit
from gkcloud.obligations.model import StandingRow
from gkcloud.obligations.rulebook import EXTENSION, FactKind, RuleBook, rule_book
from gkcloud.obligations.rules import DutyType, PeriodKind, Rule
from gkcloud.obligations.standings import settle
from gkcloud.tenancy.scope import Scope
from gkcloud.worktime.moments import SHANGHAI

MEETING = FactKind("test_meeting", "召开会议", is_recorded=True, group="会议", asks=("attended", "file"))


def rule(type_: DutyType = DutyType.FREQUENCY, /, **given: Any) -> Rule:
    """Return a rule with what a test does not care about filled in: one meeting each quarter."""
    values: dict[str, Any] = {
        "id": "T001",
        "title": "每季度召开会议",
        "type": type_,
        "period": PeriodKind.QUARTER,
        "evidence": (MEETING.kind,),
    }
    return Rule(**{**values, **given})


@contextmanager
def rules(*given: Rule, pack: str = "_base") -> Iterator[RuleBook]:
    """Let these be all rules there are, for as long as the block runs."""
    before = rule_book()
    book = RuleBook({pack: given}, {**before.fact_kinds, MEETING.kind: MEETING})
    current_app.extensions[EXTENSION] = book
    try:
        yield book
    finally:
        current_app.extensions[EXTENSION] = before


def noon(on: date) -> datetime:
    """Return noon of a day in Shanghai, in UTC."""
    return datetime.combine(on, time(12), SHANGHAI).astimezone(UTC)


def told(tenant_id: uuid.UUID, kind: str, on: date, *, now: datetime | None = None, **more: Any) -> uuid.UUID:
    """Tell a fact of a unit in its office's scope and commit, standings included."""
    with Scope.office(tenant_id).opened():
        fact_id = emit(kind, tenant_id=tenant_id, at=noon(on), now=now or noon(on), **more)
        settle()
        db.session.commit()
    return fact_id


def standing(tenant_id: uuid.UUID, rule_id: str, period: str) -> StandingRow | None:
    """Return where a unit stands."""
    with Scope.office(tenant_id).opened():
        return db.session.get(StandingRow, (tenant_id, rule_id, period))
