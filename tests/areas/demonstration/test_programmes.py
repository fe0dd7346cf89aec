"""A programme from its standard to its list and what comes after: what each act does and refuses, in sentences."""

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from gkcloud.access.policy import Actor
from gkcloud.database import db, utc_now
from gkcloud.demonstration import actions, facts, slipping
from gkcloud.demonstration.actions import Answer, DemoRefused, Sheet
from gkcloud.demonstration.facts import DemoFact
from gkcloud.demonstration.model import Designation, Nomination, Programme, Visit
from gkcloud.demonstration.queries import public
from gkcloud.demonstration.queries.county import access_designation
from gkcloud.demonstration.rules import Category, Move, ProgrammeState
from gkcloud.demonstration.sixhaves import Have
from gkcloud.demonstration.standingrules import ChangeKind, ReviewDay, ReviewResult, Status
from gkcloud.files.archives import FileRefused
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.model import Post, Revision
from gkcloud.tenancy.directory import directory, forget_directory
from gkcloud.tenancy.model import TenantRecord
from gkcloud.tenancy.scope import Scope
from tests.factories import demonstrations as demos
from tests.factories import duties, posts
from tests.factories.cast import Cast


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[DemoFact]:
    """What the rest of the product is told."""
    heard: list[DemoFact] = []
    monkeypatch.setattr(facts, "_emit", heard.append)
    return heard


def content_of(cast: Cast, post_id: uuid.UUID) -> PostContent:
    with posts.as_actor(cast.lixian.author).opened():
        post = db.session.get_one(Post, (cast.lixian.tenant.id, post_id))
        assert post.state == "draft"
        stored = db.session.get_one(Revision, (cast.lixian.tenant.id, post.current_revision_id)).content
        return PostContent.from_json(stored)


def test_a_year_has_one_programme(cast: Cast) -> None:
    who, year = cast.inspector, demos.today().year
    first = demos.programme(cast)
    assert demos.by(who, lambda: actions.create_programme(year, actor=who, now=utc_now()).id) == first
    with pytest.raises(DemoRefused, match="最晚为明年"), demos.desk(who).opened():
        actions.create_programme(year + 2, actor=who, now=utc_now())


def test_nominations_open_with_the_published_standard_which_then_stays(cast: Cast, told: list[DemoFact]) -> None:
    made, who = demos.programme(cast), cast.inspector
    with pytest.raises(DemoRefused, match="标准还没有公开"):
        demos.move(cast, made, Move.OPEN)
    post_id = demos.notice(cast, made)
    content = content_of(cast, post_id)
    assert all(have.label in content.body_html for have in Have)
    assert "示范单位 15 个" in content.body_html
    with pytest.raises(DemoRefused, match="标准还没有公开"):
        demos.move(cast, made, Move.OPEN)
    other = demos.plan(standard=dict.fromkeys(Have, "另一标准"))
    with pytest.raises(DemoRefused, match="不能再改"), demos.desk(who).opened():
        actions.edit_programme(made, other, actor=who, now=utc_now())
    demos.publish(cast, post_id)
    demos.move(cast, made, Move.OPEN)
    assert [(each.kind, each.unit_id) for each in told] == [("demo_standard_published", cast.lixian.tenant.id)]


def test_a_draft_that_was_given_up_is_written_anew(cast: Cast) -> None:
    from gkcloud.publishing import actions as publishing

    made = demos.programme(cast)
    first = demos.notice(cast, made)
    assert demos.notice(cast, made) == first
    author = cast.lixian.author
    with posts.as_actor(author).opened():
        publishing.discard(first, actor=author, now=utc_now())
        db.session.commit()
    assert demos.notice(cast, made) != first


def test_a_unit_is_nominated_once(cast: Cast) -> None:
    made = demos.opened(cast)
    first = demos.begun(cast, made)
    assert demos.begun(cast, made) == first
    with pytest.raises(DemoRefused, match="正在由其他单位填报"):
        demos.entered(cast, made, "lixian-chexi")
    demos.complete(cast, first)
    author = cast.chexi.author
    demos.by(author, lambda: actions.submit_nomination(first, actor=author, now=utc_now()))
    with pytest.raises(DemoRefused, match="每年申报一次"):
        demos.entered(cast, made, "lixian-chexi")


def test_nominations_end_with_their_last_day(cast: Cast) -> None:
    made = demos.opened(cast, nominate_by=demos.today() - timedelta(days=1))
    with pytest.raises(DemoRefused, match="截止"):
        demos.begun(cast, made)


def test_each_of_the_six_needs_words_and_a_file(cast: Cast, told: list[DemoFact]) -> None:
    made, author = demos.begun(cast, demos.opened(cast)), cast.chexi.author
    with pytest.raises(DemoRefused, match="主要做法、“有队伍”的说明和佐证材料"), demos.desk(author).opened():
        actions.submit_nomination(made, actor=author, now=utc_now())
    demos.complete(cast, made)
    demos.by(author, lambda: actions.submit_nomination(made, actor=author, now=utc_now()))
    assert [each.kind for each in told if each.unit_id == cast.chexi.tenant.id] == ["demo_nominated"]
    with pytest.raises(DemoRefused, match="已经提交"), demos.desk(author).opened():
        actions.fill_nomination(made, "另说", {}, actor=author, now=utc_now())


def test_what_is_returned_comes_back_even_after_the_last_day(cast: Cast) -> None:
    programme_id = demos.opened(cast)
    made, who, author = demos.nominated(cast, programme_id), cast.inspector, cast.chexi.author
    with pytest.raises(DemoRefused, match="须写明理由"), demos.desk(who).opened():
        actions.return_nomination(made, " ", actor=who, now=utc_now())
    demos.by(who, lambda: actions.return_nomination(made, "缺制度文件。", actor=who, now=utc_now()))
    demos.by(
        who,
        lambda: actions.edit_programme(
            programme_id, demos.plan(nominate_by=demos.today() - timedelta(days=1)), actor=who, now=utc_now()
        ),
    )
    demos.move(cast, programme_id, Move.STOP)
    row = demos.by(author, lambda: actions.submit_nomination(made, actor=author, now=utc_now()))
    assert row.state == "submitted"


def test_a_village_without_people_is_nominated_from_above(cast: Cast) -> None:
    made = demos.opened(cast)
    street, village = directory().by_slug("lixian-lixi"), directory().by_slug("lixian-lixi-hucheng")
    above = Actor(cast.chexi.author.person_id, "街道采编", street.id, cast.chexi.author.roles)
    nomination_id = demos.begun(cast, made, village, above)
    with demos.desk(above).opened():
        row = db.session.get_one(Nomination, (cast.lixian.tenant.id, nomination_id))
        assert (row.target_id, row.nominator_id, row.unit_name) == (village.id, street.id, "澧西街道护城社区")
    with pytest.raises(DemoRefused, match="只能为本单位"):
        demos.begun(cast, made, directory().by_slug("lixian-jinluo"), above)


def test_a_village_with_people_nominates_itself(cast: Cast) -> None:
    from gkcloud.people.model import Membership

    made = demos.opened(cast)
    street, village = directory().by_slug("lixian-lixi"), directory().by_slug("lixian-lixi-hucheng")
    with Scope.platform().opened():
        row = Membership(
            tenant_id=village.id, person_id=cast.chexi.author.person_id, role="author", created_at=utc_now()
        )
        db.session.add(row)
        db.session.commit()
    above = Actor(cast.chexi.author.person_id, "街道采编", street.id, cast.chexi.author.roles)
    with pytest.raises(DemoRefused, match="有自己的经办人员"):
        demos.begun(cast, made, village, above)


def test_a_visit_is_told_of_when_it_is_finished(cast: Cast, told: list[DemoFact]) -> None:
    who, made = cast.inspector, demos.accepted(cast, demos.opened(cast))
    visit_id = demos.visit(cast, made)
    tomorrow = Sheet(demos.today() + timedelta(days=1), "督查员", {})
    with pytest.raises(DemoRefused, match="不能晚于今天"), demos.desk(who).opened():
        actions.save_visit(visit_id, tomorrow, actor=who, now=utc_now())
    half = Sheet(demos.today(), "督查员", {Have.TEAM: Answer(True)})
    demos.by(who, lambda: actions.save_visit(visit_id, half, actor=who, now=utc_now()))
    with pytest.raises(DemoRefused, match="还有 5 项没有结论"), demos.desk(who).opened():
        actions.finish_visit(visit_id, actor=who, now=utc_now())
    bare = Sheet(demos.today(), "督查员", dict.fromkeys(Have, Answer(False)))
    demos.by(who, lambda: actions.save_visit(visit_id, bare, actor=who, now=utc_now()))
    with pytest.raises(DemoRefused, match="未达到的项目须写明情况"), demos.desk(who).opened():
        actions.finish_visit(visit_id, actor=who, now=utc_now())
    assert demos.visit(cast, made, is_finished=True) == visit_id
    [fact] = [each for each in told if each.kind == "demo_visited"]
    assert (fact.unit_id, fact.value) == (cast.chexi.tenant.id, 5)
    with pytest.raises(DemoRefused, match="已经完成"), demos.desk(who).opened():
        actions.save_visit(visit_id, half, actor=who, now=utc_now())


def test_an_oversized_photo_is_refused_in_a_sentence(cast: Cast) -> None:
    who = cast.inspector
    large = b"\x89PNG\r\n\x1a\n" + bytes(50 * 1024 * 1024)
    with pytest.raises(FileRefused, match="超过 10 MB"), demos.desk(who).opened():
        demos.stored(who, "现场.png", large)


def test_a_sheet_takes_photos_only(cast: Cast) -> None:
    who = cast.inspector
    visit_id = demos.visit(cast, demos.accepted(cast, demos.opened(cast)))
    file = demos.by(who, lambda: demos.stored(who, "名册.csv", "村名,户数\n".encode()))
    with pytest.raises(DemoRefused, match="只收照片"), demos.desk(who).opened():
        actions.add_photo(visit_id, file, actor=who, now=utc_now())


def test_more_than_planned_needs_a_reason_that_is_kept(cast: Cast, told: list[DemoFact]) -> None:
    made, who = demos.opened(cast, quotas={**demos.QUOTAS, Category.UNIT: 1}), cast.inspector
    chosen = [demos.entered(cast, made, slug) for slug in ("lixian-dishui", "lixian-yandian")]
    demos.move(cast, made, Move.STOP)
    with pytest.raises(DemoRefused, match="示范单位计划 1 个，选了 2 个，超出 1 个"), demos.desk(who).opened():
        actions.designate(made, chosen, " ", actor=who, now=utc_now())
    demos.by(who, lambda: actions.designate(made, chosen, "两家情况相当。", actor=who, now=utc_now()))
    with demos.desk(who).opened():
        row = db.session.get_one(Programme, (cast.lixian.tenant.id, made))
        assert (row.state, row.over_quota_reason) == (ProgrammeState.DESIGNATED.value, "两家情况相当。")
    assert [each.kind for each in told].count("demo_designated") == 2


def test_the_list_is_a_post_and_says_what_the_public_page_says(cast: Cast) -> None:
    made = demos.opened(cast)
    demos.designated(cast, made, [demos.accepted(cast, made)])
    post_id = demos.listed(cast, made)
    body = content_of(cast, post_id).body_html
    assert public.said_of("车溪乡", body) == demos.STRENGTHS
    with pytest.raises(DemoRefused, match="名单还没有公开"):
        demos.move(cast, made, Move.CLOSE)
    demos.publish(cast, post_id)
    demos.move(cast, made, Move.CLOSE)


def test_a_revocation_is_drafted_decided_once_and_final(cast: Cast, told: list[DemoFact]) -> None:
    made, who = demos.public_unit(cast), cast.inspector
    first = demos.change(cast, made, ChangeKind.SUSPEND, is_decided=False)
    with pytest.raises(DemoRefused, match="另有一件处理"):
        demos.change(cast, made, ChangeKind.REVOKE, "另一理由。")
    demos.by(who, lambda: actions.decide_change(made, first, actor=who, now=utc_now()))
    with pytest.raises(DemoRefused, match="不能重复暂停"):
        demos.change(cast, made, ChangeKind.SUSPEND, "又一理由。")
    revoked = demos.change(cast, made, ChangeKind.REVOKE)
    with pytest.raises(DemoRefused, match="已经撤销，不能再次处理"):
        demos.change(cast, made, ChangeKind.REVOKE)
    demos.by(who, lambda: actions.decide_change(made, revoked, actor=who, now=utc_now()))
    assert [each.item for each in told if each.kind == "demo_revoked"] == ["suspend", "revoke"]
    with pytest.raises(DemoRefused, match="已经决定"), demos.desk(who).opened():
        actions.discard_change(made, revoked, actor=who, now=utc_now())
    day = ReviewDay(demos.today().year, demos.today())
    with pytest.raises(DemoRefused, match="不需要复核"), demos.desk(who).opened():
        actions.record_review(made, day, ReviewResult.PASSED, "", actor=who, now=utc_now())


def test_a_review_that_failed_says_why_and_one_that_passed_is_shown(cast: Cast) -> None:
    made = demos.public_unit(cast, demos.today().year - 1)
    with pytest.raises(DemoRefused, match="须写明情况"):
        demos.review(cast, made, ReviewResult.RECTIFY)
    demos.review(cast, made)
    with pytest.raises(DemoRefused, match="已经登记过"):
        demos.review(cast, made, ReviewResult.FAILED, "另说。")
    with demos.desk(cast.inspector).opened():
        view = access_designation(made, cast.inspector)
        assert (view.row.passed_on, view.row.status) == (demos.today(), Status.STANDING.value)


def test_history_follows_a_unit_that_is_renamed_or_closed(cast: Cast) -> None:
    from gkcloud.demonstration.views import name_today

    made = demos.public_unit(cast)
    unit = cast.chexi.tenant.id
    with demos.desk(cast.inspector).opened():
        row = db.session.get_one(Designation, (cast.lixian.tenant.id, made))
        assert name_today(row.target_id, row.unit_name) == ""
    for changed, sentence in (({"short_name": "车溪镇"}, "现名：车溪镇"), ({"status": "closed"}, "该单位已撤并")):
        with Scope.platform().opened():
            db.session.execute(update(TenantRecord).where(TenantRecord.id == unit).values(**changed))
            db.session.commit()
        forget_directory()
        with demos.desk(cast.inspector).opened():
            row = db.session.get_one(Designation, (cast.lixian.tenant.id, made))
            assert row.unit_name == "车溪乡"
            assert name_today(row.target_id, row.unit_name) == sentence


def test_a_unit_with_overdue_duties_is_slipping(cast: Cast) -> None:
    here, beside = cast.chexi.tenant.id, cast.baini.tenant.id
    duties.told(here, "formed", date(2026, 6, 1), subject="post:one", now=duties.noon(date(2026, 9, 1)))
    with demos.desk(cast.inspector).opened():
        found = slipping.slipping([here, beside])
    assert found.keys() == {here}
    count, sentence = found[here]
    assert count >= 1
    assert "主动公开信息20个工作日内公开" in sentence


def test_a_visit_begun_twice_is_one_sheet(cast: Cast) -> None:
    who, made = cast.inspector, demos.accepted(cast, demos.opened(cast))
    first, second = (demos.by(who, lambda: actions.begin_visit(made, actor=who, now=utc_now()).id) for _ in range(2))
    assert first == second
    with demos.desk(who).opened():
        assert db.session.get_one(Visit, (cast.lixian.tenant.id, first)).finished_at is None
