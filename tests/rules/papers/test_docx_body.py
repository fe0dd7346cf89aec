"""The running text of the DOCX file: headings, runs, tables, pictures, and texts nobody would write."""

from io import BytesIO

import pytest
from docx.oxml.ns import qn
from docx.table import Table
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from gkcloud.papers.document import Attachment, Form
from gkcloud.papers.docx import document_docx
from gkcloud.papers.docx.pictures import cleaned_picture
from gkcloud.papers.docx.units import mm
from gkcloud.papers.paper import PaperNotPrintable
from tests.rules.papers.docxread import body_texts, find, notice, opened, own, part, picture

LEVELS = (
    ("一、总体要求", "一级标题", 1),
    ("（一）目标", "二级标题", 2),
    ("1.措施", "三级标题", 3),
    ("（1）分工", "四级标题", 4),
)
FACES = {"一级标题": "黑体", "二级标题": "楷体_GB2312", "三级标题": "仿宋_GB2312", "四级标题": "仿宋_GB2312"}


def table_of(body: str) -> Table:
    return opened(notice(marks=(), body_html=body)).tables[0]


@pytest.mark.parametrize(("text", "style", "level"), LEVELS)
def test_heading_has_the_style_of_its_level_and_shows_in_the_navigation_pane(
    text: str, style: str, level: int
) -> None:
    heading = find(notice(body_html=f"<h{level + 1}>{text}</h{level + 1}><p>正文。</p>"), text)
    assert heading.style.name == style
    assert heading.style.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == str(level)
    assert heading.style.paragraph_format.keep_with_next
    own_face = heading.style.element.rPr
    given_face = own_face if own_face is not None else opened(notice()).styles["Normal"].element.rPr
    assert given_face.find(qn("w:rFonts")).get(qn("w:eastAsia")) == FACES[style]


def test_heading_within_a_paragraph_has_its_face_and_no_level() -> None:
    mixed = find(notice(body_html="<p>（一）压实责任。各乡镇负责。</p>"), "（一）")
    assert mixed.style.name == "公文正文"
    assert [(run.text, run.style.name) for run in mixed.runs] == [
        ("（一）压实责任。", "楷体字"),
        ("各乡镇负责。", "Default Paragraph Font"),
    ]


def test_text_is_indented_by_two_characters() -> None:
    style = find(notice(), "各村公开栏").style
    assert style.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_raised_and_lowered_characters_stay_so() -> None:
    shown = find(notice(body_html="<p>1000m<sup>2</sup>和CO<sub>2</sub></p>"), "1000m")
    assert [bool(run.font.superscript) for run in shown.runs] == [False, True, False, False]
    assert [bool(run.font.subscript) for run in shown.runs] == [False, False, False, True]


@pytest.mark.parametrize("name", ["仿宋_GB2312", "楷体_GB2312", "方正小标宋简体", "黑体", "宋体"])
def test_faces_of_the_standard_are_named_first_and_have_substitutes(name: str) -> None:
    fonts = part(notice(), "word/fontTable.xml")
    (found,) = [font for font in fonts if font.get(qn("w:name")) == name]
    assert len(found.find(qn("w:altName")).get(qn("w:val")).split(",")) > 1


def test_figures_have_the_face_of_the_text_in_chinese() -> None:
    styles = part(notice(), "word/styles.xml")
    fonts = styles.find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}")
    assert {fonts.get(qn(f"w:{use}")) for use in ("ascii", "hAnsi", "eastAsia")} == {"仿宋_GB2312"}
    assert styles.find(f".//{qn('w:lang')}").get(qn("w:eastAsia")) == "zh-CN"


def test_header_rows_of_a_table_are_repeated_and_no_row_is_cut() -> None:
    rows = "".join(f"<tr><td>第{number}村</td><td>{number}</td></tr>" for number in range(5))
    table = table_of(f"<table><caption>情况表</caption><tr><th>村名</th><th>件数</th></tr>{rows}</table>")
    marked = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert marked == [True, False, False, False, False, False]
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert table.style.name == "公文表格"
    assert (
        find(notice(body_html=f"<table><caption>情况表</caption>{rows}</table>"), "情况表").style.name == "表格标题"
    )


def test_figures_in_a_table_are_centred_and_words_are_not() -> None:
    table = table_of("<table><tr><td>某村</td><td>1,024</td></tr></table>")
    words, figure = (cell.paragraphs[0] for cell in table.rows[0].cells)
    assert (own(words, "jc", "val"), own(figure, "jc", "val")) == (None, "center")


def test_columns_fill_the_type_area_by_the_length_of_their_text() -> None:
    table = table_of("<table><tr><td>序</td><td>公开事项的名称很长</td></tr></table>")
    narrow, wide = (column.width / 635 for column in table.columns)
    assert narrow < wide
    assert narrow + wide == pytest.approx(mm(156), abs=2)


def test_merged_cells_make_a_whole_grid() -> None:
    body = (
        "<table><tr><td rowspan=3>甲</td><td>乙</td><td colspan=2 rowspan=2>丙</td></tr>"
        "<tr><td>丁</td></tr><tr><td>戊</td><td>己</td></tr></table>"
    )
    table = table_of(body)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["甲", "乙", "丙", "丙"],
        ["甲", "丁", "丙", "丙"],
        ["甲", "戊", "己", ""],
    ]


@pytest.mark.parametrize(
    ("columns", "style"), [(7, "表格文字"), (11, "表格小字"), (16, "表格小字"), (40, "表格最小字")]
)
def test_many_columns_make_the_type_smaller(columns: int, style: str) -> None:
    table = table_of("<table><tr>" + "<td>甲</td>" * columns + "</tr></table>")
    assert table.rows[0].cells[-1].paragraphs[0].style.name == style


def test_wide_table_stands_on_a_page_on_its_side() -> None:
    wide = "<table><tr>" + "<td>甲</td>" * 12 + "</tr></table>"
    sections = opened(notice(body_html=f"<p>前。</p>{wide}<p>后。</p>")).sections
    assert [section.page_width > section.page_height for section in sections] == [False, True, False]
    assert sections[1].left_margin.mm == pytest.approx(35, abs=0.02)
    annexed = notice(attachments=(Attachment("情况表", wide),))
    file = opened(annexed)
    assert [section.page_width > section.page_height for section in file.sections] == [False, True]
    assert not find(annexed, "附件").paragraph_format.page_break_before
    letter = opened(notice(form=Form.LETTER, body_html=f"<p>前。</p>{wide}<p>后。</p>")).sections
    assert [section.different_first_page_header_footer for section in letter] == [True, False, False]


def test_table_too_wide_for_word_processors_is_named() -> None:
    body = "<table><tr>" + "<td>甲</td>" * 64 + "</tr></table>"
    with pytest.raises(PaperNotPrintable) as caught:
        document_docx(notice(attachments=(Attachment("总表", body),)))
    assert caught.value.faults == ("附件《总表》有一个64列的表格，文字处理软件最多打开63列。请把表格拆开。",)


def test_picture_is_scaled_into_the_type_area_and_described() -> None:
    body = '<img src="gk-file:wide" alt="公开栏"><img src="gk-file:tall"><img src="gk-file:small">'
    files = {"wide": picture(size=(3000, 1000)), "tall": picture(size=(100, 4000)), "small": picture(size=(96, 48))}
    shapes = opened(notice(body_html=body), **files).inline_shapes
    sizes = [(round(shape.width.mm), round(shape.height.mm)) for shape in shapes]
    assert sizes == [(156, 52), (5, 200), (25, 13)]
    named = [shape._inline.docPr for shape in shapes]
    assert [each.get("descr") for each in named] == ["公开栏", None, None]
    assert len({each.get("id") for each in named}) == 3


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("GIF", "P"), ("WEBP", "RGB"), ("JPEG", "CMYK"), ("PNG", "1"), ("PNG", "I;16")],
)
def test_every_kind_of_picture_can_be_opened(kind: str, mode: str) -> None:
    (shape,) = opened(notice(body_html='<img src="gk-file:k">'), k=picture(kind, mode=mode)).inline_shapes
    assert (shape.width, shape.height) == (120 * 9525, 80 * 9525)


def test_picture_is_upright_fine_enough_and_tells_nothing_of_the_camera() -> None:
    notes = Image.Exif()
    notes[0x010E], notes[0x0112] = "taken at home", 6  # turned by a quarter
    photo = picture("JPEG", size=(4000, 2000), exif=notes)
    assert b"taken at home" in photo
    drawn, (width, height) = cleaned_picture(photo)
    assert b"taken at home" not in drawn
    assert height == pytest.approx(2 * width, rel=0.01)
    with Image.open(BytesIO(drawn)) as read:
        assert read.format == "JPEG"
        assert read.height == pytest.approx(height / 1440 * 300, abs=2)


@pytest.mark.parametrize(
    ("files", "fault"),
    [
        ({}, "正文的图片“公开栏”没有一并保存。请重新插入图片。"),
        ({"k": b"text"}, "正文的图片“公开栏”不是能打印的图片，或者文件已经损坏，请换成 JPEG 或 PNG 格式重新插入。"),
        ({"k": picture()[:80]}, "正文的图片“公开栏”的文件不完整，打印不出来，请重新上传后再插入。"),
    ],
)
def test_picture_that_cannot_be_shown_is_named(files: dict[str, bytes], fault: str) -> None:
    with pytest.raises(PaperNotPrintable) as caught:
        document_docx(notice(body_html='<img src="gk-file:k" alt="公开栏">'), files=files)
    assert caught.value.faults == (fault,)


def test_control_characters_are_dropped() -> None:
    document = notice(
        title="标\x00题\x0b", body_html="<p>正\x01文\ufffe。</p>", marks=("某\x02县",), copies_to=("甲\x1f",)
    )
    texts = body_texts(document)
    assert texts[0] == "某县文件"
    assert {"标题", "正文。", "抄送：甲。"} <= set(texts)


def test_emoji_rare_characters_and_other_scripts_stay() -> None:
    text = "😀大堰垱镇的𬭎与龘，العربية"
    assert text in body_texts(notice(body_html=f"<p>{text}</p>"))


@pytest.mark.parametrize("form", Form)
def test_empty_document_and_endless_words_make_a_file(form: Form) -> None:
    nothing = notice(form=form, title="", body_html="", marks=(), addressee="", issuers=(), formed_on=None)
    assert not "".join(body_texts(nothing)).replace(nothing.doc_no, "")
    long = "长" * 300
    endless = notice(
        form=form, title=long, body_html=f"<p>{'x' * 300}</p>", marks=(long,), doc_no="x" * 300, issuers=(long,)
    )
    assert "x" * 300 in body_texts(endless)


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=40, deadline=None)
def test_any_text_makes_a_file_that_opens(title: str, other: str) -> None:
    document = notice(
        title=title,
        addressee=other,
        marks=(other,),
        note=title,
        copies_to=(other,),
        signed_by=(title,),
        present=other,
    )
    assert opened(document).sections
