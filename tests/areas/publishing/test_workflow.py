"""A post from draft to publication and after: what each decision does, and what it refuses."""

import uuid
from datetime import timedelta

import pytest

from gkcloud.audit.queries import breaks_of, events_about
from gkcloud.database import db, utc_now
from gkcloud.publishing import actions
from gkcloud.publishing.actions import Changed, Refused, Verdict
from gkcloud.publishing.content import Disclosure, Validity
from gkcloud.publishing.model import Post, Publication, SearchEntry
from gkcloud.tenancy.rules import Stage
from gkcloud.tenancy.scope import Scope
from tests.factories import posts
from tests.factories.cast import Cast


def stored(cast: Cast, post_id: uuid.UUID) -> Post:
    with posts.as_actor(cast.chexi.author).opened():
        return db.session.get_one(Post, (cast.chexi.tenant.id, post_id))


def public(cast: Cast, post_id: uuid.UUID) -> Publication | None:
    with Scope.public(cast.chexi.tenant.id).opened():
        return db.session.get(Publication, (cast.chexi.tenant.id, post_id))


def test_three_people_and_a_signer_publish_a_post(cast: Cast) -> None:
    post_id = posts.published(cast.chexi)
    seen = public(cast, post_id)
    assert seen is not None
    assert seen.index_no == f"430723206/{utc_now().year}-00001"
    with posts.as_actor(cast.chexi.author).opened():
        assert [event.action for event in events_about(post_id)] == [
            "post.create",
            "post.submit",
            "post.decide",
            "post.decide",
            "post.decide",
        ]
        assert breaks_of(cast.chexi.tenant.id) == []


@pytest.mark.parametrize("make", [posts.draft, posts.submitted, posts.at_sign_off])
def test_the_public_never_sees_what_is_not_signed_off(cast: Cast, make) -> None:
    post_id = make(cast.chexi)
    assert public(cast, post_id) is None


def test_a_scheduled_post_is_invisible_until_its_time(cast: Cast) -> None:
    post_id = posts.published(cast.chexi, publish_at=utc_now() + timedelta(hours=1))
    assert stored(cast, post_id).state == "published"
    assert public(cast, post_id) is None


def test_an_index_number_is_not_skipped_by_a_refused_publication(cast: Cast) -> None:
    first = posts.published(cast.chexi)
    waiting = posts.at_sign_off(cast.chexi)
    with pytest.raises(Refused):
        posts.decide(cast.chexi.signer, waiting, Stage.SIGN_OFF, posts.seen_hash(cast.chexi, waiting), Verdict.RETURN)
    second = posts.published(cast.chexi)
    assert [stored(cast, each).index_no[-5:] for each in (first, second)] == ["00001", "00002"]


def test_whoever_wrote_a_post_cannot_pass_it(cast: Cast) -> None:
    from dataclasses import replace

    post_id = posts.submitted(cast.chexi)
    both = replace(cast.chexi.author, roles=cast.chexi.author.roles | cast.chexi.reviewer.roles)
    with pytest.raises(Refused, match="起草或修改过"):
        posts.decide(both, post_id, Stage.REVIEW, posts.seen_hash(cast.chexi, post_id))


def test_a_person_who_stands_in_for_the_writer_cannot_pass_it_either(cast: Cast) -> None:
    from dataclasses import replace

    from gkcloud.access.policy import Role

    post_id = posts.submitted(cast.chexi)
    stand_in = replace(cast.chexi.reviewer, stands_in={Role.REVIEWER: cast.chexi.author.person_id})
    with pytest.raises(Refused, match="起草或修改过"):
        posts.decide(stand_in, post_id, Stage.REVIEW, posts.seen_hash(cast.chexi, post_id))


def test_nobody_passes_two_stages_where_three_people_must_review(cast: Cast) -> None:
    from dataclasses import replace

    post_id = posts.submitted(cast.lixian)
    seen = posts.seen_hash(cast.lixian, post_id)
    both = replace(cast.lixian.reviewer, roles=cast.lixian.reviewer.roles | cast.lixian.secrecy.roles)
    posts.decide(both, post_id, Stage.REVIEW, seen)
    with pytest.raises(Refused, match="三审"):
        posts.decide(both, post_id, Stage.SECRECY_REVIEW, seen)


def test_a_decision_binds_to_what_was_seen(cast: Cast) -> None:
    post_id = posts.at_sign_off(cast.chexi)
    seen = posts.seen_hash(cast.chexi, post_id)
    author = cast.chexi.author
    with posts.as_actor(author).opened():
        actions.recall(post_id, actor=author, now=utc_now())
        changed = posts.content(cast.chexi.tenant.id, title="关于发放水稻种植补贴的公告（修订）")
        actions.save_revision(post_id, changed, base_hash=seen, actor=author, now=utc_now())
        actions.submit(post_id, actor=author, now=utc_now())
        db.session.commit()
    now_seen = posts.seen_hash(cast.chexi, post_id)
    posts.decide(cast.chexi.reviewer, post_id, Stage.REVIEW, now_seen)
    posts.decide(cast.chexi.secrecy, post_id, Stage.SECRECY_REVIEW, now_seen)
    with pytest.raises(Changed) as told:
        posts.decide(cast.chexi.signer, post_id, Stage.SIGN_OFF, seen)
    assert told.value.seen is not None
    assert (told.value.seen.content_hash, told.value.current.content_hash) == (seen, now_seen)
    assert public(cast, post_id) is None


def test_an_edit_takes_earlier_approvals_with_it(cast: Cast) -> None:
    post_id = posts.at_sign_off(cast.chexi)
    author = cast.chexi.author
    with posts.as_actor(author).opened():
        actions.recall(post_id, actor=author, now=utc_now())
        actions.submit(post_id, actor=author, now=utc_now())
        db.session.commit()
    assert stored(cast, post_id).stage == Stage.REVIEW.value


def test_a_repeated_tap_has_one_effect(cast: Cast) -> None:
    post_id = posts.at_sign_off(cast.chexi)
    seen, key = posts.seen_hash(cast.chexi, post_id), uuid.uuid4()
    for _ in range(3):
        posts.decide(cast.chexi.signer, post_id, Stage.SIGN_OFF, seen, request_key=key)
    posts.decide(cast.chexi.signer, post_id, Stage.SIGN_OFF, seen)  # from a second window
    with posts.as_actor(cast.chexi.author).opened():
        assert len([event for event in events_about(post_id) if event.action == "post.decide"]) == 3


def test_the_second_of_two_deciders_is_told(cast: Cast) -> None:
    from dataclasses import replace

    post_id = posts.submitted(cast.chexi)
    seen = posts.seen_hash(cast.chexi, post_id)
    colleague = replace(cast.chexi.administrator, roles=cast.chexi.reviewer.roles)
    posts.decide(cast.chexi.reviewer, post_id, Stage.REVIEW, seen)
    with pytest.raises(Refused, match="已由其他人办理"):
        posts.decide(colleague, post_id, Stage.REVIEW, seen)


def test_returning_needs_a_reason_and_tells_the_author(cast: Cast) -> None:
    post_id = posts.submitted(cast.chexi)
    seen = posts.seen_hash(cast.chexi, post_id)
    with pytest.raises(Refused, match="原因"):
        posts.decide(cast.chexi.reviewer, post_id, Stage.REVIEW, seen, Verdict.RETURN, reason="  ")
    posts.decide(cast.chexi.reviewer, post_id, Stage.REVIEW, seen, Verdict.RETURN, reason="请补充发放时间。")
    post = stored(cast, post_id)
    assert (post.state, post.returned_reason) == ("draft", "请补充发放时间。")


def test_a_whole_identity_number_keeps_a_post_from_going_on(cast: Cast) -> None:
    from tests.factories.numbers import resident_id

    post_id = posts.draft(cast.chexi, body_html=f"<p>申请人证件号码{resident_id()}。</p>")
    with posts.as_actor(cast.chexi.author).opened(), pytest.raises(Refused, match="必须处理"):
        actions.submit(post_id, actor=cast.chexi.author, now=utc_now())


def test_missing_fields_are_named(cast: Cast) -> None:
    post_id = posts.draft(cast.chexi, formed_on=None, columns=())
    with posts.as_actor(cast.chexi.author).opened(), pytest.raises(Refused, match="成文日期、栏目"):
        actions.submit(post_id, actor=cast.chexi.author, now=utc_now())


def test_what_is_withheld_is_filed_and_never_public(cast: Cast) -> None:
    post_id = posts.published(cast.chexi, disclosure=Disclosure.WITHHELD, withheld_basis="《条例》第十六条")
    assert stored(cast, post_id).state == "filed"
    assert stored(cast, post_id).index_no is None
    assert public(cast, post_id) is None


def test_a_policy_waits_for_its_interpretation_and_appears_with_it(cast: Cast) -> None:
    policy_id = posts.at_sign_off(cast.chexi, needs_interpretation=True)
    seen = posts.seen_hash(cast.chexi, policy_id)
    with pytest.raises(Refused, match="须与解读一并发布"):
        posts.decide(cast.chexi.signer, policy_id, Stage.SIGN_OFF, seen)
    reading_id = posts.at_sign_off(cast.chexi, title="补贴公告解读", policy_id=policy_id)
    with pytest.raises(Refused, match="一并签发"):
        posts.decide(cast.chexi.signer, reading_id, Stage.SIGN_OFF, posts.seen_hash(cast.chexi, reading_id))
    posts.decide(cast.chexi.signer, policy_id, Stage.SIGN_OFF, seen)
    policy, reading = public(cast, policy_id), public(cast, reading_id)
    assert policy is not None
    assert reading is not None
    assert policy.published_at == reading.published_at
    assert reading.policy_id == policy_id


def test_an_emergency_is_published_by_the_signer_and_confirmed_by_another(cast: Cast) -> None:
    post_id = posts.draft(cast.chexi)
    signer = cast.chexi.signer
    with posts.as_actor(signer).opened():
        actions.publish_urgently(
            post_id,
            seen_hash=_hash(post_id, cast),
            request_key=uuid.uuid4(),
            actor=signer,
            now=utc_now(),
            reason="山洪预警",
        )
        db.session.commit()
    seen = public(cast, post_id)
    assert seen is not None
    assert seen.is_urgent
    with posts.as_actor(signer).opened(), pytest.raises(Refused, match="另一人"):
        actions.confirm_urgent(post_id, request_key=uuid.uuid4(), actor=signer, now=utc_now())
    with posts.as_actor(cast.chexi.reviewer).opened():
        actions.confirm_urgent(post_id, request_key=uuid.uuid4(), actor=cast.chexi.reviewer, now=utc_now())
        db.session.commit()
    assert stored(cast, post_id).urgent_confirmed_at is not None


def _hash(post_id: uuid.UUID, cast: Cast) -> str:
    from gkcloud.publishing.model import Revision

    post = db.session.get_one(Post, (cast.chexi.tenant.id, post_id))
    return db.session.get_one(Revision, (post.tenant_id, post.current_revision_id)).content_hash


def test_a_correction_replaces_the_text_only_when_signed_off(cast: Cast) -> None:
    post_id = posts.published(cast.chexi)
    author = cast.chexi.author
    before = public(cast, post_id)
    assert before is not None
    with posts.as_actor(author).opened():
        actions.start_correction(post_id, note="更正发放标准。", actor=author, now=utc_now())
        corrected = posts.content(cast.chexi.tenant.id, body_html="<p>每亩补贴一百五十元。</p>")
        actions.save_revision(post_id, corrected, base_hash=_hash(post_id, cast), actor=author, now=utc_now())
        actions.submit(post_id, actor=author, now=utc_now())
        db.session.commit()
    between = public(cast, post_id)
    assert between is not None
    assert between.body_html == posts.BODY
    seen = posts.seen_hash(cast.chexi, post_id)
    posts.decide(cast.chexi.reviewer, post_id, Stage.REVIEW, seen)
    posts.decide(cast.chexi.secrecy, post_id, Stage.SECRECY_REVIEW, seen)
    posts.decide(cast.chexi.signer, post_id, Stage.SIGN_OFF, seen)
    after = public(cast, post_id)
    assert after is not None
    assert (after.body_html, after.correction_note) == ("<p>每亩补贴一百五十元。</p>", "更正发放标准。")
    assert (after.index_no, after.published_at) == (before.index_no, before.published_at)


def test_a_withdrawn_post_keeps_its_page_and_loses_its_text(cast: Cast) -> None:
    post_id = posts.published(cast.chexi)
    signer = cast.chexi.signer
    with posts.as_actor(signer).opened():
        actions.withdraw(post_id, reason="数据有误，重新核定后公布。", actor=signer, now=utc_now())
        db.session.commit()
    seen = public(cast, post_id)
    assert seen is not None
    assert (seen.title, seen.body_html) == ("关于发放水稻种植补贴的公告", "")
    assert seen.withdrawal_reason == "数据有误，重新核定后公布。"
    with Scope.public(cast.chexi.tenant.id).opened():
        assert db.session.query(SearchEntry).filter_by(post_id=post_id).count() == 0


def test_repeal_is_marked_on_the_page(cast: Cast) -> None:
    post_id = posts.published(cast.chexi)
    signer = cast.chexi.signer
    with posts.as_actor(signer).opened():
        today = utc_now().date()
        with pytest.raises(Refused, match="依据"):
            actions.mark_validity(post_id, Validity.REPEALED, on=today, note="", actor=signer, now=utc_now())
        actions.mark_validity(
            post_id, Validity.REPEALED, on=today, note="车政发〔2026〕9号", actor=signer, now=utc_now()
        )
        db.session.commit()
    seen = public(cast, post_id)
    assert seen is not None
    assert (seen.validity, seen.validity_note) == ("repealed", "车政发〔2026〕9号")


def test_the_twin_in_another_county_finds_nothing(cast: Cast) -> None:
    post_id = posts.published(cast.chexi)
    with posts.as_actor(cast.baini.author).opened():
        assert db.session.get(Post, (cast.chexi.tenant.id, post_id)) is None
        assert db.session.get(Post, (cast.baini.tenant.id, post_id)) is None
    with posts.as_actor(cast.baini.signer).opened(), pytest.raises(Refused, match="没有找到"):
        actions.withdraw(post_id, reason="越权", actor=cast.baini.signer, now=utc_now())
