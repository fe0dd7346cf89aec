"""Notice-board sheets, measured: paper, legibility, QR codes, what stands on every sheet."""

import dataclasses
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

import pdfplumber
import pikepdf
import pypdf
import pypdfium2
import pytest
import segno
from PIL import Image

from gkcloud.papers.board import BoardClass, BoardItem, NoticeBoard
from gkcloud.papers.content import as_json, from_json
from gkcloud.papers.render import render_paper
from gkcloud.papers.sheetsizes import Orientation, Sheet, plan_of
from gkcloud.typeset.faces import Faces

MM = 72 / 25.4
ADDRESS = "https://lixian.example/posts/0192f0c1-7f2e-7b3c-9d61-2f4c8f1f0a"
TABLE = (
    "<table><tr><th>村名</th><th>收入（万元）</th><th>支出（万元）</th></tr>"
    + "".join(
        f"<tr><td>{name}</td><td>{n}.40</td><td>{n}.15</td></tr>" for n, name in enumerate(("兴隆村", "三元村"), 8)
    )
    + "</table>"
)
pytestmark = pytest.mark.pdf


def item(number: int, title: str, **changes: Any) -> BoardItem:
    summary = f"当季涉及{number * 113}户，资金{number}1.52万元，已通过“一卡通”打卡到户，名单在各村公开栏张贴。"
    known = BoardItem(title, "车溪乡财政所", summary, "", date(2026, 9, 20 + number), f"{ADDRESS}{number:02}")
    return dataclasses.replace(known, **changes)


def board(sheet: Sheet = Sheet.A3, orientation: Orientation = Orientation.PORTRAIT) -> NoticeBoard:
    return NoticeBoard(
        unit="车溪乡人民政府",
        period="2026年第三季度",
        classes=(
            BoardClass("村级财务", (item(1, "兴隆村等村第三季度收支情况", body_html=TABLE), item(2, "误工补贴发放"))),
            BoardClass("惠民补贴", (item(3, "耕地地力保护补贴发放结果"), item(4, "高龄津贴发放"))),
            BoardClass("工程项目", (item(5, "兴隆村通组公路硬化"), item(6, "南阳村排灌渠维修"), item(7, "管网改造"))),
        ),
        posted_on=date(2026, 10, 10),
        keep_until=date(2026, 12, 31),
        phone="0000-3222222",
        sheet=sheet,
        orientation=orientation,
    )


@pytest.fixture(scope="module")
def content(faces: Faces) -> bytes:
    return render_paper(board(), faces=faces)


@pytest.fixture(scope="module")
def pdf(content: bytes) -> Iterator[pdfplumber.PDF]:
    with pdfplumber.open(BytesIO(content)) as opened:
        yield opened


@pytest.fixture(
    scope="module",
    params=[(sheet, way) for sheet in Sheet for way in Orientation],
    ids=lambda param: f"{param[0].value}-{param[1].value}",
)
def hung(request: pytest.FixtureRequest, faces: Faces) -> Iterator[tuple[NoticeBoard, pdfplumber.PDF]]:
    shown = board(*request.param)
    with pdfplumber.open(BytesIO(render_paper(shown, faces=faces))) as opened:
        yield shown, opened


def seen_chars(page: Any) -> list[dict[str, Any]]:
    return [c for c in page.chars if seen(c)]


def seen(char: dict[str, Any]) -> bool:
    return not char["text"].isspace()


def test_sheet_has_its_size_and_keeps_its_margins(hung):
    shown, pdf = hung
    plan = plan_of(shown.sheet, shown.orientation)
    sizes = {"A3": (297, 420), "A2": (420, 594)}[shown.sheet]
    wanted = sizes if shown.orientation is Orientation.PORTRAIT else sizes[::-1]
    for page in pdf.pages:
        assert (round(page.width / MM), round(page.height / MM)) == wanted
        chars = [c for c in page.chars if seen(c)]
        assert min(c["x0"] for c in chars) >= plan.margin_mm * MM - 1
        assert max(c["x1"] for c in chars) <= page.width - plan.margin_mm * MM + 1


def test_nothing_is_smaller_than_a_reader_at_the_board_can_read(hung):
    _, pdf = hung
    sizes = {round(c["size"], 1) for page in pdf.pages for c in page.chars if seen(c)}
    assert min(sizes) >= 24
    assert max(sizes) >= 3 * min(sizes)  # the board's name


def test_a_han_character_of_the_smallest_size_is_a_200th_of_the_distance_high(pdf):
    """The inked height of the body's 当, not the em box: 1.5 m / 200 = 7.5 mm."""
    page = pdf.pages[0]
    char = next(c for c in page.chars if c["text"] == "当" and round(c["size"]) == 24)
    box = (char["x0"], char["top"] - 4, char["x1"], char["bottom"] + 4)
    picture = page.crop(box).to_image(resolution=254).original.convert("L")
    _, highest, _, lowest = picture.point(lambda value: 255 if value < 128 else 0).getbbox()
    assert (lowest - highest) / 10 >= 7.4


def test_every_sheet_says_whose_it_is_until_when_and_whom_to_call(hung):
    _, pdf = hung
    count = len(pdf.pages)
    for number, page in enumerate(pdf.pages, 1):
        text = page.extract_text(x_tolerance_ratio=0.3)
        for words in (
            "政务公开栏",
            "2026年第三季度",
            "监督电话：0000-3222222",
            "2026年10月10日公开",
            "保留至2026年12月31日",
        ):
            assert text.count(words) == 1, words
        assert f"第{number}张 共{count}张" in text
        stamp = page.search("（盖章）")[0]
        assert stamp["x0"] > page.width / 2
        facts, sheet_number = page.search("监督电话")[0], page.search(f"第{number}张")[0]
        assert sheet_number["top"] - facts["top"] > 42 * MM  # a township's seal measures 42 mm


def test_items_stand_in_order_under_their_class_and_none_is_cut(pdf):
    assert len(pdf.pages) > 1
    text = "".join(page.extract_text() for page in pdf.pages)
    order = [
        text.index(words) for group in board().classes for words in (group.name, *(i.title for i in group.items))
    ]
    assert order == sorted(order)
    for page in pdf.pages:
        headings = [c for c in page.chars if round(c["size"]) == 36 and c["non_stroking_color"] != (0, 0, 0)]
        foot = page.search("监督电话")[0]["top"]
        below = [c for c in page.chars if seen(c) and headings and headings[-1]["bottom"] < c["top"] < foot - 10]
        assert not headings or len(below) > 20  # a class's name is never the last thing on a sheet


@dataclass(frozen=True)
class Code:
    """Pixels of a sheet around one code, and where its dark modules lie in them."""

    picture: Image.Image
    inked: tuple[int, int, int, int]

    def modules(self, count: int, quiet: int) -> list[list[bool]]:
        left, top, right, _ = self.inked
        side = (right - left) / count
        places = [(index + 0.5) * side for index in range(-quiet, count + quiet)]
        return [[self.picture.getpixel((round(left + x), round(top + y))) < 128 for x in places] for y in places]


def code_beside(content: bytes, number: int, title: dict[str, Any], code_mm: float, margin_mm: float) -> Code:
    dpi = 300
    picture = pypdfium2.PdfDocument(content)[number].render(scale=dpi / 72).to_pil().convert("L")
    right, top, side = picture.width - margin_mm / 25.4 * dpi, title["top"] / 72 * dpi, code_mm / 25.4 * dpi
    beside = (right - side * 1.1, top - side * 0.1, right + side * 0.1, top + side * 1.3)
    left_out = picture.crop(tuple(map(round, beside)))
    return Code(left_out, left_out.point(lambda value: 255 if value < 128 else 0).getbbox())


@pytest.mark.parametrize("orientation", Orientation)
@pytest.mark.parametrize("sheet", Sheet)
def test_long_names_and_a_long_table_leave_no_sheet_empty(faces, sheet, orientation):
    rows = "".join(f"<tr><td>第{n}村</td><td>{n * 13}</td><td>{n}.50</td></tr>" for n in range(1, 31))
    title = "关于2026年第三季度全乡各村（社区）耕地地力保护补贴、稻谷生产者补贴和农机购置补贴发放情况的公示"
    crowded = item(1, title, summary="逐户明细在村公开栏张贴。" * 13, body_html=f"<table>{rows}</table>")
    unit, name = "澧县复兴镇双堰社区居民委员会办公室", "政务村务财务公开栏"
    shown = dataclasses.replace(
        board(sheet, orientation),
        unit=unit,
        name=name,
        classes=(BoardClass("惠民补贴", (crowded, item(2, "误工补贴"))),),
    )
    with pdfplumber.open(BytesIO(render_paper(shown, faces=faces))) as pdf:
        text = "".join("".join(c["text"] for c in seen_chars(page)) for page in pdf.pages)
        assert [f"第{n}村{n * 13}{n}.50" in text for n in range(1, 31)] == [True] * 30
        for page in pdf.pages:
            foot = page.search("监督电话")[0]["top"]
            assert len([c for c in seen_chars(page) if 60 * MM < c["top"] < foot - 10]) > 20
            assert max(c["x1"] for c in seen_chars(page)) <= page.width - 17 * MM


def test_codes_hold_their_addresses_and_are_30_mm_and_more(content, pdf):
    plan = plan_of(Sheet.A3, Orientation.PORTRAIT)
    found = 0
    for number, page in enumerate(pdf.pages):
        for shown in (each for group in board().classes for each in group.items):
            titles = [hit for hit in page.search(shown.title) if hit["chars"][0]["size"] > 29]
            if titles:
                matrix = [list(map(bool, row)) for row in segno.make(shown.address, error="m", micro=False).matrix]
                code = code_beside(content, number, titles[0], plan.code_mm, plan.margin_mm)
                left, top, right, bottom = (value / 300 * 25.4 for value in code.inked)
                assert (right - left, bottom - top) == pytest.approx((32, 32), abs=0.3)
                assert code.modules(len(matrix), 0) == matrix
                around = code.modules(len(matrix), 3)
                assert not any(any(row) for row in (*around[:3], *around[-3:]))
                assert not any(any((*row[:3], *row[-3:])) for row in around)
                found += 1
    assert found == 7


def test_file_is_tagged_archival_and_describes_its_codes(content):
    reader = pypdf.PdfReader(BytesIO(content))
    root = reader.trailer["/Root"]
    assert b"pdfaid:part" in root["/Metadata"].get_data()
    assert root["/MarkInfo"]["/Marked"]
    with pikepdf.open(BytesIO(content)) as opened:
        figures = [
            str(o.Alt) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
        ]
    assert sorted(figures) == sorted(
        f"二维码：{each.title}，{each.address}" for group in board().classes for each in group.items
    )
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)] == [
        "车溪乡人民政府政务公开栏（2026年第三季度）"
    ]


def test_same_board_gives_the_same_bytes_after_storing(content, faces):
    again = render_paper(from_json(as_json(board())), faces=faces)
    assert hashlib.sha256(again).digest() == hashlib.sha256(content).digest()


def test_all_faults_come_at_once_and_name_the_element(faces):
    bad = dataclasses.replace(
        board(),
        phone=" ",
        keep_until=date(2026, 1, 1),
        classes=(
            BoardClass(
                "村级财务",
                (
                    item(1, "甲村收支", summary="", body_html=""),
                    item(2, "乙村收支", address="lixian.example/1"),
                    item(3, "丙村收支", summary="多" * 161),
                    item(4, "丁村收支", body_html=f"<table><tr>{'<td>1</td>' * 12}</tr></table>"),
                    item(5, "戊村\ue123收支"),
                ),
            ),
        ),
    )
    faults = bad.faults(faces)
    wanted = ("监督电话", "保留日期", "甲村收支", "lixian.example/1", "161", "12栏", "U+E123")
    assert len(faults) == len(wanted)
    assert all(words in fault for words, fault in zip(wanted, faults, strict=True))


def test_a_board_without_items_is_refused_and_a_sound_one_is_not(faces):
    assert dataclasses.replace(board(), classes=(BoardClass("村级财务", ()),)).faults(faces) == (
        "公开栏没有公开事项。请至少选入一项。",
    )
    assert board().faults(faces) == ()
