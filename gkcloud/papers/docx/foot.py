"""The imprint (版记) at the foot of the last page: copies, who printed it and when (GB/T 9704-2012, 7.4)."""

from collections.abc import Iterator

from gkcloud.papers.document import Form, OfficialDocument
from gkcloud.papers.docx.markup import (
    Element,
    indent_points,
    paragraph,
    plain_text,
    run,
    spacing,
    tab,
    tab_stops,
    w,
)
from gkcloud.papers.docx.styles import SMALL
from gkcloud.papers.docx.units import LEFT, WIDTH, points
from gkcloud.papers.paper import chinese_date

_END_MARKS = "。；，、.;,：: "
_THICK, _THIN = 8, 6  # eighths of a point: 0.35 mm and 0.25 mm
_PADDING = (("top", 40), ("left", 0), ("bottom", 40), ("right", 0))  # twips
_LAST_LINE = 10  # twips; lower than what 22 lines leave of the type area


def foot(document: OfficialDocument) -> Iterator[Element]:
    """Return the imprint at the lower edge of the type area, and the paragraph that holds it on the last page.

    A letter's has neither rules nor printer (10.1).
    """
    rows = []
    names = (plain_text(name).rstrip(_END_MARKS) for name in document.copies_to)
    copies = "，".join(name for name in names if name)
    if copies:
        rows.append(_copies(copies))
    is_letter = document.form is Form.LETTER
    if not is_letter and (imprint := _imprint(document)) is not None:
        rows.append(imprint)
    if rows:
        yield _table(rows, has_rules=not is_letter)
        yield last_paragraph()


def last_paragraph() -> Element:
    """Return the paragraph that has to follow a table at the end, too low to need a page of its own."""
    return paragraph("GwGap", properties=(spacing(line=_LAST_LINE),))


def _copies(units: str) -> Element:
    """Return 抄送: whatever runs over begins under the first name, a full stop ends it."""
    text = f"抄送：{units}。"
    inward = indent_points(left=SMALL * 4, right=SMALL, hanging=SMALL * 3)
    return paragraph("GwFoot", run(text), properties=(inward,))


def _imprint(document: OfficialDocument) -> Element | None:
    printer = plain_text(document.printed_by)
    day = "" if document.printed_on is None else f"{chinese_date(document.printed_on)}印发"
    if not printer and not day:
        return None
    # The edges of the cell are those of the type area; the stop is measured from there.
    stops = tab_stops(("right", WIDTH - points(SMALL)))
    return paragraph("GwFoot", run(printer), tab(), run(day), properties=(stops,))


def _table(rows: list[Element], *, has_rules: bool) -> Element:
    borders = None
    if has_rules:
        edges = (("top", _THICK), ("bottom", _THICK), ("insideH", _THIN))
        borders = w(
            "tblBorders", *(w(edge, val="single", sz=width, space=0, color="000000") for edge, width in edges)
        )
    place = w(
        "tblpPr", vertAnchor="margin", horzAnchor="page", tblpX=LEFT, tblpYSpec="bottom", leftFromText=0, rightFromText=0
    )  # fmt: skip
    properties = w(
        "tblPr",
        place,
        w("tblOverlap", val="never"),
        w("tblW", w=WIDTH, type="dxa"),
        borders,
        w("tblLayout", type="fixed"),
        w("tblCellMar", *(w(edge, w=width, type="dxa") for edge, width in _PADDING)),
    )
    made = [
        w("tr", w("trPr", w("cantSplit")), w("tc", w("tcPr", w("tcW", w=WIDTH, type="dxa")), row)) for row in rows
    ]
    return w("tbl", properties, w("tblGrid", w("gridCol", w=WIDTH)), *made)
