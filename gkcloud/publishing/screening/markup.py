"""A sanitised body as tokens: text by paragraph, tables, links and images, without ever building a tree.

Works on what ``clean_body`` returns, which is canonical: attributes in double quotes, < and > escaped
everywhere. So one pass of a simple pattern reads it, however deep or long it is.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from gkcloud.publishing.sanitize import BLOCK_TAGS, TABLE_TAGS

_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)((?: [a-z-]+=\"[^\"]*\")*)>")
_ATTRIBUTE: Final = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")
BLOCKS: Final = BLOCK_TAGS | TABLE_TAGS
MOST_SPAN: Final = 100


@dataclass(slots=True)
class Token:
    """A tag or a stretch of text. ``raw`` stands in the body; ``text`` is unescaped, empty for tags."""

    raw: str
    tag: str = ""
    closes: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def write(self, text: str) -> None:
        """Set the text of a text token."""
        self.text = text
        self.raw = escape(text)

    def set_attribute(self, name: str, value: str) -> None:
        """Set an attribute of an opening tag."""
        self.attributes[name] = value
        written = "".join(f' {key}="{html.escape(text)}"' for key, text in self.attributes.items())
        self.raw = f"<{self.tag}{written}>"


@dataclass(slots=True)
class Cell:
    """A table cell: its tokens are ``first`` (the opening tag) to ``last``."""

    first: int
    last: int
    is_header: bool
    colspan: int
    rowspan: int
    texts: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """The rows of one table, its own cells only."""

    rows: list[list[Cell]] = field(default_factory=list)

    @property
    def has_spans(self) -> bool:
        """Say whether any cell covers more than its own place."""
        return any(cell.colspan > 1 or cell.rowspan > 1 for row in self.rows for cell in row)


def escape(text: str) -> str:
    """Return text as the sanitiser writes it."""
    return html.escape(text, quote=False).replace("\u00a0", "&nbsp;")


def tokens_of(body: str) -> list[Token]:
    """Return the tokens of a sanitised body; joining their ``raw`` gives the body back."""
    tokens: list[Token] = []
    position = 0
    for found in _TAG.finditer(body):
        if found.start() > position:
            tokens.append(_text(body[position : found.start()]))
        attributes = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(found[3])}
        tokens.append(Token(found[0], found[2], bool(found[1]), attributes))
        position = found.end()
    if position < len(body):
        tokens.append(_text(body[position:]))
    return tokens


def _text(raw: str) -> Token:
    return Token(raw, text=html.unescape(raw))


def paragraphs(tokens: list[Token]) -> Iterator[list[int]]:
    """Yield the text tokens without a block between them; inline tags and <br> do not break a run."""
    run: list[int] = []
    for index, token in enumerate(tokens):
        if token.tag in BLOCKS and run:
            yield run
            run = []
        elif not token.tag or (token.tag == "br" and run):
            run.append(index)
    if run:
        yield run


def pieces_of(tokens: list[Token], run: list[int]) -> list[str]:
    """Return the texts of a run, a line break for <br>."""
    return ["\n" if tokens[index].tag else tokens[index].text for index in run]


def tables(tokens: list[Token]) -> list[Table]:
    """Return the tables in order of their opening tags; text in a nested table belongs to the inner one."""
    found: list[Table] = []
    open_tables: list[tuple[Table, list[Cell]]] = []
    for index, token in enumerate(tokens):
        if token.tag == "table":
            if token.closes:
                open_tables[-1:] = []
            else:
                found.append(Table())
                open_tables.append((found[-1], []))
        elif open_tables:
            _read_table_token(*open_tables[-1], index, token)
    return found


def _read_table_token(table: Table, open_cells: list[Cell], index: int, token: Token) -> None:
    if token.tag == "tr" and not token.closes:
        table.rows.append([])
    elif token.tag in {"td", "th"} and table.rows:
        if token.closes and open_cells:
            open_cells.pop().last = index
        elif not token.closes:
            cell = Cell(index, index, token.tag == "th", _span(token, "colspan"), _span(token, "rowspan"))
            table.rows[-1].append(cell)
            open_cells.append(cell)
    elif not token.tag and open_cells:
        open_cells[-1].texts.append(index)


def _span(token: Token, name: str) -> int:
    value = token.attributes.get(name, "1")
    return min(int(value), MOST_SPAN) if value.isdecimal() else 1


def grid(table: Table) -> Iterator[dict[int, Cell]]:
    """Yield each row as columns, with what spans from above moving the cells to the right."""
    taken: dict[int, int] = {}  # column -> further rows that a cell from above still covers
    for row in table.rows:
        placed: dict[int, Cell] = {}
        column = 0
        covered = {place: left - 1 for place, left in taken.items() if left > 1}
        for cell in row:
            while taken.get(column, 0) > 0:
                column += 1
            placed[column] = cell
            if cell.rowspan > 1:
                covered.update(dict.fromkeys(range(column, column + cell.colspan), cell.rowspan - 1))
            column += cell.colspan
        taken = covered
        yield placed


def cell_text(tokens: list[Token], cell: Cell) -> str:
    """Return the text of a cell."""
    return "".join(tokens[index].text for index in cell.texts)
