"""From rows to what the rules ask for."""

import uuid

from sqlalchemy import func, select

from gkcloud.database import db
from gkcloud.publishing.content import FIELD_LABELS, Disclosure, PostContent
from gkcloud.publishing.model import Decision, Post, Publication, Revision
from gkcloud.publishing.rules import PostFacts, State
from gkcloud.publishing.screening import Report
from gkcloud.tenancy.rules import Stage

REQUIRED = ("title", "issuer", "formed_on", "columns", "subject_class", "genre_class", "body_html")


def facts_of(post: Post) -> PostFacts:
    """Return the facts of one post; reads its revision, its round's decisions and its counterparts."""
    revision = db.session.get_one(Revision, (post.tenant_id, post.current_revision_id))
    content = PostContent.from_json(revision.content)
    return PostFacts(
        state=State(post.state),
        stage=Stage(post.stage) if post.stage else None,
        writers=frozenset({post.created_by, revision.author_id}),
        passed_by=_passed_by(post, revision),
        is_public=_is_public(post),
        urgent_signer=_urgent_signer(post),
        blocked_by_check=Report.from_json(revision.check_report).blocks,
        missing=missing_fields(content),
        disclosure=content.disclosure,
        waits_for_policy=_waits_for_policy(post),
        lacks_interpretation=post.needs_interpretation and not _is_public(post) and not interpretations_ready(post),
    )


def missing_fields(content: PostContent) -> tuple[str, ...]:
    """Return the Chinese names of the fields without which a post cannot be submitted."""
    missing = [FIELD_LABELS[name] for name in REQUIRED if not getattr(content, name)]
    if content.disclosure is not Disclosure.PROACTIVE and not content.withheld_basis:
        missing.append(FIELD_LABELS["withheld_basis"])
    return tuple(missing)


def interpretations_ready(policy: Post) -> list[Post]:
    """Return the interpretations of a policy that stand at sign-off, ready to be published with it."""
    statement = select(Post).where(
        Post.tenant_id == policy.tenant_id,
        Post.policy_id == policy.id,
        Post.state == State.IN_REVIEW.value,
        Post.stage == Stage.SIGN_OFF.value,
    )
    return list(db.session.execute(statement.order_by(Post.created_at)).scalars())


def _passed_by(post: Post, revision: Revision) -> frozenset[uuid.UUID]:
    """Return who passed a stage with exactly this content; an edit takes earlier approvals with it."""
    statement = select(Decision.decided_by, Decision.on_behalf_of).where(
        Decision.tenant_id == post.tenant_id,
        Decision.post_id == post.id,
        Decision.revision_id == revision.id,
        Decision.verdict == "pass",
        Decision.decided_at >= func.coalesce(post.submitted_at, Decision.decided_at),
    )
    rows = db.session.execute(statement)
    return frozenset(person for row in rows for person in row if person is not None)


def _is_public(post: Post) -> bool:
    statement = select(Publication.post_id).where(
        Publication.tenant_id == post.tenant_id, Publication.post_id == post.id, Publication.withdrawn_at.is_(None)
    )
    return db.session.execute(statement).first() is not None


def _urgent_signer(post: Post) -> uuid.UUID | None:
    if not post.is_urgent or post.urgent_confirmed_at is not None:
        return None
    statement = select(Decision.decided_by).where(
        Decision.tenant_id == post.tenant_id, Decision.post_id == post.id, Decision.verdict == "urgent"
    )
    return db.session.execute(statement.order_by(Decision.decided_at.desc())).scalars().first()


def _waits_for_policy(post: Post) -> bool:
    if post.policy_id is None:
        return False
    policy = db.session.get_one(Post, (post.tenant_id, post.policy_id))
    return policy.needs_interpretation and not _is_public(policy)
