"""Sheets item by item: what the system fills in, what people say, saves that come twice, photos, and handing over."""

import io
import re
import uuid
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from decimal import Decimal

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.campaigns import actions, prefill
from gkcloud.campaigns.actions import SheetConflict, SheetRefused, Typed
from gkcloud.campaigns.model import AnswerFile, SheetAnswer
from gkcloud.campaigns.prefill import Prefill
from gkcloud.campaigns.rules import Period, SheetKind
from gkcloud.database import db, utc_now
from gkcloud.standards.answering import Result
from gkcloud.tenancy.directory import Tenant
from tests.factories import supervised
from tests.factories.cast import Cast
from tests.factories.objects import PNG
from tests.factories.posts import as_actor
from tests.factories.signing_in import signed_in_client

pytestmark = pytest.mark.usefixtures("app")
SEEN = Prefill(
    "逾期完成", "overdue", "第三季度于10月9日张榜，晚4天。", (("张榜登记", "/lixian-chexi/lists"),), Result.PARTLY
)


@pytest.fixture
def inspected(cast: Cast) -> uuid.UUID:
    campaign = supervised.opened(cast.inspector, [cast.chexi.tenant])
    return supervised.sheet_id(cast.inspector, campaign, cast.chexi.tenant, SheetKind.INSPECTION)


@pytest.fixture
def own(cast: Cast) -> uuid.UUID:
    campaign = supervised.opened(cast.inspector, [cast.chexi.tenant])
    return supervised.sheet_id(cast.inspector, campaign, cast.chexi.tenant, SheetKind.SELF_CHECK)


@pytest.fixture
def asked() -> Iterator[list[tuple[frozenset[str], str, Period]]]:
    """Somebody who knows of D113, and what they were asked."""
    questions: list[tuple[frozenset[str], str, Period]] = []

    def provider(duties: Collection[str], *, target: Tenant, period: Period, today: date) -> Mapping[str, Prefill]:
        questions.append((frozenset(duties), target.slug, period))
        return {"D113": SEEN} if "D113" in duties else {}

    prefill.prefill_from(provider)
    yield questions
    prefill.forget(provider)


def items(actor: Actor, sheet: uuid.UUID) -> dict[str, SheetAnswer]:
    with supervised.here(actor).opened():
        rows = db.session.execute(select(SheetAnswer).where(SheetAnswer.sheet_id == sheet)).scalars()
        return {row.item: row for row in rows}


def fill_page(client: FlaskClient, cast: Cast, sheet: uuid.UUID) -> str:
    answer = signed_in_client(client, cast.inspector).get(f"/lixian/office/campaigns/sheets/{sheet}/fill")
    assert answer.status_code == 200
    return answer.text


def post(client: FlaskClient, page: str, path: str, data: dict[str, object], **more: object) -> object:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)
    assert token
    return client.post(path, data={"csrf_token": token[1], **data}, **more)  # type: ignore[arg-type]


def test_what_the_system_has_seen_stands_on_the_sheet_before_anybody_writes(
    client: FlaskClient, cast: Cast, inspected: uuid.UUID, asked: list[tuple[frozenset[str], str, Period]]
) -> None:
    page = fill_page(client, cast, inspected)
    assert "系统记录：逾期完成" in page
    assert "第三季度于10月9日张榜，晚4天。" in page
    assert '<a href="/lixian-chexi/lists">张榜登记</a>' in page
    assert re.search(r'value="partly"\s+checked', page)
    # Once for the whole sheet, about the unit and the campaign's period.
    assert {(duties, slug) for duties, slug, _ in asked} == {(frozenset({"D113"}), "lixian-chexi")}


def test_confirming_keeps_what_was_seen_and_contradicting_asks_for_a_reason(
    cast: Cast, inspected: uuid.UUID, asked: object
) -> None:
    with pytest.raises(SheetRefused, match="系统记录为“部分达标”，您的结论与此不同，请写明理由"):
        supervised.say(cast.inspector, inspected, Typed("1.1", Result.MET))
    supervised.say(cast.inspector, inspected, Typed("1.1", Result.MET, reason="照片显示10月4日已张榜。"))
    row = items(cast.inspector, inspected)["1.1"]
    assert (row.result, row.reason) == ("met", "照片显示10月4日已张榜。")
    assert row.auto is not None
    assert (row.auto["standing"], row.auto["suggested"]) == ("逾期完成", "partly")


def test_evidence_of_the_system_counts_as_evidence(cast: Cast, inspected: uuid.UUID, asked: object) -> None:
    view = supervised.say(cast.inspector, inspected, Typed("1.1", Result.PARTLY), Typed("1.2", Result.MET))
    assert [each.code for each in view.score.without_evidence] == ["1.2"]
    supervised.photo(cast.inspector, inspected, "1.2")
    view = supervised.say(cast.inspector, inspected, Typed("1.2", Result.MET))
    assert view.score.without_evidence == ()


def test_the_same_save_sent_again_changes_nothing_however_late(cast: Cast, inspected: uuid.UUID) -> None:
    first = Typed("1.2", Result.MET, key="k1", seen=0)
    supervised.say(cast.inspector, inspected, first, first)
    supervised.say(cast.inspector, inspected, Typed("1.2", Result.NOT_MET, key="k2", seen=1))
    supervised.say(cast.inspector, inspected, first)
    row = items(cast.inspector, inspected)["1.2"]
    assert (row.result, row.version, row.keys) == ("not_met", 2, ["k1", "k2"])


def test_a_late_save_does_not_overwrite_what_somebody_else_said_meanwhile(cast: Cast, own: uuid.UUID) -> None:
    supervised.say(cast.chexi.signer, own, Typed("1.2", Result.MET, key="a", seen=0))
    with pytest.raises(SheetConflict, match="已由他人填写为“达标”，您填写的内容没有覆盖它"):
        supervised.say(cast.chexi.author, own, Typed("1.2", Result.NOT_MET, key="b", seen=0))
    # To say the same is no conflict.
    supervised.say(cast.chexi.author, own, Typed("1.2", Result.MET, key="c", seen=0))
    supervised.say(cast.chexi.author, own, Typed("1.2", Result.NOT_MET, key="d", seen=1))
    assert items(cast.chexi.author, own)["1.2"].result == "not_met"


def test_a_photo_sent_twice_is_kept_once(cast: Cast, inspected: uuid.UUID) -> None:
    first, second = (supervised.photo(cast.inspector, inspected, key="p1") for _ in range(2))
    assert first == second


def test_a_sheet_with_open_items_cannot_be_handed_in(cast: Cast, inspected: uuid.UUID) -> None:
    supervised.say(cast.inspector, inspected, *supervised.ALL_MET[:-1])
    with supervised.over(cast.inspector).opened(), pytest.raises(SheetRefused, match="还有 1 项没有填写（第 V1 项）"):
        actions.submit(inspected, actor=cast.inspector, now=utc_now())


def test_a_veto_can_be_handed_in_at_once_and_has_no_total(cast: Cast, inspected: uuid.UUID) -> None:
    view = supervised.submitted(cast.inspector, inspected, Typed("V1", Result.NOT_MET, reason="公开了涉密文件。"))
    assert view.row.total is None
    assert view.row.result is not None
    assert (view.row.result["outcome"], view.row.result["grade"]) == ("vetoed", "不合格")


def test_another_inspector_asks_to_take_over_and_everything_stays(cast: Cast, inspected: uuid.UUID) -> None:
    other = supervised.second_inspector(cast.lixian.tenant)
    supervised.say(cast.inspector, inspected, Typed("1.2", Result.MET))
    with pytest.raises(SheetRefused, match="由督查员填写中。需要由您填写的，请先接手"):
        supervised.say(other, inspected, Typed("1.2", Result.NOT_MET))
    with supervised.over(other).opened():
        actions.take_over(inspected, actor=other, now=utc_now())
        db.session.commit()
    supervised.say(other, inspected, Typed("1.3", None, value=Decimal(50)))
    assert set(items(other, inspected)) == {"1.2", "1.3"}
    with pytest.raises(SheetRefused, match="由王五填写中"):
        supervised.say(cast.inspector, inspected, Typed("1.2", Result.NOT_MET))


def test_an_inspector_who_loses_the_role_leaves_what_was_saved_and_a_sentence(
    client: FlaskClient, cast: Cast, inspected: uuid.UUID
) -> None:
    other = supervised.second_inspector(cast.lixian.tenant)
    supervised.say(other, inspected, Typed("1.2", Result.MET))
    browser, path = signed_in_client(client, other), f"/lixian/office/campaigns/sheets/{inspected}"
    assert browser.get(f"{path}/fill").status_code == 200
    supervised.end_role(other)
    assert browser.get(f"{path}/fill").status_code == 404
    page = signed_in_client(client, cast.inspector).get(path).text
    assert "王五已不再担任督查员，已保存的内容仍在。接手这张检查表后即可继续填写。" in page
    assert "接手填写" in page
    assert "达标" in page


def test_a_county_gives_a_self_check_back_and_the_unit_hands_it_in_again(cast: Cast, own: uuid.UUID) -> None:
    supervised.submitted(cast.chexi.author, own)
    with pytest.raises(SheetRefused, match="已提交，不能再修改"):
        supervised.say(cast.chexi.author, own, Typed("1.2", Result.NOT_MET))
    with supervised.over(cast.inspector).opened():
        actions.reopen(own, "请补分工文件。", actor=cast.inspector, now=utc_now())
        db.session.commit()
    assert supervised.submitted(cast.chexi.author, own, Typed("1.2", Result.NOT_MET)).row.total == Decimal("75.00")


def test_a_correction_after_an_appeal_changes_the_score_and_says_why(cast: Cast, inspected: uuid.UUID) -> None:
    supervised.submitted(
        cast.inspector, inspected, Typed("1.2", Result.NOT_MET), supervised.ALL_MET[0], *supervised.ALL_MET[2:]
    )
    with supervised.over(cast.inspector).opened():
        changes = {"1.2": Typed("1.2", Result.MET)}
        view = actions.correct(inspected, changes, "复核：文件齐全。", actor=cast.inspector, now=utc_now())
        assert view.row.total == Decimal("100.00")
        assert view.answers["1.2"].reason == "复核：文件齐全。"


def test_a_script_is_told_in_json_and_a_person_by_pages(
    client: FlaskClient, cast: Cast, inspected: uuid.UUID
) -> None:
    browser, path = signed_in_client(client, cast.inspector), f"/lixian/office/campaigns/sheets/{inspected}"
    page, item = f"{path}/fill", f"{path}/items/2"
    wants_json = {"Accept": "application/json"}
    saved = post(browser, page, item, {"result": "met", "key": "k", "seen": "0"}, headers=wants_json)
    assert saved.json == {"state": "saved", "version": 1, "progress": {"answered": 1, "total": 7, "percent": 14}}
    refused = post(browser, page, item, {"result": "not_applicable", "key": "l", "seen": "1"}, headers=wants_json)
    assert (refused.status_code, refused.json["state"]) == (422, "refused")
    conflict = post(browser, page, item, {"result": "not_met", "key": "m", "seen": "0"}, headers=wants_json)
    assert (conflict.status_code, conflict.json["state"], conflict.json["version"]) == (409, "conflict", 1)
    plain = post(browser, page, item, {"result": "not_met", "key": "n", "seen": "1"})
    assert (plain.status_code, plain.location) == (303, f"{path}/fill#item-3")
    bad = post(browser, page, item, {"result": "not_applicable", "reason": " ", "key": "o", "seen": "2"})
    assert bad.status_code == 422
    assert "选择“不适用”须写明理由" in bad.text


def test_a_photo_with_a_plain_form_stays_even_when_the_answer_is_refused(
    client: FlaskClient, cast: Cast, inspected: uuid.UUID
) -> None:
    browser, path = signed_in_client(client, cast.inspector), f"/lixian/office/campaigns/sheets/{inspected}"
    data = {"result": "not_applicable", "key": "k", "seen": "0", "photo": (io.BytesIO(PNG), "现场.png")}
    refused = post(browser, f"{path}/fill", f"{path}/items/2", data)
    assert refused.status_code == 422
    with supervised.over(cast.inspector).opened():
        file = db.session.execute(select(AnswerFile)).scalar_one()
    picture = browser.get(f"{path}/photos/{file.id}")
    assert (picture.mimetype, picture.headers["Content-Security-Policy"]) == (
        "image/png",
        "sandbox; default-src 'none'",
    )


def test_a_photo_too_large_is_refused_in_a_sentence(client: FlaskClient, cast: Cast, inspected: uuid.UUID) -> None:
    browser, path = signed_in_client(client, cast.inspector), f"/lixian/office/campaigns/sheets/{inspected}"
    huge, photos = PNG + b"\0" * (11 * 1024 * 1024), f"{path}/items/2/photos"
    answer = post(
        browser,
        f"{path}/fill",
        photos,
        {"key": "k", "photo": (io.BytesIO(huge), "现场.png")},
        headers={"Accept": "application/json"},
    )
    assert (answer.status_code, answer.json["sentence"]) == (
        422,
        "现场.png没有保存：文件超过 10 MB，请压缩或拆分后上传。",
    )
    data = {"key": "k", "photo": (io.BytesIO(PNG + b"\0" * (50 * 1024 * 1024)), "现场.png")}
    answer = post(browser, f"{path}/fill", photos, data)
    assert answer.status_code == 413
    assert "上传的内容太大" in answer.text
    assert "请压缩或拆分文件后重新上传。" in answer.text


def test_a_file_that_is_no_picture_is_not_taken_for_one(cast: Cast, inspected: uuid.UUID) -> None:
    with supervised.over(cast.inspector).opened(), pytest.raises(SheetRefused, match="没有保存：文件"):
        actions.add_file(inspected, "1.2", b"<html>", "现场.png", "k", actor=cast.inspector, now=utc_now())


def test_an_item_has_nine_files_at_most(cast: Cast, inspected: uuid.UUID) -> None:
    for _ in range(9):
        supervised.photo(cast.inspector, inspected)
    with pytest.raises(SheetRefused, match="每一项最多 9 个文件"):
        supervised.photo(cast.inspector, inspected)


def test_the_unit_reads_its_own_result_when_the_campaign_is_over_and_writes_nothing(
    client: FlaskClient, cast: Cast
) -> None:
    campaign = supervised.opened(cast.inspector, [cast.chexi.tenant])
    own, inspected = (supervised.sheet_id(cast.inspector, campaign, cast.chexi.tenant, kind) for kind in SheetKind)
    supervised.submitted(cast.chexi.author, own)
    supervised.submitted(
        cast.inspector, inspected, Typed("1.2", Result.NOT_MET), supervised.ALL_MET[0], *supervised.ALL_MET[2:]
    )
    browser, path = signed_in_client(client, cast.chexi.author), "/lixian-chexi/office/checks"
    assert browser.get(f"{path}/{inspected}").status_code == 404
    supervised.closed(cast.inspector, campaign)
    page = browser.get(f"{path}/{inspected}").text
    assert "检查结果与本单位自查有 1 项不一致" in page
    assert browser.get(f"{path}/{inspected}/fill").status_code == 404
    assert post(browser, path, f"{path}/{inspected}/items/1", {"result": "met"}).status_code == 404


def test_the_county_does_not_read_a_self_check_before_it_is_handed_in(
    client: FlaskClient, cast: Cast, own: uuid.UUID
) -> None:
    supervised.say(cast.chexi.author, own, Typed("1.2", Result.NOT_MET, reason="还没有文件。"))
    browser = signed_in_client(client, cast.inspector)
    page = browser.get(f"/lixian/office/campaigns/sheets/{own}").text
    assert "单位正在填写，提交后可以查看内容。" in page
    assert "还没有文件。" not in page


def test_the_inbox_leads_units_and_inspectors_to_their_sheets(
    client: FlaskClient, cast: Cast, own: uuid.UUID
) -> None:
    author, inspector = (
        signed_in_client(client, each).get("/inbox").text for each in (cast.chexi.author, cast.inspector)
    )
    assert f"/lixian-chexi/office/checks/{own}" in author
    assert "请逐项填写自查表并提交" in author
    assert "还有 1 个单位的检查表待您填写" in inspector
    with as_actor(cast.chexi.reviewer).opened():
        pass
    assert "自查表" not in signed_in_client(client, cast.chexi.reviewer).get("/inbox").text


def test_an_inspector_sees_what_the_unit_said_of_itself_once_it_was_handed_in(
    client: FlaskClient, cast: Cast
) -> None:
    campaign = supervised.opened(cast.inspector, [cast.chexi.tenant])
    own, inspected = (supervised.sheet_id(cast.inspector, campaign, cast.chexi.tenant, kind) for kind in SheetKind)
    supervised.say(cast.chexi.author, own, *supervised.ALL_MET)
    assert "单位自查：" not in fill_page(client, cast, inspected)
    supervised.submitted(cast.chexi.author, own)
    assert fill_page(client, cast, inspected).count("单位自查：") == len(supervised.SMALL.items)
