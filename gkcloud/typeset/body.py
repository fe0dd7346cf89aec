"""The body of a post as blocks: sanitised HTML in, paragraphs of runs, tables and pictures out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import lxml.html
import nh3
from lxml import etree

from gkcloud.typeset.faces import Role
from gkcloud.typeset.headings import Heading, find_heading
from gkcloud.typeset.marks import full_width_marks, without_stray_spaces
from gkcloud.typeset.pictures import FILE_SCHEME

# Only what a page can show; everything that could load, run or style is dropped here, whoever stored it.
_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "pre", "figcaption", "caption"})
_CONTAINERS = frozenset({"div", "section", "article", "ul", "ol", "figure", "dl", "dt", "dd"})
_INLINE = frozenset({"strong", "b", "em", "i", "u", "sub", "sup", "br", "span", "img"})
_TABLE = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
_ALLOWED = set(_BLOCKS | _CONTAINERS | _INLINE | _TABLE)
_ATTRIBUTES = {"img": {"src", "alt"}, "p": {"class"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}}
_LEVELS = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 4}
_SPACE = re.compile(r"[\s\u3000]+")
_MOST_COLUMNS_SPANNED = 100


@dataclass(frozen=True, slots=True)
class Run:
    """Characters set alike: in the face of ``role``, raised or lowered where ``shift`` is sup or sub."""

    text: str
    role: Role
    shift: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs with one first-line indent; ``level`` 1 to 4 if the whole paragraph is a heading, otherwise 0.

    ``part`` is the element of a document that the paragraph is, if its place differs: addressee, signature or date.
    """

    runs: tuple[Run, ...]
    level: int = 0
    part: str = ""

    @property
    def text(self) -> str:
        """The characters of all runs."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture (address in the ``gk-file:`` scheme) and its description."""

    address: str
    description: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its lines of text and the columns and rows it spans."""

    lines: tuple[str, ...]
    is_header: bool
    columns: int
    rows: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first ``header_rows`` rows are repeated on every page it runs over."""

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    caption: str = ""

    @property
    def text(self) -> str:
        """The characters of all cells."""
        return self.caption + "".join(line for row in self.rows for cell in row for line in cell.lines)


Block = Paragraph | Picture | Table


# Paragraphs of an official document that stand elsewhere than the running text (GB/T 9704-2012, 7.3.2, 7.3.5).
PARTS = frozenset({"addressee", "signature", "date"})


def read_body(body_html: str) -> tuple[Block, ...]:
    """Return the blocks of ``body_html`` in order; markup a page cannot show is dropped, its text kept."""
    clean = nh3.clean(
        body_html,
        tags=_ALLOWED,
        attributes=_ATTRIBUTES,
        url_schemes={FILE_SCHEME},
        link_rel=None,
        strip_comments=True,
    )
    if not clean.strip():
        return ()
    root = lxml.html.fragment_fromstring(clean, create_parent="div")
    return tuple(_blocks_of(root))


def _blocks_of(element: etree._Element) -> Iterator[Block]:
    """Walk a container: block children become blocks, loose text and inline elements a paragraph."""
    loose: list[Run] = []
    if element.text:
        loose.append(Run(element.text, Role.BODY))
    for number, child in enumerate(element.iterchildren("*"), 1):
        if child.tag in _BLOCKS | _CONTAINERS | _TABLE | {"img"} or child.find(".//img") is not None:
            yield from _paragraphs(loose)
            loose = []
            yield from _block(child, number)
        elif child.tag == "br":
            yield from _paragraphs(loose)
            loose = []
        else:
            loose += _runs_of(child, Role.BODY, "")
        if child.tail:
            loose.append(Run(child.tail, Role.BODY))
    yield from _paragraphs(loose)


def _block(element: etree._Element, number: int) -> Iterator[Block]:
    tag = element.tag
    if tag == "img":
        address = element.get("src", "")
        if address.startswith(f"{FILE_SCHEME}:"):
            yield Picture(address, _tidy(element.get("alt", "")))
    elif tag == "table":
        yield from _table(element)
    elif tag in _CONTAINERS or (element.find("*") is not None and _holds_blocks(element)):
        yield from _blocks_of(element)
    else:
        role = Role.KAI if tag in {"blockquote", "figcaption"} else Role.BODY
        runs = _runs_of(element, role, "")
        if tag == "li":
            parent = element.getparent()
            is_ordered = parent is not None and parent.tag == "ol"
            runs.insert(0, Run(f"{number}. " if is_ordered else "• ", Role.BODY))
        part = element.get("class", "")
        for paragraph in _paragraphs(runs, marked=_LEVELS.get(tag)):
            yield replace(paragraph, part=part) if part in PARTS else paragraph


def _holds_blocks(element: etree._Element) -> bool:
    return any(child.tag in _BLOCKS | _CONTAINERS | {"table", "img"} for child in element.iterdescendants("*"))


def _runs_of(element: etree._Element, role: Role, shift: str) -> list[Run]:
    """Return the runs of an inline element; a line break becomes a line feed."""
    runs = [Run(element.text, role, shift)] if element.text else []
    for child in element.iterchildren("*"):
        if child.tag == "br":
            runs.append(Run("\n", role, shift))
        else:
            inner_role = {"strong": Role.HEI, "b": Role.HEI, "em": Role.KAI, "i": Role.KAI}.get(child.tag, role)
            runs += _runs_of(child, inner_role, child.tag if child.tag in {"sub", "sup"} else shift)
        if child.tail:
            runs.append(Run(child.tail, role, shift))
    return runs


def _paragraphs(runs: list[Run], *, marked: int | None = None) -> Iterator[Paragraph]:
    """Split runs at line feeds that came from line breaks, tidy the text, and find the headings."""
    line: list[Run] = []
    for run in runs:
        if run.text == "\n":
            yield from _paragraph(line, marked)
            line = []
        else:
            line.append(run)
    yield from _paragraph(line, marked)


def _paragraph(runs: list[Run], marked: int | None) -> Iterator[Paragraph]:
    tidy = tidy_runs(runs)
    if not tidy:
        return
    heading = find_heading("".join(run.text for run in tidy), marked=marked)
    if heading is None:
        yield Paragraph(tidy)
    else:
        length = sum(len(run.text) for run in tidy)
        yield Paragraph(_with_heading(tidy, heading), heading.level if heading.length == length else 0)


def tidy_runs(runs: list[Run]) -> tuple[Run, ...]:
    """Return the runs with one blank for many, none at either end, and full-width marks where they belong."""
    tidy: list[Run] = []
    for run in runs:
        text = _SPACE.sub(" ", run.text)
        if not tidy or tidy[-1].text.endswith(" "):
            text = text.lstrip()
        text = without_stray_spaces(full_width_marks(text))
        if text and tidy and (tidy[-1].role, tidy[-1].shift) == (run.role, run.shift):
            tidy[-1] = Run(without_stray_spaces(full_width_marks(tidy[-1].text + text)), run.role, run.shift)
        elif text:
            tidy.append(Run(text, run.role, run.shift))
    if tidy:
        tidy[-1] = Run(tidy[-1].text.rstrip(), tidy[-1].role, tidy[-1].shift)
    return tuple(run for run in tidy if run.text)


def _with_heading(runs: tuple[Run, ...], heading: Heading) -> tuple[Run, ...]:
    """Set the heading's characters in the face of its level; levels 3 and 4 keep the body's."""
    role = {1: Role.HEI, 2: Role.KAI}.get(heading.level, Role.BODY)
    left, result = heading.length, []
    for run in runs:
        if left > 0:
            result.append(Run(run.text[:left], role, run.shift))
        if run.text[max(left, 0) :]:
            result.append(Run(run.text[max(left, 0) :], run.role, run.shift))
        left -= len(run.text)
    return tuple(result)


def _table(element: etree._Element) -> Iterator[Block]:
    caption = element.find("caption")
    rows = [_row(row) for row in element.iter("tr") if _nearest_table(row) is element]
    rows = [row for row in rows if row]
    if not rows:
        return
    in_head = sum(1 for row in element.iterfind("thead/tr") if len(row))
    header_rows = 0
    for row in rows:
        if header_rows < in_head or all(cell.is_header for cell in row):
            header_rows += 1
        else:
            break
    title = "" if caption is None else _tidy("".join(map(str, caption.itertext())))
    yield Table(tuple(rows), header_rows if header_rows < len(rows) else 0, title)


def _nearest_table(element: etree._Element) -> etree._Element | None:
    return next(element.iterancestors("table"), None)


def _row(row: etree._Element) -> tuple[Cell, ...]:
    cells = []
    for cell in row.iterchildren("td", "th"):
        lines = [block.text for block in _blocks_of(cell) if not isinstance(block, Picture)]
        columns, rows = (_span(cell.get(name)) for name in ("colspan", "rowspan"))
        cells.append(Cell(tuple(lines), cell.tag == "th", columns, rows))
    return tuple(cells)


def _span(value: str | None) -> int:
    return min(int(value), _MOST_COLUMNS_SPANNED) if value and value.isdecimal() and int(value) else 1


def _tidy(text: str) -> str:
    return without_stray_spaces(full_width_marks(_SPACE.sub(" ", text).strip()))
