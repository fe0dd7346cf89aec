"""What readers and their caches may keep, and for how long it is true."""

import io
import zipfile

import pytest
from flask.testing import FlaskClient

from gkcloud.web.application import Application
from tests.areas.site.test_canary import take_back
from tests.factories.cast import Cast
from tests.factories.objects import PNG, attach, issue, publication
from tests.factories.workflow import content, published

SITE = "/lixian-chexi"


@pytest.mark.parametrize("path", ["/", "/columns/notices", "/catalogue", "/feed.xml", "/sitemap.xml", "/guide"])
def test_unchanged_page_is_not_sent_again(path: str, client: FlaskClient, cast: Cast) -> None:
    publication(cast.chexi.tenant)
    first = client.get(SITE + path)
    assert first.headers["Cache-Control"] == "public, no-cache"
    again = client.get(SITE + path, headers={"If-None-Match": first.headers["ETag"], "Accept-Encoding": "gzip"})
    assert (again.status_code, again.data) == (304, b"")


def test_withdrawal_shows_to_those_who_kept_the_page(client: FlaskClient, cast: Cast) -> None:
    post_id = published(cast.chexi, content("关于防火的通知"))
    path = f"{SITE}/posts/{post_id}"
    kept = client.get(path).headers["ETag"]
    take_back(cast.chexi, post_id)
    again = client.get(path, headers={"If-None-Match": kept})
    assert again.status_code == 200
    assert "附表有误" in again.text


def test_public_pages_set_no_cookie_and_ask_for_none(client: FlaskClient, cast: Cast) -> None:
    answer = client.get(f"{SITE}/")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers["Vary"]


def test_text_size_is_kept_without_javascript(client: FlaskClient, cast: Cast) -> None:
    here = f"{SITE}/columns/notices?page=1"
    html = client.get(here).text
    address = f"{SITE}/text-size?size=larger&next=%2Flixian-chexi%2Fcolumns%2Fnotices%3Fpage%3D1"
    assert address.replace("&", "&amp;") in html
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (303, here)
    large = client.get(here)
    assert 'data-text="larger"' in large.text
    assert "Cookie" in large.headers["Vary"]
    client.get(f"{SITE}/text-size?size=normal&next=/")
    assert "data-text" not in client.get(here).text


@pytest.mark.parametrize(
    "target", ["https://example.com/", "//example.com", "/\\example.com", "/\t/example.com", "javascript:1", "", "x"]
)
def test_text_size_leads_nowhere_else(target: str, client: FlaskClient, cast: Cast) -> None:
    answer = client.get(f"{SITE}/text-size", query_string={"size": "large", "next": target})
    assert answer.headers["Location"] == f"{SITE}/"


def test_unknown_text_size_is_not_kept(client: FlaskClient, cast: Cast) -> None:
    assert "Set-Cookie" not in client.get(f"{SITE}/text-size?size=huge").headers


def office_file() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", "b")
    return packed.getvalue()


def test_office_files_are_only_offered_for_download(client: FlaskClient, cast: Cast) -> None:
    tenant = cast.chexi.tenant
    post_id = publication(tenant)
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    for name, media_type in (("补贴 名册.docx", word), ("公告.pdf", "application/pdf")):
        file_id = attach(tenant, post_id, office_file() + name.encode(), name, media_type)
        answer = client.get(f"{SITE}/posts/{post_id}/files/{file_id}")
        assert answer.data.endswith(name.encode())
        disposition = answer.headers["Content-Disposition"]
        assert disposition.startswith("attachment")
        assert "filename*=UTF-8''%E" in disposition
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert answer.mimetype == media_type


def test_pictures_are_drawn_in_the_page(client: FlaskClient, cast: Cast) -> None:
    post_id = publication(cast.chexi.tenant)
    file_id = attach(cast.chexi.tenant, post_id, PNG)
    answer = client.get(f"{SITE}/posts/{post_id}/files/{file_id}")
    assert answer.headers["Content-Disposition"].startswith("inline")
    svg = attach(cast.chexi.tenant, post_id, b"<svg/>", "a.svg", "image/svg+xml")
    drawn = client.get(f"{SITE}/posts/{post_id}/files/{svg}")
    assert drawn.headers["Content-Disposition"].startswith("attachment")


def test_attachment_goes_with_the_withdrawal(client: FlaskClient, cast: Cast) -> None:
    post_id = published(cast.chexi, content("关于防火的通知"))
    path = f"{SITE}/posts/{post_id}/files/{attach(cast.chexi.tenant, post_id)}"
    kept = client.get(path).headers["ETag"]
    assert client.get(path, headers={"If-None-Match": kept}).status_code == 304
    take_back(cast.chexi, post_id)
    assert client.get(path, headers={"If-None-Match": kept}).status_code == 404


def test_bulletin_is_downloaded_under_its_name(client: FlaskClient, cast: Cast) -> None:
    answer = client.get(f"{SITE}/bulletins/{issue(cast.chexi.tenant, number=3, data=b'%PDF-1.7 three')}.pdf")
    assert answer.data == b"%PDF-1.7 three"
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_lost_bytes_are_a_missing_page(app: Application, client: FlaskClient, cast: Cast) -> None:
    post_id = publication(cast.chexi.tenant)
    file_id = attach(cast.chexi.tenant, post_id)
    app.extensions["storage"]._path(cast.chexi.tenant.id, file_hash(client, post_id, file_id)).unlink()
    assert client.get(f"{SITE}/posts/{post_id}/files/{file_id}").status_code == 404


def file_hash(client: FlaskClient, post_id: object, file_id: object) -> str:
    return client.get(f"{SITE}/posts/{post_id}/files/{file_id}").headers["ETag"].strip('"')
