"""Text in the cells of a table: what stays in one piece, how wide it is, and its lines in a given width."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from gkcloud.typeset.faces import Role
from gkcloud.typeset.marks import NEVER_FIRST, NEVER_LAST
from gkcloud.typeset.measure import KnowsAdvances

# Kept in one piece: dates, document numbers with the mark of their organ, figures with their unit, words.
_UNIT = re.compile(
    r"\d{2,4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日"
    r"|(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{1,6}〔\d{4}〕\d+号|〔\d{4}〕\d+号|——|……"
    r"|[+\-−]?[0-9A-Za-z][0-9A-Za-z.,:/_@#&=+'%％‰℃*-]*(?:[年月日时分秒号条件个项次人元户亩万](?![0-9]))?"
    r"|\s+|.",
    re.DOTALL,
)
# Where a piece that is wider than its column may be broken before it is broken anywhere.
_SOFT = re.compile(r"\d+年|\d+月|\d+日|〔\d{4}〕|\d+号|[\u4e00-\u9fff]|[0-9A-Za-z%.+-]+[,:/_@#&=']?|.", re.DOTALL)
# Scripts whose letters join or run from right to left, and signs made of several characters: the engine alone
# knows their widths.
_JOINED = re.compile("[\u0300-\u036f\u0590-\u08ff\u0900-\u109f\u1780-\u18af\u200c\u200d\ufe00-\ufe0f\ufb1d-\ufeff]")
_RIGHT_TO_LEFT = {"R", "AL", "AN"}


@dataclass(frozen=True, slots=True)
class Setting:
    """How the text of a table is set, in points: type size and what follows from it."""

    size: float

    @property
    def leading(self) -> float:
        """The line height."""
        return round(self.size * 1.4, 1)

    @property
    def padding(self) -> float:
        """The room between a cell's text and the rule beside it."""
        return round(self.size * 0.3, 2)

    @property
    def rise(self) -> float:
        """The room between a cell's text and the rules above and below it."""
        return round(self.size * 0.18, 2)


@dataclass(frozen=True, slots=True)
class CellText:
    """Composes the texts of one table in ``role``; widths are in ems unless a size is asked for."""

    faces: KnowsAdvances
    role: Role = Role.BODY
    _widths: dict[str, float] = field(default_factory=dict, repr=False, compare=False)
    _units: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def width(self, text: str) -> float:
        """Return the width of ``text`` on one line, in ems."""
        widths = self._widths
        total = 0.0
        for char in text:
            if char not in widths:
                widths[char] = self.faces.advance(self.role, char) / 1000
            total += widths[char]
        return total

    def least_width(self, text: str) -> float:
        """Return the width of the widest piece of ``text`` that should not be broken, in ems."""
        return max((self.width(unit) for unit in self._units_of(text)), default=0.0)

    def lines(self, text: str, room: float) -> Iterator[str]:
        """Yield the lines of ``text``, each at most ``room`` ems wide unless a single character is wider."""
        line, used = "", 0.0
        for unit in self._fitting(text, room):
            width = self.width(unit)
            if line and used + self.width(unit.rstrip()) > room + 1e-6:
                yield line.rstrip()
                line, used = "", 0.0
            if line or not unit.isspace():
                line, used = line + unit, used + width
        if line.rstrip():
            yield line.rstrip()

    def _units_of(self, text: str) -> tuple[str, ...]:
        if text not in self._units:
            self._units[text] = units_of(text)
        return self._units[text]

    def _fitting(self, text: str, room: float) -> Iterator[str]:
        """Yield the units of ``text``, those wider than ``room`` in smaller pieces."""
        for unit in self._units_of(text):
            if self.width(unit) <= room:
                yield unit
                continue
            for piece in _glued(_SOFT.findall(unit)):
                if self.width(piece) <= room:
                    yield piece
                else:
                    yield from piece


def units_of(text: str) -> tuple[str, ...]:
    """Return the pieces of ``text`` that stay together: words, dates, numbers, marks with what they belong to.

    >>> units_of("澧政办函〔2015〕22号，2026年9月30日前完成98.5%。")
    ('澧政办函〔2015〕22号，', '2026年9月30日', '前', '完', '成', '98.5%。')
    """
    return tuple(_glued(_UNIT.findall(text)))


def _glued(pieces: list[str]) -> Iterator[str]:
    held = ""
    for piece in pieces:
        is_apart = held.isspace() or piece.isspace() or not (piece[0] in NEVER_FIRST or held[-1:] in NEVER_LAST)
        if held and is_apart:
            yield held
            held = ""
        held += piece
    if held:
        yield held


def is_measurable(text: str) -> bool:
    """Return whether the width of ``text`` is the sum of its characters' widths, from left to right."""
    if text.isascii() or not _JOINED.search(text):
        return not any(ord(char) > 0x1F000 and unicodedata.category(char) == "So" for char in text)  # noqa: PLR2004
    return False
