"""The body of a text: which block is a heading, an annexed title, the signature, and the HTML of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gkcloud.publishing.importing import render
from gkcloud.publishing.importing.attachments import Notes
from gkcloud.publishing.importing.blocks import Block, Paragraph, Table, with_header
from gkcloud.publishing.importing.closing import Closing, is_note
from gkcloud.publishing.importing.headings import HeadingCut, heading_cuts
from gkcloud.publishing.importing.letterhead import Head, gather_title
from gkcloud.publishing.importing.result import Heading

_LONGEST_STYLED = 60
_DEEPEST = 4


@dataclass(slots=True)
class Body:
    """The HTML of the body, its headings in order, and sentences about what an editor should look at."""

    html: list[str] = field(default_factory=list)
    headings: list[Heading] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def write_body(blocks: Sequence[Block], head: Head, closing: Closing, notes: Notes) -> Body:
    """Return the body of a text whose head has been read; ``blocks`` is what remained of it."""
    body = Body()
    roles = _roles(blocks, head, closing)
    annexed = _annex_titles(blocks, closing, notes)
    cuts = heading_cuts(blocks)
    for index, block in enumerate(blocks):
        if isinstance(block, Table):
            _write_table(body, block)
        elif not isinstance(block, Paragraph):
            body.html.append(render.block_html(block))
        elif index in roles:
            body.html.append(render.paragraph(block, roles[index]))
        elif index in annexed:
            body.html.append(render.strong(block))
        elif index in notes.listed or index in notes.labels:
            body.html.append(render.paragraph(block))
        else:
            _write_paragraph(body, block, cuts.get(index))
    return body


def _roles(blocks: Sequence[Block], head: Head, closing: Closing) -> dict[int, str]:
    roles = dict.fromkeys(closing.signers, "signature")
    if closing.date_at is not None:
        roles[closing.date_at] = "date"
    at = 0
    if head.note is not None and blocks:
        roles[0], at = "date", 1
    if head.addressee and at < len(blocks):
        roles[at] = "addressee"
    return roles


def _annex_titles(blocks: Sequence[Block], closing: Closing, notes: Notes) -> set[int]:
    """Return the lines that are the title of a text annexed below the signature or below a label 附件1."""
    starts = {label + 1 for label in notes.labels}
    if closing.date_at is not None:
        after = max((closing.date_at, *closing.signers)) + 1
        while after < len(blocks) and (_is_note(blocks[after]) or after in notes.listed):
            after += 1
        starts.add(after)
    titles: set[int] = set()
    for start in starts:
        if start < len(blocks) and start not in notes.labels:
            count = gather_title(blocks[start : start + 5])
            if start + count < len(blocks):
                titles.update(range(start, start + count))
    return titles


def _is_note(block: Block) -> bool:
    return isinstance(block, Paragraph) and is_note(block.text)


def _write_table(body: Body, table: Table) -> None:
    table = with_header(table)
    if not table.header_rows:
        body.warnings.append("有一张表格找不到可以确定的表头，请在编辑时指定表头。")
    body.html.append(render.block_html(table))


def _write_paragraph(body: Body, block: Paragraph, cut: HeadingCut | None) -> None:
    if cut is not None:
        _write_heading(body, block, cut)
    elif block.source_level is not None and len(block.text) <= _LONGEST_STYLED:
        level = min(max(block.source_level, 1), _DEEPEST)
        body.headings.append(Heading(level, block.text))
        body.html.append(render.heading(block, level))
    else:
        body.html.append(render.paragraph(block))


def _write_heading(body: Body, block: Paragraph, cut: HeadingCut) -> None:
    text, start = block.text, 0
    if cut.mark.first is not None:
        start = cut.mark.first
        body.warnings.append(
            f"标题编号重复，已去掉一个“{text[:start].strip()}”：“{text[start : cut.text_end].strip()}”，请核对。"
        )
    words = text[start : cut.text_end].strip()
    if cut.unsure:
        body.warnings.append(f"标题“{words}”与正文连写，已在后文句首处分开，请核对标题到哪里为止。")
    body.headings.append(Heading(cut.mark.level, words))
    body.html.append(render.heading(block.cut(start, cut.end), cut.mark.level))
    rest = block.cut(cut.end)
    if rest.text:
        body.html.append(render.paragraph(rest))
