"""The body of a post as blocks: sanitised HTML in, paragraphs of runs, tables and pictures out."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from lxml import etree

from gkcloud.typeset.blocks import Block, Cell, Paragraph, Picture, Run, Table, pictures_in, text_of
from gkcloud.typeset.bodytree import BLOCKS, CONTAINERS, TABLE_PARTS, body_tree, without_invisible
from gkcloud.typeset.faces import Role
from gkcloud.typeset.headings import Heading, find_heading
from gkcloud.typeset.listmarks import marked_item, number_items
from gkcloud.typeset.marks import full_width_marks, single_blanks, without_stray_spaces
from gkcloud.typeset.pictures import FILE_SCHEME
from gkcloud.typeset.tablereader import read_table

__all__ = (
    "PARTS", "Block", "Cell", "Paragraph", "Picture", "Run", "Table", "pictures_in", "read_body", "text_of",
    "tidy_runs",
)  # fmt: skip

_LEVELS = {"h1": 1, "h2": 1, "h3": 2, "h4": 3, "h5": 4, "h6": 4}
_ROLES = {"strong": Role.HEI, "b": Role.HEI, "em": Role.KAI, "i": Role.KAI, "blockquote": Role.KAI}
_BREAK = "\n"
# 图1 or 表2-1 with its words, alone in a paragraph next to what it names.
_CAPTION = re.compile(
    r"(?:图|表|附表)\s?[0-9一二三四五六七八九十]{1,3}(?:[-—.][0-9]{1,3})?(?:[\s：:．.、]\s?|(?=《)).{1,60}"
)

# Paragraphs of an official document that stand elsewhere than the running text (GB/T 9704-2012, 7.3.2, 7.3.5).
PARTS = frozenset({"addressee", "signature", "date"})


def read_body(body_html: str) -> tuple[Block, ...]:
    """Return the blocks of ``body_html`` in order; markup a page cannot show is dropped, its text kept.

    Takes time in proportion to the length of ``body_html``, however it is nested. Characters that neither show
    nor join anything (control characters, marks of direction) are dropped. See ``limits.body_faults`` for what
    is too much for a page.
    """
    return tuple(_with_captions(list(_blocks_of(body_tree(body_html), Role.BODY))))


def _blocks_of(element: etree._Element, role: Role) -> Iterator[Block]:
    """Walk a container: block children become blocks, loose text and inline elements paragraphs in ``role``."""
    loose: list[Run] = []
    if element.text:
        loose.append(Run(element.text, role))
    for child in element:
        if child.tag in BLOCKS or child.tag in {"img", "hr"} or _holds_blocks(child):
            yield from _paragraphs(loose)
            loose = []
            yield from _block(child, _ROLES.get(child.tag, role))
        else:
            loose += _runs_of_child(child, role, "")
        if child.tail:
            loose.append(Run(child.tail, role))
    yield from _paragraphs(loose)


def _block(element: etree._Element, role: Role) -> Iterator[Block]:
    tag = element.tag
    if tag == "img":
        yield from _picture(element)
    elif tag == "table":
        yield from read_table(element, _blocks_of)
    elif tag == "figure":
        yield from _figure(element, role)
    elif tag == "li":
        yield from marked_item(element, list(_blocks_of(element, role)))
    elif tag == "pre":
        yield from _paragraphs([piece for run in _runs_of(element, role, "") for piece in _kept_lines(run)])
    elif tag == "ol":
        number_items(element)
        yield from _blocks_of(element, role)
    elif tag in CONTAINERS or tag in TABLE_PARTS or _holds_blocks(element):
        yield from _blocks_of(element, role)
    elif tag != "hr":  # a rule only ends a paragraph
        part = element.get("class", "")
        for paragraph in _paragraphs(_runs_of(element, role, ""), marked=_LEVELS.get(tag)):
            yield replace(paragraph, part=part) if part in PARTS else paragraph


def _holds_blocks(element: etree._Element) -> bool:
    return any(child.tag in BLOCKS or child.tag in {"img", "hr"} for child in element.iterdescendants("*"))


def _picture(element: etree._Element) -> Iterator[Picture]:
    """Yield the picture if it is a stored one; it stands beside the one before it if nothing is between them."""
    address = element.get("src", "")
    if address.startswith(f"{FILE_SCHEME}:"):
        before = element.getprevious()
        is_beside = before is not None and before.tag == "img" and not (before.tail or "").strip()
        yield Picture(address, _tidy(element.get("alt", "")), is_beside=is_beside)


def _figure(element: etree._Element, role: Role) -> Iterator[Block]:
    """Yield what the figure shows, its pictures in a row, the caption given to what it belongs to."""
    words = []
    for child in element.findall("figcaption"):
        words.append(text_of(_blocks_of(child, role)))
        child.tag, child.text = "p", None
        child[:] = []
    caption = "　".join(filter(None, words))
    blocks = list(_blocks_of(element, role))
    for number, block in enumerate(blocks):
        if isinstance(block, Picture) and number and isinstance(blocks[number - 1], Picture):
            blocks[number] = replace(block, is_beside=True)
    yield from _given_caption(blocks, caption)


def _given_caption(blocks: list[Block], caption: str) -> list[Block]:
    if not caption:
        return blocks
    for number in range(len(blocks) - 1, -1, -1):
        block = blocks[number]
        if not isinstance(block, Paragraph):
            joined = "　".join(filter(None, (block.caption, caption)))
            return [*blocks[:number], replace(block, caption=joined), *blocks[number + 1 :]]
    return [*blocks, Paragraph((Run(caption, Role.KAI),))]


def _with_captions(blocks: list[Block]) -> Iterator[Block]:
    """Give paragraphs such as 图1 to the picture above them and such as 表1 to the table below them."""
    number = 0
    while number < len(blocks):
        block, after = blocks[number], blocks[number + 1] if number + 1 < len(blocks) else None
        if isinstance(block, Picture) and not block.caption and _is_caption(after, "图"):
            yield replace(block, caption=text_of((after,)) if after else "")
            number += 1
        elif isinstance(after, Table) and not after.caption and _is_caption(block, "表附"):
            yield replace(after, caption=text_of((block,)))
            number += 1
        else:
            yield block
        number += 1


def _is_caption(block: Block | None, first: str) -> bool:
    if not isinstance(block, Paragraph) or block.part:
        return False
    return block.text[0] in first and _CAPTION.fullmatch(block.text) is not None and block.text[-1] not in "。；："


def _runs_of(element: etree._Element, role: Role, shift: str) -> list[Run]:
    """Return the runs inside an inline element; a line break becomes a line feed."""
    runs = [Run(element.text, role, shift)] if element.text else []
    for child in element:
        runs += _runs_of_child(child, role, shift)
        if child.tail:
            runs.append(Run(child.tail, role, shift))
    return runs


def _runs_of_child(child: etree._Element, role: Role, shift: str) -> list[Run]:
    if child.tag == "br":
        return [Run(_BREAK, role, _BREAK)]
    return _runs_of(child, _ROLES.get(child.tag, role), child.tag if child.tag in {"sub", "sup"} else shift)


def _kept_lines(run: Run) -> Iterator[Run]:
    """Split the text of preformatted lines at its line ends."""
    for number, line in enumerate(run.text.split("\n")):
        if number:
            yield Run(_BREAK, run.role, _BREAK)
        yield replace(run, text=line)


def _paragraphs(runs: Iterable[Run], *, marked: int | None = None) -> Iterator[Paragraph]:
    """Split runs at the line feeds that came from line breaks, tidy the text, and find the headings."""
    line: list[Run] = []
    for run in runs:
        if run.shift == _BREAK:
            yield from _paragraph(line, marked)
            line = []
        else:
            line.append(run)
    yield from _paragraph(line, marked)


def _paragraph(runs: list[Run], marked: int | None) -> Iterator[Paragraph]:
    tidy = tidy_runs(runs)
    if not tidy:
        return
    heading = find_heading("".join(run.text for run in tidy), marked=marked)
    if heading is None:
        yield Paragraph(tidy)
    else:
        length = sum(len(run.text) for run in tidy)
        yield Paragraph(_with_heading(tidy, heading), heading.level if heading.length == length else 0)


def tidy_runs(runs: list[Run], *, keeps_wide: bool = False) -> tuple[Run, ...]:
    """Return the runs with one blank for many, none at either end, and full-width marks where they belong.

    ``keeps_wide``: full-width blanks all stay, as between the names of people; see ``single_blanks``.
    """
    tidy: list[Run] = []
    for run in _joined(runs):
        before = tidy[-1].text if tidy else ""
        text = single_blanks(without_invisible(run.text), before, keeps_wide=keeps_wide)
        if not before or before[-1].isspace():
            text = text.lstrip()
        text = without_stray_spaces(full_width_marks(text))
        if text:
            tidy.append(Run(text, run.role, run.shift))
    if tidy:
        tidy[-1] = Run(tidy[-1].text.rstrip(), tidy[-1].role, tidy[-1].shift)
    return tuple(run for run in tidy if run.text)


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Join neighbours that are set alike, all at once: one by one, ten thousand of them would take minutes."""
    texts: list[str] = []
    for number, run in enumerate(runs):
        texts.append(run.text)
        after = runs[number + 1] if number + 1 < len(runs) else None
        if after is None or (after.role, after.shift) != (run.role, run.shift):
            yield Run("".join(texts), run.role, run.shift)
            texts = []


def _with_heading(runs: tuple[Run, ...], heading: Heading) -> tuple[Run, ...]:
    """Set the heading's characters in the face of its level; levels 3 and 4 keep the body's."""
    role = {1: Role.HEI, 2: Role.KAI}.get(heading.level, Role.BODY)
    left, result = heading.length, []
    for run in runs:
        if left > 0:
            result.append(Run(run.text[:left], role, run.shift))
        if run.text[max(left, 0) :]:
            result.append(Run(run.text[max(left, 0) :], run.role, run.shift))
        left -= len(run.text)
    return tuple(result)


def _tidy(text: str) -> str:
    return without_stray_spaces(full_width_marks(single_blanks(text).strip()))
