"""Numbered headings: 一、 is level 1, （一） 2, 1. 3, （1） 4; in regulations 第一章 1 and 第一节 2.

The four levels and their marks: GB/T 9704-2012, 7.3.3. A heading may stand alone or open its paragraph
(（一）统一职责。各级……). A numbered line that is a sentence or an item of a list is not a heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gkcloud.publishing.importing.blocks import Block, Paragraph
from gkcloud.publishing.importing.dates import numeral

_CN = "一二三四五六七八九十百零〇"
MARKS = {
    1: rf"[{_CN}]{{1,5}}\s*[、．.]",
    2: rf"[（(]\s*[{_CN}]{{1,5}}\s*[）)][、．.]?|[\u3220-\u3229]",
    3: r"[0-9０-９]{1,2}\s*[.．、](?![0-9０-９])",
    4: r"[（(]\s*[0-9０-９]{1,2}\s*[）)][、．.]?|[\u2474-\u2487]",
}
_MARK = re.compile("|".join(f"(?P<l{level}>{mark})" for level, mark in MARKS.items()))
_CHAPTER = re.compile(rf"第[{_CN}]{{1,4}}(?P<kind>[章节])(?=[\s\u4e00-\u9fff])")
_SENTENCE_END = re.compile(r"[。！？!?]|[；;]")
# Words that only open a sentence: when a heading runs on without a stop, its text ends before them.
_OPENER = re.compile(
    r"(?:当前|目前|近年来|近几年来|今年以来|长期以来)[,，]|[0-9０-９]{1,2}月(?:初|中旬|底|[0-9０-９]{1,2}日)?前|[0-9０-９]{4}年[,，]"
)
_LONGEST_ALONE, _LONGEST_RUN_IN = 50, {1: 36, 2: 36, 3: 26, 4: 26}
_LONGEST_LABEL = 12
_MANY_COMMAS, _LONGEST_WITH_COMMAS = 2, 24


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading number at the start of a line: its level, its number, and where the words begin.

    ``first`` is the end of the first mark when the number was typed twice (一、一、).
    """

    level: int
    number: int
    end: int
    first: int | None = None


def read_mark(text: str, at: int = 0) -> Mark | None:
    """Return the heading number that stands at an offset of the text, or None."""
    if chapter := _CHAPTER.match(text, at):
        return Mark(1 if chapter["kind"] == "章" else 2, numeral(chapter[0][1:-1]) or 0, chapter.end())
    match = _MARK.match(text, at)
    if match is None:
        return None
    level = int((match.lastgroup or "l0")[1:])
    again = re.compile(r"\s*" + re.escape(match[0])).match(text, match.end())
    end = again.end() if again else match.end()
    return Mark(level, _value(match[0]), end, match.end() if again else None)


def _value(mark: str) -> int:
    char = ord(mark[0])
    for base in (0x3220, 0x2474):
        if base <= char <= base + 19:
            return char - base + 1
    return numeral(re.sub(r"[（()）、．.\s]", "", mark)) or 0


@dataclass(frozen=True, slots=True)
class HeadingCut:
    """How a paragraph divides: the heading ends at ``end``, its words at ``text_end``.

    ``runs_in``: text follows in the same paragraph. ``unsure``: the end was judged by the word that follows.
    """

    mark: Mark
    end: int
    text_end: int
    unsure: bool = False
    runs_in: bool = False


def heading_cuts(blocks: Sequence[Block]) -> dict[int, HeadingCut]:
    """Return where the heading ends in every block that is one.

    Of numbered paragraphs side by side, run-in headings count only if at least half of them have one: a short
    first sentence among long numbered sentences is no heading.
    """
    cuts = {index: cut for index in range(len(blocks)) if (cut := _heading_cut(blocks, index))}
    for family in _families(blocks):
        if _is_list(blocks, family):
            for index in family:
                cuts.pop(index, None)
        elif 2 * sum(index in cuts for index in family) < len(family):
            for index in family:
                if index in cuts and cuts[index].runs_in:
                    del cuts[index]
    return cuts


def _is_list(blocks: Sequence[Block], family: Sequence[int]) -> bool:
    """Say whether numbered lines are items: nothing between them, and deep or announced by a colon."""
    if len(family) < 2 or family[-1] - family[0] != len(family) - 1:  # noqa: PLR2004 - one line makes no list
        return False
    lines = [block.text for index in family if isinstance(block := blocks[index], Paragraph)]
    if any(_SENTENCE_END.search(text[:-1]) for text in lines):
        return False
    mark = read_mark(lines[0])
    before = blocks[family[0] - 1] if family[0] else None
    announced = isinstance(before, Paragraph) and before.text.endswith((":", "："))
    below = blocks[family[-1] + 1] if family[-1] + 1 < len(blocks) else None
    deeper = isinstance(below, Paragraph) and (inner := read_mark(below.text)) and mark and inner.level > mark.level
    return mark is not None and not deeper and (mark.level > 2 or (mark.level == 2 and announced))  # noqa: PLR2004


def _families(blocks: Sequence[Block]) -> list[list[int]]:
    """Return the indices of numbered paragraphs, grouped by level under one parent."""
    families: list[list[int]] = []
    current: dict[int, tuple[int, list[int]]] = {}
    for index, block in enumerate(blocks):
        mark = read_mark(block.text) if isinstance(block, Paragraph) else None
        if mark is None:
            continue
        number, family = current.get(mark.level, (0, []))
        if mark.number != number + 1 or not family:
            family = []
            families.append(family)
        family.append(index)
        current = {level: entry for level, entry in current.items() if level < mark.level}
        current[mark.level] = (mark.number, family)
    return families


def _heading_cut(blocks: Sequence[Block], index: int) -> HeadingCut | None:
    block = blocks[index]
    if not isinstance(block, Paragraph):
        return None
    text = block.text
    mark = read_mark(text)
    if mark is None or mark.end >= len(text):
        return None
    rest = text[mark.end :]
    stop = _SENTENCE_END.search(rest)
    if stop is None or stop.end() == len(rest):
        return _alone(blocks, index, mark, rest, stop)
    return _run_in(mark, rest, stop)


def _alone(
    blocks: Sequence[Block], index: int, mark: Mark, rest: str, stop: re.Match[str] | None
) -> HeadingCut | None:
    end = mark.end + len(rest)
    words = rest.rstrip("。.:： ")
    if rest.endswith(("；", ";", "，", ",", "、")) or not words:
        return None
    label = _label(mark, rest)
    if label is not None and label < len(rest):
        return HeadingCut(mark, mark.end + label, mark.end + label - 1)
    if stop is not None and not (_short(words, mark) and _has_something_below(blocks, index, mark)):
        return None
    if len(words) > _LONGEST_ALONE:
        return _by_opener(mark, rest)
    if rest.endswith((":", "：")) and mark.level > 2:  # noqa: PLR2004 - deeper, a colon opens a list of items
        return None
    return HeadingCut(mark, end, mark.end + len(words))


def _run_in(mark: Mark, rest: str, stop: re.Match[str]) -> HeadingCut | None:
    label = _label(mark, rest)
    if label is not None:
        return HeadingCut(mark, mark.end + label, mark.end + label - 1)
    if stop[0] in "；;":
        return None
    words = rest[: stop.start()]
    if not _short(words, mark):
        return _by_opener(mark, rest)
    opener = _OPENER.search(words)
    if opener and opener.start() >= 4:  # noqa: PLR2004
        return _by_opener(mark, rest)
    return HeadingCut(mark, mark.end + stop.end(), mark.end + stop.start(), runs_in=True)


def _by_opener(mark: Mark, rest: str) -> HeadingCut | None:
    opener = _OPENER.search(rest[:_LONGEST_ALONE])
    if opener is None or opener.start() < 4 or mark.level > 2 or re.search("[,，]", rest[: opener.start()]):  # noqa: PLR2004
        return None
    end = mark.end + opener.start()
    return HeadingCut(mark, end, end, unsure=True)


def _short(words: str, mark: Mark) -> bool:
    commas = len(re.findall("[,，]", words))
    if re.search("[:：]", words):
        return False
    if commas >= _MANY_COMMAS:
        return len(words) <= _LONGEST_WITH_COMMAS
    return len(words) <= _LONGEST_RUN_IN[mark.level]


def _label(mark: Mark, rest: str) -> int | None:
    """Return the end of a short label with colon (一、报名时间：……) at the two upper levels."""
    match = re.match(rf"[^,，。；;:：《“（(]{{2,{_LONGEST_LABEL}}}[:：]", rest)
    return match.end() if match and mark.level <= 2 else None  # noqa: PLR2004


def _has_something_below(blocks: Sequence[Block], index: int, mark: Mark) -> bool:
    if index + 1 >= len(blocks):
        return False
    following = blocks[index + 1]
    if not isinstance(following, Paragraph):
        return True
    below = read_mark(following.text)
    return below.level > mark.level if below else len(following.text) > _LONGEST_WITH_COMMAS
