"""Composed lines, with widths of a made-up face: 1000 for Chinese, 500 for the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcloud.typeset.body import Run
from gkcloud.typeset.faces import Role
from gkcloud.typeset.lines import BODY, SIZE, WIDTH, Measure, compose_lines
from gkcloud.typeset.marks import BLANK_AFTER, BLANK_BEFORE, NEVER_FIRST, NEVER_LAST


class Widths:
    def advance(self, _role: Role, char: str) -> float:
        return 500.0 if ord(char) < 0x2000 else 1000.0

    def is_borrowed(self, _role: Role, _char: str) -> bool:
        return False

    def half_marks(self, _role: Role) -> frozenset[str]:
        return frozenset(BLANK_AFTER + BLANK_BEFORE)


def width_of(line) -> float:
    natural = sum(Widths().advance(Role.BODY, char) * SIZE / 1000 for char in line.text)
    gaps = len(line.text) - 1 - len(line.unspaced)
    return natural - len(line.halved) * SIZE / 2 + gaps * line.spacing


def composed(text: str, measure: Measure = BODY):
    return compose_lines([Run(text, Role.BODY)], Widths(), measure=measure)


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


@pytest.mark.parametrize("kept", ["1,326,000", "〔2015〕", "98.5%", "——"])
def test_what_belongs_together_stays_on_one_line(kept):
    for before in range(18, 30):
        lines = composed("政" * before + kept + "务" * 30)
        assert any(kept in line.text for line in lines), before


def test_an_endless_word_is_broken():
    assert all(len(line.text) <= 60 for line in composed("a" * 300))


TEXT = st.text(alphabet="政务公开县乡镇，。、；：（）《》“”0123456789%.—…AB 〔〕号年", min_size=1, max_size=300)


@given(TEXT)
def test_lines_lose_nothing_but_blanks_and_fill_their_width(text):
    lines = composed(text)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    for number, line in enumerate(lines[:-1]):
        indent = 0 if number else 2 * (SIZE + BODY.cell_spacing)
        if len(line.text) > 1:
            assert width_of(line) == pytest.approx(WIDTH - indent, abs=0.05)
            assert line.spacing > -1.2


@given(
    st.lists(
        st.sampled_from(["政务公开", "乡镇，", "《条例》", "（试行）", "46处", "98.5%", "。", "“六有”"]),
        max_size=80,
    )
)
def test_no_forbidden_mark_at_either_end(pieces):
    for line in composed("政" + "".join(pieces))[1:]:
        assert line.text[0] not in NEVER_FIRST
    for line in composed("政" + "".join(pieces))[:-1]:
        assert line.text[-1] not in NEVER_LAST
