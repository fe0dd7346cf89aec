"""From rows to what the rules ask for; for many posts in as many statements as for one."""

import uuid
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select, tuple_

from gkcloud.database import db
from gkcloud.publishing.content import FIELD_LABELS, Disclosure, PostContent
from gkcloud.publishing.model import Decision, Post, Publication, Revision
from gkcloud.publishing.rules import PostFacts, State
from gkcloud.publishing.screening import Report
from gkcloud.tenancy.rules import Stage

REQUIRED = ("title", "issuer", "formed_on", "columns", "subject_class", "genre_class", "body_html")

Ids = set[uuid.UUID]


def facts_of(post: Post) -> PostFacts:
    """Return the facts of one post."""
    return facts_of_all([post])[post.id]


def facts_of_all(posts: Sequence[Post]) -> dict[uuid.UUID, PostFacts]:
    """Return the facts of each post by its id; reads revisions, decisions and counterparts in five statements."""
    if not posts:
        return {}
    revisions = revisions_in_force(posts)
    decisions = _decisions(posts)
    policies = _policies(posts)
    public = _public([*posts, *policies.values()])
    ready = _with_interpretation_ready(posts)
    facts = {}
    for post in posts:
        revision = revisions[post.id]
        content = PostContent.from_json(revision.content)
        policy = policies.get(post.policy_id) if post.policy_id else None
        facts[post.id] = PostFacts(
            state=State(post.state),
            stage=Stage(post.stage) if post.stage else None,
            writers=frozenset({post.created_by, revision.author_id}),
            passed_by=_passed_by(post, revision, decisions[post.id]),
            is_public=post.id in public,
            urgent_signer=_urgent_signer(post, decisions[post.id]),
            blocked_by_check=Report.from_json(revision.check_report).blocks,
            missing=missing_fields(content),
            disclosure=content.disclosure,
            waits_for_policy=policy is not None and policy.needs_interpretation and policy.id not in public,
            lacks_interpretation=post.needs_interpretation and post.id not in public | ready,
        )
    return facts


def revisions_in_force(posts: Sequence[Post]) -> dict[uuid.UUID, Revision]:
    """Return the revision in force of each post, by the post's id."""
    keys = [(post.tenant_id, post.current_revision_id) for post in posts]
    statement = select(Revision).where(tuple_(Revision.tenant_id, Revision.id).in_(keys))
    return {revision.post_id: revision for revision in db.session.execute(statement).scalars()}


def missing_fields(content: PostContent) -> tuple[str, ...]:
    """Return the Chinese names of the fields without which a post cannot be submitted."""
    missing = [FIELD_LABELS[name] for name in REQUIRED if not getattr(content, name)]
    if content.disclosure is not Disclosure.PROACTIVE and not content.withheld_basis:
        missing.append(FIELD_LABELS["withheld_basis"])
    return tuple(missing)


def interpretations_ready(policy: Post, *, locked: bool = False) -> list[Post]:
    """Return the interpretations of a policy that stand at sign-off; ``locked`` until the transaction ends, to sign them."""
    statement = select(Post).where(
        Post.tenant_id == policy.tenant_id,
        Post.policy_id == policy.id,
        Post.state == State.IN_REVIEW.value,
        Post.stage == Stage.SIGN_OFF.value,
    )
    statement = statement.order_by(Post.created_at, Post.id)  # the order in which they are locked
    return list(db.session.execute(statement.with_for_update() if locked else statement).scalars())


def _decisions(posts: Sequence[Post]) -> dict[uuid.UUID, list[Decision]]:
    found: dict[uuid.UUID, list[Decision]] = defaultdict(list)
    statement = select(Decision).where(
        Decision.tenant_id.in_({post.tenant_id for post in posts}), Decision.post_id.in_([post.id for post in posts])
    )
    for decision in db.session.execute(statement.order_by(Decision.decided_at)).scalars():
        found[decision.post_id].append(decision)
    return found


def _policies(posts: Sequence[Post]) -> dict[uuid.UUID, Post]:
    wanted = {post.policy_id for post in posts if post.policy_id}
    if not wanted:
        return {}
    statement = select(Post).where(Post.tenant_id.in_({post.tenant_id for post in posts}), Post.id.in_(wanted))
    return {policy.id: policy for policy in db.session.execute(statement).scalars()}


def _public(posts: Sequence[Post]) -> Ids:
    statement = select(Publication.post_id).where(
        Publication.tenant_id.in_({post.tenant_id for post in posts}),
        Publication.post_id.in_([post.id for post in posts]),
        Publication.withdrawn_at.is_(None),
    )
    return set(db.session.execute(statement).scalars())


def _with_interpretation_ready(posts: Sequence[Post]) -> Ids:
    demanding = [post.id for post in posts if post.needs_interpretation]
    if not demanding:
        return set()
    statement = select(Post.policy_id).where(
        Post.tenant_id.in_({post.tenant_id for post in posts}),
        Post.policy_id.in_(demanding),
        Post.state == State.IN_REVIEW.value,
        Post.stage == Stage.SIGN_OFF.value,
    )
    return {policy_id for policy_id in db.session.execute(statement).scalars() if policy_id}


def _passed_by(post: Post, revision: Revision, decisions: Sequence[Decision]) -> frozenset[uuid.UUID]:
    """Return who passed a stage of this round with exactly this content; an edit takes earlier approvals with it."""
    return frozenset(
        person
        for decision in decisions
        if decision.revision_id == revision.id
        and decision.verdict == "pass"
        and (post.submitted_at is None or decision.decided_at >= post.submitted_at)
        for person in (decision.decided_by, decision.on_behalf_of)
        if person is not None
    )


def _urgent_signer(post: Post, decisions: Sequence[Decision]) -> uuid.UUID | None:
    if not post.is_urgent or post.urgent_confirmed_at is not None:
        return None
    return next((each.decided_by for each in reversed(decisions) if each.verdict == "urgent"), None)
