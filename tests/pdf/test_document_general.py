"""The general form of a document, each element at its place (DOMAIN section 6), measured on real pages."""

from dataclasses import replace
from datetime import date

import pytest

from gkcloud.papers.document import Attachment
from gkcloud.typeset.faces import Role
from tests.pdf.documentpages import (
    BOTTOM,
    CELL,
    DOCUMENT,
    LEFT,
    LINE,
    RED,
    RIGHT,
    TOP,
    print_sheets,
    red_rows,
)

pytestmark = pytest.mark.pdf
MARK = "澧县人民政府办公室文件"


def near(distance: float, within: float = 1.0):
    return pytest.approx(distance, abs=within)


def is_set_in(row, faces, role: Role) -> bool:
    name = faces.which_face_plays(role).css_family.replace(" ", "-").replace("gk-", "")
    return all(name in char["fontname"] for char in row.chars if ord(char["text"]) > 0x2FFF)


@pytest.fixture(scope="module")
def sheets(faces):
    return print_sheets(DOCUMENT, faces)


@pytest.fixture(scope="module")
def first(sheets):
    return sheets[0]


def last_body_sheet(sheets):
    return next(sheet for sheet in sheets if "（此件公开发布）" in sheet.text)


def test_copy_number_is_on_line_1_at_the_left(first):
    row = first.row("000012")
    assert (row.size, row.left, row.line_top) == (16.0, near(LEFT), near(TOP))


def test_secrecy_is_on_line_2_in_hei(first, faces):
    row = first.row("秘密★1年")
    assert (row.size, row.left, row.line_top) == (16.0, near(LEFT), near(TOP + LINE))
    assert is_set_in(row, faces, Role.HEI)


def test_urgency_is_below_secrecy_in_hei(first, faces):
    row = first.row("特急")
    assert (row.size, row.left, row.line_top) == (16.0, near(LEFT), near(TOP + 2 * LINE))
    assert is_set_in(row, faces, Role.HEI)


def test_markings_move_up_where_one_is_missing(faces):
    (sheet, *_) = print_sheets(replace(DOCUMENT, copy_no="", secrecy=""), faces)
    assert sheet.row("特急").line_top == near(TOP)


def test_mark_is_red_centred_and_35_mm_below_the_type_areas_edge(first, faces):
    row = first.row(MARK)
    assert row.chars[0]["non_stroking_color"] == pytest.approx(RED, abs=0.01)
    assert (row.left + row.right) / 2 == near((LEFT + RIGHT) / 2)
    assert red_rows(first)[0] == near(TOP + 35)
    assert is_set_in(row, faces, Role.TITLE)


@pytest.mark.parametrize(
    ("organ", "least"),
    [("澧县人民政府", 20.0), ("澧县人民政府办公室", 18.0), ("澧县澧阳街道办事处社区建设办公室", 11.0)],
)
def test_mark_is_as_tall_as_the_width_allows_and_at_most_22_mm(faces, organ, least):
    (sheet, *_) = print_sheets(replace(DOCUMENT, marks=(organ,)), faces)
    row = sheet.row(f"{organ}文件")
    ink = [at for at in red_rows(sheet) if at < row.baseline + 5]
    assert least * 0.9 <= ink[-1] - ink[0] <= 22
    assert row.left >= LEFT
    assert row.right <= RIGHT


def test_joint_mark_stacks_the_organs_lead_first_with_the_ending_at_their_middle(faces):
    organs = ("中共澧县委办公室", "澧县人民政府办公室", "澧县财政局")
    (sheet, *_) = print_sheets(replace(DOCUMENT, marks=organs), faces)
    rows = [sheet.row(organ) for organ in organs]
    assert [row.baseline for row in rows] == sorted(row.baseline for row in rows)
    assert [row.left for row in rows] == [near(rows[0].left, 0.3)] * 3
    assert [row.right for row in rows] == [near(rows[0].right, 0.3)] * 3
    ending = sheet.row("文件")
    assert ending.left > rows[0].right
    assert ending.right <= RIGHT
    assert ending.baseline == near((rows[0].baseline + rows[-1].baseline) / 2)
    assert red_rows(sheet)[0] == near(TOP + 35)


def test_number_is_centred_two_lines_below_the_mark(first):
    ink = [at for at in red_rows(first) if at < first.row(MARK).baseline + 5]
    row = first.row("澧政办发〔2026〕12号")
    assert (row.left + row.right) / 2 == near((LEFT + RIGHT) / 2)
    assert row.line_top - ink[-1] == near(2 * LINE)


def test_red_rule_is_4_mm_below_the_number_and_as_wide_as_the_type_area(first):
    rule = next(rule for rule in first.rules if rule.colour == pytest.approx(RED, abs=0.01))
    assert rule.top - first.row("澧政办发〔2026〕12号").bottom == near(4)
    assert (rule.left, rule.right) == (near(LEFT, 0.2), near(RIGHT, 0.2))


def test_title_is_two_lines_below_the_rule_and_centred_in_22_pt(first, faces):
    rule = next(rule for rule in first.rules if rule.colour == pytest.approx(RED, abs=0.01))
    rows = [row for row in first.rows if row.size == 22.0]
    assert "".join(row.text for row in rows) == DOCUMENT.title
    assert rows[0].line_top - rule.bottom == near(2 * LINE)
    assert all((row.left + row.right) / 2 == near((LEFT + RIGHT) / 2) for row in rows)
    assert is_set_in(rows[0], faces, Role.TITLE)


@pytest.mark.parametrize("given", ["各乡镇人民政府", "各乡镇人民政府：", "各乡镇人民政府:"])
def test_addressee_is_flush_left_a_line_below_the_title_with_one_colon(faces, given):
    (sheet, *_) = print_sheets(replace(DOCUMENT, addressee=given), faces)
    row = sheet.row("各乡镇人民政府：")
    title = [other for other in sheet.rows if other.size == 22.0][-1]
    assert row.left == near(LEFT)
    assert row.line_top - (title.line_top + LINE) == near(LINE)


def test_body_begins_on_page_one_in_by_two_characters(first):
    row = first.row_below(first.row("县直各单位："))
    assert row.text.startswith(DOCUMENT.body_html[3:13])
    assert row.left == near(LEFT + 2 * CELL)


def test_attachment_note_is_a_line_below_the_body_with_aligned_numbers_and_names(sheets):
    sheet = last_body_sheet(sheets)
    label = sheet.row("附件：1.2026年全县政务公开重点工作任务分解表")
    body = [row for row in sheet.rows if row.baseline < label.baseline - 1][-1]
    assert label.left == near(LEFT + 2 * CELL)
    assert label.baseline - body.baseline == near(2 * LINE)
    second = sheet.row_below(label)
    number, name = label.chars[3], label.chars[5]
    assert second.text.startswith("2.澧县")
    assert second.chars[0]["x0"] == pytest.approx(number["x0"], abs=1)
    assert second.chars[2]["x0"] == pytest.approx(name["x0"], abs=1)
    assert sheet.row_below(second).chars[0]["x0"] == pytest.approx(name["x0"], abs=1)
    assert not label.text.endswith("。")


def test_a_single_attachment_has_no_number(faces):
    sheets = print_sheets(replace(DOCUMENT, attachments=DOCUMENT.attachments[:1]), faces)
    assert last_body_sheet(sheets).row("附件：2026年全县政务公开重点工作任务分解表")
    row = next(sheet for sheet in sheets if sheet.text.startswith("附件")).rows[0]
    assert row.text == "附件"


def test_note_is_on_the_line_after_the_date_in_brackets(sheets):
    sheet = last_body_sheet(sheets)
    row, day = sheet.row("（此件公开发布）"), sheet.row("2026年9月30日")
    assert row.left == near(LEFT + 2 * CELL)
    assert row.baseline - day.baseline == near(LINE)


def test_attachments_are_on_pages_of_their_own(sheets, faces):
    for number, attachment in enumerate(DOCUMENT.attachments, 1):
        (sheet,) = (sheet for sheet in sheets if sheet.rows[0].text == f"附件{number}")
        label = sheet.rows[0]
        assert (label.left, label.line_top, label.size) == (near(LEFT), near(TOP), 16.0)
        assert is_set_in(label, faces, Role.HEI)
        titles = [row for row in sheet.rows if row.size == 22.0]
        assert titles[0].line_top == near(TOP + 2 * LINE)
        assert all((row.left + row.right) / 2 == near((LEFT + RIGHT) / 2) for row in titles)
        assert "".join(row.text for row in titles) == attachment.title


def test_page_numbers_run_on_over_attachments(sheets):
    assert [sheet.rows[-1].text for sheet in sheets] == [f"—{number}—" for number in range(1, len(sheets) + 1)]


def test_an_attachment_that_is_a_file_of_its_own_is_only_named(faces):
    sheets = print_sheets(replace(DOCUMENT, attachments=(Attachment("任务分解表", ""),)), faces)
    assert last_body_sheet(sheets).row("附件：任务分解表")
    assert not any(sheet.rows[0].text == "附件" for sheet in sheets)


def test_copies_stand_in_the_foot_in_by_one_character_with_hanging_lines(sheets):
    row = sheets[-1].row("抄送：县委办公室")
    assert (row.size, row.left) == (14.0, near(LEFT + 14 / 72 * 25.4))
    below = sheets[-1].row_below(row)
    assert below.left == near(row.left + 3 * 14 / 72 * 25.4)
    assert below.text.endswith("县人民检察院。")
    assert sheets[-1].row("抄送：").right <= RIGHT - 14 / 72 * 25.4


def test_printing_organ_and_date_are_on_the_last_line_of_the_type_area(sheets):
    organ, day = sheets[-1].row("澧县人民政府办公室2026年10月8日印发"), sheets[-1].row("2026年10月8日印发")
    assert organ.left == near(LEFT + 14 / 72 * 25.4)
    assert day.right == near(RIGHT - 14 / 72 * 25.4)
    assert BOTTOM - LINE <= organ.top < organ.bottom <= BOTTOM


def test_foot_has_thick_and_thin_rules_as_wide_as_the_type_area(sheets):
    sheet = sheets[-1]
    picture = sheet.ink(600).convert("L")
    x, dpmm = int(106 * 600 / 25.4), 600 / 25.4
    dark = [y for y in range(picture.height) if picture.getpixel((x, y)) < 128]
    rules: list[list[int]] = []
    for y in dark:
        if rules and y == rules[-1][-1] + 1:
            rules[-1].append(y)
        else:
            rules.append([y])
    copies = sheet.row("抄送：县委办公室")
    long = [rule for rule in rules
            if all(picture.getpixel((int(at * dpmm), rule[0])) < 128 for at in (28.3, 60, 61, 62, 150, 183.7))]  # fmt: skip
    assert [len(rule) / dpmm for rule in long] == [near(0.35, 0.06), near(0.25, 0.06), near(0.35, 0.06)]
    assert long[-1][-1] / dpmm == near(BOTTOM)
    assert long[0][0] / dpmm < copies.top
    assert all(picture.getpixel((int(at * dpmm), rule[0])) > 128 for at in (27.5, 184.5) for rule in long)


def test_dates_are_arabic_without_padding(faces):
    sheets = print_sheets(replace(DOCUMENT, formed_on=date(2026, 1, 5), attachments=()), faces)
    assert sheets[-1].row("2026年1月5日")


def test_text_is_drawn_in_reading_order(sheets):
    text = "".join(sheet.text for sheet in sheets)
    order = [
        "000012", "秘密★1年", "特急", MARK, "澧政办发〔2026〕12号", DOCUMENT.title, "县直各单位：", "一、总体要求",
        "附件：1.", "2026年9月30日", "（此件公开发布）", "附件1", "附件2", "抄送：", "2026年10月8日印发",
    ]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)
