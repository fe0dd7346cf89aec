"""A listing (目录清单): the rows of any catalogue filter as a register on A4, upright or across by its width."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import chain
from typing import ClassVar

from markupsafe import Markup

from gkcloud.papers.listinglayout import (
    HEADING_ROLE,
    PADDING,
    Align,
    Column,
    Layout,
    NoRoom,
    Ruler,
    broken,
    layout_of,
    point_widths,
)
from gkcloud.papers.paper import PaperKind, chinese_date, fill_template, glyph_faults
from gkcloud.papers.plain import all_text
from gkcloud.typeset.faces import Faces
from gkcloud.typeset.titles import title_lines

MOST_ROWS = 5_000  # 300 pages; the engine takes 9 ms and 200 kB for a row
_TITLE_SIZE = 18.0
_NUMBER = Column("number", "序号", weight=0, align=Align.CENTER)


@dataclass(frozen=True, slots=True)
class Listing:
    """A register: ``filter_text`` says in words which rows were chosen, every row has a text for each column.

    ``totals`` is the last line, a text for each column or empty; rows are numbered by the register itself.
    """

    KIND: ClassVar = PaperKind.LISTING

    title: str
    unit: str
    filter_text: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    made_on: date
    totals: tuple[str, ...] = ()
    note: str = ""

    @property
    def label(self) -> str:
        """The title of the file."""
        return self.title

    @property
    def lead(self) -> str:
        """What stands above the table: which rows these are, and how many."""
        return f"筛选条件：{self.filter_text}。共{len(self.rows)}条。"

    def figures(self, faces: Faces) -> Mapping[str, object]:  # noqa: ARG002 - a register has none
        """Return pictures above the table, with what they show in words."""
        return {"pictures": (), "text": ""}

    def faults(self, faces: Faces, files: Mapping[str, bytes] | None = None) -> tuple[str, ...]:  # noqa: ARG002 - no pictures
        """See Paper.faults."""
        return tuple(_faults(self, faces))

    def compose(self, faces: Faces, *, is_foot_apart: bool = False) -> str:  # noqa: ARG002 - the totals end the table
        """See Paper.compose."""
        ruler = Ruler(faces)
        columns, rows = _numbered(self)
        totals = ("合计", *map(_tidy, self.totals)) if self.totals else ()
        layout = layout_of(columns, chain(rows, [totals] if totals else []), ruler)
        body = _Body(columns, layout, ruler, tuple(_indents(columns, rows, totals, ruler)))
        return fill_template(
            "listing.html",
            ("page.css", "listing.css"),
            faces,
            listing=self,
            lead=self.lead,
            figures=self.figures(faces),
            label=self.label,
            title=title_lines(self.title, int(layout.setting.width / _TITLE_SIZE)),
            made_on=chinese_date(self.made_on),
            setting=layout.setting,
            widths=layout.widths,
            head=body.row([column.heading for column in columns], "th"),
            rows=Markup("\n").join(body.row(row, "td") for row in rows),
            totals=body.row(totals, "td", "totals") if totals else "",
        )


@dataclass(frozen=True, slots=True)
class _Body:
    """What turns rows into markup; ``indents`` says for each column how far a figure stands from the right, in ems."""

    columns: tuple[Column, ...]
    layout: Layout
    ruler: Ruler
    indents: tuple[Mapping[str, float], ...]

    def row(self, texts: Iterable[str], tag: str, css_class: str = "") -> Markup:
        """Return a row; its lines are broken here, so that the engine has nothing to measure."""
        opening = f'<tr class="{css_class}">' if css_class else "<tr>"
        return Markup(f"{opening}{''.join(self._cells(texts, tag))}</tr>")  # noqa: S704 - every text is escaped below

    def _cells(self, texts: Iterable[str], tag: str) -> Iterator[str]:
        size = self.layout.setting.size
        ruler = Ruler(self.ruler.faces, HEADING_ROLE) if tag == "th" else self.ruler
        for column, width, indents, text in zip(self.columns, self.layout.widths, self.indents, texts, strict=True):
            lines = broken(text, (width - 2 * PADDING) / size, ruler)
            kind = "" if tag == "th" or column.align is Align.LEFT else f' class="{column.align.value}"'
            indent = indents.get(text, 0.0) if tag == "td" else 0.0
            style = f' style="padding-right:{PADDING + indent * size:.2f}pt"' if indent else ""
            yield f"<{tag}{kind}{style}>{'<br>'.join(map(escape, lines))}</{tag}>"


def _indents(
    columns: tuple[Column, ...], rows: list[tuple[str, ...]], totals: tuple[str, ...], ruler: Ruler
) -> Iterator[Mapping[str, float]]:
    for at, column in enumerate(columns):
        texts = [row[at] for row in (*rows, *([totals] if totals else []))]
        yield point_widths(texts, ruler) if column.align is Align.RIGHT else {}


def _numbered(listing: Listing) -> tuple[tuple[Column, ...], list[tuple[str, ...]]]:
    rows = [(str(number), *map(_tidy, row)) for number, row in enumerate(listing.rows, 1)]
    return (_NUMBER, *listing.columns), rows


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _faults(listing: Listing, faces: Faces) -> Iterator[str]:
    for what, value in (("标题", listing.title), ("单位", listing.unit), ("筛选条件说明", listing.filter_text)):
        if not value.strip():
            yield f"清单没有{what}。请填写{what}。"
    if not listing.columns:
        yield "清单没有栏目。请至少选一栏。"
    if not listing.rows:
        yield "没有符合条件的条目，清单是空的。请放宽筛选条件。"
    if len(listing.rows) > MOST_ROWS:
        yield f"清单有{len(listing.rows)}行，超过{MOST_ROWS}行。请缩小筛选范围，分几份打印。"
        return
    frame = (
        listing.title,
        listing.unit,
        listing.filter_text,
        listing.note,
        [each.heading for each in listing.columns],
    )
    yield from glyph_faults(faces, "标题、筛选条件或表头", all_text(*frame, listing.totals))
    yield from _row_faults(listing, faces)
    if listing.columns and all(len(row) == len(listing.columns) for row in (*listing.rows, *_totals(listing))):
        columns, rows = _numbered(listing)
        try:
            layout_of(columns, rows, Ruler(faces))
        except NoRoom:
            yield f"清单有{len(listing.columns)}栏，A4纸横放也排不下。请减少栏目。"


def _totals(listing: Listing) -> tuple[tuple[str, ...], ...]:
    return (listing.totals,) if listing.totals else ()


def _row_faults(listing: Listing, faces: Faces) -> Iterator[str]:
    wanted = len(listing.columns)
    if listing.totals and len(listing.totals) != wanted:
        yield f"合计行有{len(listing.totals)}格，与{wanted}栏不符。请检查合计行。"
    # One search over all rows; only where it finds something is each row asked.
    has_unknown = bool(faces.missing_glyphs(all_text(*listing.rows)))
    for number, row in enumerate(listing.rows, 1):
        if len(row) != wanted:
            yield f"第{number}行有{len(row)}格，与{wanted}栏不符。请检查这一行。"
        if has_unknown:
            yield from glyph_faults(faces, f"第{number}行", all_text(row))
