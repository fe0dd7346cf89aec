"""Tables of a body's HTML read into ``Table``: header rows found, nested tables flattened, nothing lost."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol

from lxml import etree

from gkcloud.typeset.blocks import Block, Cell, Paragraph, Picture, Table
from gkcloud.typeset.faces import Role

_MOST_COLUMNS_SPANNED = 60
_MOST_ROWS_SPANNED = 5_000
_LONGEST_NUMBER = 5  # digits of a span that is taken at its word
# A table pasted from a word processor has no header cells; its first row is one if it begins like one.
_HEADER_START = re.compile(r"序号|编号|项目|名称|类别|类型|指标|单位|事项|内容|时间|日期|年度|年份|乡镇|村|姓名")
_LONGEST_HEADER = 20  # characters
_FIGURE = re.compile(r"[\d.,%+-]+")
_FEWEST_ROWS = 3
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class ReadBlocks(Protocol):
    """Reads the blocks inside an element, its loose text set in a role."""

    def __call__(self, element: etree._Element, role: Role, /) -> Iterable[Block]:
        """Return the blocks in order."""
        ...


def read_table(element: etree._Element, read_blocks: ReadBlocks) -> Iterator[Block]:
    """Yield the table, or, where it is a single cell around other things, what it holds.

    ``read_blocks`` reads a cell's content. Whatever stands in the table outside its rows comes before it.
    """
    groups = [_rows_of(element, part) for part in ("thead", "", "tfoot")]
    trs = [tr for group in groups for tr in group]
    cells = [cell for tr in trs for cell in tr.iterchildren("td", "th")]
    if len(cells) == 1:
        yield from _captioned(list(read_blocks(cells[0], Role.BODY)), _caption_of(element, read_blocks))
        return
    rows = tuple(_row(tr, read_blocks) for tr in trs)
    if any(rows):
        yield Table(rows, _header_rows(rows, len(groups[0])), _caption_of(element, read_blocks))


def _rows_of(table: etree._Element, part: str) -> list[etree._Element]:
    """Return the rows in the ``thead`` or ``tfoot``, or those in neither."""
    if part:
        return list(table.iterfind(f"{part}/tr"))
    return [tr for child in table if child.tag in {"tr", "tbody"} for tr in ([child] if child.tag == "tr" else child)]


def _caption_of(table: etree._Element, read_blocks: ReadBlocks) -> str:
    caption = table.find("caption")
    return "" if caption is None else " ".join(_flat_lines(read_blocks(caption, Role.BODY)))


def _captioned(blocks: list[Block], caption: str) -> list[Block]:
    if caption and blocks and isinstance(blocks[0], Table) and not blocks[0].caption:
        return [replace(blocks[0], caption=caption), *blocks[1:]]
    return blocks


def _header_rows(rows: tuple[tuple[Cell, ...], ...], in_head: int) -> int:
    """Return how many rows at the top are header; all rows that their cells span belong to it."""
    count = 0
    for row in rows:
        if count < in_head or (row and all(cell.is_header for cell in row)):
            count += 1
        else:
            break
    if count == 0 and _starts_like_header(rows):
        count = 1
    if count > in_head:
        reach = 0
        while reach < count:
            reach, count = count, max(count, *(_reach(rows, number) for number in range(count)))
    return count if count < len(rows) else 0


def _reach(rows: tuple[tuple[Cell, ...], ...], number: int) -> int:
    """Return the row after the last one that the cells of row ``number`` span."""
    return number + max((cell.rows for cell in rows[number]), default=1)


def _starts_like_header(rows: tuple[tuple[Cell, ...], ...]) -> bool:
    if len(rows) < _FEWEST_ROWS or len(rows[0]) < 2 or any(cell.is_header for row in rows for cell in row):  # noqa: PLR2004
        return False
    labels = ["".join(cell.lines) for cell in rows[0]]
    return bool(_HEADER_START.match(labels[0])) and all(
        label and len(label) <= _LONGEST_HEADER and not _FIGURE.fullmatch(label) for label in labels
    )


def _row(row: etree._Element, read_blocks: ReadBlocks) -> tuple[Cell, ...]:
    cells = []
    for cell in row.iterchildren("td", "th"):
        blocks = list(read_blocks(cell, Role.BODY))
        columns = min(_span(cell.get("colspan")) or 1, _MOST_COLUMNS_SPANNED)
        rows = min(_span(cell.get("rowspan")) or _MOST_ROWS_SPANNED, _MOST_ROWS_SPANNED)  # 0: to the end
        lines, pictures = tuple(_flat_lines(blocks)), tuple(_pictures(blocks))
        cells.append(Cell(lines, cell.tag == "th", columns, rows, pictures))
    return tuple(cells)


def _span(value: str | None) -> int:
    is_number = value is not None and value.isascii() and value.isdecimal() and len(value) <= _LONGEST_NUMBER
    return int(value) if value is not None and is_number else 1


def _flat_lines(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the text of a cell line by line; a table inside it gives a line for each of its rows."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield "".join(
                run.text.translate(_RAISED if run.shift == "sup" else _LOWERED if run.shift else {})
                for run in block.runs
            )
        elif isinstance(block, Table):
            if block.caption:
                yield block.caption
            for row in block.rows:
                if line := "　".join("；".join(cell.lines) for cell in row if cell.lines):
                    yield line
        elif block.caption:
            yield block.caption


def _pictures(blocks: Iterable[Block]) -> Iterator[Picture]:
    for block in blocks:
        if isinstance(block, Picture):
            yield replace(block, caption="", is_beside=False)
        elif isinstance(block, Table):
            yield from block.pictures
