"""Signature and date of a document in the three ways it is authenticated (GB/T 9704-2012, 7.3.5)."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from gkcloud.papers.document import Form, Seal
from tests.pdf.documentpages import CELL, DOCUMENT, LEFT, LINE, RIGHT, SENTENCE, cut, print_sheets

pytestmark = pytest.mark.pdf
SHORT = replace(
    DOCUMENT, form=Form.PLAIN, title="关于做好政务公开工作的通知", body_html=f"<p>{SENTENCE}</p><p>特此通知。</p>",
    attachments=(), note="", copies_to=(), printed_by="", printed_on=None,
)  # fmt: skip
DAY = "2026年9月30日"
OFFICES = ("中共澧县委办公室", "澧县人民政府办公室")


def near(distance: float, within: float = 1.0):
    return pytest.approx(distance, abs=within)


def signed(faces, **changes):
    """The only page, its last line of body and the row of the date."""
    (sheet,) = print_sheets(replace(SHORT, **changes), faces)
    return sheet, sheet.row("特此通知。"), sheet.row(DAY)


def middle(row) -> float:
    return (row.left + row.right) / 2


def test_unsealed_organ_is_2_from_the_right_and_the_date_starts_2_further(faces):
    sheet, body, day = signed(faces)
    organ = [row for row in sheet.rows if row.text == "澧县人民政府办公室"][-1]
    assert organ.right == near(RIGHT - 2 * CELL)
    assert organ.baseline - body.baseline == near(2 * LINE)
    assert day.left - organ.left == near(2 * CELL)
    assert day.baseline - organ.baseline == near(LINE)


def test_unsealed_date_longer_than_the_organ_is_2_from_the_right(faces):
    sheet, _, day = signed(faces, issuers=("县财政局",))
    assert day.right == near(RIGHT - 2 * CELL)
    assert day.left - sheet.row("县财政局").left == near(2 * CELL)


def test_unsealed_organs_stand_one_below_the_other_lead_first(faces):
    sheet, _, day = signed(faces, issuers=OFFICES)
    first, second = (sheet.row(organ) for organ in OFFICES)
    assert second.baseline - first.baseline == near(LINE)
    assert day.baseline - second.baseline == near(LINE)
    assert first.right == near(RIGHT - 2 * CELL)
    assert second.right == near(RIGHT - 2 * CELL)
    assert day.left - first.left == near(2 * CELL)


@pytest.mark.parametrize("organ", ["县财政局", "澧县人民政府办公室", "澧县公安局交通警察大队车管所"])
def test_sealed_date_is_4_from_the_right_and_the_organ_centred_over_it(faces, organ):
    sheet, body, day = signed(faces, seal=Seal.SEALED, issuers=(organ,))
    row = [row for row in sheet.rows if row.text == organ][-1]
    assert day.right == near(RIGHT - 4 * CELL)
    assert middle(row) == near(middle(day))
    assert day.baseline - row.baseline == near(LINE)
    # A seal of 42 mm with its centre 3 mm above the middle of both then begins less than a line below the body.
    seal_top = (row.top + day.bottom) / 2 - 3 - 21
    assert 0 <= seal_top - body.bottom <= LINE


@pytest.mark.parametrize("seal", [Seal.NONE, Seal.SEALED])
def test_an_organ_too_long_for_one_line_goes_over_two(faces, seal):
    organ = "澧县人民政府农村土地承包经营权确权登记颁证工作领导小组办公室"
    sheet, body, day = signed(faces, seal=seal, issuers=(organ,))
    rows = [row for row in sheet.rows if body.baseline < row.baseline < day.baseline]
    assert "".join(row.text for row in rows) == organ
    for row in rows:
        assert LEFT <= row.left < row.right <= RIGHT
        assert middle(row) == near(middle(day)) if seal is Seal.SEALED else row.right == near(RIGHT - 2 * CELL)


def test_joint_sealed_organs_stand_side_by_side_the_last_over_the_date(faces):
    organs = ("县委宣传部", "县财政局", "县审计局")
    sheet, _, day = signed(faces, seal=Seal.SEALED, issuers=organs)
    row = next(row for row in sheet.rows if row.text == "".join(organs))
    pieces = [cut(row, organ) for organ in organs]
    assert day.right == near(RIGHT - 4 * CELL)
    assert middle(pieces[-1]) == near(middle(day))
    steps = [middle(right) - middle(left) for left, right in pairwise(pieces)]
    assert steps == [near(steps[0]), near(steps[0])]
    assert steps[0] >= 42  # the seals do not touch
    assert middle(pieces[0]) - 21 >= LEFT  # nor leave the type area


def test_joint_sealed_organs_are_at_most_three_a_row(faces):
    organs = ("县委宣传部", "县财政局", "县审计局", "县司法局")
    sheet, _, day = signed(faces, seal=Seal.SEALED, issuers=organs)
    first = next(row for row in sheet.rows if row.text == "".join(organs[:3]))
    last = next(row for row in sheet.rows if row.text == organs[3])
    assert last.baseline - first.baseline >= 42
    assert middle(last) == near(middle(day))


def test_joint_sealed_names_that_are_too_long_for_a_seals_width_do_not_run_into_each_other(faces):
    organs = (*OFFICES, "澧县自然资源局不动产登记中心")
    sheet, _, day = signed(faces, seal=Seal.SEALED, issuers=organs)
    rows = [
        row for row in sheet.rows if row.baseline < day.baseline and row.baseline > sheet.row("特此通知。").baseline
    ]
    for row in rows:
        gaps = [b["x0"] - a["x1"] for a, b in pairwise(row.chars)]
        assert min(gaps) > -1
    assert sorted("".join(row.text for row in rows)) == sorted("".join(organs))


def test_stamp_is_two_lines_below_and_4_from_the_right_with_the_office_at_its_left(faces):
    sheet, body, day = signed(faces, seal=Seal.STAMP, stamp_office="县长", stamp_name="周某某")
    office, name = sheet.row("县长"), sheet.row("周某某")
    assert office.baseline - body.baseline == near(3 * LINE)
    assert (name.top + name.bottom) / 2 == near((office.top + office.bottom) / 2)
    assert name.right == near(RIGHT - 4 * CELL)
    assert name.left - office.right == near(2 * CELL)
    assert day.right == near(RIGHT - 4 * CELL)
    assert day.baseline - office.baseline == near(2 * LINE)


def test_room_is_kept_for_a_stamp_where_no_name_is_printed(faces):
    sheet, _, _ = signed(faces, seal=Seal.STAMP, stamp_office="县长")
    assert RIGHT - 4 * CELL - sheet.row("县长").right >= 35


def test_a_date_alone_is_2_from_the_right(faces):
    _, body, day = signed(faces, issuers=())
    assert day.right == near(RIGHT - 2 * CELL)
    assert day.baseline - body.baseline == near(2 * LINE)


@pytest.mark.parametrize("seal", [Seal.NONE, Seal.SEALED])
def test_signature_of_the_body_takes_the_place_of_an_empty_field(faces, seal):
    html = (
        f'<p class="addressee">各乡镇人民政府：</p><p>{SENTENCE}</p>'
        '<p class="signature">澧县审计局</p><p class="date">2026年9月30日</p><p>（此件公开发布）</p>'
    )
    document = replace(SHORT, body_html=html, addressee="", issuers=(), formed_on=None, seal=seal)
    given = replace(document, addressee="各乡镇人民政府", issuers=("澧县审计局",), formed_on=date(2026, 9, 30))
    for printed in (document, given):
        (sheet,) = print_sheets(printed, faces)
        for once in ("各乡镇人民政府：", "澧县审计局", DAY, "（此件公开发布）"):
            assert sheet.text.count(once) == 1, once
        assert sheet.row("各乡镇人民政府：").left == near(LEFT)
        assert sheet.row(DAY).right == near(RIGHT - (2 if seal is Seal.NONE else 4) * CELL)
        assert sheet.row("（此件公开发布）").baseline - sheet.row(DAY).baseline == near(LINE)


def test_a_text_after_the_bodys_signature_keeps_its_place_after_it(faces):
    html = (
        f'<p>{SENTENCE}</p><p class="signature">澧县审计局</p><p class="date">{DAY}</p>'
        "<p>附件1</p><p>评分细则</p><p>第一条　总则。</p>"
    )
    sheets = print_sheets(replace(SHORT, body_html=html, issuers=(), formed_on=None), faces)
    assert [DAY in sheet.text for sheet in sheets] == [True, False]
    assert sheets[1].rows[0].text == "附件1"
    assert sheets[1].rows[0].left == near(LEFT)
