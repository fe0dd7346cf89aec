"""Line repair: one-line copies, headings glued behind other text, paragraphs broken in the middle of a word.

Only white space is added or taken away here, never a character.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import rjieba

from gkcloud.publishing.importing.blocks import Block, Paragraph
from gkcloud.publishing.importing.dates import find_dates, is_unfinished_date, whole_date
from gkcloud.publishing.importing.headings import read_mark
from gkcloud.publishing.importing.numbers import find_numbers, own_number
from gkcloud.publishing.importing.organs import organ_names

_ONE_LINE = 120
_MOST_OF_IT = 0.6
_HEAD = 200
_WORDY = r"[\u4e00-\u9fff。！？；：:;)）”》〕】号日》]"
_BLANK = re.compile(rf"(?<={_WORDY})[ \t\u00a0\u3000]+(?=[\u4e00-\u9fff《“（(○〇【0-9０-９])")


def unfold(blocks: Sequence[Block]) -> list[Block]:
    """Break a copy that came as one long line at the blanks that once were line ends."""
    total = sum(len(block.text) for block in blocks if isinstance(block, Paragraph))
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph) and len(block.text) > max(_ONE_LINE, total * _MOST_OF_IT):
            out.extend(block.split_at(_line_ends(block.text)))
        else:
            out.append(block)
    return out


def _line_ends(text: str) -> list[int]:
    spans = [(found.start, found.end) for found in find_dates(text)]
    spans += [(found.start, found.end) for found in find_numbers(text)]
    unbroken = {at for start, end in spans for at in range(start + 1, end)}
    ends = []
    for blank in _BLANK.finditer(text):
        at, after = blank.start(), text[blank.end() : blank.end() + 24]
        if at in unbroken:
            continue
        digit = after[0] in "0123456789０１２３４５６７８９"
        if digit and not (read_mark(after) or re.match(r"[0-9０-９]{4}\s*[年\-/.]", after)):
            continue
        if text[at - 1] in "年月" and digit:
            continue
        ends.append(blank.end())
    # Title, number and addressee typed without any blank between them.
    for found in find_numbers(text[:_HEAD])[:1]:
        if re.search("(?:通知|意见|函|决定|公告|通告|通报|批复|报告|请示)$", text[: found.start].rstrip()):
            ends.extend([found.start, found.end])
    return ends


def join_dates(blocks: Sequence[Block]) -> list[Block]:
    """Join a date whose year stands on one line and whose month and day stand on the next."""
    out: list[Block] = []
    for block in blocks:
        before = out[-1] if out else None
        if isinstance(before, Paragraph) and isinstance(block, Paragraph) and is_unfinished_date(before.text):
            joined = before.joined(block)
            if whole_date(joined.text):
                out[-1] = joined
                continue
        out.append(block)
    return out


# The characters after which a heading glued into a paragraph can begin.
_GLUE = re.compile(r"(?<=[。！？!?”’）)\s])(?=[（(一二三四五六七八九十0-9０-９\u3220-\u3229\u2474-\u2487])")
# After a colon, 一、 opens headings only if 二、 follows a full stop; else they are items of one sentence.
_AFTER_COLON = re.compile(r"(?<=[：:])(?=一[、．.].{0,2000}?[。！）)\s]二[、．.])", re.DOTALL)
_SUB_MARK = re.compile(r"(?<=[\u4e00-\u9fff”》）)])\s*(?=[（(]一[）)])")
_SHORT_HEADING, _NEARBY = 50, 400


def split_glued(blocks: Sequence[Block]) -> list[Block]:
    """Give every heading its own paragraph when it follows other text in the same one.

    A number is taken for a heading only when it continues the count of its level, or opens a level with 1.
    """
    last = dict.fromkeys(range(1, 5), 0)
    out: list[Block] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            out.extend(block.split_at(_glued_marks(block.text, last)))
        else:
            out.append(block)
    return out


def _glued_marks(text: str, last: dict[int, int]) -> list[int]:
    offsets: list[int] = []
    opening = read_mark(text)
    if opening:
        _count(last, opening.level, opening.number)
        sub = _SUB_MARK.search(text, opening.end, opening.end + _SHORT_HEADING)
        if opening.level == 1 and sub and not re.search("[。；;:：,，]", text[opening.end : sub.start()]):
            offsets.append(sub.end())
            _count(last, 2, 1)
    glued = sorted([*_GLUE.finditer(text), *_AFTER_COLON.finditer(text)], key=lambda found: found.start())
    for glue in glued:
        mark = read_mark(text, glue.start())
        before = text[max(glue.start() - _NEARBY, 0) : glue.start()]
        if mark is None or not before or glue.start() in offsets[-2:] or _in_quotes(before):
            continue
        if mark.number == last[mark.level] + 1 or (mark.number == 1 and mark.level > 1):
            if mark.number == 1 and mark.level > 1 and before.rstrip()[-1:] not in "。！？!?）)":
                continue
            offsets.append(glue.start())
            _count(last, mark.level, mark.number)
            sub = _SUB_MARK.search(text, mark.end, mark.end + _SHORT_HEADING)
            if mark.level == 1 and sub and not re.search("[。；;:：,，]", text[mark.end : sub.start()]):
                offsets.append(sub.end())
                _count(last, 2, 1)
    return offsets


def _in_quotes(before: str) -> bool:
    return before.count("“") > before.count("”") or before.count("《") > before.count("》")


def _count(last: dict[int, int], level: int, number: int) -> None:
    last[level] = number
    for deeper in range(level + 1, 5):
        # The second level may run on through the first (（七） after 二、), so its count is kept.
        if deeper != 2:  # noqa: PLR2004
            last[deeper] = 0


_CLOSING = re.compile(r"(?<=[。！!：:）)”])\s*(?P<organ>[\u4e00-\u9fff（）、]{0,60}?)\s*$")


def split_closing(blocks: Sequence[Block]) -> list[Block]:
    """Give signature and date their own lines when they are glued to the end of the last sentence."""
    out: list[Block] = []
    for block in blocks:
        if not isinstance(block, Paragraph):
            out.append(block)
            continue
        out.extend(block.split_at(_closing_offsets(block.text)))
    return out


def _closing_offsets(text: str) -> list[int]:
    for found in find_dates(text):
        before = _CLOSING.search(text[max(found.start - _NEARBY, 0) : found.start])
        if before is None:
            continue
        rest = text[found.end :].strip()
        organ = before["organ"]
        closes = not rest or (bool(organ_names(organ)) and not re.match(r"[前后起至止，,。、；;到]", rest))
        if closes and (not organ or organ_names(organ)) and "。" in before.string:
            return [found.start - len(before.string) + before.start("organ"), found.start, found.end]
    whole = whole_date(text)
    if whole is None and (dates := find_dates(text)):
        last = dates[-1]
        if last.end == len(text) and organ_names(text[: last.start]):
            return [last.start]
    return []


_ENDED = tuple("。！？；：.!?;:…”）)》】」")
_CUT_OFF, _TEXT_LIKE, _FEWEST_STOPS, _LONGEST_JOINED = 25, 60, 2, 5000


def rejoin(blocks: Sequence[Block]) -> tuple[list[Block], int]:
    """Join paragraphs that a copy broke off; return them and how many joints were made.

    A joint is certain when a word (as rjieba segments it) spans it, or when a long paragraph of prose ends
    without punctuation.
    """
    out: list[Block] = []
    joints = 0
    for block in blocks:
        before = out[-1] if out else None
        if isinstance(before, Paragraph) and isinstance(block, Paragraph) and _broken(before.text, block.text):
            out[-1] = before.joined(block)
            joints += 1
        else:
            out.append(block)
    return out, joints


def _broken(first: str, second: str) -> bool:
    if (
        not _CUT_OFF <= len(first) <= _LONGEST_JOINED
        or first.endswith(_ENDED)
        or not re.match(r"[\u4e00-\u9fff，、]", second)
    ):
        return False
    if not re.search(r"[\u4e00-\u9fff，,、]$", first) or re.search(r"^(?:附|抄送|印发|第.{1,3}[篇章条])", second):
        return False
    if read_mark(second) or whole_date(second) or own_number(second) or organ_names(second):
        return False
    prose = (
        len(first) >= _TEXT_LIKE
        and len(re.findall("[，,。；]", first)) >= _FEWEST_STOPS
        and not re.search(r"\d{7}", first)
    )
    return prose or _spans_a_word(first[-12:], second[:12])


def _spans_a_word(left: str, right: str) -> bool:
    at = 0
    for word in rjieba.cut(left + right):
        if at < len(left) < at + len(word):
            return True
        at += len(word)
    return False
