"""Over two thousand lines of varied prose, composed with the machine's own faces."""

import re
from random import Random

import pytest

from gkcloud.typeset.body import Run, read_body
from gkcloud.typeset.faces import Faces, Role, load_faces
from gkcloud.typeset.lines import BODY, SIZE, WIDTH, Advances, Line, Measure, compose_lines
from gkcloud.typeset.marks import NEVER_FIRST, NEVER_LAST
from tests.factories.prose import body_html

NUMBER = re.compile(r"〔\d{4}〕\d+号")
FIGURE = re.compile(r"\d[\d,.]*(?:[%％℃年月日号个件户人]|平方米|万元|亿元|mm)")


@pytest.fixture(scope="module")
def faces() -> Faces:
    return load_faces()


@pytest.fixture(scope="module")
def composed(faces: Faces) -> list[tuple[tuple[Run, ...], tuple[Line, ...]]]:
    blocks = read_body(body_html(Random(9704), 260))  # noqa: S311 - invented prose
    advances = Advances(faces)
    return [(block.runs, compose_lines(block.runs, advances)) for block in blocks]


def width_of(line: Line, faces: Faces) -> float:
    width, at = 0.0, 0
    unspaced, last = {*line.unspaced}, len(line.text) - 1
    for run in line.runs:
        for char in run.text:
            width += faces.advance(run.role, char) * SIZE / 1000
            width += line.spacing if at not in unspaced and at < last else 0
            at += 1
    return width - len(line.halved) * SIZE / 2


def test_there_is_enough_to_judge_by(composed):
    lines = [line for _, lines in composed for line in lines]
    assert len(lines) > 2000
    assert sum(len(line.halved) for line in lines) > 500
    assert sum(len(NUMBER.findall(line.text)) for line in lines) > 200


def test_nothing_is_lost(composed):
    for runs, lines in composed:
        assert "".join(line.text for line in lines).replace(" ", "") == "".join(r.text for r in runs).replace(" ", "")


def test_no_forbidden_mark_at_either_end(composed):
    for _, lines in composed:
        for line in lines[1:]:
            assert line.text[0] not in NEVER_FIRST, line.text
        for line in lines[:-1]:
            assert line.text[-1] not in NEVER_LAST, line.text


def test_every_full_line_ends_at_the_edge(composed, faces):
    for _, lines in composed:
        for number, line in enumerate(lines[:-1]):
            indent = 0 if number else 2 * BODY.cell
            assert width_of(line, faces) == pytest.approx(WIDTH - indent, abs=0.01), line.text


def test_the_spacing_does_not_show(composed):
    added = [line.spacing - BODY.cell_spacing for _, lines in composed for line in lines[:-1]]
    # A gap of a tenth of the size is what readers of the file's text take for a blank.
    assert max(added) + BODY.cell_spacing < SIZE / 5
    assert sum(one + BODY.cell_spacing > SIZE / 10 for one in added) < len(added) / 400
    assert min(added) > -1.3
    assert sum(abs(one) > 1 for one in added) < len(added) / 30
    assert sum(map(abs, added)) / len(added) < 0.4


def test_figures_and_document_numbers_stay_whole(composed):
    for runs, lines in composed:
        text = "".join(run.text for run in runs)
        for pattern in (NUMBER, FIGURE):
            assert [found for line in lines for found in pattern.findall(line.text)] == pattern.findall(text)


def test_no_paragraph_ends_in_a_single_character(composed):
    endings = [lines[-1].text for _, lines in composed if len(lines) > 1]
    assert not [ending for ending in endings if len(ending.rstrip("。，；：”）")) < 2]


@pytest.mark.parametrize(("measure", "role"), [(Measure(318, 10.5), Role.BODY), (Measure(1100, 30), Role.SONG)])
def test_other_columns_are_even_too(faces, measure, role):
    advances, lines = Advances(faces), []
    for block in read_body(body_html(Random(5), 40)):  # noqa: S311 - invented prose
        lines += compose_lines(block.runs, advances, role=role, measure=measure)[:-1]
    assert len(lines) > 150
    assert all(line.text[-1] not in NEVER_LAST and line.text[0] not in NEVER_FIRST - {"—"} for line in lines)
    assert all(-0.1 < line.spacing / measure.size < 0.15 for line in lines)
