"""The red mark (发文机关标志): one organ on a line, several one under the other (GB/T 9704-2012, 7.2.4).

Offices set it in narrowed 小标宋, as tall as the width allows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from gkcloud.papers.document import OfficialDocument
from gkcloud.papers.docx.markup import Element, aligned, paragraph, plain_text, run, size, spacing, w
from gkcloud.papers.docx.units import WIDTH, cells_of, points
from gkcloud.papers.masthead import ENDING_GAP, HIGHEST_JOINT, NARROWEST, PITCH, ROOM, TALLEST, TALLEST_JOINT

_SMALLEST = 12.0
_SLACK = 16.0  # points beside joint marks, as programs differ in what fits a cell
_LINE_OF_SIZE = 1.1  # a tighter line would cut the characters in some programs
_INK = 0.03  # from the upper edge of such a line to that of its characters, of the characters' size
_UNDER_INK = 0.14  # from the lower edge of the characters to that of the line


@dataclass(frozen=True, slots=True)
class MarkSize:
    """The size of a mark's characters in points, and their width in percent of what it would be."""

    height: float
    percent: int

    @property
    def line(self) -> int:
        """The height of a line in twips."""
        return points(self.height * _LINE_OF_SIZE)

    @property
    def above_ink(self) -> int:
        """Twips from the upper edge of a line to that of the characters."""
        return points(self.height * _INK)

    @property
    def under_ink(self) -> int:
        """Twips from the lower edge of the characters to that of the line."""
        return points(self.height * _UNDER_INK)

    def characters(self) -> tuple[Element, ...]:
        """Return the properties of a run of this size."""
        return (*size(self.height), w("w", val=self.percent))


def mark_names(document: OfficialDocument) -> tuple[list[str], str]:
    """Return the organs of the mark and what follows them."""
    return [text for text in map(plain_text, document.marks_shown) if text], plain_text(document.full_mark_ending)


def mark_size(width: float, tallest: float = TALLEST, room: float = ROOM) -> MarkSize:
    """Return the size of a mark ``width`` characters wide: as tall as ``room`` allows if they are narrowed."""
    height = max(_SMALLEST, int(2 * min(tallest, room / (width * NARROWEST))) / 2)
    return MarkSize(height, max(1, min(100, int(100 * room / (width * height)))))


def set_mark(names: Sequence[str], ending: str, distance: int) -> tuple[tuple[Element, ...], int]:
    """Return the mark, its characters ``distance`` twips below what is above, and what is left free under them."""
    return _joint_marks(names, ending, distance) if len(names) > 1 else _single_mark(names[0] + ending, distance)


def _single_mark(text: str, distance: int) -> tuple[tuple[Element, ...], int]:
    chosen = mark_size(max(cells_of(text), 1))
    place = spacing(before=max(0, distance - chosen.above_ink), line=chosen.line)
    return (paragraph("GwMark", run(text, *chosen.characters()), properties=(place,)),), chosen.under_ink


def _joint_marks(names: Sequence[str], ending: str, distance: int) -> tuple[tuple[Element, ...], int]:
    """Return organs of one width, the ending at their right in the middle of the height; above them the distance."""
    longest, ending_width = max(map(cells_of, names)), cells_of(ending)
    gap = ENDING_GAP if ending else 0.0
    tallest = min(TALLEST_JOINT, HIGHEST_JOINT / len(names) / PITCH)
    chosen = mark_size(longest + gap + ending_width, tallest, ROOM - _SLACK)
    cell = chosen.height * chosen.percent / 100
    right = points(cell * (ending_width + gap)) if ending else 0
    left = min(WIDTH - right, points(cell * longest + _SLACK))
    rows = [_joint_row(name, ending, (left, right), chosen, is_first=at == 0) for at, name in enumerate(names)]
    columns = [w("gridCol", w=width) for width in (left, right) if width]
    layout = (w("tblW", w=left + right, type="dxa"), w("jc", val="center"), w("tblLayout", type="fixed"))
    # A table has no distance of its own to what is above it.
    in_row = points(chosen.height * (PITCH - _LINE_OF_SIZE) / 2)
    above = paragraph("GwGap", properties=(spacing(line=max(20, distance - in_row - chosen.above_ink)),))
    return (above, w("tbl", w("tblPr", *layout), w("tblGrid", *columns), *rows)), in_row + chosen.under_ink


def _joint_row(name: str, ending: str, widths: tuple[int, int], chosen: MarkSize, *, is_first: bool) -> Element:
    height = w("trPr", w("trHeight", val=points(chosen.height * PITCH), hRule="exact"))
    line = spacing(line=chosen.line)
    spread = paragraph("GwMark", run(name, *chosen.characters()), properties=(line, aligned("distribute")))
    middle = w("vAlign", val="center")
    row = w("tr", height, w("tc", w("tcPr", w("tcW", w=widths[0], type="dxa"), middle), spread))
    if ending:
        merge = w("vMerge", val="restart") if is_first else w("vMerge")
        shown = [run(ending, *chosen.characters())] if is_first else []
        last = paragraph("GwMark", *shown, properties=(line, aligned("right")))
        row.append(w("tc", w("tcPr", w("tcW", w=widths[1], type="dxa"), merge, middle), last))
    return row
