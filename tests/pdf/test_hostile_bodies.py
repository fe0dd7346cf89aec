"""Bodies that nobody should write: each gives usable pages or a sentence that names the element, in bounded time."""

import dataclasses
import re
import time
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from PIL import Image

from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.papers.render import render_paper
from gkcloud.typeset.body import read_body, text_of
from gkcloud.typeset.limits import body_faults
from gkcloud.typeset.lines import compose_lines

MM = 72 / 25.4
pytestmark = pytest.mark.pdf


def with_body(issue: Any, body: str) -> Any:
    item = dataclasses.replace(issue.items[0], title="题", body_html=body)
    return dataclasses.replace(issue, items=(item,), editor_note="")


@pytest.fixture
def pages(issue, faces):
    """Renders a body and returns its text, page by page, after a look at every page's edges."""

    def render(body: str, *, within: float, files: Mapping[str, bytes] | None = None) -> list[str]:
        started = time.process_time()
        content = render_paper(with_body(issue, body), faces=faces, files=files or {})
        assert time.process_time() - started < within
        with pdfplumber.open(BytesIO(content)) as pdf:
            for page in pdf.pages:
                assert_inside(page)
            return [re.sub(r"\s|—\d+—", "", page.extract_text()) for page in pdf.pages]

    return render


def assert_inside(page: Any) -> None:
    """The type area holds everything but the page number (28, 37, 26 and 35 mm of margin, turned or not)."""
    left, top, right, bottom = (35, 28, 37, 26) if page.width > page.height else (28, 37, 26, 35)
    for thing in (*page.chars, *page.rects, *page.lines, *page.images):
        is_number = (
            not thing.get("upright", True)
            if page.width > page.height
            else round(thing.get("size", 0), 1) == 14.0 and thing["top"] > page.height - (bottom - 6) * MM
        )
        if is_number or thing.get("text", "x").isspace():
            continue
        # A character's box reaches above and below its ink.
        assert thing["x0"] >= left * MM - 2, thing
        assert thing["x1"] <= page.width - right * MM + 2, thing
        assert thing["top"] >= top * MM - 6, thing
        assert thing["bottom"] <= page.height - bottom * MM + 6, thing


def test_twenty_nested_tables_lose_nothing(pages):
    body = (
        "".join(f"<table><tr><td>外{number}。</td><td>" for number in range(20)) + "最里" + "</td></tr></table>" * 20
    )
    text = "".join(pages(f"<p>前。</p>{body}<p>后。</p>", within=10))
    for number in range(20):
        assert text.count(f"外{number}。") == 1
    assert text.count("最里") == 1
    assert text.index("前。") < text.index("外0。") < text.index("外19。") < text.index("最里") < text.index("后。")


def test_a_hundred_nested_tables_lose_nothing_either(pages):
    text = "".join(pages("<table><tr><td>层<td>" * 100 + "底", within=10))
    assert text.count("层") == 100
    assert text.count("底") == 1


@pytest.mark.parametrize("char", ["a", "8", "—", "，", "政"])
@pytest.mark.parametrize("frame", ["<p>{}</p>", "<table><tr><td>序号<td>{}</td><td>备注<tr><td>1<td>2<td>3</table>"])
def test_a_string_of_three_hundred_characters_is_broken(pages, char, frame):
    text = "".join(pages(frame.format(char * 300), within=10))
    assert text.count(char) >= 299  # a dash of the page number may go with it


@pytest.mark.parametrize("text", ["😀公开", "علنية المعلومات", "שקיפות"])
def test_what_no_face_shows_is_named(issue, faces, text):
    faults = with_body(issue, f"<p>{text}</p><table><tr><td>{text}<td>1</table>").faults(faces)
    if not faults:  # an office may have faces for it
        assert render_paper(with_body(issue, f"<p>{text}</p>"), faces=faces)
        return
    assert f"U+{ord(text[0]):04X}" in faults[0]
    assert "请换字" in faults[0]


@pytest.mark.parametrize(
    "where",
    [
        "<p>甲{}乙</p>",
        "<table><tr><td>甲{}乙<td>1</table>",
        "<table><caption>甲{}乙</caption><tr><td>1<td>2</table>",
        "<table><tr><td><table><tr><td>甲{}乙<td>1</table><td>2</table>",
        '<figure><img src="gk-file:p"><figcaption>甲{}乙</figcaption></figure>',
        "<ol><li>甲{}乙</li></ol>",
    ],
)
def test_a_private_character_in_any_place_is_named(faces, where):
    (glyph,) = faces.missing_glyphs(text_of(read_body(where.format("\ue000"))))
    assert glyph.codepoint == "U+E000"
    assert "甲" in glyph.context


def test_invisible_characters_leave_no_trace(pages):
    zero = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u2066\u0000\u0001\u001b\u007f\u0085\u2028&#8;&#127;&#x202e;"
    (page,) = pages(f"<p>政{zero}务{zero}公开</p><table><tr><td>村{zero}务<td>1</table>", within=10)
    assert "政务公开" in page
    assert "村务" in page


def test_forty_columns_are_readable(issue, faces):
    head = "".join(f"<th>指标{number}</th>" for number in range(40))
    rows = "".join(
        f"<tr><td>第{row}村</td>" + "".join(f"<td>{row * number}.5</td>" for number in range(1, 40)) + "</tr>"
        for row in range(1, 13)
    )
    body = f"<p>前文。</p><table><caption>四十栏</caption><tr>{head}</tr>{rows}</table><p>后文。</p>"
    content = render_paper(with_body(issue, body), faces=faces)
    with pdfplumber.open(BytesIO(content)) as pdf:
        wide = [page for page in pdf.pages if page.width > page.height]
        assert len(wide) >= 2
        for page in pdf.pages:
            assert_inside(page)
        text = "".join(page.extract_text() for page in pdf.pages)
        sizes = {char["size"] for page in wide for char in page.chars if char["upright"]}
    assert min(sizes) >= 7.5
    assert "四十栏（续表）" in text
    for number in range(1, 40):
        assert f"{12 * number}.5" in text
    assert "后文。" in pdf.pages[-1].extract_text()
    assert pdf.pages[-1].height > pdf.pages[-1].width


def test_the_foot_of_an_issue_that_ends_in_a_turned_table_stands_upright(issue, faces):
    rows = ("<tr>" + "<td>1,326,000.50</td>" * 9 + "</tr>") * 5
    second = dataclasses.replace(issue.items[1], body_html="<p>文。</p>")
    for items in ((), (second,)):
        one = with_body(issue, f"<p>前文。</p><table>{rows}</table>")
        content = render_paper(dataclasses.replace(one, items=(*items, *one.items)), faces=faces)
        with pdfplumber.open(BytesIO(content)) as pdf:
            *_, table, last = pdf.pages
            assert table.width > table.height
            assert last.width < last.height
            assert [("共印120份" in page.extract_text()) for page in pdf.pages].count(True) == 1
            assert last.search("共印120份")[0]["bottom"] == pytest.approx(262 * MM, abs=5 * MM)


def test_a_column_too_many_is_refused_with_a_number():
    blocks = read_body("<table>" + ("<tr>" + "<td>1</td>" * 61 + "</tr>") * 2 + "</table>")
    (fault,) = body_faults(blocks)
    assert fault == "第1个表格有61列，超过60列，不能排版。请拆成几个表格，或者改为附件。"


def test_hundreds_of_rows_take_their_time_but_no_more(pages):
    rows = "".join(
        f"<tr><td>{number}</td><td>第{number % 30}组</td><td>{number * 3.5:.2f}</td></tr>" for number in range(1, 401)
    )
    texts = pages(f"<table><tr><th>序号</th><th>村组</th><th>金额</th></tr>{rows}</table>", within=20)
    assert len(texts) > 12
    assert all("序号村组金额" in text for text in texts[:-1])
    whole = "".join(texts)
    assert "4001400.00" in whole.replace("第10组", "")


def test_a_hundred_megapixels_are_refused_by_name(issue, faces):
    out = BytesIO()
    Image.new("1", (10_000, 10_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    started = time.process_time()
    broken = with_body(issue, '<p>文。</p><img src="gk-file:big" alt="航拍图">')
    with pytest.raises(PaperNotPrintable) as caught:
        render_paper(broken, faces=faces, files={"big": out.getvalue()})
    assert time.process_time() - started < 2
    (fault,) = caught.value.faults
    assert "航拍图" in fault
    assert "10000×10000 像素，超过 4000 万像素" in fault


@pytest.mark.parametrize(
    "body",
    ["", " \n\t ", "<!-- 注 -->", "<p></p>" * 5000, "<p>&nbsp;　</p><div><br></div>", "<table></table>", "<hr>"],
)
def test_an_empty_body_is_named(issue, faces, body):
    (fault,) = with_body(issue, body).faults(faces)
    assert "没有正文" in fault


@pytest.mark.parametrize(
    ("tag", "depth"),
    [("div", 10_000), ("span", 10_000), ("ul", 10_000), ("font", 10_000), ("blockquote", 300), ("sup", 300)],
)
def test_deep_nesting_keeps_its_text(pages, tag, depth):
    (page,) = pages(f"<p>前。</p>{f'<{tag}>' * depth}深处{f'</{tag}>' * depth}<p>后。</p>", within=10)
    assert page.index("前。") < page.index("深处") < page.index("后。")


def test_thousands_of_unclosed_divs_end():
    started = time.process_time()
    blocks = read_body("<div>甲" * 30_000)
    assert time.process_time() - started < 10
    assert sum(len(block.text) for block in blocks) == 30_000
    assert "请分成几条信息" in body_faults(blocks)[0]


def test_empty_paragraphs_take_no_room(pages):
    (page,) = pages("<p>前。</p>" + "<p> </p>" * 5000 + "<p>后。</p>", within=10)
    assert "前。后。" in page


def test_deep_lists_keep_their_items(pages):
    texts = pages("".join(f"<ul><li>第{number}层" for number in range(200)), within=15)
    whole = "".join(texts)
    assert [number for number in range(200) if f"第{number}层" not in whole] == []


def test_unclosed_tags_end_somewhere(pages):
    (page,) = pages("<p>甲<b>乙<table><tr><td>丙<td>丁<tr><td>戊<div>己<p>庚<ul><li>辛", within=10)
    assert sorted(set("甲乙丙丁戊己庚辛") - set(page)) == []


def test_a_paragraph_of_a_hundred_thousand_characters_is_composed(faces):
    (block,) = read_body("<p>" + "政务公开，" * 20_000 + "</p>")
    started = time.process_time()
    lines = compose_lines(block.runs, faces)
    assert time.process_time() - started < 20
    assert "".join(line.text for line in lines) == "政务公开，" * 20_000


def test_a_paragraph_of_many_pages_is_set(pages):
    texts = pages("<p>" + "政务公开，" * 2_000 + "</p>", within=20)
    assert len(texts) > 10
    assert sum(text.count("政务公开，") for text in texts) >= 1_900  # the others run over a line's or a page's end


def test_a_longer_one_is_refused_by_its_beginning():
    (fault,) = body_faults(read_body("<p>" + "政务公开，" * 20_001 + "</p>"))
    assert fault.startswith("以“政务公开，政务公开，政务”开头的段落有100005字，超过100000字")


def test_a_cell_taller_than_a_page_is_cut_and_whole(pages):
    sentence = "".join(f"第{number}项工作已经完成。" for number in range(1, 400))
    row = f"<tr><td>1</td><td>{sentence}</td><td>是</td></tr>"
    texts = pages(f"<table><tr><th>序号</th><th>内容</th><th>完成</th></tr>{row}</table><p>后文。</p>", within=20)
    assert len(texts) > 3
    assert all("序号内容完成" in text for text in texts[1:-1])
    whole = "".join(texts)
    positions = [whole.find(f"第{number}项工作") for number in (1, 150, 398)]
    assert positions == sorted(positions)
    assert -1 not in positions
    assert "后文。" in texts[-1]


@pytest.mark.parametrize(
    "table",
    [
        "<tr><td colspan=9>甲</td></tr><tr><td>乙</td><td>丙</td></tr>",
        "<tr><td rowspan=99>甲</td><td>乙</td></tr><tr><td>丙</td></tr>",
        "<tr><td>甲</td></tr><tr><td>乙</td><td>丙</td><td>丁</td></tr><tr></tr>",
        "<tr><td rowspan=2>甲</td><td>乙</td></tr><tr><td colspan=60>丙</td></tr><tr><td>丁</td></tr>",
        "<tr><td>甲</td><td rowspan=3>乙</td></tr><tr><td colspan=3>丙</td></tr>",
        "<thead><tr><th rowspan=5>甲</th><th>乙</th></tr></thead><tr><td>丙</td><td>丁</td></tr>",
        "<tr><td colspan=0 rowspan=0>甲</td><td>乙</td></tr><tr><td colspan=-1 rowspan=x>丙</td></tr>",
        "<tr><td colspan=99999999999999999999>甲</td><td>乙</td></tr>",
        "<thead><tr><th>甲</th><th>乙</th></tr></thead>",
        "<tr></tr><tr><td></td><td>甲乙</td></tr>",
    ],
)  # fmt: skip
def test_spans_that_do_not_fit_break_nothing(pages, table):
    (page,) = pages(f"<p>前。</p><table>{table}</table><p>后。</p>", within=10)
    for char in set("甲乙丙丁") & set(table):
        assert page.count(char) == table.count(char), char
