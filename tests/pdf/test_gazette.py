"""A gazette in parts: its pages, what leads to them, and that the parts look as the whole would."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from pikepdf import Name, Object, Page, Pdf

from gkcloud.papers.content import as_json, from_json
from gkcloud.papers.gazette import Gazette, GazetteItem
from gkcloud.papers.limits import limits_for
from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.papers.partwork import print_in_parts
from gkcloud.papers.render import lay_out, write_pdf
from gkcloud.typeset.faces import Faces

pytestmark = pytest.mark.pdf

MM = 72 / 25.4
PART_PAGES = 4
SENTENCE = "各乡镇按照《条例》和本办法的规定，于{}前把办理依据、办结时限上墙上网，全县共涉及{}项。"
APPOINTMENTS = (
    ("澧县人民政府关于张某某同志任职的通知", "澧政人〔2026〕5号", "任命张某某同志为县水利局副局长。"),
    ("澧县人民政府关于王某某同志免职的通知", "澧政人〔2026〕4号", "免去王某某同志县林业局副局长职务。"),
)


def body(name: str, paragraphs: int) -> str:
    text = "".join(
        f"<p>{name}第{n}条　{SENTENCE.format(f'2026年{n % 12 + 1}月底', n)}</p>" for n in range(1, paragraphs + 1)
    )
    return f"<p class='addressee'>各乡镇人民政府：</p><h2>一、{name}的总体要求</h2>{text}<p class='date'>2026年8月1日</p>"


@pytest.fixture(scope="module")
def gazette() -> Gazette:
    long = [
        GazetteItem(
            title=f"澧县人民政府关于印发《{name}管理办法》的通知",
            body_html=body(name, 18),
            group=group,
            doc_no=f"{code}〔2026〕{number}号",
            issuer="澧县人民政府",
            subject_class=subject,
            formed_on=date(2026, 8, number),
            published_on=date(2026, 8, number + 2),
        )
        for name, group, code, number, subject in (
            ("灌溉用水", "县政府文件", "澧政发", 12, "农业、水利"),
            ("村级公益岗位", "县政府办公室文件", "澧政办发", 3, "民政"),
            ("农机购置补贴", "县政府文件", "澧政发", 9, "农业、水利"),
            ("公共租赁住房", "县政府办公室文件", "澧政办发", 8, ""),
        )
    ]
    short = [
        GazetteItem(title, f"<p>{text}</p>", "人事任免", doc_no, "澧县人民政府", "人事", date(2026, 8, 20))
        for title, doc_no, text in APPOINTMENTS
    ]
    return Gazette(
        name="澧县人民政府公报",
        year=2026,
        number=3,
        total_number=27,
        organ="澧县人民政府办公室",
        issued_on=date(2026, 10, 15),
        items=(*long, *short),
        period_from=date(2026, 7, 1),
        period_to=date(2026, 9, 30),
        contacts=("电话：0000-0000000",),
    )


@dataclass(frozen=True)
class Printed:
    gazette: Gazette
    content: bytes
    stages: list[tuple[str, int]]
    plumber: pdfplumber.PDF
    pdf: Pdf

    @property
    def body_start(self) -> int:
        """The index of the page that is numbered 1."""
        return next(n for n, page in enumerate(self.plumber.pages) if "— 1 —" in page.extract_text())

    def titled(self) -> dict[str, int]:
        """The number of the page on which each document's title stands, set in 22 points."""
        found = {}
        for number, page in enumerate(self.plumber.pages[self.body_start :], 1):
            large = "".join(c["text"] for c in page.chars if round(c["size"], 1) == 22.0)
            found |= {item.title: number for item in self.gazette.items if item.title in large}
        return found


@pytest.fixture(scope="module")
def printed(gazette: Gazette, faces: Faces) -> Iterator[Printed]:
    stages: list[tuple[str, int]] = []
    content = print_in_parts(
        gazette, faces=faces, progress=lambda *report: stages.append(report), part_pages=PART_PAGES
    )
    with pdfplumber.open(BytesIO(content)) as plumber, Pdf.open(BytesIO(content)) as pdf:
        yield Printed(gazette, content, stages, plumber, pdf)


def words(page: Any) -> str:
    return re.sub(r"\s", "", page.extract_text(x_tolerance=6))


def destinations(pdf: Pdf) -> dict[str, tuple[int, float]]:
    """Page (from 0) and height on it of each named destination."""
    names = list(pdf.Root.Names.Dests.Names)
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    return {
        str(name): (pages[target[0].objgen], float(target[3]))
        for name, target in zip(names[::2], names[1::2], strict=True)
    }


def links(pdf: Pdf) -> list[tuple[int, Object]]:
    return [
        (number, link)
        for number, page in enumerate(pdf.pages)
        for link in page.obj.get("/Annots", ())
        if link.Subtype == Name.Link
    ]


def test_it_is_set_in_several_parts(gazette, faces):
    parts = gazette.parts(faces, pages=PART_PAGES)
    assert len(parts) >= 3
    assert len(gazette.parts(faces)) == 1


def test_contents_give_the_real_pages_by_class_in_the_order_given(printed):
    contents = "".join(words(page) for page in printed.plumber.pages[1 : printed.body_start])
    titled, expected = printed.titled(), "目录"
    for group in ("县政府文件", "县政府办公室文件", "人事任免"):
        expected += group
        for item in printed.gazette.items:
            if item.group == group:
                expected += f"{item.title}（{item.doc_no}）{titled[item.title]}"
    assert re.sub("—I+—", "", contents) == expected
    assert len(titled) == len(printed.gazette.items)


def test_links_of_contents_and_index_go_to_the_documents(printed):
    targets, titled, start = destinations(printed.pdf), printed.titled(), printed.body_start
    followed = {}
    for number, link in links(printed.pdf):
        page, _ = targets[str(link.Dest)]
        followed.setdefault(number, set()).add(str(link.Dest))
        item = printed.gazette.items[int(str(link.Dest).removeprefix("doc-")) - 1]
        assert page - start + 1 == titled[item.title]
        assert str(link.Contents) == f"第{titled[item.title]}页"
        assert "/A" not in link
    every = {f"doc-{number}" for number in range(1, len(printed.gazette.items) + 1)}
    assert set.union(*(found for page, found in followed.items() if page < start)) == every
    assert set.union(*(found for page, found in followed.items() if page > start)) == every
    assert start not in followed


def test_two_documents_of_a_page_have_places_of_their_own(printed):
    upper, lower = (destinations(printed.pdf)[anchor] for anchor in ("doc-5", "doc-6"))
    assert upper[0] == lower[0]
    assert upper[1] > lower[1] + 100


def test_outline_is_the_contents(printed):
    def flat(items: Any, level: int = 1) -> Iterator[tuple[int, str, int]]:
        for item in items:
            page = next(n for n, p in enumerate(printed.pdf.pages) if p.obj.objgen == item.destination[0].objgen)
            yield level, str(item.title), page
            yield from flat(item.children, level + 1)

    with printed.pdf.open_outline() as outline:
        entries = list(flat(outline.root))
    tops = [title for level, title, _ in entries if level == 1]
    assert tops == ["封面", "目录", "县政府文件", "县政府办公室文件", "人事任免", "索引", "版权页"]
    titled, start = printed.titled(), printed.body_start
    documents = {title: page for level, title, page in entries if level == 2 and title in titled}
    assert documents == {title: start + number - 1 for title, number in titled.items()}
    assert [title for level, title, _ in entries if level == 3][:1] == ["一、灌溉用水的总体要求"]


def test_each_document_begins_a_page_and_short_ones_of_a_class_share(printed):
    pages = sorted(printed.titled().values())
    assert len(set(pages)) == len(pages) - 1
    titled = printed.titled()
    assert titled[APPOINTMENTS[0][0]] == titled[APPOINTMENTS[1][0]]


def test_head_of_a_document_has_number_issuer_and_dates(printed):
    first = printed.plumber.pages[printed.body_start].extract_text()
    order = [
        "县政府文件",
        "管理办法",
        "澧政发〔2026〕12号",
        "2026年8月12日成文",
        "2026年8月14日公开发布",
        "各乡镇人民政府：",
    ]
    places = [first.index(text) for text in order]
    assert places == sorted(places)


def test_running_heads_name_the_number_outside_and_the_class_inside(printed):
    start = printed.body_start
    for number, page in enumerate(printed.plumber.pages[start : start + len(set(printed.titled().values()))], 1):
        head = [c for c in page.chars if c["top"] < 34 * MM and c["text"].strip()]
        text = "".join(c["text"] for c in sorted(head, key=lambda c: c["x0"]))
        group = next(item.group for item in printed.gazette.items if item.group in text)
        assert {round(c["size"], 1) for c in head} == {10.5}
        if number % 2:
            assert text == f"{group}澧县人民政府公报2026年第3期"
            assert max(c["x1"] for c in head) == pytest.approx(184 * MM, abs=1)
        else:
            assert text == f"澧县人民政府公报2026年第3期{group}"
            assert min(c["x0"] for c in head) == pytest.approx(28 * MM, abs=1)
        assert text.count("公报") == 1


def test_page_numbers_run_on_over_the_parts_odd_right_even_left(printed):
    numbered = 0
    for number, page in enumerate(printed.plumber.pages[printed.body_start :], 1):
        foot = [c for c in page.chars if c["top"] > 265 * MM and c["text"].strip()]
        if not foot:
            continue
        numbered = number
        assert "".join(c["text"] for c in foot) == f"—{number}—"
        assert (foot[0]["x0"] > 105 * MM) == bool(number % 2)
    assert numbered > max(printed.titled().values())


def test_printed_on_both_sides_body_begins_right_and_colophon_ends_it(printed):
    assert printed.body_start % 2 == 0
    assert len(printed.plumber.pages) % 2 == 0
    last = printed.plumber.pages[-1].extract_text()
    for text in (
        "澧县人民政府公报",
        "2026年第3期（总第27期）",
        "澧县人民政府办公室",
        "2026年10月15日",
        "电话：0000-0000000",
    ):
        assert text in last


def test_viewers_count_as_the_pages_do(printed):
    start = printed.body_start
    labels = [page.label for page in printed.pdf.pages]
    assert labels[0] == "封面"
    assert labels[1] == "I"
    assert labels[start : start + 3] == ["1", "2", "3"]
    assert labels[-1] == str(len(labels) - start)


def test_a_full_page_has_22_lines_of_the_type_area(printed):
    pages = printed.plumber.pages[printed.body_start :]
    baselines = max((baselines_of(page) for page in pages), key=len)
    assert len(baselines) == 22
    assert baselines[0] - baselines[-1] == pytest.approx(21 * 28.95, abs=0.5 * MM)


def baselines_of(page: Any) -> list[float]:
    """The heights of the lines of the page that are set in the body's size, from above, each once."""
    heights = sorted((c["matrix"][5] for c in page.chars if round(c["size"], 1) == 16.0), reverse=True)
    return [height for number, height in enumerate(heights) if not number or heights[number - 1] - height > 3]


def test_index_lists_numbers_in_order_and_subjects(printed):
    index = "".join(words(page) for page in printed.plumber.pages if "索引" in page.extract_text())
    titled = printed.titled()
    rows = [(item.doc_no, item.title) for item in printed.gazette.items]
    by_number = [rows[i] for i in (2, 0, 1, 3, 5, 4)]
    at = [index.index(f"{doc_no}{title[:8]}") for doc_no, title in by_number]
    assert at == sorted(at)
    subjects = index[index.index("主题索引") :]
    assert f"农业、水利{rows[0][1]}{titled[rows[0][1]]}{rows[2][1]}{titled[rows[2][1]]}民政" in subjects
    assert subjects.index("人事") < subjects.index("未标主题")


def test_text_comes_out_in_order_over_the_parts(printed):
    last = max(printed.titled().values())
    pages = printed.plumber.pages[printed.body_start : printed.body_start + last]
    text = "".join(re.sub(r"—\d+—$", "", words(page)) for page in pages)
    for name in ("灌溉用水", "农机购置补贴", "村级公益岗位", "公共租赁住房"):
        places = [text.index(f"{name}第{number}条") for number in range(1, 19)]
        assert places == sorted(places)


def test_the_parts_look_as_the_whole(printed, faces):
    html = printed.gazette.compose(faces)
    with pdfplumber.open(BytesIO(write_pdf(lay_out(html, faces, {}), html, {}))) as whole:
        assert len(whole.pages) == len(printed.plumber.pages)
        for alone, joined in zip(whole.pages, printed.plumber.pages, strict=True):
            assert places(alone) == places(joined)


def places(page: Any) -> list[tuple[str, float, float, str]]:
    return sorted(
        (c["text"], round(c["x0"]), round(c["top"]), c["fontname"]) for c in page.chars if c["text"].strip()
    )


def test_every_mark_of_every_page_has_an_element_in_the_tree(printed):
    root = printed.pdf.Root.StructTreeRoot
    numbers = list(root.ParentTree.Nums)
    keys = [int(key) for key in numbers[::2]]
    assert keys == list(range(len(keys)))
    assert int(root.ParentTreeNextKey) == len(keys)
    holders = dict(zip(keys, numbers[1::2], strict=True))
    held = set(content_of(root.K[0]))
    used = []
    for page in printed.pdf.pages:
        marks = marked_content(page)
        if not marks:
            continue
        used.append(int(page.obj.StructParents))
        for mark in marks:
            holder = holders[used[-1]][mark]
            assert mark in [kid for kid in holder.K if isinstance(kid, int)]
            assert holder.Pg.objgen == page.obj.objgen
            assert (page.obj.objgen, mark) in held
    for _, link in links(printed.pdf):
        used.append(int(link.StructParent))
        holder = holders[used[-1]]
        assert str(holder.S) == "/Link"
        assert any(not isinstance(kid, int) and kid.get("/Obj", link).objgen == link.objgen for kid in holder.K)
    assert len(used) == len(set(used))
    assert len(held) > 250


def marked_content(page: Page) -> list[int]:
    content = b"" if "/Contents" not in page.obj else page.obj.Contents.read_bytes()
    return [int(mark) for mark in re.findall(rb"/MCID (\d+)", content)]


def content_of(element: Object) -> Iterator[tuple[tuple[int, int], int]]:
    for kid in element.K:
        if isinstance(kid, int):
            yield element.Pg.objgen, kid
        elif "/S" in kid:
            assert kid.P.objgen == element.objgen
            yield from content_of(kid)


def test_running_heads_and_page_numbers_are_read_to_nobody(printed):
    page = printed.pdf.pages[printed.body_start + 1]
    content = page.obj.Contents.read_bytes()
    assert content.count(b"/Artifact\n<</Type /Pagination>>\nBDC") == 3
    assert content.count(b"BMC") + content.count(b"BDC") == content.count(b"EMC")


def test_it_is_one_archival_file_with_each_face_once(printed):
    pdf = printed.pdf
    metadata = bytes(pdf.Root.Metadata.read_bytes()).decode()
    assert 'pdfaid:part="2"' in metadata
    assert 'pdfaid:conformance="B"' in metadata
    assert printed.gazette.label in metadata
    assert str(pdf.docinfo.Title) == printed.gazette.label
    assert str(pdf.docinfo.Author) == "澧县人民政府办公室"
    assert str(pdf.Root.Lang) == "zh-CN"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert str(pdf.Root.ViewerPreferences.Duplex) == "/DuplexFlipLongEdge"
    assert len(pdf.Root.OutputIntents) == 1
    fonts = {
        font.objgen: str(font.BaseFont) for page in pdf.pages for font in page.Resources.get("/Font", {}).values()
    }
    assert len(set(fonts.values())) == len(fonts) >= 4
    embedded = [font for font in pdf.objects if isinstance(font, Object) and is_descriptor(font)]
    assert len(embedded) == len(fonts)
    assert all("/FontFile3" in font or "/FontFile2" in font for font in embedded)
    assert not pdf.check_pdf_syntax()


def is_descriptor(thing: Object) -> bool:
    return thing._type_name == "dictionary" and thing.get("/Type") == Name.FontDescriptor


def test_the_same_gazette_gives_the_same_bytes(printed, faces):
    again = from_json(as_json(printed.gazette))
    assert isinstance(again, Gazette)
    assert print_in_parts(again, faces=faces, progress=lambda *_: None, part_pages=PART_PAGES) == printed.content


def test_progress_never_falls_and_names_the_stages(printed):
    percentages = [percent for _, percent in printed.stages]
    assert percentages == sorted(percentages)
    assert printed.stages[-1] == ("写入", 100)
    assert list(dict.fromkeys(stage for stage, _ in printed.stages)) == [
        "排版", "渲染", "生成索引", "生成目录", "合并", "写入"
    ]  # fmt: skip


def test_a_note_stands_behind_the_cover_and_without_it_the_contents_do(gazette, faces):
    html = replace(gazette, note="本刊收录行政规范性文件。").front(faces, {})
    document = lay_out(html.replace("gk-part:", "https://example.invalid/"), faces, {})
    assert len(document.pages) == 3
    assert "contents" in document.pages[2].anchors


def test_a_gazette_over_the_limit_of_pages_is_refused_before_all_of_it_is_set(gazette: Gazette, faces: Faces) -> None:
    few = replace(limits_for(Gazette.KIND), pages=2)
    told: list[tuple[str, int]] = []
    with pytest.raises(PaperNotPrintable, match="超过2页"):
        print_in_parts(
            gazette, faces=faces, progress=lambda *report: told.append(report), part_pages=PART_PAGES, limits=few
        )
    assert "合并" not in dict(told)
