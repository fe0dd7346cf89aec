"""Sanitised HTML read into blocks."""

import pytest

from gkcloud.typeset.body import Paragraph, Picture, Run, Table, pictures_in, read_body, tidy_runs
from gkcloud.typeset.faces import Role
from gkcloud.typeset.limits import body_faults


def test_paragraphs_lose_their_typed_indent_and_stray_blanks():
    (paragraph,) = read_body("<p>　　全县\n 各单位,要落实。</p>")
    assert paragraph == Paragraph((Run("全县各单位，要落实。", Role.BODY),))


def test_the_blank_after_the_number_of_an_article_stays():
    blocks = read_body(
        "<h2>第一章　总则</h2><p>　　第一条　补贴 按　户公开。</p><p><b>第二条</b>　　张榜。</p><p><b>第三条　</b>　监督。</p>"
        "<table><tr><td>第四条　附则<td>周　明</table>"
    )
    assert [block.text for block in blocks[:4]] == [
        "第一章　总则",
        "第一条　补贴按户公开。",
        "第二条　张榜。",
        "第三条　监督。",
    ]
    assert isinstance(blocks[4], Table)
    assert blocks[4].rows[0][0].lines == ("第四条　附则",)


def test_names_keep_all_their_blanks_if_told():
    (run,) = tidy_runs([Run("　周　明　　李小强 赵　亮　", Role.BODY)], keeps_wide=True)
    assert run.text == "周　明　　李小强赵　亮"


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
    (loose,) = read_body("<div>共<b>12</b>万m<sup>2</sup></div>")
    assert [(run.role, run.shift) for run in loose.runs] == [(run.role, run.shift) for run in paragraph.runs[:4]]


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


def texts(html: str) -> list[str]:
    return [block.text for block in read_body(html) if not isinstance(block, Picture)]


def test_numbers_of_lists_follow_levels_starts_and_values():
    nested = "<ol start=3><li>甲<ol><li>乙<ol><li>丙</li></ol></li><li>丁</li></ol></li><li value=9>戊</li><li>己</li></ol>"
    assert texts(nested) == ["3. 甲", "（1）乙", "①丙", "（2）丁", "9. 戊", "10. 己"]
    assert texts("<ul><li>甲<ul><li>乙<ul><li>丙</ul></ul></ul>") == ["• 甲", "－ 乙", "· 丙"]


def test_an_item_with_a_number_of_its_own_gets_no_second_one_and_is_no_heading():
    blocks = read_body("<ol><li>1.台账</li><li>（二）公示</li><li><p>核对</p><p>张榜</p></li></ol>")
    assert [block.text for block in blocks] == ["1.台账", "（二）公示", "3. 核对", "张榜"]
    assert {block.level for block in blocks} == {0}


@pytest.mark.parametrize(
    "items",
    [
        "<ol><li>登记</li><li>上墙</li></ol>",
        "<ol><li><p>登记</p></li><li><h3>上墙</h3></li></ol>",
        "<div><ol><li>登记</li><li><blockquote>上墙</blockquote></li></ol></div>",
        "<ol><li>1. 登记</li><li><div><div>2. 上墙</div></div></li></ol>",
        "<span><ol><li><span>登记</span></li><li>上墙</li></ol></span>",
        "<blockquote><ol><li>登记<li>上墙</ol></blockquote>",
    ],
)
def test_items_of_a_numbered_list_are_text_on_the_page_too(items):
    blocks = read_body(items)
    assert [(block.text, block.level) for block in blocks] == [("1. 登记", 0), ("2. 上墙", 0)]


def test_rules_breaks_and_preformatted_lines_end_a_paragraph():
    assert texts("甲<hr>乙<pre>丙\n丁</pre><address>戊</address><center>己</center>庚") == list("甲乙丙丁戊己庚")


def test_a_quotation_is_set_in_kai_however_deep():
    blocks = read_body("<blockquote><div><p>引</p></div>文</blockquote><p>正文</p>")
    assert [block.runs[0].role for block in blocks] == [Role.KAI, Role.KAI, Role.BODY]


def test_captions_go_to_what_they_name():
    figure = (
        '<figure><img src="gk-file:a" alt="甲"><img src="gk-file:b"><figcaption>公开<b>栏</b></figcaption></figure>'
    )
    first, second = read_body(figure)
    assert (first.caption, second.caption, first.is_beside, second.is_beside) == ("", "公开栏", False, True)
    picture, after = read_body('<p><img src="gk-file:a"></p><p>图1 公开栏实景</p><p>图2是另一处。</p>')
    assert (picture.caption, after.text) == ("图1 公开栏实景", "图2是另一处。")
    before, table = read_body("<p>表1 统计表如下：</p><p>表2：统计表</p><table><tr><td>1<td>2</table>")
    assert (before.text, table.caption) == ("表1 统计表如下：", "表2：统计表")


def test_pictures_in_one_line_stand_beside_each_other():
    html = '<p><img src="gk-file:a"> <img src="gk-file:b"><br><img src="gk-file:c">文<img src="gk-file:d"></p>'
    assert [block.is_beside for block in read_body(html) if isinstance(block, Picture)] == [False, True, False, False]


def test_nested_tables_become_lines_in_reading_order():
    inner = (
        "<table><caption>表</caption><tr><td>乙</td><td>丙</td></tr><tr><td>丁<p>戊</p></td><td></td></tr></table>"
    )
    (table,) = read_body(f"<table><tr><td>甲{inner}己</td><td>庚</td></tr></table>")
    assert table.rows[0][0].lines == ("甲", "表", "乙　丙", "丁；戊", "己")
    assert table.rows[0][1].lines == ("庚",)


def test_a_frame_of_one_cell_is_opened():
    blocks = read_body(
        "<table><caption>表题</caption><tr><td><p>甲</p><table><tr><td>1<td>2</table></td></tr></table>"
    )
    assert blocks[0].text == "甲"
    assert isinstance(blocks[1], Table)
    (inner,) = read_body("<table><caption>表题</caption><tr><td><table><tr><td>1<td>2</table></td></tr></table>")
    assert inner.caption == "表题"


def test_pictures_in_cells_are_kept_and_found():
    blocks = read_body(
        '<table><tr><td>甲<img src="gk-file:a" alt="图"></td><td>乙</td></tr></table><img src="gk-file:b">'
    )
    assert [picture.address for picture in pictures_in(blocks)] == ["gk-file:a", "gk-file:b"]


def test_header_rows_are_found_with_all_that_they_span():
    cases = {
        "<tr><th rowspan=2>甲<th>乙<tr><td>丙<tr><td>1<td>2": 2,
        "<thead><tr><td>甲<td>乙</thead><tr><td>1<td>2": 1,
        "<tr><td>序号<td>村名<tr><td>1<td>甲<tr><td>2<td>乙": 1,
        "<tr><td>甲<td>乙<tr><td>1<td>2<tr><td>3<td>4": 0,
        "<tr><th>甲<td>1<tr><th>乙<td>2": 0,
        "<tr><th>甲<th>乙": 0,
    }
    for html, count in cases.items():
        (table,) = read_body(f"<table>{html}</table>")
        assert table.header_rows == count, html


def test_the_foot_of_a_table_comes_last():
    (table,) = read_body("<table><tfoot><tr><td>合计<td>3</tfoot><tr><td>甲<td>1<tr><td>乙<td>2</table>")
    assert [row[0].lines for row in table.rows] == [("甲",), ("乙",), ("合计",)]


def test_raised_figures_in_a_cell_stay_raised():
    (table,) = read_body("<table><tr><td>12m<sup>2</sup><td>CO<sub>2</sub></table>")
    assert [cell.lines for cell in table.rows[0]] == [("12m²",), ("CO₂",)]


@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "٣", "9" * 5000, ""])
def test_a_span_that_is_no_number_is_one_column(value):
    (table,) = read_body(f'<table><tr><td colspan="{value}">甲<td>乙</table>')
    assert table.rows[0][0].columns == 1


def test_nothing_is_lost_below_the_deepest_level():
    for tag in ("div", "blockquote", "b", "ul"):
        blocks = read_body(f"前<{tag}>" + f"<{tag}>中" * 5000 + "<p>深</p>")
        text = "".join(block.text for block in blocks)
        assert (text.count("前"), text.count("中"), text.count("深")) == (1, 5000, 1), tag


def test_invisible_characters_are_dropped_but_joiners_of_other_scripts_kept():
    assert texts("<p>政\u200b\u00ad务\u202e公\x00\x1b开\ufeff\u200d</p>") == ["政务公开"]
    assert texts("<p>می\u200cخواهم</p>") == ["می\u200cخواهم"]


def test_limits_are_named_with_their_element():
    assert body_faults(read_body("<p>文。</p><table><tr><td>1<td>2</table>")) == ()
    rows = "<tr><td>1</td><td>2</td></tr>"
    (fault,) = body_faults(read_body(f"<table><caption>补贴表</caption>{rows * 3001}</table>"))
    assert fault == "第1个表格《补贴表》有3001行，超过3000行，不能排版。请拆成几个表格，或者改为附件。"
    (fault,) = body_faults(read_body('<img src="gk-file:a">' * 201))
    assert fault == "图片共有201张，超过200张，不能排版。请删减，或者分成几条信息。"
    (fault,) = body_faults(read_body(f"<table><tr>{'<td colspan=60>1</td>' * 7}</tr>{rows}</table>"))
    assert "跨了420列" in fault
    assert "段落有" in body_faults(read_body("<p>" + "字" * 100_001))[0]


def test_many_faults_of_a_kind_are_counted_not_listed():
    faults = body_faults(read_body(("<table><tr>" + "<td>1</td>" * 61 + "</tr></table>") * 30))
    assert len(faults) == 21
    assert faults[-1] == "同类问题另有10处，未逐一列出。请改好上面的问题后再检查一次。"
