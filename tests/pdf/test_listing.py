"""A register's pages, measured: the paper's direction, the repeated header, what is never broken, aligned figures."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from itertools import groupby, pairwise
from typing import Any

import pdfplumber
import pypdf
import pytest

from gkcloud.papers.content import as_json, from_json
from gkcloud.papers.listing import MOST_ROWS, Listing
from gkcloud.papers.listinglayout import Align, Column, NoRoom, Ruler, broken, layout_of, point_widths
from gkcloud.papers.render import render_paper
from gkcloud.typeset.faces import Faces
from gkcloud.typeset.marks import NEVER_FIRST, NEVER_LAST

MM = 72 / 25.4
UNITS = ("车溪乡人民政府", "大堰垱镇人民政府", "甘溪滩镇人民政府", "澧县人力资源和社会保障局")
TITLES = (
    "关于印发《车溪乡2026年耕地地力保护补贴实施方案》的通知",
    "2026年第三季度城乡低保对象名单",
    "兴隆村至三元村通组公路硬化工程（一期）竣工验收结果公示",
)
COLUMNS = (
    Column("index_no", "索引号", weight=0),
    Column("title", "标题", weight=4),
    Column("unit", "发布机构"),
    Column("formed_on", "成文日期", weight=0, align=Align.CENTER),
    Column("sum", "金额（万元）", weight=0, align=Align.RIGHT),
)
SUMS = ("12.50", "1,234.5", "7", "98.25")


def row(number: int) -> tuple[str, ...]:
    day = date(2026, 1, 4) + timedelta(days=number % 250)
    words = f"{day.year}年{day.month}月{day.day}日"
    return f"430723105/2026-{number:05}", TITLES[number % 3], UNITS[number % 4], words, SUMS[number % 4]


LISTING = Listing(
    title="车溪乡政府信息公开目录",
    unit="车溪乡人民政府",
    filter_text="栏目为“财政资金”，公开日期在2026年1月1日至2026年9月30日之间",
    columns=COLUMNS,
    rows=tuple(row(number) for number in range(1, 91)),
    made_on=date(2026, 10, 9),
    totals=("", "", "", "", "30,448.13"),
)
UPRIGHT = dataclasses.replace(LISTING, columns=COLUMNS[:2], rows=tuple(each[:2] for each in LISTING.rows), totals=())
pytestmark = pytest.mark.pdf


@pytest.fixture(scope="module")
def content(faces: Faces) -> bytes:
    return render_paper(LISTING, faces=faces)


@pytest.fixture(scope="module")
def pdf(content: bytes) -> Iterator[pdfplumber.PDF]:
    with pdfplumber.open(BytesIO(content)) as opened:
        yield opened


@pytest.fixture(scope="module")
def upright(faces: Faces) -> Iterator[pdfplumber.PDF]:
    with pdfplumber.open(BytesIO(render_paper(UPRIGHT, faces=faces))) as opened:
        yield opened


@pytest.fixture(scope="module")
def ruler(faces: Faces) -> Ruler:
    return Ruler(faces)


def baselines(page: Any) -> list[list[dict[str, Any]]]:
    chars = sorted(
        (c for c in page.chars if not c["text"].isspace()), key=lambda c: (-round(c["matrix"][5], 1), c["x0"])
    )
    return [list(line) for _, line in groupby(chars, key=lambda c: round(c["matrix"][5], 1))]


def test_narrow_register_is_upright_and_a_wide_one_across(pdf, upright):
    assert {(round(page.width / MM), round(page.height / MM)) for page in upright.pages} == {(210, 297)}
    assert {(round(page.width / MM), round(page.height / MM)) for page in pdf.pages} == {(297, 210)}


def test_header_is_repeated_and_the_foot_counts_the_pages(pdf):
    count = len(pdf.pages)
    assert count > 3
    for number, page in enumerate(pdf.pages, 1):
        text = page.extract_text()
        assert re.search("序号 索引号 标题 发布机构 成文日期 金额（万元）", text)
        assert f"— 第{number}页 共{count}页 —" in text
        foot = page.search("车溪乡人民政府 +2026年10月9日制表")[-1]
        place = page.search(f"第{number}页")[0]
        assert (place["x0"] > foot["x1"]) == bool(number % 2)
        assert (page.width / 2 < place["x0"]) == bool(number % 2)


def test_every_row_is_there_once_in_order_and_whole(pdf):
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert re.findall(r"430723105/2026-\d{5}", text) == [each[0] for each in LISTING.rows]
    for page in pdf.pages:
        flat = re.sub(r"\s", "", page.extract_text())
        days = re.findall(
            r"2026年\d+月\d+日(?!制表|至|之)", "\n".join("".join(c["text"] for c in line) for line in baselines(page))
        )
        assert len(days) == len(re.findall(r"430723105/", flat))


def test_no_row_is_cut_by_the_end_of_a_page(pdf):
    ends = [re.findall(r"430723105/2026-(\d{5})", page.extract_text()) for page in pdf.pages]
    for page, numbers in zip(pdf.pages, ends, strict=True):
        flat = re.sub(r"\s", "", "".join(c["text"] for c in page.chars))
        for number in map(int, numbers):
            tail = TITLES[number % 3][-4:]
            assert tail in flat


def test_totals_follow_the_last_row_with_aligned_figures(pdf):
    last = pdf.pages[-1]
    assert "合计" in last.extract_text().split("430723105/2026-00090")[1]
    points = set()
    for page in pdf.pages:
        edge = page.width - 20 * MM
        points |= {round(c["x0"], 1) for c in page.chars if c["text"] == "." and c["x0"] > edge - 60}
    assert max(points) - min(points) <= 0.2
    whole = [c for c in pdf.pages[0].chars if c["text"] == "7" and abs(c["x1"] - min(points)) < 0.3]
    assert whole


def test_words_keep_inside_their_cells(pdf, upright):
    for page in (*pdf.pages, *upright.pages):
        edges = sorted({round(edge["x0"], 1) for edge in page.edges if edge["orientation"] == "v"})
        table = page.search("索引号")[0]["top"]
        for line in baselines(page):
            for left, right in pairwise(line):
                if left["top"] > table and right["x0"] - left["x1"] < 0.5:
                    assert not [
                        edge for edge in edges if left["x0"] + 0.5 < edge < right["x1"] - 0.5 and left["top"] < 500
                    ]


@pytest.mark.parametrize("room", [4.0, 6.5, 9.0, 13.0])
def test_lines_break_where_they_may(ruler, room):
    texts = [
        *TITLES,
        "见《条例》（2019年修订）第二十条：主动公开。",
        "430723105/2026-00012，2026年9月12日，澧政办发〔2026〕3号",
    ]
    for text in texts:
        lines = broken(text, room, ruler)
        assert "".join(lines) == text
        for line in lines:
            assert line[0] not in NEVER_FIRST
            assert line[-1] not in NEVER_LAST
        for kept in re.findall(r"\d{9}/\d{4}-\d{5}|\d{4}年\d+月\d+日|〔\d{4}〕\d+号", text):
            assert any(kept in line for line in lines)
        assert len(lines) == 1 or ruler.em(lines[-1]) > 1.5 or room < 5


def test_a_blank_at_a_break_is_dropped(ruler):
    assert broken("政务公开 Open Government", 5, ruler) == ("政务公开", "Open", "Government")


def test_columns_have_room_for_what_is_never_broken(ruler):
    layout = layout_of(COLUMNS, LISTING.rows, ruler)
    assert sum(layout.widths) == pytest.approx(layout.setting.width, abs=0.5)
    for at in (0, 3):
        assert layout.widths[at] >= max(ruler.em(each[at]) for each in LISTING.rows) * layout.setting.size + 6
    assert layout.widths[1] == max(layout.widths)


def test_type_is_made_smaller_before_columns_are_refused(ruler):
    names = [Column(str(number), "栏目名称") for number in range(11)]
    assert layout_of(names[:3], [["二〇二六年"] * 3], ruler).setting.size == 10.5
    crowded = layout_of(names, [["430723105/20"] * 11], ruler)
    assert crowded.setting.is_landscape
    assert crowded.setting.size < 10.5
    with pytest.raises(NoRoom):
        layout_of(names, [["430723105/2026-00012"] * 11], ruler)


def test_points_align_whatever_stands_after_them(ruler):
    widths = point_widths(["12.50", "7", "1,234.5", "无", "3%"], ruler)
    assert set(widths) == {"7", "1,234.5", "3%"}
    assert widths["7"] == pytest.approx(ruler.em(".50"))
    assert widths["1,234.5"] == pytest.approx(ruler.em("0"))


def test_file_is_tagged_archival_and_the_same_after_storing(content, faces):
    reader = pypdf.PdfReader(BytesIO(content))
    root = reader.trailer["/Root"]
    assert b"pdfaid:part" in root["/Metadata"].get_data()
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata.title == "车溪乡政府信息公开目录"
    assert reader.outline[0].title == "车溪乡政府信息公开目录"
    assert render_paper(from_json(as_json(LISTING)), faces=faces) == content


def test_all_faults_come_at_once_and_name_the_row(faces):
    rows = (*LISTING.rows[:2], ("一格",), ("430723105/2026-00004", "字\ue123", "", "", ""))
    bad = dataclasses.replace(LISTING, unit=" ", rows=rows, totals=("1",))
    faults = bad.faults(faces)
    wanted = ("没有单位", "合计行有1格", "第3行有1格", "U+E123")
    assert len(faults) == len(wanted)
    assert all(words in fault for words, fault in zip(wanted, faults, strict=True))
    assert "第4行" in faults[3]


def test_columns_without_room_and_too_many_rows_are_refused(faces):
    many = tuple(Column(str(number), "索引号") for number in range(12))
    wide = dataclasses.replace(LISTING, columns=many, rows=(("430723105/2026-00012",) * 12,), totals=())
    assert wide.faults(faces) == ("清单有12栏，A4纸横放也排不下。请减少栏目。",)
    long = dataclasses.replace(LISTING, rows=LISTING.rows[:1] * (MOST_ROWS + 1))
    assert "请缩小筛选范围" in long.faults(faces)[0]
    assert dataclasses.replace(LISTING, rows=()).faults(faces) == (
        "没有符合条件的条目，清单是空的。请放宽筛选条件。",
    )
    assert LISTING.faults(faces) == ()
