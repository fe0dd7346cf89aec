"""The check and the masking of attachments, by kind of file."""

import csv
import io
from typing import Final

from gkcloud.files.archives import Archive, FileRefused, open_archive
from gkcloud.files.inspect import decode_text
from gkcloud.publishing.screening.documents import mask_document, screen_document
from gkcloud.publishing.screening.numbers import mask_numbers
from gkcloud.publishing.screening.office import HIDDEN_CELL, PartTooLarge, embedded_files
from gkcloud.publishing.screening.pdfs import screen_pdf
from gkcloud.publishing.screening.report import Attachment, Tally
from gkcloud.publishing.screening.tables import TableScan
from gkcloud.publishing.screening.texts import WordWatch, count_matches, count_numbers, describe
from gkcloud.publishing.screening.workbook_masking import mask_workbook
from gkcloud.publishing.screening.workbooks import screen_workbook

OFFICE: Final = frozenset({"docx", "pptx", "xlsx"})
TEXTS: Final = frozenset({"txt", "csv"})
IMAGES: Final = frozenset({"jpg", "jpeg", "png", "webp"})
DEEPEST: Final = 1  # a workbook inside a document is read, one inside that is only named


def kind_of(name: str) -> str:
    """Return a file name's extension in lower case."""
    return name.rpartition(".")[2].lower()


def place_of(name: str) -> str:
    """Return how a finding names an attachment; numbers in the name itself are masked."""
    return f"附件《{mask_numbers(name)[0]}》"


def screen_attachment(attachment: Attachment, tally: Tally, watch: WordWatch) -> None:
    """Add what one attachment and its name hold to the tally."""
    place = place_of(attachment.name)
    count_numbers(tally, place, attachment.name, "文件名")
    watch.read(place, attachment.name)
    _screen(attachment, place, tally, watch, DEEPEST)


def _screen(attachment: Attachment, place: str, tally: Tally, watch: WordWatch, depth: int) -> None:
    kind = kind_of(attachment.name)
    if kind in OFFICE:
        _screen_office(attachment, place, tally, watch, depth)
    elif kind == "pdf":
        inner = Tally()
        screen_pdf(attachment.data, place, inner, watch)
        _move(inner, tally)
    elif kind in TEXTS:
        _screen_text(attachment, place, tally, watch)
    elif kind not in IMAGES:
        tally.add("unreadable", place)


def _screen_office(attachment: Attachment, place: str, tally: Tally, watch: WordWatch, depth: int) -> None:
    try:
        archive = open_archive(attachment.data)
        if kind_of(attachment.name) == "xlsx":
            screen_workbook(archive, place, tally, watch)
        else:
            screen_document(archive, place, tally, watch)
        _screen_embedded(archive, place, tally, watch, depth)
    except PartTooLarge:
        tally.add("scan_limit", place)
    except (FileRefused, KeyError):
        tally.add("unreadable", place)


def _screen_embedded(archive: Archive, place: str, tally: Tally, watch: WordWatch, depth: int) -> None:
    for name in embedded_files(archive):
        tally.add("embedded_file", place)
        if depth and kind_of(name) in OFFICE:
            inner = Tally()
            _screen(Attachment(name, archive.read(name)), f"{place}内嵌文件", inner, watch, depth - 1)
            _move(inner, tally)


def _move(inner: Tally, tally: Tally) -> None:
    """Take over findings at a place that cannot be masked."""
    for found in inner.findings(maskable=False):
        tally.put(found)


def _screen_text(attachment: Attachment, place: str, tally: Tally, watch: WordWatch) -> None:
    text = decode_text(attachment.data)
    if text is None:
        tally.add("unreadable", place)
        return
    count_numbers(tally, place, text)
    watch.read(place, text)
    if kind_of(attachment.name) == "csv":
        scan = TableScan()
        for row in _rows(text):
            for hit in scan.feed(dict(enumerate(row))):
                tally.add(hit.code, place, sample=hit.header)


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error:  # a cell beyond the module's bound: the text was still read as a whole
        return []


def mask_attachment(attachment: Attachment) -> tuple[Attachment, tuple[str, ...]]:
    """Return the attachment with what can be masked masked, and in Chinese what was done.

    Numbers are starred out in docx, pptx, xlsx, txt and csv, cells of forbidden columns become ``***``; the
    same object comes back if there was nothing to do. A PDF or a damaged file stays, and a sentence says so.
    """
    place = place_of(attachment.name)
    counts: dict[str, int] = {}
    name, matches = mask_numbers(attachment.name)
    count_matches(counts, matches)
    try:
        data = _mask_content(attachment, counts)
    except (FileRefused, KeyError):
        return attachment, (f"{place}过大或无法读取，未能遮盖，请在原文件中处理后重新上传。",)
    notes = describe(counts, place)
    if kind_of(attachment.name) == "pdf":
        notes += _about_pdf(attachment, place)
    if not counts:
        return attachment, notes
    return Attachment(name, data), notes


def _about_pdf(attachment: Attachment, place: str) -> tuple[str, ...]:
    tally = Tally()
    screen_pdf(attachment.data, place, tally, WordWatch(()))
    if any(found.maskable for found in tally.findings()):
        return (f"{place}是 PDF，不能自动遮盖，请在原文件中处理后重新导出上传。",)
    return ()


def _mask_content(attachment: Attachment, counts: dict[str, int]) -> bytes:
    kind = kind_of(attachment.name)
    if kind in OFFICE:
        mask = mask_workbook if kind == "xlsx" else mask_document
        return mask(attachment.data, open_archive(attachment.data), counts)
    text = decode_text(attachment.data) if kind in TEXTS else None
    if text is None:
        return attachment.data
    before = sum(counts.values())
    if kind == "csv":
        text = _mask_columns(text, counts)
    text, matches = mask_numbers(text)
    count_matches(counts, matches)
    # Excel reads a csv without a mark as GBK, so the mark goes in with the new text.
    return text.encode("utf-8-sig") if sum(counts.values()) > before else attachment.data


def _mask_columns(text: str, counts: dict[str, int]) -> str:
    scan = TableScan()
    rows, found = _rows(text), False
    for row in rows:
        for hit in scan.feed(dict(enumerate(row))):
            row[hit.column] = HIDDEN_CELL
            counts[hit.code] = counts.get(hit.code, 0) + 1
            found = True
    if not found:
        return text
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()
