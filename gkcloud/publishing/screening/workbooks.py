"""Excel attachments, read straight from their XML.

openpyxl's fast mode does not tell hidden rows and columns, and saving with it loses charts and pictures. So
cells are read from the sheets' XML, one after another within a stated bound, and masking edits only the cells
concerned.
"""

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from lxml import etree

from gkcloud.files.archives import Archive, FileRefused, refuse_doctype
from gkcloud.publishing.screening.office import (
    OFF,
    local,
    parse_part,
    screen_other_parts,
    screen_properties,
    sweep,
)
from gkcloud.publishing.screening.report import Tally
from gkcloud.publishing.screening.tables import TableScan, looks_like_truncated_id
from gkcloud.publishing.screening.texts import WordWatch, count_numbers

MOST_CELLS: Final = 300_000
LARGEST_NUMBER: Final = 25  # characters of a numeric cell that can be an account; longer ones are not spelt out
RELATIONS: Final = "xl/_rels/workbook.xml.rels"
CELL_PARTS: Final = frozenset({"c", "v", "is", "t", "f", "r", "rPr", "sheetData", "worksheet"})
_COLUMN: Final = re.compile(r"([A-Z]{1,3})[0-9]+")
_WHOLE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:[Ee]\+?[0-9]{1,2})?")
CACHES: Final = re.compile(r"xl/(?:pivotCache/pivotCacheRecords[0-9]+|externalLinks/externalLink[0-9]+)\.xml")
SHEET_COMMENTS: Final = re.compile(r"xl/(?:comments[0-9]*|comments/[^/]+|threadedComments/[^/]+)\.xml")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet: its name, its part and whether the tab is hidden."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class CellText:
    """What a cell shows and the formula behind it."""

    value: str
    formula: str
    shared: int | None = None


def sheets_of(archive: Archive) -> list[Sheet]:
    """Return the worksheets in tab order. Raises FileRefused for a workbook without its list of sheets."""
    targets = {relation.get("Id"): _target(relation) for relation in parse_part(archive, RELATIONS)}
    found = []
    for sheet in parse_part(archive, "xl/workbook.xml").iter("{*}sheet"):
        part = targets.get(sheet.get(next((key for key in sheet.keys() if key.endswith("}id")), "")), "")  # noqa: SIM118
        if part in archive:
            hidden = (sheet.get("state") or "visible") != "visible"
            found.append(Sheet(sheet.get("name") or "", part, hidden))
    return found


def _target(relation: Any) -> str:
    """Return the part a relation of the workbook names."""
    return posixpath.normpath(posixpath.join("/xl", relation.get("Target") or "")).lstrip("/")


def strings_part(archive: Archive) -> str | None:
    """Return the part of the shared strings, None if the workbook has none."""
    for relation in parse_part(archive, RELATIONS):
        if (relation.get("Type") or "").endswith("/sharedStrings") and _target(relation) in archive:
            return _target(relation)
    return None


def text_parts(archive: Archive) -> list[str]:
    """Return the parts that hold the cells' texts."""
    parts = [sheet.part for sheet in sheets_of(archive)]
    return [*parts, *filter(None, [strings_part(archive)])]


def shared_strings(archive: Archive) -> list[str]:
    """Return the workbook's shared strings, phonetic readings left out."""
    part = strings_part(archive)
    return [string_text(item) for item in parse_part(archive, part).iter("{*}si")] if part else []


def string_text(item: Any) -> str:
    """Return the text of a shared or inline string."""
    return "".join(piece.text or "" for piece in string_pieces(item))


def string_pieces(item: Any) -> list[Any]:
    """Return the text elements of a shared or inline string."""
    return [text for text in item.iter("{*}t") if local(text.getparent()) != "rPh"]


def column_of(reference: str) -> int | None:
    """Return the 0-based column of a reference such as B7, None if it is none."""
    if not (found := _COLUMN.fullmatch(reference)):
        return None
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def read_cell(cell: Any, strings: list[str]) -> CellText:
    """Return a cell's text. Whole numbers are spelt out: 9.9E+17 is eighteen digits."""
    value = formula = ""
    for child in cell:
        name = local(child)
        if name == "v":
            value = child.text or ""
        elif name == "is":
            return CellText(string_text(child), "")
        elif name == "f":
            formula = child.text or ""
    kind = cell.get("t") or "n"
    if kind == "s":
        index = int(value) if value.isdecimal() and len(value) < LARGEST_NUMBER else len(strings)
        return CellText(strings[index], formula, index) if index < len(strings) else CellText("", formula)
    if kind == "n":
        value = _spelt_out(value)
    return CellText(value, formula)


def _spelt_out(value: str) -> str:
    if not _WHOLE.fullmatch(value) or len(value) > LARGEST_NUMBER:
        return value
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if number.adjusted() > LARGEST_NUMBER or number != number.to_integral_value():
        return value
    return format(number.to_integral_value(), "f")


def numbered_cells(row: Any) -> Iterator[tuple[int, Any]]:
    """Yield the cells of a row with their columns; a cell without a reference follows the one before."""
    column = -1
    for cell in row.iterchildren("{*}c"):
        named = column_of(cell.get("r") or "")
        column = column + 1 if named is None else named
        yield column, cell


def is_truncated_id(cell: Any, text: CellText) -> bool:
    """Say whether a numeric cell is an identity number that lost its last digits."""
    return (cell.get("t") or "n") == "n" and looks_like_truncated_id(text.value)


@dataclass(slots=True)
class _Reading:
    """One workbook being checked: where findings go, and how many cells may still be read."""

    strings: list[str]
    tally: Tally
    watch: WordWatch
    budget: int = MOST_CELLS
    used: set[int] = field(default_factory=set)


def screen_workbook(archive: Archive, place: str, tally: Tally, watch: WordWatch) -> None:
    """Add what a workbook holds to the tally. Raises FileRefused if a part cannot be read."""
    reading = _Reading(shared_strings(archive), tally, watch)
    sheets = sheets_of(archive)
    for sheet in sheets:
        _screen_sheet(archive, sheet, f"{place}工作表「{sheet.name}」", reading)
        if reading.budget <= 0:
            tally.add("scan_limit", place, where=f"工作表「{sheet.name}」")
            break
    else:
        _screen_left_over_strings(reading, place)
    for name in archive.names:
        if CACHES.fullmatch(name):
            tally.add("data_cache", place)
        elif SHEET_COMMENTS.fullmatch(name):
            _screen_comments(archive, name, place, reading)
    screen_other_parts(archive, place, tally, seen=text_parts(archive))
    screen_properties(archive, place, tally, watch)


def _screen_left_over_strings(reading: _Reading, place: str) -> None:
    """Look at strings that no cell shows any more but that are still in the file."""
    for index, text in enumerate(reading.strings):
        if index not in reading.used:
            count_numbers(reading.tally, place, text, "已删除单元格的残留文字")


def _screen_comments(archive: Archive, name: str, place: str, reading: _Reading) -> None:
    for comment in parse_part(archive, name).iter("{*}comment", "{*}threadedComment"):
        reading.tally.add("comments", place, where=f" {comment.get('ref') or '批注栏'} ")
        reading.watch.read(place, "".join(comment.itertext()))


def _screen_sheet(archive: Archive, sheet: Sheet, place: str, reading: _Reading) -> None:
    """Read one sheet row by row and forget each row, until the budget is used up."""
    reading.watch.read(place, sheet.name)
    if sheet.is_hidden:
        reading.tally.add("hidden_sheet", place)
    scan = TableScan()
    xml = archive.read(sheet.part)
    refuse_doctype(xml)
    events = etree.iterparse(io.BytesIO(xml), events=("end",), resolve_entities=False, no_network=True)
    try:
        for _, element in events:
            name = local(element)
            if name == "row":
                _screen_row(element, scan, place, reading)
                _forget(element)
            elif name not in CELL_PARTS:
                _screen_setting(element, place, reading.tally)
            if reading.budget <= 0:
                return
    except etree.XMLSyntaxError as error:
        raise FileRefused("工作表已损坏。") from error


def _forget(row: Any) -> None:
    row.clear()
    while row.getprevious() is not None:
        del row.getparent()[0]


def _screen_setting(element: Any, place: str, tally: Tally) -> None:
    """Look at what stands beside the cells: hidden columns, print headers, links, input rules."""
    if local(element) == "col" and (element.get("hidden") or "0").lower() not in OFF:
        tally.add("hidden_columns", place, where=f"第 {element.get('min')} 列")
    elif not len(element):
        sweep(element, place, tally, texts=True)


def _screen_row(row: Any, scan: TableScan, place: str, reading: _Reading) -> None:
    tally = reading.tally
    texts: dict[int, str] = {}
    references: dict[int, str] = {}
    for column, cell in numbered_cells(row):
        read = read_cell(cell, reading.strings)
        texts[column] = read.value
        references[column] = f" {cell.get('r') or ''} 单元格"
        for text in filter(None, (read.value, read.formula)):
            count_numbers(tally, place, text, references[column])
        reading.watch.read(place, read.value)
        if read.shared is not None:
            reading.used.add(read.shared)
        if is_truncated_id(cell, read):
            tally.add("resident_id_lost_digits", place, where=references[column])
    if (row.get("hidden") or "0").lower() not in OFF:
        tally.add("hidden_rows", place, where=f"第 {row.get('r')} 行")
    for hit in scan.feed(texts):
        tally.add(hit.code, place, sample=hit.header, where=references[hit.column])
    reading.budget -= max(1, len(texts))
