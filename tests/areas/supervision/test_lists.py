"""A quarter's list from the author to the notice board: what each act does and refuses."""

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest

from gkcloud.access.policy import Actor, Role
from gkcloud.audit.queries import breaks_of, events_about
from gkcloud.database import db, utc_now
from gkcloud.publishing import actions as publishing
from gkcloud.supervision import actions
from gkcloud.supervision.actions import ItemChanged, ListRefused, Posting
from gkcloud.supervision.queries import ListView
from gkcloud.supervision.rules import ListState, Quarter, Standing, Verdict, quarter_of, standing
from gkcloud.web.clock import local
from tests.factories import posts, quarterly
from tests.factories.cast import Cast

TWO = ("关于发放水稻种植补贴的公告", "关于饮水工程资金使用情况的公示")
AGREE, OBJECT = Verdict.AGREE, Verdict.OBJECT


def run(actor: Actor, act: Callable[[], ListView]) -> ListView:
    with posts.as_actor(actor).opened():
        view = act()
        db.session.commit()
        return view


def standings(view: ListView) -> list[Standing]:
    return [standing(item.facts) for item in view.items]


def post(cast: Cast, list_id: uuid.UUID, days: int = 0) -> ListView:
    signer = cast.baini.signer
    posting = Posting("镇政府大院政务公开栏", local(utc_now()).date() + timedelta(days=days))
    return run(signer, lambda: actions.mark_posted(list_id, posting, actor=signer, now=utc_now()))


def answer(cast: Cast, list_id: uuid.UUID, post_id: uuid.UUID) -> ListView:
    author = cast.baini.author
    return run(author, lambda: actions.answer(list_id, post_id, "已核对更正。", actor=author, now=utc_now()))


def test_a_list_takes_up_what_its_quarter_published_and_nothing_else(cast: Cast) -> None:
    ended = quarterly.quarter_ended()
    quarterly.published_in(cast.baini, ended.before, title="上上季度的公告")
    posts.published(cast.baini, title="本季度的公告")
    gone = quarterly.published_in(cast.baini, ended, title="已撤回的公告")
    signer = cast.baini.signer
    with posts.as_actor(signer).opened():
        publishing.withdraw(gone, reason="数据有误。", actor=signer, now=utc_now())
        db.session.commit()
    list_id, made = quarterly.draft(cast.baini, TWO)
    view = quarterly.look(cast.baini.author, list_id)
    assert [item.row.post_id for item in view.items] == made


def test_a_draft_is_brought_up_to_date(cast: Cast) -> None:
    list_id, made = quarterly.draft(cast.baini, TWO)
    author, signer = cast.baini.author, cast.baini.signer
    late = quarterly.published_in(cast.baini, quarterly.quarter_ended(), title="补发的公告")
    with pytest.raises(ListRefused, match="另有 1 条"), posts.as_actor(author).opened():
        actions.submit(list_id, actor=author, now=utc_now())
    with posts.as_actor(signer).opened():
        publishing.withdraw(made[0], reason="数据有误。", actor=signer, now=utc_now())
        db.session.commit()
    view = run(author, lambda: actions.collect(list_id, actor=author, now=utc_now()))
    assert {item.row.post_id for item in view.items} == {made[1], late}


def test_a_quarter_has_one_list_and_no_future_one(cast: Cast) -> None:
    author, quarter = cast.baini.author, quarter_of(local(utc_now()).date())
    with posts.as_actor(author).opened():
        first = actions.create_list(quarter, actor=author, now=utc_now())
        assert actions.create_list(quarter, actor=author, now=utc_now()).id == first.id
        with pytest.raises(ListRefused, match="还没有开始"):
            actions.create_list(Quarter(quarter.year + 1, 4), actor=author, now=utc_now())


def test_a_running_quarter_is_not_submitted(cast: Cast) -> None:
    author = cast.baini.author
    posts.published(cast.baini)
    with posts.as_actor(author).opened():
        row = actions.create_list(quarter_of(local(utc_now()).date()), actor=author, now=utc_now())
        with pytest.raises(ListRefused, match="还没有结束"):
            actions.submit(row.id, actor=author, now=utc_now())


def test_a_passed_list_is_posted_and_then_closed(cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini, TWO)
    member = quarterly.member(cast.baini)
    quarterly.say(member, list_id, made[0], AGREE)
    with pytest.raises(ListRefused, match="还有 1 件"):
        post(cast, list_id)
    quarterly.say(member, list_id, made[1], AGREE)
    for days, sentence in ((1, "不能晚于今天"), (-1, "早于")):
        with pytest.raises(ListRefused, match=sentence):
            post(cast, list_id, days)
    view = post(cast, list_id)
    assert view.row.state == ListState.POSTED.value
    assert view.row.posted_where == "镇政府大院政务公开栏"
    with pytest.raises(ListRefused):
        quarterly.say(member, list_id, made[0], OBJECT, "改变主意。")
    with posts.as_actor(cast.baini.author).opened():
        done = [event.action for event in events_about(list_id)]
        assert done == ["list.create", "list.submit", "list.review", "list.review", "list.post"]
        assert breaks_of(cast.baini.tenant.id) == []


def test_a_posted_list_says_what_was_posted_whatever_is_corrected_later(cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini)
    quarterly.say(quarterly.member(cast.baini), list_id, made[0], AGREE)
    post(cast, list_id)
    quarterly.correct(cast.baini, made[0], "更正后的标题")
    item = quarterly.look(cast.baini.author, list_id).items[0]
    assert item.row.title == "关于发放水稻种植补贴的公告"
    assert item.source.title == "更正后的标题"


def test_an_objection_sends_the_list_back_until_its_member_agrees(cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini, TWO)
    member, author = quarterly.member(cast.baini), cast.baini.author
    with pytest.raises(ListRefused, match="须写明理由"):
        quarterly.say(member, list_id, made[0], OBJECT, "  ")
    view = quarterly.say(member, list_id, made[0], OBJECT, "金额不一致。")
    assert view.row.state == ListState.RETURNED.value
    # The member goes on with the rest meanwhile.
    quarterly.say(member, list_id, made[1], AGREE)
    with pytest.raises(ListRefused, match="还有 1 件意见"), posts.as_actor(author).opened():
        actions.submit(list_id, actor=author, now=utc_now())
    answer(cast, list_id, made[0])
    quarterly.submit(cast.baini, list_id)
    assert standings(quarterly.look(author, list_id)) == [Standing.ANSWERED, Standing.AGREED]
    with pytest.raises(ListRefused, match="还有 1 件"):
        post(cast, list_id)
    # Insisting in the same words is a new opinion, since there was an answer between.
    assert quarterly.say(member, list_id, made[0], OBJECT, "金额不一致。").row.state == ListState.RETURNED.value
    answer(cast, list_id, made[0])
    view = quarterly.say(member, list_id, made[0], AGREE)
    assert view.row.state == ListState.IN_REVIEW.value
    assert post(cast, list_id).row.state == ListState.POSTED.value


def test_what_is_objected_to_may_be_left_out(cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini, TWO)
    member, author = quarterly.member(cast.baini), cast.baini.author
    quarterly.say(member, list_id, made[1], AGREE)
    quarterly.say(member, list_id, made[0], OBJECT, "不属于公开范围。")
    with pytest.raises(ListRefused, match="须写明理由"), posts.as_actor(author).opened():
        actions.leave_out(list_id, made[0], " ", actor=author, now=utc_now())
    run(author, lambda: actions.leave_out(list_id, made[0], "按意见不列入。", actor=author, now=utc_now()))
    with pytest.raises(ListRefused, match="不列入"):
        quarterly.say(member, list_id, made[0], AGREE)
    quarterly.submit(cast.baini, list_id)
    assert post(cast, list_id).facts.on_list == 1


def test_what_was_left_out_by_mistake_comes_back_for_review(cast: Cast) -> None:
    list_id, made = quarterly.draft(cast.baini, TWO)
    author = cast.baini.author
    run(author, lambda: actions.leave_out(list_id, made[0], "重复。", actor=author, now=utc_now()))
    view = run(author, lambda: actions.leave_out(list_id, made[0], None, actor=author, now=utc_now()))
    assert standings(view) == [Standing.WAITING, Standing.WAITING]


def test_a_correction_asks_for_a_new_opinion(cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini)
    member = quarterly.member(cast.baini)
    with posts.as_actor(member).opened():
        seen = quarterly.hash_here(member, list_id, made[0])
    quarterly.say(member, list_id, made[0], AGREE)
    quarterly.correct(cast.baini, made[0], "更正后的标题")
    assert standings(quarterly.look(member, list_id)) == [Standing.CHANGED]
    with pytest.raises(ListRefused, match="还有 1 件"):
        post(cast, list_id)
    with pytest.raises(ItemChanged), posts.as_actor(member).opened():
        actions.review(list_id, made[0], AGREE, seen_hash=seen, actor=member, now=utc_now())
    assert standings(quarterly.say(member, list_id, made[0], AGREE)) == [Standing.AGREED]


def test_a_withdrawn_post_leaves_the_list_by_itself(cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini, TWO)
    member, signer = quarterly.member(cast.baini), cast.baini.signer
    quarterly.say(member, list_id, made[1], AGREE)
    with posts.as_actor(signer).opened():
        publishing.withdraw(made[0], reason="数据有误。", actor=signer, now=utc_now())
        db.session.commit()
    assert post(cast, list_id).facts.on_list == 1


def test_a_member_has_one_opinion_and_may_change_it(cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini)
    member = quarterly.member(cast.baini)
    quarterly.say(member, list_id, made[0], OBJECT, "请核对。")
    view = quarterly.say(member, list_id, made[0], AGREE)
    [opinion] = view.items[0].opinions
    assert (opinion.verdict, opinion.reason) == ("agree", "")


def test_a_stand_in_speaks_for_the_member(cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini)
    member, reviewer = quarterly.member(cast.baini), cast.baini.reviewer
    role = Role.SUPERVISION_MEMBER
    stand_in = Actor(
        reviewer.person_id, reviewer.name, reviewer.tenant_id, frozenset({role}), {role: member.person_id}
    )
    quarterly.say(member, list_id, made[0], OBJECT, "请核对。")
    [opinion] = quarterly.say(stand_in, list_id, made[0], AGREE).items[0].opinions
    assert (opinion.member_id, opinion.given_by) == (member.person_id, reviewer.person_id)


@pytest.mark.parametrize("role", [Role.AUTHOR, Role.REVIEWER, Role.SIGNER, Role.ADMINISTRATOR])
def test_only_members_review(cast: Cast, role: Role) -> None:
    list_id, made = quarterly.submitted(cast.baini)
    with pytest.raises(ListRefused):
        quarterly.say(cast.baini[role], list_id, made[0], AGREE)


def test_another_tenant_sees_neither_list_nor_items_nor_opinions(cast: Cast) -> None:
    list_id, made = quarterly.submitted(cast.baini)
    quarterly.say(quarterly.member(cast.baini), list_id, made[0], AGREE)
    twin = cast.chexi.author
    with posts.as_actor(twin).opened():
        for table in ("quarterly_lists", "quarterly_items", "quarterly_opinions"):
            assert db.session.execute(db.text(f"select count(*) from {table}")).scalar_one() == 0  # noqa: S608
        with pytest.raises(ListRefused, match="没有找到"):
            actions.submit(list_id, actor=twin, now=utc_now())
