"""Nominations: filled in by the unit, by the one above it or by the county from paper; accepted or returned."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.demonstration import facts
from gkcloud.demonstration.actions.faults import DemoRefused
from gkcloud.demonstration.actions.programmes import lock_programme, require
from gkcloud.demonstration.model import Nomination, Programme, Proof
from gkcloud.demonstration.queries.county import listed_name, programme_of, proofs_of, units_without_nomination
from gkcloud.demonstration.queries.unit import candidates
from gkcloud.demonstration.rules import (
    MOST_FILES,
    Move,
    NominationState,
    ProgrammeState,
    category_of,
    missing_of,
)
from gkcloud.demonstration.sixhaves import Have
from gkcloud.files.model import StoredFile
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.clock import local

_GONE = "没有找到这件申报，请返回列表查看。"


@action("demo.nominate")
def begin_nomination(programme: Programme, unit: Tenant, *, actor: Actor, now: datetime) -> Nomination:
    """Return the nomination of a unit, in the hands of the actor's; a unit is nominated once in a year.

    Raises DemoRefused when the programme takes no more, or when somebody else nominated the unit or is to.
    """
    own = directory().by_id(actor.tenant_id) if actor.tenant_id else None
    if own is None or programme.state != ProgrammeState.OPEN.value:
        raise DemoRefused("现在不接受申报，请留意县里的通知。")
    known = _nomination_of(programme, unit.id)
    if known is not None and known.nominator_id == actor.tenant_id:
        nothing_to_do("demo.nominate")
        return known
    if known is not None:
        raise DemoRefused(f"{unit.short_name}已有申报，每个单位每年申报一次，请在申报列表中查看。")
    if local(now).date() > programme.nominate_by:
        raise DemoRefused(f"申报已于 {programme.nominate_by.isoformat()} 截止，如需补报请与县里联系。")
    found = candidates(own, programme)
    if unit.id in {each.id for each in found.staffed}:
        raise DemoRefused(f"{unit.short_name}有自己的经办人员，请由其自行申报。")
    if unit.id not in {each.id for each in found.units} or category_of(unit.kind) is None:
        raise DemoRefused("只能为本单位或没有经办人员的下属村、社区、站所申报。")
    row = _insert(programme, unit, actor, now, state=NominationState.DRAFT)
    record("demo.nominate", actor_id=actor.person_id, subject=("demo_nomination", row.id), at=now, unit=unit.slug)
    return row


@action("demo.enter")
def enter_nomination(
    programme_id: uuid.UUID, unit: Tenant, strengths: str, *, actor: Actor, now: datetime
) -> Nomination:
    """Let the county enter a nomination that came on paper; it counts as accepted."""
    view = lock_programme(programme_id, actor)
    known = _nomination_of(view.row, unit.id)
    if known is not None and known.nominator_id == actor.tenant_id:
        nothing_to_do("demo.enter")
        return known
    require(Move.ENTER, view)
    if unit.id not in {each.id for each in units_without_nomination(view)}:
        raise DemoRefused(f"{unit.short_name}已有申报或不在申报范围，每个单位每年申报一次。")
    row = _insert(view.row, unit, actor, now, state=NominationState.ACCEPTED, strengths=strengths.strip())
    row.submitted_at = row.decided_at = now
    facts.demo_nominated(row, view.row, now, actor.person_id)
    record("demo.enter", actor_id=actor.person_id, subject=("demo_nomination", row.id), at=now, unit=unit.slug)
    return row


@action("demo.fill")
def fill_nomination(
    nomination_id: uuid.UUID, strengths: str, notes: Mapping[Have, str], *, actor: Actor, now: datetime
) -> Nomination:
    """Save what a unit says of itself."""
    row = _lock_own(nomination_id, actor)
    _require_open(row)
    wanted = (strengths.strip(), {have.value: text.strip() for have, text in notes.items()})
    if (row.strengths, row.notes) == wanted:
        nothing_to_do("demo.fill")
        return row
    row.strengths, row.notes = wanted
    row.updated_at = now
    record("demo.fill", actor_id=actor.person_id, subject=("demo_nomination", row.id), at=now)
    return row


@action("demo.add-proof")
def add_proof(nomination_id: uuid.UUID, have: Have, file: StoredFile, *, actor: Actor, now: datetime) -> Proof:
    """Attach a file of the actor's tenant to one of the six; the same file for the same item is kept once."""
    row = _lock_own(nomination_id, actor)
    _require_open(row)
    proofs = [each for each in proofs_of(row) if each.have == have.value]
    known = next((each for each in proofs if each.file_id == file.id), None)
    if known is not None:
        nothing_to_do("demo.add-proof")
        return known
    if len(proofs) >= MOST_FILES:
        raise DemoRefused(f"“{have.label}”的佐证材料最多 {MOST_FILES} 个，请合并或移除一些后再添加。")
    proof = Proof(
        tenant_id=row.tenant_id,
        id=uuid.uuid4(),
        nomination_id=row.id,
        target_id=row.target_id,
        have=have.value,
        holder_id=file.tenant_id,
        file_id=file.id,
        **{name: getattr(file, name) for name in ("name", "extension", "media_type", "size", "sha256")},
        created_at=now,
    )
    db.session.add(proof)
    db.session.flush()
    data = {"have": have.value, "sha256": file.sha256}
    record("demo.add-proof", actor_id=actor.person_id, subject=("demo_nomination", row.id), at=now, **data)
    return proof


@action("demo.remove-proof")
def remove_proof(nomination_id: uuid.UUID, proof_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Take a file off a nomination; it stays in the unit's storage."""
    row = _lock_own(nomination_id, actor)
    _require_open(row)
    proof = next((each for each in proofs_of(row) if each.id == proof_id), None)
    if proof is None:
        nothing_to_do("demo.remove-proof")
        return
    db.session.delete(proof)
    db.session.flush()
    data = {"have": proof.have, "sha256": proof.sha256}
    record("demo.remove-proof", actor_id=actor.person_id, subject=("demo_nomination", row.id), at=now, **data)


@action("demo.submit")
def submit_nomination(nomination_id: uuid.UUID, *, actor: Actor, now: datetime) -> Nomination:
    """Send a nomination to the county, complete. One that was returned may come back after the last day."""
    row = _lock_own(nomination_id, actor)
    if row.state == NominationState.SUBMITTED.value:
        nothing_to_do("demo.submit")
        return row
    _require_open(row)
    programme = programme_of(row)
    is_first = row.state == NominationState.DRAFT.value
    if is_first and (programme.state != ProgrammeState.OPEN.value or local(now).date() > programme.nominate_by):
        raise DemoRefused(f"申报已于 {programme.nominate_by.isoformat()} 截止，如需补报请与县里联系。")
    if programme.state not in {ProgrammeState.OPEN.value, ProgrammeState.REVIEWING.value}:
        raise DemoRefused("本年度的评审已经结束，不再接受申报。")
    notes = {Have(key): text for key, text in row.notes.items()}
    if missing := missing_of(notes, [Have(each.have) for each in proofs_of(row)], row.strengths):
        raise DemoRefused(f"还缺少{'、'.join(missing)}，请补齐后再申报。")
    row.state, row.submitted_at, row.updated_at = NominationState.SUBMITTED.value, now, now
    facts.demo_nominated(row, programme, now, actor.person_id)
    record("demo.submit", actor_id=actor.person_id, subject=("demo_nomination", row.id), at=now)
    return row


@action("demo.accept")
def accept_nomination(nomination_id: uuid.UUID, *, actor: Actor, now: datetime) -> Nomination:
    """Accept a nomination for the review."""
    row = _lock_received(nomination_id, actor)
    if row.state == NominationState.ACCEPTED.value:
        nothing_to_do("demo.accept")
        return row
    _decide(row, NominationState.ACCEPTED, "", now)
    record("demo.accept", actor_id=actor.person_id, subject=("demo_nomination", row.id), at=now)
    return row


@action("demo.return")
def return_nomination(nomination_id: uuid.UUID, reason: str, *, actor: Actor, now: datetime) -> Nomination:
    """Send a nomination back for completion, with a reason that the unit reads."""
    row, reason = _lock_received(nomination_id, actor), reason.strip()
    if not reason:
        raise DemoRefused("退回补充须写明理由，请填写后再提交。")
    if row.state == NominationState.RETURNED.value:
        nothing_to_do("demo.return")
        return row
    _decide(row, NominationState.RETURNED, reason, now)
    record("demo.return", actor_id=actor.person_id, subject=("demo_nomination", row.id), at=now, reason=reason)
    return row


def _decide(row: Nomination, state: NominationState, reason: str, now: datetime) -> None:
    if row.state != NominationState.SUBMITTED.value:
        raise DemoRefused("这件申报的状态已经变化，不能进行这项操作，请刷新后查看。")
    if programme_of(row).state not in {ProgrammeState.OPEN.value, ProgrammeState.REVIEWING.value}:
        raise DemoRefused("本年度的评审已经结束，不能再受理或退回申报。")
    row.state, row.returned_reason, row.decided_at, row.updated_at = state.value, reason, now, now


def _insert(
    programme: Programme, unit: Tenant, actor: Actor, now: datetime, *, state: NominationState, strengths: str = ""
) -> Nomination:
    category = category_of(unit.kind)
    if category is None:
        raise DemoRefused("这个单位不在申报范围。")
    values: dict[str, Any] = {
        "tenant_id": programme.tenant_id,
        "id": uuid.uuid4(),
        "programme_id": programme.id,
        "target_id": unit.id,
        "nominator_id": actor.tenant_id,
        "category": category.value,
        "unit_name": listed_name(unit),
        "state": state.value,
        "strengths": strengths,
        "notes": {},
        "returned_reason": "",
        "created_by": actor.person_id,
        "created_at": now,
        "updated_at": now,
    }
    # Another office may have been a moment faster, and this one may not see what it has begun.
    statement = insert(Nomination).values(**values).on_conflict_do_nothing().returning(Nomination.id)
    if db.session.execute(statement).scalar_one_or_none() is None:
        raise DemoRefused(f"{unit.short_name}正在由其他单位填报，每个单位每年申报一次。")
    return db.session.get_one(Nomination, (programme.tenant_id, values["id"]))


def _nomination_of(programme: Programme, unit_id: uuid.UUID) -> Nomination | None:
    statement = select(Nomination).where(
        Nomination.tenant_id == programme.tenant_id,
        Nomination.programme_id == programme.id,
        Nomination.target_id == unit_id,
    )
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()


def _lock_own(nomination_id: uuid.UUID, actor: Actor) -> Nomination:
    """Return a nomination that the actor's tenant writes, locked where it may still be written."""
    statement = select(Nomination).where(Nomination.id == nomination_id, Nomination.nominator_id == actor.tenant_id)
    statement = statement.execution_options(populate_existing=True)
    # Locking a row asks for the right to change it, which ends with the submission.
    row = db.session.execute(statement.with_for_update()).scalar_one_or_none()
    row = row or db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise DemoRefused(_GONE)
    return row


def _lock_received(nomination_id: uuid.UUID, actor: Actor) -> Nomination:
    statement = select(Nomination).where(Nomination.tenant_id == actor.tenant_id, Nomination.id == nomination_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise DemoRefused(_GONE)
    return row


def _require_open(row: Nomination) -> None:
    if not NominationState(row.state).is_open:
        raise DemoRefused("申报已经提交，不能再改。需要修改的，请联系县里退回。")
