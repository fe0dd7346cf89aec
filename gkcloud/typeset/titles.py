"""Titles over several lines: broken by sense, in the shape of a trapezium or a lozenge (GB/T 9704-2012, 7.3.1)."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from gkcloud.typeset.titlewords import Places, find_places

TITLE_CELLS = 19  # of 22 pt in the type area of 442.2 pt, with a margin that keeps the lozenge off the edges

# In the unit of ``titlewords``: one cell of difference between two lines, squared.
_EQUAL, _LINE_MORE, _HOURGLASS, _TOO_SHORT = 3.0, 25.0, 200.0, 60.0
_FEW = 3  # cells of a line that is too short
_DEAR = 10.0  # a line filled as far as it goes does not end where breaking costs more

# Beyond these no title has a shape to choose, and choosing one would take its time.
_MOST_LINES, _LONGEST = 8, 200

_Way = tuple[float, tuple[int, ...]]  # its cost, the numbers of the places where its lines end


def title_lines(title: str, cells: int) -> tuple[str, ...]:
    """Return ``title`` in lines of at most ``cells`` full-width cells, as few as its words allow without harm.

    Lines end between words, in the first place. The lines' widths rise, fall, or rise and then fall; never is a line
    shorter than both of its neighbours, unless the words leave no other way. Document numbers, figures with their
    units and, where a line holds them, names in 《》 are not broken; no line begins with a particle or ends with a
    preposition where that can be avoided. What is longer than any title (8 lines, 200 characters) is only cut into
    lines, in time that grows with its length.
    """
    title = " ".join(title.split())
    if not title:
        return ()
    places = find_places(title, cells)
    if places.width(0, -1) <= 2 * cells:
        return (title,)
    ends = _best_ends(places, len(title), cells)
    offsets = (0, *(places.offsets[end] for end in ends))
    return tuple(line for start, end in pairwise(offsets) if (line := title[start:end].strip()))


def _best_ends(places: Places, length: int, cells: int) -> tuple[int, ...]:
    fewest = len(_filled(places, cells))
    if fewest > _MOST_LINES or length > _LONGEST:
        return _filled(places, cells, dear=_DEAR)
    by_width = -(-places.width(0, -1) // (2 * cells))
    counts = range(fewest, max(fewest, by_width + 1) + 1)
    _, ends = min(way for lines in counts if (way := _best(places, lines, cells)))
    return ends


def _filled(places: Places, cells: int, *, dear: float = float("inf")) -> tuple[int, ...]:
    """Return the ends of lines each filled as far as words allow, and no dearer than ``dear`` where half is left."""
    start, last, ends = 0, len(places.offsets) - 1, []
    while start < last:
        end = start + 1
        while end < last and places.width(start, end + 1) <= 2 * cells:
            end += 1
        cheap = (at for at in range(end, start, -1) if at == last or places.costs[at] <= dear)
        at = next(cheap, end)
        start = at if places.width(start, at) >= cells else end
        ends.append(start)
    return tuple(ends)


def _best(places: Places, lines: int, cells: int) -> _Way | None:
    """Return the best way to set the places' title in ``lines`` lines, None if there is none."""
    ideal = places.width(0, -1) / lines
    # For each place that a line ends at, with the line's width and whether a line before it was wider: the best way.
    ways: dict[tuple[int, int, bool], _Way] = {(0, 0, False): (0.0, ())}
    for left in range(lines - 1, -1, -1):
        found: dict[tuple[int, int, bool], _Way] = {}
        reached = {start for start, _, _ in ways}
        following = {start: list(_following(places, start, left, cells, ideal)) for start in reached}
        for (start, before, is_falling), (cost, ends) in ways.items():
            for end, width, own in following[start]:
                is_hollow = is_falling and width > before
                shape = _HOURGLASS if is_hollow else _EQUAL if width == before else 0.0
                state = (end, width, is_falling or width < before)
                way = (cost + own + shape, (*ends, end))
                if state not in found or way < found[state]:
                    found[state] = way
        ways = found
    return min(((cost + _LINE_MORE * lines, ends) for cost, ends in ways.values()), default=None)


def _following(places: Places, start: int, left: int, cells: int, ideal: float) -> Iterator[tuple[int, int, float]]:
    """Yield the ends of a line from ``start``, its widths in half cells, its own costs; ``left`` lines hold the rest."""
    last = len(places.offsets) - 1
    first = last if left == 0 else bisect_left(places.starts, places.ends[-1] - left * 2 * cells, start + 1)
    for end in range(first, last + (left == 0)):
        width = places.width(start, end)
        if width > 2 * cells:
            return
        few = _TOO_SHORT if width < 2 * _FEW else 0.0
        yield end, width, ((width - ideal) / 2) ** 2 / 2 + places.costs[end] + few
