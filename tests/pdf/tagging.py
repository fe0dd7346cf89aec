"""Whether a PDF file can be read aloud and found one's way in: its language, title, bookmarks and structure (tags)."""

import re
from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

_PARENTS = {  # ISO 32000-1, 14.8.4
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "TH": {"TR"},
    "TD": {"TR"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "LI": {"L"},
    "LBody": {"LI"},
    "Lbl": {"LI", "Note", "Sect", "P", "Document", "Div"},
}
_HEADING = re.compile(r"H([1-6])$")
_SHOWING = {"Tj", "TJ", "'", '"', "Do", "sh", "EI"}


def tagging_faults(pdf: Pdf) -> Iterator[str]:
    """Yield what is missing or wrong."""
    root = pdf.Root
    if not str(root.get("/Lang", "")):
        yield "the file does not say its language"
    if not root.get("/MarkInfo", Dictionary()).get("/Marked", False):
        yield "the file is not marked as tagged"
    if not root.get("/ViewerPreferences", Dictionary()).get("/DisplayDocTitle", False):
        yield "the window would not show the title"
    yield from _bookmark_faults(pdf)
    if "/StructTreeRoot" not in root:
        yield "there is no structure"
        return
    elements = list(_elements(root.StructTreeRoot, ""))
    yield from _shape_faults(elements)
    yield from _heading_faults(elements)
    yield from _content_faults(pdf, elements)


def _bookmark_faults(pdf: Pdf) -> Iterator[str]:
    pages = {page.objgen for page in pdf.pages}
    with pdf.open_outline() as outline:
        entries = list(outline.root)
        if not entries:
            yield "there are no bookmarks"
        while entries:
            entry = entries.pop()
            entries += entry.children
            if not entry.title.strip():
                yield "a bookmark has no title"
            target = entry.destination
            if not isinstance(target, Array) or target[0].objgen not in pages:
                yield f"the bookmark {entry.title} leads to no page"


def _elements(element: Any, parent: str) -> Iterator[tuple[Any, str, str]]:
    """Yield every structure element in reading order, with its type and its parent's."""
    kind = str(element.get("/S", "/")).lstrip("/")
    if kind:
        yield element, kind, parent
    inner = element.get("/K", Array())
    for child in inner if isinstance(inner, Array) else [inner]:
        if isinstance(child, Dictionary) and child.get("/Type") not in {Name.MCR, Name.OBJR}:
            yield from _elements(child, kind)


def _shape_faults(elements: list[tuple[Any, str, str]]) -> Iterator[str]:
    if not elements:
        yield "the structure is empty"
    for element, kind, parent in elements:
        if kind in _PARENTS and parent not in _PARENTS[kind]:
            yield f"a {kind} stands in a {parent or 'root'}"
        if kind == "Figure" and not str(element.get("/Alt", "")).strip():
            yield "a picture has no description"
        if kind == "TH" and "/Scope" not in element.get("/A", Dictionary()):
            yield "a header cell does not say whether it heads a column or a row"


def _heading_faults(elements: list[tuple[Any, str, str]]) -> Iterator[str]:
    levels = [int(found[1]) for _, kind, _ in elements if (found := _HEADING.match(kind))]
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"a heading of level {level} follows one of level {before}"


def _content_faults(pdf: Pdf, elements: list[tuple[Any, str, str]]) -> Iterator[str]:
    """Compare what pages mark with what the structure holds, in both directions."""
    held = {place for element, _, _ in elements for place in _held(element)}
    parents = (
        pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree) if "/ParentTree" in pdf.Root.StructTreeRoot else {}
    )
    marked = set()
    for number, page in enumerate(pdf.pages, 1):
        numbers, is_loose = _marked(page)
        marked |= {(page.objgen, each) for each in numbers}
        if is_loose:
            yield f"page {number} shows something outside the structure"
        key = page.get("/StructParents")
        owners = parents[int(key)] if key is not None and int(key) in parents else Array()
        if any(each >= len(owners) or not isinstance(owners[each], Dictionary) for each in numbers):
            yield f"page {number} has marked content that belongs to no element"
        for each in page.get("/Annots", Array()):
            if "/StructParent" not in each or int(each.StructParent) not in parents:
                yield f"a link of page {number} is not in the structure"
    if lost := held - marked:
        yield f"the structure holds {len(lost)} pieces that no page marks"
    if lost := marked - held:
        yield f"pages mark {len(lost)} pieces that the structure does not hold"


def _held(element: Any) -> Iterator[tuple[tuple[int, int], int]]:
    inner = element.get("/K", Array())
    for child in inner if isinstance(inner, Array) else [inner]:
        if isinstance(child, int):
            yield element.Pg.objgen, child
        elif isinstance(child, Dictionary) and child.get("/Type") == Name.MCR:
            yield child.get("/Pg", element.get("/Pg")).objgen, int(child.MCID)


def _marked(page: Any) -> tuple[set[int], bool]:
    """Return the numbers of a page's marked content, and whether it shows something that is neither marked nor furniture."""
    numbers: set[int] = set()
    open_marks: list[bool] = []
    is_loose = False
    for operands, operator in pikepdf.parse_content_stream(page):
        word = str(operator)
        if word in {"BDC", "BMC"}:
            named = operands[1] if word == "BDC" else None
            has_number = isinstance(named, Dictionary) and "/MCID" in named
            if has_number:
                numbers.add(int(named.MCID))
            open_marks.append(has_number or operands[0] == Name.Artifact)
        elif word == "EMC":
            open_marks.pop()
        elif word in _SHOWING and not any(open_marks):
            is_loose = True
    return numbers, is_loose
