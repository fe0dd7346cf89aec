"""Booklets whose pages come in sheets: the number of pages is only known once they are laid out."""

from typing import ClassVar, Protocol, runtime_checkable

from gkcloud.typeset.faces import Faces


@runtime_checkable
class Stapled(Protocol):
    """A paper whose page count must be a multiple of ``SHEET_PAGES``; the printer lays it out again with the blanks."""

    SHEET_PAGES: ClassVar[int]

    def compose_with_blanks(self, faces: Faces, blanks: int) -> str:
        """Return the page as Paper.compose does, with so many blank pages more."""


def missing_pages(pages: int, sheet_pages: int) -> int:
    """Return how many pages are wanting to the next whole sheet.

    >>> [missing_pages(pages, 4) for pages in (7, 8, 9)]
    [1, 0, 3]
    """
    return -pages % sheet_pages
