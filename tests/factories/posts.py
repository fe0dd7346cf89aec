"""Posts at every point of the workflow, made by the actions themselves."""

import uuid
from dataclasses import replace
from datetime import date, datetime

from gkcloud.access.policy import Actor
from gkcloud.database import db, utc_now
from gkcloud.publishing import actions
from gkcloud.publishing.actions import Verdict
from gkcloud.publishing.content import Arrangements, PostContent
from gkcloud.publishing.model import Post, Revision
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.rules import Stage
from gkcloud.tenancy.scope import Scope
from tests.factories.cast import Staff

BODY = "<h2>一、申领条件</h2><p>种植面积以村民小组登记为准。</p><p>咨询请到便民服务大厅二号窗口。</p>"


def content(tenant_id: uuid.UUID, **given: object) -> PostContent:
    """Return a complete content for a tenant."""
    spec = directory().by_id(tenant_id).spec
    complete = PostContent(
        title="关于发放水稻种植补贴的公告",
        body_html=BODY,
        doc_no="车政发〔2026〕7号",
        issuer=spec.name,
        formed_on=date(2026, 11, 2),
        columns=(spec.columns[0].code,),
        subject_class=spec.subject_classes[0].code,
        genre_class=spec.genre_classes[0].code,
        source=spec.name,
    )
    return replace(complete, **given)  # type: ignore[arg-type]


def as_actor(actor: Actor) -> Scope:
    assert actor.tenant_id is not None
    return Scope.office(actor.tenant_id, actor.person_id)


def draft(staff: Staff, **given: object) -> uuid.UUID:
    """Return a draft of the author's."""
    named = ("policy_id", "needs_interpretation", "publish_at")
    arrangements = Arrangements(**{key: given.pop(key) for key in named if key in given})  # type: ignore[arg-type]
    with as_actor(staff.author).opened():
        post = actions.create_draft(
            content(staff.tenant.id, **given), actor=staff.author, now=utc_now(), arrangements=arrangements
        )  # type: ignore[arg-type]
        db.session.commit()
        return post.id


def submitted(staff: Staff, **given: object) -> uuid.UUID:
    """Return a post that waits for its first stage."""
    post_id = draft(staff, **given)
    with as_actor(staff.author).opened():
        actions.submit(post_id, actor=staff.author, now=utc_now())
        db.session.commit()
    return post_id


def seen_hash(staff: Staff, post_id: uuid.UUID) -> str:
    with as_actor(staff.author).opened():
        post = db.session.get_one(Post, (staff.tenant.id, post_id))
        return db.session.get_one(Revision, (staff.tenant.id, post.current_revision_id)).content_hash


def decide(
    actor: Actor, post_id: uuid.UUID, stage: Stage, seen: str, verdict: Verdict = Verdict.PASS, **given: object
) -> Post:
    with as_actor(actor).opened():
        given.setdefault("request_key", uuid.uuid4())
        given.setdefault("now", utc_now())
        post = actions.decide(post_id, verdict, stage=stage, seen_hash=seen, actor=actor, **given)  # type: ignore[arg-type]
        db.session.commit()
        return post


def at_sign_off(staff: Staff, **given: object) -> uuid.UUID:
    """Return a post that waits for the signer."""
    post_id = submitted(staff, **given)
    seen = seen_hash(staff, post_id)
    decide(staff.reviewer, post_id, Stage.REVIEW, seen)
    decide(staff.secrecy, post_id, Stage.SECRECY_REVIEW, seen)
    return post_id


def published(staff: Staff, *, publish_at: datetime | None = None, **given: object) -> uuid.UUID:
    """Return a post that the signer signed off."""
    post_id = at_sign_off(staff, **given)
    decide(staff.signer, post_id, Stage.SIGN_OFF, seen_hash(staff, post_id), publish_at=publish_at)
    return post_id
