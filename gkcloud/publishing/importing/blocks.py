"""The neutral form between readers and recognisers: a document as paragraphs, tables and lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

_EDGE = " \t\r\n\f\v\u00a0\u2002\u2003\u3000"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text with one look; ``href`` is "" or an address already judged safe to publish."""

    text: str
    strong: bool = False
    em: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One line of text; ``source_level`` is its heading level in the source (0: the title), or None."""

    runs: tuple[Run, ...]
    source_level: int | None = None

    @property
    def text(self) -> str:
        """The characters without their look."""
        return self.runs[0].text if len(self.runs) == 1 else "".join(run.text for run in self.runs)

    def cut(self, start: int, end: int | None = None) -> Paragraph:
        """Return the characters from ``start`` to ``end`` with their look, trimmed."""
        text = self.text
        end = len(text) if end is None else end
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and text[end - 1] in _EDGE:
            end -= 1
        kept: list[Run] = []
        at = 0
        for run in self.runs:
            piece = run.text[max(start - at, 0) : max(end - at, 0)]
            if piece:
                kept.append(replace(run, text=piece))
            at += len(run.text)
        return replace(self, runs=tuple(kept))

    def split_at(self, offsets: Iterable[int]) -> list[Paragraph]:
        """Return the non-empty pieces between the offsets."""
        edges = [0, *sorted(set(offsets)), len(self.text)]
        pieces = (self.cut(start, end) for start, end in pairwise(edges))
        return [piece for piece in pieces if piece.text]

    def joined(self, other: Paragraph) -> Paragraph:
        """Return this line followed directly by the other one."""
        return replace(self, runs=self.runs + other.runs)


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell: its lines and how many columns and rows it covers."""

    lines: tuple[Paragraph, ...]
    colspan: int = 1
    rowspan: int = 1

    @property
    def text(self) -> str:
        """The cell's characters, lines joined by a blank."""
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells; the first ``header_rows`` of them name the columns."""

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A list whose numbers or bullets are not part of the text. A nested list is one of the item's parts."""

    items: tuple[tuple[Paragraph | Listing, ...], ...]
    ordered: bool = False


Block = Paragraph | Table | Listing


@dataclass(frozen=True, slots=True)
class Source:
    """What a reader found: blocks in order, and sentences about what it could not bring along.

    ``given_title`` is what the file itself declares as title; ``has_line_breaks`` says that a line may be a
    piece of a paragraph (pasted text, .txt).
    """

    blocks: tuple[Block, ...]
    warnings: tuple[str, ...] = ()
    given_title: str = ""
    has_line_breaks: bool = False


def line(text: str) -> Paragraph:
    """Return a plain paragraph without white space at its edges."""
    return Paragraph((Run(text.strip(_EDGE)),))


_DATA_CELL = re.compile(r"^[\s\d.,，%:：/年月日－\-—]+$")


def with_header(table: Table) -> Table:
    """Return the table with its first row as header where all its cells are names, none of them data."""
    if table.header_rows or len(table.rows) < 2:  # noqa: PLR2004 - a header needs a row below it
        return table
    first = table.rows[0]
    width = max(sum(cell.colspan for cell in row) for row in table.rows)
    names = [cell.text.strip() for cell in first]
    full = sum(cell.colspan for cell in first) == width and len(names) > 1
    named = all(name and len(name) <= 30 and not _DATA_CELL.match(name) for name in names)  # noqa: PLR2004
    distinct = len(set(names)) == len(names)
    if not (full and named and distinct):
        return table
    # A header cell that covers two rows makes the second row part of the header.
    return replace(table, header_rows=min(max(cell.rowspan for cell in first), len(table.rows) - 1))
