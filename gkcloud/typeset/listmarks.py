"""Numbers and dots of list items, by level: 1. （1） ① for numbered lists, • － · for others.

The levels follow the numbers of official documents (GB/T 9704-2012, 7.3.3), which start below 一、 and （一）
here, because a list stands inside a section.
"""

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from gkcloud.typeset.blocks import Block, Paragraph, Run
from gkcloud.typeset.faces import Role
from gkcloud.typeset.headings import numbered_level

_DOTS = ("•", "－", "·")
_CIRCLED_FIRST = 0x2460  # ① to ⑳
_MOST_CIRCLED = 20
_MOST_DIGITS = 6
_OWN_DOTS = "•●○■□◆◇※★☆▪·①②③④⑤⑥⑦⑧⑨⑩"


def marked_item(item: etree._Element, blocks: list[Block]) -> Iterator[Block]:
    """Yield the blocks of a list item, its first paragraph opened by the item's number or dot.

    An item that brings a number of its own keeps that. No paragraph of a list is a heading: a page must be able
    to end between two items.
    """
    is_open = True
    for block in blocks:
        if not isinstance(block, Paragraph):
            yield block
        elif is_open and _is_unmarked_text(item, block):
            yield replace(block, runs=_opened(item, block.runs), level=0)
        else:
            yield replace(block, level=0)
        is_open = is_open and not isinstance(block, Paragraph)


def _is_unmarked_text(item: etree._Element, paragraph: Paragraph) -> bool:
    """Return whether ``paragraph``, the first of ``item``, is text of the item itself and has no mark yet."""
    first = next((child for child in item if child.tag in {"ol", "ul"}), None)
    only_holds_list = first is not None and not (item.text or "").strip() and first is item[0]
    text = paragraph.text
    return not only_holds_list and numbered_level(text) is None and text[0] not in _OWN_DOTS


def _opened(item: etree._Element, runs: tuple[Run, ...]) -> tuple[Run, ...]:
    lists = [parent.tag for parent in item.iterancestors("ol", "ul")]
    kind = lists[0] if lists else "ul"
    level = min(lists.count(kind) or 1, len(_DOTS)) - 1
    if kind == "ul":
        mark = f"{_DOTS[level]} "
    else:
        number = _whole(item.get("value")) or 1
        shapes = (f"{number}. ", f"（{number}）", _circled(number))
        mark = shapes[level]
    return (Run(mark, Role.BODY), *runs) if runs[0].role is not Role.BODY else _joined(mark, runs)


def _joined(mark: str, runs: tuple[Run, ...]) -> tuple[Run, ...]:
    if runs[0].shift:
        return (Run(mark, Role.BODY), *runs)
    return (replace(runs[0], text=mark + runs[0].text), *runs[1:])


def _circled(number: int) -> str:
    return chr(_CIRCLED_FIRST + number - 1) if 1 <= number <= _MOST_CIRCLED else f"（{number}）"


def number_items(ordered: etree._Element) -> None:
    """Give every item of an ``ol`` its number as its value, counting on from the value or start given before it."""
    number = _whole(ordered.get("start")) or 1
    for item in ordered.iterchildren("li"):
        value = _whole(item.get("value"))
        number = number if value is None else value
        item.set("value", str(number))
        number += 1


def _whole(value: str | None) -> int | None:
    is_number = value is not None and value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS
    return int(value) if value is not None and is_number else None
