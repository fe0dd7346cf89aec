"""Where a title may be broken: between its words, and at what cost to its sense."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import rjieba

from gkcloud.typeset.units import find_breaks

# What a break costs, in the unit of one cell of difference between two lines, squared.
_BEFORE_CONJUNCTION, _AFTER_PREPOSITION, _IN_ORGAN = 30.0, 30.0, 8.0
_IN_SHORT_NAME, _IN_LONG_NAME, _IN_BRACKETS, _IN_WORD = 60.0, 4.0, 15.0, 400.0
_BEFORE_ABOUT = -6.0  # 关于 opens what the title is about

_CONJUNCTIONS = frozenset("和与及或并") | {"以及", "等等"}
_FREE = frozenset("对将把在和与及或为向从由以按并至到是有")  # words of one character
_PREPOSITIONS = _FREE.difference("或至到是有") | {"关于", "以及", "按照", "根据", "转发", "印发"}
_PARTICLES = frozenset("的了着过等")
_PREFIXES = frozenset("第各全每本该某新老副总非不未已拟")
_PLACES = frozenset("省市州县区乡镇村")
_ENDS = _PLACES | frozenset("府会院校局厅署委办部处科室站所社")  # of the names of places and organs
_ORGANS = ("局", "厅", "署", "委", "办", "人民政府", "办公室", "委员会")

_NAME = re.compile("《[^《》]*》")
_BRACKETS = re.compile("（[^（）]*）|“[^“”]*”")
_SHORT_BRACKETS = re.compile("（[^（）]）")  # inside a word: 村（居）务
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


@dataclass(frozen=True, slots=True)
class Places:
    """The offsets where a line may end, rising from 0 to the title's length.

    ``starts`` and ``ends`` say in half cells how far a line reaches that begins or ends there, ``costs`` what
    breaking there costs.
    """

    offsets: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    costs: tuple[float, ...]

    def width(self, start: int, end: int) -> int:
        """Return the half cells of a line from the place with the number ``start`` to that with ``end``."""
        return self.ends[end] - self.starts[start]


def find_places(title: str, cells: int) -> Places:
    """Return where ``title``, without blanks to spare, may be broken into lines of ``cells`` full-width cells.

    Words are never broken, nor characters taken for a part of the word beside them, unless they fill more than a line.
    """
    kept_apart, costly = find_breaks(title)
    allowed = {at for at in kept_apart if at not in costly}
    words = _words(title, allowed)
    joined = _joined(words)
    for found in _SHORT_BRACKETS.finditer(title):
        joined.update(range(found.start(), found.end() + 1))
    reach = (0, *accumulate(1 if ord(char) < 0x2000 else 2 for char in title))  # noqa: PLR2004 - Latin below U+2000
    costs = _costs(title, words, joined)
    for pattern, cost in ((_NAME, _IN_SHORT_NAME), (_BRACKETS, _IN_BRACKETS)):
        for found in pattern.finditer(title):
            is_short = reach[found.end()] - reach[found.start()] <= 2 * cells
            for at in range(found.start() + 1, found.end()):
                if at in costs:
                    costs[at] += cost if is_short else _IN_LONG_NAME
    costs |= {0: 0.0, len(title): 0.0}
    for inside in ([at for at, _ in words], range(len(title))):
        costs |= dict.fromkeys(_in_long_words(costs, inside, reach, cells), _IN_WORD)
    offsets = tuple(sorted(costs))
    ends = tuple(reach[at] - (at > 0 and title[at - 1] == " ") for at in offsets)
    return Places(offsets, tuple(reach[at] for at in offsets), ends, tuple(costs[at] for at in offsets))


def _words(title: str, allowed: set[int]) -> list[tuple[int, str]]:
    """Return the words of ``title`` with their offsets; what may not be broken is one word."""
    words: list[tuple[int, str]] = []
    at = 0
    # Guessed words join what belongs to two names (农村|局县|财政局); single characters are joined here.
    for word in rjieba.cut(title, hmm=False):
        if at in allowed or not words:
            words.append((at, word))
        else:
            words[-1] = (words[-1][0], words[-1][1] + word)
        at += len(word)
    return words


def _joined(words: Sequence[tuple[int, str]]) -> set[int]:
    """Return the offsets between a single character and the word that it is taken to be a part of."""
    joined = {at for at, word in words if word in _PARTICLES}
    number = 0
    while number < len(words):
        end = number
        while end < len(words) and _is_part(words[end][1]):
            end += 1
        if end > number:
            before = words[number - 1][1] if number else ""
            first = words[number][0]
            joined.update(first + at for at in _joined_among("".join(word for _, word in words[number:end]), before))
        number = max(end, number + 1)
    return joined


def _is_part(word: str) -> bool:
    return len(word) == 1 and _HAN.match(word) is not None and word not in _FREE and word not in _PARTICLES


def _joined_among(chars: str, before: str) -> Iterator[int]:
    """Yield the offsets that are no places to break in and around ``chars``, single characters after a word.

    Two that are no ending of a name and that the dictionary does not know are a word (耕地|地|力|保护).
    """
    start, end = 0, len(chars)
    while start < end and chars[start] in _ENDS and not _belongs_to_the_next(chars[start], before):
        yield start
        before = chars[start]
        start += 1
    while end - start > 1 and chars[end - 1] in _ENDS:
        end -= 1
        is_next = _belongs_to_the_next(chars[end], chars[end - 1])
        yield end + is_next
    yield from range(start + 1, end)
    if end - start == 1:
        yield start + _belongs_to_the_next(chars[start], before)


def _belongs_to_the_next(char: str, before: str) -> bool:
    """Return whether ``char``, a word by itself after ``before``, is a part of the next word, as 县 in 县|财政局."""
    if char in _PREFIXES or not _HAN.match(before[-1:]) or before in _PREPOSITIONS:
        return True
    return before[-1] in _PARTICLES or (char in _PLACES and before[-1] in _ENDS)


def _costs(title: str, words: Sequence[tuple[int, str]], joined: set[int]) -> dict[int, float]:
    """Return what breaking costs the sense between two words that are not joined, in their order."""
    starts = [number for number, (at, _) in enumerate(words) if number and at not in joined]
    costs = {}
    for number, after in pairwise((*starts, len(words))):
        at, word = words[number]
        end = words[after][0] if after < len(words) else len(title)
        costs[at] = _sense(words[number - 1][1].strip(), title[at:end].strip(), word)
    return costs


def _sense(before: str, whole: str, after: str) -> float:
    """Return what it costs to break after ``before`` and before ``after``, the first word of ``whole``."""
    if after == "关于":
        return _BEFORE_ABOUT
    cost = _BEFORE_CONJUNCTION * (after in _CONJUNCTIONS) + _AFTER_PREPOSITION * (before in _PREPOSITIONS)
    return cost + _IN_ORGAN * (whole.endswith(_ORGANS) and before[-1:] not in _ENDS)


def _in_long_words(places: Iterable[int], inside: Sequence[int], reach: Sequence[int], cells: int) -> Iterator[int]:
    """Yield the last of the places ``inside`` that each line can hold of what fills more than a line of ``cells``."""
    for start, end in pairwise(sorted(places)):
        line = start
        while reach[end] - reach[line] > 2 * cells:
            at = inside[bisect_right(inside, reach[line] + 2 * cells, key=reach.__getitem__) - 1]
            if at <= line:
                break
            yield at
            line = at
