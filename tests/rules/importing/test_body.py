"""What may and may not happen to the characters of a text."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gkcloud.publishing.importing import ImportRefused, import_html, import_text

_ALLOWED = {
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "ul",
    "ol",
    "li",
    "a",
    "strong",
    "em",
}
_ATTRIBUTES = {"class", "href", "scope", "colspan", "rowspan"}


class _Checker(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _ALLOWED
        assert {name for name, _ in attrs} <= _ATTRIBUTES
        for name, value in attrs:
            assert name != "class" or (tag == "p" and value in ("addressee", "signature", "date"))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def check(html: str) -> None:
    checker = _Checker()
    checker.feed(html)
    checker.close()
    assert checker.open == []


_WORDS = st.sampled_from(
    [
        "青禾县人民政府关于公开的通知", "青政发〔2020〕1号", "各乡镇人民政府：", "一、总体要求", "（一）公开财政。各单位按时公布。", "1.公开时限。每季公布。",
        "二、二、保障", "（1）公示栏。", "为做好公开，现通知如下：", "青禾县人民政府", "2020年1月2日", "二○一○年六月二十一日", "附件：1.名单", "2.表", "附件1",
        "<b>&amp;</b>", "第一篇：甲", "第二篇：乙", "首页 > 公开 > 通知", "扫一扫在手机打开当前页", "时间：2020-01-01 10:00", "甲\t乙", "丙\t丁", "发文机关：青禾县民政局",
        "（此件公开发布）", "相关链接", "工作人员要认真负责，做到有问必答，有求必应，切实提高办事效率，让群众少跑路、多办事，同时加强监", "督检查。",
        "一、甲。二、乙。三、丙。(一)丁。", "公告", "第3号", "县长：某某某", "转发", "——————",
    ]
)  # fmt: skip
_FREE = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), max_size=40)


@given(st.lists(st.one_of(_WORDS, _FREE), max_size=14).map("\n".join))
@example("通知\n" * 3)
def test_no_character_is_lost(text: str) -> None:
    try:
        texts = import_text(text)
    except ImportRefused:
        assert not text.strip()
        return
    kept = "".join(
        found.title
        + found.doc_no
        + found.addressee
        + unescape(re.sub("<[^>]+>", "", found.body_html))
        + "".join(found.warnings)
        for found in texts
    )
    # Brackets of a number change to 〔〕, zeros and digits of it to plain ones: judge by the other characters.
    ignored = set("[]［］()（）【】﹝﹞〔〕")
    missing = {char for char in re.sub(r"\s", "", text) if char not in kept} - ignored
    assert not missing
    for found in texts:
        check(found.body_html)


_PROSE = st.text("甲乙丙丁戊己庚辛，、", min_size=1, max_size=30).map(lambda words: f"文{words}完。")


@given(st.lists(_PROSE, min_size=1, max_size=8))
def test_prose_stays_verbatim_and_in_order(paragraphs: list[str]) -> None:
    (found,) = import_text("青禾县民政局关于公开的通知\n青民发〔2020〕1号\n各乡镇：\n" + "\n".join(paragraphs))
    body = [unescape(part) for part in re.findall(r"<p>(.*?)</p>", found.body_html)]
    assert body == paragraphs


def test_headings_equal_the_heading_elements() -> None:
    (found,) = import_text(
        "青禾县关于公开的意见\n各村：\n一、总则\n（一）范围。全县。\n1.财务。按季。\n（1）收入。逐笔。\n"
    )
    elements = re.findall(r"<h([2-5])>(.*?)</h\1>", found.body_html)
    assert [(int(level) - 1, text.rstrip("。")) for level, text in elements] == [
        (h.level, h.text) for h in found.headings
    ]


def test_markup_in_text_is_escaped() -> None:
    (found,) = import_text("青禾县关于公开的意见\n各村：\n请勿使用<script>alert(1)</script>。\n")
    assert "<script" not in found.body_html
    assert "&lt;script&gt;" in found.body_html


def test_tabbed_lines_are_a_table_with_header() -> None:
    (found,) = import_text("青禾县帮扶名单\n村名\t户数\n柳溪村\t12\n石桥村\t8\n")
    assert '<thead><tr><th scope="col">村名</th><th scope="col">户数</th></tr></thead>' in found.body_html
    assert "<td>石桥村</td><td>8</td>" in found.body_html


PAGE = """<!DOCTYPE html><html><head><title>通知_青禾县人民政府</title><meta name="ArticleTitle" content="关于公开的通知">
<style>p{color:red}</style></head><body><nav><a href="/">首页</a></nav>
<ul><li><a href="/a">县情</a></li><li><a href="/b">政务</a></li><li><a href="/c">服务</a></li></ul>
<h1>青禾县民政局关于公开的通知</h1><div>发布日期：2020-05-27</div><p style="text-align:center">青民发〔2020〕3号</p>
<p onclick="x()"><span>各乡镇人民政府</span>：</p><p>　　请<b>按时</b>公布，<a href="javascript:alert(1)">坏链接</a>，<a href="https://www.example.com/a">好链接</a>。</p>
<table><tr><th>村</th><th>户</th></tr><tr><td rowspan="2">甲</td><td>1</td></tr><tr><td>2</td></tr></table>
<ul><li>第一项</li><li>第二项</li></ul><p><img src="x.png" alt="流程图"></p>
<p style="text-align:right">青禾县民政局<br>2020年5月20日</p><script>alert(2)</script><footer>版权所有 青禾县</footer></body></html>"""


def test_html_page() -> None:
    (found,) = import_html(PAGE)
    assert found.title == "青禾县民政局关于公开的通知"
    assert found.doc_no == "青民发〔2020〕3号"
    assert found.addressee == "各乡镇人民政府"
    assert found.signature == "青禾县民政局"
    assert found.formed_on is not None
    assert found.formed_on.isoformat() == "2020-05-20"
    check(found.body_html)
    assert "javascript" not in found.body_html
    assert '<strong>按时</strong>公布，坏链接，<a href="https://www.example.com/a">好链接</a>。' in found.body_html
    assert '<th scope="col">村</th>' in found.body_html
    assert '<td rowspan="2">甲</td>' in found.body_html
    assert "<ul><li>第一项</li><li>第二项</li></ul>" in found.body_html
    warnings = "".join(found.warnings)
    assert "流程图" in warnings
    assert "版权所有" in warnings
    assert "县情" in warnings
    assert "alert" not in found.body_html


@given(st.text(max_size=300))
def test_any_markup_gives_clean_html_or_a_refusal(markup: str) -> None:
    try:
        texts = import_html(markup)
    except ImportRefused:
        return
    for found in texts:
        check(found.body_html)


def test_deeply_nested_markup_is_bounded() -> None:
    with pytest.raises(ImportRefused, match="嵌套"):
        import_html("<div>" * 20000 + "文字" + "</div>" * 20000)
