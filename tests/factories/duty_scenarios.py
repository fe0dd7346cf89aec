"""A unit with duties in every standing, what was recorded there, and the scenarios of what people do about duties."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

from flask import current_app

from gkcloud.access.policy import Actor, Role
from gkcloud.calendar.queries import calendar_for
from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.obligations import actions
from gkcloud.obligations.model import StandingRow
from gkcloud.obligations.rulebook import EXTENSION, FactKind, RuleBook, rule_book
from gkcloud.obligations.rules import DutyType, PeriodKind, Rule, Unit
from gkcloud.obligations.standings import assess_tenant
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local
from gkcloud.worktime import due_after
from tests.factories import posts
from tests.factories.cast import Cast
from tests.factories.duties import MEETING, noon, rule, told
from tests.factories.objects import PNG
from tests.factories.people_objects import member
from tests.factories.scenarios import Scenario, scenario

REPORT = FactKind("test_report", "报送材料", is_recorded=True, group="报送", asks=("file",))
SERVICE = FactKind("test_service", "接入平台或大厅", is_recorded=True, group="阵地与平台", asks=("item", "place"))
OTHER = FactKind("test_other", "开展调研", is_recorded=True, group="其他活动", asks=("value",))
DOCUMENT = {"document": "澧政办发〔2015〕6号", "document_title": "政务公开工作考核办法"}
RULES: tuple[Rule, ...] = (
    rule(at_least=2, attended_by="principal_head", owed_by="各乡镇", article="第五条", **DOCUMENT),
    rule(
        DutyType.FIXED_DATE, id="T002", title="每月1日前报送信息公开统计", period=PeriodKind.MONTH, day=1,
        evidence=("test_report",), note="文件没有规定遇休息日如何处理，由县里选择。", **DOCUMENT,
    ),
    rule(
        DutyType.DEADLINE, id="T003", title="主动公开信息20个工作日内公开", period=PeriodKind.YEAR, trigger="formed",
        within=20, unit=Unit.WORKING_DAYS, evidence=("published",), document="国务院令第711号", article="第二十六条",
    ),
    rule(
        DutyType.THRESHOLD, id="T004", title="政务公开“四有”齐备", period=PeriodKind.ONCE,
        items=("机构", "人员", "经费", "场所"), evidence=("test_service",), **DOCUMENT,
    ),
    rule(
        DutyType.RECENCY, id="T005", title="栏目14天内更新", period=PeriodKind.MONTH, within=14,
        evidence=("published",), **DOCUMENT,
    ),
    rule(
        DutyType.PAIRING, id="T006", title="政策与解读同步公开", period=PeriodKind.YEAR, trigger="policy_published",
        evidence=("interpreted",), same_day=True, **DOCUMENT,
    ),
    rule(
        DutyType.FIXED_DATE, id="T007", title="年度报告1月31日前公布", period=PeriodKind.YEAR, month=1, day=31,
        evidence=("board_posted",), **DOCUMENT,
    ),
)  # fmt: skip


def install(*rules: Rule) -> None:
    """Let these be the duties of 澧县's units until the test is over; the application's own come back then."""
    kinds = {kind.kind: kind for kind in (MEETING, REPORT, SERVICE, OTHER)}
    book = RuleBook({"lixian": rules or RULES}, {**rule_book().fact_kinds, **kinds})
    current_app.extensions[EXTENSION] = book


def make_duties(cast: Cast) -> None:
    """Let 车溪乡 have duties in many standings, records with a file, one withdrawn, and a decision of the county's."""
    install()
    tenant, today = cast.chexi.tenant, local(utc_now()).date()
    fact(tenant, kind="test_meeting", label="政务公开工作例会")
    withdrawn = fact(tenant, kind="test_meeting", label="登记错的会议")
    actor = _author(tenant)
    with posts.as_actor(actor).opened():
        actions.withdraw_fact(withdrawn, "重复登记。", actor=actor, now=utc_now())
        db.session.commit()
    told(tenant.id, "formed", today - timedelta(days=9), subject="post:" + str(uuid.uuid4()), now=utc_now())
    told(tenant.id, "formed", today - timedelta(days=60), subject="post:" + str(uuid.uuid4()), now=utc_now())
    told(tenant.id, "test_service", today, item="机构", key="seen", now=utc_now())
    _decide(cast, tenant, "T002", "shift", value="after")
    with Scope.office(tenant.id).opened():
        assess_tenant(tenant.id, now=utc_now())
        db.session.commit()


def fact(tenant: Tenant, *, kind: str = "test_meeting", label: str = "") -> uuid.UUID:
    """Return the id of a record with a photo beside it, made by a new author of the unit."""
    if kind not in rule_book().fact_kinds:
        install()
    actor, now = _author(tenant), utc_now()
    with posts.as_actor(actor).opened():
        file = store_file(PNG, "会场.png", tenant_id=tenant.id, actor_id=actor.person_id, now=now)
        what = actions.Recorded(
            kind, local(now).date(), attended=("principal_head",), label=label or f"例会{uuid.uuid4().hex[:6]}",
            files=((file.id, "会场.png"),),
        )  # fmt: skip
        row = actions.record_fact(what, request_key=uuid.uuid4(), actor=actor, now=now)
        db.session.commit()
        return row.id


def duty_id(_tenant: Tenant) -> str:
    """Return the id of a duty that units of 澧县 have and others have not."""
    install()
    return RULES[0].id


def _author(tenant: Tenant) -> Actor:
    return Actor(member(tenant), "采编员", tenant.id, frozenset({Role.AUTHOR}))


def _decide(cast: Cast, tenant: Tenant, rule_id: str, choice: str, **more: str) -> None:
    decided = actions.Decided(rule_id, choice, **more)
    with above(cast).opened():
        actions.choose([tenant.id], decided, actor=cast.inspector, now=utc_now())
        db.session.commit()


def above(cast: Cast) -> Scope:
    """Return the scope in which the county's inspector decides about 车溪乡 and its neighbours."""
    return Scope.subtree(cast.lixian.tenant.id, [cast.chexi.tenant.id], cast.inspector.person_id)


@scenario("fact.record")
def _record(cast: Cast) -> Scenario:
    install()
    actor, key = cast.chexi.author, uuid.uuid4()
    what = actions.Recorded("test_meeting", date(2026, 9, 10), attended=("vice_head",))
    return Scenario(
        posts.as_actor(actor), lambda: actions.record_fact(what, request_key=key, actor=actor, now=utc_now())
    )


@scenario("fact.withdraw")
def _withdraw(cast: Cast) -> Scenario:
    install()
    actor, fact_id = cast.chexi.author, fact(cast.chexi.tenant)
    return Scenario(
        posts.as_actor(actor), lambda: actions.withdraw_fact(fact_id, "记错了。", actor=actor, now=utc_now())
    )


@scenario("duty.choose")
def _choose(cast: Cast) -> Scenario:
    install()
    decided = actions.Decided("T001", "excused", period="2026Q3", reason="机构改革。")
    tenant_id = cast.chexi.tenant.id
    return Scenario(above(cast), lambda: actions.choose([tenant_id], decided, actor=cast.inspector, now=utc_now()))


@scenario("duty.recompute")
def _recompute(cast: Cast) -> Scenario:
    install(RULES[2])
    tenant, formed = cast.chexi.tenant, date(2026, 9, 10)
    told(tenant.id, "formed", formed, subject="post:one", now=noon(date(2026, 9, 11)))
    with Scope.office(tenant.id).opened():
        # As it stood by a calendar that did not know the days off of October.
        row = db.session.get_one(StandingRow, (tenant.id, "T003", "2026"))
        row.due_on = due_after(formed, 17, calendar_for(tenant)).day
        db.session.commit()
    return Scenario(
        Scope.office(tenant.id),
        lambda: actions.recompute_due(tenant.id, why="放假安排公布", now=noon(date(2026, 9, 12))),
    )


def recorded_kind(_tenant: Tenant) -> str:
    """Return a kind of fact that people record."""
    install()
    return MEETING.kind


FACTORIES: dict[str, Callable[[Tenant], object]] = {"rule_id": duty_id, "fact_id": fact, "fact_kind": recorded_kind}
