"""Charts as SVG, drawn by pygal: the same picture in the page and in the PDF.

pygal's own script, style sheet, ids and tooltips are left away, for pages allow none of them; what its classes would have
looked like is written as attributes. Lines and letters take the colour of the text around them, so that a chart is right
in the dark too.
"""

import sys
from collections.abc import Mapping, Sequence

import pygal
from lxml import etree
from markupsafe import Markup
from pygal.style import Style

# pygal hooks into every import, for maps that it may find elsewhere, in a way that Python has given up.
sys.meta_path[:] = [each for each in sys.meta_path if type(each).__name__ != "PluginImportFixer"]

_WIDTH = 720
_LINE_HEIGHT, _BAR_HEIGHT, _BAR_FRAME = 260, 20, 60
_STYLE = Style(font_family="inherit", label_font_size=12, major_label_font_size=12, value_font_size=12)
_LETTER = 12
_INK: Mapping[str, str] = {"fill": "currentColor", "font-size": str(_LETTER)}
_GRID: Mapping[str, str] = {"stroke": "currentColor", "stroke-width": "0.5", "fill": "none"}
# What an element of these classes looks like; the first that fits counts.
_LOOKS: Sequence[tuple[str, str, Mapping[str, str]]] = (
    ("rect", "background", {"fill": "none"}),
    ("rect", "rect", {"fill": "#2f6fb5"}),
    ("path", "guide", {**_GRID, "stroke": "#9aa3ad"}),
    ("path", "reactive", {"stroke": "#2f6fb5", "stroke-width": "2", "fill": "none"}),
    ("path", "line", _GRID),
    ("circle", "dot", {"fill": "#2f6fb5"}),
    ("text", "", _INK),
)
_DROPPED = ("defs", "script", "style", "desc", "title")
_DROPPED_CLASSES = frozenset({"tooltip-overlay", "legends", "titles"})
_SHAPES = ("rect", "path", "circle", "text")


def line_chart(
    labels: Sequence[str], values: Sequence[float | None], *, alternative: str, top: float | None
) -> Markup:
    """Return a line of values, broken where there is none; ``top`` fixes the upper end of the scale."""
    scale = {"range": (0, top)} if top else {"include_x_axis": True}
    chart = pygal.Line(**_options(_LINE_HEIGHT, ()), dots_size=3, allow_interruptions=True, **scale)
    chart.x_labels = list(labels)
    chart.add("", list(values))
    return _plain(chart, alternative)


def bar_chart(names: Sequence[str], values: Sequence[float | None], *, alternative: str, top: float | None) -> Markup:
    """Return lying bars, the first name on top, each with its value at the end."""
    height = _BAR_FRAME + _BAR_HEIGHT * len(names)
    scale = {"range": (0, top)} if top else {"include_x_axis": True}
    chart = pygal.HorizontalBar(**_options(height, names), print_values=True, print_values_position="top", **scale)
    # pygal draws the first of them at the bottom.
    chart.x_labels = list(reversed(names))
    chart.value_formatter = lambda value: f"{value:g}"
    chart.add("", list(reversed(values)))
    return _plain(chart, alternative)


def _options(height: int, names: Sequence[str]) -> dict[str, object]:
    # pygal takes every character for a narrow one; what Chinese ones take more is added to the margin.
    wider = max((len(name) for name in names), default=0) * _LETTER * 0.45
    return {
        "js": (),
        "css": (),
        "style": _STYLE,
        "width": _WIDTH,
        "height": height,
        "show_legend": False,
        "margin": 12,
        "margin_left": 12 + wider,
        "margin_right": 40,
        "spacing": 8,
        "no_data_text": "没有数据",
    }


def _plain(chart: "pygal.Graph", alternative: str) -> Markup:
    root = etree.fromstring(etree.tostring(chart.render_tree()))
    for element in list(root.iter()):
        if _is_dropped(element):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
        elif etree.QName(element).localname in _SHAPES:
            _dress(element)
    for element in root.iter():
        for attribute in ("class", "style", "id"):
            element.attrib.pop(attribute, "")
    root.set("role", "img")
    root.set("aria-label", alternative)
    root.set("class", "chart")
    etree.cleanup_namespaces(root)
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 - every name and value is escaped by lxml


def _is_dropped(element: "etree._Element") -> bool:
    if not isinstance(element.tag, str):  # a comment
        return True
    return etree.QName(element).localname in _DROPPED or bool(_classes(element) & _DROPPED_CLASSES)


def _dress(element: "etree._Element") -> None:
    name, classes = etree.QName(element).localname, _classes(element)
    looks = next((look for tag, word, look in _LOOKS if tag == name and (not word or word in classes)), {})
    for attribute, value in looks.items():
        element.set(attribute, value)
    if name == "text":
        above = set().union(*(_classes(each) for each in element.iterancestors()))
        # Names of bars end where the bars begin, their values begin where the bars end.
        at_start = "value" in classes and "horizontal" in above
        element.set("text-anchor", "start" if at_start else "end" if {"axis", "y"} <= above else "middle")


def _classes(element: "etree._Element") -> set[str]:
    return set((element.get("class") or "").split())


SPARK_WIDTH, SPARK_HEIGHT = 72, 20


def spark(values: Sequence[float | None], top: float) -> str:
    """Return the path of a small trend: a stroke for each run of values, a dot's length for one alone."""
    step = SPARK_WIDTH / max(1, len(values) - 1)
    path, is_open = [], False
    for place, value in enumerate(values):
        if value is None:
            is_open = False
            continue
        y = SPARK_HEIGHT - 2 - (SPARK_HEIGHT - 4) * min(value / top, 1.0)
        path.append(f"{'L' if is_open else 'M'}{place * step:.0f} {y:.1f}" + ("" if is_open else "h0"))
        is_open = True
    return "".join(path)
