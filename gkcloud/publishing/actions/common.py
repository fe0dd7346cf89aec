"""What every publishing action begins with: the post under a lock, and the facts that the rules ask for."""

import uuid

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.database import db
from gkcloud.publishing.actions.faults import Refused
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.facts import facts_of
from gkcloud.publishing.model import Post, Revision
from gkcloud.publishing.rules import Move, transitions
from gkcloud.tenancy.directory import Tenant, directory


def lock_post(post_id: uuid.UUID, actor: Actor) -> Post:
    """Return the post as it is now, locked until the transaction ends; raises Refused when it is gone."""
    statement = select(Post).where(Post.tenant_id == actor.tenant_id, Post.id == post_id).with_for_update()
    post = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()
    if post is None:
        raise Refused("没有找到这条信息，可能已经移走，请返回列表查看。")
    return post


def revision_in_force(post: Post) -> Revision:
    """Return the revision that the office works on."""
    return db.session.get_one(Revision, (post.tenant_id, post.current_revision_id))


def content_of(revision: Revision) -> PostContent:
    """Return the content of a revision."""
    return PostContent.from_json(revision.content)


def require(move: Move, post: Post, actor: Actor) -> None:
    """Raise Refused unless the rules allow the move."""
    possible = transitions(facts_of(post), actor, three_people=tenant_of(post).spec.workflow.three_people)
    if move not in possible:
        raise Refused(possible.why_not(move))


def tenant_of(post: Post) -> Tenant:
    """Return the tenant that a post belongs to."""
    return directory().by_id(post.tenant_id)
