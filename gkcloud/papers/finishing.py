"""What the PDF engine leaves undone in a tagged file, done before it is written."""

import re
from typing import Any

import pydyf
from weasyprint import Document

_HEADING = re.compile(r"/H([1-6])$")


def finish_tags(_document: Document, pdf: pydyf.PDF) -> None:
    """Put the tags in order; handed to WeasyPrint as ``finisher``. A file without tags is left as it is."""
    if "StructTreeRoot" in pdf.catalog:
        _make_margins_artifacts(pdf)
        _close_heading_gaps(pdf)
        _say_what_headers_head(pdf)


def _close_heading_gaps(pdf: pydyf.PDF) -> None:
    """Let a heading be one level below the heading it stands under (ISO 14289-1, 7.4.2).

    Official documents go from 一、 to 1. where a part is short; their looks stay as they are.
    """
    above: list[int] = []
    for each in pdf.objects:
        if each.free == "n" and isinstance(each, pydyf.Dictionary) and (found := _HEADING.match(str(each.get("S")))):
            level = int(found[1])
            above = [*(upper for upper in above if upper < level), level]
            each["S"] = f"/H{len(above)}"


def _say_what_headers_head(pdf: pydyf.PDF) -> None:
    """Give header cells their scope (ISO 14289-1, 7.5): columns in the head of a table, rows elsewhere."""
    for each in pdf.objects:
        if isinstance(each, pydyf.Dictionary) and each.get("S") == "/TH" and each.free == "n":
            rows = _object(pdf, _object(pdf, each["P"])["P"])
            each["A"].setdefault("Scope", "/Column" if rows["S"] == "/THead" else "/Row")


def _make_margins_artifacts(pdf: pydyf.PDF) -> None:
    """Mark page numbers and the like as artifacts (ISO 32000-1, 14.8.2.2), which a reader's voice leaves out.

    WeasyPrint 70 tags the text of margin boxes as elements that hang in no tree. Tags are a catalogue entry by then:
    elements whose parent is the document, and that the document does not list, are those of margins.
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    (document,) = (_object(pdf, reference) for reference in root["K"])
    listed, own = set(document["K"]), document.reference
    loose = [
        each
        for each in pdf.objects
        if isinstance(each, pydyf.Dictionary)
        and each.get("Type") == "/StructElem"
        and each.get("P") == own
        and each.reference not in listed
    ]
    numbers: dict[bytes, set[int]] = {}  # by the page's reference
    for element in loose:
        for page, number in _take_out(pdf, element):
            numbers.setdefault(page, set()).add(number)
    parents = _object(pdf, root["ParentTree"])["Nums"]
    for page, taken in numbers.items():
        holder = _object(pdf, page)
        owners = parents[parents.index(holder["StructParents"]) + 1]
        for number in taken:
            owners[number] = "null"
        _unmark(_object(pdf, holder["Contents"]), taken)


def _take_out(pdf: pydyf.PDF, element: Any) -> list[tuple[bytes, int]]:
    """Delete an element and all below it; return the pages and numbers of its marked content."""
    element.free = "f"
    found = []
    for child in element["K"]:
        if isinstance(child, int):
            found.append((element["Pg"], child))
        else:
            found += _take_out(pdf, _object(pdf, child))
    return found


def _unmark(stream: pydyf.Stream, numbers: set[int]) -> None:
    parts = stream.stream
    for at, part in enumerate(parts):
        if isinstance(part, pydyf.Dictionary) and part.get("MCID") in numbers and parts[at + 1] == b"BDC":
            parts[at - 1] = "/Artifact"
            parts[at] = pydyf.Dictionary({"Type": "/Pagination"})


def _object(pdf: pydyf.PDF, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]
