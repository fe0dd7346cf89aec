"""Sanitised HTML read into blocks."""

from gkcloud.typeset.body import Paragraph, Picture, Run, Table, read_body
from gkcloud.typeset.faces import Role


def test_paragraphs_lose_their_typed_indent_and_stray_blanks():
    (paragraph,) = read_body("<p>　　全县\n 各单位,要落实。</p>")
    assert paragraph == Paragraph((Run("全县各单位，要落实。", Role.BODY),))


def test_faces_follow_the_numbers():
    first, second, third = read_body("<p>一、要求</p><p>（一）责任。各乡镇落实。</p><h4>1.做法</h4>")
    assert (first.level, first.runs) == (1, (Run("一、要求", Role.HEI),))
    assert (second.level, second.runs) == (0, (Run("（一）责任。", Role.KAI), Run("各乡镇落实。", Role.BODY)))
    assert (third.level, third.runs) == (3, (Run("1.做法", Role.BODY),))


def test_emphasis_and_raised_characters_keep_their_place():
    (paragraph,) = read_body("<p>共<b>12</b>万m<sup>2</sup>。</p>")
    assert paragraph.text == "共12万m2。"
    assert [(run.text, run.role, run.shift) for run in paragraph.runs] == [
        ("共", Role.BODY, ""), ("12", Role.HEI, ""), ("万m", Role.BODY, ""), ("2", Role.BODY, "sup"),
        ("。", Role.BODY, ""),
    ]  # fmt: skip


def test_loose_text_line_breaks_lists_and_nested_containers_become_paragraphs():
    blocks = read_body("开头<div>甲<br>乙<section><p>丙</p></section></div><ol><li>丁</li><li><p>戊</p></li></ol>")
    assert [block.text for block in blocks] == ["开头", "甲", "乙", "丙", "1. 丁", "2. 戊"]


def test_a_table_keeps_headers_spans_and_lines():
    (table,) = read_body(
        "<table><caption>表</caption><tr><th colspan=2>单位</th></tr>"
        "<tr><td>甲<p>乙</p></td><td rowspan=x>3</td></tr></table>"
    )
    assert isinstance(table, Table)
    assert (table.header_rows, table.caption) == (1, "表")
    assert table.rows[0][0].columns == 2
    assert table.rows[1][0].lines == ("甲", "乙")
    assert table.rows[1][1].rows == 1


def test_only_stored_pictures_stay():
    blocks = read_body('<p>图<img src="gk-file:ab" alt="公开栏"><img src="http://192.0.2.1/x.png" alt="外链"></p>')
    assert blocks[1] == Picture("gk-file:ab", "公开栏")
    assert len(blocks) == 2


def test_scripts_and_styles_leave_nothing_and_deep_nesting_ends():
    assert read_body("<script>alert(1)</script><style>p{}</style> ") == ()
    assert "".join(block.text for block in read_body("<div>" * 3000 + "深" + "</div>" * 3000)) in {"深", ""}


def test_addressee_signature_and_date_are_told_apart():
    body = (
        '<p class="addressee">各村民委员会：</p><p>现予公布。</p>'
        '<p class="signature">车溪乡人民政府</p><p class="date">2026年11月3日</p><p class="other">此件公开发布</p>'
    )
    assert [block.part for block in read_body(body)] == ["addressee", "", "signature", "date", ""]
