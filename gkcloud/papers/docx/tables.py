"""Tables of a body: a whole grid with merged cells, columns as wide as their text, header rows on every page."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from gkcloud.papers.docx.markup import Element, aligned, flag, paragraph, plain_text, run, w
from gkcloud.papers.docx.units import cells_of
from gkcloud.typeset.body import Cell, Table

MOST_COLUMNS = 63  # that a word processor opens
_NARROW, _WIDE = 7, 11  # columns; with more the type is made smaller, and then the page is turned
_DENSE_WHEN_TURNED = 16  # columns of the smaller type that a page on its side has room for
_FIGURE = frozenset("0123456789.,%+-−–—/~～ ")
_LEAST_WIDTH, _MOST_WIDTH = 2.0, 16.0  # cells of text that a column's share is counted by
_EMPTY = Cell((), is_header=False, columns=1, rows=1)


@dataclass(frozen=True, slots=True)
class _Place:
    """A cell in its row: how many columns it fills; ``is_below`` if it goes on a cell of the row above."""

    cell: Cell
    columns: int
    is_below: bool = False


def column_count(table: Table) -> int:
    """Return how many columns the table fills, spans and all."""
    return max(sum(place.columns for place in row) for row in _places(table))


def is_wide(table: Table) -> bool:
    """Tell whether the table needs a page on its side."""
    return column_count(table) > _WIDE


def table_markup(table: Table, width: int) -> Iterator[Element]:
    """Return the table, ``width`` twips wide, its title above it and gaps around it."""
    rows = _places(table)
    columns = max(sum(place.columns for place in row) for row in rows)
    style = "GwTable" if columns <= _NARROW else "GwTableDense" if columns <= _DENSE_WHEN_TURNED else "GwTableDensest"
    widths = _widths(rows, columns, width)
    if caption := plain_text(table.caption):
        yield paragraph("GwTableTitle", run(caption))
    else:
        yield paragraph("GwGap", properties=(flag("keepNext"),))
    made = [
        _row(row, widths, style, is_header=number < table.header_rows, is_all_header=_is_header(row))
        for number, row in enumerate(rows)
    ]
    properties = w(
        "tblPr",
        w("tblStyle", val="GwSheet"),
        w("tblW", w=width, type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
    )
    yield w("tbl", properties, w("tblGrid", *(w("gridCol", w=each) for each in widths)), *made)
    yield paragraph("GwGap")


def _is_header(row: list[_Place]) -> bool:
    return all(place.cell.is_header for place in row)


def _places(table: Table) -> list[list[_Place]]:
    """Return every row with all its columns: what a cell above reaches into is marked, what is missing is empty."""
    hanging: dict[int, tuple[_Place, int]] = {}  # column -> the cell from above and how many rows of it are left
    rows = []
    for number, cells in enumerate(table.rows):
        row: list[_Place] = []
        at, waiting = 0, list(cells)
        while waiting or any(column >= at for column in hanging):
            if at in hanging:
                above, left = hanging.pop(at)
                row.append(_Place(above.cell, above.columns, is_below=True))
                if left > 1:
                    hanging[at] = (above, left - 1)
            else:
                cell = waiting.pop(0) if waiting else _EMPTY
                free = min((column - at for column in hanging if column > at), default=cell.columns)
                place = _Place(cell, min(cell.columns, free))
                row.append(place)
                if (below := min(cell.rows, len(table.rows) - number) - 1) > 0:
                    hanging[at] = (place, below)
            at += row[-1].columns
            done = {column for column in hanging if column < at}
            if not waiting and not set(hanging) - done:
                break
        rows.append(row)
    columns = max(sum(place.columns for place in row) for row in rows)
    return [row + [_Place(_EMPTY, 1)] * (columns - sum(place.columns for place in row)) for row in rows]


def _widths(rows: list[list[_Place]], columns: int, width: int) -> list[int]:
    """Return the columns' widths in twips: shares by the longest text of each, together exactly ``width``."""
    shares = [_LEAST_WIDTH] * columns
    for row in rows:
        at = 0
        for place in row:
            if place.columns == 1:
                longest = max([*(cells_of(line) for line in place.cell.lines), 0.0])
                shares[at] = max(shares[at], min(_MOST_WIDTH, longest + 1))
            at += place.columns
    edges = [round(width * sum(shares[:count]) / sum(shares)) for count in range(columns + 1)]
    return [right - left for left, right in pairwise(edges)]


def _row(row: list[_Place], widths: list[int], style: str, *, is_header: bool, is_all_header: bool) -> Element:
    cells, at = [], 0
    for place in row:
        cells.append(_cell(place, sum(widths[at : at + place.columns]), style, is_title=is_all_header))
        at += place.columns
    return w("tr", w("trPr", flag("cantSplit"), flag("tblHeader") if is_header else None), *cells)


def _cell(place: _Place, width: int, style: str, *, is_title: bool) -> Element:
    merge = None
    if place.is_below:
        merge = w("vMerge")
    elif place.cell.rows > 1:
        merge = w("vMerge", val="restart")
    span = w("gridSpan", val=place.columns) if place.columns > 1 else None
    properties = w("tcPr", w("tcW", w=width, type="dxa"), span, merge, w("vAlign", val="center"))
    lines = () if place.is_below else place.cell.lines
    text = "".join(lines)
    is_centred = place.cell.is_header or is_title or (bool(text) and set(text) <= _FIGURE)
    where = (aligned("center"),) if is_centred else ()
    return w("tc", properties, *(paragraph(style, run(line), properties=where) for line in lines or ("",)))
