"""Pages and page numbers (GB/T 9704-2012, 5.1 to 5.2, 7.5, 10.1)."""

from gkcloud.papers.docx.markup import Element, aligned, indent_points, paragraph, run, spacing, w
from gkcloud.papers.docx.package import DocxFile
from gkcloud.papers.docx.styles import RED, SMALL
from gkcloud.papers.docx.units import BOTTOM, CHAR_SPACE, LEFT, LINE, PAGE_HEIGHT, PAGE_WIDTH, RIGHT, TOP, mm, points

_NUMBER_GAP = mm(7)  # below the type area
_FOOTER = BOTTOM - _NUMBER_GAP - points(SMALL)  # from the foot of the page to that of the number's line
_LETTER_RULE = mm(170)
_LETTER_RULE_FROM_FOOT = mm(20)
LETTER_RULE_HEIGHT = points(6)


class Page:
    """The sections of one document: the same footers, upright or, for wide tables, on its side."""

    def __init__(self, file: DocxFile, *, is_letter: bool) -> None:
        self._has_first_page = is_letter
        self._footers = [
            ("default", file.add_footer([_number("right")])),
            ("even", file.add_footer([_number("left")])),
        ]
        if is_letter:
            self._footers.append(("first", file.add_footer([_foot_rule(), paragraph("GwFolio")])))

    def section(self, *, is_landscape: bool = False) -> Element:
        """Return the properties of the next section; the first page of a letter bears a rule and no number."""
        title_page = w("titlePg") if self._has_first_page else None
        self._has_first_page = False
        width, height = (PAGE_HEIGHT, PAGE_WIDTH) if is_landscape else (PAGE_WIDTH, PAGE_HEIGHT)
        # On its side the sheet is turned by a quarter: the binding margin is above, what was the foot is at the left.
        top, right, bottom, left = (LEFT, TOP, RIGHT, BOTTOM) if is_landscape else (TOP, RIGHT, BOTTOM, LEFT)
        turned = {"orient": "landscape"} if is_landscape else {}
        footer = mm(10) if is_landscape else _FOOTER
        section = w(
            "sectPr",
            w("type", val="nextPage"),
            w("pgSz", w=width, h=height, **turned),
            w("pgMar", top=top, right=right, bottom=bottom, left=left, header=mm(15), footer=footer, gutter=0),
            w("cols", space=0),
            title_page,
            w("docGrid", type="linesAndChars", linePitch=LINE, charSpace=CHAR_SPACE),
        )
        for place, (kind, identifier) in enumerate(self._footers):
            reference = w("footerReference", type=kind)
            reference.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", identifier)
            section.insert(place, reference)
        return section


def _number(side: str) -> Element:
    """Return “— 1 —”, one character in from the side."""
    inward = indent_points(**{side: SMALL})
    field = w("fldSimple", run("1"), instr=" PAGE ")
    return paragraph("GwFolio", run("— "), field, run(" —"), properties=(aligned(side), inward))


def letter_rule(space: int, *, is_above: bool) -> Element:
    """Return the red double rule of a letter: above, the thicker line is the upper one, at the foot the lower.

    It stands ``space`` points under its paragraph.
    """
    kind = "thickThinMediumGap" if is_above else "thinThickMediumGap"
    return w("pBdr", w("bottom", val=kind, sz=24, space=space, color=RED))


def letter_frame(top: int, height: int) -> Element:
    """Return the place of what is as wide as a letter's rules: in the middle of the page, ``top`` from its upper edge."""
    return w(
        "framePr",
        w=_LETTER_RULE,
        h=height,
        hRule="exact",
        wrap="notBeside",
        vAnchor="page",
        hAnchor="page",
        xAlign="center",
        y=top,
    )


def _foot_rule() -> Element:
    height = points(2) + LETTER_RULE_HEIGHT
    frame = letter_frame(PAGE_HEIGHT - _LETTER_RULE_FROM_FOOT - height, height)
    line = spacing(line=points(1))
    return paragraph("GwFolio", properties=(frame, letter_rule(1, is_above=False), line))
