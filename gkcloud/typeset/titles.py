"""Titles over several lines: broken by sense, in the shape of a trapezium or a lozenge (GB/T 9704-2012, 7.3.1)."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from math import inf

import rjieba

from gkcloud.typeset.units import find_breaks

# What a break costs, in the unit of one cell of difference between two lines, squared.
_BEFORE_PARTICLE, _AFTER_PREPOSITION, _BETWEEN_WORD_AND_SUFFIX = 30.0, 30.0, 40.0
_IN_SHORT_NAME, _IN_LONG_NAME, _IN_BRACKETS, _EQUAL, _LINE_MORE = 40.0, 4.0, 15.0, 3.0, 25.0
_BEFORE_ABOUT = -6.0  # 关于 opens what the title is about
_HOURGLASS, _TOO_SHORT, _LINE_OF_FEW = 200.0, 60.0, 3

_PARTICLES = frozenset("的了着过和与及或等并") | {"以及", "等等"}
_PREPOSITIONS = frozenset("对将把在和与及为向从由以按并第") | {"关于", "以及", "按照", "根据", "转发", "印发"}
_SUFFIXES = frozenset("局镇县乡村省市区部委会站所院校处科厅署办社党")
_NAME = re.compile("《[^《》]*》")
_BRACKETS = re.compile("（[^（）]*）|“[^“”]*”")


def title_lines(title: str, cells: int) -> tuple[str, ...]:
    """Return ``title`` in lines of at most ``cells`` full-width cells, as few as its words allow without harm.

    The lines' widths rise, fall, or rise and then fall; never is a line shorter than both of its neighbours, unless
    the words leave no other way. Document numbers, figures with their units and, where a line holds them, names in
    《》 are not broken; no line begins with a particle or ends with a preposition where that can be avoided.
    """
    title = " ".join(title.split())
    if not title:
        return ()
    fewest = -(-_half_cells(title) // (2 * cells))
    if fewest == 1:
        return (title,)
    places = _places(title, cells)
    found = [way for lines in range(fewest, fewest + 2) if (way := _best(title, places, lines, cells))]
    if not found:
        # Words that leave much of each line empty need more lines than the width alone says.
        wider = range(fewest + 2, len(places) + 1)
        found = [next(way for lines in wider if (way := _best(title, places, lines, cells)))]
    _, cuts = min(found)
    return tuple(title[start:end].strip() for start, end in pairwise((0, *cuts)))


def _half_cells(text: str) -> int:
    return sum(1 if ord(char) < 0x2000 else 2 for char in text.strip())  # noqa: PLR2004 - Latin below U+2000


def _places(title: str, cells: int) -> dict[int, float]:
    """Return the offsets where a line may end, in order, with their costs; never further apart than a line holds."""
    kept_apart, costly = find_breaks(title)
    allowed = {at for at in kept_apart if at not in costly}
    places: dict[int, float] = {}
    words, at = rjieba.cut(title), 0
    for word, after in pairwise((*words, "")):
        at += len(word)
        if at in allowed:
            places[at] = _sense(word, after)
    for pattern, cost in ((_NAME, _IN_SHORT_NAME), (_BRACKETS, _IN_BRACKETS)):
        for found in pattern.finditer(title):
            in_this = cost if _half_cells(found[0]) <= 2 * cells else _IN_LONG_NAME
            for place in range(found.start() + 1, found.end()):
                if place in places:
                    places[place] += in_this
    places[len(title)] = 0.0
    for start, end in pairwise((0, *sorted(places))):
        if _half_cells(title[start:end]) > 2 * cells:
            places |= dict.fromkeys(range(start + cells, end, cells), _TOO_SHORT)
    return dict(sorted(places.items()))


def _sense(word: str, after: str) -> float:
    if after == "关于":
        return _BEFORE_ABOUT
    if after in _SUFFIXES:
        return _BETWEEN_WORD_AND_SUFFIX
    return _BEFORE_PARTICLE * (after in _PARTICLES) + _AFTER_PREPOSITION * (word in _PREPOSITIONS)


def _best(title: str, places: dict[int, float], lines: int, cells: int) -> tuple[float, tuple[int, ...]] | None:
    """Return the cost and the ends of the best way to set ``title`` in ``lines`` lines, None if there is none."""
    offsets = list(places)
    ideal = _half_cells(title) / lines

    def after(start: int, left: int) -> Iterator[tuple[int, int, float]]:
        """Give the ends of a line from ``start``, their widths in half cells, and their own costs."""
        for end in offsets if left > 1 else offsets[-1:]:
            width = _half_cells(title[start:end]) if end > start else 0
            if width > 2 * cells:
                return
            if width:
                few = _TOO_SHORT if width < 2 * _LINE_OF_FEW else 0.0
                yield end, width, ((width - ideal) / 2) ** 2 / 2 + places[end] + few

    @cache
    def best(start: int, left: int, width_before: int, is_falling: bool) -> tuple[float, tuple[int, ...]]:
        if left == 0:
            return (0.0, ()) if start == len(title) else (inf, ())
        found: tuple[float, tuple[int, ...]] = (inf, ())
        for end, width, cost in after(start, left):
            is_hollow = is_falling and width > width_before
            shape = _HOURGLASS if is_hollow else _EQUAL if width == width_before else 0.0
            rest, ends = best(end, left - 1, width, is_falling or 0 < width < width_before)
            found = min(found, (cost + shape + rest, (end, *ends)))
        return found

    cost, ends = best(0, lines, 0, False)
    return None if cost == inf else (cost + _LINE_MORE * lines, ends)
