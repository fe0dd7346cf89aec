"""The HTML of a body, cleaned, as a tree of elements that is never deeper than a reader of it can bear.

What stands deeper than ``DEEPEST`` is not lost: the tags are dropped there, and where they would have begun a
paragraph a line break takes their place. (libxml2 drops the text below its 256th level without a word.)
"""

import re
from html.parser import HTMLParser

import nh3
from lxml import etree

from gkcloud.typeset.pictures import FILE_SCHEME

# Only what a page can show; everything that could load, run or style is dropped here, whoever stored it.
TEXT_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "pre", "figcaption", "caption", "dt", "dd"})
CONTAINERS = frozenset({
    "div", "section", "article", "main", "header", "footer", "aside", "nav", "address", "center", "blockquote",
    "ul", "ol", "dl", "figure", "details", "summary", "fieldset", "legend", "form",
})  # fmt: skip
INLINE = frozenset({"strong", "b", "em", "i", "u", "sub", "sup", "br", "span", "img", "hr"})
TABLE_PARTS = frozenset({"table", "thead", "tbody", "tfoot", "tr", "td", "th"})
BLOCKS = TEXT_BLOCKS | CONTAINERS | TABLE_PARTS
DEEPEST = 100  # levels; twenty nested tables have eighty
_VOID = frozenset({"br", "img", "hr"})
_ALLOWED = set(BLOCKS | INLINE)
_ATTRIBUTES = {
    "img": {"src", "alt"},
    "p": {"class"},
    "ol": {"start"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}

# Beyond this many open tags the cleaner's own tree gets slow (its time grows with the square of the depth).
_DEEPEST_CLEANED = 2_000
_NEVER_NESTED = frozenset({
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup", "col", "option",
    "area", "base", "br", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")

# Nothing to see and nothing to print: control characters, marks of direction and of byte order, soft hyphens, and
# the joiners of other scripts where there is nothing to join.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffc\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
    "|(?<![\u0600-\u1fff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
)


def body_tree(body_html: str) -> etree._Element:
    """Return the elements of ``body_html`` under a ``div``; tags a page cannot show are dropped, their text kept."""
    clean = nh3.clean(
        _without_abyss(body_html),
        tags=_ALLOWED,
        attributes=_ATTRIBUTES,
        url_schemes={FILE_SCHEME},
        link_rel=None,
        strip_comments=True,
    )
    builder = _Builder()
    builder.feed(clean)
    builder.close()
    return builder.root()


def without_invisible(text: str) -> str:
    """Return ``text`` without characters that neither show nor join anything."""
    return _INVISIBLE.sub("", text)


def _without_abyss(body_html: str) -> str:
    """Return the HTML as it is, or with a break for every tag if it is nested beyond all reason."""
    depth = 0
    for found in _TAG.finditer(body_html):
        if found[2].lower() in _NEVER_NESTED:
            continue
        depth = max(depth - 1, 0) if found[1] else depth + 1
        if depth > _DEEPEST_CLEANED:
            return _TAG.sub(lambda tag: "<br>" if tag[2].lower() in BLOCKS else "", body_html)
    return body_html


_Values = dict[str | bytes, str | bytes]


class _Builder(HTMLParser):
    """Builds the tree from the cleaner's output, in which every tag is closed and every value quoted."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._tree = etree.TreeBuilder()
        self._tree.start("div", {})
        self._open: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values: _Values = {name: without_invisible(value or "") for name, value in attrs}
        if tag in _VOID:
            self._empty(tag, values)
        elif self._depth < DEEPEST:
            self._tree.start(tag, values)
            self._open.append(tag)
            self._depth += 1
        else:
            self._open.append("")
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self._open:
            return
        if opened := self._open.pop():
            self._tree.end(opened)
            self._depth -= 1
        else:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        self._tree.data(without_invisible(data))

    def root(self) -> etree._Element:
        """Close what is open and return the tree."""
        while self._open:
            if opened := self._open.pop():
                self._tree.end(opened)
        self._tree.end("div")
        return self._tree.close()

    def _break(self, tag: str) -> None:
        if tag in BLOCKS:
            self._empty("br", {})

    def _empty(self, tag: str, values: _Values) -> None:
        self._tree.start(tag, values)
        self._tree.end(tag)
