"""What a body consists of: paragraphs of runs, pictures and tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gkcloud.typeset.faces import Role


@dataclass(frozen=True, slots=True)
class Run:
    """Characters set alike: in the face of ``role``, raised or lowered where ``shift`` is sup or sub."""

    text: str
    role: Role
    shift: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Runs with one first-line indent; ``level`` 1 to 4 if the whole paragraph is a heading, otherwise 0.

    ``part`` is the element of a document that the paragraph is, if its place differs: addressee, signature or date.
    """

    runs: tuple[Run, ...]
    level: int = 0
    part: str = ""

    @property
    def text(self) -> str:
        """The characters of all runs."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Picture:
    """A stored picture (address in the ``gk-file:`` scheme), its description and the caption (图题) under it.

    ``is_beside``: it stands in one row with the picture before it.
    """

    address: str
    description: str
    caption: str = ""
    is_beside: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its lines of text, the columns and rows it claims to span, and the pictures under its text.

    ``rows`` may be more than the table has; see ``tablegrid`` for what holds then.
    """

    lines: tuple[str, ...]
    is_header: bool
    columns: int
    rows: int
    pictures: tuple[Picture, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the first ``header_rows`` rows are repeated on every page it runs over."""

    rows: tuple[tuple[Cell, ...], ...]
    header_rows: int
    caption: str = ""

    @property
    def text(self) -> str:
        """The characters of all cells."""
        return self.caption + "".join(line for row in self.rows for cell in row for line in cell.lines)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures of all cells."""
        return tuple(picture for row in self.rows for cell in row for picture in cell.pictures)


Block = Paragraph | Picture | Table


def pictures_in(blocks: Iterable[Block]) -> Iterator[Picture]:
    """Yield every picture of ``blocks`` in reading order, those in the cells of tables included."""
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Table):
            yield from block.pictures


def text_of(blocks: Iterable[Block]) -> str:
    """Return all characters that ``blocks`` print, captions of pictures included."""
    return "".join(block.caption if isinstance(block, Picture) else block.text for block in blocks)
