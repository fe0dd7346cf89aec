"""A post as an official document: for the public once it is published, for the office at any time."""

import io
import uuid
import zipfile
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader

from gkcloud.database import db, utc_now
from gkcloud.jobs.model import Job
from gkcloud.papers.document import Form
from gkcloud.printing.documents import PictureFile, document_of
from gkcloud.publishing import actions as publishing
from gkcloud.publishing.actions.printing import PRINT_POST
from gkcloud.publishing.content import PostContent
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import Scope
from gkcloud.worker import run_job
from tests.factories import posts, quarterly, turns
from tests.factories.cast import Cast
from tests.factories.printing_scenarios import printed
from tests.factories.signing_in import send, sign_in

SITE = "/lixian-chexi"


def print_it(cast: Cast, post_id: uuid.UUID) -> None:
    with Scope.office(cast.chexi.tenant.id).opened():
        job = db.session.query(Job).filter_by(subject_id=post_id, kind=PRINT_POST, state="queued").one()
        job_id = job.id
    run_job(cast.chexi.tenant.id, job_id)


def text_of(content: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).replace("\n", "")


def test_the_public_gets_what_was_signed_once_it_is_printed(cast: Cast, client: FlaskClient) -> None:
    post_id = posts.published(cast.chexi, title="关于发放补贴的通知", doc_no="车政发〔2026〕8号")
    address = f"{SITE}/posts/{post_id}.pdf"
    assert client.get(address).status_code == 404
    assert address not in client.get(f"{SITE}/posts/{post_id}").text
    print_it(cast, post_id)
    assert f'href="{address}"' in client.get(f"{SITE}/posts/{post_id}").text
    answer = client.get(address)
    assert answer.mimetype == "application/pdf"
    assert "车政发〔2026〕8号" in text_of(answer.data)
    assert client.get(f"/yuqing-baini/posts/{post_id}.pdf").status_code == 404


def test_a_number_of_another_form_keeps_nothing_from_the_public(cast: Cast, client: FlaskClient) -> None:
    post_id = posts.published(cast.chexi, title="关于发放补贴的通知", doc_no="车政发(1998)第8号")
    print_it(cast, post_id)
    text = text_of(client.get(f"{SITE}/posts/{post_id}.pdf").data)
    assert "关于发放补贴的通知" in text
    assert "车政发" in text
    assert "文件" not in text


def test_a_draft_and_a_scheduled_post_have_none_for_the_public(cast: Cast, client: FlaskClient) -> None:
    scheduled = posts.published(cast.chexi, publish_at=utc_now() + timedelta(days=1))
    with Scope.office(cast.chexi.tenant.id).opened():
        printed(cast.chexi.tenant.id, scheduled)
        db.session.commit()
    for post_id in (scheduled, posts.draft(cast.chexi)):
        assert client.get(f"{SITE}/posts/{post_id}.pdf").status_code == 404


def test_a_correction_takes_the_old_file_away_until_the_new_one_is_printed(cast: Cast, client: FlaskClient) -> None:
    post_id = posts.published(cast.chexi, title="关于停水的公告")
    with Scope.office(cast.chexi.tenant.id).opened():
        printed(cast.chexi.tenant.id, post_id)
        db.session.commit()
    assert client.get(f"{SITE}/posts/{post_id}.pdf").status_code == 200
    quarterly.correct(cast.chexi, post_id, "关于停水的更正公告")
    assert client.get(f"{SITE}/posts/{post_id}.pdf").status_code == 404
    with Scope.office(cast.chexi.tenant.id).opened():
        printed(cast.chexi.tenant.id, post_id)
        db.session.commit()
    assert client.get(f"{SITE}/posts/{post_id}.pdf").status_code == 200


def test_the_file_goes_with_the_withdrawal(cast: Cast, client: FlaskClient) -> None:
    post_id = posts.published(cast.chexi)
    with Scope.office(cast.chexi.tenant.id).opened():
        printed(cast.chexi.tenant.id, post_id)
        db.session.commit()
    signer = cast.chexi.signer
    with posts.as_actor(signer).opened():
        publishing.withdraw(post_id, reason="数据有误。", actor=signer, now=utc_now())
        db.session.commit()
    assert client.get(f"{SITE}/posts/{post_id}.pdf").status_code == 404


@pytest.mark.parametrize(("ending", "start"), [("pdf", b"%PDF-"), ("docx", b"PK")])
def test_an_official_sets_a_draft_as_a_document(ending: str, start: bytes, cast: Cast, client: FlaskClient) -> None:
    picture = turns.attachment(cast.chexi)
    post_id = posts.draft(cast.chexi, title="关于冬修水利的通知", attachments=(picture,))
    sign_in(client, cast.chexi.author)
    address = f"{SITE}/office/posts/{post_id}/paper"
    page = client.get(address)
    assert page.status_code == 200
    fields = {
        "form": "general",
        "marks": "车溪乡人民政府",
        "doc_no": "车政发〔2026〕9号",
        "issuers": "车溪乡人民政府",
        "formed_on": "2026-11-02",
        "seal": "sealed",
        "note": "此件公开发布",
        "copies_to": "县水利局、县财政局",
        "printed_by": "车溪乡党政办公室",
        "printed_on": "2026-11-03",
    }
    answer = send(client, f"{address}.{ending}", data=fields)
    assert answer.status_code == 200
    assert answer.data.startswith(start)
    if ending == "pdf":
        text = text_of(answer.data)
    else:
        text = zipfile.ZipFile(io.BytesIO(answer.data)).read("word/document.xml").decode()
    for word in ("车政发〔2026〕9号", "县水利局", "车溪乡党政办公室"):
        assert word in text, word


def test_what_cannot_be_printed_is_told_and_nothing_typed_is_lost(cast: Cast, client: FlaskClient) -> None:
    post_id = posts.draft(cast.chexi, title="关于冬修水利的通知")
    sign_in(client, cast.chexi.author)
    fields = {"form": "general", "marks": "车溪乡人民政府", "doc_no": "车政发(2026)第9号", "copies_to": "县水利局"}
    answer = send(client, f"{SITE}/office/posts/{post_id}/paper.pdf", data=fields)
    assert answer.status_code == 422
    assert "文号" in answer.text or "发文字号" in answer.text
    assert 'value="县水利局"' in answer.text


def test_only_minutes_name_who_attended(cast: Cast, client: FlaskClient) -> None:
    post_id = posts.draft(cast.chexi, title="关于冬修水利的通知")
    sign_in(client, cast.chexi.author)
    fields = {"form": "general", "marks": "车溪乡人民政府", "doc_no": "车政发〔2026〕9号", "present": "水利站"}
    fields |= {"issuers": "车溪乡人民政府", "formed_on": "2026-11-02", "seal": "sealed"}
    for form, is_named in (("general", False), ("minutes", True)):
        answer = send(client, f"{SITE}/office/posts/{post_id}/paper.docx", data={**fields, "form": form})
        assert answer.status_code == 200, answer.text
        text = zipfile.ZipFile(io.BytesIO(answer.data)).read("word/document.xml").decode()
        assert ("水利站" in text) is is_named


def test_a_preview_of_what_cannot_be_printed_is_an_answer_and_no_error(cast: Cast, client: FlaskClient) -> None:
    post_id = posts.draft(cast.chexi, title="关于冬修水利的通知")
    sign_in(client, cast.chexi.author)
    fields = {"form": "general", "marks": "车溪乡人民政府", "doc_no": "车政发(2026)第9号"}
    address = f"{SITE}/office/posts/{post_id}/paper"
    answer = send(client, address, data=fields, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "preview-faults" in answer.text


def test_a_post_of_another_tenant_is_not_there(cast: Cast, client: FlaskClient) -> None:
    post_id = posts.draft(cast.baini)
    sign_in(client, cast.chexi.author)
    assert client.get(f"{SITE}/office/posts/{post_id}/paper").status_code == 404


def spec():
    return directory().by_slug("lixian-chexi").spec


def test_the_form_follows_the_kind_of_document(cast: Cast) -> None:
    given = {"title": "甲", "doc_no": "车政函〔2026〕3号", "issuer": "车溪乡人民政府、车溪乡财政所"}
    forms = {
        genre: document_of(PostContent(genre_class=genre, **given), spec()).form
        for genre in ("tongzhi", "han", "jiyao", "mingling")
    }
    assert forms == {"tongzhi": Form.GENERAL, "han": Form.LETTER, "jiyao": Form.MINUTES, "mingling": Form.ORDER}
    document = document_of(PostContent(genre_class="tongzhi", **given), spec())
    assert document.marks == ("车溪乡人民政府", "车溪乡财政所")
    assert document_of(PostContent(title="甲", issuer="车溪乡人民政府"), spec()).form is Form.PLAIN


def test_pictures_are_named_as_the_press_knows_them_and_no_other_is_kept(cast: Cast) -> None:
    own, other = str(uuid.uuid4()), str(uuid.uuid4())
    body = f'<p>文</p><img alt="图" src="/lixian-chexi/posts/x/files/{own}"><img src="/a/files/{other}">'
    post = PostContent(title="甲", body_html=body)
    document = document_of(post, spec(), pictures=[PictureFile(own, "公示牌")])
    assert f'src="gk-file:{own}"' in document.body_html
    assert other not in document.body_html
    assert document.body_html.count(own) == 1
    added = document_of(PostContent(title="甲", body_html="<p>文</p>"), spec(), pictures=[PictureFile(own, "公示牌")])
    assert "<figcaption>公示牌</figcaption>" in added.body_html
