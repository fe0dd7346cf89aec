"""Automatic numbering of Word made visible: 一、（一）1. that Word draws become characters of the text.

mammoth keeps only "ordered" or "not ordered" of Word's numbering, but in an official text the numbers are
text. Bullets stay lists.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from io import BytesIO

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = frozenset(
    (
        "chineseCounting",
        "chineseCountingThousand",
        "ideographDigital",
        "japaneseCounting",
        "taiwaneseCounting",
        "taiwaneseCountingThousand",
        "japaneseDigitalTenThousand",
    )
)
_DIGITS = "〇一二三四五六七八九"
_ENCLOSED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def chinese_number(number: int) -> str:
    """Return 1 to 99 as 一 to 九十九; other numbers in digits."""
    if not 0 < number < 100:  # noqa: PLR2004
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else ("十" if tens == 1 else _DIGITS[tens] + "十")
    return head + (_DIGITS[ones] if ones else "")


def write_out_numbers(data: bytes) -> bytes:
    """Return the .docx with automatic numbers written into its paragraphs; unchanged when it has none."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if "word/numbering.xml" not in archive.namelist():
            return data
        parts = {
            name: etree.fromstring(archive.read(name), _PARSER)
            for name in ("word/document.xml", "word/numbering.xml", "word/styles.xml")
            if name in archive.namelist()
        }
        numbering = _Numbering(parts["word/numbering.xml"])
        if "word/styles.xml" in parts:
            numbering.take_from_styles(parts["word/styles.xml"])
        changed = [numbering.write(paragraph) for paragraph in parts["word/document.xml"].iter(f"{W}p")]
        if not any(changed):
            return data
        out = BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
            for name in archive.namelist():
                copy.writestr(name, etree.tostring(parts[name]) if name in parts else archive.read(name))
        return out.getvalue()


class _Numbering:
    """The numbering definitions of a document and the running count of each list."""

    def __init__(self, root: etree._Element) -> None:
        abstract = {_value(node, "abstractNumId"): node for node in root.iter(f"{W}abstractNum")}
        self._levels: dict[str, dict[int, etree._Element]] = {}
        self._abstract_of: dict[str, str] = {}
        for num in root.iter(f"{W}num"):
            reference = num.find(f"{W}abstractNumId")
            number, target = _value(num, "numId"), _value(reference, "val") if reference is not None else ""
            if target in abstract:
                self._abstract_of[number] = target
                self._levels[number] = {
                    int(_value(lvl, "ilvl") or 0): lvl for lvl in abstract[target].iter(f"{W}lvl")
                }
                for override in num.iter(f"{W}lvlOverride"):
                    for lvl in override.iter(f"{W}lvl"):
                        self._levels[number][int(_value(lvl, "ilvl") or 0)] = lvl
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}

    def take_from_styles(self, root: etree._Element) -> None:
        """Remember the numbering that styles bring along, and take it away where it will be written out."""
        for style in root.iter(f"{W}style"):
            properties = style.find(f"{W}pPr")
            reference = _reference(properties)
            if properties is None or reference is None:
                continue
            self._styles[_value(style, "styleId")] = reference
            if self._is_written_out(*reference):
                _remove(properties, "numPr")
                # mammoth also follows the level's own link back to the style.
                _remove(self._levels[reference[0]][reference[1]], "pStyle")

    def _is_written_out(self, number: str, level: int) -> bool:
        levels = self._levels.get(number, {})
        return level in levels and _child(levels[level], "numFmt") not in ("bullet", "none", "")

    def write(self, paragraph: etree._Element) -> bool:
        """Write a paragraph's number as its first characters; say whether it had one."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return False
        style = properties.find(f"{W}pStyle")
        reference = _reference(properties) or self._styles.get(_value(style, "val") if style is not None else "")
        if reference is None or not self._is_written_out(*reference):
            return False
        label = self._label(*reference)
        _unnumber(properties)
        run = etree.Element(f"{W}r")
        first = next(paragraph.iter(f"{W}r"), None)
        look = first.find(f"{W}rPr") if first is not None else None
        if look is not None:
            run.append(deepcopy(look))
        text = etree.SubElement(run, f"{W}t")
        text.text = label
        properties.addnext(run)
        return True

    def _label(self, number: str, level: int) -> str:
        levels = self._levels[number]
        counts = self._counts.setdefault(self._abstract_of[number], {})
        start = _child(levels[level], "start")
        counts[level] = counts[level] + 1 if level in counts else int(start) if start.isdecimal() else 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return "".join(_parts(_child(levels[level], "lvlText"), levels, counts))


def _parts(pattern: str, levels: dict[int, etree._Element], counts: dict[int, int]) -> Iterator[str]:
    for piece in re.split(r"(%\d)", pattern):
        if not re.fullmatch(r"%\d", piece):
            yield piece
            continue
        level = int(piece[1]) - 1
        number = counts.get(level, 1)
        style = _child(levels[level], "numFmt") if level in levels else "decimal"
        if style in _CHINESE:
            yield chinese_number(number)
        elif style.startswith("decimalEnclosedCircle") and 0 < number <= len(_ENCLOSED):
            yield _ENCLOSED[number - 1]
        elif style in ("lowerLetter", "upperLetter") and 0 < number <= 26:  # noqa: PLR2004
            yield chr((ord("a") if style == "lowerLetter" else ord("A")) + number - 1)
        else:
            yield str(number)


def _reference(properties: etree._Element | None) -> tuple[str, int] | None:
    node = properties.find(f"{W}numPr") if properties is not None else None
    if node is None:
        return None
    level = _child(node, "ilvl")
    number = _child(node, "numId")
    return (number, int(level) if level.isdecimal() else 0) if number else None


def _unnumber(properties: etree._Element) -> None:
    node = properties.find(f"{W}numPr")
    if node is None:
        node = etree.SubElement(properties, f"{W}numPr")
    for child in list(node):
        node.remove(child)
    etree.SubElement(node, f"{W}numId").set(f"{W}val", "0")


def _remove(node: etree._Element, name: str) -> None:
    for child in node.findall(f"{W}{name}"):
        node.remove(child)


def _value(node: etree._Element, name: str) -> str:
    return str(node.get(f"{W}{name}") or "")


def _child(node: etree._Element, name: str) -> str:
    child = node.find(f"{W}{name}")
    return _value(child, "val") if child is not None else ""
