"""Paragraphs composed into lines that end at the right edge.

The PDF engine stretches only blanks, so that Chinese lines stay ragged. Here lines are chosen from advance widths
(``units`` says where one may end, ``breaking`` where it should), of two marks that meet one is set half as wide
(``strip``), and what is over or wanting is shared out between a line's characters as letter-spacing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from gkcloud.typeset.body import Run
from gkcloud.typeset.breaking import ChosenLine, Places, choose_lines
from gkcloud.typeset.faces import Role
from gkcloud.typeset.marks import BLANK_AFTER, BLANK_BEFORE, NEVER_FIRST
from gkcloud.typeset.measure import BODY, SIZE, WIDTH, Advances, KnowsAdvances, Measure
from gkcloud.typeset.strip import Strip, lay_out
from gkcloud.typeset.units import COST_OF_CUTTING, COST_OF_FORBIDDEN_MARK, find_breaks, may_break

__all__ = ["BODY", "SIZE", "WIDTH", "Advances", "Line", "Measure", "compose_lines"]

_RAGGED = 0.5  # of the size: a line that needs more between its characters is left short


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its runs and the letter-spacing in points, after each character, that brings it to its width.

    ``halved`` are the offsets in the line's text of marks set half as wide, ``unspaced`` those of characters without
    letter-spacing: the first half of a dash, letters written from right to left. ``borrowed`` are those of characters
    that another face than the role's own shows.
    """

    runs: tuple[Run, ...]
    spacing: float
    halved: tuple[int, ...] = ()
    unspaced: tuple[int, ...] = ()
    borrowed: tuple[int, ...] = ()

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
    places = _places(strip, offsets, costs, measure)
    bounds = [0, *accumulate(len(run.text) for run in runs)]
    lines = []
    for chosen in choose_lines(places, first_room, measure.width):
        added = chosen.added if chosen.added <= _RAGGED * measure.size else 0.0
        start, end = offsets[chosen.start], offsets[chosen.end]
        line = _line(runs, bounds, strip, start, end, measure.cell_spacing + added)
        lines.append(_with_edges_halved(line, chosen) if chosen.gives_at_start or chosen.gives_at_end else line)
    return tuple(lines)


def _offsets(strip: Strip, room: float) -> tuple[list[int], dict[int, float]]:
    """Return where lines may start and end, the paragraph's first character first, and the cost of costly ones."""
    text, joined = strip.text, strip.joined
    offsets, costs = find_breaks(text)
    if not text[0].isspace():  # otherwise the first break is where the text begins
        offsets.insert(0, 0)
    if joined:  # where the text begins a line starts, even with what belongs to the character before it
        offsets = [at for number, at in enumerate(offsets) if number == 0 or at not in joined]
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


def _places(strip: Strip, offsets: list[int], costs: dict[int, float], measure: Measure) -> Places:
    text, positions, slots, unspaced = strip.text, strip.positions, strip.slots, {*strip.unspaced}
    trimmed = [_trimmed(text, at) for at in offsets]
    starts, ends = [positions[at] for at in offsets], [positions[at] - measure.cell_spacing for at in trimmed]
    last_slots = [slots[at] - 1 for at in trimmed]
    given_at_start: dict[int, float] = {}
    given_at_end: dict[int, float] = {}
    half = measure.size / 2
    if strip.yielding or unspaced:
        for number, (start, end) in enumerate(zip(offsets, trimmed, strict=True)):
            if strip.halved.get(end - 1) == end:
                ends[number] += half
            if end - 1 in strip.yielding and text[end - 1] in BLANK_AFTER:
                given_at_end[number] = half
            if strip.halved.get(start) == start:
                starts[number] -= half
            if number and start in strip.yielding and text[start] in BLANK_BEFORE:
                given_at_start[number] = half
            if end - 1 in unspaced:
                ends[number] += measure.cell_spacing
                last_slots[number] += 1
    return Places(
        starts=starts,
        ends=ends,
        slots_at_start=[slots[at] for at in offsets],
        slots_at_end=last_slots,
        costs={number: costs[at] for number, at in enumerate(offsets) if at in costs} if costs else {},
        given_at_start=given_at_start,
        given_at_end=given_at_end,
        orphan_from=_orphan_from(text, offsets),
    )


def _trimmed(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _orphan_from(text: str, offsets: list[int]) -> int:
    """Return the first place after which only a character with its marks is left."""
    at, left = len(text), 2
    while at and left:
        at -= 1
        left -= text[at] not in NEVER_FIRST
    return bisect_right(offsets, at)


def _line(runs: tuple[Run, ...], bounds: list[int], strip: Strip, start: int, end: int, spacing: float) -> Line:
    end = _trimmed(strip.text, end)
    # A mark is whole where the line is broken between it and the one that it met.
    halved = tuple(at - start for at in _within(strip.halved_offsets, start, end) if start < strip.halved[at] < end)
    unspaced = tuple(at - start for at in _within(strip.unspaced, start, end))
    borrowed = tuple(at - start for at in _within(strip.borrowed, start, end))
    if len(runs) == 1:
        parts: tuple[Run, ...] = (Run(strip.text[start:end], runs[0].role, runs[0].shift),)
    else:
        cuts = range(bisect_right(bounds, start) - 1, bisect_left(bounds, end))
        parts = tuple(
            replace(runs[at], text=strip.text[max(bounds[at], start) : min(bounds[at + 1], end)]) for at in cuts
        )
    return Line(parts, spacing, halved, unspaced, borrowed)


def _within(offsets: Sequence[int], start: int, end: int) -> Sequence[int]:
    return offsets[bisect_left(offsets, start) : bisect_left(offsets, end)] if offsets else ()


def _with_edges_halved(line: Line, chosen: ChosenLine) -> Line:
    edges = {0} if chosen.gives_at_start else set()
    if chosen.gives_at_end:
        edges.add(len(line.text) - 1)
    return replace(line, halved=tuple(sorted(edges.union(line.halved))))
