"""Paragraphs composed into lines that end at the right edge.

The PDF engine stretches only blanks, so that Chinese lines stay ragged. Here lines are chosen from advance widths
(``units`` says where one may end, ``breaking`` where it should), adjacent marks are squeezed (``strip``), and what is
over or wanting is shared out between a line's characters as letter-spacing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from gkcloud.typeset.body import Run
from gkcloud.typeset.breaking import Places, choose_lines
from gkcloud.typeset.faces import Role
from gkcloud.typeset.marks import NEVER_FIRST
from gkcloud.typeset.measure import BODY, SIZE, WIDTH, Advances, KnowsAdvances, Measure
from gkcloud.typeset.strip import Strip, lay_out
from gkcloud.typeset.units import COST_OF_CUTTING, COST_OF_FORBIDDEN_MARK, find_breaks, may_break

__all__ = ["BODY", "SIZE", "WIDTH", "Advances", "Line", "Measure", "compose_lines"]

_RAGGED = 0.5  # of the size: a line that needs more between its characters is left short


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its runs and the letter-spacing in points, after each character, that brings it to its width.

    ``own`` holds the characters whose letter-spacing differs, as offset in the line's text and points: marks
    squeezed against the next, the halves of a dash, letters written from right to left.
    """

    runs: tuple[Run, ...]
    spacing: float
    own: tuple[tuple[int, float], ...] = ()

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(run.text for run in self.runs)


def compose_lines(
    runs: Iterable[Run],
    faces: KnowsAdvances | Advances,
    *,
    role: Role = Role.BODY,
    measure: Measure = BODY,
    indent_cells: int = 2,
) -> tuple[Line, ...]:
    """Return the lines of one paragraph for a column of ``measure``, the first in by ``indent_cells`` cells.

    Text in the body's role is set in ``role``. Every line but the last is spaced to fill its width, unless that would
    tear it apart; no line starts or ends with a mark that may not, unless nothing else fits. Blanks at a line's end
    are dropped. Whoever composes many paragraphs passes one ``Advances(faces)``.
    """
    runs = tuple(run for run in runs if run.text)
    advances = faces if isinstance(faces, Advances) else Advances(faces)
    strip = lay_out(runs, advances, role, measure)
    if not strip.text.strip():
        return ()
    first_room = max(measure.width - indent_cells * measure.cell, measure.cell)
    offsets, costs = _offsets(strip, min(first_room, measure.width))
    places = _places(strip, offsets, costs, measure.cell_spacing)
    bounds = [0, *accumulate(len(run.text) for run in runs)]
    lines = []
    for chosen in choose_lines(places, first_room, measure.width):
        added = chosen.added if chosen.added <= _RAGGED * measure.size else 0.0
        start, end = offsets[chosen.start], offsets[chosen.end]
        lines.append(_line(runs, bounds, strip, start, end, measure.cell_spacing + added))
    return tuple(lines)


def _offsets(strip: Strip, room: float) -> tuple[list[int], dict[int, float]]:
    """Return where lines may start and end, the paragraph's first character first, and the cost of costly ones."""
    text, joined = strip.text, strip.joined
    offsets, costs = find_breaks(text)
    if not text[0].isspace():  # otherwise the first break is where the text begins
        offsets.insert(0, 0)
    if joined:
        offsets = [at for at in offsets if at not in joined]
    wide = [
        (start, end)
        for start, end in pairwise(offsets)
        if end - start > 1 and strip.positions[end] - strip.positions[start] > room
    ]
    for start, end in wide:
        for at in range(start + 1, end):
            if at not in joined:
                costs[at] = COST_OF_CUTTING if may_break(text, at) else COST_OF_FORBIDDEN_MARK
                offsets.append(at)
    return (sorted(offsets), costs) if wide else (offsets, costs)


def _places(strip: Strip, offsets: list[int], costs: dict[int, float], spacing: float) -> Places:
    positions, slots, squeezed, unspaced = strip.positions, strip.slots, strip.squeezed, strip.unspaced
    trimmed = [_trimmed(strip.text, at) for at in offsets]
    ends = [positions[at] - spacing for at in trimmed]
    last_slots = [slots[at] - 1 for at in trimmed]
    if squeezed or unspaced:
        for number, at in enumerate(trimmed):
            ends[number] += squeezed.get(at - 1, 0.0)
            if at - 1 in unspaced:
                ends[number] += spacing
                last_slots[number] += 1
    numbered = {number: costs[at] for number, at in enumerate(offsets) if at in costs} if costs else {}
    return Places(
        starts=[positions[at] for at in offsets],
        ends=ends,
        slots_at_start=[slots[at] for at in offsets],
        slots_at_end=last_slots,
        costs=numbered,
        orphan_from=_orphan_from(strip.text, offsets),
    )


def _trimmed(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _orphan_from(text: str, offsets: list[int]) -> int:
    """Return the first place after which only a character with its marks is left."""
    number = len(offsets) - 1
    while number and sum(char not in NEVER_FIRST for char in text[offsets[number - 1] :]) <= 1:
        number -= 1
    return number


def _line(runs: tuple[Run, ...], bounds: list[int], strip: Strip, start: int, end: int, spacing: float) -> Line:
    end = _trimmed(strip.text, end)
    own = [(at - start, spacing - points) for at, points in strip.squeezed.items() if start <= at < end - 1]
    own += [(at - start, 0.0) for at in strip.unspaced if start <= at < end]
    if len(runs) == 1:
        parts: tuple[Run, ...] = (Run(strip.text[start:end], runs[0].role, runs[0].shift),)
    else:
        cuts = range(bisect_right(bounds, start) - 1, bisect_left(bounds, end))
        parts = tuple(
            replace(runs[at], text=strip.text[max(bounds[at], start) : min(bounds[at + 1], end)]) for at in cuts
        )
    return Line(parts, spacing, tuple(sorted(own)))
