"""After publication: the second person's confirmation, correction, withdrawal, and marks of validity."""

import uuid
from datetime import date, datetime

from sqlalchemy import delete

from gkcloud.access.policy import Actor, Role
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.publishing.actions.common import lock_post, require, revision_in_force
from gkcloud.publishing.actions.drafting import back_to_draft
from gkcloud.publishing.actions.faults import Refused
from gkcloud.publishing.actions.publication import forget_for_search
from gkcloud.publishing.actions.telling import tell_confirmed, tell_withdrawn
from gkcloud.publishing.content import Validity
from gkcloud.publishing.model import Decision, Post, Publication, PublicationColumn, PublicationFile, PublicationPaper
from gkcloud.publishing.rules import Move, State
from gkcloud.tenancy.rules import Stage


@action("post.confirm-urgent")
def confirm_urgent(post_id: uuid.UUID, *, request_key: uuid.UUID, actor: Actor, now: datetime) -> Post:
    """Confirm, as a second person, what a signer published alone."""
    post = lock_post(post_id, actor)
    if post.is_urgent and post.urgent_confirmed_at is not None:
        nothing_to_do("post.confirm-urgent")
        return post
    require(Move.CONFIRM_URGENT, post, actor)
    revision = revision_in_force(post)
    post.urgent_confirmed_at, post.updated_at = now, now
    lender = actor.stands_in.get(Role.SIGNER) or actor.stands_in.get(Role.REVIEWER)
    confirmation = Decision(
        tenant_id=post.tenant_id,
        id=uuid.uuid4(),
        post_id=post.id,
        revision_id=revision.id,
        content_hash=revision.content_hash,
        stage=Stage.SIGN_OFF.value,
        verdict="confirm",
        decided_by=actor.person_id,
        on_behalf_of=lender,
        decided_at=now,
        check_report=revision.check_report,
        request_key=request_key,
    )
    db.session.add(confirmation)
    tell_confirmed(post, now)
    record("post.confirm-urgent", actor_id=actor.person_id, subject=("post", post.id), at=now)
    return post


@action("post.correct")
def start_correction(post_id: uuid.UUID, *, note: str, actor: Actor, now: datetime) -> Post:
    """Open a published post for a correction (更正); what is public stays until the new text is signed off.

    ``note`` is what the public will read about the correction.
    """
    post = lock_post(post_id, actor)
    if post.state == State.DRAFT.value and post.correction_note == note.strip():
        nothing_to_do("post.correct")
        return post
    require(Move.CORRECT, post, actor)
    if not note.strip():
        raise Refused("请填写更正说明，它会随更正后的内容一并公开。")
    back_to_draft(post, now)
    post.correction_note, post.publish_at = note.strip(), None
    record("post.correct", actor_id=actor.person_id, subject=("post", post.id), at=now, note=note.strip())
    return post


@action("post.withdraw")
def withdraw(post_id: uuid.UUID, *, reason: str, actor: Actor, now: datetime) -> Post:
    """Withdraw (撤回) a publication: its page stays with title, date and reason; text and attachments go."""
    post = lock_post(post_id, actor)
    if post.state == State.WITHDRAWN.value:
        nothing_to_do("post.withdraw")
        return post
    require(Move.WITHDRAW, post, actor)
    if not reason.strip():
        raise Refused("撤回须写明原因，原因会在原页面公开，请填写后再提交。")
    publication = db.session.get_one(Publication, (post.tenant_id, post.id))
    publication.withdrawn_at, publication.withdrawal_reason = now, reason.strip()
    publication.body_html, publication.summary = "", ""
    key = {"tenant_id": post.tenant_id, "post_id": post.id}
    for table in (PublicationColumn, PublicationFile, PublicationPaper):
        db.session.execute(delete(table).filter_by(**key))
    forget_for_search(post.tenant_id, post.id)
    back_to_draft(post, now)
    post.state, post.publish_at = State.WITHDRAWN.value, None
    tell_withdrawn(post, publication, now)
    record("post.withdraw", actor_id=actor.person_id, subject=("post", post.id), at=now, reason=reason.strip())
    return post


@action("post.mark-validity")
def mark_validity(
    post_id: uuid.UUID, validity: Validity, *, on: date, note: str, actor: Actor, now: datetime
) -> Post:
    """Mark a published document as in force, amended, lapsed or repealed, on its page (国办发〔2017〕47号)."""
    post = lock_post(post_id, actor)
    require(Move.MARK_VALIDITY, post, actor)
    publication = db.session.get_one(Publication, (post.tenant_id, post.id))
    wanted = (validity.value, note.strip(), on)
    if (publication.validity, publication.validity_note, publication.validity_on) == wanted:
        nothing_to_do("post.mark-validity")
        return post
    if validity is not Validity.IN_FORCE and not note.strip():
        raise Refused("请写明修改、失效或废止的依据，它会在页面上公开。")
    publication.validity, publication.validity_note, publication.validity_on = wanted
    post.updated_at = now
    record(
        "post.mark-validity",
        actor_id=actor.person_id,
        subject=("post", post.id),
        at=now,
        validity=validity.value,
        on=on.isoformat(),
        note=note.strip(),
    )
    return post
