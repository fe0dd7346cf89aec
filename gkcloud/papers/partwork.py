"""Setting the parts of a paper one after the other, each in a process that gives its memory back, and joining them."""

import multiprocessing
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from io import BytesIO
from multiprocessing.connection import wait
from multiprocessing.context import BaseContext
from pathlib import Path
from tempfile import TemporaryDirectory

from pikepdf import ObjectStreamMode, Pdf

from gkcloud.papers.joining import Bookmark, Piece, Place, join
from gkcloud.papers.limits import Limits, limits_for, refuse_many_lines, too_many_pages
from gkcloud.papers.paper import NO_FILES
from gkcloud.papers.parts import PART_PAGES, PaperInParts, Part
from gkcloud.papers.render import lay_out, write_pdf
from gkcloud.papers.structure import tidy_structure
from gkcloud.papers.typecase import shown_characters, type_case
from gkcloud.typeset.faces import Faces
from gkcloud.typeset.pictures import FILE_SCHEME

_PX = 0.75  # points in a pixel of the engine
_COMPOSED, _SET, _LISTED, _JOINED = 10, 80, 88, 98  # percent done after each stage

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class _Setting:
    """Where parts are set: faces, pictures, and the folder their files are written to."""

    faces: Faces
    files: Mapping[str, bytes]
    folder: Path

    def set(self, name: str, html: str) -> Piece:
        """Set ``html`` in a process of its own; raises what the engine raised there, BrokenProcessPool if it died."""
        shown = {key: content for key, content in self.files.items() if f"{FILE_SCHEME}:{key}" in html}
        with ProcessPoolExecutor(1, mp_context=_processes(), initializer=_end_with_parent) as pool:
            return pool.submit(_set, html, self.faces, shown, self.folder / f"{name}.pdf").result()


def print_in_parts(
    paper: PaperInParts,
    *,
    faces: Faces,
    progress: Progress,
    files: Mapping[str, bytes] = NO_FILES,
    part_pages: int = PART_PAGES,
    limits: Limits | None = None,
) -> bytes:
    """Return ``paper``, which has no faults, as one PDF/A-2b file, set in parts of about ``part_pages`` pages.

    ``progress`` is called with a stage (排版, 渲染, 生成目录, 生成索引, 合并, 写入) and a percentage that never falls.
    Raises PaperNotPrintable as soon as there are more pages than ``limits`` allow, those of the kind unless given.
    """
    limits = limits or limits_for(paper.KIND)
    progress("排版", 1)
    parts = paper.parts(faces, pages=part_pages)
    refuse_many_lines(paper.KIND, sum(part.lines for part in parts), limits)
    progress("渲染", _COMPOSED)
    with TemporaryDirectory(prefix="gkcloud-parts-") as name:
        # A copy without what the composer remembers of every character: the processes have no use for it.
        setting = _Setting(Faces(faces.stacks, faces.notes), files, Path(name))
        body, pages, next_page = _set_body(paper, parts, setting, progress, limits)
        progress("生成索引", _SET)
        back = replace(setting.set("back", paper.back(faces, pages, next_page)), first_page=next_page)
        progress("生成目录", (_SET + _LISTED) // 2)
        front = setting.set("front", paper.front(faces, pages))
        pieces = (front, *body, back)
        case = setting.set("faces", type_case(faces, [piece.shown for piece in pieces]))
        progress("合并", _LISTED)
        out = Path(name) / "paper.pdf"
        join(pieces, case.path, out)
        progress("写入", _JOINED)
        content = out.read_bytes()
    progress("写入", 100)
    return content


def _set_body(
    paper: PaperInParts, parts: Sequence[Part], setting: _Setting, progress: Progress, limits: Limits
) -> tuple[list[Piece], dict[str, int], int]:
    """Set the parts in order; return them, the page of each element with an id, and the number of the next page."""
    pieces: list[Piece] = []
    pages: dict[str, int] = {}
    next_page, done, whole = 1, 0, max(sum(part.lines for part in parts), 1)
    for number, part in enumerate(parts, 1):
        piece = replace(setting.set(f"part-{number}", part.compose(next_page)), first_page=next_page)
        pieces.append(piece)
        pages |= {anchor: next_page + place.page for anchor, place in piece.anchors.items()}
        next_page, done = next_page + piece.pages, done + part.lines
        if next_page - 1 > limits.pages:
            raise too_many_pages(paper.KIND, limits)
        progress("渲染", _COMPOSED + (_SET - _COMPOSED) * done // whole)
    return pieces, pages, next_page


def _set(html: str, faces: Faces, files: Mapping[str, bytes], out: Path) -> Piece:
    """Set one part; runs in the part's own process."""
    document = lay_out(html, faces, files)
    with Pdf.open(BytesIO(write_pdf(document, html, files))) as pdf:
        tidy_structure(pdf)
        shown = shown_characters(pdf)
        pdf.save(out, object_stream_mode=ObjectStreamMode.generate)
    anchors: dict[str, Place] = {}
    bookmarks: list[Bookmark] = []
    for number, page in enumerate(document.pages):
        for anchor, (left, top, *_) in page.anchors.items():
            anchors.setdefault(anchor, Place(number, left * _PX, (page.height - top) * _PX))
        for level, title, (left, top), _ in page.bookmarks:
            bookmarks.append(Bookmark(level, title, Place(number, left * _PX, (page.height - top) * _PX)))
    return Piece(out, len(document.pages), anchors, tuple(bookmarks), shown)


def _processes() -> BaseContext:
    """Return the context that starts processes: from a small server that has the engine loaded, where there is one."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    context.set_forkserver_preload([__name__])
    return context


def _end_with_parent() -> None:
    """End this process when the one that waits for it is gone, whatever the engine is at."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=lambda: (wait([parent.sentinel]), os._exit(1)), daemon=True).start()
