"""What a unit reads: programmes that it may enter, its nominations, and what the county made of them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import and_, exists, or_, select

from gkcloud.access.policy import Actor
from gkcloud.database import db
from gkcloud.demonstration.model import Designation, Nomination, Programme, Visit
from gkcloud.demonstration.rules import NOMINATED_FROM_ABOVE, RUNS_PROGRAMMES, ProgrammeState, category_of
from gkcloud.people.queries import staffed
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.tenancy.scope import ScopeKind, current_scope

_OFFICES = frozenset({ScopeKind.OFFICE, ScopeKind.SUBTREE})


@dataclass(frozen=True)
class Candidates:
    """Whom a unit may nominate now, and units below that have people of their own."""

    units: tuple[Tenant, ...]
    staffed: tuple[Tenant, ...]


def open_programmes(tenant: Tenant) -> Sequence[Programme]:
    """Return the programmes above a unit that are open for nomination."""
    above = [each.id for each in directory().ancestors(tenant)]
    statement = select(Programme).where(Programme.tenant_id.in_(above), Programme.state == ProgrammeState.OPEN.value)
    return db.session.execute(statement.order_by(Programme.year.desc())).scalars().all()


def access_open_programme(programme_id: uuid.UUID, tenant: Tenant) -> Programme:
    """Return a programme that a unit may enter; 404 when there is none."""
    found = next((each for each in open_programmes(tenant) if each.id == programme_id), None)
    if found is None:
        abort(404)
    return found


def has_part(tenant: Tenant) -> bool:
    """Return whether a unit may enter a programme, has nominated, or is designated: whether the area is for it.

    One statement, asked on every page of the office; in a scope that may not ask, such as that of signing in, it is not.
    """
    above = [each.id for each in directory().ancestors(tenant) if each.kind in RUNS_PROGRAMMES]
    if not above or category_of(tenant.kind) is None or current_scope().kind not in _OFFICES:
        return False
    is_open = and_(Programme.tenant_id.in_(above), Programme.state == ProgrammeState.OPEN.value)
    mine = or_(Nomination.target_id == tenant.id, Nomination.nominator_id == tenant.id)
    asked = or_(exists().where(is_open), exists().where(mine), exists().where(Designation.target_id == tenant.id))
    return bool(db.session.execute(select(asked)).scalar_one())


def own_nominations(tenant_id: uuid.UUID) -> Sequence[tuple[Nomination, Programme]]:
    """Return what a unit nominated, and what was nominated for it, with the programmes; the latest first."""
    mine = or_(Nomination.target_id == tenant_id, Nomination.nominator_id == tenant_id)
    statement = (
        select(Nomination, Programme)
        .join(Programme, (Programme.tenant_id == Nomination.tenant_id) & (Programme.id == Nomination.programme_id))
        .where(mine)
        .order_by(Programme.year.desc(), Nomination.created_at.desc())
    )
    return [(row[0], row[1]) for row in db.session.execute(statement.execution_options(populate_existing=True))]


def access_own_nomination(nomination_id: uuid.UUID, actor: Actor) -> tuple[Nomination, Programme]:
    """Return a nomination of the actor's unit, or one for it, with its programme; 404 when there is none."""
    statement = (
        select(Nomination, Programme)
        .join(Programme, (Programme.tenant_id == Nomination.tenant_id) & (Programme.id == Nomination.programme_id))
        .where(
            Nomination.id == nomination_id,
            or_(Nomination.target_id == actor.tenant_id, Nomination.nominator_id == actor.tenant_id),
        )
    )
    row = db.session.execute(statement.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        abort(404)
    return row[0], row[1]


def access_own_visit(visit_id: uuid.UUID, actor: Actor) -> Visit:
    """Return a finished visit to the actor's unit; 404 when there is none."""
    statement = select(Visit).where(
        Visit.id == visit_id, Visit.target_id == actor.tenant_id, Visit.finished_at.is_not(None)
    )
    visit = db.session.execute(statement).scalar_one_or_none()
    if visit is None:
        abort(404)
    return visit


def own_designations(tenant_id: uuid.UUID) -> Sequence[Designation]:
    """Return a unit's designations, the latest first."""
    statement = select(Designation).where(Designation.target_id == tenant_id)
    return db.session.execute(statement.order_by(Designation.year.desc())).scalars().all()


def candidates(tenant: Tenant, programme: Programme) -> Candidates:
    """Return the unit itself and those right below it without people of their own, as far as not nominated yet."""
    below = [
        each for each in tenant.children if each.kind in NOMINATED_FROM_ABOVE and each.status is TenantStatus.ACTIVE
    ]
    with_people = staffed([each.id for each in below]) if below else set()
    taken = {row.target_id for row, of in own_nominations(tenant.id) if of.id == programme.id}
    open_units = [tenant, *(each for each in below if each.id not in with_people)]
    return Candidates(
        tuple(each for each in open_units if each.id not in taken),
        tuple(each for each in below if each.id in with_people),
    )
