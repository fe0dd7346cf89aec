"""Decisions: passed on, returned, signed off, or published by the signer alone in an emergency.

A decision binds to the content hash of the revision that was seen. The post's row is locked first, so of two people
who decide at once one wins and the other is told; the same tap twice finds its own decision and changes nothing.
"""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from gkcloud.access.policy import Actor, Role
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.publishing.actions.common import content_of, lock_post, require, revision_in_force, tenant_of
from gkcloud.publishing.actions.drafting import back_to_draft, find_seen
from gkcloud.publishing.actions.faults import Changed, Refused
from gkcloud.publishing.actions.publication import publish
from gkcloud.publishing.actions.telling import tell_discarded, tell_returned
from gkcloud.publishing.content import Disclosure
from gkcloud.publishing.facts import interpretations_ready
from gkcloud.publishing.model import Decision, Post, Revision
from gkcloud.publishing.rules import STAGE_ROLES, Move, State, next_stage
from gkcloud.tenancy.rules import Stage


class Verdict(StrEnum):
    """What was decided."""

    PASS = "pass"  # noqa: S105 - not a password
    RETURN = "return"
    URGENT = "urgent"
    CONFIRM = "confirm"


@action("post.decide")
def decide(
    post_id: uuid.UUID,
    verdict: Verdict,
    *,
    stage: Stage,
    seen_hash: str,
    request_key: uuid.UUID,
    actor: Actor,
    now: datetime,
    reason: str = "",
    publish_at: datetime | None = None,
) -> Post:
    """Pass or return a post at ``stage`` and return it as it then stands.

    Signing off publishes at once, or at ``publish_at`` when that is later. Raises Changed when the post is no longer
    what ``seen_hash`` names, and Refused when somebody else decided first or the rules forbid it.
    """
    post = lock_post(post_id, actor)
    if _decided_already(post, request_key, verdict, stage, seen_hash, actor):
        nothing_to_do("post.decide")
        return post
    revision = revision_in_force(post)
    if revision.content_hash != seen_hash:
        raise Changed(find_seen(post, seen_hash), revision)
    if post.state != State.IN_REVIEW.value or post.stage != stage.value:
        raise Refused(_overtaken(post))
    if verdict is Verdict.RETURN and not reason.strip():
        raise Refused("退回须写明原因，请填写后再提交。")
    require(Move.PASS if verdict is Verdict.PASS else Move.RETURN, post, actor)
    decision = _note_decision(post, revision, verdict, stage, request_key, actor, now, reason)
    if verdict is Verdict.RETURN:
        tell_returned(post, decision.id, stage.value, now)
        back_to_draft(post, now, reason=reason.strip())
    else:
        _advance(post, revision, stage, actor, now, publish_at)
    record(
        "post.decide",
        actor_id=actor.person_id,
        subject=("post", post.id),
        at=now,
        verdict=verdict.value,
        stage=stage.value,
        content_hash=revision.content_hash,
        on_behalf_of=_lender(actor, stage),
        reason=reason.strip(),
    )
    return post


@action("post.publish-urgently")
def publish_urgently(
    post_id: uuid.UUID, *, seen_hash: str, request_key: uuid.UUID, actor: Actor, now: datetime, reason: str
) -> Post:
    """Publish at once on the signer's word alone; flagged, counted, and to be confirmed by a second person."""
    post = lock_post(post_id, actor)
    if _by_key(post, request_key) is not None:
        nothing_to_do("post.publish-urgently")
        return post
    require(Move.PUBLISH_URGENTLY, post, actor)
    revision = revision_in_force(post)
    if revision.content_hash != seen_hash:
        raise Changed(find_seen(post, seen_hash), revision)
    if not reason.strip():
        raise Refused("紧急发布须写明事由，请填写后再提交。")
    if content_of(revision).disclosure is not Disclosure.PROACTIVE:
        raise Refused("只有主动公开的信息才能紧急发布，请先修改公开属性。")
    _note_decision(post, revision, Verdict.URGENT, Stage.SIGN_OFF, request_key, actor, now, reason)
    hours = tenant_of(post).spec.workflow.urgent_confirm_hours
    post.is_urgent, post.urgent_confirm_by, post.urgent_confirmed_at = True, now + timedelta(hours=hours), None
    publish(post, revision, tenant_of(post), now=now, published_at=now)
    record(
        "post.publish-urgently",
        actor_id=actor.person_id,
        subject=("post", post.id),
        at=now,
        content_hash=revision.content_hash,
        index_no=post.index_no,
        reason=reason.strip(),
    )
    return post


def _advance(
    post: Post, revision: Revision, stage: Stage, actor: Actor, now: datetime, publish_at: datetime | None
) -> None:
    following = next_stage(tenant_of(post).spec.workflow.stages, stage)
    if following is not None:
        post.stage, post.stage_entered_at, post.updated_at = following.value, now, now
        return
    moment = max(publish_at or now, now)
    # The interpretations that a policy demands are signed by the same decision and appear at the same moment.
    together = interpretations_ready(post, locked=True) if post.needs_interpretation else []
    _finish(post, revision, now, moment)
    for interpretation in together:
        own = revision_in_force(interpretation)
        require(Move.PASS, interpretation, actor)
        _note_decision(interpretation, own, Verdict.PASS, stage, uuid.uuid4(), actor, now, "")
        _finish(interpretation, own, now, moment)


def _finish(post: Post, revision: Revision, now: datetime, moment: datetime) -> None:
    if content_of(revision).disclosure is Disclosure.PROACTIVE:
        publish(post, revision, tenant_of(post), now=now, published_at=moment)
    else:
        # Signed, but not for the public: it stays in the office's own records.
        post.state, post.stage, post.stage_entered_at, post.updated_at = State.FILED.value, None, None, now
        tell_discarded(post, now)


def _note_decision(
    post: Post,
    revision: Revision,
    verdict: Verdict,
    stage: Stage,
    request_key: uuid.UUID,
    actor: Actor,
    now: datetime,
    reason: str,
) -> Decision:
    lender = actor.stands_in.get(STAGE_ROLES[stage])
    decision = Decision(
        tenant_id=post.tenant_id,
        id=uuid.uuid4(),
        post_id=post.id,
        revision_id=revision.id,
        content_hash=revision.content_hash,
        stage=stage.value,
        verdict=verdict.value,
        reason=reason.strip(),
        decided_by=actor.person_id,
        on_behalf_of=lender,
        decided_at=now,
        check_report=revision.check_report,
        request_key=request_key,
    )
    db.session.add(decision)
    db.session.flush()
    return decision


def _by_key(post: Post, request_key: uuid.UUID) -> Decision | None:
    statement = select(Decision).where(Decision.tenant_id == post.tenant_id, Decision.request_key == request_key)
    return db.session.execute(statement).scalar_one_or_none()


def _decided_already(
    post: Post, request_key: uuid.UUID, verdict: Verdict, stage: Stage, seen_hash: str, actor: Actor
) -> bool:
    """Return whether this very tap, or the same decision from a second window, has had its effect."""
    if _by_key(post, request_key) is not None:
        return True
    if post.state == State.IN_REVIEW.value and post.stage == stage.value:
        return False
    statement = select(Decision.id).where(
        Decision.tenant_id == post.tenant_id,
        Decision.post_id == post.id,
        Decision.stage == stage.value,
        Decision.verdict == verdict.value,
        Decision.content_hash == seen_hash,
        Decision.decided_by == actor.person_id,
        Decision.decided_at >= (post.submitted_at or Decision.decided_at),
    )
    return db.session.execute(statement).first() is not None


def _overtaken(post: Post) -> str:
    if post.state == State.DRAFT.value:
        return "这条信息已退回或取回修改，您的操作没有生效。"
    if post.state == State.IN_REVIEW.value and post.stage:
        return f"这一环节已由其他人办理，现在到了{Stage(post.stage).label}环节，您的操作没有生效。"
    return "这条信息已由其他人办结，您的操作没有生效。"


def _lender(actor: Actor, stage: Stage) -> str | None:
    lender = actor.stands_in.get(STAGE_ROLES.get(stage, Role.SIGNED_IN))
    return str(lender) if lender else None
