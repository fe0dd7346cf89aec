"""Titles broken into lines."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcloud.typeset.marks import NEVER_FIRST, NEVER_LAST
from gkcloud.typeset.titles import title_lines

TITLES = {
    "关于进一步深化全县政务公开规范化标准化建设工作情况的通报": ("关于进一步深化全县政务公开", "规范化标准化建设工作情况的通报"),
    "澧县人民政府办公室关于印发《澧县2026年政务公开工作要点》的通知": (
        "澧县人民政府办公室关于印发", "《澧县2026年政务公开工作要点》的通知",
    ),
    "关于公布废止和继续有效的规范性文件目录的决定": ("关于公布废止和继续有效的", "规范性文件目录的决定"),
    "大堰垱镇人民政府关于落实澧政办函〔2015〕22号文件精神进一步做好村务公开工作的意见": (
        "大堰垱镇人民政府", "关于落实澧政办函〔2015〕22号", "文件精神进一步做好村务公开工作的意见",
    ),
    "澧县财政局 澧县农业农村局关于做好2026年耕地地力保护补贴资金发放和公开公示工作的通知": (
        "澧县财政局 澧县农业农村局", "关于做好2026年耕地地力保护补贴", "资金发放和公开公示工作的通知",
    ),
    "关于做好2026年耕地地力保护补贴发放工作的通知": ("关于做好2026年耕地地力", "保护补贴发放工作的通知"),
    "县人民政府办公室关于转发县农业农村局县财政局2026年农机购置补贴实施方案的通知": (
        "县人民政府办公室", "关于转发县农业农村局县财政局", "2026年农机购置补贴实施方案的通知",
    ),
    "澧县民政局关于2026年第三季度村（居）务公开工作督查情况的通报": (
        "澧县民政局关于2026年", "第三季度村（居）务公开", "工作督查情况的通报",
    ),
    "澧县人民政府关于印发《政务公开工作要点》实施方案（2026—2028年）的通知": (
        "澧县人民政府", "关于印发《政务公开工作要点》", "实施方案（2026—2028年）的通知",
    ),
    "车溪乡把公开栏建到家门口": ("车溪乡把公开栏建到家门口",),
}  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_a_title_is_broken_by_sense(title):
    assert title_lines(title, 19) == TITLES[title]


def widths(lines):
    return [sum(1 if ord(char) < 0x2000 else 2 for char in line) for line in lines]


def is_hollow(lines) -> bool:
    """Whether a line is shorter than one above and one below it."""
    found = widths(lines)
    return any(max(found[:at]) > found[at] < max(found[at + 1 :]) for at in range(1, len(found) - 1))


ORGANS = ("澧县人民政府", "澧县人民政府办公室", "大堰垱镇人民政府", "县自然资源局 县农业农村局", "")
ACTIONS = ("关于做好", "关于进一步加强和改进", "关于印发", "关于转发澧政办函〔2015〕22号文件做好", "关于落实")
MATTERS = (
    "2026年度耕地地力保护补贴发放",
    "“一卡通”惠民惠农资金公开",
    "农村危房改造（第二批）",
    "《政务公开工作要点》",
    "义务教育招生入学和学籍管理",
)
ENDINGS = ("工作的通知", "有关事项的通报", "情况的报告", "的意见", "实施方案（2026—2028年）的通知")


@given(st.sampled_from(ORGANS), st.sampled_from(ACTIONS), st.sampled_from(MATTERS), st.sampled_from(ENDINGS))
def test_titles_are_trapezia_or_lozenges_and_keep_what_belongs_together(organ, action, matter, ending):
    title = organ + action + matter + ending
    lines = title_lines(title, 19)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert not is_hollow(lines)
    assert max(widths(lines)) <= 38
    assert min(widths(lines)) >= 6
    for line in lines:
        assert line[0] not in NEVER_FIRST
        assert not line.startswith(("的", "和"))
        assert line[-1] not in NEVER_LAST
    for kept in ("澧政办函〔2015〕22号", "《政务公开工作要点》", "2026年", "2028年"):
        assert kept not in title or any(kept in line for line in lines)


WORDS = {
    "关于做好2026年耕地地力保护补贴发放工作的通知": "关于 做好 2026年 耕地 地力 保护 补贴 发放 工作的 通知",
    "县人民政府办公室关于转发县农业农村局县财政局农机购置补贴方案的通知": (
        "县人民政府 办公室 关于 转发 县农业 农村局 县财政局 农机 购置 补贴 方案的 通知"
    ),
    "码头铺镇人民政府关于雷家渡水厂水源地划定方案的批复": (
        "码头铺镇 人民政府 关于 雷家渡 水厂 水源地 划定 方案的 批复"
    ),
    "澧县民政局关于村（居）务公开及各乡镇村级补贴的通报": (
        "澧县 民政局 关于 村（居）务公开 及 各乡镇 村级 补贴的 通报"
    ),
}


@pytest.mark.parametrize("cells", range(7, 20))
@pytest.mark.parametrize("title", WORDS)
def test_no_word_is_broken_however_narrow_the_line(title, cells):
    ends, at = set(), 0
    for word in WORDS[title].split():
        at += len(word)
        ends.add(at)
    assert at == len(title)
    lines = title_lines(title, cells)
    assert {sum(map(len, lines[: number + 1])) for number in range(len(lines))} <= ends
    assert max(widths(lines)) <= 2 * cells


@pytest.mark.parametrize("cells", [5, 19, 24, 40])
@pytest.mark.parametrize("length", [150, 200, 300, 20_000])
def test_no_title_takes_long(length, cells):
    title = ("关于进一步深化全县政务公开规范化标准化建设工作情况的通报" * 1000)[:length]
    for text in (title, "A" * length, "雷" * length):
        started = time.process_time()
        lines = title_lines(text, cells)
        assert time.process_time() - started < (0.1 if length <= 300 else 1)
        assert max(widths(lines)) <= 2 * cells


def test_a_hollow_shape_is_told():
    assert is_hollow(("一二三", "一二", "一二三"))
    assert not is_hollow(("一二", "一二三", "一"))


@given(st.text(alphabet="政务公开条例，。《》（）2026AB的和 关于局", max_size=120), st.integers(3, 25))
def test_any_title_is_set_whole(title, cells):
    lines = title_lines(title, cells)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")
    assert all(lines)


def test_as_few_lines_as_the_words_allow():
    assert len(title_lines("政务公开" * 9, 19)) == 2
    assert title_lines("政务公开条例", 3) == ("政务", "公开", "条例")


def test_a_word_longer_than_a_line_is_cut():
    lines = title_lines("A" * 50, 10)
    assert "".join(lines) == "A" * 50
    assert max(widths(lines)) <= 20
