"""Joining parts into one tagged PDF/A-2b file: pages, structure, outline, destinations, links, page labels."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, OutlineItem, Pdf, String

from gkcloud.papers.parts import CONTENTS, LINK_SCHEME
from gkcloud.papers.typecase import Shown, open_case, share_fonts

_COVER_LABELS = ("封面", "封二", "封三")


@dataclass(frozen=True, slots=True)
class Place:
    """A point of a part: the page, from 0, and points from its left and lower edge."""

    page: int
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """An entry of the outline; the level counts from 1."""

    level: int
    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Piece:
    """A part that is set: its file, its pages, the place of each element with an id, its bookmarks.

    ``shown`` is what it shows in each face.
    ``first_page`` is the number printed on its first page, 0 for the front matter.
    """

    path: Path
    pages: int
    anchors: Mapping[str, Place]
    bookmarks: tuple[Bookmark, ...]
    shown: Shown
    first_page: int = 0


def join(pieces: Sequence[Piece], type_case: Path, out: Path) -> None:
    """Write the pieces, front matter first, as one file; its metadata, language and colour profile are the front's.

    Its faces are those of the file ``type_case``.
    The same pieces give the same bytes. Raises ValueError if two pieces have the same id, or a link leads nowhere.
    """
    with ExitStack() as opened:
        joined = opened.enter_context(Pdf.open(pieces[0].path))
        tree = _StructureTree(joined)
        starts = [0]
        case = open_case(opened.enter_context(Pdf.open(type_case)), joined)
        share_fonts(joined.pages[0].Resources.Font, case)
        _close_on_even_page(joined)
        for piece in pieces[1:]:
            starts.append(len(joined.pages))
            part = opened.enter_context(Pdf.open(piece.path))
            joined.pages.extend(part.pages)
            tree.append(part, joined.pages[starts[-1] :])
            share_fonts(joined.pages[starts[-1]].Resources.Font, case)
        tree.write()
        _name_destinations(joined, pieces, starts)
        _resolve_links(joined, pieces)
        _write_outline(joined, pieces, starts)
        _label_pages(joined, pieces, starts)
        joined.Root.ViewerPreferences.Duplex = Name.DuplexFlipLongEdge
        joined.save(out, object_stream_mode=ObjectStreamMode.generate, compress_streams=True, deterministic_id=True)


def _close_on_even_page(front: Pdf) -> None:
    """Add a blank page if the front matter has an odd number of pages: printed on both sides, the body begins right."""
    if len(front.pages) % 2:
        width, height = (float(side) for side in list(front.pages[-1].mediabox)[2:])
        front.add_blank_page(page_size=(width, height))


class _StructureTree:
    """The structure of the joined file: every part's own under one document, with the keys of all pages renumbered."""

    def __init__(self, joined: Pdf) -> None:
        self._joined = joined
        self._root = joined.Root.StructTreeRoot
        self._document = self._root.K[0]
        self._numbers: list[Any] = list(self._root.ParentTree.Nums)
        self._next_key = len(self._numbers) // 2

    def append(self, part: Pdf, pages: Iterable[pikepdf.Page]) -> None:
        """Take over the structure of ``part``, whose ``pages`` are in the joined file already."""
        root = self._joined.copy_foreign(part.Root.StructTreeRoot)
        stretch = root.K[0]
        stretch.S, stretch.P = Name.NonStruct, self._document  # a stretch of pages means nothing to a reader
        self._document.K.append(stretch)
        for page in pages:
            page.obj.StructParents = int(page.obj.StructParents) + self._next_key
            for annotation in page.obj.get("/Annots", ()):
                annotation.StructParent = int(annotation.StructParent) + self._next_key
        numbers = list(root.ParentTree.Nums)
        for key, value in zip(numbers[::2], numbers[1::2], strict=True):
            self._numbers += [int(key) + self._next_key, value]
        self._next_key += len(numbers) // 2

    def write(self) -> None:
        """Write the renumbered parent tree."""
        self._root.ParentTree = self._joined.make_indirect(Dictionary(Nums=Array(self._numbers)))
        self._root.ParentTreeNextKey = self._next_key


def _name_destinations(joined: Pdf, pieces: Sequence[Piece], starts: Sequence[int]) -> None:
    """Give every element with an id a named destination where it begins."""
    found: dict[str, Array] = {}
    for piece, start in zip(pieces, starts, strict=True):
        for anchor, place in piece.anchors.items():
            if anchor in found:
                raise ValueError(f"the id {anchor!r} is in two parts")
            target: list[Any] = [
                joined.pages[start + place.page].obj,
                Name.XYZ,
                _point(place.left),
                _point(place.top),
                0,
            ]
            found[anchor] = Array(target)
    names = [value for anchor in sorted(found) for value in (String(anchor), found[anchor])]
    joined.Root.Names = Dictionary(Dests=joined.make_indirect(Dictionary(Names=Array(names))))


def _point(value: float) -> Decimal:
    return Decimal(f"{value:.2f}")


def _resolve_links(joined: Pdf, pieces: Sequence[Piece]) -> None:
    """Make links of the addresses that lead from one part to another; say where to in words for who cannot see it."""
    numbers = {anchor: piece.first_page + place.page for piece in pieces for anchor, place in piece.anchors.items()}
    for page in joined.pages:
        for annotation in page.obj.get("/Annots", ()):
            scheme, _, anchor = _address(annotation).partition(":")
            if scheme == LINK_SCHEME:
                if anchor not in numbers:
                    raise ValueError(f"a link leads to {anchor!r}, which no part has")
                del annotation["/A"]
                annotation.Dest = String(anchor)
                annotation.Contents = String(f"第{numbers[anchor]}页")


def _address(annotation: Object) -> str:
    action = annotation.get("/A")
    return "" if action is None else str(action.get("/URI", ""))


def _write_outline(joined: Pdf, pieces: Sequence[Piece], starts: Sequence[int]) -> None:
    with joined.open_outline() as outline:
        outline.root.clear()
        above: list[tuple[int, list[OutlineItem]]] = [(0, outline.root)]
        for item, level in _outline_items(pieces, starts):
            while above[-1][0] >= level:
                above.pop()
            item.is_closed = level > 1
            above[-1][1].append(item)
            above.append((level, item.children))


def _outline_items(pieces: Sequence[Piece], starts: Sequence[int]) -> Iterator[tuple[OutlineItem, int]]:
    for piece, start in zip(pieces, starts, strict=True):
        for mark in piece.bookmarks:
            place = mark.place
            left, top = round(place.left, 2), round(place.top, 2)
            yield OutlineItem(mark.title, start + place.page, "XYZ", left=left, top=top, zoom=0), mark.level


def _label_pages(joined: Pdf, pieces: Sequence[Piece], starts: Sequence[int]) -> None:
    """Let viewers count as the pages do: the cover by name, the contents in Roman, the body in Arabic numerals."""
    contents = pieces[0].anchors.get(CONTENTS)
    unnumbered = 0 if contents is None else contents.page
    labels: list[object] = []
    for page in range(unnumbered):
        labels += [page, Dictionary(P=String(_COVER_LABELS[min(page, len(_COVER_LABELS) - 1)]))]
    labels += [unnumbered, Dictionary(S=Name.R)]
    if len(pieces) > 1:
        labels += [starts[1], Dictionary(S=Name.D, St=pieces[1].first_page)]
    joined.Root.PageLabels = Dictionary(Nums=Array(labels))
