"""WordprocessingML in short: elements, paragraphs whose properties stand in the order of the schema, runs."""

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import cast

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from lxml import etree

from gkcloud.papers.docx.units import cells, points

Element = BaseOxmlElement

# XML 1.0 knows no other characters (section 2.2); a word processor refuses a file that holds one.
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile(r"[ \t\r\n\u00a0\u2028\u2029]+")
_PARAGRAPH_ORDER = (
    *("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "pBdr", "tabs", "kinsoku"),
    *("overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid", "spacing", "ind", "jc", "outlineLvl", "sectPr"),
)
_RUN_ORDER = ("rStyle", "rFonts", "snapToGrid", "color", "spacing", "w", "sz", "szCs", "vertAlign", "lang")


def w(tag: str, *children: Element | None, **attributes: str | int) -> Element:
    """Return an element of the w namespace with its attributes and children.

    None among the children is left out; a child that stands elsewhere already is copied.
    """
    element = cast(
        "Element", OxmlElement(f"w:{tag}", attrs={qn(f"w:{name}"): str(value) for name, value in attributes.items()})
    )
    # lxml would take an element that stands elsewhere away from there.
    element.extend(
        [deepcopy(child) if child.getparent() is not None else child for child in children if child is not None]
    )
    return element


def flag(tag: str, *, is_on: bool = True) -> Element:
    """Return a switch that is on, or off where a style or the program has it on."""
    return w(tag) if is_on else w(tag, val=0)


def plain_text(text: str) -> str:
    """Return ``text`` on one line and without the control characters that XML does not know.

    Full-width blanks stay: offices space names and titles with them.
    """
    return _BLANKS.sub(" ", _FORBIDDEN.sub("", text)).strip()


def run_text(text: str) -> str:
    """Return the text of a run: blanks at its ends stay, because the next run goes on there."""
    return re.sub(r"[\t\n\r]+", " ", _FORBIDDEN.sub("", text))


def faces(name: str) -> Element:
    """Return the fonts of a style, the same for Chinese, figures and Latin letters.

    GB/T 9704 asks for 仿宋 and exempts no figure. With one face a figure is half a cell, as the grid of 28 has it, and
    quotation marks and dashes, which programs may count as Latin, keep their full width.
    """
    return w("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")


def size(length: float) -> tuple[Element, Element]:
    """Return the size of a run in points."""
    return w("sz", val=round(length * 2)), w("szCs", val=round(length * 2))


def run_properties(*properties: Element) -> Element | None:
    """Return the properties of a run in the schema's order, None if there are none."""
    return w("rPr", *_sorted(properties, _RUN_ORDER)) if properties else None


def run(text: str, *properties: Element) -> Element:
    """Return a run of text; its style and faces come from its paragraph unless ``properties`` say otherwise."""
    shown = w("t")
    shown.text = run_text(text)
    shown.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return w("r", run_properties(w("rFonts", hint="eastAsia"), *properties), shown)


def tab() -> Element:
    """Return the run that goes to the next tab stop."""
    return w("r", w("tab"))


def lines(texts: Iterable[str], *properties: Element) -> tuple[Element, ...]:
    """Return runs with a line break between each two of them."""
    runs: list[Element] = []
    for text in texts:
        if runs:
            runs.append(w("r", w("br")))
        runs.append(run(text, *properties))
    return tuple(runs)


def paragraph(style: str, *runs: Element, properties: Iterable[Element] = ()) -> Element:
    """Return a paragraph of the style; ``properties`` are what it has of its own."""
    return w("p", paragraph_properties(w("pStyle", val=style), *properties), *runs)


def paragraph_properties(*properties: Element) -> Element:
    """Return the properties of a paragraph in the schema's order."""
    return w("pPr", *_sorted(properties, _PARAGRAPH_ORDER))


def spacing(*, before: int | None = None, after: int | None = None, line: int | None = None) -> Element:
    """Return distances in twips; ``line`` is the exact height of a line."""
    given = {"before": before, "after": after, "line": line}
    rule = {} if line is None else {"lineRule": "exact"}
    return w("spacing", **{name: value for name, value in given.items() if value is not None}, **rule)


def indent(*, left: float = 0, right: float = 0, first: float = 0, hanging: float = 0) -> Element:
    """Return indents in cells, as characters, which follow the grid when an office changes it, and in twips."""
    attributes: dict[str, int] = {}
    for name, count in (("left", left), ("right", right), ("firstLine", first), ("hanging", hanging)):
        if count or name in {"left", "right"}:
            attributes |= {f"{name}Chars": round(count * 100), name: cells(count)}
    return w("ind", **attributes)


def indent_points(*, left: float = 0, right: float = 0, hanging: float = 0) -> Element:
    """Return indents in points, for text of another size than the grid's."""
    given = {"left": left, "right": right, "hanging": hanging}
    return w("ind", **{name: points(length) for name, length in given.items()})


def aligned(where: str) -> Element:
    """Return the alignment: both, left, center, right or distribute."""
    return w("jc", val=where)


def tab_stops(*stops: tuple[str, int]) -> Element:
    """Return tab stops as pairs of alignment and distance in twips from the left edge of the type area."""
    return w("tabs", *(w("tab", val=where, pos=at) for where, at in stops))


def _sorted(properties: Iterable[Element], order: tuple[str, ...]) -> list[Element]:
    return sorted(properties, key=lambda element: order.index(etree.QName(element).localname))
