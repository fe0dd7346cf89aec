"""The page of the DOCX file: A4, margins, grid, page numbers (GB/T 9704-2012, 5, 7.5, 10.1)."""

from itertools import pairwise

import pytest
from docx.oxml.ns import qn
from docx.shared import Length

from gkcloud.papers.document import Form
from gkcloud.papers.docx.units import CELLS, cells_of, mm
from tests.rules.papers.docxread import NOTICE, notice, opened, part


def test_page_is_a4_with_the_margins_of_the_standard() -> None:
    (section,) = opened(NOTICE).sections
    sides = (
        (section.page_width, 210),
        (section.page_height, 297),
        (section.top_margin, 37),
        (section.left_margin, 28),
        (section.right_margin, 26),
        (section.bottom_margin, 35),
    )
    for length, expected in sides:
        assert isinstance(length, Length)
        assert length.mm == pytest.approx(expected, abs=0.02)


def test_grid_has_22_lines_of_28_cells() -> None:
    section = opened(NOTICE).sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:type")) == "linesAndChars"
    pitch, space = int(grid.get(qn("w:linePitch"))), int(grid.get(qn("w:charSpace")))
    height = (section.page_height - section.top_margin - section.bottom_margin) / 635
    width = (section.page_width - section.left_margin - section.right_margin) / 635
    assert pitch == 579
    assert int(height / pitch) == 22
    cell = (16 + space / 4096) * 20
    assert int(width / cell) == 28
    assert 28 * cell == pytest.approx(width, abs=2)


def test_characters_of_the_text_are_squeezed_to_28_on_a_line() -> None:
    normal = opened(NOTICE).styles["Normal"]
    squeeze = int(normal.element.rPr.find(qn("w:spacing")).get(qn("w:val")))
    width = mm(210) - mm(28) - mm(26)
    assert normal.font.size.pt == 16
    assert CELLS * (16 * 20 + squeeze) <= width < (CELLS + 1) * (16 * 20 + squeeze)


def test_lines_are_exactly_as_high_as_the_grid_has_them() -> None:
    spacing = opened(NOTICE).styles["Normal"].element.pPr.find(qn("w:spacing"))
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("579", "exact")


def test_page_numbers_stand_outside_one_character_in_and_7_mm_below_the_type_area() -> None:
    file = opened(NOTICE)
    section = file.sections[0]
    assert file.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        (line,) = footer.paragraphs
        assert line.text.replace("1", "") == "—  —"
        assert line._p.find(qn("w:fldSimple")).get(qn("w:instr")).split() == ["PAGE"]
        assert line._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert line._p.pPr.find(qn("w:ind")).get(qn(f"w:{side}")) == "280"
        assert line.style.font.size.pt == 14
        assert line.style.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "宋体"
    # The number's line ends where the footer does, and is 14 points high.
    assert section.bottom_margin.mm - section.footer_distance.mm - 14 / 72 * 25.4 == pytest.approx(7, abs=0.05)


def test_first_page_of_a_letter_has_a_double_rule_and_no_number() -> None:
    section = opened(notice(form=Form.LETTER)).sections[0]
    assert section.different_first_page_header_footer
    first = section.first_page_footer
    assert not "".join(line.text for line in first.paragraphs)
    rule = first.paragraphs[0]._p.pPr
    frame = rule.find(qn("w:framePr"))
    assert rule.find(qn("w:pBdr"))[0].get(qn("w:val")) == "thinThickMediumGap"
    assert int(frame.get(qn("w:w"))) == mm(170)
    assert int(frame.get(qn("w:y"))) + int(frame.get(qn("w:h"))) == pytest.approx(mm(297 - 20), abs=2)


def test_no_other_form_has_a_first_page_of_its_own() -> None:
    assert not opened(NOTICE).sections[0].different_first_page_header_footer


def test_marks_are_squeezed_and_stay_in_the_type_area() -> None:
    settings = part(NOTICE, "word/settings.xml")
    assert settings.find(qn("w:characterSpacingControl")).get(qn("w:val")) == "compressPunctuation"
    normal = opened(NOTICE).styles["Normal"].element.pPr
    values = {name: normal.find(qn(f"w:{name}")).get(qn("w:val")) for name in ("overflowPunct", "autoSpaceDE")}
    assert values == {"overflowPunct": "0", "autoSpaceDE": "0"}
    assert normal.find(qn("w:kinsoku")) is not None


# ISO/IEC 29500-1, 17.3.1.26, 17.3.2.28, 17.4.60, 17.6.17: a program refuses a file with another order.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl pBdr tabs kinsoku overflowPunct autoSpaceDE "
    "autoSpaceDN snapToGrid spacing ind jc outlineLvl sectPr",
    "rPr": "rStyle rFonts snapToGrid color spacing w sz szCs vertAlign lang",
    "tblPr": "tblStyle tblpPr tblOverlap tblW jc tblInd tblBorders tblLayout tblCellMar",
    "tcPr": "tcW gridSpan vMerge vAlign",
    "trPr": "cantSplit trHeight tblHeader",
    "sectPr": "footerReference type pgSz pgMar cols titlePg docGrid",
    "style": "name basedOn next uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
}


@pytest.mark.parametrize("form", Form)
def test_properties_stand_in_the_order_of_the_schema(form: Form) -> None:
    document = notice(
        form=form,
        marks=("某县人民政府", "某县财政局"),
        copies_to=("某局",),
        signed_by=("张三",),
        body_html="<table><tr><th>甲</th><th colspan=2>乙</th></tr><tr><td rowspan=2>丙</td><td>丁</td></tr></table>",
    )
    for name in ("word/document.xml", "word/styles.xml"):
        for element in part(document, name).iter(*(qn(f"w:{tag}") for tag in ORDERS)):
            order = ORDERS[element.tag.partition("}")[2]].split()
            places = [order.index(child.tag.partition("}")[2]) for child in element]
            assert all(before <= after for before, after in pairwise(places))


@pytest.mark.parametrize(
    ("text", "width"), [("2026年9月30日", 6.5), ("某县〔2026〕5号", 7.5), ("", 0), ("“公开”", 4)]
)
def test_width_in_cells(text: str, width: float) -> None:
    assert cells_of(text) == width
