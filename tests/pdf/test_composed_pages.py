"""Pages of composed paragraphs, printed by the engine and measured."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

import pdfplumber
import pypdfium2
import pytest
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from gkcloud.bulletins.issue import TEMPLATES
from gkcloud.typeset.body import Block, Paragraph, read_body
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.lines import Advances, Line, compose_lines
from gkcloud.typeset.marks import NEVER_FIRST, NEVER_LAST
from gkcloud.typeset.markup import blocks_markup
from gkcloud.typeset.sealed import SealedFetcher
from tests.factories.prose import body_html

MM = 72 / 25.4
RIGHT = 184 * MM
LEFT = 28 * MM
STEP = 225 / 22 * MM
PURE = "政务公开是建设法治政府的一项重要制度群众看得到听得懂能监督"
MIXED = (
    "<p>按（甲）（乙）、《丙》《丁》，“戊”。（见“己”《庚》）：“辛？”“壬”；大堰垱镇、𬭎、龘，"
    "等字照常显示，共12.5万m<sup>2</sup>，école、100,000元……如此——方可。</p>"
)
pytestmark = pytest.mark.pdf

Char = dict[str, Any]


def print_page(inside: str, faces: Faces) -> bytes:
    style = faces.stylesheet() + (TEMPLATES / "page.css").read_text(encoding="utf-8")
    song = faces.which_face_plays(Role.SONG).css_family
    html = f'<html lang="zh-CN"><style>html {{ --song: "{song}" }} {style}</style><body class="face-body">{inside}'
    page = HTML(string=html, url_fetcher=SealedFetcher(faces, {}))
    content: bytes = page.render(font_config=FontConfiguration(), pdf_tags=True).write_pdf(pdf_tags=True)
    return content


def lines_of(page: Any) -> list[list[Char]]:
    """The page's lines above the page number, each from left to right."""
    lines: dict[float, list[Char]] = {}
    for char in page.chars:
        if char["top"] < 262 * MM:
            # Raised characters stand higher than the line that they belong to.
            near = next((y for y in lines if abs(y - char["matrix"][5]) < 8), char["matrix"][5])
            lines.setdefault(near, []).append(char)
    return [sorted(lines[y], key=lambda char: char["x0"]) for y in sorted(lines, reverse=True)]


def text_of(line: list[Char]) -> str:
    return "".join(char["text"] for char in line)


@dataclass(frozen=True)
class Printed:
    blocks: tuple[Block, ...]
    composed: list[Line]
    is_last: list[bool]
    content: bytes
    pages: list[list[list[Char]]]

    @property
    def lines(self) -> list[list[Char]]:
        return [line for page in self.pages for line in page]

    def full_lines(self) -> Iterator[tuple[Line, list[Char]]]:
        """Lines that have to end at the right edge, as composed and as printed."""
        for composed, is_last, printed in zip(self.composed, self.is_last, self.lines, strict=True):
            if not is_last:
                yield composed, printed


@pytest.fixture(scope="module")
def printed(faces: Faces) -> Iterator[Printed]:
    body = body_html(Random(225), 24)  # noqa: S311 - invented prose
    body += f"<p>{PURE * 12}</p>" + MIXED * 3
    blocks = read_body(body)
    content = print_page(blocks_markup(blocks, faces), faces)
    composed, is_last, advances = [], [], Advances(faces)
    for block in blocks:
        lines = compose_lines(block.runs, advances)
        composed += lines
        is_last += [number == len(lines) for number in range(1, len(lines) + 1)]
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        yield Printed(blocks, composed, is_last, content, [lines_of(page) for page in pdf.pages])


def test_the_engine_prints_the_lines_as_composed(printed):
    assert [text_of(line) for page in printed.pages for line in page] == [line.text for line in printed.composed]
    assert len(printed.pages) > 9


def test_a_page_has_22_lines_on_the_grid(printed):
    full = [page for page in printed.pages if len(page) == 22]
    assert len(full) > 4
    assert max(map(len, printed.pages)) == 22
    for page in printed.pages:
        baselines = [min(char["matrix"][5] for char in line) for line in page]
        assert all(upper - lower == pytest.approx(STEP, abs=0.1 * MM) for upper, lower in pairwise(baselines))
        assert baselines[0] - baselines[-1] == pytest.approx(STEP * (len(page) - 1), abs=0.5 * MM)


def test_full_lines_end_at_the_right_edge(printed):
    ends = [line[-1]["x1"] for _, line in printed.full_lines()]
    assert len(ends) > 150
    assert max(ends) <= RIGHT + 0.3 * MM
    assert min(ends) >= RIGHT - 0.3 * MM


def test_lines_begin_at_the_left_edge_or_two_cells_in(printed):
    starts = [line[0]["x0"] for page in printed.pages for line in page]
    cell = 156 * MM / 28
    away = [min(abs(start - LEFT), abs(start - LEFT - 2 * cell)) for start in starts]
    assert max(away) < 0.1 * MM


def test_pure_chinese_has_28_cells(printed):
    pure = [line for composed, line in printed.full_lines() if set(composed.text) <= set(PURE)]
    cells = [len(line) for line in pure]
    assert cells == [26, *[28] * (len(cells) - 1)]
    assert len(cells) > 10
    for line in pure[1:]:
        steps = [right["x0"] - left["x0"] for left, right in pairwise(line)]
        assert max(steps) - min(steps) < 0.1


def test_no_line_starts_or_ends_with_a_forbidden_mark(printed):
    for page in printed.pages:
        for line in page:
            assert line[0]["text"] not in NEVER_FIRST or text_of(line).startswith("——")
            assert line[-1]["text"] not in NEVER_LAST


def test_marks_that_meet_share_a_cell_and_do_not_overlap(printed):
    halved = [line[at] for composed, line in zip(printed.composed, printed.lines, strict=True)
              for at in composed.halved]  # fmt: skip
    assert len(halved) > 60
    assert all(char["x1"] - char["x0"] == pytest.approx(8, abs=0.05) for char in halved)
    for page in printed.pages:
        for line in page:
            assert all(right["x0"] - left["x1"] > -1.3 for left, right in pairwise(line) if left["x1"] > left["x0"])


def source_text(printed: Printed) -> str:
    return "".join(block.text for block in printed.blocks)


def test_readers_of_the_text_get_the_source_back(printed):
    """Line ends are for the eye; apart from them the text is the source's, with its blanks and no others."""
    document = pypdfium2.PdfDocument(printed.content)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    joined = "".join(re.sub(r"—\s*\d+\s*—\s*$", "", page) for page in pages)
    assert re.sub(r"[\r\n]", "", joined) == source_text(printed)
    with pdfplumber.open(io.BytesIO(printed.content)) as pdf:
        pages = [page.crop((0, 0, page.width, 262 * MM)).extract_text() for page in pdf.pages]
    # pdfplumber has raised characters on a line of their own.
    assert re.sub(r"\n(2\n)?", "", "\n".join(pages)).replace("m2，", "m，") == source_text(printed).replace(
        "m2，", "m，"
    )


def test_no_heading_is_left_at_the_foot_of_a_page(faces):
    body = "".join(
        f"<h2>一、标题</h2>{'<h3>（一）小标题</h3>' if number % 3 else ''}<p>{PURE * (1 + number % 4)}</p>"
        for number in range(80)
    )
    with pdfplumber.open(io.BytesIO(print_page(blocks_markup(read_body(body), faces), faces))) as pdf:
        pages = [[text_of(line) for line in lines_of(page)] for page in pdf.pages]
    assert len(pages) > 12
    assert any(page[0].endswith("标题") for page in pages[1:])
    for page in pages:
        assert not page[-1].endswith("标题")


def test_the_signature_never_stands_alone_on_a_page(faces):
    advances = Advances(faces)
    signed = '<p class="signature">车溪乡人民政府</p><p class="date">2026年11月3日</p>'
    papers = []
    for length in range(17, 24):
        (paragraph,) = read_body(f"<p>{(PURE * 30)[: 28 * length - 10]}</p>")
        assert isinstance(paragraph, Paragraph)
        assert len(compose_lines(paragraph.runs, advances)) == length
        paper = blocks_markup([paragraph, *read_body(signed)], faces)
        papers.append(f'<section style="break-before: page">{paper}</section>')
    with pdfplumber.open(io.BytesIO(print_page("".join(papers), faces))) as pdf:
        pages = [[text_of(line) for line in lines_of(page)] for page in pdf.pages]
    with_signature = [page for page in pages if any("车溪乡" in line for line in page)]
    assert len(with_signature) == 7
    assert len(pages) > 7
    for page in with_signature:
        assert page.index("车溪乡人民政府") >= 2
        assert page[-1] == "2026年11月3日"
