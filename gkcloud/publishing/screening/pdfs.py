"""PDF attachments: their text is read with pypdf, page by page within a bound; they cannot be masked."""

import io
import logging
from typing import Any, Final

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from gkcloud.files.archives import MEGABYTE
from gkcloud.publishing.screening.report import Tally
from gkcloud.publishing.screening.texts import WordWatch, count_numbers

MOST_PAGES: Final = 300
LARGEST_PAGE: Final = 4 * MEGABYTE  # bytes of drawing instructions; a page of text has a few thousand
ACTIVE: Final = ("/OpenAction", "/AA")
# What a damaged or hostile file makes the parser raise, besides its own errors.
PARSER_FAULTS: Final = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    RecursionError,
    NotImplementedError,
    AssertionError,
    OverflowError,
    MemoryError,
)

logging.getLogger("pypdf").setLevel(logging.ERROR)  # its warnings quote the file


def screen_pdf(data: bytes, place: str, tally: Tally, watch: WordWatch) -> None:
    """Add what a PDF holds to the tally; what cannot be read is said, never passed over."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            tally.add("pdf_encrypted", place)
            if not reader.decrypt(""):
                return
        _screen_pages(reader, place, tally, watch)
        _screen_extras(reader, place, tally)
    except PARSER_FAULTS:
        tally.add("unreadable", place)


def _screen_pages(reader: PdfReader, place: str, tally: Tally, watch: WordWatch) -> None:
    for number, page in enumerate(reader.pages, start=1):
        if number > MOST_PAGES:
            tally.add("scan_limit", place, where=f"第 {number} 页")
            return
        where = f"第 {number} 页"
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > LARGEST_PAGE:
            tally.add("scan_limit", place, where=where)
            continue
        text = page.extract_text()
        if not text.strip():
            tally.add("pdf_without_text", place, where=where)
        count_numbers(tally, place, text, where)
        watch.read(place, text)
        _screen_annotations(page, place, tally, where)


def _screen_annotations(page: Any, place: str, tally: Tally, where: str) -> None:
    for reference in page.get("/Annots") or ():
        annotation = reference.get_object()
        text = str(annotation.get("/Contents") or "")
        if annotation.get("/Subtype") in {"/Text", "/FreeText", "/Popup", "/Highlight"} and text.strip():
            tally.add("comments", place, where=where)
            count_numbers(tally, place, text, where)
        if annotation.get("/Subtype") == "/FileAttachment":
            tally.add("embedded_file", place, where=where)
        value = annotation.get("/V")
        if isinstance(value, str):
            count_numbers(tally, place, value, where)


def _screen_extras(reader: PdfReader, place: str, tally: Tally) -> None:
    root: Any = reader.trailer["/Root"]
    names = root.get("/Names", {})
    if "/EmbeddedFiles" in names:
        tally.add("embedded_file", place)
    opens = root.get("/OpenAction")
    scripted = hasattr(opens, "get") and opens.get("/S") in {"/JavaScript", "/Launch"}
    if scripted or "/JavaScript" in names or "/AA" in root:
        tally.add("pdf_active", place)
    author = str((reader.metadata and reader.metadata.author) or "").strip()
    if author:
        tally.add("document_author", place, sample=author[0] + "*" * (len(author) - 1))
