"""Printings from their draft to the public: what goes in, what locking fixes, what a job makes of it."""

import io
import uuid
from datetime import date

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from gkcloud.database import db, utc_now
from gkcloud.jobs.model import Job
from gkcloud.papers.content import from_json
from gkcloud.papers.paper import PaperKind
from gkcloud.printing import actions, queries
from gkcloud.printing.actions import PrintingRefused
from gkcloud.printing.kinds import MAKERS
from gkcloud.printing.kinds.base import Numbered
from gkcloud.printing.kinds.gazette import class_of
from gkcloud.printing.model import Printing
from gkcloud.printing.rules import (
    OFFERED_TO_THE_PUBLIC,
    audiences_of,
    first_sentence,
    key_points,
    left_out_after,
    month_before,
)
from gkcloud.supervision.rules import Quarter, quarter_of
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.packspec import Audience
from gkcloud.tenancy.scope import Scope
from gkcloud.worker import run_job
from tests.factories import posts, printings
from tests.factories.cast import Cast
from tests.factories.signing_in import send, sign_in

OFFICE = "/lixian-chexi/office/printings"


def county_desk(cast: Cast) -> Scope:
    below = directory().below(cast.lixian.tenant)
    return Scope.subtree(cast.lixian.tenant.id, (each.id for each in below), cast.lixian.author.person_id)


def row(cast: Cast, printing_id: uuid.UUID) -> Printing:
    """Return a printing; inside a scope."""
    return db.session.get_one(Printing, (cast.chexi.tenant.id, printing_id), populate_existing=True)


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_every_kind_goes_from_a_draft_to_its_file(kind: PaperKind, cast: Cast, client: FlaskClient) -> None:
    printings.with_documents(cast.chexi)
    sign_in(client, cast.chexi.author)
    answer = send(client, f"{OFFICE}/new", data={"kind": kind.value})
    address = answer.headers["Location"]
    assert client.get(address).status_code == 200
    printing_id = uuid.UUID(address.split("/")[-2])
    printings.fill(cast.chexi, printing_id)
    assert send(client, f"{OFFICE}/{printing_id}/lock").headers["Location"].endswith(str(printing_id))
    with printings.desk(cast.chexi).opened():
        job_id = db.session.query(Job).filter_by(subject_id=printing_id).one().id
    run_job(cast.chexi.tenant.id, job_id)
    download = client.get(f"{OFFICE}/{printing_id}.pdf")
    assert download.data.startswith(b"%PDF-")
    with printings.desk(cast.chexi).opened():
        assert row(cast, printing_id).pages == len(PdfReader(io.BytesIO(download.data)).pages)
    public = f"/lixian-chexi/printings/{printing_id}.pdf"
    assert client.get(public).status_code == 404
    send(client, f"{OFFICE}/{printing_id}/publish")
    expected = 200 if kind in OFFERED_TO_THE_PUBLIC else 404
    assert client.get(public).status_code == expected
    assert (public in client.get("/lixian-chexi/printings").text) is (expected == 200)
    assert client.get(f"/yuqing-baini/printings/{printing_id}.pdf").status_code == 404


def test_a_countys_gazette_takes_its_townships_documents_and_nobody_elses(cast: Cast) -> None:
    first, _ = month_before(utc_now().date())
    ours = printings.published_on(cast.chexi, first, title="甲通知", doc_no="车政发〔2026〕1号")
    printings.published_on(cast.chexi, first, title="没有文号的消息", doc_no="")
    printings.published_on(cast.baini, first, title="乙通知", doc_no="白政发〔2026〕1号")
    with county_desk(cast).opened():
        made = actions.create_printing(PaperKind.GAZETTE, cast.lixian.tenant, actor=cast.lixian.author, now=utc_now())
        options = queries.options_of(made)
        assert [post.post_id for post in queries.selected_posts(made, options)] == [ours]


def test_what_the_editor_unticks_stays_out(cast: Cast, client: FlaskClient) -> None:
    printing_id = printings.draft(cast.chexi, PaperKind.GAZETTE)
    sign_in(client, cast.chexi.author)
    with printings.desk(cast.chexi).opened():
        printing = row(cast, printing_id)
        offered = [queries.key_of(post) for post in queries.selected_posts(printing, queries.options_of(printing))]
        options = printing.options
    assert offered
    answer = send(client, f"{OFFICE}/{printing_id}/edit", data={**options, "offered": offered})
    assert answer.status_code == 303
    with printings.desk(cast.chexi).opened():
        assert row(cast, printing_id).left_out == sorted(offered)
    answer = send(client, f"{OFFICE}/{printing_id}/lock", follow_redirects=True)
    assert "本期没有文件" in answer.text


def test_what_is_ticked_again_is_in_the_preview_before_it_is_saved(cast: Cast, client: FlaskClient) -> None:
    printing_id = printings.draft(cast.chexi, PaperKind.GAZETTE)
    sign_in(client, cast.chexi.author)
    with printings.desk(cast.chexi).opened():
        printing = row(cast, printing_id)
        keys = [queries.key_of(post) for post in queries.selected_posts(printing, queries.options_of(printing))]
        printing.left_out = keys
        options = printing.options
        db.session.commit()
    address, headers = f"{OFFICE}/{printing_id}/preview", {"HX-Request": "true"}
    unticked = send(client, address, data={**options, "offered": keys}, headers=headers).text
    assert "本期没有文件" in unticked
    ticked = send(client, address, data={**options, "offered": keys, "post": keys}, headers=headers).text
    assert "preview-faults" not in ticked
    assert ".png" in ticked


def test_locking_numbers_a_gazette_and_fixes_its_text(cast: Cast) -> None:
    first, second = (printings.locked(cast.chexi, PaperKind.GAZETTE) for _ in range(2))
    with printings.desk(cast.chexi).opened():
        numbers = [(row(cast, each).number, row(cast, each).total_number) for each in (first, second)]
        assert numbers == [(1, 1), (2, 2)]
        content = row(cast, first).content
        assert content is not None
        assert "秋季防火" in from_json(content).label + str(content)
    with printings.desk(cast.chexi).opened(), pytest.raises(PrintingRefused, match="已经定稿"):
        actions.edit_printing(first, None, offered=[], ticked=[], actor=cast.chexi.author, now=utc_now())


def test_a_list_is_not_offered_to_the_public(cast: Cast) -> None:
    for kind in set(MAKERS) - OFFERED_TO_THE_PUBLIC:
        printing_id = printings.done(cast.chexi, kind)
        with printings.desk(cast.chexi).opened(), pytest.raises(PrintingRefused, match="内部使用"):
            actions.publish_printing(printing_id, actor=cast.chexi.author, now=utc_now())


def test_the_preview_shows_page_one_and_the_number_of_pages_and_saves_nothing(
    cast: Cast, client: FlaskClient
) -> None:
    printing_id = printings.draft(cast.chexi)
    sign_in(client, cast.chexi.author)
    with printings.desk(cast.chexi).opened():
        before = dict(row(cast, printing_id).options)
        printing = row(cast, printing_id)
        keys = [queries.key_of(post) for post in queries.selected_posts(printing, queries.options_of(printing))]
    typed = {**before, "name": "党务公开栏", "offered": keys, "post": keys}
    headers = {"HX-Request": "true"}
    answer = send(client, f"{OFFICE}/{printing_id}/preview", data=typed, headers=headers)
    assert "共 1 页" in answer.text, answer.text
    source = answer.text.partition('src="')[2].partition('"')[0]
    picture = client.get(source)
    assert picture.mimetype == "image/png"
    assert picture.data.startswith(b"\x89PNG")
    assert client.get(source.replace("lixian-chexi", "yuqing-baini")).status_code == 404
    with printings.desk(cast.chexi).opened():
        assert row(cast, printing_id).options == before


def test_a_preview_of_what_cannot_be_printed_says_why(cast: Cast, client: FlaskClient) -> None:
    printing_id = printings.draft(cast.chexi)
    sign_in(client, cast.chexi.author)
    with printings.desk(cast.chexi).opened():
        options = dict(row(cast, printing_id).options)
    headers = {"HX-Request": "true"}
    answer = send(client, f"{OFFICE}/{printing_id}/preview", data={**options, "phone": ""}, headers=headers)
    assert "请填写监督电话" in answer.text
    assert "<img" not in answer.text


def test_a_page_that_comes_back_keeps_what_was_ticked_off(cast: Cast, client: FlaskClient) -> None:
    printing_id = printings.draft(cast.chexi)
    sign_in(client, cast.chexi.author)
    with printings.desk(cast.chexi).opened():
        printing = row(cast, printing_id)
        options = dict(printing.options)
        keys = [queries.key_of(post) for post in queries.selected_posts(printing, queries.options_of(printing))]
    for path, more in (("edit", {"phone": ""}), ("preview", {})):
        answer = send(client, f"{OFFICE}/{printing_id}/{path}", data={**options, **more, "offered": keys})
        assert keys[0] in answer.text
        assert "checked" not in answer.text, path


def test_whoever_chooses_no_kind_is_asked_again(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, cast.chexi.author)
    assert "checked" not in client.get(f"{OFFICE}/new").text
    answer = send(client, f"{OFFICE}/new", data={})
    assert answer.status_code == 422
    assert "请选择要印的种类。" in answer.text


def test_a_long_form_has_headings_and_leaves_no_field_out(cast: Cast, client: FlaskClient) -> None:
    printing_id = printings.draft(cast.chexi, PaperKind.CIRCULAR)
    sign_in(client, cast.chexi.author)
    page = client.get(f"{OFFICE}/{printing_id}/edit").text
    form = MAKERS[PaperKind.CIRCULAR].form
    places = [page.index(f">{heading}</h2>") for heading in form.HEADINGS.values()]
    assert places == sorted(places)
    with printings.desk(cast.chexi).opened():
        assert all(f'name="{name}"' in page for name in row(cast, printing_id).options)


def test_the_bulletins_editor_has_a_preview_too(cast: Cast, client: FlaskClient) -> None:
    from tests.factories import issues

    issue_id = issues.compiled(cast.chexi, [posts.published(cast.chexi)])
    sign_in(client, cast.chexi.author)
    fields = {
        "name": "车溪乡简报",
        "starts_on": "2026-11-01",
        "ends_on": "2026-11-30",
        "copies": "30",
        "note": "编发一条。",
    }
    answer = send(
        client, f"/lixian-chexi/office/bulletins/{issue_id}/preview", data=fields, headers={"HX-Request": "true"}
    )
    assert "共 1 页" in answer.text, answer.text


def test_somebody_elses_printing_is_not_there(cast: Cast, client: FlaskClient) -> None:
    theirs = printings.public_printing(cast.baini.tenant)
    sign_in(client, cast.chexi.author)
    for path in ("", "/edit", "/lock", ".pdf"):
        assert client.get(f"{OFFICE}/{theirs}{path}").status_code == 404


def test_a_draft_has_no_number_yet(cast: Cast) -> None:
    printing_id = printings.draft(cast.chexi, PaperKind.GAZETTE)
    with printings.desk(cast.chexi).opened():
        printing = row(cast, printing_id)
        options = queries.options_of(printing)
        today = utc_now().date()
        paper = queries.paper_of(printing, options, queries.selected_posts(printing, options), Numbered(today, 2026))
    assert paper.label.endswith("2026年第×期")


def test_quarters_and_months() -> None:
    assert quarter_of(date(2026, 1, 5)).before == Quarter(2025, 4)
    assert quarter_of(date(2026, 11, 21)).before == Quarter(2026, 3)
    last = Quarter(2026, 4)
    assert (last.first_day, last.last_day) == (date(2026, 10, 1), date(2026, 12, 31))
    assert month_before(date(2026, 3, 31)) == (date(2026, 2, 1), date(2026, 2, 28))


def test_what_a_list_did_not_offer_keeps_its_place() -> None:
    assert left_out_after(["old"], ["a", "b"], ["a"]) == ["b", "old"]
    assert left_out_after(["a"], ["a"], ["a"]) == []


def test_the_first_sentence_leaves_addressee_and_headings_out() -> None:
    body = '<p class="addressee">各村：</p><h2>一、总体要求</h2><p>种植面积以登记为准。逾期不再受理。</p>'
    assert first_sentence(body, 50) == "种植面积以登记为准。"
    assert len(first_sentence("<p>" + "长" * 80 + "。</p>", 50)) == 50
    assert first_sentence("<p>现将有关事项通知如下：</p><p>一、河道全年禁止采砂</p>", 50) == "河道全年禁止采砂。"
    assert first_sentence("", 50) == ""


def test_the_points_of_a_policy_are_what_it_numbers() -> None:
    body = (
        "<p>现通知如下：</p><h2>一、补贴对象</h2><p>（一）种粮农户。以登记为准。</p><p>2.发放时间：</p><p>其他。</p>"
    )
    assert key_points(body, 50) == ("补贴对象。", "种粮农户。")
    assert key_points("<p>按月公开。</p>", 50) == ("按月公开。",)


def test_whom_a_policy_is_for() -> None:
    audiences = [Audience(name="农户", words=("农户", "水稻")), Audience(name="企业", words=("企业",))]
    assert audiences_of("水稻种植补贴", audiences) == ("农户",)
    assert audiences_of("停水公告", audiences) == ("社会公众",)


def test_a_document_of_a_governments_office_is_listed_as_such(cast: Cast) -> None:
    assert class_of(cast.lixian.tenant, "澧政办函〔2015〕22号") == "政府办公室文件"
    assert class_of(cast.lixian.tenant, "澧政发〔2015〕2号") == "县政府文件"
    assert class_of(cast.chexi.tenant, "车政发〔2015〕2号") == "乡镇文件"
