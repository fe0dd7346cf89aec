"""Files that hold several texts: where one ends and the next begins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gkcloud.publishing.importing.attachments import is_annex_label
from gkcloud.publishing.importing.blocks import Block, Paragraph
from gkcloud.publishing.importing.dates import find_dates, numeral
from gkcloud.publishing.importing.letterhead import is_red_head, is_whole_title
from gkcloud.publishing.importing.numbers import edge_number, own_number
from gkcloud.publishing.importing.organs import addressee_end, organ_names

_PART = re.compile(
    r"^[【\[]?(?:第\s*(?P<n1>[一二三四五六七八九十百0-9]{1,4})\s*篇|(?:篇|范文|文件|材料|公文)\s*(?P<n2>[一二三四五六七八九十0-9]{1,3}))"
    r"\s*(?:[:：】\]]\s*|$)(?P<title>.*)$"
)
_RULE = re.compile(r"^[-=*_—―－＝＊~·]{5,}$")
_PASSED_ON = re.compile("转发|批转|翻印")


@dataclass(frozen=True, slots=True)
class Part:
    """One of the texts of a file; ``name`` is what its separator line called it, ``dropped`` that line.

    ``is_preface`` marks what stands before the first separator line.
    """

    blocks: tuple[Block, ...]
    name: str = ""
    dropped: tuple[str, ...] = ()
    is_preface: bool = False


def split_texts(blocks: Sequence[Block]) -> list[Part]:
    """Return the texts of a file in order: divided at 第一篇：… lines, and where one 公文 follows another.

    The second kind of boundary needs a closed text (date under it) above, and below it a title with its own
    number, addressee or letterhead, so that an annexed plan or speech stays with the text that issues it.
    """
    markers = _part_markers(blocks)
    if not markers:
        return _split_documents(blocks)
    parts = []
    if markers[0][0] > 0:
        parts.append(Part(tuple(blocks[: markers[0][0]]), is_preface=True))
    for (index, name), following in zip(markers, [*markers[1:], (len(blocks), "")], strict=True):
        line = blocks[index]
        dropped = (line.text,) if isinstance(line, Paragraph) else ()
        parts.append(Part(tuple(blocks[index + 1 : following[0]]), name, dropped))
    return parts


def _part_markers(blocks: Sequence[Block]) -> list[tuple[int, str]]:
    markers: list[tuple[int, str]] = []
    for index, block in enumerate(blocks):
        if not isinstance(block, Paragraph) or len(block.text) > 120:  # noqa: PLR2004
            continue
        match = _PART.match(block.text)
        if match and numeral(match["n1"] or match["n2"]) == len(markers) + 1:
            markers.append((index, match["title"].strip()))
    return markers if len(markers) > 1 else []


def _split_documents(blocks: Sequence[Block]) -> list[Part]:
    pieces: list[list[Block]] = [[]]
    rules: list[tuple[str, ...]] = [()]
    closed = passed_on = False
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            after_label = index > 0 and _is_label(blocks[index - 1])
            if closed and not after_label and not passed_on and _opens_document(blocks, index):
                rule = pieces[-1].pop() if _is_rule(pieces[-1][-1]) else None
                rules.append((rule.text,) if isinstance(rule, Paragraph) else ())
                pieces.append([])
                closed = False
            if len(pieces[-1]) < 4 and is_whole_title(block.text) and _PASSED_ON.search(block.text):  # noqa: PLR2004
                passed_on = True
            if not closed and len(pieces[-1]) > 1:
                closed = _closes(block, pieces[-1][-1])
        pieces[-1].append(block)
    return [Part(tuple(piece), dropped=rule) for piece, rule in zip(pieces, rules, strict=True)]


def _is_rule(block: Block) -> bool:
    return isinstance(block, Paragraph) and bool(_RULE.match(block.text))


def _is_label(block: Block) -> bool:
    return isinstance(block, Paragraph) and is_annex_label(block.text)


def _closes(block: Paragraph, before: Block) -> bool:
    dates = find_dates(block.text)
    if not dates or dates[-1].end < len(block.text.rstrip("）) ")):
        return False
    above = block.text[: dates[-1].start].strip("（( ")
    if above:
        return bool(organ_names(above))
    return isinstance(before, Paragraph)


def _opens_document(blocks: Sequence[Block], index: int) -> bool:
    """Say whether a new text begins here: a red head, or a title that has its own number or addressee."""
    texts = [block.text if isinstance(block, Paragraph) else "" for block in blocks[index : index + 6]]
    if is_red_head(texts[0]):
        return True
    if own_number(texts[0]):
        return any(is_whole_title(text) for text in texts[1:3])
    head = _title_lines(texts)
    if not head:
        return False
    title = "".join(texts[:head])
    if edge_number(texts[head - 1]) or organ_names(texts[0]):
        return True
    below = texts[head : head + 3]
    if any(own_number(text) for text in below[:2]):
        return True
    names_organ = bool(re.match(r"^.{4,40}(?:关于|印发|转发|批转)", title))
    return names_organ and any(addressee_end(text) is not None for text in below[:2])


def _title_lines(texts: Sequence[str]) -> int:
    if _RULE.match(texts[0]):
        return 0
    for count in range(1, min(3, len(texts)) + 1):
        joined = "".join(texts[:count])
        if count > 1 and any(re.search("[。；：:]", text) or len(text) > 60 for text in texts[:count]):  # noqa: PLR2004
            return 0
        if edge_number(texts[count - 1]) or is_whole_title(joined):
            return count
    return 0
