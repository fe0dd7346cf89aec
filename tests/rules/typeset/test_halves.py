"""Half-width marks made from the machine's own faces."""

import io

import pytest
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

from gkcloud.typeset.faces import COMPOSED_ROLES, Role, load_faces
from gkcloud.typeset.halves import half_face
from gkcloud.typeset.marks import BLANK_AFTER, BLANK_BEFORE

FACES = load_faces()


def font_of(role: Role) -> TTFont:
    return TTFont(io.BytesIO(FACES.made_files()[f"gk-{role.half_class}"]))


@pytest.mark.parametrize("role", COMPOSED_ROLES)
def test_a_half_mark_is_half_as_wide_with_its_ink_inside(role):
    font = font_of(role)
    units, glyphs, table = font["head"].unitsPerEm, font.getGlyphSet(), font.getBestCmap()
    assert len(FACES.half_marks(role)) > 15
    for mark in FACES.half_marks(role):
        bounds = BoundsPen(glyphs)
        glyphs[table[ord(mark)]].draw(bounds)
        assert glyphs[table[ord(mark)]].width == units / 2
        left, _, right, _ = bounds.bounds
        assert -0.03 * units < left < right < 0.53 * units, mark


@pytest.mark.parametrize("role", COMPOSED_ROLES)
def test_only_marks_with_a_blank_half_are_made(role):
    assert FACES.half_marks(role) <= set(BLANK_AFTER + BLANK_BEFORE)
    assert all(FACES.advance(role, mark) == pytest.approx(1000) for mark in FACES.half_marks(role))
    assert not FACES.half_marks(role) & set("？…—·政")


def test_lines_stand_as_high_as_in_the_face_itself():
    whole = FACES.which_face_plays(Role.BODY).file
    with TTFont(whole.path, fontNumber=whole.number) as font:
        heights = [font["hhea"].ascent / font["head"].unitsPerEm, font["hhea"].descent / font["head"].unitsPerEm]
    half = font_of(Role.BODY)
    assert [half["hhea"].ascent / half["head"].unitsPerEm, half["hhea"].descent / half["head"].unitsPerEm] == heights


def test_the_same_face_gives_the_same_bytes_tomorrow(monkeypatch):
    file = FACES.which_face_plays(Role.BODY).file
    first = half_face(file.path, file.number, "gk-half-body").content
    half_face.cache_clear()
    monkeypatch.setattr("time.time", lambda: 4_000_000_000.0)
    assert half_face(file.path, file.number, "gk-half-body").content == first


def test_titles_need_none():
    assert FACES.half_marks(Role.TITLE) == frozenset()
    assert "gk-half-title" not in FACES.stylesheet()
