"""Which of the places where a line may end are the best: numbers in, numbers out.

Badness: 1 is a line whose spacing just begins to show, and it grows with the square. A paragraph whose lines can be
taken one after the other without any coming near that is taken so; for any other, all ways are weighed (Knuth and
Plass 1981).
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf

# What of a line's width may be wanting or left over before its letter-spacing shows: 0.9 and 1.6 pt a cell of 16 pt. With
# more than that between them, readers of the file's text take the gaps between characters for blanks.
_TIGHTEST, _LOOSEST = -0.9 / 16, 1.6 / 16
_GOOD = 0.25  # a line that nobody notices
_TOO_FAR = 8.0  # times worse: beyond those
_HOPELESS = 400.0  # not worth looking further
_ORPHAN = 3.0  # a last line of one character
_ROUNDING = 1e-6


@dataclass(frozen=True, slots=True)
class Places:
    """Places to end a line, in order: 0 is where the paragraph begins, the last where it ends.

    For a line from place i to place j: it begins at ``starts[i]`` points and ends at ``ends[j]``, with ``slots_at_end[j] -
    slots_at_start[i]`` letter-spacings inside. ``costs`` has the places that should rather not be used,
    ``given_at_start`` and ``given_at_end`` those where a mark can give up so many points. A line that starts at
    ``orphan_from`` or later would be too short to end the paragraph.
    """

    starts: Sequence[float]
    ends: Sequence[float]
    slots_at_start: Sequence[int]
    slots_at_end: Sequence[int]
    costs: Mapping[int, float]
    given_at_start: Mapping[int, float]
    given_at_end: Mapping[int, float]
    orphan_from: int


@dataclass(frozen=True, slots=True)
class ChosenLine:
    """A line from one place to another, with the points to add to each letter-spacing inside.

    ``gives_at_start`` and ``gives_at_end`` say whether the marks there give up what they can.
    """

    start: int
    end: int
    added: float
    gives_at_start: bool
    gives_at_end: bool


class _Scale:
    """Tells for a line how bad it is, and what to add to each letter-spacing."""

    def __init__(self, places: Places, first_room: float, room: float) -> None:
        self.places, self.last = places, len(places.ends) - 1
        self._first_room, self._room = first_room, room

    def first_beyond(self, start: int) -> int:
        """Return the first place, possibly one past the last, that a line from ``start`` reaches only if tightened."""
        room = self._room if start else self._first_room
        return bisect_right(self.places.ends, self.places.starts[start] + room + _ROUNDING, start + 1)

    def badness(self, start: int, end: int) -> float:
        places, room = self.places, self._room if start else self._first_room
        left = room - (places.ends[end] - places.starts[start])
        if left < 0 and (end in places.given_at_end or start in places.given_at_start):
            left = self._with_given(left, start, end)[0]
        cost = places.costs.get(end, 0.0)
        if end == self.last:
            cost = _ORPHAN if 0 < start >= places.orphan_from else 0.0
            if left >= 0:
                return cost
        ratio = left / room / (_TIGHTEST if left < 0 else _LOOSEST)
        return (ratio * ratio if ratio <= 1 else ratio**4 * _TOO_FAR) + cost

    def _with_given(self, left: float, start: int, end: int) -> tuple[float, bool, bool]:
        """Return the points left over, nearest to none, with the marks at the edges giving way or not."""
        at_start, at_end = self.places.given_at_start.get(start, 0.0), self.places.given_at_end.get(end, 0.0)
        ways = ((left, False, False), (left + at_end, False, True), (left + at_start, True, False))
        return min((*ways, (left + at_start + at_end, True, True)), key=lambda way: abs(way[0]))

    def line(self, start: int, end: int) -> ChosenLine:
        places = self.places
        left = (self._room if start else self._first_room) - (places.ends[end] - places.starts[start])
        at_start = at_end = False
        if left < 0:
            left, at_start, at_end = self._with_given(left, start, end)
        slots = places.slots_at_end[end] - places.slots_at_start[start]
        is_short_enough = slots <= 0 or (end == self.last and left > 0)
        return ChosenLine(start, end, 0.0 if is_short_enough else left / slots, at_start, at_end)


def choose_lines(places: Places, first_room: float, room: float) -> list[ChosenLine]:
    """Return lines of ``room`` points, the first of ``first_room``."""
    scale = _Scale(places, first_room, room)
    stops, total, worst = _one_after_the_other(scale)
    if worst > _GOOD:
        stops = _least_bad(scale, total)
    return [scale.line(start, end) for start, end in pairwise(stops)]


def _one_after_the_other(scale: _Scale) -> tuple[list[int], float, float]:
    """Return stops of lines each ended at the better of two places, their badness in all, and that of the worst."""
    stops, total, worst = [0], 0.0, 0.0
    start, last = 0, scale.last
    while start < last:
        beyond = scale.first_beyond(start)
        end = min(max(beyond - 1, start + 1), last)
        badness = scale.badness(start, end)
        if end < beyond <= last and (other := scale.badness(start, beyond)) < badness:
            end, badness = beyond, other
        stops.append(end)
        total, worst, start = total + badness, max(worst, badness), end
    return stops, total, worst


def _least_bad(scale: _Scale, bound: float) -> list[int]:
    """Return the stops of the lines whose badness adds up to the least; some way is known to need no more than ``bound``."""
    last = scale.last
    least = [0.0] + [inf] * last
    came_from = [0] * (last + 1)
    for start in range(last):
        so_far = least[start]
        if so_far > bound:
            continue
        for end, badness in _candidates(scale, start):
            if so_far + badness < least[end]:
                least[end], came_from[end] = so_far + badness, start
    stops = [last]
    while stops[-1]:
        stops.append(came_from[stops[-1]])
    return stops[::-1]


def _candidates(scale: _Scale, start: int) -> list[tuple[int, float]]:
    """Return places where a line from ``start`` may end, with their badness.

    These are all that nobody would notice, the nearest on either side of the edge, and from those on as far as the
    first that has no cost of its own.
    """
    beyond, last, costs, badness_of = scale.first_beyond(start), scale.last, scale.places.costs, scale.badness
    if beyond > last:
        return [(last, badness_of(start, last))]
    found: list[tuple[int, float]] = []
    is_free = False
    for end in range(beyond - 1, start, -1):
        badness = badness_of(start, end)
        if (is_free and badness > 1) or (found and badness > _HOPELESS):
            break
        is_free = is_free or end not in costs
        found.append((end, badness))
    for end in range(beyond, last + 1):
        badness = badness_of(start, end)
        found.append((end, badness))
        if (badness > 1 and end not in costs) or badness > _HOPELESS:
            break
    return found
