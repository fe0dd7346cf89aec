"""Titles over several lines: broken between words, in lines of like length (GB/T 9704-2012, 7.3.1)."""

from functools import cache
from itertools import accumulate, pairwise

import rjieba

from gkcloud.typeset.marks import NEVER_FIRST, NEVER_LAST

_STICKS_TO_THE_LEFT = frozenset("的地得了着过")


def title_lines(title: str, cells: int) -> tuple[str, ...]:
    """Return ``title`` in as few lines of at most ``cells`` full-width cells as it needs.

    Lines are as even as the words allow, the upper one longer where there is a choice. A word is only broken
    when it alone is longer than a line.
    """
    title = " ".join(title.split())
    if not title:
        return ()
    words = _words(title, cells)
    fewest = -(-_cells(title) // cells)
    tries = (_fewest_raggedness(words, lines, cells) for lines in range(fewest, len(words) + 1))
    return next((found for found in tries if found), (title,))


def _cells(text: str) -> int:
    return -(-sum(1 if ord(char) < 0x2000 else 2 for char in text) // 2)  # noqa: PLR2004 - Latin below U+2000


def _words(title: str, cells: int) -> tuple[str, ...]:
    words: list[str] = []
    for word in rjieba.cut(title):
        glued = words and (word[0] in NEVER_FIRST or word in _STICKS_TO_THE_LEFT or words[-1][-1] in NEVER_LAST)
        if glued and _cells(words[-1] + word) <= cells:
            words[-1] += word
        else:
            words += [word[at : at + cells] for at in range(0, len(word), cells)]
    return tuple(words)


def _fewest_raggedness(words: tuple[str, ...], lines: int, cells: int) -> tuple[str, ...] | None:
    ends = [0, *accumulate(len(word) for word in words)]
    text = "".join(words)
    ideal = _cells(text) / lines

    @cache
    def best(start: int, left: int) -> tuple[float, tuple[int, ...]] | None:
        if left == 1:
            width = _cells(text[ends[start] :])
            return ((width - ideal) ** 2, (len(words),)) if 0 < width <= cells else None
        found: tuple[float, tuple[int, ...]] | None = None
        for end in range(len(words) - 1, start, -1):
            width = _cells(text[ends[start] : ends[end]])
            rest = best(end, left - 1) if width <= cells else None
            if rest and (found is None or (width - ideal) ** 2 + rest[0] < found[0]):
                found = ((width - ideal) ** 2 + rest[0], (end, *rest[1]))
        return found

    if (chosen := best(0, lines)) is None:
        return None
    cuts = [0, *(ends[end] for end in chosen[1])]
    return tuple(text[start:end].strip() for start, end in pairwise(cuts))
