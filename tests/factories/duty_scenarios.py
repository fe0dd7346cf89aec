"""How the actions on facts and duties come about."""

import uuid
from datetime import date

from gkcloud.calendar.actions import load_calendar
from gkcloud.calendar.schedulefile import read_schedule
from gkcloud.database import db, utc_now
from gkcloud.obligations import actions
from gkcloud.obligations.actions import Decided, Recorded
from gkcloud.obligations.rulebook import rule_book
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local
from tests.factories import duties, posts
from tests.factories.calendar_scenarios import AFTER_IT, ANNOUNCEMENT
from tests.factories.cast import Cast
from tests.factories.scenarios import Scenario, scenario


def recorded_kind() -> str:
    """Return a kind of fact that people record."""
    return next(kind.kind for kind in rule_book().fact_kinds.values() if kind.is_recorded)


def a_record(cast: Cast, on: date | None = None) -> uuid.UUID:
    """Record something in 白泥镇 and return its id."""
    actor = cast.baini.author
    told = Recorded(recorded_kind(), on or local(utc_now()).date(), label="第一次")
    with posts.as_actor(actor).opened():
        row = actions.record_fact(told, request_key=uuid.uuid4(), actor=actor, now=utc_now())
        db.session.commit()
        return row.id


@scenario("fact.record")
def _record(cast: Cast) -> Scenario:
    actor, key = cast.baini.author, uuid.uuid4()
    told = Recorded(recorded_kind(), local(utc_now()).date(), attended=("principal_head",), label="专题会议")
    return Scenario(
        posts.as_actor(actor), lambda: actions.record_fact(told, request_key=key, actor=actor, now=utc_now())
    )


@scenario("fact.withdraw")
def _withdraw(cast: Cast) -> Scenario:
    actor, fact_id = cast.baini.author, a_record(cast)
    return Scenario(
        posts.as_actor(actor), lambda: actions.withdraw_fact(fact_id, "日期登记错误。", actor=actor, now=utc_now())
    )


@scenario("duty.choose")
def _choose(cast: Cast) -> Scenario:
    unit, actor = cast.chexi.tenant, cast.inspector
    decided = Decided("CN-26-1", "excused", period="2026", reason="洪灾期间停止办公。")
    return Scenario(
        Scope.subtree(cast.lixian.tenant.id, [unit.id], actor.person_id),
        lambda: actions.choose([unit.id], decided, actor=actor, now=utc_now()),
    )


@scenario("unit.take-over")
def _take_over(cast: Cast) -> Scenario:
    old, new = cast.chexi.tenant, directory().by_slug("lixian-jinluo")
    duties.told(old.id, "board_posted", date(2026, 7, 3), key="one")
    return Scenario(
        Scope.subtree(cast.lixian.tenant.id, [old.id, new.id], cast.inspector.person_id),
        lambda: actions.take_over(old.id, new.id, now=utc_now()),
    )


@scenario("duty.recompute")
def _recompute(cast: Cast) -> Scenario:
    unit, day = cast.chexi.tenant, date(2026, 12, 21)
    duties.told(unit.id, "formed", day, subject="post:one")
    with Scope.platform().opened():
        load_calendar([read_schedule(ANNOUNCEMENT.encode(), "2027.toml")], now=AFTER_IT)
        db.session.commit()
    return Scenario(
        Scope.office(unit.id), lambda: actions.recompute_due(unit.id, why="载入2027年安排", now=duties.noon(day))
    )
