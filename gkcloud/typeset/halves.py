"""Half-width marks, made from a face: where two marks meet, or one stands at a line's edge, its blank half is left out.

Moving the next character over the blank half would look the same, but the two would then overlap in the file, and readers of
its text (searching, copying, reading aloud) take an overlap for the end of a line. So the mark itself is half as wide.
"""

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.misc.psCharStrings import T2CharString
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

from gkcloud.typeset.fontfiles import glyph_table
from gkcloud.typeset.marks import BLANK_AFTER, BLANK_BEFORE

_OVER = 0.02  # of the size; ink may come so far into a half that counts as blank


@dataclass(frozen=True, slots=True)
class HalfFace:
    """A font file (OpenType) of half-width marks, and the marks in it."""

    content: bytes
    marks: frozenset[str]


@lru_cache(maxsize=16)
def half_face(path: Path, number: int, name: str) -> HalfFace:
    """Return the half-width marks of one face as a face called ``name``; the same bytes each time.

    Only marks that the face sets full-width, with one half of their cell blank, are in it.
    """
    numbers = glyph_table(path, number).glyphs
    with TTFont(path, fontNumber=number, lazy=True) as font:
        glyphs, names, units = font.getGlyphSet(), font.getGlyphOrder(), font["head"].unitsPerEm
        outlines = {".notdef": T2CharStringPen(units // 2, None).getCharString()}
        marks = {}
        for mark in BLANK_AFTER + BLANK_BEFORE:
            glyph = numbers.get(ord(mark))
            if glyph and (outline := _half(glyphs, names[glyph], units, is_opening=mark in BLANK_BEFORE)):
                marks[ord(mark)] = f"uni{ord(mark):04X}"
                outlines[marks[ord(mark)]] = outline
        content = _font(font, name, outlines, marks)
    return HalfFace(content, frozenset(map(chr, marks)))


def _half(glyphs: object, glyph: str, units: int, *, is_opening: bool) -> T2CharString | None:
    recorded, bounds = DecomposingRecordingPen(glyphs), BoundsPen(glyphs)
    glyphs[glyph].draw(recorded)  # type: ignore[index] # fontTools' glyph sets have no common type
    recorded.replay(bounds)
    if glyphs[glyph].width != units or bounds.bounds is None:  # type: ignore[index]
        return None
    left, _, right, _ = bounds.bounds
    is_half = left >= units * (0.5 - _OVER) if is_opening else right <= units * (0.5 + _OVER)
    if not is_half:
        return None
    pen = T2CharStringPen(units // 2, None)
    recorded.replay(TransformPen(pen, (1, 0, 0, 1, -units / 2 if is_opening else 0, 0)))
    return pen.getCharString()


def _font(font: TTFont, name: str, outlines: dict[str, T2CharString], marks: dict[int, str]) -> bytes:
    units, header, metrics = font["head"].unitsPerEm, font["hhea"], font["OS/2"]
    made = FontBuilder(units, isTTF=False)
    made.updateHead(created=0, modified=0)  # the same bytes tomorrow
    made.setupGlyphOrder(list(outlines))
    made.setupCharacterMap(marks)
    made.setupCFF(name, {"FullName": name}, outlines, {})
    made.setupHorizontalMetrics(dict.fromkeys(outlines, (units // 2, 0)))
    made.setupHorizontalHeader(ascent=header.ascent, descent=header.descent, lineGap=header.lineGap)
    made.setupNameTable({"familyName": name, "styleName": "Regular", "psName": name})
    made.setupOS2(
        sTypoAscender=metrics.sTypoAscender,
        sTypoDescender=metrics.sTypoDescender,
        sTypoLineGap=metrics.sTypoLineGap,
        usWinAscent=metrics.usWinAscent,
        usWinDescent=metrics.usWinDescent,
    )
    made.setupPost()
    content = BytesIO()
    made.save(content)
    return content.getvalue()
