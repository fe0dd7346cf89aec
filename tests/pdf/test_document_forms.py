"""The special forms of GB/T 9704-2012, 10: letter, order and minutes; and the plain one, which has no masthead."""

from dataclasses import replace
from datetime import date

import pytest

from gkcloud.papers.document import Form, OfficialDocument, Seal
from gkcloud.typeset.faces import Role
from tests.pdf.documentpages import (
    BOTTOM,
    CELL,
    DOCUMENT,
    LEFT,
    LINE,
    RIGHT,
    SENTENCE,
    TOP,
    print_sheets,
    red_rows,
)

pytestmark = pytest.mark.pdf
PAPER = 297.0
LETTER = replace(
    DOCUMENT, form=Form.LETTER, doc_no="澧政办函〔2026〕22号", secrecy="", body_html=f"<p>{SENTENCE}</p>" * 8, attachments=()
)  # fmt: skip
ORDER = OfficialDocument(
    title="澧县人民政府令第5号",
    body_html="<p>《澧县政府信息公开管理办法》已经县人民政府常务会议审议通过，现予公布，自2026年11月1日起施行。</p>",
    form=Form.ORDER,
    marks=("澧县人民政府",),
    doc_no="第5号",
    formed_on=date(2026, 9, 30),
    seal=Seal.STAMP,
    stamp_office="县长",
    stamp_name="周某某",
)
MINUTES = OfficialDocument(
    title="研究公开栏建设有关事项",
    body_html=f"<p>{SENTENCE}</p>",
    form=Form.MINUTES,
    marks=("澧县政务公开联席会议纪要",),
    doc_no="第5期",
    issuers=("澧县人民政府办公室",),
    formed_on=date(2026, 9, 30),
    present="周某某（县政府办）、李某某（县财政局）、王某某（县审计局）、赵某某（县司法局）、孙某某（县民政局）、钱某某（县教育局）",
    absent="郑某",
    observers="冯某某（县融媒体中心）",
)


def near(distance: float, within: float = 1.0):
    return pytest.approx(distance, abs=within)


def bands(rows: list[float]) -> list[tuple[float, float]]:
    """Runs of rows with red ink, as first and last."""
    found: list[list[float]] = []
    for row in rows:
        if found and row - found[-1][1] < 0.2:
            found[-1][1] = row
        else:
            found.append([row, row])
    return [(first, last) for first, last in found]


def is_hei(row, faces) -> bool:
    name = faces.which_face_plays(Role.HEI).css_family.replace(" ", "-").replace("gk-", "")
    return all(name in char["fontname"] for char in row.chars)


@pytest.fixture(scope="module")
def letter(faces):
    return print_sheets(LETTER, faces)


def test_letters_mark_is_the_organ_alone_30_mm_below_the_papers_edge(letter):
    row = letter[0].rows[0]
    assert row.text == "澧县人民政府办公室"
    assert bands(red_rows(letter[0]))[0][0] == near(30)
    assert (row.left + row.right) / 2 == near((LEFT + RIGHT) / 2)


def test_letters_double_rules_are_170_mm_wide_at_4_mm_below_the_mark_and_20_mm_above_the_foot(letter):
    picture = letter[0].ink(400)
    per_mm = 400 / 25.4

    def is_red(x: float, y: float) -> bool:
        red, green, blue = picture.getpixel((round(x * per_mm), round(y * per_mm)))
        return red > 150 and green < 130 and blue < 130

    heights = [y / 20 for y in range(20 * 297)]
    at_left = bands([y for y in heights if is_red(21, y)])  # outside the type area: nothing but the rules
    assert len(at_left) == 4
    thick_top, thin_top, thin_foot, thick_foot = at_left
    mark_foot = max(y for y in red_rows(letter[0]) if y < thick_top[0] - 2)
    assert thick_top[0] - mark_foot == near(4)
    assert PAPER - thick_foot[1] == near(20)
    assert thick_top[1] - thick_top[0] > 2 * (thin_top[1] - thin_top[0])
    assert thick_foot[1] - thick_foot[0] > 2 * (thin_foot[1] - thin_foot[0])
    for middle in ((first + last) / 2 for first, last in at_left):
        across = [x / 10 for x in range(2100) if is_red(x / 10, middle)]
        assert across[-1] - across[0] == near(170)
        assert (across[-1] + across[0]) / 2 == near(105)


def test_letters_foot_rule_and_missing_number_are_page_ones_only(letter):
    assert len(letter) > 1
    assert "—1—" not in letter[0].text
    assert [sheet.rows[-1].text for sheet in letter[1:]] == [f"—{number}—" for number in range(2, len(letter) + 1)]
    assert not any(red_rows(sheet) for sheet in letter[1:])


def test_letters_number_is_at_the_right_edge_and_markings_at_the_left_a_line_below_the_rule(letter):
    number, copy = letter[0].row("澧政办函〔2026〕22号"), letter[0].row("000012")
    rule = max(y for y in red_rows(letter[0]) if y < number.top)
    assert number.right == near(RIGHT)
    assert copy.left == near(LEFT)
    assert number.baseline == near(copy.baseline)
    assert number.top - rule == near(16 * 7 / 8 / 72 * 25.4)
    assert letter[0].row("特急").baseline - copy.baseline == near(LINE)


def test_letters_title_is_two_lines_below_the_last_element(letter):
    title = next(row for row in letter[0].rows if row.size == 22.0)
    assert title.line_top - (letter[0].row("特急").line_top + LINE) == near(2 * LINE)


def test_letters_foot_is_copies_alone_without_rules(letter):
    last = letter[-1]
    below = last.row("县人民检察院。")
    assert BOTTOM - LINE <= below.baseline <= BOTTOM
    assert "印发" not in last.text
    assert not [rule for rule in last.rules if rule.bottom > below.baseline - 30 and rule.bottom - rule.top < 0.5]


def test_orders_mark_is_20_mm_down_its_number_two_lines_below_and_its_body_two_more(faces):
    (sheet,) = print_sheets(ORDER, faces)
    mark, number, body = sheet.rows[:3]
    ink = red_rows(sheet)
    assert mark.text == "澧县人民政府令"
    assert ink[0] == near(TOP + 20)
    assert ink[-1] < number.top  # no rule
    assert (number.text, number.line_top - ink[-1]) == ("第5号", near(2 * LINE))
    assert (number.left + number.right) / 2 == near((LEFT + RIGHT) / 2)
    assert body.line_top - (number.line_top + LINE) == near(2 * LINE)
    assert sheet.row("周某某").right == near(RIGHT - 4 * CELL)
    assert sheet.row("2026年9月30日").right == near(RIGHT - 4 * CELL)


def test_orders_mark_may_end_as_the_office_says(faces):
    (sheet,) = print_sheets(replace(ORDER, mark_ending="命令"), faces)
    assert sheet.rows[0].text == "澧县人民政府命令"


def test_minutes_have_their_mark_35_mm_down_and_labels_in_hei_with_hanging_names(faces):
    (sheet,) = print_sheets(replace(MINUTES, title=MINUTES.marks[0]), faces)
    assert sheet.rows[0].text == "澧县政务公开联席会议纪要"
    assert red_rows(sheet)[0] == near(TOP + 35)
    assert sheet.row("第5期").line_top - bands(red_rows(sheet))[0][1] == near(2 * LINE)
    present = sheet.row("出席：周某某")
    body = [row for row in sheet.rows if row.baseline < present.baseline - 1][-1]
    assert present.baseline - body.baseline == near(2 * LINE)
    assert present.left == near(LEFT + 2 * CELL)
    assert sheet.row_below(present).left == near(LEFT + 5 * CELL)
    for label in ("出席", "请假", "列席"):
        row = sheet.row(f"{label}：")
        assert row.left == near(LEFT + 2 * CELL)
        assert is_hei(sheet.row(label), faces)
    assert not is_hei(sheet.row("周某某"), faces)


def test_minutes_have_organ_and_date_above_the_rule_and_no_signature(faces):
    sheet, *others = print_sheets(replace(MINUTES, seal=Seal.SEALED), faces)
    assert "".join(page.text for page in (sheet, *others)).count("2026年9月30日") == 1
    row = sheet.row("澧县人民政府办公室2026年9月30日")
    rule = bands(red_rows(sheet))[-1][0]
    assert rule - row.bottom == near(4)


@pytest.mark.parametrize("lines", range(9, 16))
def test_attendance_stays_together(faces, lines):
    document = replace(MINUTES, title=MINUTES.marks[0], body_html="<p>按季公开，逐项落实。</p>" * lines)
    with_any = [
        sheet.text for sheet in print_sheets(document, faces) if "出席：" in sheet.text or "列席：" in sheet.text
    ]
    assert len(with_any) == 1


def test_blanks_that_tell_names_and_articles_apart_are_printed_and_no_others(faces):
    document = replace(
        MINUTES,
        title=MINUTES.marks[0],
        body_html="<p>　　第一条　补贴按 户公开。</p>",
        present="周　明　　李小强 赵　亮\n孙大力",
        absent="钱　勇",
    )
    (sheet,) = print_sheets(document, faces)
    shown = "".join(char["text"] for char in sheet.page.chars)
    for text in ("第一条　补贴按户公开。", "出席：周　明　　李小强　赵　亮　孙大力", "请假：钱　勇"):
        assert text in shown


def test_minutes_whose_mark_says_it_all_have_no_title(faces):
    (sheet,) = print_sheets(replace(MINUTES, title=MINUTES.marks[0]), faces)
    assert not [row for row in sheet.rows if row.size == 22.0]


def test_plain_form_has_title_source_and_body_only(faces):
    document = OfficialDocument(
        title="车溪乡把公开栏建到家门口",
        body_html=f"<p>{SENTENCE}</p>",
        form=Form.PLAIN,
        source_line="来源：车溪乡人民政府　2026年9月12日",
    )
    (sheet,) = print_sheets(document, faces)
    title, source, body = sheet.rows[:3]
    assert title.line_top == near(TOP)
    assert (source.left + source.right) / 2 == near((LEFT + RIGHT) / 2)
    assert source.text == "来源：车溪乡人民政府2026年9月12日"
    assert body.left == near(LEFT + 2 * CELL)
    assert not red_rows(sheet)
