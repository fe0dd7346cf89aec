"""Scheduled posts whose moment has come: the public reads them by the clock alone; this does what follows.

A publication is public from its ``published_at`` on, decided whenever it is read. What cannot be decided by reading is
done here, some seconds later: the entry in the search index, and the event in the tenant's records.
"""

import uuid
from datetime import datetime

from sqlalchemy import select

from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.publishing.actions.common import content_of
from gkcloud.publishing.actions.publication import index_for_search
from gkcloud.publishing.actions.telling import tell_published
from gkcloud.publishing.model import Post, Publication, Revision
from gkcloud.publishing.rules import State


def tenants_with_due(now: datetime) -> list[uuid.UUID]:
    """Return the tenants, among those the scope reads, that have a scheduled post whose moment has come.

    One look at an index that holds scheduled posts only, whatever the number of tenants.
    """
    statement = select(Post.tenant_id).where(Post.publish_at <= now, Post.state == State.PUBLISHED.value)
    return list(db.session.execute(statement.distinct()).scalars())


@action("post.appear")
def let_due_appear(tenant_id: uuid.UUID, *, now: datetime) -> list[uuid.UUID]:
    """Put a tenant's scheduled posts that are public now into the search index, and return their ids.

    A post that another sweeper has in hand is left to it.
    """
    statement = select(Post).where(
        Post.tenant_id == tenant_id, Post.publish_at <= now, Post.state == State.PUBLISHED.value
    )
    statement = statement.order_by(Post.publish_at, Post.id).with_for_update(skip_locked=True)
    appeared = []
    for post in db.session.execute(statement).scalars():
        publication = db.session.get_one(Publication, (tenant_id, post.id))
        index_for_search(publication)
        revision = db.session.get_one(Revision, (tenant_id, publication.revision_id))
        tell_published(publication, post, content_of(revision), now)
        post.publish_at = None
        record("post.appear", actor_id=None, subject=("post", post.id), at=now, index_no=post.index_no)
        appeared.append(post.id)
    if not appeared:
        nothing_to_do("post.appear")
    return appeared
