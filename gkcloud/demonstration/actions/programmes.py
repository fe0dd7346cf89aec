"""A programme of a year: begun, planned, opened, closed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.demonstration import facts
from gkcloud.demonstration.actions.faults import DemoRefused
from gkcloud.demonstration.model import Programme
from gkcloud.demonstration.queries.county import ProgrammeView, view_of
from gkcloud.demonstration.rules import AFTER, Category, Move, Paper, ProgrammeState
from gkcloud.demonstration.sixhaves import USUAL_DEMANDS, Have
from gkcloud.web.clock import local

_YEARS_AHEAD = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """How many are to be designated in each category, by when units nominate, and what is demanded of them."""

    quotas: Mapping[Category, int]
    nominate_by: date
    standard: Mapping[Have, str]


@action("demo.create")
def create_programme(year: int, *, actor: Actor, now: datetime) -> Programme:
    """Return the county's programme of a year with the usual standard; a year has one."""
    if year > local(now).year + _YEARS_AHEAD:
        raise DemoRefused("创建年度最晚为明年，请核对。")
    key = {"tenant_id": actor.tenant_id, "year": year}
    values = {
        "id": uuid.uuid4(),
        "state": ProgrammeState.DRAFT.value,
        "quotas": {each.value: 0 for each in Category},
        "standard": {have.value: text for have, text in USUAL_DEMANDS.items()},
        "nominate_by": date(year, 12, 31),
        "over_quota_reason": "",
        "created_by": actor.person_id,
        "created_at": now,
        "updated_at": now,
    }
    statement = insert(Programme).values(**key, **values).on_conflict_do_nothing().returning(Programme.id)
    is_new = db.session.execute(statement).scalar_one_or_none() is not None
    row = db.session.execute(select(Programme).filter_by(**key)).scalar_one()
    if not is_new:
        nothing_to_do("demo.create")
        return row
    record("demo.create", actor_id=actor.person_id, subject=("demo_programme", row.id), at=now, year=year)
    return row


@action("demo.plan")
def edit_programme(programme_id: uuid.UUID, plan: Plan, *, actor: Actor, now: datetime) -> Programme:
    """Save a programme's plan. The standard stays as it is once the notice that publishes it is written."""
    view = lock_programme(programme_id, actor)
    require(Move.EDIT, view)
    row = view.row
    standard = {have.value: text.strip() for have, text in plan.standard.items()}
    if standard != row.standard and view.facts.notice in {Paper.UNDER_WAY, Paper.PUBLIC}:
        raise DemoRefused("创建标准已写入通知，不能再改。需要调整的，请先撤回通知或在下一年度修订。")
    if any(count < 0 for count in plan.quotas.values()):
        raise DemoRefused("计划个数不能小于 0。")
    wanted = ({each.value: count for each, count in plan.quotas.items()}, plan.nominate_by, standard)
    if (row.quotas, row.nominate_by, row.standard) == wanted:
        nothing_to_do("demo.plan")
        return row
    row.quotas, row.nominate_by, row.standard = wanted
    row.updated_at = now
    record("demo.plan", actor_id=actor.person_id, subject=("demo_programme", row.id), at=now, quotas=row.quotas)
    return row


@action("demo.move")
def move_programme(programme_id: uuid.UUID, move: Move, *, actor: Actor, now: datetime) -> Programme:
    """Open a programme for nomination, stop or reopen that, or close it. Raises DemoRefused."""
    view = lock_programme(programme_id, actor)
    row = view.row
    if row.state == AFTER[move].value:
        nothing_to_do("demo.move")
        return row
    require(move, view)
    row.state, row.updated_at = AFTER[move].value, now
    if move is Move.OPEN:
        facts.demo_standard_published(row, now, actor.person_id)
    record("demo.move", actor_id=actor.person_id, subject=("demo_programme", row.id), at=now, move=move.value)
    return row


def lock_programme(programme_id: uuid.UUID, actor: Actor) -> ProgrammeView:
    """Return a programme that nobody else changes until the transaction ends. Raises DemoRefused when there is none."""
    statement = select(Programme).where(Programme.tenant_id == actor.tenant_id, Programme.id == programme_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise DemoRefused("没有找到这个年度的创建活动，请返回列表查看。")
    return view_of(row, actor)


def require(move: Move, view: ProgrammeView) -> None:
    """Raise DemoRefused unless the move is possible."""
    if move not in view.possible:
        raise DemoRefused(view.possible.why_not(move))
