"""What Word, Excel and PowerPoint files share: XML parts, runs of text, properties, embedded files."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from lxml import etree

from gkcloud.files.archives import MEGABYTE, Archive, FileRefused, refuse_doctype
from gkcloud.publishing.screening.numbers import ID_LENGTH, NumberKind, find_numbers, mask_numbers
from gkcloud.publishing.screening.report import Tally
from gkcloud.publishing.screening.tables import TableScan
from gkcloud.publishing.screening.texts import (
    WordWatch,
    count_matches,
    count_numbers,
    mask_pieces,
    sample_of,
)

LARGEST_PART: Final = 24 * MEGABYTE
CONTENT_TYPES: Final = "[Content_Types].xml"
RESIDENT: Final = frozenset({NumberKind.RESIDENT_ID})
BREAKS: Final = frozenset({"br", "cr", "tab", "noBreakHyphen"})
TABLE_STOPS: Final = frozenset({"tbl"})
OFF: Final = frozenset({"0", "false", "off", "none"})
_XML_PART: Final = re.compile(r"\.(?:xml|vml|rels)\Z", re.IGNORECASE)
HIDDEN_CELL: Final = "***"


def xml_parts(archive: Archive) -> list[str]:
    """Return the names of the XML parts."""
    return [name for name in archive.names if _XML_PART.search(name)]


def parse_part(archive: Archive, name: str) -> Any:
    """Return the root of an XML part. Raises FileRefused if it is too large, damaged or has entities."""
    if archive.size(name) > LARGEST_PART:
        raise PartTooLarge("文件内容过多。")
    xml = archive.read(name)
    refuse_doctype(xml)
    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise FileRefused("文件内部的内容已损坏，请重新另存后上传。") from error


class PartTooLarge(FileRefused):
    """A part with more text than is read here."""


def local(element: Any) -> str:
    """Return an element's name without its namespace, empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """Return an attribute by its local name."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def serialise(root: Any) -> bytes:
    """Return an XML part's bytes."""
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def paragraph_runs(root: Any) -> Iterator[list[Any]]:
    """Yield the text elements of each paragraph, None for a break; deleted text is a run of its own.

    A paragraph inside a text box is not part of the paragraph that anchors the box.
    """
    open_runs: list[tuple[list[Any], list[Any]]] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element)
        if name == "p":
            if event == "start":
                open_runs.append(([], []))
            else:
                yield from (run for run in open_runs.pop() if run)
        elif event == "end" and open_runs:
            if name == "t":
                open_runs[-1][0].append(element)
            elif name == "delText":
                open_runs[-1][1].append(element)
            elif name in BREAKS:
                open_runs[-1][0].append(None)


def run_pieces(run: list[Any]) -> list[str]:
    """Return the texts of a run."""
    return ["\n" if element is None else element.text or "" for element in run]


def own(element: Any, wanted: str) -> Iterator[Any]:
    """Yield descendants called ``wanted`` that are not inside another table."""
    for child in element:
        name = local(child)
        if name == wanted:
            yield child
        elif name not in TABLE_STOPS:
            yield from own(child, wanted)


def table_cells(table: Any) -> Iterator[dict[int, Any]]:
    """Yield each row of a table as columns; a cell that spans several counts for its first."""
    for row in own(table, "tr"):
        placed: dict[int, Any] = {}
        column = 0
        for cell in own(row, "tc"):
            placed[column] = cell
            column += _columns_of(cell)
        yield placed


def _columns_of(cell: Any) -> int:
    written = attribute(cell, "gridSpan")
    for properties in cell:
        if local(properties) == "tcPr":
            for child in properties:
                if local(child) == "gridSpan":
                    written = attribute(child, "val")
    return max(1, min(int(written), 100)) if written and written.isdecimal() else 1


def cell_texts(cell: Any) -> list[Any]:
    """Return the text elements of a table cell."""
    return [element for element in cell.iter("{*}t") if element.text]


def offending_cells(root: Any) -> Iterator[tuple[int, Any, Any]]:
    """Yield table number, cell and hit for every cell that must not be published."""
    for number, table in enumerate(root.iter("{*}tbl"), start=1):
        scan = TableScan()
        for placed in table_cells(table):
            texts = {column: "".join(piece.text for piece in cell_texts(cell)) for column, cell in placed.items()}
            for hit in scan.feed(texts):
                yield number, placed[hit.column], hit


def screen_text_part(root: Any, place: str, tally: Tally, watch: WordWatch) -> None:
    """Check the paragraphs and tables of one part."""
    for run in paragraph_runs(root):
        text = "".join(run_pieces(run))
        count_numbers(tally, place, text)
        watch.read(place, text)
    for number, _, hit in offending_cells(root):
        tally.add(hit.code, f"{place}第 {number} 个表格", sample=hit.header)
    sweep(root, place, tally, texts=False)


def mask_text_part(root: Any, counts: dict[str, int]) -> bool:
    """Mask the paragraphs and tables of one part in place; say whether anything changed."""
    changed = False
    for _, cell, hit in list(offending_cells(root)):
        counts[hit.code] = counts.get(hit.code, 0) + 1
        for index, element in enumerate(cell_texts(cell)):
            element.text = "" if index else HIDDEN_CELL
        changed = True
    for run in paragraph_runs(root):
        parts, matches = mask_pieces(run_pieces(run))
        if matches:
            count_matches(counts, matches)
            for element, part in zip(run, parts, strict=True):
                if element is not None:
                    element.text = part
            changed = True
    return mask_sweep(root, counts, texts=False) or changed


def _values(root: Any, *, texts: bool) -> Iterator[tuple[str, Callable[[str], None]]]:
    """Yield every attribute (and text, with ``texts``) that can hold an identity number, with a setter."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        for key, value in element.attrib.items():
            if len(value) >= ID_LENGTH:
                yield value, lambda text, element=element, key=key: element.set(key, text)  # type: ignore[misc]
        if texts and element.text and len(element.text) >= ID_LENGTH:
            yield element.text, lambda text, element=element: setattr(element, "text", text)  # type: ignore[misc]


def sweep(root: Any, place: str, tally: Tally, *, texts: bool, code: str = "resident_id") -> None:
    """Look for identity numbers where no reader looks: attributes, caches of charts, field codes, links."""
    for value, _ in _values(root, texts=texts):
        for match in find_numbers(value):
            if match.kind is NumberKind.RESIDENT_ID:
                tally.add(code, place, sample=sample_of(value, match), where="文件内部")


def mask_sweep(root: Any, counts: dict[str, int], *, texts: bool) -> bool:
    """Mask what ``sweep`` finds; say whether anything changed."""
    changed = False
    for value, write in list(_values(root, texts=texts)):
        text, matches = mask_numbers(value, RESIDENT)
        if matches:
            write(text)
            count_matches(counts, matches)
            changed = True
    return changed


def screen_other_parts(archive: Archive, place: str, tally: Tally, *, seen: Iterable[str]) -> None:
    """Sweep the XML parts that were not read for their text; name what cannot be read."""
    done = set(seen)
    for name in xml_parts(archive):
        if name not in done:
            code = "resident_id_in_code" if name.endswith(".rels") else "resident_id"
            sweep(parse_part(archive, name), place, tally, texts=True, code=code)


def mask_other_parts(archive: Archive, counts: dict[str, int], *, seen: Iterable[str]) -> dict[str, bytes]:
    """Mask the parts that ``screen_other_parts`` sweeps; relations stay, their targets are addresses."""
    done = {*seen, CONTENT_TYPES}
    changed = {}
    for name in xml_parts(archive):
        if name not in done and not name.endswith(".rels"):
            root = parse_part(archive, name)
            if mask_sweep(root, counts, texts=True):
                changed[name] = serialise(root)
    return changed


def screen_properties(archive: Archive, place: str, tally: Tally, watch: WordWatch) -> None:
    """Note the people named in the file's properties."""
    for name in ("docProps/core.xml", "docProps/app.xml"):
        if name not in archive:
            continue
        for element in parse_part(archive, name).iter():
            text = (element.text or "").strip()
            if local(element) in {"creator", "lastModifiedBy", "Manager"} and text:
                tally.add("document_author", place, sample=text[0] + "*" * (len(text) - 1))
            elif local(element) in {"title", "subject", "description", "keywords", "Company"}:
                watch.read(place, text)


def embedded_files(archive: Archive) -> list[str]:
    """Return the embedded objects: workbooks behind charts, OLE objects, packages."""
    return [name for name in archive.names if "/embeddings/" in name and not name.endswith("/")]
