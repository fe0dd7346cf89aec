"""A handbook's pages, measured: A5, two-sided, a whole number of folded sheets, found by theme and by audience."""

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import pairwise
from typing import Any

import pdfplumber
import pikepdf
import pypdf
import pypdfium2
import pytest

from gkcloud.papers.content import as_json, from_json
from gkcloud.papers.handbook import Handbook
from gkcloud.papers.policies import Extent, Policy, Theme, Validity
from gkcloud.papers.render import render_paper
from gkcloud.papers.stapled import missing_pages
from gkcloud.typeset.faces import Faces

MM = 72 / 25.4
ARTICLE = (
    "补贴对象为本县行政区域内拥有耕地承包权的种地农民，耕地已经流转的，补贴资金仍发给原承包农户，流转合同另有约定的从其约定；"
    "下列面积不予补贴：已作为畜牧养殖场使用的耕地，林地、草地，非农业征（占）用的耕地，以及长年抛荒的耕地。"
)
BODY = f"<p>{ARTICLE}</p>" * 3
POINT = "拥有耕地承包权的种地农民，每亩补贴不低于105元，由村里核实面积，张榜公示7天后打入“一卡通”。"
pytestmark = pytest.mark.pdf


def policy(number: int, title: str, *audiences: str, **changes: Any) -> Policy:
    known = Policy(
        title=title,
        issuer="澧县农业农村局",
        audiences=audiences,
        key_points=(POINT, "耕地抛荒一年以上的，次年不再发放。"),
        doc_no=f"澧农发〔2026〕{number}号",
        formed_on=date(2026, 3, number),
        apply_at="所在村（社区）便民服务中心",
        body_html=BODY,
        address=f"https://lixian.example/posts/{number:036}",
    )
    return dataclasses.replace(known, **changes)


HANDBOOK = Handbook(
    title="惠企惠民政策清单手册",
    unit="澧县人民政府办公室",
    edition="2026年版",
    made_on=date(2026, 9, 30),
    themes=(
        Theme(
            "种粮与农业补贴",
            (
                policy(1, "耕地地力保护补贴发放办法", "农户", "家庭农场"),
                policy(2, "稻谷生产者补贴办法", "农户", extent=Extent.WHOLE),
                policy(3, "农机购置补贴办法", "合作社", validity=Validity.AMENDED, body_html="", address=""),
            ),
        ),
        Theme("养老救助", (policy(4, "高龄津贴发放办法", "个人"), policy(5, "临时救助暂行办法", "个人", "农户", validity=Validity.REPEALED))),
        Theme("空主题", ()),
    ),
    how_to_use="本手册按主题编排，每件政策写明适用对象、政策要点和办理地点。\n标为“失效”“废止”的，不能作为办事依据。",
    phone="0000-3222222",
)  # fmt: skip
POLICIES = [each for theme in HANDBOOK.themes for each in theme.policies]


@pytest.fixture(scope="module")
def content(faces: Faces) -> bytes:
    return render_paper(HANDBOOK, faces=faces)


@pytest.fixture(scope="module")
def pdf(content: bytes) -> Iterator[pdfplumber.PDF]:
    with pdfplumber.open(BytesIO(content)) as opened:
        yield opened


def seen(page: Any) -> list[dict[str, Any]]:
    return [c for c in page.chars if not c["text"].isspace()]


def is_titled(page: Any, title: str) -> bool:
    return title in "".join(c["text"] for c in page.chars if round(c["size"]) == 15)


def titled_pages(pdf: pdfplumber.PDF) -> list[int]:
    return [next(n for n, page in enumerate(pdf.pages, 1) if is_titled(page, each.title)) for each in POLICIES]


def test_pages_are_a5_with_the_wider_margin_at_the_staples(pdf):
    assert {(round(page.width / MM), round(page.height / MM)) for page in pdf.pages} == {(148, 210)}
    for number, page in enumerate(pdf.pages[1:-1], 2):
        chars = seen(page)
        left, right = (21, 15) if number % 2 else (15, 21)
        assert min(c["x0"] for c in chars) >= left * MM - 1
        assert max(c["x1"] for c in chars) <= (148 - right) * MM + 1
    starts = {n % 2: round(min(c["x0"] for c in seen(pdf.pages[n - 1])) / MM) for n in titled_pages(pdf)}
    assert starts == {1: 21, 0: 15}


def test_page_numbers_lie_outside(pdf):
    numbered = 0
    for number, page in enumerate(pdf.pages, 1):
        foot = [c for c in seen(page) if c["top"] > 192 * MM]
        if not foot:
            continue
        numbered += 1
        assert "".join(c["text"] for c in foot) == f"—{number}—"
        if number % 2:
            assert foot[-1]["x1"] == pytest.approx((148 - 15) * MM, abs=1)
        else:
            assert foot[0]["x0"] == pytest.approx(15 * MM, abs=1)
    assert numbered >= len(pdf.pages) - 5
    assert not [c for c in seen(pdf.pages[0]) if c["top"] > 192 * MM]


@pytest.mark.parametrize("count", [2, 4])  # no blank page, three
def test_pages_fill_whole_sheets_and_blank_ones_say_so(faces, count):
    short = dataclasses.replace(HANDBOOK, themes=(Theme("种粮与农业补贴", tuple(POLICIES[:count])),))
    with pdfplumber.open(BytesIO(render_paper(short, faces=faces))) as pdf:
        texts = [page.extract_text() for page in pdf.pages]
    assert len(texts) % 4 == 0
    assert all(texts)
    blanks = [number for number, text in enumerate(texts) if text == "（此页空白）"]
    assert len(blanks) < 4
    assert blanks == list(range(len(texts) - 1 - len(blanks), len(texts) - 1))
    assert "以正式文件为准" in texts[-1]


@pytest.mark.parametrize(("pages", "wanting"), [(4, 0), (5, 3), (7, 1), (8, 0)])
def test_pages_wanting_to_a_whole_sheet(pages, wanting):
    assert missing_pages(pages, 4) == wanting


def test_contents_give_the_real_pages_by_theme_and_by_audience(pdf):
    contents = "\n".join(page.extract_text() for page in pdf.pages[2:4])
    for each, page in zip(POLICIES, titled_pages(pdf), strict=True):
        assert int(re.search(rf"{each.title}\D*(\d+)\n", contents + "\n")[1]) == page
    for audience in ("农户", "家庭农场", "合作社", "个人"):
        page = int(re.search(rf"^{audience}（\d件）\D*(\d+)$", contents, re.MULTILINE)[1])
        assert re.search(rf"^{audience}$", pdf.pages[page - 1].extract_text(), re.MULTILINE)


def test_index_lists_each_policy_under_each_of_its_audiences(pdf):
    text = "\n".join(page.extract_text() for page in pdf.pages)
    index = text[text.rindex("按对象索引\n农户") :]
    farmers = index[index.index("\n农户") : index.index("\n家庭农场")]
    listed = [int(number) for number in re.findall(r"^(\d+)\. ", farmers, re.MULTILINE)]
    assert listed == [1, 2, 5]
    pages = [int(number) for number in re.findall(r"(\d+)$", farmers, re.MULTILINE)]
    assert pages == [titled_pages(pdf)[at] for at in (0, 1, 4)]


def test_a_policy_tells_what_a_reader_asks_in_order(content):
    text = "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    text = re.sub(r"\s", "", text)
    start = text.index("1.耕地地力保护补贴发放办法文号")
    order = (
        "澧农发〔2026〕1号", "澧县农业农村局", "2026年3月1日", "农户、家庭农场", "便民服务中心", "有效", "政策要点",
        POINT, "政策原文（摘录）", ARTICLE,
    )  # fmt: skip
    places = []
    for words in order:
        places.append(text.index(words, places[-1] if places else start))
    assert places == sorted(places)
    assert "政策原文（全文）" in text


def test_a_policy_that_is_no_longer_in_force_warns_and_is_marked_in_the_lists(pdf):
    pages = titled_pages(pdf)
    assert "本件部分内容已经修改" in pdf.pages[pages[2] - 1].extract_text()
    assert "本件已经废止，仅供查阅" in pdf.pages[pages[4] - 1].extract_text()
    contents = "".join(page.extract_text() for page in pdf.pages[2:4])
    assert "临时救助暂行办法（废止）" in contents
    assert "稻谷生产者补贴办法（" not in contents


@pytest.mark.parametrize(("size", "pitch", "words"), [(12.0, 20.0, "农户"), (10.5, 17.0, "补贴")])
def test_full_lines_end_at_the_right_edge_on_an_even_pitch(pdf, size, pitch, words):
    ends, steps = [], []
    for page in (pdf.pages[number - 1] for number in titled_pages(pdf)):
        number = page.page_number
        right = (148 - (15 if number % 2 else 21)) * MM
        quoted = page.search("政策原文|政策要点")
        lines: dict[int, list[dict[str, Any]]] = {}
        for c in seen(page):
            if round(c["size"], 1) == size and quoted and c["top"] > quoted[0]["bottom"] and c["top"] < 190 * MM:
                lines.setdefault(round(c["matrix"][5]), []).append(c)
        rows = sorted(lines.items(), reverse=True)
        ends += [max(c["x1"] for c in chars) - right for _, chars in rows if max(c["x1"] for c in chars) > right - 12]
        steps += [upper - lower for (upper, _), (lower, _) in pairwise(rows) if upper - lower < pitch * 1.2]
    assert len(ends) >= 4
    assert all(abs(end) < 0.3 * MM for end in ends)
    assert steps.count(pitch) > len(steps) * 0.8


def test_nothing_is_too_small_to_read(pdf):
    assert min(round(c["size"], 1) for page in pdf.pages for c in seen(page)) >= 9


def test_file_is_tagged_archival_with_bookmarks_and_described_codes(content):
    reader = pypdf.PdfReader(BytesIO(content))
    assert b"pdfaid:part" in reader.trailer["/Root"]["/Metadata"].get_data()
    assert reader.metadata.title == "惠企惠民政策清单手册（2026年版）"
    top = [entry.title for entry in reader.outline if not isinstance(entry, list)]
    assert top == ["使用说明", "目录", "种粮与农业补贴", "养老救助", "按对象索引"]
    inner = [entry.title for entry in reader.outline if isinstance(entry, list) for entry in entry]
    assert inner == [f"{number}. {each.title}" for number, each in enumerate(POLICIES, 1)]
    with pikepdf.open(BytesIO(content)) as opened:
        figures = [
            str(o.Alt) for o in opened.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Figure"
        ]
    assert len(figures) == 4
    assert all(words.startswith("二维码：") for words in figures)


def test_same_handbook_gives_the_same_bytes_after_storing(content, faces):
    assert render_paper(from_json(as_json(HANDBOOK)), faces=faces) == content


def test_all_faults_come_at_once_and_name_the_policy(faces):
    wrong = (
        policy(1, "甲办法"),
        policy(2, "乙办法", "农户", key_points=(" ",), body_html=""),
        policy(3, " ", "农户", issuer=""),
        policy(4, "丁办法", "农户", address="ftp://lixian.example"),
        policy(5, "戊办法\ue123", "农户"),
    )
    faults = dataclasses.replace(HANDBOOK, unit="", themes=(Theme("", wrong),)).faults(faces)
    wanted = (
        "编印单位",
        "主题没有名称",
        "《甲办法》没有适用对象",
        "《乙办法》既没有要点",
        "第3件没有标题",
        "第3件没有发文机关",
        "ftp://",
        "U+E123",
    )
    assert len(faults) == len(wanted)
    assert all(words in fault for words, fault in zip(wanted, faults, strict=True))


def test_a_handbook_without_policies_is_refused_and_a_sound_one_is_not(faces):
    assert dataclasses.replace(HANDBOOK, themes=()).faults(faces) == ("手册没有政策。请至少选入一件。",)
    assert HANDBOOK.faults(faces) == ()
