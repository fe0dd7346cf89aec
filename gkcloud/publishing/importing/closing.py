"""The end of a text: who signs it and when it was formed (成文日期)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gkcloud.publishing.importing.attachments import is_annex_label
from gkcloud.publishing.importing.blocks import Block, Paragraph
from gkcloud.publishing.importing.dates import is_unfinished_date, whole_date
from gkcloud.publishing.importing.organs import is_person_signature, organ_names

_FOOTNOTE = re.compile(r"^[（(]\s*(?:此件|联系人|联系电话|本文|信息公开|主动公开|依申请公开|不予公开).*[）)]$")
_IMPRINT = re.compile(r"^(?:抄送|抄报|主送|分送|公开方式|信息公开选项|联系人|联系电话|校对|打字|共印)|印发$")
_APART = 3
_SHORT = 40


@dataclass(frozen=True, slots=True)
class Closing:
    """Signature and date: block indices, the organs, and the day (None also if no such day exists)."""

    organs: tuple[str, ...] = ()
    signers: tuple[int, ...] = ()
    date_at: int | None = None
    formed_on: date | None = None
    date_text: str = ""


def find_closing(blocks: Sequence[Block]) -> Closing:
    """Return the first signature with a date; else a date or an organ alone that ends the text proper.

    The first, because an annexed plan or speech follows the signature of the text that issues it.
    """
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and _is_date_line(block.text) and (signers := _signers_above(blocks, index)):
            return _closing(blocks, signers, index)
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph) and index > 0 and _is_date_line(block.text) and _ends_text(blocks, index + 1):
            below = blocks[index + 1] if index + 1 < len(blocks) else None
            reversed_order = (
                isinstance(below, Paragraph) and bool(organ_names(below.text)) and index + 2 >= len(blocks)
            )
            return _closing(blocks, (index + 1,) if reversed_order else (), index)
    return _undated(blocks)


def _is_date_line(text: str) -> bool:
    return not text.startswith(("（", "(")) and (whole_date(text) is not None or is_unfinished_date(text))


def _closing(blocks: Sequence[Block], signers: tuple[int, ...], at: int) -> Closing:
    text = _text(blocks[at])
    found = whole_date(text)
    organs = tuple(name for index in signers for name in organ_names(_text(blocks[index])))
    return Closing(organs, signers, at, found.value if found else None, text)


def _text(block: Block) -> str:
    return block.text if isinstance(block, Paragraph) else ""


def _signers_above(blocks: Sequence[Block], at: int) -> tuple[int, ...]:
    """Return the lines of organs (or office and name) above a date; a short note may stand between."""
    index = at - 1
    while index >= max(at - _APART, 0) and not _is_signer(blocks[index]):
        text = _text(blocks[index])
        if not text or len(text) > _SHORT or "。" in text or is_annex_label(text):
            return ()
        index -= 1
    signers: list[int] = []
    while index >= 0 and _is_signer(blocks[index]):
        signers.insert(0, index)
        index -= 1
    return tuple(signers)


def _is_signer(block: Block) -> bool:
    text = _text(block)
    return bool(organ_names(text)) or is_person_signature(text)


def _ends_text(blocks: Sequence[Block], index: int) -> bool:
    """Say whether the text proper is over at ``index``: only notes, an annex or nothing follows."""
    if index >= len(blocks):
        return True
    block = blocks[index]
    if not isinstance(block, Paragraph):
        return False
    text = block.text
    if _FOOTNOTE.match(text) or _IMPRINT.search(text) or is_annex_label(text):
        return True
    if organ_names(text) and index + 1 >= len(blocks):
        return True
    return len(text) <= _SHORT and not re.search("[。；：:，,]", text) and index + 1 < len(blocks)


def _undated(blocks: Sequence[Block]) -> Closing:
    index = len(blocks) - 1
    while index > 0 and (_FOOTNOTE.match(_text(blocks[index])) or _IMPRINT.search(_text(blocks[index]))):
        index -= 1
    signers: list[int] = []
    while index > 0 and organ_names(_text(blocks[index])):
        signers.insert(0, index)
        index -= 1
    organs = tuple(name for at in signers for name in organ_names(_text(blocks[at])))
    return Closing(organs, tuple(signers))


def is_note(text: str) -> bool:
    """Say whether a line below the date is a note such as （此件公开发布）or part of the imprint (版记)."""
    return bool(_FOOTNOTE.match(text) or _IMPRINT.search(text))
