"""Papers too long to be set at once: gazettes and handbooks of hundreds of pages are set in parts, then joined.

The engine's memory grows with the pages of one run, so every part is set by a process of its own.
The numbers of the pages run on: a part is told the number of its first page once the part before it is set. The front
matter is set last, when every page is known, and has numbers of its own, so that its length moves nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

from gkcloud.papers.paper import Paper
from gkcloud.typeset.faces import Faces

PART_PAGES = 40  # pages of a part, about: the engine and its faces hold 240 MB, each page one more
PAGE_LINES = 22
CONTENTS = "contents"  # the id in the front matter from which its pages are counted in Roman numerals
LINK_SCHEME = "gk-part"  # gk-part:ID in one part leads to the element ID of another; joining makes links of them

_Piece = TypeVar("_Piece")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of whole pages: its length in lines, estimated, and its HTML, given the number of its first page."""

    lines: int
    compose: Callable[[int], str]


@runtime_checkable
class PaperInParts(Paper, Protocol):
    """A paper whose body is set in parts between front and back matter.

    Elements with an id can be linked to, as ``gk-part:ID`` across parts; an id is unique in the paper. ``pages`` maps
    each id of the body to the number that is printed on its page.
    """

    def parts(self, faces: Faces, *, pages: int = PART_PAGES) -> Sequence[Part]:
        """Return the body in parts of about ``pages`` pages each; at least one."""

    def front(self, faces: Faces, pages: Mapping[str, int]) -> str:
        """Return cover and contents. An odd number of pages is followed by a blank one: the body begins on the right."""

    def back(self, faces: Faces, pages: Mapping[str, int], first_page: int) -> str:
        """Return what follows the body, numbered on from ``first_page``: an index, a colophon."""


def estimated_lines(markup: str) -> int:
    """Return how many lines of a page the composed ``markup`` fills, roughly: a table row counts as one and a half."""
    return markup.count('class="line"') + 3 * markup.count("<tr>") // 2 + 8 * markup.count("<img ")


def gather(units: Iterable[tuple[int, Sequence[_Piece]]], pages: int) -> Iterator[tuple[int, tuple[_Piece, ...]]]:
    """Join units of (lines, pieces) that each begin on a new page into stretches of about ``pages`` pages.

    A unit is never divided, so one that is longer makes a stretch of its own length.
    """
    lines, gathered = 0, list[_Piece]()
    for unit_lines, pieces in units:
        on_pages = -(-unit_lines // PAGE_LINES) * PAGE_LINES
        if gathered and lines + on_pages > pages * PAGE_LINES:
            yield lines, tuple(gathered)
            lines, gathered = 0, []
        lines += on_pages
        gathered += pieces
    if gathered:
        yield lines, tuple(gathered)
