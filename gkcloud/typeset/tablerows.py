"""Where the rows of a table may be parted by the end of a page, and how a row taller than a page is cut."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from gkcloud.typeset.tablegrid import Grid, Placed

_MOST_KEPT = 0.5  # of the page's height, for rows that a common cell holds together
_ALL_OF_PAGE = 0.9  # of its height; a table that fits a page of its own is not parted anywhere
_LINES_IN_PIECE = 4  # of a row that is cut
_LONGEST_REPEATED = 30  # characters of a cell that is repeated where its rows are parted
CONTINUED = "（续）"


@dataclass(frozen=True, slots=True)
class Row:
    """The cells that begin in a row, and their lines.

    ``is_held``: no page may end above it. ``goes_on``: it is a piece of the row above (no rule between them), and
    ``is_cut`` of a row that is in pieces.
    """

    cells: tuple[tuple[Placed, tuple[str, ...]], ...]
    is_held: bool = False
    goes_on: bool = False
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Measures:
    """What rows are measured with: a cell's lines, the height of a line and of a row's frame, that of a page."""

    lines_of: Callable[[Placed], tuple[str, ...]]
    leading: float
    frame: float
    page: float

    def height(self, row: tuple[Placed, ...]) -> float:
        """Return the height of ``row`` in points, as far as cells of one row demand it."""
        lines = max((len(self.lines_of(placed)) for placed in row if placed.rows == 1), default=1)
        return max(lines, 1) * self.leading + self.frame


def header_rows(grid: Grid, measures: Measures) -> tuple[Row, ...]:
    """Return the rows to be repeated on every page: the grid's header, unless it would take over the page."""
    rows = grid.by_row()[: grid.header_rows]
    if sum(measures.height(row) for row in rows) > measures.page / 3:
        return ()
    return tuple(_row(row, measures) for row in rows)


def body_rows(grid: Grid, start: int, measures: Measures) -> Iterator[Row]:
    """Yield the rows from ``start``; those that a common cell spans are held together, at most half a page of them.

    They are held row by row: the engine moves a row group that must not be broken to the next page only if
    something of the table stands above it.
    """
    rows = grid.by_row()
    is_short = sum(measures.height(row) for row in rows[start:]) <= measures.page * _ALL_OF_PAGE
    for first, end in _groups(rows, start):
        if end - first == 1:
            yield from _cut(rows[first], measures)
            continue
        parts = [rows[first:end]] if is_short else _parts(rows[first:end], first, measures)
        for part in parts:
            for number, row in enumerate(part):
                yield replace(_row(row, measures), is_held=number > 0)


def _groups(rows: tuple[tuple[Placed, ...], ...], start: int) -> Iterator[tuple[int, int]]:
    """Yield first and end of each run of rows that cells spanning rows hold together."""
    first, reach = start, start
    for number in range(start, len(rows)):
        if number >= reach and number > first:
            yield first, number
            first = number
        reach = max(reach, number + 1, *(placed.row + placed.rows for placed in rows[number]), 0)
    if first < len(rows):
        yield first, len(rows)


def _parts(
    rows: tuple[tuple[Placed, ...], ...], first: int, measures: Measures
) -> list[tuple[tuple[Placed, ...], ...]]:
    """Return the rows of one group in parts of at most half a page, cells over a joint repeated below it.

    Of the joints that leave a part of a quarter to half a page the one is taken that the fewest cells cross.
    """
    most = measures.page * _MOST_KEPT
    heights = [measures.height(row) for row in rows]
    crossing = [0] * len(rows)  # how many cells go on over the upper edge of each row
    for row in rows:
        for placed in row:
            for below in range(placed.row + 1, placed.row + placed.rows):
                crossing[below - first] += 1
    joints = [0]
    while sum(heights[joints[-1] :]) > most:
        start, used, fits = joints[-1], 0.0, [joints[-1] + 1]
        for number in range(start + 1, len(rows)):
            used += heights[number - 1]
            if used > most:
                break
            if used >= most / 2:
                fits.append(number)
        best = min(fits[1:] or fits, key=lambda number: (crossing[number], -number))
        if best >= len(rows):
            break
        joints.append(best)
    return [_part(rows, start, end, first) for start, end in pairwise([*joints, len(rows)])]


def _part(rows: tuple[tuple[Placed, ...], ...], start: int, end: int, first: int) -> tuple[tuple[Placed, ...], ...]:
    own = [
        [replace(placed, rows=min(placed.rows, first + end - placed.row)) for placed in row]
        for row in rows[start:end]
    ]
    for row in rows[:start]:
        for placed in row:
            if (left := placed.row + placed.rows - (first + start)) > 0:
                cell = replace(placed.cell, lines=_continued(placed.cell.lines), pictures=())
                own[0].append(replace(placed, cell=cell, row=first + start, rows=min(left, end - start)))
    return tuple(tuple(sorted(row, key=lambda placed: placed.column)) for row in own)


def _continued(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a cell says where it goes on after a joint."""
    if not lines:
        return ()
    is_short = sum(map(len, lines)) <= _LONGEST_REPEATED
    return (*lines[:-1], lines[-1] + CONTINUED) if is_short else (CONTINUED,)


def _row(row: tuple[Placed, ...], measures: Measures) -> Row:
    return Row(tuple((placed, measures.lines_of(placed)) for placed in row))


def _cut(row: tuple[Placed, ...], measures: Measures) -> Iterator[Row]:
    """Yield the row, or, if it is taller than a page can hold, its lines in rows without rules between them."""
    if measures.height(row) <= measures.page:
        yield _row(row, measures)
        return
    whole = [(placed, measures.lines_of(placed)) for placed in row]
    most = max(len(lines) for _, lines in whole)
    for start in range(0, most, _LINES_IN_PIECE):
        pieces = (
            (placed if start == 0 else replace(placed, cell=replace(placed.cell, pictures=())), lines)
            for placed, lines in whole
        )
        yield Row(
            tuple((placed, lines[start : start + _LINES_IN_PIECE]) for placed, lines in pieces),
            goes_on=start > 0,
            is_cut=True,
        )
