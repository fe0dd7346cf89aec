"""Documents of every length: where pages end, the signature has text with it and the foot is not lost."""

from dataclasses import replace
from io import BytesIO

import pdfplumber
import pytest

from gkcloud.papers.document import Attachment, Form, Seal
from gkcloud.papers.render import render_paper
from tests.pdf.documentpages import BOTTOM, DOCUMENT, LINE, MM, Sheet

pytestmark = pytest.mark.pdf
PLAIN = replace(DOCUMENT, attachments=(), note="", copy_no="", secrecy="", urgency="")
DAY, PRINTED = "2026年9月30日", "2026年10月8日印发"


def lines_of(count: int) -> str:
    """A body of ``count`` lines: a heading now and then, the last paragraph of one line."""
    kinds = [
        "<h2>一、压实责任</h2>" if number % 9 == 4 else f"<p>第{number}项工作按季度办结。</p>"
        for number in range(count)
    ]
    kinds[-1] = "<p>特此通知。</p>"
    return "".join(kinds)


def sheets_of(document, faces) -> list[Sheet]:
    pdf = pdfplumber.open(BytesIO(render_paper(document, faces=faces)))
    return [Sheet(page) for page in pdf.pages]


def check(sheets: list[Sheet], count: int) -> None:
    (signed,) = (sheet for sheet in sheets if DAY in sheet.text)
    rows = [row for row in signed.rows if row.size == 16.0]
    at = next(number for number, row in enumerate(rows) if DAY in row.text)
    text = [row for row in rows[:at] if "办结" in row.text or "特此通知" in row.text]
    assert len(text) >= min(2, count), f"{count} lines: signature with {len(text)} lines of body"
    with_foot = [number for number, sheet in enumerate(sheets, 1) if PRINTED in sheet.text]
    assert with_foot == [len(sheets)], count
    assert BOTTOM - LINE <= sheets[-1].row(PRINTED).top <= BOTTOM
    for sheet in sheets:
        inside = [char for char in sheet.page.chars if char["top"] < 265 * MM]
        assert max(char["bottom"] for char in inside) <= (BOTTOM + 1) * MM


# Where page 1, 2 and 3 come to their ends: the foot goes over first, then the signature, then text goes with it.
LENGTHS = {
    "one page": range(1, 6),
    "signature goes over": range(8, 12),
    "page two is full": range(22, 28),
    "text goes over": range(28, 34),
    "page three is full": (45, 46, 48, 50, 54),
}


@pytest.mark.parametrize("lengths", LENGTHS)
def test_signature_has_text_with_it_and_the_foot_is_at_the_end_of_every_length(faces, lengths):
    for count in LENGTHS[lengths]:
        check(sheets_of(replace(PLAIN, body_html=lines_of(count)), faces), count)


@pytest.mark.parametrize("count", [3, 9, 11, 13, 31, 32, 33])
def test_sealed_signature_and_attachments_keep_the_foot_too(faces, count):
    document = replace(
        PLAIN,
        body_html=lines_of(count),
        seal=Seal.SEALED,
        attachments=(Attachment("名单", "<p>名单另附。</p>"), Attachment("表样", "")),
    )
    check(sheets_of(document, faces), count)


@pytest.mark.parametrize("count", [16, 17, 18, 19])
def test_long_paragraphs_keep_two_lines_with_the_signature(faces, count):
    text = "按季度办结，" * 120
    document = replace(PLAIN, body_html=f"{lines_of(count)}<p>{text[: 28 * count]}</p>")
    check(sheets_of(document, faces), count)


@pytest.mark.parametrize("length", [20, 45, 70, 95, 120])
@pytest.mark.parametrize("organs", [2, 6])
def test_a_short_body_begins_on_page_one_whatever_follows_it(faces, length, organs):
    names = tuple(f"县第{number}局" for number in "一二三四五六"[:organs])
    html = f"<p>{'一季一报，' * (length // 5)}</p>"
    document = replace(PLAIN, body_html=html, marks=names, issuers=names, seal=Seal.SEALED)
    sheets = sheets_of(document, faces)
    assert "一季一报" in sheets[0].text
    (signed,) = (sheet for sheet in sheets if DAY in sheet.text)
    assert "一季一报" in signed.text or length == 20  # one line cannot be on both


@pytest.mark.parametrize("form", [Form.LETTER, Form.MINUTES, Form.PLAIN])
def test_other_forms_keep_their_foot(faces, form):
    for count in (8, 21, 22):
        document = replace(
            PLAIN, form=form, doc_no="" if form is Form.MINUTES else PLAIN.doc_no, body_html=lines_of(count)
        )
        sheets = sheets_of(document, faces)
        assert ["抄送：" in sheet.text for sheet in sheets] == [False] * (len(sheets) - 1) + [True]


def test_a_foot_of_many_organs_is_whole(faces):
    organs = tuple(f"第{number}乡人民政府" for number in range(1, 60))
    for count in (6, 12):
        sheets = sheets_of(replace(PLAIN, body_html=lines_of(count), copies_to=organs), faces)
        assert "，".join(organs) + "。" in sheets[-1].text
        check(sheets, count)


WIDE = (
    "<table><tr>" + "".join(f"<th>第{number}项公开指标名称</th>" for number in range(14)) + "</tr>"
    + ("<tr>" + "<td>大堰垱镇</td>" * 14 + "</tr>") * 14 + "</table>"
)  # fmt: skip


def test_a_turned_table_of_an_attachment_has_its_title_and_the_foot_is_upright(faces):
    attachments = (Attachment("任务分解表", WIDE), Attachment("名单", f"<p>说明。</p>{WIDE}<p>注：按季度更新。</p>"))
    sheets = sheets_of(replace(PLAIN, attachments=attachments), faces)
    first = next(sheet for sheet in sheets if sheet.text.startswith("附件1"))
    assert first.page.width > first.page.height
    assert "大堰垱镇" in first.text
    second = next(sheet for sheet in sheets if sheet.text.startswith("附件2"))
    assert second.page.width < second.page.height
    assert PRINTED in sheets[-1].text
    assert sheets[-1].page.width < sheets[-1].page.height
    assert sum(PRINTED in sheet.text for sheet in sheets) == 1
