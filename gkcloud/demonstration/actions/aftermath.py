"""After the designation: yearly re-review, and suspension or revocation, first drafted, then decided."""

import uuid
from datetime import datetime

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.demonstration import facts
from gkcloud.demonstration.actions.faults import DemoRefused
from gkcloud.demonstration.model import Designation, DesignationChange, DesignationReview
from gkcloud.demonstration.queries.county import DesignationView, aftermath_of, programme_of
from gkcloud.demonstration.standingrules import (
    AFTER_CHANGE,
    ChangeKind,
    ReviewDay,
    ReviewResult,
    Status,
    refuse_change,
    refuse_review,
)
from gkcloud.web.clock import local


@action("demo.review")
def record_review(
    designation_id: uuid.UUID, day: ReviewDay, result: ReviewResult, remark: str, *, actor: Actor, now: datetime
) -> DesignationReview:
    """Record a year's re-review; the same result of the same year twice is once. Raises DemoRefused."""
    view, remark = lock_designation(designation_id, actor), remark.strip()
    known = next((each for each in view.reviews if each.year == day.year), None)
    if known is not None and (known.result, known.reviewed_on, known.remark) == (result.value, day.on, remark):
        nothing_to_do("demo.review")
        return known
    if view.row.status == Status.REVOKED.value:
        raise DemoRefused("该单位的示范资格已经撤销，不需要复核。")
    done = [each.year for each in view.reviews]
    today = local(now).date()
    if reason := refuse_review(day, designated_for=view.row.year, done=done, today=today):
        raise DemoRefused(reason)
    if result is not ReviewResult.PASSED and not remark:
        raise DemoRefused("没有通过的复核须写明情况，请填写后再提交。")
    review = DesignationReview(
        tenant_id=view.row.tenant_id,
        id=uuid.uuid4(),
        designation_id=view.row.id,
        target_id=view.row.target_id,
        year=day.year,
        reviewed_on=day.on,
        result=result.value,
        remark=remark,
        reviewed_by=actor.person_id,
        created_at=now,
    )
    db.session.add(review)
    if result is ReviewResult.PASSED:
        view.row.passed_on = max(day.on, view.row.passed_on or day.on)
    db.session.flush()
    facts.demo_reviewed(review, programme_of(view.row), now, actor.person_id)
    data = {"year": day.year, "result": result.value}
    record("demo.review", actor_id=actor.person_id, subject=("demo_designation", view.row.id), at=now, **data)
    return review


@action("demo.draft-change")
def draft_change(
    designation_id: uuid.UUID, kind: ChangeKind, reason: str, *, actor: Actor, now: datetime
) -> DesignationChange:
    """Draft a suspension, restoration or revocation; nobody but the county's office sees it before it is decided."""
    view, reason = lock_designation(designation_id, actor), reason.strip()
    if not reason:
        raise DemoRefused(f"{kind.label}须写明理由，请填写后再提交。")
    if view.draft is not None and (view.draft.kind, view.draft.reason) == (kind.value, reason):
        nothing_to_do("demo.draft-change")
        return view.draft
    if view.draft is not None:
        raise DemoRefused("该单位另有一件处理正在拟办，请先决定或放弃。")
    if refusal := refuse_change(kind, Status(view.row.status)):
        raise DemoRefused(refusal)
    change = DesignationChange(
        tenant_id=view.row.tenant_id,
        id=uuid.uuid4(),
        designation_id=view.row.id,
        target_id=view.row.target_id,
        kind=kind.value,
        reason=reason,
        created_by=actor.person_id,
        created_at=now,
    )
    db.session.add(change)
    db.session.flush()
    _record("demo.draft-change", view.row, change, actor, now)
    return change


@action("demo.decide-change")
def decide_change(
    designation_id: uuid.UUID, change_id: uuid.UUID, *, actor: Actor, now: datetime
) -> DesignationChange:
    """Decide what was drafted: from now on the designation stands so. Deciding it twice is deciding it once."""
    view, change = _lock_change(designation_id, change_id, actor)
    if change.decided_at is not None:
        nothing_to_do("demo.decide-change")
        return change
    kind = ChangeKind(change.kind)
    if refusal := refuse_change(kind, Status(view.row.status)):
        raise DemoRefused(refusal)
    change.decided_by, change.decided_at = actor.person_id, now
    view.row.status, view.row.status_on = AFTER_CHANGE[kind].value, local(now).date()
    view.row.status_post_id = None
    facts.demo_revoked(change, programme_of(view.row), now, actor.person_id)
    _record("demo.decide-change", view.row, change, actor, now)
    return change


@action("demo.discard-change")
def discard_change(designation_id: uuid.UUID, change_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Give up a draft. Raises DemoRefused once it is decided."""
    view = lock_designation(designation_id, actor)
    change = next((each for each in view.changes if each.id == change_id), None)
    if change is None:
        nothing_to_do("demo.discard-change")
        return
    if change.decided_at is not None:
        raise DemoRefused("这件处理已经决定，不能放弃。")
    db.session.delete(change)
    _record("demo.discard-change", view.row, change, actor, now)


def lock_designation(designation_id: uuid.UUID, actor: Actor) -> DesignationView:
    """Return a designation that nobody else changes until the transaction ends. Raises DemoRefused."""
    statement = select(Designation).where(Designation.tenant_id == actor.tenant_id, Designation.id == designation_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise DemoRefused("没有找到这个示范单位，请返回列表查看。")
    return aftermath_of([row])[row.id]


def _lock_change(
    designation_id: uuid.UUID, change_id: uuid.UUID, actor: Actor
) -> tuple[DesignationView, DesignationChange]:
    view = lock_designation(designation_id, actor)
    change = next((each for each in view.changes if each.id == change_id), None)
    if change is None:
        raise DemoRefused("没有找到这件处理，请刷新后查看。")
    return view, change


def _record(name: str, row: Designation, change: DesignationChange, actor: Actor, now: datetime) -> None:
    data = {"change": str(change.id), "kind": change.kind, "reason": change.reason}
    record(name, actor_id=actor.person_id, subject=("demo_designation", row.id), at=now, **data)
