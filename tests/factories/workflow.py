"""Posts taken through the real workflow, by the cast."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from gkcloud.access.policy import Actor
from gkcloud.database import db
from gkcloud.publishing.actions.deciding import Verdict, decide
from gkcloud.publishing.actions.drafting import create_draft, submit
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.model import Post, Revision
from gkcloud.publishing.rules import STAGE_ROLES
from gkcloud.tenancy.rules import Stage
from gkcloud.tenancy.scope import Scope
from tests.factories.cast import Staff
from tests.factories.objects import LONG_AGO


def content(title: str, **fields: Any) -> PostContent:
    """Return a content that may be submitted."""
    given = {
        "body_html": "<p>请各村做好工作。</p>",
        "issuer": "车溪乡人民政府",
        "formed_on": date(2026, 3, 1),
        "columns": ("notices",),
        "subject_class": "general",
        "genre_class": "tongzhi",
    }
    return PostContent(title=title, **(given | fields))


def draft(staff: Staff, what: PostContent, *, now: datetime = LONG_AGO) -> uuid.UUID:
    """Return the id of a new draft."""
    with Scope.office(staff.tenant.id, staff.author.person_id).opened():
        post = create_draft(what, actor=staff.author, now=now)
        db.session.commit()
        return post.id


def submitted(staff: Staff, what: PostContent, *, now: datetime = LONG_AGO) -> uuid.UUID:
    """Return the id of a post that waits for its first decision."""
    post_id = draft(staff, what, now=now)
    with Scope.office(staff.tenant.id, staff.author.person_id).opened():
        submit(post_id, actor=staff.author, now=now)
        db.session.commit()
    return post_id


def published(
    staff: Staff, what: PostContent, *, now: datetime = LONG_AGO, publish_at: datetime | None = None
) -> uuid.UUID:
    """Return the id of a post that passed every stage."""
    post_id = submitted(staff, what, now=now)
    pass_stages(staff, post_id, now=now, publish_at=publish_at)
    return post_id


def pass_stages(staff: Staff, post_id: uuid.UUID, *, now: datetime, publish_at: datetime | None = None) -> None:
    """Let everybody pass the post, each at their stage."""
    for minutes, stage in enumerate(staff.tenant.spec.workflow.stages, start=1):
        actor = staff[STAGE_ROLES[stage]]
        at = now + timedelta(minutes=minutes)
        _pass(staff, post_id, stage, actor=actor, now=at, publish_at=publish_at)


def _pass(
    staff: Staff, post_id: uuid.UUID, stage: Stage, *, actor: Actor, now: datetime, publish_at: datetime | None
) -> None:
    with Scope.office(staff.tenant.id, actor.person_id).opened():
        post = db.session.get_one(Post, (staff.tenant.id, post_id))
        revision = db.session.get_one(Revision, (staff.tenant.id, post.current_revision_id))
        decide(
            post_id,
            Verdict.PASS,
            stage=stage,
            seen_hash=revision.content_hash,
            request_key=uuid.uuid4(),
            actor=actor,
            now=now,
            publish_at=publish_at if stage is Stage.SIGN_OFF else None,
        )
        db.session.commit()
