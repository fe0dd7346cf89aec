"""Heading levels by number, full-width marks, title lines."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcloud.typeset.headings import Heading, find_heading
from gkcloud.typeset.marks import NEVER_FIRST, full_width_marks, single_blanks, without_stray_spaces
from gkcloud.typeset.titles import title_lines


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("一、总体要求", Heading(1, 6)),
        ("十二、保障措施", Heading(1, 7)),
        ("（一）压实责任。各乡镇要逐项登记。", Heading(2, 8)),
        ("(二)管好公开栏", Heading(2, 8)),
        ("1.补贴类事项", Heading(3, 7)),
        ("（1）按户公开", Heading(4, 7)),
        ("10.5万元已拨付到位", None),
        ("一是抓好落实。", None),
        ("二、三产业融合发展；", None),
        ("各乡镇要逐项登记。", None),
        ("1.各村" + "要逐项登记造册，" * 12 + "不得遗漏", None),
    ],
)
def test_a_heading_is_known_by_its_number(text, heading):
    assert find_heading(text) == heading


def test_markup_makes_a_heading_of_text_without_number_and_the_number_decides_its_level():
    assert find_heading("工作成效", marked=2) == Heading(2, 4)
    assert find_heading("（一）工作成效", marked=1) == Heading(2, 7)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全县各乡镇,共公开3,269件;占98.5%,居首位", "全县各乡镇，共公开3,269件；占98.5%，居首位"),
        ("条例(以下简称)第(三)项", "条例（以下简称）第（三）项"),
        ("(1)按户公开", "（1）按户公开"),
        ("见http://www.example.invalid/a?b=1,2 页", "见http://www.example.invalid/a?b=1,2 页"),
        ("会议于9:30开始", "会议于9:30开始"),
        ("plain, text (only)", "plain, text (only)"),
        ('做到"六有"', "做到“六有”"),
        ('屏幕对角线12" 以上，15"以下', '屏幕对角线12" 以上，15"以下'),
        ("（以下简称《要点》)", "（以下简称《要点》）"),
        ("澧政办函[2015]22号", "澧政办函〔2015〕22号"),
        ("国办发【2017】 97号、表[2015]", "国办发〔2017〕 97号、表[2015]"),
        ("公开--监督--落实", "公开——监督——落实"),
        ("参数--help...", "参数--help..."),
        ("逐步推进...各单位", "逐步推进……各单位"),
    ],
)
def test_marks_are_full_width_in_chinese_context_only(text, expected):
    assert full_width_marks(text) == expected
    assert full_width_marks(expected) == expected


def seconds(text: str) -> float:
    started = time.process_time()
    full_width_marks(text)
    return time.process_time() - started


@pytest.mark.parametrize("opening", ["(", "（", '"', "(a", '"a', "《(", "[2015", "(1"])
def test_marks_that_nothing_closes_cost_no_more_than_text(opening):
    """A quadratic search takes two thousand times as long as plain text here, and more of longer text."""
    plain = max(min(seconds("政务公开" * 10_000) for _ in range(3)), 0.001)
    assert seconds(opening + "政务公开" * 10_000) < 100 * plain
    assert seconds(opening * 10_000 + "政务公开") < 100 * plain


def test_quotation_marks_belong_in_pairs():
    assert full_width_marks('按照"ISO 9001" 和"六有"做') == '按照"ISO 9001" 和“六有”做'
    assert full_width_marks('"." 政务 "六有"') == '"." 政务 “六有”'


def test_blanks_between_chinese_characters_are_strays():
    assert without_stray_spaces("政务 公开 GB 9704 标准") == "政务公开 GB 9704 标准"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条　补贴按户公开", "第一条　补贴按户公开"),
        ("第二十三条 　　补贴", "第二十三条　补贴"),
        ("第三条之一　补贴", "第三条之一　补贴"),
        ("第12章　附则", "第12章　附则"),
        ("第一部分　概况", "第一部分　概况"),
        ("第一条 补贴", "第一条 补贴"),
        ("按户　公开\n　　张榜", "按户 公开 张榜"),
        ("第一批　补贴", "第一批 补贴"),
    ],
)
def test_full_width_blanks_stay_after_the_numbers_of_articles_and_chapters_only(text, expected):
    assert single_blanks(text) == expected


def test_a_title_is_broken_between_words_into_lines_of_like_length():
    lines = title_lines("关于进一步深化全县政务公开规范化标准化建设工作情况的通报", 19)
    assert lines == ("关于进一步深化全县政务公开", "规范化标准化建设工作情况的通报")
    assert title_lines("车溪乡把公开栏建到家门口", 19) == ("车溪乡把公开栏建到家门口",)
    assert title_lines(" ", 19) == ()


@given(st.text(alphabet="政务公开条例，。《》（）2026AB的 ", max_size=120))
def test_title_lines_lose_nothing(title):
    lines = title_lines(title, 19)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert all(lines)


def test_no_title_line_starts_with_a_closing_mark():
    for line in title_lines("县政府办公室转发《关于做好基层政务公开（村务公开）工作的意见》，要求抓好落实", 19):
        assert line[0] not in NEVER_FIRST
