"""Composed lines, with widths of a made-up face: 1000 for Chinese, 500 for the rest."""

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gkcloud.typeset.body import Run
from gkcloud.typeset.faces import Role
from gkcloud.typeset.graphemes import find_clusters
from gkcloud.typeset.lines import BODY, SIZE, WIDTH, Measure, compose_lines
from gkcloud.typeset.marks import BLANK_AFTER, BLANK_BEFORE, NEVER_FIRST, NEVER_LAST


class Widths:
    def advance(self, _role: Role, char: str) -> float:
        return 500.0 if ord(char) < 0x2000 else 1000.0

    def is_borrowed(self, _role: Role, char: str) -> bool:
        return char == "龘"

    def half_marks(self, _role: Role) -> frozenset[str]:
        return frozenset(BLANK_AFTER + BLANK_BEFORE)


class NarrowQuotes(Widths):
    """A face whose quotation marks are as narrow as Latin ones, so that they have no blank half."""

    def advance(self, role: Role, char: str) -> float:
        return 500.0 if char in "“”" else super().advance(role, char)

    def half_marks(self, role: Role) -> frozenset[str]:
        return super().half_marks(role) - set("“”")


def width_of(line, size: float = SIZE) -> float:
    """Points from the left edge of the first character to the right edge of the last."""
    joined = find_clusters(line.text).joined
    natural = sum(
        Widths().advance(Role.BODY, char) * size / 1000 for at, char in enumerate(line.text) if at not in joined
    )
    unspaced = {*line.unspaced}
    gaps = sum(at not in unspaced for at in range(len(line.text) - 1))
    return natural - len(line.halved) * size / 2 + gaps * line.spacing


def composed(text: str, measure: Measure = BODY, faces: Widths | None = None, indent_cells: int = 2):
    return compose_lines([Run(text, Role.BODY)], faces or Widths(), measure=measure, indent_cells=indent_cells)


def texts(text: str, measure: Measure = BODY) -> list[str]:
    return [line.text for line in composed(text, measure)]


@pytest.mark.parametrize("before", range(20, 30))
def test_a_name_of_two_spread_characters_stays_on_one_line(before):
    (whole,) = [line for line in texts("政" * before + "，周　明　李小强，" + "务" * 40) if "周" in line]
    assert "周　明" in whole
    assert [line for line in texts("周明　小强　" * 20) if line != line.strip()] == []


@pytest.mark.parametrize("before", ["", " "])
@pytest.mark.parametrize("words", ["1", "注一", "注" * 40])
@pytest.mark.parametrize("after", ["", "政务公开"])
def test_a_paragraph_that_begins_raised_loses_nothing(before, words, after):
    runs = [Run(before, Role.BODY), Run(words, Role.BODY, "sup"), Run(after, Role.BODY)]
    assert "".join(line.text for line in compose_lines(runs, Widths())) == words + after


def test_raised_text_is_broken_as_other_text():
    lines = compose_lines([Run("公开", Role.BODY), Run("注" * 300, Role.BODY, "sup")], Widths())
    assert len(lines) > 5
    (first, *_) = compose_lines([Run("公" * 25, Role.BODY), Run("[1-3]", Role.BODY, "sup")], Widths())
    assert "[" not in first.text or "]" in first.text


@pytest.mark.parametrize("text", ["—" * 300, "政" + "—" * 300, "政——" * 100, "——，" * 100])
def test_rows_of_dashes_stay_in_the_column(text):
    lines = composed(text)
    assert "".join(line.text for line in lines) == text
    assert max(width_of(line) for line in lines[1:]) <= WIDTH + 0.1
    assert width_of(lines[0]) <= WIDTH - 2 * BODY.cell + 0.1


def test_a_full_line_has_28_cells_and_the_first_26():
    lines = composed("政" * 80)
    assert [len(line.text) for line in lines] == [26, 28, 26]
    assert lines[1].spacing == pytest.approx(BODY.cell_spacing, abs=0.01)


@pytest.mark.parametrize(("measure", "cells"), [(BODY, 28), (Measure(WIDTH, 30), 15), (Measure(318, 10.5), 30)])
def test_the_column_and_the_size_decide_the_cells(measure, cells):
    lines = composed("政" * (3 * cells), measure)
    assert [len(line.text) for line in lines] == [cells - 2, cells, cells, 2]
    spacings = [line.spacing for line in lines]
    assert spacings == pytest.approx([measure.width / cells - measure.size] * 4, abs=0.05)


def test_the_same_text_is_set_alike_in_any_size():
    small, large = Measure(280, 10), Measure(1120, 40)
    text = "按照澧政办函〔2015〕22号文件，共公开3,269件（含网上）、《目录》“六有”，占98.5%。" * 8
    assert texts(text, small) == texts(text, large)
    spacings = [[line.spacing / measure.size for line in composed(text, measure)] for measure in (small, large)]
    assert spacings[0] == pytest.approx(spacings[1])


def test_nothing_gives_no_line():
    assert composed("") == ()
    assert composed("  ") == ()


KEPT = ["1,326,000", "〔2015〕22号", "98.5%", "——", "……", "2015年", "第12期", "180平方米", "35.5万元", "210mm", "27℃",
        "GB/T 9704", "Internet", "-3.5", "（二十一）", "￥300", "№5"]  # fmt: skip


@pytest.mark.parametrize("kept", KEPT)
def test_what_belongs_together_stays_on_one_line(kept):
    for before in range(30, 62):
        lines = texts("务" * before + "据" + kept + "务" * 60)
        assert any(kept in line for line in lines), (before, lines)


def test_the_office_s_letters_leave_their_number_only_where_a_line_would_be_torn_apart():
    number = "澧政办函〔2015〕22号"
    kept = [number in "\n".join(texts("务" * before + "据" + number + "务" * 60)) for before in range(30, 58)]
    assert kept.count(False) <= 4
    assert texts("务" * 46 + "据" + number + "务" * 60)[1].endswith("据澧政办函")


@pytest.mark.parametrize(
    "text",
    ["a" * 300, "政" * 5 + "1" * 300, "。" * 300, "（" * 300, "🙂" * 300, "，" * 9000, "a" * 9000, "🇨🇳" * 4000],
)
def test_an_endless_string_is_broken(text):
    lines = composed(text)
    assert "".join(line.text for line in lines) == text
    assert all(width_of(line) < WIDTH + 1 for line in lines)
    assert all(width_of(line) > WIDTH * 0.8 for line in lines[:-1])


def test_an_address_is_broken_after_a_slash():
    for before in range(20, 28):
        lines = texts("务" * before + "见https://www.example.invalid/gk/2026/minutes/index.html，下同。" + "务" * 40)
        for line, after in pairwise(lines):
            if re.search("[a-z/]$", line) and re.match("[a-z0-9/]", after):
                assert line[-1] in "/.", lines
                assert not line.endswith("https:/")


@pytest.mark.parametrize("length", range(20, 120))
def test_a_paragraph_does_not_end_in_a_single_character(length):
    last = texts("政" * length + "。")[-1]
    assert last not in {"政。", "。"} or length < 3


def test_marks_that_meet_take_one_cell_and_a_half():
    (line,) = composed("甲（乙）。丙》《丁：“戊”、己（“庚”）？”", indent_cells=0)
    assert [line.text[at - 1 : at + 2] for at in line.halved] == [
        "乙）。",
        "丙》《",
        "丁：“",
        "戊”、",
        "（“庚",
        "庚”）",
        "”）？",
    ]
    assert composed("甲（乙丙）丁")[0].halved == ()
    assert composed("甲？”乙")[0].halved == ()


def test_marks_without_a_blank_half_stay():
    (line,) = composed("甲“乙”。丙：“丁”", faces=NarrowQuotes())
    assert [line.text[at] for at in line.halved] == ["："]


def test_marks_broken_apart_are_whole():
    text = "政" * 24 + "甲）（乙" + "务" * 30
    first, second, *_ = composed(text)
    assert (first.text[-1], second.text[0]) == ("）", "（")
    assert width_of(first) == pytest.approx(26 * BODY.cell, abs=0.3)


def test_a_mark_at_the_edge_gives_way_where_the_line_needs_it():
    lines = composed("政" * 26 + "政" * 28 + "，" + "务" * 40)
    assert lines[1].text == "政" * 28 + "，"
    assert lines[1].halved == (28,)
    assert width_of(lines[1]) == pytest.approx(WIDTH, abs=0.05)


def test_the_halves_of_a_dash_touch():
    (line,) = composed("甲——乙")
    assert line.unspaced == (1,)


def test_a_character_of_another_face_is_named():
    assert composed("甲龘乙")[0].borrowed == (1,)


def test_runs_are_cut_with_their_lines():
    runs = [Run("一" * 20, Role.KAI), Run("二" * 20, Role.BODY), Run("2", Role.BODY, "sup"), Run("三" * 20, Role.HEI)]
    lines = compose_lines(runs, Widths())
    assert [[(run.text[0], len(run.text), run.role, run.shift) for run in line.runs] for line in lines] == [
        [("一", 20, Role.KAI, ""), ("二", 6, Role.BODY, "")],
        [("二", 14, Role.BODY, ""), ("2", 1, Role.BODY, "sup"), ("三", 14, Role.HEI, "")],
        [("三", 6, Role.HEI, "")],
    ]


def test_raised_characters_stay_with_what_they_are_raised_from():
    for before in range(20, 28):
        runs = [Run("务" * before + "共三百m", Role.BODY), Run("2", Role.BODY, "sup"), Run("务" * 40, Role.BODY)]
        assert all(line.text[0] != "2" for line in compose_lines(runs, Widths()))


CLUSTERS = ["👨‍👩‍👧", "🇨🇳", "❤️", "👍🏽", "é", "1️⃣", "葛󠄀", "ก็"]


@pytest.mark.parametrize("cluster", CLUSTERS)
def test_characters_of_several_code_points_are_never_split(cluster):
    for before in range(24, 30):
        text = "政" * before + cluster * 40
        lines = texts(text)
        assert "".join(lines) == text
        assert all(line.strip("政").count(cluster) * len(cluster) == len(line.strip("政")) for line in lines)


def test_flags_are_pairs():
    assert find_clusters("中🇨🇳🇨🇳").joined == {2, 4}


def test_words_from_right_to_left_stay_whole_and_are_not_spaced():
    words = "مرحبا بكم في الصين"
    (line,) = composed(f"欢迎词：{words}。")
    assert "".join(line.text[at] for at in line.unspaced) == words
    long = texts("欢迎词：" + " ".join([words] * 12))
    assert " ".join(long).split()[1:] == (" ".join([words] * 12)).split()[1:]


TEXT = st.text(alphabet="政务公开县乡镇，。、；：（）《》“”0123456789%.—…AB 〔〕号年/", min_size=1, max_size=300)
PIECES = st.lists(
    st.sampled_from(
        ["政务公开", "乡镇，", "《条例》", "（试行）", "46处", "98.5%的", "。", "“六有”", "澧政办函〔2015〕22号", "2026年7月1日",
         "见https://a.example.invalid/gk/1.html、", "WPS表", "：“是否公开？”", "——", "……", "、", "（（", "））", "龘", "共"]
    ),
    max_size=80,
)  # fmt: skip
ANYTHING = st.text(
    alphabet=st.one_of(
        st.sampled_from("政务，（）🇨🇳👨‍👩‍👧️é‍אבג مرح"),
        st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]),
    ),
    min_size=1,
    max_size=200,
)


@given(TEXT)
@example("（" * 30 + "政")
def test_lines_lose_nothing_but_blanks_and_fill_their_width(text):
    lines = composed(text)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    for number, line in enumerate(lines[:-1]):
        indent = 0 if number else 2 * BODY.cell
        if len(line.text) > 1:
            assert width_of(line) == pytest.approx(WIDTH - indent, abs=0.05)
            assert line.spacing > -2


@given(PIECES)
def test_no_forbidden_mark_at_either_end_and_nothing_torn_apart(pieces):
    text = "政" + "".join(pieces)
    lines = composed(text)
    assert "".join(line.text for line in lines) == text
    for line in lines[1:]:
        assert line.text[0] not in NEVER_FIRST
    for line in lines[:-1]:
        assert line.text[-1] not in NEVER_LAST
    for kept in ("〔2015〕22号", "98.5%", "2026年", "——", "WPS", "46处"):
        assert sum(line.text.count(kept) for line in lines) == text.count(kept)


@given(ANYTHING)
def test_any_text_is_set_whole_and_no_character_is_split(text):
    lines = composed(text)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    at = 0
    joined = find_clusters(text).joined
    for line in lines[:-1]:
        at = text.index(line.text, at) + len(line.text)
        assert at not in joined


@given(PIECES)
def test_the_same_text_gives_the_same_lines(pieces):
    text = "".join(pieces)
    assert composed(text) == composed(text)


@given(PIECES, st.sampled_from([Measure(160, 16), Measure(96, 30), Measure(300, 10.5), Measure(20, 16)]))
def test_narrow_columns_lose_nothing(pieces, measure):
    text = "".join(pieces)
    assert "".join(line.text for line in composed(text, measure)) == text
