"""How the actions of publishing come about."""

import uuid
from datetime import timedelta

from gkcloud.database import db, utc_now
from gkcloud.publishing import actions
from gkcloud.publishing.actions import Verdict
from gkcloud.publishing.actions.appearing import let_due_appear
from gkcloud.publishing.content import Validity
from gkcloud.tenancy.rules import Stage
from tests.factories import posts
from tests.factories.cast import Cast
from tests.factories.scenarios import Scenario, scenario


@scenario("post.create")
def _create(cast: Cast) -> Scenario:
    actor = cast.chexi.author
    content = posts.content(cast.chexi.tenant.id)
    return Scenario(posts.as_actor(actor), lambda: actions.create_draft(content, actor=actor, now=utc_now()))


@scenario("post.revise")
def _revise(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.author, posts.draft(cast.chexi)
    seen = posts.seen_hash(cast.chexi, post_id)
    content = posts.content(cast.chexi.tenant.id, summary="按村公布。")
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.save_revision(post_id, content, base_hash=seen, actor=actor, now=utc_now()),
    )


@scenario("post.submit")
def _submit(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.author, posts.draft(cast.chexi)
    return Scenario(posts.as_actor(actor), lambda: actions.submit(post_id, actor=actor, now=utc_now()))


@scenario("post.recall")
def _recall(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.author, posts.submitted(cast.chexi)
    return Scenario(posts.as_actor(actor), lambda: actions.recall(post_id, actor=actor, now=utc_now()))


@scenario("post.discard")
def _discard(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.author, posts.draft(cast.chexi)
    return Scenario(posts.as_actor(actor), lambda: actions.discard(post_id, actor=actor, now=utc_now()))


@scenario("post.decide")
def _decide(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.signer, posts.at_sign_off(cast.chexi)
    seen, key = posts.seen_hash(cast.chexi, post_id), uuid.uuid4()
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.decide(
            post_id,
            Verdict.PASS,
            stage=Stage.SIGN_OFF,
            seen_hash=seen,
            request_key=key,
            actor=actor,
            now=utc_now(),
        ),
    )


def _urgent(cast: Cast) -> tuple[uuid.UUID, Scenario]:
    actor, post_id = cast.chexi.signer, posts.draft(cast.chexi)
    seen, key = posts.seen_hash(cast.chexi, post_id), uuid.uuid4()
    act = Scenario(
        posts.as_actor(actor),
        lambda: actions.publish_urgently(
            post_id, seen_hash=seen, request_key=key, actor=actor, now=utc_now(), reason="山洪预警"
        ),
    )
    return post_id, act


@scenario("post.publish-urgently")
def _publish_urgently(cast: Cast) -> Scenario:
    return _urgent(cast)[1]


@scenario("post.confirm-urgent")
def _confirm(cast: Cast) -> Scenario:
    post_id, urgent = _urgent(cast)
    with urgent.scope.opened():
        urgent.act()
        db.session.commit()
    actor, key = cast.chexi.reviewer, uuid.uuid4()
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.confirm_urgent(post_id, request_key=key, actor=actor, now=utc_now()),
    )


@scenario("post.correct")
def _correct(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.author, posts.published(cast.chexi)
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.start_correction(post_id, note="更正金额。", actor=actor, now=utc_now()),
    )


@scenario("post.withdraw")
def _withdraw(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.signer, posts.published(cast.chexi)
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.withdraw(post_id, reason="数据有误。", actor=actor, now=utc_now()),
    )


@scenario("post.mark-validity")
def _mark(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.signer, posts.published(cast.chexi)
    today = utc_now().date()
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.mark_validity(
            post_id, Validity.REPEALED, on=today, note="车政发〔2026〕9号", actor=actor, now=utc_now()
        ),
    )


@scenario("post.appear")
def _appear(cast: Cast) -> Scenario:
    publish_at = utc_now() + timedelta(hours=1)
    posts.published(cast.chexi, publish_at=publish_at)
    return Scenario(
        posts.as_actor(cast.chexi.author),
        lambda: let_due_appear(cast.chexi.tenant.id, now=publish_at + timedelta(minutes=1)),
    )
