"""Font files: their names, their coverage and their advance widths."""

import shutil
import subprocess
import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

SUFFIXES = frozenset({".otf", ".ttf", ".ttc", ".otc"})
_NAME_IDS = frozenset({1, 4, 6, 16})  # family, full name, PostScript name, typographic family
_FC_LIST_FORMAT = "%{file}\t%{index}\t%{family}\t%{fullname}\t%{postscriptname}\t%{weight}\n"

_LAST_NUMBER = 0xFFFF

# Fontconfig's weights and the CSS weights they stand for.
_CSS_WEIGHTS = {
    0: 100,
    40: 200,
    50: 300,
    55: 350,
    75: 380,
    80: 400,
    100: 500,
    180: 600,
    200: 700,
    205: 800,
    210: 900,
}


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face: a file, its number in the file, the names it answers to, and its CSS weight (100 to 900)."""

    path: Path
    number: int
    family: str
    names: frozenset[str]
    weight: int
    is_office: bool

    @property
    def is_collected(self) -> bool:
        """Whether the file holds several faces, so that only a name can pick this one."""
        return self.path.suffix.lower() in {".ttc", ".otc"}


@dataclass(frozen=True, slots=True)
class GlyphTable:
    """What a face can show: the glyph of each code point, and each glyph's advance in units of the face."""

    glyphs: Mapping[int, int]
    advances: Sequence[int]
    units_per_em: int

    def __contains__(self, char: str) -> bool:
        return ord(char) in self.glyphs

    def advance(self, char: str) -> float:
        """Return the width of ``char`` in thousandths of the font size; raises KeyError without a glyph."""
        # The last width holds for all glyphs after it (OpenType, hmtx).
        glyph = min(self.glyphs[ord(char)], len(self.advances) - 1)
        return self.advances[glyph] * 1000 / self.units_per_em


def fonts_in_folder(folder: Path) -> tuple[tuple[FontFile, ...], tuple[str, ...]]:
    """Return the faces of the font files in ``folder`` (first face of a collection), and a note per bad file.

    The order is that of the file names, so that the choice of faces does not depend on the file system.
    """
    found: list[FontFile] = []
    notes: list[str] = []
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    for path in paths:
        if path.suffix.lower() not in SUFFIXES:
            continue
        try:
            found.append(_read_names(path))
        except (TTLibError, OSError, KeyError) as fault:
            notes.append(f"字体文件 {path.name} 读不出来，未使用（{fault}）。请重新放入完整的字体文件。")
    return tuple(found), tuple(notes)


def fonts_of_system() -> tuple[tuple[FontFile, ...], tuple[str, ...]]:
    """Return the faces for Chinese that fontconfig knows, and a note if it cannot be asked."""
    command = shutil.which("fc-list")
    if command is None:
        return (), ("本机没有 fc-list 命令，系统字体未能列出，只用字体文件夹里的字体。请安装 fontconfig。",)
    listing = subprocess.run(  # noqa: S603 - a fixed command, nothing from outside in its arguments
        [command, "--format", _FC_LIST_FORMAT, ":lang=zh-cn"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if listing.returncode != 0:
        return (), (f"fc-list 未能列出系统字体：{listing.stderr.strip()}。请检查 fontconfig 的安装。",)
    return tuple(_parse_listing(listing.stdout.splitlines())), ()


def _parse_listing(lines: Iterable[str]) -> list[FontFile]:
    found = []
    for line in sorted(lines):
        file, number, family, full_names, postscript_name, weight = line.split("\t")
        # A variable face lists a range as its weight; its named instances have high bits in the index.
        if not number.isdigit() or int(number) > _LAST_NUMBER or not weight.isdigit():
            continue
        names = {*family.split(","), *full_names.split(","), postscript_name}
        found.append(
            FontFile(
                path=Path(file),
                number=int(number),
                family=family.split(",")[0],
                names=frozenset(name.casefold() for name in names if name),
                weight=_CSS_WEIGHTS.get(int(weight), 400),
                is_office=False,
            )
        )
    return found


def _read_names(path: Path) -> FontFile:
    with path.open("rb") as stream, TTFont(stream, fontNumber=0, lazy=True) as font:
        names = {str(record) for record in font["name"].names if record.nameID in _NAME_IDS}
        family = font["name"].getBestFamilyName() or path.stem
        weight = int(font["OS/2"].usWeightClass)
    return FontFile(path, 0, family, frozenset(name.casefold() for name in names), weight, is_office=True)


@lru_cache(maxsize=32)
def glyph_table(path: Path, number: int) -> GlyphTable:
    """Return the coverage and the advance widths of one face; kept, as every character asks for them.

    Glyphs go by number: their names would cost a large face 20 MB and the reading of its outlines.
    """
    with TTFont(path, fontNumber=number, lazy=True) as font:
        font.setGlyphOrder(list(range(font["maxp"].numGlyphs)))
        widths = array("H", font.reader["hmtx"][: 4 * font["hhea"].numberOfHMetrics])
        if sys.byteorder == "little":
            widths.byteswap()
        return GlyphTable(dict(font.getBestCmap() or {}), widths[::2], font["head"].unitsPerEm)
