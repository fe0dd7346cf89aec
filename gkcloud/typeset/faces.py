"""Which face plays which role of GB/T 9704: 小标宋, 仿宋, 楷体, 黑体, 宋体.

An office may hold licences for the standard faces: it puts the files into the font folder
(``GKCLOUD_FONTS_DIR``, ``var/fonts`` by default) and they are preferred. Otherwise free faces play the
roles. Every role has a stack: a character that its face lacks is shown by the next face that has it,
a serif face first.
"""

import os
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from pathlib import Path

from gkcloud.typeset.fontfiles import FontFile, fonts_in_folder, fonts_of_system, glyph_table
from gkcloud.typeset.halves import HalfFace, half_face

FACE_SCHEME = "gk-face"
_CONTEXT = 8  # characters shown on either side of a missing one


class Role(StrEnum):
    """A face's part in an official document, by its Chinese name."""

    TITLE = "小标宋"
    BODY = "仿宋"
    KAI = "楷体"
    HEI = "黑体"
    SONG = "宋体"

    @property
    def css_class(self) -> str:
        """The class that sets this role's stack in a page."""
        return f"face-{self.name.lower()}"

    @property
    def half_class(self) -> str:
        """The class that sets this role's half-width marks in a page."""
        return f"half-{self.name.lower()}"


# One CSS weight per role, for the whole stack: a face is never emboldened by the machine.
ROLE_WEIGHTS: Mapping[Role, int] = {
    Role.TITLE: 700,
    Role.BODY: 400,
    Role.KAI: 400,
    Role.HEI: 500,
    Role.SONG: 400,
}

# The roles of text composed into lines, in which marks may be set half as wide; titles are broken by hand.
COMPOSED_ROLES = (Role.BODY, Role.KAI, Role.HEI, Role.SONG)

# Licensed faces first, as offices name them, then free ones; "family:weight" where a family has several.
# Small files before large ones: WeasyPrint holds every file that a page uses in memory, and maps it as well,
# so that a Noto collection of 25 MB costs a worker 50 MB.
_CANDIDATES: Mapping[Role, tuple[str, ...]] = {
    Role.TITLE: (
        "方正小标宋_GBK",
        "方正小标宋简体",
        "FZXiaoBiaoSong-B05",
        "FZXiaoBiaoSong-B05S",
        "FZXBSJW--GB1-0",
        "华文中宋",
        "STZhongsong",
        "Noto Serif CJK SC:700",
        "Noto Serif SC:700",
        "Source Han Serif SC:700",
        "FandolSong-Bold",
    ),
    Role.BODY: (
        "仿宋_GB2312",
        "FangSong_GB2312",
        "方正仿宋_GBK",
        "方正仿宋简体",
        "FZFangSong-Z02",
        "仿宋",
        "FangSong",
        "华文仿宋",
        "STFangsong",
        "FandolFang-Regular",
        "Zhuque Fangsong (technical preview)",
        "朱雀仿宋",
    ),
    Role.KAI: (
        "楷体_GB2312",
        "KaiTi_GB2312",
        "方正楷体_GBK",
        "方正楷体简体",
        "楷体",
        "KaiTi",
        "华文楷体",
        "STKaiti",
        "FandolKai-Regular",
        "LXGW WenKai:400",
        "AR PL UKai CN",
    ),
    Role.HEI: (
        "方正黑体_GBK",
        "方正黑体简体",
        "黑体",
        "SimHei",
        "华文黑体",
        "STHeiti",
        "FandolHei-Regular",
        "Noto Sans CJK SC:500",
        "Noto Sans SC:500",
        "Source Han Sans SC:500",
        "Noto Sans CJK SC:400",
    ),
    Role.SONG: (
        "方正书宋_GBK",
        "方正书宋简体",
        "宋体",
        "SimSun",
        "华文宋体",
        "STSong",
        "FandolSong-Regular",
        "Noto Serif CJK SC:400",
        "Noto Serif SC:400",
        "Source Han Serif SC:400",
    ),
}

# What shows a character that the role's own faces lack: serif faces, then the widest coverage of any kind.
_SERIF_FALLBACKS = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "FandolSong-Regular")
_WIDE_FALLBACKS = ("LXGW WenKai", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC")


_NO_FACE = (
    "没有找到任何中文字体。请安装 fonts-noto-cjk，或把字体文件放入 GKCLOUD_FONTS_DIR 指定的文件夹（默认 var/fonts）。"
)


class FacesMissing(RuntimeError):
    """No face for Chinese text was found at all; the message says what to install."""


@dataclass(frozen=True, slots=True)
class Face:
    """A font file in a role's stack, with the family name and weight (CSS) that pick it in a page."""

    file: FontFile
    css_family: str
    css_weight: int
    is_by_file: bool

    def shows(self, char: str) -> bool:
        """Return whether this face has a glyph for ``char``."""
        return char in glyph_table(self.file.path, self.file.number)

    def advance(self, char: str) -> float:
        """Return the width of ``char`` in thousandths of the font size; raises KeyError if it has none."""
        return glyph_table(self.file.path, self.file.number).advance(char)


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character no face can show, as ``U+XXXX``, with the text around it."""

    char: str
    codepoint: str
    context: str


@dataclass(frozen=True, slots=True)
class Faces:
    """The stacks of all roles, and notes (sentences for an operator) about what had to stand in."""

    stacks: Mapping[Role, tuple[Face, ...]]
    notes: tuple[str, ...] = ()
    _showing: dict[tuple[Role, str], Face | None] = field(default_factory=dict, repr=False, compare=False)

    def which_face_plays(self, role: Role) -> Face:
        """Return the first face of the role's stack."""
        return self.stacks[role][0]

    def face_showing(self, role: Role, char: str) -> Face | None:
        """Return the face that shows ``char`` in ``role``, None if no face of its stack can."""
        key = (role, char)
        if key not in self._showing:
            self._showing[key] = next((face for face in self.stacks[role] if face.shows(char)), None)
        return self._showing[key]

    def advance(self, role: Role, char: str) -> float:
        """Return the width of ``char`` set in ``role``, in thousandths of the font size (1000 if unknown)."""
        face = self.face_showing(role, char)
        return 1000.0 if face is None else face.advance(char)

    def is_borrowed(self, role: Role, char: str) -> bool:
        """Return whether ``char`` in ``role`` is shown by another face than the role's own."""
        return self.face_showing(role, char) is not self.which_face_plays(role)

    def missing_glyphs(self, text: str) -> tuple[MissingGlyph, ...]:
        """Return each character of ``text`` that no face can show, once, where it first occurs."""
        missing = []
        for char in dict.fromkeys(text):
            if _needs_no_glyph(char) or any(self.face_showing(role, char) for role in Role):
                continue
            at = text.index(char)
            context = text[max(0, at - _CONTEXT) : at + _CONTEXT + 1].strip()
            missing.append(MissingGlyph(char, f"U+{ord(char):04X}", context))
        return tuple(missing)

    def files(self) -> Mapping[str, Path]:
        """Return the font files that pages may load as ``gk-face:NAME``, by that name."""
        return {face.css_family: face.file.path for face in chain(*self.stacks.values()) if face.is_by_file}

    def half_marks(self, role: Role) -> frozenset[str]:
        """Return the marks that the role's face can show half as wide (``Role.half_class``)."""
        return self._half_face(role).marks if role in COMPOSED_ROLES else frozenset()

    def made_files(self) -> Mapping[str, bytes]:
        """Return the font files of half-width marks that pages may load as ``gk-face:NAME``, by that name."""
        return {f"gk-{role.half_class}": self._half_face(role).content for role in COMPOSED_ROLES}

    def _half_face(self, role: Role) -> HalfFace:
        file = self.which_face_plays(role).file
        return half_face(file.path, file.number, f"gk-{role.half_class}")

    def stylesheet(self) -> str:
        """Return the CSS that declares the faces and one class per role (``Role.css_class``)."""
        declared = {face.css_family: face for face in chain(*self.stacks.values()) if face.is_by_file}
        rules = [
            f'@font-face {{ font-family: "{name}"; font-weight: {face.css_weight}; '
            f'src: url("{FACE_SCHEME}:{name}"); }}'
            for name, face in sorted(declared.items())
        ]
        for role in Role:
            families = ", ".join(f'"{face.css_family}"' for face in self.stacks[role])
            weight = ROLE_WEIGHTS[role]
            rules.append(f".{role.css_class} {{ font-family: {families}; font-weight: {weight}; }}")
            if role in COMPOSED_ROLES:
                half = f"gk-{role.half_class}"
                source = f'url("{FACE_SCHEME}:{half}")'
                rules.append(f'@font-face {{ font-family: "{half}"; font-weight: {weight}; src: {source}; }}')
                rules.append(f'.{role.half_class} {{ font-family: "{half}", {families}; font-weight: {weight}; }}')
        return "\n".join(rules)

    def fonts_report(self) -> tuple[str, ...]:
        """Return a line per role saying which face plays it, then the notes."""
        plays = (
            f"{role}：{self.which_face_plays(role).file.family}（{self.which_face_plays(role).file.path.name}）"
            for role in Role
        )
        return (*plays, *self.notes)


def load_faces(folder: Path | None = None, *, use_system: bool = True) -> Faces:
    """Return the faces found in ``folder`` and, unless ``use_system`` is false, on the machine.

    The folder defaults to ``GKCLOUD_FONTS_DIR``, and that to ``var/fonts``. Raises FacesMissing if
    there is no face for Chinese text at all.
    """
    folder = folder or Path(os.environ.get("GKCLOUD_FONTS_DIR", "var/fonts"))
    own, own_notes = fonts_in_folder(folder)
    shared, shared_notes = fonts_of_system() if use_system else ((), ())
    return choose_faces((*own, *shared), (*own_notes, *shared_notes))


def choose_faces(fonts: tuple[FontFile, ...], notes: tuple[str, ...] = ()) -> Faces:
    """Cast the roles among ``fonts``; the earlier of two equally named fonts wins.

    Raises FacesMissing if there is no face for Chinese text at all.
    """
    stacks: dict[Role, tuple[Face, ...]] = {}
    all_notes = list(notes)
    for role in Role:
        weight = ROLE_WEIGHTS[role]
        own = next((font for name in _CANDIDATES[role] if (font := _find(fonts, name, weight))), None)
        others = list(_stand_ins(fonts, weight))
        if role is Role.HEI:  # a sans-serif face is nearest to 黑体
            others.sort(key=lambda font: "Sans" not in font.family)
        stack = [font for font in dict.fromkeys([own, *others]) if font is not None]
        if not stack:
            raise FacesMissing(_NO_FACE)
        if own is None:
            note = f"没有找到{role}字体，暂由 {stack[0].family} 代替。请把{role}字体文件放入字体文件夹。"
            all_notes.append(note)
        stacks[role] = tuple(_as_face(font, weight, is_stand_in=font is not own) for font in stack)
    return Faces(stacks, tuple(all_notes))


def _stand_ins(fonts: tuple[FontFile, ...], weight: int) -> Iterator[FontFile]:
    for names in (_SERIF_FALLBACKS, *((name,) for name in _WIDE_FALLBACKS)):
        found = (font for name in names if (font := _find(fonts, name, weight)))
        if font := next(found, None):
            yield font


def _find(fonts: tuple[FontFile, ...], wanted: str, weight: int) -> FontFile | None:
    name, _, exact = wanted.partition(":")
    matching = [font for font in fonts if name.casefold() in font.names]
    if exact:
        matching = [font for font in matching if font.weight == int(exact)]
    return min(matching, key=lambda font: abs(font.weight - weight), default=None)


def _as_face(font: FontFile, weight: int, *, is_stand_in: bool) -> Face:
    """Pick a face by name only where CSS cannot miss it; a file of its own is loaded under a name of ours.

    A stand-in of the machine is always asked for by name: loading 25 MB for a rare character is not worth
    an exact weight.
    """
    by_name = not font.is_office and (font.is_collected or font.weight == weight or is_stand_in)
    family = font.family if by_name else f"gk-{font.path.stem}-{weight}"
    return Face(font, family, weight, is_by_file=not by_name)


def _needs_no_glyph(char: str) -> bool:
    is_variation_selector = unicodedata.name(char, "").startswith("VARIATION SELECTOR")
    return is_variation_selector or char.isspace() or unicodedata.category(char) in {"Cc", "Cf"}
