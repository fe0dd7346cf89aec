"""Drafts: written, revised, submitted, recalled, discarded."""

import uuid
from datetime import datetime

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.publishing.actions.common import content_of, lock_post, require, revision_in_force, tenant_of
from gkcloud.publishing.actions.faults import Changed, Refused
from gkcloud.publishing.actions.telling import tell_blocked, tell_discarded, tell_submitted
from gkcloud.publishing.checking import check_content
from gkcloud.publishing.content import Arrangements, PostContent
from gkcloud.publishing.model import Post, Revision
from gkcloud.publishing.rules import Move, State

# An ordinary post: it explains no policy, needs no interpretation, and appears when it is signed.
NOTHING_ARRANGED = Arrangements()


@action("post.create")
def create_draft(
    content: PostContent,
    *,
    actor: Actor,
    now: datetime,
    arrangements: Arrangements = NOTHING_ARRANGED,
    note: str = "",
    imported: bool = False,
) -> Post:
    """Return a new draft with its first revision. Raises Refused when the policy to interpret is not there."""
    if actor.tenant_id is None:
        raise ValueError("a post belongs to a tenant")
    post = Post(
        tenant_id=actor.tenant_id,
        id=uuid.uuid4(),
        title=content.title,
        created_by=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    _arrange(post, arrangements)
    db.session.add(post)
    db.session.flush()
    revision = _add_revision(post, content, number=1, actor=actor, now=now, note=note)
    record(
        "post.create",
        actor_id=actor.person_id,
        subject=("post", post.id),
        at=now,
        content_hash=revision.content_hash,
        imported=imported,
    )
    return post


@action("post.revise")
def save_revision(
    post_id: uuid.UUID,
    content: PostContent,
    *,
    base_hash: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    arrangements: Arrangements | None = None,
) -> Revision:
    """Return the revision in force after saving ``content``; an unchanged content makes no new one.

    ``arrangements`` left out stay as they are.

    ``base_hash`` is the hash of the revision that the editor opened. Raises Changed when another was saved since, and
    Refused when the post is not a draft in the actor's hands.
    """
    post = lock_post(post_id, actor)
    require(Move.EDIT, post, actor)
    current = revision_in_force(post)
    is_same = current.content_hash == content.content_hash()
    if not is_same and current.content_hash != base_hash:
        raise Changed(find_seen(post, base_hash), current)
    is_arranged = arrangements is not None and _arrange(post, arrangements)
    if is_same and not is_arranged:
        nothing_to_do("post.revise")
        return current
    revision = current
    if not is_same:
        revision = _add_revision(post, content, number=current.number + 1, actor=actor, now=now, note=note)
    record(
        "post.revise",
        actor_id=actor.person_id,
        subject=("post", post.id),
        at=now,
        content_hash=revision.content_hash,
        number=revision.number,
        policy=str(post.policy_id) if post.policy_id else None,
        publish_at=post.publish_at.isoformat() if post.publish_at else None,
    )
    return revision


@action("post.submit")
def submit(post_id: uuid.UUID, *, actor: Actor, now: datetime) -> Post:
    """Send a draft to the first stage; sending it twice is sending it once. Raises Refused."""
    post = lock_post(post_id, actor)
    if post.state == State.IN_REVIEW.value:
        nothing_to_do("post.submit")
        return post
    require(Move.SUBMIT, post, actor)
    revision = revision_in_force(post)
    # The word list may have grown since the draft was saved.
    revision.check_report = check_content(post.tenant_id, content_of(revision), tenant_of(post).spec).as_json()
    db.session.flush()
    require(Move.SUBMIT, post, actor)
    first = tenant_of(post).spec.workflow.stages[0]
    post.state, post.stage, post.stage_entered_at = State.IN_REVIEW.value, first.value, now
    post.returned_reason, post.submitted_at, post.updated_at = "", now, now
    tell_submitted(post, content_of(revision), now)
    record(
        "post.submit",
        actor_id=actor.person_id,
        subject=("post", post.id),
        at=now,
        content_hash=revision.content_hash,
        stage=first.value,
    )
    return post


@action("post.recall")
def recall(post_id: uuid.UUID, *, actor: Actor, now: datetime) -> Post:
    """Take a post out of review to change it; the round begins anew with the next submission."""
    post = lock_post(post_id, actor)
    if post.state == State.DRAFT.value:
        nothing_to_do("post.recall")
        return post
    require(Move.RECALL, post, actor)
    record("post.recall", actor_id=actor.person_id, subject=("post", post.id), at=now, stage=post.stage)
    back_to_draft(post, now)
    return post


@action("post.discard")
def discard(post_id: uuid.UUID, *, actor: Actor, now: datetime) -> Post:
    """Give up a draft that was never public; it stays in the records."""
    post = lock_post(post_id, actor)
    if post.state == State.DISCARDED.value:
        nothing_to_do("post.discard")
        return post
    require(Move.DISCARD, post, actor)
    post.state, post.updated_at = State.DISCARDED.value, now
    tell_discarded(post, now)
    record("post.discard", actor_id=actor.person_id, subject=("post", post.id), at=now)
    return post


def back_to_draft(post: Post, now: datetime, *, reason: str = "") -> None:
    """Put a post into its writers' hands again."""
    post.state, post.stage, post.stage_entered_at = State.DRAFT.value, None, None
    post.returned_reason, post.updated_at = reason, now


def _arrange(post: Post, wanted: Arrangements) -> bool:
    """Set how a post is to appear and return whether that changed anything; raises Refused."""
    is_new = wanted.policy_id is not None and wanted.policy_id != post.policy_id
    if is_new and (wanted.policy_id == post.id or db.session.get(Post, (post.tenant_id, wanted.policy_id)) is None):
        raise Refused("没有找到要解读的政策，请重新选择。")
    before = Arrangements(post.policy_id, bool(post.needs_interpretation), post.publish_at)
    post.policy_id, post.publish_at = wanted.policy_id, wanted.publish_at
    post.needs_interpretation = wanted.needs_interpretation
    return before != wanted


def find_seen(post: Post, content_hash: str) -> Revision | None:
    """Return the newest revision of a post with this content."""
    statement = select(Revision).where(
        Revision.tenant_id == post.tenant_id, Revision.post_id == post.id, Revision.content_hash == content_hash
    )
    return db.session.execute(statement.order_by(Revision.number.desc())).scalars().first()


def _add_revision(
    post: Post, content: PostContent, *, number: int, actor: Actor, now: datetime, note: str
) -> Revision:
    revision = Revision(
        tenant_id=post.tenant_id,
        id=uuid.uuid4(),
        post_id=post.id,
        number=number,
        content_hash=content.content_hash(),
        content=content.as_json(),
        check_report=check_content(post.tenant_id, content, tenant_of(post).spec).as_json(),
        author_id=actor.person_id,
        created_at=now,
        note=note,
    )
    db.session.add(revision)
    post.current_revision_id, post.title, post.updated_at = revision.id, content.title, now
    db.session.flush()
    tell_blocked(post, revision, now)
    return revision
