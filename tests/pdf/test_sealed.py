"""Nothing outside the issue's own files and faces reaches the PDF engine."""

import dataclasses
import logging
from io import BytesIO

import pypdf
import pytest
from PIL import Image
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from gkcloud.papers.render import render_paper
from gkcloud.typeset import pictures
from gkcloud.typeset.pictures import inspect_picture
from gkcloud.typeset.sealed import SealedFetcher

pytestmark = pytest.mark.pdf

ATTACKS = (
    '<img src="http://192.0.2.1/a.png">',
    '<img src="file:///etc/passwd">',
    '<img src="/etc/passwd"><img src="../../etc/passwd">',
    '<img src="data:image/svg+xml,&lt;svg xmlns=%22http://www.w3.org/2000/svg%22/&gt;">',
    '<style>@import "http://192.0.2.1/a.css"; p { background: url(file:///etc/passwd) }</style>',
    '<p style="background-image: url(http://192.0.2.1/b.png)">样式</p>',
    '<link rel="stylesheet" href="http://192.0.2.1/c.css"><link rel="attachment" href="file:///etc/passwd">',
    '<a rel="attachment" href="file:///etc/passwd">附件</a>',
    '<object data="file:///etc/passwd"></object><embed src="http://192.0.2.1/d"><iframe src="file:///etc/passwd">',
    '<svg><image href="http://192.0.2.1/e.png"/><use href="file:///etc/passwd#x"/></svg>',
    '<base href="http://192.0.2.1/"><img src="f.png">',
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_a_body_is_gone_before_the_engine_sees_it(attack, issue, faces, monkeypatch):
    asked = []
    original = SealedFetcher.fetch
    monkeypatch.setattr(
        SealedFetcher,
        "fetch",
        lambda self, url, headers=None: asked.append(url) or original(self, url, headers),
    )
    item = dataclasses.replace(issue.items[0], body_html=f'<p>正文。</p><img src="gk-file:own">{attack}')
    out = BytesIO()
    Image.new("1", (9, 9)).save(out, "PNG")
    content = render_paper(dataclasses.replace(issue, items=(item,)), faces=faces, files={"own": out.getvalue()})
    assert "gk-file:own" in asked
    assert all(url.startswith("gk-face:") for url in asked if url != "gk-file:own"), asked
    reader = pypdf.PdfReader(BytesIO(content))
    assert "root:" not in "".join(page.extract_text() for page in reader.pages)
    assert not reader.attachments


def test_the_fetcher_refuses_what_gets_past_the_cleaning(faces, monkeypatch, caplog):
    """The second wall by itself: the attacks as the whole page, with nothing cleaned."""
    monkeypatch.setattr(
        URLFetcher, "fetch", lambda *_args, **_kwargs: pytest.fail("the engine's own fetcher was asked")
    )
    fetcher = SealedFetcher(faces, {})
    with caplog.at_level(logging.CRITICAL, logger="weasyprint"):
        content = HTML(string="".join(ATTACKS), url_fetcher=fetcher, base_url="file:///etc/").write_pdf()
    assert b"root:" not in content
    assert not pypdf.PdfReader(BytesIO(content)).attachments
    for forbidden in ("http:", "file:", "data:"):
        assert any(url.startswith(forbidden) for url in fetcher.refused), forbidden


@pytest.mark.parametrize(
    "url", ["gk-file:other", "gk-face:../../etc/passwd", "gk-face:/etc/passwd", "GK-FILE:a", "a"]
)
def test_only_known_names_of_the_two_schemes_are_served(url, faces):
    with pytest.raises(ValueError, match="refused"):
        SealedFetcher(faces, {"a": b"x"}).fetch(url)


def test_svg_and_broken_and_huge_pictures_are_refused(monkeypatch):
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    assert inspect_picture(svg)[1]
    assert inspect_picture(b"\x89PNG\r\n\x1a\nbroken")[1]
    out = BytesIO()
    Image.new("1", (100, 100)).save(out, "PNG")
    assert inspect_picture(out.getvalue()) == ("image/png", None)
    monkeypatch.setattr(pictures, "MAX_PIXELS", 9_999)
    assert "像素" in (inspect_picture(out.getvalue())[1] or "")


def test_titles_and_names_are_text_not_markup(issue, faces):
    item = dataclasses.replace(
        issue.items[0], title='<img src="x">甲', source="<b>乙</b>", body_html="<p>丙 &lt;i&gt;</p>"
    )
    html = dataclasses.replace(issue, items=(item,), editor_note="<script>丁</script>").compose(faces)
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<img" not in html
    assert "&lt;i&gt;" in html
