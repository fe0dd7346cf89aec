"""How a register is laid out: which way the paper lies, how wide its columns are, where the lines of its cells break.

Widths come from the faces' advances, so that every line is known before the engine sees it: it breaks none itself,
and what must not be broken (index numbers, dates, figures) is not.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from gkcloud.typeset.faces import Faces, Role
from gkcloud.typeset.marks import NEVER_FIRST, NEVER_LAST

PADDING = 3.0  # points, left and right of a cell's text; listing.css has the same
HEADING_ROLE = Role.HEI
_MM = 72 / 25.4
_COMFORTABLE_CELLS = 12  # a column of titles or names with less gets too many lines
_SHORTEST_LAST = 1.6  # ems: more than one character
_LONGEST_KEPT = 24  # half-width characters; what is longer (an address) may be broken anywhere

_UNIT = re.compile(
    r"\d{4}年\d{1,2}月\d{1,2}日|〔\d{4}〕\d+号|——|……"
    r"|[0-9A-Za-z][0-9A-Za-z.,:/_@#&=?+%％‰℃-]*(?:[年月日号条件个项次人户元亩](?![0-9]))?"
    r"|\s+|.",
    re.DOTALL,
)
_FIGURE = re.compile(r"[+\-−]?\d[\d,]*(?:\.(\d+))?[%％]?")


class Align(StrEnum):
    """Where the text of a column stands; figures stand right, their decimal points below each other."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: ``key`` of the value it shows, its heading, its share of the width that is over, and its alignment."""

    key: str
    heading: str
    weight: float = 1.0
    align: Align = Align.LEFT


class NoRoom(ValueError):
    """The columns do not fit side by side on the widest paper in the smallest type."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A way of printing the register: the paper's direction, its type area's width and its type, in points."""

    is_landscape: bool
    size: float

    @property
    def width(self) -> float:
        """The type area's width: A4 less 25 mm at the binding and 20 mm outside."""
        return ((297 - 2 * 20) if self.is_landscape else (210 - 25 - 20)) * _MM


# In the order in which they are tried: the largest type first, and the paper upright.
_SETTINGS = (Setting(False, 10.5), Setting(True, 10.5), Setting(True, 9.0), Setting(True, 7.5))


@dataclass(frozen=True, slots=True)
class Layout:
    """What was decided: the setting, and the width of each column in points, padding included."""

    setting: Setting
    widths: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ruler:
    """Measures text, in 宋体 unless said otherwise; a character's width is asked for once."""

    faces: Faces
    role: Role = Role.SONG
    _known: dict[str, float] = field(default_factory=dict)

    def em(self, text: str) -> float:
        """Return the width of ``text`` in ems."""
        known = self._known
        for char in text:
            if char not in known:
                known[char] = self.faces.advance(self.role, char) / 1000
        return sum(known[char] for char in text)


def layout_of(columns: Sequence[Column], rows: Iterable[Sequence[str]], ruler: Ruler) -> Layout:
    """Return the first setting in which every column has room; raises NoRoom if there is none.

    A column must be as wide as its longest unbreakable piece, and should hold twelve characters if its texts are as long.
    """
    heading = Ruler(ruler.faces, HEADING_ROLE)
    needed = [_longest_piece(column.heading, heading) for column in columns]
    wanted = [heading.em(column.heading) for column in columns]
    for row in rows:
        for at, text in enumerate(row):
            width = ruler.em(text)
            if width > needed[at]:
                needed[at] = max(needed[at], _longest_piece(text, ruler))
            wanted[at] = max(wanted[at], width)
    comfortable = [max(need, min(want, _COMFORTABLE_CELLS)) for need, want in zip(needed, wanted, strict=True)]
    for least in (comfortable, needed):
        for setting in _SETTINGS:
            floor = [ems * setting.size + 2 * PADDING + 0.5 for ems in least]
            if sum(floor) <= setting.width:
                ceiling = [ems * setting.size + 2 * PADDING + 0.5 for ems in wanted]
                return Layout(setting, _shared(floor, ceiling, [column.weight for column in columns], setting.width))
    raise NoRoom


def _longest_piece(text: str, ruler: Ruler) -> float:
    return max((ruler.em(unit) for unit in _units(text)), default=0.0)


def _shared(floor: list[float], ceiling: list[float], weights: list[float], width: float) -> tuple[float, ...]:
    """Share what is over by weight, first among columns whose texts still break, then among all."""
    widths = list(floor)
    for limits in (ceiling, None):
        while (left := width - sum(widths)) > 0.1:  # noqa: PLR2004 - points nobody sees
            open_ones = [at for at in range(len(widths)) if limits is None or widths[at] < limits[at] - 0.01]
            total = sum(weights[at] for at in open_ones)
            if not total:
                break
            for at in open_ones:
                share = left * weights[at] / total
                widths[at] += share if limits is None else min(share, limits[at] - widths[at])
    return tuple(round(each, 2) for each in widths)


def broken(text: str, room: float, ruler: Ruler) -> tuple[str, ...]:
    """Return ``text`` in lines of at most ``room`` ems; no line starts or ends with a mark that may not.

    Lines are made shorter, never more, where the last would else hold a single character.
    """
    if ruler.em(text) <= room:
        return (text,)
    units = [(unit, ruler.em(unit)) for unit in _units(text)]
    lines = _filled(units, room)
    while ruler.em(lines[-1]) < _SHORTEST_LAST:
        room -= 1
        evener = _filled(units, room)
        if len(evener) > len(lines):
            break
        lines = evener
    return lines


def _filled(units: Iterable[tuple[str, float]], room: float) -> tuple[str, ...]:
    lines: list[str] = []
    line, width = "", 0.0
    for unit, taken in units:
        if line and width + taken > room:
            lines.append(line.rstrip())
            line, width = "", 0.0
        if line or not unit.isspace():
            line += unit
            width += taken
    return (*lines, line.rstrip())


def _units(text: str) -> list[str]:
    """Return the pieces that are not broken, marks kept with what they follow or open."""
    units: list[str] = []
    for found in _UNIT.finditer(text):
        piece = found[0]
        if units and (piece[0] in NEVER_FIRST or units[-1][-1] in NEVER_LAST):
            units[-1] += piece
        elif len(piece) > _LONGEST_KEPT:
            units += piece
        else:
            units.append(piece)
    return units


def point_widths(texts: Iterable[str], ruler: Ruler) -> dict[str, float]:
    """Return for each figure among ``texts`` how many ems it stands left of the edge, so that decimal points align."""
    fractions = {text: _after_point(text, ruler) for text in set(texts) if _FIGURE.fullmatch(text)}
    widest = max(fractions.values(), default=0.0)
    return {text: widest - width for text, width in fractions.items() if widest - width}


def _after_point(text: str, ruler: Ruler) -> float:
    _, point, fraction = text.partition(".")
    return ruler.em(point + fraction) if point else ruler.em(text[len(text.rstrip("%％")) :])
