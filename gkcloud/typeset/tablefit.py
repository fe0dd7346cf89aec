"""How a table is set: upright or turned, in which size, in how many parts, and how wide each column is.

Decided from the widths of what the columns hold, in the order of GB/T 9704-2012, 7.5: a table stays upright
while it can, is turned to landscape if it must be, and only then loses columns to a continuation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gkcloud.typeset.blocks import Cell
from gkcloud.typeset.celltext import CellText, Setting
from gkcloud.typeset.tablegrid import Grid

RULE = 0.5  # points, the width of a rule
_POINTS = 72 / 25.4
_BODY_SIZE = 16.0  # points, 3号
_UPRIGHT_SIZES = (14.0, 12.0, 10.5)
_TURNED_SIZES = (14.0, 12.0, 10.5, 9.0)
_SMALL_SIZES = (9.0, 7.5)  # upright, for paper that cannot be turned
SMALLEST = 7.5
_WIDEST_PIECE = 14.0  # ems; a longer piece is broken
_MOST_LEADING = 0.4  # of the width may go to columns that are repeated in every part
_NARROW = 3.0  # ems; such a column gets little of what is left over
_NUMBER_HEADS = frozenset({"序号", "编号", "序", "号", "No.", "NO."})


@dataclass(frozen=True, slots=True)
class Room:
    """The room for tables on a paper, in points: its type area, its body's type size, and whether it can be turned.

    ``smallest`` is the smallest type that the paper's readers can read.

    A paper that can be turned has a page named ``wide`` in its stylesheet, whose type area is ``height`` wide.
    """

    width: float = 156 * _POINTS
    height: float = 225 * _POINTS
    size: float = _BODY_SIZE
    can_turn: bool = True
    smallest: float = SMALLEST

    @property
    def scale(self) -> float:
        """How much larger than on A4 in 3号 type everything is."""
        return self.size / _BODY_SIZE

    def settings(self) -> Iterator[tuple[Setting, bool]]:
        """Yield each way of setting a table, the best to read first: its setting and whether it is turned."""
        turned = _TURNED_SIZES if self.can_turn else ()
        upright = _UPRIGHT_SIZES if self.can_turn else _UPRIGHT_SIZES + _SMALL_SIZES
        for sizes, is_turned in ((upright, False), (turned, True)):
            yield from ((Setting(max(self.smallest, size * self.scale)), is_turned) for size in sizes)


@dataclass(frozen=True, slots=True)
class Need:
    """Widths of a column's text in ems: that breaks no piece, that reads tolerably, that reads well, on one line."""

    least: float
    fair: float
    good: float
    natural: float


@dataclass(frozen=True, slots=True)
class Part:
    """Columns that stand in one table, and their widths in points, padding and rules included."""

    columns: tuple[int, ...]
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a table is set; more than one part where its columns do not fit side by side."""

    setting: Setting
    is_turned: bool
    parts: tuple[Part, ...]


def fit_table(grid: Grid, body: CellText, head: CellText, room: Room) -> Fit:
    """Return how the table of ``grid`` is best set in ``room``; every part fits its width."""
    needs = column_needs(grid, body, head)
    ways = list(room.settings())
    columns = tuple(range(grid.width))
    small = [way for way in ways if way[0].size <= _UPRIGHT_SIZES[-1] * room.scale]
    for demand, tried in (("good", ways), ("fair", small), ("least", ways[-1:])):
        for setting, is_turned in tried:
            width = room.height if is_turned else room.width
            if _taken([getattr(need, demand) for need in needs], setting) <= width:
                return Fit(setting, is_turned, (Part(columns, _shared(needs, demand, setting, width)),))
    setting, is_turned = _for_parts(needs, grid, ways, room)
    width = room.height if is_turned else room.width
    parts = tuple(
        Part(chosen, _shared([needs[at] for at in chosen], "fair", setting, width))
        for chosen in _split(needs, _leading(grid), setting, width)
    )
    return Fit(setting, is_turned, parts)


def _for_parts(
    needs: Sequence[Need], grid: Grid, ways: list[tuple[Setting, bool]], room: Room
) -> tuple[Setting, bool]:
    """Return the way with the fewest parts; of two, that with the larger type."""
    is_turned = ways[-1][1]
    width = room.height if is_turned else room.width

    def parts(way: tuple[Setting, bool]) -> int:
        return len(_split(needs, _leading(grid), way[0], width))

    return min((way for way in ways if way[1] == is_turned), key=lambda way: (parts(way), -way[0].size))


def column_needs(grid: Grid, body: CellText, head: CellText) -> tuple[Need, ...]:
    """Return what each column needs; a cell over several columns adds to each what they lack together."""
    needs = [Need(1.0, 1.0, 1.0, 1.0)] * grid.width
    for placed in sorted(grid.cells, key=lambda placed: placed.columns):
        is_head = placed.row < grid.header_rows
        need = _cell_need(placed.cell, head if is_head else body, is_head=is_head)
        covered = range(placed.column, placed.column + placed.columns)
        joints = (placed.columns - 1) * 0.6  # the padding between covered columns serves the cell
        for at, grown in zip(covered, _grown([needs[at] for at in covered], need, joints), strict=True):
            needs[at] = grown
    return tuple(needs)


def _grown(needs: list[Need], wanted: Need, joints: float) -> Iterator[Need]:
    extra = {
        name: max(0.0, getattr(wanted, name) - joints - sum(getattr(need, name) for need in needs)) / len(needs)
        for name in Need.__slots__
    }
    for need in needs:
        yield Need(**{name: getattr(need, name) + extra[name] for name in Need.__slots__})


def _cell_need(cell: Cell, text: CellText, *, is_head: bool) -> Need:
    widths = [text.width(line) for line in cell.lines]
    natural, total = max(widths, default=0.0), sum(widths)
    piece = min(max((text.least_width(line) for line in cell.lines), default=0.0), _WIDEST_PIECE)
    if cell.pictures:
        natural, total = max(natural, 16.0), max(total, 60.0)
    shallow, steep = ((2, 8.0), (3, 6.0)) if is_head else ((5, 16.0), (10, 12.0))
    floor = 2.0 if is_head else 6.0
    good = max(piece, min(natural, max(floor, min(total / shallow[0], shallow[1]))))
    fair = max(piece, min(natural, max(floor * 2 / 3, min(total / steep[0], steep[1]))))
    least = max(piece, min(natural, 2.0 if total < 20 else 4.0))  # noqa: PLR2004 - ems
    return Need(min(least, fair), fair, good, max(natural, good))


def _taken(ems: Sequence[float], setting: Setting) -> float:
    return sum(ems) * setting.size + len(ems) * (2 * setting.padding + RULE) + RULE


def _shared(needs: Sequence[Need], demand: str, setting: Setting, width: float) -> tuple[float, ...]:
    """Return the widths of the columns, which fill ``width`` together.

    First every column gets what was asked for it, then what brings its text onto one line, then a share in
    proportion to its text; narrow columns stay narrow.
    """
    frame = 2 * setting.padding + RULE
    room = (width - RULE - len(needs) * frame) / setting.size
    ems = [min(getattr(need, demand), room) for need in needs]
    if sum(ems) > room:
        ems = [em * room / sum(ems) for em in ems]
    wanted = [max(min(need.natural, room) - em, 0.0) for need, em in zip(needs, ems, strict=True)]
    given = min(room - sum(ems), sum(wanted))
    if given > 0:
        ems = [em + given * want / sum(wanted) for em, want in zip(ems, wanted, strict=True)]
    left = room - sum(ems)
    weights = [em * 0.4 if em <= _NARROW else em for em in ems]
    ems = [em + left * weight / sum(weights) for em, weight in zip(ems, weights, strict=True)]
    return tuple(em * setting.size + frame for em in ems)


def _leading(grid: Grid) -> int:
    """Return how many columns say what a row is about: one, or two where the first only counts the rows."""
    if grid.width < 3:  # noqa: PLR2004 - nothing to repeat
        return 0
    first = [placed.cell.lines for placed in grid.cells if placed.column == 0]
    is_count = bool(first) and "".join(first[0]) in _NUMBER_HEADS
    return 2 if is_count or all("".join(lines).isdecimal() for lines in first[grid.header_rows :]) else 1


def _split(needs: Sequence[Need], leading: int, setting: Setting, width: float) -> list[tuple[int, ...]]:
    """Return the columns of each part, the ``leading`` ones in all of them, the others about evenly shared."""
    ems = [need.fair for need in needs]
    while leading and _taken(ems[:leading], setting) > width * _MOST_LEADING:
        leading -= 1
    taken = _taken(ems[:leading], setting)
    costs = [_taken(ems[at : at + 1], setting) - RULE for at in range(leading, len(ems))]
    fewest = len(_filled(costs, width - taken))
    low, high = sum(costs) / fewest, width - taken
    for _ in range(12):  # halve the distance to the least width that needs no more parts
        middle = (low + high) / 2
        low, high = (low, middle) if len(_filled(costs, middle)) == fewest else (middle, high)
    head = tuple(range(leading))
    return [(*head, *(leading + at for at in part)) for part in _filled(costs, high)]


def _filled(costs: Sequence[float], room: float) -> list[list[int]]:
    parts: list[list[int]] = []
    used = 0.0
    for at, cost in enumerate(costs):
        if not parts or used + cost > room:
            parts.append([])
            used = 0.0
        parts[-1].append(at)
        used += cost
    return parts
