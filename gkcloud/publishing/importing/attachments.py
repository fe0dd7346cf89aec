"""Attachment notes (附件说明) and the labels that open an annex (附件1)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gkcloud.publishing.importing.blocks import Block, Paragraph

_NOTE = re.compile(r"^(?:附|附件|附表)\s*[:：]\s*(?P<rest>.*)$", re.DOTALL)
_LABEL = re.compile(
    r"^(?:附件|附表|附)\s*(?P<number>[0-9０-９一二三四五六七八九十]{0,3})\s*(?:[:：]\s*)?(?P<rest>.*)$",
    re.DOTALL,
)
_ITEM = re.compile(r"(?:^|(?<=[\s；;）)》表单案书]))[0-9０-９]{1,2}\s*[.．、](?![0-9０-９])\s*")
_LONGEST_NAME, _LONGEST_TITLE = 100, 60


@dataclass(frozen=True, slots=True)
class Notes:
    """The names of the attachments, the blocks that list them, and the blocks that open an annex."""

    names: tuple[str, ...]
    listed: frozenset[int]
    labels: frozenset[int]


def _names(text: str) -> list[str]:
    return [name.strip(" \t\u3000；;。") for name in _ITEM.split(text) if name and name.strip(" \t\u3000；;。")]


def find_attachments(blocks: Sequence[Block]) -> Notes:
    """Return what is attached: the list after 附件：, else the titles under 附件1, 附件2 and so on."""
    names: list[str] = []
    listed: set[int] = set()
    labels: set[int] = set()
    titles: list[str] = []
    index = 0
    while index < len(blocks):
        block = blocks[index]
        text = block.text if isinstance(block, Paragraph) else ""
        note = _NOTE.match(text)
        if note and not names and len(text) <= _LONGEST_NAME * 8 and "。" not in note["rest"].rstrip("。"):
            found, end = _read_list(blocks, index, note["rest"])
            if found:
                names.extend(found)
                listed.update(range(index, end))
                index = end
                continue
        if is_annex_label(text):
            labels.add(index)
            titles.extend(_annex_title(blocks, index))
        index += 1
    return Notes(tuple(dict.fromkeys(names or titles)), frozenset(listed), frozenset(labels))


def _read_list(blocks: Sequence[Block], index: int, rest: str) -> tuple[list[str], int]:
    found = _names(rest)
    end = index + 1
    numbered = bool(_ITEM.match(rest.strip())) or not rest.strip()
    while numbered and end < len(blocks):
        block = blocks[end]
        if not isinstance(block, Paragraph) or not _ITEM.match(block.text) or len(block.text) > _LONGEST_NAME:
            break
        found.extend(_names(block.text))
        end += 1
    return found, end


def is_annex_label(text: str) -> bool:
    """Say whether the line opens an annex: 附件, 附件1, 附件1：名称."""
    label = _LABEL.match(text)
    if label is None or "。" in text:
        return False
    rest = label["rest"].strip()
    after_label = text[label.start("rest") - 1 : label.start("rest")]
    return not rest or (bool(label["number"]) and len(rest) <= _LONGEST_NAME and after_label in ":： \u3000\t")


def _annex_title(blocks: Sequence[Block], index: int) -> list[str]:
    block = blocks[index]
    label = _LABEL.match(block.text) if isinstance(block, Paragraph) else None
    if label and label["rest"].strip():
        return [label["rest"].strip()]
    if index + 1 < len(blocks):
        following = blocks[index + 1]
        text = following.text if isinstance(following, Paragraph) else ""
        if text and len(text) <= _LONGEST_TITLE and text[-1] not in "。；：:":
            return [text]
    return []
