"""Casting the roles among made-up fonts, and the machine's real ones."""

from pathlib import Path

import pytest

from gkcloud.typeset.faces import FacesMissing, Role, choose_faces, load_faces
from gkcloud.typeset.fontfiles import FontFile, fonts_in_folder


def font(name: str, weight: int = 400, *, is_office: bool = False, suffix: str = "otf") -> FontFile:
    return FontFile(Path(f"/fonts/{name}.{suffix}"), 0, name, frozenset({name.casefold()}), weight, is_office)


NOTO = (
    font("Noto Serif CJK SC", 400, suffix="ttc"),
    font("Noto Serif CJK SC", 700, suffix="ttc"),
    font("Noto Sans CJK SC", 500, suffix="ttc"),
)


def test_a_licensed_face_comes_before_a_free_one():
    faces = choose_faces((*NOTO, font("FandolFang-Regular", is_office=True), font("仿宋_GB2312", is_office=True)))
    assert faces.which_face_plays(Role.BODY).file.family == "仿宋_GB2312"


def test_weights_are_the_role_s_own():
    faces = choose_faces(NOTO)
    assert faces.which_face_plays(Role.TITLE).file.weight == 700
    assert faces.which_face_plays(Role.SONG).file.weight == 400


def test_a_missing_role_is_played_by_a_serif_face_and_said_so():
    faces = choose_faces(NOTO)
    assert faces.which_face_plays(Role.BODY).file.family == "Noto Serif CJK SC"
    report = faces.fonts_report()
    assert len(report) == len(Role) + 2
    assert any("没有找到仿宋字体" in line for line in report)
    assert any("没有找到楷体字体" in line for line in report)


def test_an_office_s_file_is_loaded_by_address_and_a_collection_by_name():
    faces = choose_faces((*NOTO, font("方正小标宋简体", is_office=True)))
    assert 'src: url("gk-face:gk-方正小标宋简体-700")' in faces.stylesheet()
    assert list(faces.files()) == ["gk-方正小标宋简体-700"]


def test_no_face_at_all_says_what_to_install():
    with pytest.raises(FacesMissing, match="fonts-noto-cjk"):
        choose_faces(())


def test_a_broken_font_file_is_noted_and_left_out(tmp_path):
    (tmp_path / "a.ttf").write_bytes(b"not a font")
    (tmp_path / "readme.txt").write_text("x")
    fonts, (note,) = fonts_in_folder(tmp_path)
    assert fonts == ()
    assert "a.ttf" in note
    assert load_faces(tmp_path).notes[0] == note


def test_real_faces_know_what_they_lack():
    faces = load_faces()
    (missing,) = faces.missing_glyphs("大堰垱镇\n𬭎龘\ue123，公开\ufe00")
    assert (missing.char, missing.codepoint) == ("\ue123", "U+E123")
    assert "龘" in missing.context
    assert faces.advance(Role.BODY, "政") == pytest.approx(1000)
