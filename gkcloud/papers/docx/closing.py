"""What ends a document: annex note, signature, date, attendance, note (GB/T 9704-2012, 7.3.4 to 7.3.6, 10.3)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gkcloud.papers.document import Seal
from gkcloud.papers.docx.markup import (
    Element,
    aligned,
    flag,
    indent,
    lines,
    paragraph,
    plain_text,
    run,
    size,
    spacing,
    tab,
    w,
)
from gkcloud.papers.docx.titles import broken_lines
from gkcloud.papers.docx.units import CELLS, LINE, WIDTH, cells, cells_of

_SEALED_LINES = 2  # before a sealed signature: the seal of 42 mm then begins within a line below the text
_LINES_A_SEAL = 5  # so that seals one above the other do not touch
_DATE_IN = 4  # cells from the right under a seal or a stamp
_SEALS_IN_A_ROW = 3  # of 42 mm in 156 mm
_SEAL_CELLS = 7.5
_STAMP, _STAMP_SIZE = 6, 22.0  # cells that the stamp of a signature fills; points of the name in its place
_LONGEST_NAME = 24  # characters of an organ on one line


@dataclass(frozen=True, slots=True)
class Placed:
    """A line at the end: its text, the style, lines above it, cells between its ends and the type area's edges.

    With a ``left`` edge it is spread between the two.
    """

    text: str
    style: str
    before: int
    right: float
    left: float | None = None


def unsealed(issuers: Sequence[str], day: str) -> tuple[Placed, ...]:
    """Let the organs end two cells from the right and the date begin two cells further right than they do.

    Several organs are spread to one width. Under a name shorter than the date, the date ends two cells from the right.
    """
    names = [line for issuer in issuers for line in broken_lines(issuer, _LONGEST_NAME)]
    widest, length = max([*map(cells_of, names), 0.0]), cells_of(day)
    begins = CELLS - 2 - (widest if widest >= length else length + 2)
    placed = []
    for at, name in enumerate(names):
        # The widest fills its line by itself, and would break if its edges were set to it exactly.
        is_spread = len(names) == len(issuers) and cells_of(name) < widest
        right = CELLS - begins - (widest if is_spread else cells_of(name))
        placed.append(Placed(name, "GwIssuer", int(at == 0), right, begins if is_spread else None))
    if day:
        right = CELLS - begins - 2 - length if names else 2.0
        placed.append(Placed(day, "GwDate", int(not names), min(max(0.0, right), CELLS - length)))
    return tuple(placed)


def sealed(issuers: Sequence[str], day: str) -> tuple[Placed, ...]:
    """Return the date four cells from the right and the organ centred over it, over lines if it is long."""
    centre = _DATE_IN + cells_of(day) / 2  # from the right
    names = [line for issuer in issuers for line in broken_lines(issuer, int(2 * centre))]
    placed = [
        Placed(name, "GwIssuer", 0 if at else _SEALED_LINES, max(0.0, centre - cells_of(name) / 2))
        for at, name in enumerate(names)
    ]
    if day:
        placed.append(Placed(day, "GwDate", 0 if names else _SEALED_LINES, _DATE_IN))
    return tuple(placed)


def closing(issuers: Sequence[str], day: str, seal: Seal, *, stamp: tuple[str, str] = ("", "")) -> Iterator[Element]:
    """Return signature and date by the way of authentication; ``stamp`` is the signer's office and name."""
    if seal is Seal.STAMP:
        yield from _stamped(*stamp, day)
    elif seal is Seal.SEALED and len(issuers) > 1:
        yield from _joint_seals(issuers, day)
    else:
        for line in (sealed if seal is Seal.SEALED else unsealed)(issuers, day):
            edges = [indent(right=line.right)]
            if line.left is not None:
                edges = [indent(left=line.left, right=line.right), aligned("distribute")]
            place = (spacing(before=line.before * LINE), *edges)
            yield paragraph(line.style, run(line.text), properties=place)


def _stamped(office: str, name: str, day: str) -> Iterator[Element]:
    """Return office and name two lines below the text, four cells from the right; without a name, room for the stamp."""
    right = _DATE_IN if name else _DATE_IN + _STAMP + 2
    if office or name:
        runs = [run(office + "　　" if office and name else office)]
        if name:
            runs.append(run(name, w("rStyle", val="GwKai"), *size(_STAMP_SIZE)))
        yield paragraph("GwIssuer", *runs, properties=(spacing(before=2 * LINE), indent(right=right)))
    if day:
        yield paragraph("GwDate", run(day), properties=(spacing(before=LINE), indent(right=_DATE_IN)))


def _joint_seals(names: Sequence[str], day: str) -> Iterator[Element]:
    """Return the organs side by side, each with room for its seal; the last one stands over the date."""
    centre = CELLS - _DATE_IN - cells_of(day) / 2  # of the date, and so of the last column
    longest = max(map(cells_of, names))
    is_in_threes = len(names) >= _SEALS_IN_A_ROW and longest <= 2 * _SEAL_CELLS
    columns = _SEALS_IN_A_ROW if is_in_threes else 2
    width = min(int(cells(centre) / (columns - 0.5)), WIDTH // columns)
    rows = [list(names[at : at + columns]) for at in range(0, len(names), columns)]
    rows[-1] = [""] * (columns - len(rows[-1])) + rows[-1]
    yield paragraph("GwIssuer", properties=(spacing(line=_SEALED_LINES * LINE),))
    made = [_side_by_side("GwIssuer", row, width, is_last=row is rows[-1]) for row in rows]
    if day:
        made.append(_side_by_side("GwDate", [""] * (columns - 1) + [day], width, is_last=True))
    layout = (w("tblW", w=width * columns, type="dxa"), w("tblLayout", type="fixed"))
    yield w("tbl", w("tblPr", *layout), w("tblGrid", *(w("gridCol", w=width) for _ in range(columns))), *made)


def _side_by_side(style: str, texts: Sequence[str], width: int, *, is_last: bool) -> Element:
    """Return a row of texts, each in the middle of its column; names of several lines end on the same line."""
    after = 0 if is_last else (_LINES_A_SEAL - 1) * LINE
    place = (aligned("center"), indent(), spacing(after=after))
    cell = w("tcPr", w("tcW", w=width, type="dxa"), w("vAlign", val="bottom"))
    broken = (broken_lines(text, width * CELLS // WIDTH) for text in texts)
    row = [w("tc", cell, paragraph(style, *lines(each), properties=place)) for each in broken]
    return w("tr", w("trPr", flag("cantSplit")), *row)


def annex_note(titles: Sequence[str]) -> Iterator[Element]:
    """Return 附件说明: one line below the text, two cells in; what runs over begins under the name (7.3.4)."""
    for at, title in enumerate(titles):
        number = f"{at + 1}." if len(titles) > 1 else ""
        label = "" if at else "附件："
        # 附件： is three cells, a number with the gap after it a quarter more than its characters.
        name_at = 5 + (1.25 + 0.5 * (len(str(len(titles))) - 1) if number else 0)
        hanging = name_at - 2 if label else name_at - 5
        runs = [run(label + number), *([tab()] if number else []), run(title)]
        place = (spacing(before=0 if at else LINE), indent(left=name_at, hanging=hanging))
        yield paragraph("GwAnnexNote", *runs, properties=place)


def attendance(present: str, absent: str, observers: str) -> Iterator[Element]:
    """Return 出席, 请假 and 列席 of minutes, what runs over under the first name."""
    before = LINE
    for label, people in (("出席", present), ("请假", absent), ("列席", observers)):
        if names := plain_text(people):
            runs = (run(label + "：", w("rStyle", val="GwHei")), run(names))
            yield paragraph("GwPeople", *runs, properties=(spacing(before=before),))
            before = 0


def note(text: str) -> Iterator[Element]:
    """Return 附注, which has its round brackets already, on the line after the date."""
    if text:
        yield paragraph("GwNote", run(text))
