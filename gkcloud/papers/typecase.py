"""One set of faces for all parts: every part embeds the glyphs it shows, and a gazette would carry most of them thirty times.

Last of all a type case is set: pages that show, in each face, every character that any part shows in it. They are never
printed; their faces take the place of the parts' own. The engine keeps a face's glyph numbers when it cuts it to what is
shown, so that the same number means the same glyph in all parts. A face that does not hold everything a part needs of
it, with the same meanings, is left alone.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain

from pikepdf import Name, Object, Pdf

from gkcloud.typeset.faces import COMPOSED_ROLES, ROLE_WEIGHTS, Faces

_MAPPING = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>")
_HAN = (("\u3400", "\u9fff"), ("\uf900", "\ufaff"), ("\U00020000", "\U0003ffff"))
_NO_TEXT = "\uffff"  # what the engine writes as the meaning of the empty glyph
# How the engine's names of faces tell their weight; a face of another weight keeps the parts' own subsets.
_WEIGHT_SUFFIXES: Mapping[int, str] = {400: "", 500: "-Medium", 700: "-Bold"}

Shown = Mapping[str, frozenset[str]]


def shown_characters(pdf: Pdf) -> Shown:
    """Return what ``pdf`` shows in each of its faces, by the face's name: single characters, or ligatures whole."""
    if not pdf.pages:
        return {}
    shown: dict[str, frozenset[str]] = {}
    for font in pdf.pages[0].Resources.get("/Font", {}).values():
        texts = (bytes.fromhex(text.decode()).decode("utf-16-be") for text in _meanings(font).values())
        shown[_name(font)] = shown.get(_name(font), frozenset()) | {text for text in texts if text != _NO_TEXT}
    return shown


def type_case(faces: Faces, parts: Iterable[Shown]) -> str:
    """Return the HTML of the type case for ``parts``."""
    wanted: dict[str, set[str]] = {}
    for name, texts in chain.from_iterable(part.items() for part in parts):
        wanted.setdefault(name, set()).update(texts)
    lines = "".join(
        f"<p{language} style=\"font-family: '{cased.family}'; font-weight: {cased.weight}\">{escape(text)}</p>"
        for name, cased in _by_name(faces)
        if name in wanted
        for text in cased.settings(sorted(text for text in wanted[name] if all(map(cased.shows, text))))
        # In Chinese, and in no language, as the page's margins are.
        for language in ("", ' lang="und"')
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><title>字盘</title>'
        f"<style>{faces.stylesheet()} html {{ font-size: 4pt; font-kerning: none }}</style></head>"
        f"<body>{lines}</body></html>"
    )


def _settings(texts: Sequence[str]) -> Iterator[str]:
    """Yield ``texts`` once, then what is no Chinese character again in Chinese and in Latin surroundings.

    A face may have a form of a mark or a figure for each script, and the engine takes a mark for one of the script
    before it. Blanks stand between, for an f and an i side by side might become one glyph.
    """
    others = [text for text in texts if not any(first <= text[:1] <= last for first, last in _HAN)]
    yield " ".join(texts)
    yield " ".join(f"一 {text}" for text in others)
    yield " ".join(f"a {text}" for text in others)


@dataclass(frozen=True, slots=True)
class CasedFont:
    """A face of the type case, in the joined file, and what its glyphs mean there."""

    font: Object
    meanings: Mapping[bytes, bytes]


def open_case(case: Pdf, joined: Pdf) -> Mapping[str, CasedFont]:
    """Return the faces of the type case by name, copied into ``joined``."""
    fonts = case.pages[0].Resources.get("/Font", {}).values()
    return {_name(font): CasedFont(joined.copy_foreign(font), _meanings(font)) for font in fonts}


def share_fonts(fonts: Object, case: Mapping[str, CasedFont]) -> None:
    """Put the faces of the type case into ``fonts``, a part's own, where they hold all that the part needs."""
    for key in list(fonts.keys()):
        own = fonts[key]
        cased = case.get(_name(own))
        if cased is not None and _can_stand_for(own, cased):
            fonts[key] = cased.font


def _can_stand_for(own: Object, cased: CasedFont) -> bool:
    is_plain = own.Encoding == cased.font.Encoding == Name("/Identity-H")
    return is_plain and _meanings(own).items() <= cased.meanings.items()


def _marks_alone(marks: Sequence[str]) -> Iterator[str]:
    """Yield half-width marks without blanks between: their face has none, and a glyph that is missing is set otherwise."""
    yield "".join(marks)


@dataclass(frozen=True, slots=True)
class _Cased:
    """A face as a stylesheet asks for it, what tells whether it shows a character, and how its characters are set."""

    family: str
    weight: int
    shows: Callable[[str], bool]
    settings: Callable[[Sequence[str]], Iterator[str]] = _settings


def _by_name(faces: Faces) -> Iterator[tuple[str, _Cased]]:
    """Yield each face once, by the name that the engine gives it in a PDF; those of half-width marks among them."""
    cased = {
        (face.css_family, face.css_weight): _Cased(face.css_family, face.css_weight, face.shows)
        for face in chain(*faces.stacks.values())
    }
    for role in COMPOSED_ROLES:
        family, weight = f"gk-{role.half_class}", ROLE_WEIGHTS[role]
        cased[family, weight] = _Cased(family, weight, faces.half_marks(role).__contains__, _marks_alone)
    for (family, weight), face in cased.items():
        if weight in _WEIGHT_SUFFIXES:
            yield family.replace(" ", "-") + _WEIGHT_SUFFIXES[weight], face


def _name(font: Object) -> str:
    return str(font.BaseFont).partition("+")[2]


def _meanings(font: Object) -> Mapping[bytes, bytes]:
    """Return the text of each glyph, both in hexadecimal as the file has them."""
    if "/ToUnicode" not in font:
        return {}
    return dict(_MAPPING.findall(font.ToUnicode.read_bytes()))
