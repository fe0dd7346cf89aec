"""Upward documents (上行文): number at the left, who signed for issue (签发人) at the right (GB/T 9704-2012, 7.2.5 and 7.2.6)."""

from dataclasses import replace

import pytest

from gkcloud.typeset.faces import Role
from tests.pdf.documentpages import CELL, DOCUMENT, LEFT, LINE, RED, RIGHT, cut, print_sheets, red_rows

pytestmark = pytest.mark.pdf
NUMBER = "澧政〔2026〕7号"
UPWARD = replace(
    DOCUMENT, title="澧县人民政府关于调整政务服务中心用地的请示", marks=("澧县人民政府",), doc_no=NUMBER, addressee="市人民政府",
    signed_by=("周某某",), attachments=(), copy_no="", secrecy="", urgency="",
)  # fmt: skip


def near(distance: float, within: float = 1.0):
    return pytest.approx(distance, abs=within)


def face_of(row, faces) -> Role:
    names = {faces.which_face_plays(role).css_family.replace(" ", "-").replace("gk-", ""): role for role in Role}
    return next(role for name, role in names.items() if name in row.chars[0]["fontname"])


def first_page(faces, *signers: str):
    return print_sheets(replace(UPWARD, signed_by=signers), faces)[0]


def test_number_is_one_character_in_and_the_signer_one_from_the_right_on_the_same_line(faces):
    sheet = first_page(faces, "周某某")
    number, label, name = sheet.row(NUMBER), sheet.row("签发人："), sheet.row("周某某")
    assert number.left == near(LEFT + CELL)
    assert name.right == near(RIGHT - CELL)
    assert number.baseline == near(name.baseline, 0.3)
    assert (face_of(label, faces), face_of(name, faces)) == (Role.BODY, Role.KAI)


def test_number_of_an_upward_document_is_two_lines_below_the_mark_and_4_mm_above_the_rule(faces):
    sheet = first_page(faces, "周某某")
    mark = sheet.row("澧县人民政府文件")
    ink = max(at for at in red_rows(sheet) if at < mark.baseline + 5)
    rule = next(rule for rule in sheet.rules if rule.colour == pytest.approx(RED, abs=0.01))
    assert sheet.row(NUMBER).line_top - ink == near(2 * LINE)
    assert rule.top - sheet.row(NUMBER).bottom == near(4)


@pytest.mark.parametrize("signers", [("周某某", "王某某", "赵某某"), ("周某某", "李某", "王某某", "赵某")])
def test_several_signers_stand_two_a_line_below_each_other_and_the_number_on_the_last(faces, signers):
    sheet = first_page(faces, *signers)
    rows = {name: sheet.row(name) for name in signers}
    first, second, third = (rows[name] for name in signers[:3])
    assert first.baseline == near(second.baseline, 0.3)
    assert third.baseline - first.baseline == near(LINE)
    assert third.left == near(first.left, 0.3)
    assert second.left - first.right == near(CELL)
    assert sheet.row(NUMBER).baseline == near(third.baseline, 0.3)
    assert sheet.row("签发人：").baseline == near(first.baseline, 0.3)
    assert second.right == near(RIGHT - CELL)


def test_short_names_are_spread_to_the_width_of_long_ones(faces):
    sheet = first_page(faces, "周某某", "李某")
    assert sheet.row("李某").right - sheet.row("李某").left == near(3 * 16 / 72 * 25.4)


def test_rule_follows_the_last_line_of_signers(faces):
    sheet = first_page(faces, "周某某", "李某", "王某某", "赵某", "孙某某")
    rule = next(rule for rule in sheet.rules if rule.colour == pytest.approx(RED, abs=0.01))
    assert rule.top - cut(sheet.row("孙某某"), "孙").bottom == near(4)
