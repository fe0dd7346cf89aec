"""What ends a document: annex note, signature, date, note (GB/T 9704-2012, 7.3.4 to 7.3.6)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gkcloud.papers.document import Seal
from gkcloud.papers.docx.markup import (
    Element,
    aligned,
    flag,
    indent,
    lines_before,
    paragraph,
    plain_text,
    run,
    spacing,
    tab,
    w,
)
from gkcloud.papers.docx.units import CELLS, LINE, WIDTH, cells, cells_of

_SEALED_LINES = 2  # before a sealed signature: the seal of 42 mm then begins within a line below the text
_DATE_IN = 4  # cells from the right under a seal or a stamp
_SEALS_IN_A_ROW = 3  # of 42 mm in 156 mm


@dataclass(frozen=True, slots=True)
class Placed:
    """A line at the end: its text, the style, lines above it, cells between its end and the type area's right edge."""

    text: str
    style: str
    before: float
    right: float


def signature_lines(issuers: Sequence[str], date_text: str, seal: Seal) -> tuple[Placed, ...]:
    """Return where organ and date stand without a seal, and under one seal; joint seals have a table."""
    if seal is Seal.NONE:
        return tuple(_unsealed(issuers, date_text))
    name, day = max([*map(cells_of, issuers), 0]), cells_of(date_text)
    day_right = _DATE_IN if date_text else 0.0
    # The organ is centred over the date; one that is too long for that moves the date along.
    name_right = day_right + (day - name) / 2
    if name_right < 0:
        day_right, name_right = min((name - day) / 2, CELLS - day), 0.0
    placed = [
        Placed(issuer, "GwIssuer", _SEALED_LINES if at == 0 else 0, name_right) for at, issuer in enumerate(issuers)
    ]
    if date_text:
        placed.append(Placed(date_text, "GwDate", 0 if issuers else _SEALED_LINES, day_right))
    return tuple(placed)


def _unsealed(issuers: Sequence[str], date_text: str) -> Iterator[Placed]:
    """Let the organs end two cells from the right, the date begin two cells further right than they do."""
    longest, day = max([*map(cells_of, issuers), 0]), cells_of(date_text)
    starts_in = 2 + longest  # cells from the right edge to where the organs begin
    day_right = starts_in - 2 - day if issuers else 2.0
    if date_text and issuers and day > longest:
        starts_in, day_right = 2 + day + 2, 2.0
    for at, issuer in enumerate(issuers):
        yield Placed(issuer, "GwIssuer", 1 if at == 0 else 0, max(0.0, starts_in - cells_of(issuer)))
    if date_text:
        yield Placed(date_text, "GwDate", 0 if issuers else 1, max(0.0, day_right))


def closing(
    issuers: Iterable[str], date_text: str, seal: Seal, *, stamp_office: str = "", stamp_name: str = ""
) -> Iterator[Element]:
    """Return signature and date by the way of authentication."""
    names = [text for text in map(plain_text, issuers) if text]
    if seal is Seal.STAMP:
        yield from _stamp(plain_text(stamp_office) or "".join(names[:1]), plain_text(stamp_name), date_text)
    elif seal is Seal.SEALED and len(names) > 1:
        yield from _joint_seals(names, date_text)
    else:
        for line in signature_lines(names, date_text, seal):
            kept = () if line.style == "GwDate" else (flag("keepNext"),)
            place = (lines_before(line.before), indent(right=line.right), *kept)
            yield paragraph(line.style, run(line.text), properties=place)


def _stamp(office: str, name: str, date_text: str) -> Iterator[Element]:
    """Return office and name two lines below the text, four cells from the right; a blank is left for the stamp."""
    signed = f"{office}　　{name or '　' * 4}"
    if office or name:
        yield paragraph("GwIssuer", run(signed), properties=(lines_before(2), indent(right=_DATE_IN)))
    if date_text:
        yield paragraph("GwDate", run(date_text), properties=(lines_before(1), indent(right=_DATE_IN)))


def _joint_seals(names: Sequence[str], date_text: str) -> Iterator[Element]:
    """Return the organs side by side, each with room for its seal; the last one stands over the date."""
    columns = min(len(names), _SEALS_IN_A_ROW)
    centre = CELLS - _DATE_IN - cells_of(date_text) / 2  # of the date, and so of the last column
    width = min(int(cells(centre) / (columns - 0.5)), WIDTH // columns)
    rows = [names[at : at + columns] for at in range(0, len(names), columns)]
    # The last organ stands in the last column, over the date.
    rows[-1] = ["", "", *rows[-1]][-columns:] if len(rows) > 1 else rows[-1]
    yield paragraph("GwIssuer", properties=(spacing(line=_SEALED_LINES * LINE), flag("keepNext")))
    made = []
    for number, row in enumerate(rows):
        after = 0 if number == len(rows) - 1 else 3 * LINE  # seals neither cross nor touch
        made.append(_side_by_side("GwIssuer", row, width, after))
    if date_text:
        made.append(_side_by_side("GwDate", [""] * (columns - 1) + [date_text], width, 0))
    layout = (w("tblW", w=width * columns, type="dxa"), w("tblLayout", type="fixed"))
    yield w("tbl", w("tblPr", *layout), w("tblGrid", *(w("gridCol", w=width) for _ in range(columns))), *made)


def _side_by_side(style: str, texts: Sequence[str], width: int, after: int) -> Element:
    """Return a row of texts, each in the middle of its column; names of several lines end on the same line."""
    place = (aligned("center"), spacing(after=after))
    cell = w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="bottom"))
    row = [w("tc", cell, paragraph(style, run(text), properties=place)) for text in texts]
    return w("tr", w("trPr", flag("cantSplit")), *row)


def annex_note(titles: Sequence[str]) -> Iterator[Element]:
    """Return 附件说明: one line below the text, two cells in; what runs over begins under the name (7.3.4)."""
    for at, title in enumerate(titles):
        number = f"{at + 1}." if len(titles) > 1 else ""
        label = "附件：" if at == 0 else ""
        name_at = 6 if number else 5
        hanging = name_at - 2 if label else 1
        runs = [run(label + number), *([tab()] if number else []), run(plain_text(title))]
        place = (lines_before(1 if at == 0 else 0), indent(left=name_at, hanging=hanging), flag("keepNext"))
        yield paragraph("GwAnnexNote", *runs, properties=place)


def attendance(present: str, absent: str, observers: str) -> Iterator[Element]:
    """Return 出席, 请假 and 列席 of minutes, whatever runs over under the first name (10.3)."""
    is_first = True
    for label, people in (("出席", present), ("请假", absent), ("列席", observers)):
        if names := plain_text(people):
            before = (lines_before(1),) if is_first else ()
            yield paragraph("GwPeople", run(label, w("rStyle", val="GwHei")), run("：" + names), properties=before)
            is_first = False


def note(text: str) -> Iterator[Element]:
    """Return 附注 in round brackets, on the line after the date."""
    if shown := plain_text(text):
        yield paragraph("GwNote", run(shown if shown.startswith(("（", "(")) else f"（{shown}）"))
