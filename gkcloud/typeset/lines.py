"""Paragraphs composed into lines that end at the right edge.

The PDF engine stretches only blanks, so that Chinese lines stay ragged. Here a line is chosen from advance
widths, and what is over or wanting is shared out between its characters as letter-spacing. First stage: no
squeezing of adjacent marks yet.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gkcloud.typeset.body import Run
from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.marks import NEVER_FIRST, NEVER_LAST

SIZE = 16.0  # points, 3号
WIDTH = 156 / 25.4 * 72  # points, the type area
CELL_SPACING = WIDTH / 28 - SIZE  # what each of 28 cells gives up
SMALL_SIZE = 10.0  # points, raised and lowered characters
_TIGHTEST, _LOOSEST = -1.1, 1.9  # letter-spacing in points that a reader does not notice at 16 pt

# Kept in one piece: year and number of a document, a figure with its unit, words, long dashes.
_UNIT = re.compile(
    r"〔\d{4}〕\d+号|——|……"
    r"|[0-9A-Za-z][0-9A-Za-z.,:/_@#&=+'%％‰℃-]*(?:[年月日时分秒号条件个项次人元](?![0-9]))?"
    r"|\s+|.",
    re.DOTALL,
)
_SOFT = re.compile(r"〔\d{4}〕|\d+号|.", re.DOTALL)
_LONGEST_KEPT = 7  # characters; a date's year, a sum or a common word is not longer


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its runs and the letter-spacing in points that brings it to its width."""

    runs: tuple[Run, ...]
    spacing: float

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(run.text for run in self.runs)


@dataclass(slots=True)
class _Unit:
    """Characters that stay together, with their advance width in points."""

    runs: list[Run]
    width: float
    count: int
    is_blank: bool = False

    @property
    def first(self) -> str:
        return self.runs[0].text[0]

    @property
    def last(self) -> str:
        return self.runs[-1].text[-1]

    def take(self, other: "_Unit") -> None:
        self.runs += other.runs
        self.width += other.width
        self.count += other.count


def compose_lines(
    runs: Iterable[Run], faces: Faces, *, role: Role = Role.BODY, width: float = WIDTH, indent_cells: int = 2
) -> tuple[Line, ...]:
    """Return the lines of one paragraph, ``width`` points wide, the first in by ``indent_cells`` cells.

    Text in the body's role is set in ``role``. Every line but the last is spaced to fill its width, unless
    that would show; no line starts or ends with a mark that may not, unless nothing else fits.
    """
    units = [piece for unit in _units(runs, faces, role) for piece in _split_long(unit, faces, role, width)]
    lines: list[Line] = []
    start, room = 0, width - indent_cells * (SIZE + CELL_SPACING)
    while start < len(units):
        if units[start].is_blank:
            start += 1
            continue
        end, spacing = _break(units, start, room)
        if spacing > _LOOSEST and (pieces := _soft_pieces(units[end], faces, role)):
            units[end : end + 1] = pieces
            end, spacing = _break(units, start, room)
        lines.append(_line(units[start:end], spacing))
        start, room = end, width
    return tuple(lines)


def _break(units: list[_Unit], start: int, room: float) -> tuple[int, float]:
    """Return where the line from ``start`` ends and its spacing; of two possible ends the less noticeable.

    Only the paragraph's last line may end before the right edge.
    """
    width, count, end = 0.0, 0, start
    best: tuple[float, int, float] | None = None
    while end < len(units):
        width, count, end = width + units[end].width, count + units[end].count, end + 1
        spacing = (room - width) / max(count - 1, 1)
        if spacing < _TIGHTEST and best is not None:
            break
        if units[end - 1].is_blank:
            continue
        if end == len(units) and spacing >= CELL_SPACING:
            return end, CELL_SPACING
        distance = abs(spacing - CELL_SPACING)
        if best is None or distance < best[0]:
            best = (distance, end, spacing)
    if best is None:
        return end, CELL_SPACING
    return best[1:]


def _units(runs: Iterable[Run], faces: Faces, role: Role) -> list[_Unit]:
    units: list[_Unit] = []
    for run in runs:
        for found in _UNIT.finditer(run.text):
            text = found[0]
            unit = _Unit([Run(text, run.role, run.shift)], _width(run, text, faces, role), len(text), text.isspace())
            glued = units and not unit.is_blank and not units[-1].is_blank and _stay_together(units[-1], unit, run)
            if glued:
                units[-1].take(unit)
            else:
                units.append(unit)
    return units


def _stay_together(left: _Unit, right: _Unit, run: Run) -> bool:
    is_word = left.last.isascii() and right.first.isascii() and left.last.isalnum() and right.first.isalnum()
    return right.first in NEVER_FIRST or left.last in NEVER_LAST or bool(run.shift) or is_word


def _soft_pieces(unit: _Unit, faces: Faces, role: Role) -> list[_Unit]:
    """Return a unit's parts where breaking it is better than a line full of holes; empty where it is not.

    A document number may be broken after its year, an address or the like anywhere.
    """
    pieces: list[_Unit] = []
    for run in unit.runs:
        cuts = _SOFT.findall(run.text) if len(run.text) > _LONGEST_KEPT else [run.text]
        pieces += [_Unit([Run(cut, run.role, run.shift)], _width(run, cut, faces, role), len(cut)) for cut in cuts]
    for number in range(len(pieces) - 1, 0, -1):
        left, right = pieces[number - 1], pieces[number]
        if right.first in NEVER_FIRST or left.last in NEVER_LAST:
            left.take(right)
            del pieces[number]
    return pieces if len(pieces) > 1 else []


def _width(run: Run, text: str, faces: Faces, role: Role) -> float:
    set_in = role if run.role is Role.BODY else run.role
    size = SMALL_SIZE if run.shift else SIZE
    return sum(faces.advance(set_in, char) for char in text) * size / 1000


def _split_long(unit: _Unit, faces: Faces, role: Role, width: float) -> Iterator[_Unit]:
    """Break a unit that is wider than a line between any two characters."""
    if unit.width + (unit.count - 1) * CELL_SPACING <= width:
        yield unit
        return
    for run in unit.runs:
        for char in run.text:
            yield _Unit([Run(char, run.role, run.shift)], _width(run, char, faces, role), 1, char.isspace())


def _line(units: list[_Unit], spacing: float) -> Line:
    while units and units[-1].is_blank:
        units = units[:-1]
    merged: list[Run] = []
    for run in (run for unit in units for run in unit.runs):
        if merged and (merged[-1].role, merged[-1].shift) == (run.role, run.shift):
            merged[-1] = Run(merged[-1].text + run.text, run.role, run.shift)
        else:
            merged.append(run)
    return Line(tuple(merged), spacing)
