"""A printed document as software reads it: information, bookmarks, structure; and a circular from facts to pages."""

from dataclasses import replace
from io import BytesIO

import pdfplumber
import pikepdf
import pypdf
import pytest

from gkcloud.papers.document import Form, OfficialDocument
from gkcloud.papers.documentparts import take_apart
from gkcloud.papers.render import render_paper
from tests.pdf.documentpages import DOCUMENT, LEFT, SENTENCE, print_sheets
from tests.pdf.samples import SAMPLES, PaperKind

pytestmark = pytest.mark.pdf
BODY = f"<p>{SENTENCE}</p><h2>一、总体要求</h2><p>{SENTENCE}</p><h3>（一）压实责任</h3><p>{SENTENCE}</p><h2>二、工作要求</h2><p>{SENTENCE}</p>"


def written(document, faces) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(render_paper(document, faces=faces)))


@pytest.fixture(scope="module")
def pdf(faces):
    with written(replace(DOCUMENT, body_html=BODY), faces) as opened:
        yield opened


def bookmarks(pdf: pikepdf.Pdf) -> list[tuple[str, list[str]]]:
    with pdf.open_outline() as outline:
        return [(entry.title, [child.title for child in entry.children]) for entry in outline.root]


def headings(pdf: pikepdf.Pdf) -> list[str]:
    """The kinds of headings in the order of the structure."""
    found: list[str] = []

    def walk(element) -> None:
        if isinstance(element, pikepdf.Array):
            for child in element:
                walk(child)
        elif isinstance(element, pikepdf.Dictionary):
            if str(element.get("/S", "")).startswith("/H"):
                found.append(str(element.S))
            walk(element.get("/K"))

    walk(pdf.Root.StructTreeRoot.K)
    return found


def test_information_gives_title_first_issuer_and_the_date_of_the_document(pdf):
    with pdf.open_metadata() as info:
        assert info["dc:title"] == DOCUMENT.title
        assert "澧县人民政府办公室" in str(info["dc:creator"])
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:20260930")
    assert str(pdf.docinfo["/ModDate"]).startswith("D:20260930")


def test_bookmarks_are_title_headings_and_attachments(pdf):
    first, second = DOCUMENT.attachments
    assert bookmarks(pdf) == [
        (DOCUMENT.title, ["一、总体要求", "二、工作要求"]),
        (f"附件1　{first.title}", []),
        (f"附件2　{second.title}", []),
    ]


def test_the_title_is_the_only_heading_of_the_first_level(pdf):
    assert headings(pdf) == ["/H1", "/H2", "/H3", "/H2", "/H2", "/H2"]


def test_an_order_whose_mark_is_its_title_still_has_a_first_heading_and_a_bookmark(faces):
    order = replace(DOCUMENT, form=Form.ORDER, doc_no="第5号", title="澧县人民政府令第5号", attachments=())
    with written(order, faces) as pdf:
        assert headings(pdf)[0] == "/H1"
        assert bookmarks(pdf)[0][0] == "澧县人民政府令第5号"


def test_the_same_document_gives_the_same_bytes(faces):
    assert render_paper(DOCUMENT, faces=faces) == render_paper(DOCUMENT, faces=faces)


def test_a_circular_is_printed_as_an_official_document(faces):
    circular = SAMPLES[PaperKind.CIRCULAR]
    sheets = print_sheets(circular, faces)
    text = "".join(sheet.text for sheet in sheets)
    order = [
        "澧县人民政府办公室文件", "澧政办发〔2026〕15号", circular.label, "一、总体情况", "合格率91.3%", "二、好的做法", "三、存在问题",
        "县林业局", "四、整改要求", "2026年10月31日前", "附件：检查结果表", "2026年10月12日",
    ]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    annexed = next(sheet for sheet in sheets if sheet.rows[0].text == "附件")
    assert annexed.rows[0].left == pytest.approx(LEFT, abs=1)
    assert annexed.row("车溪乡")


@pytest.mark.parametrize("heading", ["<h2>{}</h2>", "<p><strong>{}</strong></p>"])
def test_a_text_that_the_document_issues_begins_a_page_under_its_own_title(heading, faces):
    body = (
        "<p>现将要点印发给你们。</p>"
        '<p class="signature">澧县人民政府办公室</p><p class="date">2026年7月16日</p>'
        f"{heading.format('2026年澧县政务公开工作要点')}<p>总体要求如下。</p><h2>一、规范建设</h2><p>统一职责。</p>"
    )
    document = OfficialDocument(
        "关于印发工作要点的通知",
        body,
        marks=("澧县人民政府办公室",),
        doc_no="澧政办函〔2026〕22号",
        issuers=("澧县人民政府办公室",),
    )
    content = render_paper(document, faces=faces)
    with pdfplumber.open(BytesIO(content)) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
        assert len(texts) == 2
        assert texts[1].startswith("2026年澧县政务公开工作要点")
        assert 22 in {round(char["size"]) for char in pdf.pages[1].chars}
    titles = [entry.title for entry in pypdf.PdfReader(BytesIO(content)).outline if not isinstance(entry, list)]
    assert titles == ["关于印发工作要点的通知", "2026年澧县政务公开工作要点"]


def test_a_signature_under_the_title_is_printed_below_the_text():
    signed = '<p class="signature">澧县人民政府</p><p class="date">2026年7月16日</p>'
    text = '<p class="addressee">各乡镇：</p><p>现通知如下。</p>'
    parts = take_apart(signed + text)
    assert (parts.addressee, parts.signature, parts.day) == ("各乡镇：", ("澧县人民政府",), "2026年7月16日")
    assert [block.text for block in parts.blocks] == ["现通知如下。"]
    assert parts.after == ()
    twice = take_apart(signed + text + signed.replace("16", "17"))
    assert twice.day == "2026年7月17日"
    assert twice.blocks == parts.blocks
