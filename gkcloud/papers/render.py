"""A paper as a PDF: content in, bytes out, the same bytes for the same content.

Only the printing process loads this module: the engine and its faces are as large as the rest of a worker.
"""

import hashlib
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO

import pypdfium2
from PIL import ImageFile
from weasyprint import CSS, HTML, Document
from weasyprint.text.fonts import FontConfiguration

from gkcloud.papers.finishing import finish_tags
from gkcloud.papers.limits import (
    PREVIEW_LIMITS,
    Limits,
    limits_for,
    refuse_large_pictures,
    refuse_many_lines,
    too_many_pages,
    too_much_memory,
)
from gkcloud.papers.paper import NO_FILES, Paper, PaperNotPrintable
from gkcloud.papers.parts import PaperInParts
from gkcloud.papers.sound import SoundPictures
from gkcloud.papers.stapled import Stapled, missing_pages
from gkcloud.typeset.faces import Faces
from gkcloud.typeset.sealed import SealedFetcher

# ISO 19005-2, 6.2.8: no picture is interpolated; "auto" asks for that.
_ARCHIVE_STYLE = "img { image-rendering: crisp-edges }"
# The engine would have half of a broken picture printed, and the rest black.
ImageFile.LOAD_TRUNCATED_IMAGES = False

_PAGE_LINES = 22
_FOOT = 'id="foot"'
_PAGE_LOGGER = re.compile(r"Creating layout - (?:Page (\d+)|Repagination)")
_OPTIONS = {
    "pdf_tags": True,
    "pdf_variant": "pdf/a-2b",
    "dpi": 300,
}  # larger pictures than that do not print finer

_LINE = 'class="line"'
_PREVIEW_WIDTH = 800  # pixels
_BROKEN_PICTURE = "有图片读不出来，可能已经损坏。请打开原图检查，换成完好的图片后重新插入。"

Progress = Callable[[str, int], None]


def _no_progress(stage: str, percent: int) -> None:
    """Report nothing."""


def render_paper(
    paper: Paper,
    *,
    faces: Faces,
    files: Mapping[str, bytes] = NO_FILES,
    progress: Progress = _no_progress,
    limits: Limits | None = None,
) -> bytes:
    """Return the paper as a tagged PDF/A-2b file.

    ``files`` holds the pictures that bodies name as ``gk-file:KEY``. ``progress`` is called with a stage
    (排版, 生成目录, 渲染, 写入; of a paper in parts also 生成索引, 合并) and a percentage that never falls. ``limits``
    are those of the paper's kind unless given. Raises PaperNotPrintable with every fault, or for pages or pictures over
    the limits.
    """
    limits = limits or limits_for(paper.KIND)
    if isinstance(paper, PaperInParts):
        from gkcloud.papers.partwork import print_in_parts  # noqa: PLC0415 - its processes load this module

        _refuse(paper, faces, files, limits)
        return print_in_parts(paper, faces=faces, files=files, progress=progress, limits=limits)
    document, html = _laid_out(paper, faces, files, progress, limits)
    progress("渲染", 75)
    content = write_pdf(document, html, files)
    progress("写入", 100)
    return content


def preview_paper(
    paper: Paper,
    *,
    faces: Faces,
    files: Mapping[str, bytes] = NO_FILES,
    limits: Limits = PREVIEW_LIMITS,
) -> tuple[int, bytes]:
    """Return the paper's number of pages and a picture of the first: PNG, 800 pixels wide. Raises as render_paper does.

    All pages are laid out, because their number is asked for; only the first is written, without tags and archive.
    """
    document, _ = _laid_out(paper, faces, files, _no_progress, limits)
    content = _written(document.copy(document.pages[:1]))
    with pypdfium2.PdfDocument(content) as first:
        page = first[0]
        picture = page.render(scale=_PREVIEW_WIDTH / page.get_width()).to_pil()
    out = BytesIO()
    picture.save(out, "PNG")
    return len(document.pages), out.getvalue()


def _laid_out(
    paper: Paper, faces: Faces, files: Mapping[str, bytes], progress: Progress, limits: Limits
) -> tuple[Document, str]:
    """Return the pages and what they were made of."""
    progress("排版", 0)
    _refuse(paper, faces, files, limits)
    html = paper.compose(faces)
    lines = html.count(_LINE)
    refuse_many_lines(paper.KIND, lines, limits)
    with _watched(paper, progress, limits, expected_pages=lines // _PAGE_LINES + 1):
        document = lay_out(html, faces, files)
        if _FOOT in html and not _has_foot(document):
            # WeasyPrint 70 loses a foot that no longer fits when the contents' numbers repaginate the end.
            html = paper.compose(faces, is_foot_apart=True)
            document = lay_out(html, faces, files)
        if isinstance(paper, Stapled) and (blanks := missing_pages(len(document.pages), paper.SHEET_PAGES)):
            html = paper.compose_with_blanks(faces, blanks)
            document = lay_out(html, faces, files)
    return document, html


def _refuse(paper: Paper, faces: Faces, files: Mapping[str, bytes], limits: Limits) -> None:
    if faults := paper.faults(faces, files):
        raise PaperNotPrintable(faults)
    refuse_large_pictures(files, limits)


def write_pdf(document: Document, html: str, files: Mapping[str, bytes]) -> bytes:
    """Return the laid out ``html`` as a PDF/A-2b file whose identifier is a digest of what is printed."""
    return _written(document, finisher=finish_tags, pdf_identifier=_identifier(html, files), **_OPTIONS)


def _written(document: Document, **options: object) -> bytes:
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves its own colour profile open for the garbage collector to close.
        warnings.filterwarnings("ignore", message="unclosed file .*sRGB2014", category=ResourceWarning)
        content: bytes = document.write_pdf(**options)
    return content


def lay_out(html: str, faces: Faces, files: Mapping[str, bytes]) -> Document:
    """Return the pages of ``html``; nothing is loaded but faces and ``files``."""
    page = HTML(string=html, url_fetcher=SealedFetcher(faces, SoundPictures(files)))
    return page.render(font_config=FontConfiguration(), stylesheets=[CSS(string=_ARCHIVE_STYLE)], **_OPTIONS)


def _has_foot(document: Document) -> bool:
    return any("foot" in page.anchors for page in document.pages)


def _identifier(html: str, files: Mapping[str, bytes]) -> bytes:
    """Return the file identifier: a digest of everything that is printed."""
    digest = hashlib.sha256(html.encode())
    for key in sorted(files):
        digest.update(key.encode() + hashlib.sha256(files[key]).digest())
    return digest.hexdigest()[:32].encode()


class _PageReports(logging.Handler):
    """Turns the engine's own page messages into progress: the first pass is 排版, later ones 生成目录.

    Raises PaperNotPrintable out of the layout at the first page over the limit.
    """

    def __init__(self, paper: Paper, progress: Progress, limits: Limits, expected_pages: int) -> None:
        super().__init__(logging.INFO)
        self._paper, self._limits = paper, limits
        self._progress, self._expected, self._stage, self._last = progress, expected_pages, "排版", 5

    def emit(self, record: logging.LogRecord) -> None:
        found = _PAGE_LOGGER.search(record.getMessage())
        if found is None:
            return
        if found[1] is None:
            self._stage, self._last = "生成目录", max(self._last, 60)
        elif int(found[1]) > self._limits.pages:
            raise too_many_pages(self._paper.KIND, self._limits)
        elif self._stage == "排版":
            self._last = max(self._last, min(60, 5 + 55 * int(found[1]) // self._expected))
        else:
            self._last = min(74, self._last + 1)
        self._progress(self._stage, self._last)


class _PictureReports(logging.Handler):
    """Raises PaperNotPrintable where the engine would leave a picture out and say so in its log only."""

    def __init__(self, paper: Paper, limits: Limits) -> None:
        super().__init__(logging.ERROR)
        self._paper, self._limits = paper, limits

    def emit(self, record: logging.LogRecord) -> None:
        if not str(record.msg).startswith("Failed to load image"):
            return
        told = record.args[-1] if isinstance(record.args, tuple) else None
        if isinstance(told, Exception) and isinstance(told.__cause__, MemoryError):
            raise too_much_memory(self._paper.KIND, self._limits)
        raise PaperNotPrintable((_BROKEN_PICTURE,))


@contextmanager
def _watched(paper: Paper, progress: Progress, limits: Limits, expected_pages: int) -> Iterator[None]:
    """Listen to the engine's loggers while the block lays pages out."""
    pages, pictures = logging.getLogger("weasyprint.progress"), logging.getLogger("weasyprint")
    handlers = (
        (pages, _PageReports(paper, progress, limits, expected_pages)),
        (pictures, _PictureReports(paper, limits)),
    )
    level = pages.level
    pages.setLevel(logging.INFO)
    for logger, handler in handlers:
        logger.addHandler(handler)
    try:
        yield
    finally:
        for logger, handler in handlers:
            logger.removeHandler(handler)
        pages.setLevel(level)
