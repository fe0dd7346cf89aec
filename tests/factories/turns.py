"""The turns that a post may take besides the straight way of tests/factories/posts.py."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from gkcloud.access.policy import Actor
from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.publishing import actions
from gkcloud.publishing.actions import Verdict
from gkcloud.publishing.content import FileRef, PostContent, Validity
from gkcloud.publishing.model import Post, Revision
from gkcloud.tenancy.rules import Stage
from tests.factories import posts
from tests.factories.cast import Staff

T = TypeVar("T")
CSV = "村名,户数\n牌楼村,212\n".encode()


def done_by(actor: Actor, act: Callable[[], T]) -> T:
    """Carry out an action as the actor, and commit."""
    with posts.as_actor(actor).opened():
        result = act()
        db.session.commit()
        return result


def attachment(staff: Staff, data: bytes = CSV, name: str = "名册.csv") -> FileRef:
    """Return what a post's content keeps of a file that the author uploaded."""
    author = staff.author

    def act() -> FileRef:
        file = store_file(data, name, tenant_id=staff.tenant.id, actor_id=author.person_id, now=utc_now())
        return FileRef(file.id, file.name, file.extension, file.media_type, file.size, file.sha256)

    return done_by(author, act)


def edited(staff: Staff, post_id: uuid.UUID, **changed: object) -> uuid.UUID:
    """Let the author save a draft with other content."""
    seen = posts.seen_hash(staff, post_id)

    def act() -> None:
        post = db.session.get_one(Post, (staff.tenant.id, post_id))
        stored = db.session.get_one(Revision, (staff.tenant.id, post.current_revision_id)).content
        content = PostContent.from_json({**stored, **changed})
        actions.save_revision(post_id, content, base_hash=seen, actor=staff.author, now=utc_now(), note="按意见修改")

    done_by(staff.author, act)
    return post_id


def returned(staff: Staff, **given: Any) -> uuid.UUID:
    """Return a post that the reviewer gave back with a reason."""
    post_id = posts.submitted(staff, **given)
    seen = posts.seen_hash(staff, post_id)
    posts.decide(staff.reviewer, post_id, Stage.REVIEW, seen, Verdict.RETURN, reason="第二条的标准请再核对。")
    return post_id


def sent_again(staff: Staff, post_id: uuid.UUID, **changed: object) -> uuid.UUID:
    """Let the author change a draft and submit it, so that its deciders are shown what changed."""
    edited(staff, post_id, **changed)
    done_by(staff.author, lambda: actions.submit(post_id, actor=staff.author, now=utc_now()))
    return post_id


def being_corrected(staff: Staff, **given: Any) -> uuid.UUID:
    """Return a public post that the author opened for a correction."""
    post_id, author = posts.published(staff, **given), staff.author
    note = "更正发放金额。"
    done_by(author, lambda: actions.start_correction(post_id, note=note, actor=author, now=utc_now()))
    return post_id


def corrected(staff: Staff, post_id: uuid.UUID, **changed: object) -> uuid.UUID:
    """Bring the correction of a post before the public."""
    sent_again(staff, post_id, **changed)
    seen = posts.seen_hash(staff, post_id)
    for stage, actor in (
        (Stage.REVIEW, staff.reviewer),
        (Stage.SECRECY_REVIEW, staff.secrecy),
        (Stage.SIGN_OFF, staff.signer),
    ):
        posts.decide(actor, post_id, stage, seen)
    return post_id


def withdrawn(staff: Staff, **given: Any) -> uuid.UUID:
    """Return a post that was public and is withdrawn."""
    post_id, signer = posts.published(staff, **given), staff.signer
    done_by(signer, lambda: actions.withdraw(post_id, reason="内容有误。", actor=signer, now=utc_now()))
    return post_id


def repealed(staff: Staff, **given: Any) -> uuid.UUID:
    """Return a public document that is in force no longer."""
    post_id, signer, now = posts.published(staff, **given), staff.signer, utc_now()
    done_by(
        signer,
        lambda: actions.mark_validity(
            post_id, Validity.REPEALED, on=now.date(), note="车政发〔2026〕9号", actor=signer, now=now
        ),
    )
    return post_id


def urgent(staff: Staff, **given: Any) -> uuid.UUID:
    """Return a post that the signer published alone and nobody has confirmed."""
    post_id, signer = posts.draft(staff, **given), staff.signer
    seen, key = posts.seen_hash(staff, post_id), uuid.uuid4()
    done_by(
        signer,
        lambda: actions.publish_urgently(
            post_id, seen_hash=seen, request_key=key, actor=signer, now=utc_now(), reason="山洪预警"
        ),
    )
    return post_id


def discarded(staff: Staff, **given: Any) -> uuid.UUID:
    """Return a draft that was given up."""
    post_id, author = posts.draft(staff, **given), staff.author
    done_by(author, lambda: actions.discard(post_id, actor=author, now=utc_now()))
    return post_id
