"""Tables on the page, measured."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
import pypdf
import pytest
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from gkcloud.papers.paper import TEMPLATES
from gkcloud.typeset.body import read_body
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.markup import blocks_markup
from gkcloud.typeset.sealed import SealedFetcher

MM = 72 / 25.4
WIDTH = 156 * MM
pytestmark = pytest.mark.pdf

TEXT = "<p>各村每月召开一次公开例会。</p>"
TWO_STOREYS = "<tr><th rowspan=2>序号</th><th rowspan=2>村名</th><th colspan=2>公开情况</th></tr><tr><th>件数</th><th>办结率</th></tr>"


def rendered(body: str, faces: Faces) -> bytes:
    song = ", ".join(f'"{face.css_family}"' for face in faces.stacks[Role.SONG])
    style = f"html {{ --song: {song} }} {faces.stylesheet()} {(TEMPLATES / 'page.css').read_text(encoding='utf-8')}"
    markup = blocks_markup(read_body(body), faces)
    page = f'<html lang="zh-CN"><title>表</title><style>{style}</style><body class="face-body">{markup}</body></html>'
    return HTML(string=page, url_fetcher=SealedFetcher(faces, {})).write_pdf(
        font_config=FontConfiguration(), pdf_tags=True
    )


@pytest.fixture
def pages(faces) -> Iterator[Callable[[str], list[Any]]]:
    opened = []

    def render(body: str) -> list[Any]:
        opened.append(pdfplumber.open(BytesIO(rendered(body, faces))))
        return list(opened[-1].pages)

    yield render
    for pdf in opened:
        pdf.close()


def lines_of(page: Any) -> list[str]:
    """The page's text by line, without blanks and the page number."""
    lines = [re.sub(r"\s", "", line) for line in page.extract_text().splitlines()]
    return [line for line in lines if line and not re.fullmatch(r"—\d+—", line)]


def edges(page: Any) -> list[float]:
    """Where the table's upright rules stand, from left to right."""
    found = {round((rule["x0"] + rule["x1"]) / 2) for rule in (*page.rects, *page.lines) if rule["width"] < 1}
    return sorted(found)


def rows(count: int, start: int = 1) -> str:
    return "".join(
        f"<tr><td>{number}</td><td>第{number}村</td><td>{number * 37}</td><td>{number / 7:.{number % 3}f}</td></tr>"
        for number in range(start, start + count)
    )


def test_a_header_of_two_storeys_is_whole_on_every_page(pages):
    shown = pages(f"{TEXT}<table>{TWO_STOREYS}{rows(70)}</table>")
    assert len(shown) >= 3
    for page in shown:
        text = "".join(lines_of(page))
        assert [text.count(label) for label in ("序号", "村名", "公开情况", "件数", "办结率")] == [1] * 5
    numbers = [int(found) for page in shown for found in re.findall(r"第(\d+)村", page.extract_text())]
    assert numbers == list(range(1, 71))


def test_no_row_is_cut(pages):
    long = "按季公开并逐项登记造册，由村务监督委员会核对后张榜。" * 4
    body = "".join(f"<tr><td>{number}</td><td>{long}末{number}。</td><td>是</td></tr>" for number in range(1, 25))
    shown = pages(f"<table><tr><th>序号</th><th>内容</th><th>完成</th></tr>{body}</table>")
    assert len(shown) > 2
    for page in shown:
        text = "".join(lines_of(page))
        assert text.count("按季公开") == 4 * text.count("。末")


def test_figures_meet_at_the_point_and_integers_at_the_last_digit(pages):
    (page,) = pages(f"<table>{TWO_STOREYS}{rows(12)}</table>")
    *_, third, right = edges(page)
    points = [char for char in page.chars if char["text"] == "." and third < char["x0"] < right]
    assert len(points) == 8
    assert max(p["x0"] for p in points) - min(p["x0"] for p in points) < 0.2
    words = page.extract_words()
    integers = [word for word in words if edges(page)[2] < word["x0"] < third and word["text"].isdecimal()]
    assert len(integers) == 12
    assert max(w["x1"] for w in integers) - min(w["x1"] for w in integers) < 0.2
    middle = (min(w["x0"] for w in integers) + integers[0]["x1"]) / 2
    assert middle == pytest.approx((edges(page)[2] + third) / 2, abs=1)


def test_a_column_of_numbers_stays_narrow_and_the_table_fills_its_width(pages):
    body = "".join(
        f"<tr><td>{n}</td><td>{'进一步做好基层政务公开工作。' * 5}</td><td>已完成</td></tr>" for n in range(1, 5)
    )
    (page,) = pages(f"<table><tr><th>序号</th><th>工作内容</th><th>进度</th></tr>{body}</table>")
    columns = [right - left for left, right in pairwise(edges(page))]
    assert sum(columns) == pytest.approx(WIDTH, abs=1.5)
    assert columns[0] < 45
    assert columns[1] > 300
    (number,) = [word for word in page.extract_words() if word["text"] == "序号"]
    assert number["x1"] - number["x0"] == pytest.approx(28, abs=1), "on one line"


@pytest.mark.parametrize("kept", ["澧政办函〔2015〕22号", "2026年9月30日", "1,326,000.50", "98.5%", "0000-1234567"])
def test_dates_and_numbers_are_never_broken(pages, kept):
    text = f"根据有关要求，{kept}，各乡镇落实。"
    cells = "".join(f"<td>{'甲' * shift}{text}</td>" for shift in range(4))
    shown = pages(f"<table><tr>{cells}</tr><tr>{cells}</tr></table>")
    lines = [re.sub(r"\s", "", line) for page in shown for line in page.extract_text().splitlines()]
    assert sum(line.count(kept) for line in lines) == 8


@pytest.mark.parametrize("before", range(14, 23))
def test_a_caption_stays_with_its_table(pages, before):
    shown = pages(f"{TEXT * before}<table><caption>公开情况统计表</caption>{TWO_STOREYS}{rows(3)}</table>")
    (page,) = [page for page in shown if "公开情况统计表" in page.extract_text()]
    lines = lines_of(page)
    at = lines.index("公开情况统计表")
    assert any("第1村" in line for line in lines[at : at + 5])


def test_rows_under_a_common_cell_stay_together_or_say_that_they_go_on(pages):
    def group(name: str, count: int) -> str:
        first = f"<tr><td rowspan={count}>{name}</td><td>{name}第1项</td></tr>"
        return first + "".join(f"<tr><td>{name}第{number}项</td></tr>" for number in range(2, count + 1))

    body = "".join(group(name, 7) for name in "甲乙丙丁戊己") + group("庚", 60)
    shown = pages(f"{TEXT * 9}<table><tr><th>类别</th><th>事项</th></tr>{body}</table>")
    for name in "甲乙丙丁戊己":
        assert len([page for page in shown if f"{name}第" in page.extract_text()]) == 1
    with_last = [page for page in shown if "庚第" in page.extract_text()]
    assert len(with_last) > 1
    assert all("庚（续）" in page.extract_text() for page in with_last[1:])
    assert sum(len(re.findall(r"庚第\d+项", page.extract_text())) for page in shown) == 60


def wide_table(columns: int, count: int) -> str:
    head = "".join(f"<th>第{number}季度完成数量</th>" for number in range(1, columns))
    cells = "".join(f"<td>{number * 137}</td>" for number in range(1, columns))
    body = "".join(f"<tr><td>第{row}村</td>{cells}</tr>" for row in range(1, count + 1))
    return f"<table><caption>任务分解表</caption><tr><th>村名</th>{head}</tr>{body}</table>"


def test_a_wide_table_is_turned_and_the_text_goes_on_upright(pages):
    first, *wide, last = pages(f"{TEXT}{wide_table(13, 40)}<p>以上任务逐月通报。</p>")
    assert [page.width < page.height for page in (first, last)] == [True, True]
    assert all(page.width > page.height for page in wide)
    assert len(wide) > 1
    assert lines_of(first) == ["各村每月召开一次公开例会。"]
    assert lines_of(last) == ["以上任务逐月通报。"]
    for page in wide:
        left, *_, right = edges(page)
        assert left == pytest.approx(35 * MM, abs=1.5)
        assert right == pytest.approx(260 * MM, abs=1.5)
        body = [char for char in page.chars if char["upright"]]
        assert min(char["top"] for char in body) > 28 * MM - 2
        assert max(char["bottom"] for char in body) < 184 * MM + 2
        assert min(char["size"] for char in body) >= 9


def test_the_number_of_a_turned_page_lies_where_it_lies_on_others(pages):
    """GB/T 9704-2012, 7.5: turned back to the left, odd and even pages have their numbers in the usual places."""
    shown = pages(f"{TEXT}{wide_table(13, 40)}{TEXT * 30}")
    places: dict[tuple[bool, bool], tuple[float, ...]] = {}
    for number, page in enumerate(shown, 1):
        is_turned = page.width > page.height
        inks = [
            (c["x0"], c["x1"], c["top"], c["bottom"])
            if not is_turned
            else (c["top"], c["bottom"], page.width - c["x1"], page.width - c["x0"])
            for c in page.chars
            if c["text"] in "—0123456789" and (not c["upright"] if is_turned else c["top"] > 262 * MM)
        ]
        assert len(inks) == 3, number
        box = (min(i[0] for i in inks), max(i[1] for i in inks), min(i[2] for i in inks), max(i[3] for i in inks))
        places.setdefault((is_turned, number % 2 == 1), box)
    assert len(places) == 4
    for is_odd in (True, False):
        assert places[True, is_odd] == pytest.approx(places[False, is_odd], abs=1.5)


def test_too_many_columns_go_on_in_a_table_that_names_its_rows(pages):
    shown = pages(f"{wide_table(41, 6)}{TEXT}")
    text = "\n".join(page.extract_text() for page in shown)
    parts = text.count("任务分解表")
    assert parts >= 2
    assert text.count("任务分解表（续表）") == parts - 1
    assert text.count("第6村") == parts
    cells = [word["text"] for page in shown for word in page.extract_words() if word["text"].isdecimal()]
    assert sum(1 for cell in cells if cell == str(40 * 137)) == 6
    assert min(char["size"] for page in shown for char in page.chars if char["upright"]) >= 7.5
    for page in shown[:-1]:
        assert max(edges(page)) <= 260 * MM + 1.5


def test_the_header_is_tagged_as_one(faces):
    reader = pypdf.PdfReader(
        BytesIO(rendered(f"<table><caption>统计表</caption>{TWO_STOREYS}{rows(3)}</table>", faces))
    )

    def kinds(node: Any) -> Iterator[str]:
        node = node.get_object()
        if isinstance(node, list):
            for child in node:
                yield from kinds(child)
        elif isinstance(node, dict):
            yield str(node.get("/S", ""))
            if "/K" in node:
                yield from kinds(node["/K"])

    found = list(kinds(reader.trailer["/Root"]["/StructTreeRoot"]))
    assert [found.count(kind) for kind in ("/Table", "/THead", "/TH", "/TR", "/TD", "/Caption")] == [
        1,
        1,
        5,
        5,
        12,
        1,
    ]
