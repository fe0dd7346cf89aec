"""The elements of the DOCX file in their places (GB/T 9704-2012, 7.2 to 7.4, 10)."""

from datetime import date

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn

from gkcloud.papers.document import Attachment, Form, Seal
from gkcloud.papers.docx.units import LINE, mm
from tests.rules.papers.docxread import NOTICE, body_texts, find, notice, opened, own

FULL = notice(
    copy_no="000012",
    secrecy="机密★1年",
    urgency="特急",
    note="此件公开发布",
    attachments=(Attachment("任务表", "<p>任务。</p>"), Attachment("联系表", "<p>电话。</p>")),
    copies_to=("县委办公室", "县纪委监委。"),
    printed_by="某县人民政府办公室",
    printed_on=date(2026, 10, 1),
)


def test_all_elements_of_the_general_form_follow_one_another() -> None:
    assert body_texts(FULL) == [
        "000012",
        "机密★1年",
        "特急",
        "某县人民政府办公室文件",
        "某政办发〔2026〕12号",
        "关于做好村务公开栏更新工作的通知",
        "各乡镇人民政府：",
        "各村公开栏按月更新。",
        "一、时间",
        "每月5日前完成。",
        "附件：1.任务表",
        "2.联系表",
        "某县人民政府办公室",
        "2026年9月30日",
        "（此件公开发布）",
        "附件1",
        "任务表",
        "任务。",
        "附件2",
        "联系表",
        "电话。",
        "抄送：县委办公室，县纪委监委。",
        "某县人民政府办公室2026年10月1日印发",
    ]


def test_an_empty_field_leaves_no_paragraph() -> None:
    bare = notice(addressee="", issuers=(), formed_on=None, doc_no="", marks=())
    assert body_texts(bare) == [NOTICE.title, "各村公开栏按月更新。", "一、时间", "每月5日前完成。"]
    assert all(paragraph.text for paragraph in opened(bare).paragraphs)


@pytest.mark.parametrize(("form", "millimetres"), [(Form.GENERAL, 35), (Form.MINUTES, 35), (Form.ORDER, 20)])
@pytest.mark.parametrize("secrecy", ["", "秘密★1年"])
def test_mark_begins_at_its_distance_below_the_type_area(form: Form, millimetres: int, secrecy: str) -> None:
    mark = find(notice(form=form, secrecy=secrecy), "某县人民政府办公室")
    above = LINE if secrecy else 0
    line, size = int(own(mark, "spacing", "line") or 0), mark.runs[0].font.size.pt * 20
    # Programs set the baseline at four fifths of the line; the characters reach 0.85 of their size above it.
    ink = int(own(mark, "spacing", "before") or 0) + above + 0.8 * line - 0.85 * size
    assert ink == pytest.approx(mm(millimetres), abs=mm(1))


def test_mark_is_red_and_fits_the_type_area() -> None:
    for name in ("某县", "某县人民政府办公室", "某某某某自治州某某某某自治县优化营商环境工作领导小组"):
        mark = find(notice(marks=(name,)), name)
        run = mark.runs[0]
        percent = int(run._r.rPr.find(qn("w:w")).get(qn("w:val")))
        assert len(name + "文件") * run.font.size.pt * percent / 100 <= 442.2
        assert percent > 60
        assert mark.style.font.color.rgb == (0xE6, 0x00, 0x12)


def test_joint_marks_stand_in_a_table_without_borders_with_one_ending() -> None:
    file = opened(notice(marks=("某县人民政府办公室", "某县财政局", "某县农业农村局")))
    table = file.tables[0]
    assert [row.cells[0].text for row in table.rows] == ["某县人民政府办公室", "某县财政局", "某县农业农村局"]
    assert {row.cells[1].text for row in table.rows} == {"文件"}
    assert not table._tbl.findall(f".//{qn('w:tblBorders')}")
    spread = {row.cells[0].paragraphs[0]._p.pPr.find(qn("w:jc")).get(qn("w:val")) for row in table.rows}
    assert spread == {"distribute"}


@pytest.mark.parametrize(
    ("form", "mark"),
    [(Form.LETTER, "某县人民政府"), (Form.MINUTES, "某县人民政府会议纪要"), (Form.ORDER, "某县人民政府令")],
)
def test_only_the_general_form_ends_its_mark_with_its_kind(form: Form, mark: str) -> None:
    assert body_texts(notice(form=form, marks=("某县人民政府",)))[0] == mark


def test_number_is_two_lines_below_the_mark_and_the_red_rule_4_mm_below_it() -> None:
    number = find(NOTICE, "某政办发")
    mark = find(NOTICE, "某县人民政府办公室")
    # Programs set the baseline at four fifths of the line; the characters reach 0.09 of their size below it.
    under_ink = 0.2 * int(own(mark, "spacing", "line") or 0) - 0.09 * mark.runs[0].font.size.pt * 20
    assert int(own(number, "spacing", "before") or 0) + under_ink == pytest.approx(2 * LINE, abs=mm(1))
    (rule,) = number._p.pPr.find(qn("w:pBdr"))
    assert (rule.tag, rule.get(qn("w:color"))) == (qn("w:bottom"), "E60012")
    under_figures = LINE / 20 * 0.2 - 0.12 * 16
    assert under_figures + int(rule.get(qn("w:space"))) == pytest.approx(4 / 25.4 * 72, abs=2.8)


def test_orders_have_no_rule_and_no_title() -> None:
    order = notice(form=Form.ORDER, doc_no="第3号")
    assert NOTICE.title not in body_texts(order)
    number = find(order, "第3号")
    assert number._p.pPr.find(qn("w:pBdr")) is None
    assert own(number, "spacing", "after") == str(2 * LINE)


def test_signers_stand_two_a_row_beside_the_number() -> None:
    upward = notice(signed_by=("王小明", "李四", "欧阳小明"))
    texts = body_texts(upward)
    assert texts[1:3] == ["签发人：王小明李四", "某政办发〔2026〕12号欧阳小明"]
    first, second = find(upward, "签发人"), find(upward, "某政办发")
    stops = [[stop.position for stop in line.paragraph_format.tab_stops] for line in (first, second)]
    assert stops[0] == stops[1]
    assert own(second, "ind", "firstLineChars") == "100"
    assert second._p.pPr.find(qn("w:pBdr")) is not None
    assert first._p.pPr.find(qn("w:pBdr")) is None


def test_title_stands_two_lines_below_the_rule_in_even_lines() -> None:
    long = "关于印发《某县2026年政务公开工作要点》并做好重点领域信息公开工作的通知"
    title = find(notice(title=long), "关于印发")
    assert own(title, "spacing", "before") == str(2 * LINE)
    assert own(title, "spacing", "after") == str(LINE)
    parts = title.text.split("\n")
    assert len(parts) == 2
    assert "".join(parts) == long
    assert (title.style.name, title.style.font.size.pt) == ("公文标题", 22)
    assert title.style.paragraph_format.alignment is WD_ALIGN_PARAGRAPH.CENTER


@pytest.mark.parametrize(
    ("issuer", "seal", "name_right", "day_right"),
    [
        ("某县人民政府办公室", Seal.NONE, 200, 250),  # date of 6.5 cells, two further right than the name of 9
        ("某乡", Seal.NONE, 850, 200),  # a name shorter than the date makes way
        ("某县人民政府", Seal.SEALED, 425, 400),  # centred over the date
    ],
)
def test_signature_and_date_stand_where_the_seal_wants_them(
    issuer: str, seal: Seal, name_right: int, day_right: int
) -> None:
    document = notice(issuers=(issuer,), seal=seal, marks=("甲",))
    name, day = find(document, issuer), find(document, "2026年9月30日")
    assert (own(name, "ind", "rightChars"), own(day, "ind", "rightChars")) == (str(name_right), str(day_right))
    assert own(name, "spacing", "before") == str(LINE * (1 if seal is Seal.NONE else 2))
    assert int(own(day, "ind", "right") or 0) == pytest.approx(day_right / 100 * 8845 / 28, abs=1)


def test_joint_signatures_without_seals_are_of_one_width() -> None:
    document = notice(issuers=("某县人民政府办公室", "某县财政局"), marks=("甲",))
    longer, shorter = find(document, "某县人民政府办公室"), find(document, "某县财政局")
    assert own(longer, "ind", "rightChars") == own(shorter, "ind", "rightChars") == "200"
    assert own(shorter, "ind", "leftChars") == str((28 - 2 - 9) * 100)
    assert own(shorter, "jc", "val") == "distribute"


def test_joint_seals_stand_side_by_side_the_last_over_the_date() -> None:
    document = notice(
        issuers=("某县财政局", "某县民政局", "某县教育局", "某县水利局"), seal=Seal.SEALED, marks=("甲",)
    )
    (table,) = opened(document).tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["某县财政局", "某县民政局", "某县教育局"],
        ["", "", "某县水利局"],
        ["", "", "2026年9月30日"],
    ]
    width = table.columns[0].width / 635
    centre_of_date = 8845 / 28 * (28 - 4 - 6.5 / 2)
    assert 2.5 * width == pytest.approx(centre_of_date, abs=5)
    assert width >= mm(42)


def test_long_names_beside_one_another_break_between_words() -> None:
    names = ("某县人民政府办公室", "某县财政局", "某县农业农村局")
    (table,) = opened(notice(issuers=names, seal=Seal.SEALED, marks=("甲",))).tables
    assert table.rows[0].cells[0].text.split("\n") == ["某县人民政府", "办公室"]


def test_stamped_document_names_office_and_leaves_room_for_the_stamp() -> None:
    document = notice(seal=Seal.STAMP, stamp_office="县　长", form=Form.ORDER)
    office = find(document, "县　长")
    assert own(office, "spacing", "before") == str(2 * LINE)
    assert own(office, "ind", "rightChars") == "1200"
    named = find(notice(seal=Seal.STAMP, stamp_office="县长", stamp_name="王小明"), "县长")
    assert named.text == "县长　　王小明"
    assert own(named, "ind", "rightChars") == "400"


def test_signature_stays_with_the_text() -> None:
    last = find(NOTICE, "每月5日前")
    assert last.paragraph_format.keep_with_next
    assert find(NOTICE, "2026年9月30日").style.name == "成文日期"
    assert find(notice(marks=()), "某县人民政府办公室").style.paragraph_format.keep_with_next


def test_only_paragraph_of_a_text_may_begin_on_the_first_page() -> None:
    only = find(notice(body_html="<p>只有一段。</p>"), "只有一段")
    assert not only.paragraph_format.keep_with_next


def test_elements_in_the_text_are_used_where_a_field_is_empty() -> None:
    body = (
        '<p class="addressee">各村：</p><p>正文。</p><p class="signature">某乡人民政府</p>'
        '<p class="date">2026年1月5日</p><p>(此件公开发布)</p><p>附件1</p><p>清单。</p>'
    )
    empty = notice(body_html=body, addressee="", issuers=(), formed_on=None, marks=())
    assert body_texts(empty)[1:] == [
        "各村：",
        "正文。",
        "某乡人民政府",
        "2026年1月5日",
        "（此件公开发布）",
        "附件1",
        "清单。",
    ]
    assert own(find(empty, "附件1"), "pageBreakBefore", "val") != "0"
    assert find(empty, "附件1").paragraph_format.page_break_before
    given = body_texts(notice(body_html=body, marks=()))
    assert "各村：" not in given
    assert given[1:4] == ["各乡镇人民政府：", "正文。", "某县人民政府办公室"]


def test_attachment_note_hangs_and_is_not_said_twice() -> None:
    first, second = find(FULL, "附件：1."), find(FULL, "2.联系表")
    assert own(first, "ind", "leftChars") == own(second, "ind", "leftChars") == "625"
    assert int(own(first, "ind", "leftChars") or 0) - int(own(first, "ind", "hangingChars") or 0) == 200
    assert int(own(second, "ind", "leftChars") or 0) - int(own(second, "ind", "hangingChars") or 0) == 500
    said = notice(body_html="<p>正文。</p><p>附件：任务表</p>", attachments=(Attachment("任务表", "<p>甲。</p>"),))
    assert body_texts(said).count("附件：任务表") == 1


def test_attachment_begins_a_page_with_its_mark_and_title() -> None:
    mark, title = find(FULL, "附件2"), find(FULL, "联系表")
    assert mark.paragraph_format.page_break_before
    assert mark.style.element.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "黑体"
    assert own(title, "spacing", "before") == str(LINE)


def test_attachment_without_a_text_is_only_named() -> None:
    texts = body_texts(notice(attachments=(Attachment("地图", ""),)))
    assert "附件：地图" in texts
    assert "附件" not in texts


def test_imprint_stands_at_the_foot_of_the_last_page_between_rules() -> None:
    table = opened(FULL).tables[-1]._tbl
    place = table.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")
    assert int(place.get(qn("w:tblpX"))) == mm(28)
    borders = {edge.tag.partition("}")[2]: edge.get(qn("w:sz")) for edge in table.tblPr.find(qn("w:tblBorders"))}
    assert borders == {"top": "8", "insideH": "6", "bottom": "8"}  # eighths of a point: 0.35 and 0.25 mm
    after = table.getnext()
    assert int(after.pPr.find(qn("w:spacing")).get(qn("w:line"))) <= 12756 - 22 * LINE


def test_letter_has_mark_and_double_rule_at_the_head_and_a_bare_imprint() -> None:
    letter = notice(form=Form.LETTER, copy_no="000001", urgency="加急", copies_to=("某局",), printed_by="某办")
    mark = find(letter, "某县人民政府办公室")
    frame = mark._p.pPr.find(qn("w:framePr"))
    size = mark.runs[0].font.size.pt * 20
    ink = int(frame.get(qn("w:y"))) + 0.8 * int(own(mark, "spacing", "line") or 0) - 0.85 * size
    assert (frame.get(qn("w:vAnchor")), frame.get(qn("w:hAnchor"))) == ("page", "page")
    assert ink == pytest.approx(mm(30), abs=mm(1))
    (rule,) = mark._p.pPr.find(qn("w:pBdr"))
    assert rule.get(qn("w:val")) == "thickThinMediumGap"
    assert body_texts(letter)[1:3] == ["000001某政办发〔2026〕12号", "加急"]
    table = opened(letter).tables[-1]._tbl
    assert table.tblPr.find(qn("w:tblBorders")) is None
    assert body_texts(letter)[-1] == "抄送：某局。"


def test_minutes_name_who_holds_them_above_the_rule_and_who_was_there() -> None:
    minutes = notice(form=Form.MINUTES, present="甲　乙", absent="丙", observers="丁", addressee="")
    texts = body_texts(minutes)
    assert texts[2] == "某县人民政府办公室2026年9月30日"
    assert texts[-3:] == ["出席：甲　乙", "请假：丙", "列席：丁"]
    present = find(minutes, "出席")
    assert present.runs[0].style.name == "黑体字"
    assert own(present, "spacing", "before") == str(LINE)


def test_document_without_masthead_says_whence_it_comes() -> None:
    plain = notice(form=Form.PLAIN, source_line="某县人民政府门户网站", secrecy="秘密★1年")
    assert body_texts(plain)[:3] == [NOTICE.title, "某县人民政府门户网站", "各乡镇人民政府："]
    assert own(find(plain, NOTICE.title), "spacing", "before") == "0"


def test_a_text_that_the_document_issues_begins_a_page_under_its_own_title() -> None:
    body = (
        '<p>现印发。</p><p class="signature">某县人民政府</p><p class="date">2026年7月16日</p>'
        "<h2>2026年工作要点</h2><p>总体要求。</p>"
    )
    document = opened(notice(body_html=body, issuers=(), formed_on=None))
    title = next(each for each in document.paragraphs if each.text == "2026年工作要点")
    assert title.style.name == "公文标题"
    assert title.paragraph_format.page_break_before
