"""How the actions on quarterly lists come about."""

from gkcloud.database import utc_now
from gkcloud.supervision import actions as supervision
from gkcloud.supervision.rules import Verdict as Opinion
from gkcloud.web.clock import local
from tests.factories import posts, quarterly
from tests.factories.cast import Cast
from tests.factories.scenarios import Scenario, scenario


@scenario("list.create")
def _create_list(cast: Cast) -> Scenario:
    actor, quarter = cast.baini.author, quarterly.quarter_ended()
    quarterly.published_in(cast.baini, quarter)
    return Scenario(posts.as_actor(actor), lambda: supervision.create_list(quarter, actor=actor, now=utc_now()))


@scenario("list.collect")
def _collect(cast: Cast) -> Scenario:
    actor, (list_id, _) = cast.baini.author, quarterly.draft(cast.baini)
    quarterly.published_in(cast.baini, quarterly.quarter_ended())
    return Scenario(posts.as_actor(actor), lambda: supervision.collect(list_id, actor=actor, now=utc_now()))


@scenario("list.leave-out")
def _leave_out(cast: Cast) -> Scenario:
    actor, (list_id, made) = cast.baini.author, quarterly.draft(cast.baini)
    return Scenario(
        posts.as_actor(actor),
        lambda: supervision.leave_out(list_id, made[0], "上季度已张贴。", actor=actor, now=utc_now()),
    )


@scenario("list.submit")
def _submit_list(cast: Cast) -> Scenario:
    actor, (list_id, _) = cast.baini.author, quarterly.draft(cast.baini)
    return Scenario(posts.as_actor(actor), lambda: supervision.submit(list_id, actor=actor, now=utc_now()))


@scenario("list.review")
def _review_item(cast: Cast) -> Scenario:
    actor, (list_id, made) = quarterly.member(cast.baini), quarterly.submitted(cast.baini)
    with posts.as_actor(actor).opened():
        seen = quarterly.hash_here(actor, list_id, made[0])
    return Scenario(
        posts.as_actor(actor),
        lambda: supervision.review(list_id, made[0], Opinion.AGREE, seen_hash=seen, actor=actor, now=utc_now()),
    )


@scenario("list.answer")
def _answer(cast: Cast) -> Scenario:
    actor, (list_id, made) = cast.baini.author, quarterly.submitted(cast.baini)
    member = quarterly.member(cast.baini)
    quarterly.say(member, list_id, made[0], Opinion.OBJECT, "金额与公示栏不一致。")
    return Scenario(
        posts.as_actor(actor),
        lambda: supervision.answer(list_id, made[0], "已核对，公示栏为旧数。", actor=actor, now=utc_now()),
    )


@scenario("list.post")
def _mark_posted(cast: Cast) -> Scenario:
    actor, (list_id, made) = cast.baini.signer, quarterly.submitted(cast.baini)
    quarterly.say(quarterly.member(cast.baini), list_id, made[0], Opinion.AGREE)
    posting = supervision.Posting("镇政府大院政务公开栏", local(utc_now()).date())
    return Scenario(
        posts.as_actor(actor), lambda: supervision.mark_posted(list_id, posting, actor=actor, now=utc_now())
    )
