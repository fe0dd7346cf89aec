"""A paper as a PDF: content in, bytes out, the same bytes for the same content.

Only the printing process loads this module: the engine and its faces are as large as the rest of a worker.
"""

import hashlib
import logging
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from weasyprint import HTML, Document
from weasyprint.text.fonts import FontConfiguration

from gkcloud.papers.paper import NO_FILES, Paper, PaperNotPrintable
from gkcloud.papers.parts import PaperInParts
from gkcloud.typeset.faces import Faces
from gkcloud.typeset.sealed import SealedFetcher

_PAGE_LINES = 22
_FOOT = 'id="foot"'
_PAGE_LOGGER = re.compile(r"Creating layout - (?:Page (\d+)|Repagination)")
_OPTIONS = {
    "pdf_tags": True,
    "pdf_variant": "pdf/a-2b",
    "dpi": 300,
}  # larger pictures than that do not print finer

Progress = Callable[[str, int], None]


def _no_progress(stage: str, percent: int) -> None:
    """Report nothing."""


def render_paper(
    paper: Paper,
    *,
    faces: Faces,
    files: Mapping[str, bytes] = NO_FILES,
    progress: Progress = _no_progress,
) -> bytes:
    """Return the paper as a tagged PDF/A-2b file.

    ``files`` holds the pictures that bodies name as ``gk-file:KEY``. ``progress`` is called with a stage
    (排版, 生成目录, 渲染, 写入; of a paper in parts also 生成索引, 合并) and a percentage that never falls.
    Raises PaperNotPrintable with every fault.
    """
    progress("排版", 0)
    if faults := paper.faults(faces, files):
        raise PaperNotPrintable(faults)
    if isinstance(paper, PaperInParts):
        from gkcloud.papers.partwork import print_in_parts  # noqa: PLC0415 - its processes load this module

        return print_in_parts(paper, faces=faces, files=files, progress=progress)
    html = paper.compose(faces)
    with _reported(progress, expected_pages=html.count('class="line"') // _PAGE_LINES + 1):
        document = lay_out(html, faces, files)
        if _FOOT in html and not _has_foot(document):
            # WeasyPrint 70 loses a foot that no longer fits when the contents' numbers repaginate the end.
            html = paper.compose(faces, is_foot_apart=True)
            document = lay_out(html, faces, files)
    progress("渲染", 75)
    content = write_pdf(document, html, files)
    progress("写入", 100)
    return content


def write_pdf(document: Document, html: str, files: Mapping[str, bytes]) -> bytes:
    """Return the laid out ``html`` as a PDF/A-2b file whose identifier is a digest of what is printed."""
    with warnings.catch_warnings():
        # WeasyPrint 70 leaves its own colour profile open for the garbage collector to close.
        warnings.filterwarnings("ignore", message="unclosed file .*sRGB2014", category=ResourceWarning)
        content: bytes = document.write_pdf(pdf_identifier=_identifier(html, files), **_OPTIONS)
    return content


def lay_out(html: str, faces: Faces, files: Mapping[str, bytes]) -> Document:
    """Return the pages of ``html``; nothing is loaded but faces and ``files``."""
    page = HTML(string=html, url_fetcher=SealedFetcher(faces, files))
    return page.render(font_config=FontConfiguration(), **_OPTIONS)


def _has_foot(document: Document) -> bool:
    return any("foot" in page.anchors for page in document.pages)


def _identifier(html: str, files: Mapping[str, bytes]) -> bytes:
    """Return the file identifier: a digest of everything that is printed."""
    digest = hashlib.sha256(html.encode())
    for key in sorted(files):
        digest.update(key.encode() + hashlib.sha256(files[key]).digest())
    return digest.hexdigest()[:32].encode()


class _PageReports(logging.Handler):
    """Turns the engine's own page messages into progress: the first pass is 排版, later ones 生成目录."""

    def __init__(self, progress: Progress, expected_pages: int) -> None:
        super().__init__(logging.INFO)
        self._progress, self._expected, self._stage, self._last = progress, expected_pages, "排版", 5

    def emit(self, record: logging.LogRecord) -> None:
        found = _PAGE_LOGGER.search(record.getMessage())
        if found is None:
            return
        if found[1] is None:
            self._stage, self._last = "生成目录", max(self._last, 60)
        elif self._stage == "排版":
            self._last = max(self._last, min(60, 5 + 55 * int(found[1]) // self._expected))
        else:
            self._last = min(74, self._last + 1)
        self._progress(self._stage, self._last)


@contextmanager
def _reported(progress: Progress, expected_pages: int) -> Iterator[None]:
    logger = logging.getLogger("weasyprint.progress")
    handler, level = _PageReports(progress, expected_pages), logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
