"""One set of faces for all parts: every part embeds the glyphs it shows, and a gazette would carry most of them thirty times.

Last of all a type case is set: pages that show, in each face, every character that any part shows in it. They are never
printed; their faces take the place of the parts' own. The engine keeps a face's glyph numbers when it cuts it to what is
shown, so that the same number means the same glyph in all parts. A face that does not hold everything a part needs of
it, with the same meanings, is left alone.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from itertools import chain

from pikepdf import Name, Object, Pdf

from gkcloud.typeset.faces import COMPOSED_ROLES, Face, Faces

_MAPPING = re.compile(rb"<([0-9a-fA-F]{4})> <([0-9a-fA-F]*)>")
_NO_TEXT = "\uffff"  # what the engine writes as the meaning of the empty glyph
# How the engine's names of faces tell their weight; a face of another weight keeps the parts' own subsets.
_WEIGHT_SUFFIXES: Mapping[int, str] = {400: "", 500: "-Medium", 700: "-Bold"}
_SUFFIXES = frozenset(_WEIGHT_SUFFIXES.values())

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
        # In Chinese, and in no language as the page's margins are: some marks have a form for each.
        f"<p{language} style=\"font-family: '{face.css_family}'; font-weight: {face.css_weight}\">"
        # Blanks between them: an f and an i side by side might become one glyph.
        f"{escape(' '.join(sorted(text for text in wanted[name] if all(map(face.shows, text)))))}</p>"
        for name, face in _by_name(faces)
        if name in wanted
        for language in ("", ' lang="und"')
    ) + "".join(
        # These faces have no blank, and no two of their marks become one.
        f'<p class="{role.half_class}">{"".join(sorted(faces.half_marks(role) & wanted[name]))}</p>'
        for role in COMPOSED_ROLES
        for name in wanted
        if name.startswith(f"gk-{role.half_class}") and name[len(f"gk-{role.half_class}") :] in _SUFFIXES
    )
    return (
        '<!doctype html><html lang="zh-CN"><head><title>字盘</title>'
        f"<style>{faces.stylesheet()} html {{ font-size: 4pt; font-kerning: none }}</style></head>"
        f"<body>{lines}</body></html>"
    )


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


def _by_name(faces: Faces) -> Iterator[tuple[str, Face]]:
    """Yield each face once, by the name that the engine gives it in a PDF."""
    unique = {(face.css_family, face.css_weight): face for face in chain(*faces.stacks.values())}
    for (family, weight), face in unique.items():
        if weight in _WEIGHT_SUFFIXES:
            yield family.replace(" ", "-") + _WEIGHT_SUFFIXES[weight], face


def _name(font: Object) -> str:
    return str(font.BaseFont).partition("+")[2]


def _meanings(font: Object) -> Mapping[bytes, bytes]:
    """Return the text of each glyph, both in hexadecimal as the file has them."""
    if "/ToUnicode" not in font:
        return {}
    return dict(_MAPPING.findall(font.ToUnicode.read_bytes()))
