"""A table as the markup of a page: columns measured, figures aligned, wide tables turned or in parts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil

from markupsafe import Markup

from gkcloud.typeset.blocks import Table
from gkcloud.typeset.celltext import CellText, is_measurable
from gkcloud.typeset.faces import Role
from gkcloud.typeset.measure import KnowsAdvances
from gkcloud.typeset.tablefit import RULE, Fit, Part, Room, fit_table
from gkcloud.typeset.tablegrid import Grid, Placed, columns_of, table_grid
from gkcloud.typeset.tablerows import Measures, Row, body_rows, header_rows

CONTINUATION = "（续表）"
_WHOLE_PAGE = Room()
_CAPTION_SIZE = 14.0  # points on A4, as in page.css
_CAPTION_LINES = 2.5  # of the table's own, above its header
_FIGURE = re.compile(r"([+\-−]?\d[\d,，]*)((?:\.\d+)?(?:[%％‰℃]|[\u4e00-\u9fff]{1,2})?)")
_FILLERS = frozenset({"", "—", "——", "-", "－", "–", "/", "／", "无", "…", "……"})
_MOST_OTHER = 0.1  # of the cells of a column of figures may be something else
_LONGEST_LABEL = 6.0  # ems; a column of nothing longer is centred


@dataclass(frozen=True, slots=True)
class _Figures:
    """The widest whole and the widest remaining part of a column's figures, in ems; parts meet at the point."""

    whole: float
    rest: float


_Alignment = _Figures | str  # otherwise "label" (centred) or "" (from the left)


def table_markup(table: Table, faces: KnowsAdvances, room: Room = _WHOLE_PAGE) -> Markup:
    """Return the markup of ``table`` set in ``room``, its rules in ``templates/pdf/page.css``.

    A table too wide for the page is put into a section of class ``wide``, which that stylesheet turns to a
    landscape page; one too wide for that is parted into tables that repeat its first columns.
    """
    grid = table_grid(table)
    body, head = CellText(faces), CellText(faces, Role.HEI)
    fit = fit_table(grid, body, head, room)
    tables = Markup("\n").join(
        _part_markup(grid, part, fit, body, head, _Sheet(_caption(table.caption, number), room))
        for number, part in enumerate(fit.parts)
    )
    return Markup('<section class="wide">{}</section>').format(tables) if fit.is_turned else tables


def _caption(caption: str, part: int) -> str:
    return caption if part == 0 else caption + CONTINUATION


@dataclass(frozen=True, slots=True)
class _Sheet:
    caption: str
    room: Room


def _part_markup(whole: Grid, part: Part, fit: Fit, body: CellText, head: CellText, sheet: _Sheet) -> Markup:
    grid = columns_of(whole, part.columns) if len(part.columns) < whole.width else whole
    setter = _Setter(grid, part.widths, fit, body, head)
    page = sheet.room.width if fit.is_turned else sheet.room.height
    frame = 2 * fit.setting.rise + RULE
    measures = Measures(setter.lines, fit.setting.leading, frame, page - _CAPTION_LINES * fit.setting.leading)
    header = header_rows(grid, measures)
    measures = Measures(
        setter.lines,
        fit.setting.leading,
        frame,
        measures.page
        - sum(max(len(lines) for _, lines in row.cells) * fit.setting.leading + frame for row in header),
    )
    style = f"width:{sum(part.widths) + RULE:.2f}pt;font-size:{fit.setting.size:g}pt;line-height:{fit.setting.leading:g}pt"
    parts = [f'<table class="sheet face-body" style="{style}">']
    if sheet.caption:
        size = f' style="font-size:{_CAPTION_SIZE * sheet.room.scale:g}pt"' if sheet.room.scale != 1 else ""
        parts.append(f'<caption class="face-hei"{size}>{escape(sheet.caption)}</caption>')
    parts += ["<colgroup>", *(f'<col style="width:{width:.2f}pt">' for width in part.widths), "</colgroup>"]
    if header:
        parts += ["<thead>", *setter.rows(header), "</thead>"]
    rows = tuple(body_rows(grid, grid.header_rows if header else 0, measures))
    parts += ["<tbody>", *setter.rows(rows), "</tbody></table>"]
    return Markup("".join(parts))  # noqa: S704 - every text was escaped


class _Setter:
    """Sets the cells of one part: their lines, their alignment, their markup."""

    def __init__(self, grid: Grid, widths: Sequence[float], fit: Fit, body: CellText, head: CellText) -> None:
        self._grid, self._widths, self._setting = grid, widths, fit.setting
        self._body, self._head = body, head
        self._alignments = [_alignment(texts, body) for texts in _texts_by_column(grid, is_over_one=False)]
        self._over_many = [_alignment(texts, body) for texts in _texts_by_column(grid, is_over_one=True)]

    def lines(self, placed: Placed) -> tuple[str, ...]:
        """Return the lines of a cell as they are set; a text only the engine can break counts by its width."""
        text, room = self._text(placed), self._room(placed)
        lines: list[str] = []
        for line in placed.cell.lines:
            if is_measurable(line):
                lines += text.lines(line, room)
            else:
                lines += [line, *[""] * (ceil(text.width(line) / room) - 1)]
        return tuple(lines)

    def rows(self, rows: Sequence[Row]) -> Iterator[str]:
        """Yield the markup of ``rows``."""
        for number, row in enumerate(rows):
            is_open = number + 1 < len(rows) and rows[number + 1].goes_on
            looks = (("held", row.is_held), ("cut", row.is_cut), ("goes-on", row.goes_on), ("open", is_open))
            kind = " ".join(name for name, holds in looks if holds)
            yield f'<tr class="{kind}">' if kind else "<tr>"
            for placed, lines in row.cells:
                yield self._cell(placed, lines)
            yield "</tr>"

    def _text(self, placed: Placed) -> CellText:
        return self._head if placed.row < self._grid.header_rows else self._body

    def _room(self, placed: Placed) -> float:
        """Return the width of a cell's content, in ems."""
        width = sum(self._widths[placed.column : placed.column + placed.columns])
        return (width - 2 * self._setting.padding - RULE) / self._setting.size

    def _cell(self, placed: Placed, lines: tuple[str, ...]) -> str:
        is_head = placed.row < self._grid.header_rows
        tag = "th" if placed.cell.is_header or is_head else "td"
        kind, style = self._look(placed, lines, is_head=is_head)
        if not all(map(is_measurable, lines)):
            kind = f"{kind} free".strip()
        attributes = f' class="{kind}"' if kind else ""
        attributes += f' style="{style}"' if style else ""
        attributes += ' scope="row"' if tag == "th" and not is_head else ""
        attributes += f' colspan="{placed.columns}"' if placed.columns > 1 else ""
        attributes += f' rowspan="{placed.rows}"' if placed.rows > 1 else ""
        text = "<br>".join(escape(line) for line in lines if line)
        width = self._room(placed) * self._setting.size
        pictures = "".join(
            f'<img src="{escape(picture.address)}" alt="{escape(picture.description)}" style="max-width:{width:.2f}pt">'
            for picture in placed.cell.pictures
        )
        return f"<{tag}{attributes}>{text}{pictures}</{tag}>"

    def _look(self, placed: Placed, lines: tuple[str, ...], *, is_head: bool) -> tuple[str, str]:
        """Return the class and the style of a cell."""
        if is_head:
            return "label face-hei", ""
        is_short = len(lines) <= 1 and self._body.width("".join(lines)) <= _LONGEST_LABEL
        if placed.columns > 1:
            return ("" if self._over_many[placed.column] == "" and not placed.cell.is_header else "label"), ""
        alignment = self._alignments[placed.column]
        if isinstance(alignment, str):
            return ("label" if placed.cell.is_header and is_short else alignment), ""
        found = _FIGURE.fullmatch("".join(lines)) if len(lines) == 1 else None
        if found is None:
            return ("label" if is_short else ""), ""
        margin = max((self._room(placed) - alignment.whole - alignment.rest) / 2, 0.0)
        after = (margin + alignment.rest - self._body.width(found[2])) * self._setting.size + self._setting.padding
        return "figure", f"padding-right:{after:.1f}pt"


def _texts_by_column(grid: Grid, *, is_over_one: bool) -> list[list[str]]:
    """Return the texts of the cells that begin in each column, those of one column or those over several."""
    columns: list[list[str]] = [[] for _ in range(grid.width)]
    for placed in grid.cells:
        if placed.row >= grid.header_rows and (placed.columns > 1) == is_over_one:
            columns[placed.column].append("\n".join(placed.cell.lines))
    return columns


def _alignment(texts: list[str], body: CellText) -> _Alignment:
    """Return how a column of ``texts`` is aligned: figures at the point, short labels centred, others left."""
    told = [text for text in texts if text not in _FILLERS]
    found = [figure for text in told if (figure := _FIGURE.fullmatch(text))]
    if found and len(told) - len(found) <= len(told) * _MOST_OTHER:
        return _Figures(
            max(body.width(figure[1]) for figure in found), max(body.width(figure[2]) for figure in found)
        )
    is_short = all("\n" not in text and body.width(text) <= _LONGEST_LABEL for text in told)
    return "label" if is_short else ""
