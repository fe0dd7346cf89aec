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
SMALL = 10 / 16  # raised and lowered characters, of the size
_TIGHTEST, _LOOSEST = -1.1 / SIZE, 1.9 / SIZE  # letter-spacing, of the size, that a reader does not notice

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
class Measure:
    """A column: its width and the size of its characters, in points."""

    width: float = WIDTH
    size: float = SIZE

    @property
    def cells(self) -> int:
        """Full-width characters in a line of pure Chinese text."""
        return max(round(self.width / self.size), 1)

    @property
    def cell(self) -> float:
        """Width in points of one of them, with its letter-spacing."""
        return self.width / self.cells

    @property
    def cell_spacing(self) -> float:
        """Letter-spacing in points that makes the cells fill the width: 28 cells of 16 pt give up 0.207 pt each."""
        return self.cell - self.size


BODY = Measure()


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its runs and the letter-spacing in points that brings it to its width."""

    runs: tuple[Run, ...]
    spacing: float

    @property
    def text(self) -> str:
        """The characters of the line."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What decides how wide characters are."""

    faces: Faces
    role: Role
    measure: Measure

    def width(self, run: Run, text: str) -> float:
        """Return the points that ``text``, a part of ``run``, takes."""
        set_in = self.role if run.role is Role.BODY else run.role
        size = self.measure.size * (SMALL if run.shift else 1)
        return sum(self.faces.advance(set_in, char) for char in text) * size / 1000


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
    runs: Iterable[Run], faces: Faces, *, role: Role = Role.BODY, measure: Measure = BODY, indent_cells: int = 2
) -> tuple[Line, ...]:
    """Return the lines of one paragraph for a column of ``measure``, the first in by ``indent_cells`` cells.

    Text in the body's role is set in ``role``. Every line but the last is spaced to fill its width, unless
    that would show; no line starts or ends with a mark that may not, unless nothing else fits.
    """
    setting = _Setting(faces, role, measure)
    units = [piece for unit in _units(runs, setting) for piece in _split_long(unit, setting)]
    lines: list[Line] = []
    start, room = 0, measure.width - indent_cells * measure.cell
    while start < len(units):
        if units[start].is_blank:
            start += 1
            continue
        end, spacing = _break(units, start, room, measure)
        if spacing > _LOOSEST * measure.size and (pieces := _soft_pieces(units[end], setting)):
            units[end : end + 1] = pieces
            end, spacing = _break(units, start, room, measure)
        lines.append(_line(units[start:end], spacing))
        start, room = end, measure.width
    return tuple(lines)


def _break(units: list[_Unit], start: int, room: float, measure: Measure) -> tuple[int, float]:
    """Return where the line from ``start`` ends and its spacing; of two possible ends the less noticeable.

    Only the paragraph's last line may end before the right edge.
    """
    width, count, end = 0.0, 0, start
    best: tuple[float, int, float] | None = None
    while end < len(units):
        width, count, end = width + units[end].width, count + units[end].count, end + 1
        spacing = (room - width) / max(count - 1, 1)
        if spacing < _TIGHTEST * measure.size and best is not None:
            break
        if units[end - 1].is_blank:
            continue
        if end == len(units) and spacing >= measure.cell_spacing:
            return end, measure.cell_spacing
        distance = abs(spacing - measure.cell_spacing)
        if best is None or distance < best[0]:
            best = (distance, end, spacing)
    if best is None:
        return end, measure.cell_spacing
    return best[1:]


def _units(runs: Iterable[Run], setting: _Setting) -> list[_Unit]:
    units: list[_Unit] = []
    for run in runs:
        for found in _UNIT.finditer(run.text):
            text = found[0]
            unit = _Unit([Run(text, run.role, run.shift)], setting.width(run, text), len(text), text.isspace())
            glued = units and not unit.is_blank and not units[-1].is_blank and _stay_together(units[-1], unit, run)
            if glued:
                units[-1].take(unit)
            else:
                units.append(unit)
    return units


def _stay_together(left: _Unit, right: _Unit, run: Run) -> bool:
    is_word = left.last.isascii() and right.first.isascii() and left.last.isalnum() and right.first.isalnum()
    return right.first in NEVER_FIRST or left.last in NEVER_LAST or bool(run.shift) or is_word


def _soft_pieces(unit: _Unit, setting: _Setting) -> list[_Unit]:
    """Return a unit's parts where breaking it is better than a line full of holes; empty where it is not.

    A document number may be broken after its year, an address or the like anywhere.
    """
    pieces: list[_Unit] = []
    for run in unit.runs:
        cuts = _SOFT.findall(run.text) if len(run.text) > _LONGEST_KEPT else [run.text]
        pieces += [_Unit([Run(cut, run.role, run.shift)], setting.width(run, cut), len(cut)) for cut in cuts]
    for number in range(len(pieces) - 1, 0, -1):
        left, right = pieces[number - 1], pieces[number]
        if right.first in NEVER_FIRST or left.last in NEVER_LAST:
            left.take(right)
            del pieces[number]
    return pieces if len(pieces) > 1 else []


def _split_long(unit: _Unit, setting: _Setting) -> Iterator[_Unit]:
    """Break a unit that is wider than a line between any two characters."""
    measure = setting.measure
    if unit.width + (unit.count - 1) * measure.cell_spacing <= measure.width:
        yield unit
        return
    for run in unit.runs:
        for char in run.text:
            yield _Unit([Run(char, run.role, run.shift)], setting.width(run, char), 1, char.isspace())


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
