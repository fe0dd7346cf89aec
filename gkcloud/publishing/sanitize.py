"""The body of a post, reduced to what a public page may carry, whatever an editor or a paste put into it."""

import re
from typing import Final

import nh3

BLOCK_TAGS: Final = {
    "p",
    "h2",
    "h3",
    "h4",
    "h5",
    "hr",
    "blockquote",
    "ul",
    "ol",
    "li",
    "figure",
    "figcaption",
}
INLINE_TAGS: Final = {"a", "img", "br", "span", "strong", "em", "b", "i", "u", "s", "sub", "sup"}
TABLE_TAGS: Final = {"table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"}
# Gone with their content; other unknown tags lose only themselves.
DROPPED: Final = frozenset({"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math"})
ATTRIBUTES: Final = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "col": {"span"},
    "ol": {"start"},
}
CLASSES: Final = {"p": {"addressee", "signature", "date"}}
SCHEMES: Final = frozenset({"http", "https", "mailto"})
# A stored file of this site: /files/… or /<tenant>/files/…, in plain characters and without a dot segment.
_CHARACTER: Final = "(?:[A-Za-z0-9_~-]|%(?!2[Ee]))"  # a browser reads %2e as a dot
STORED_IMAGE: Final = re.compile(
    rf"/(?:[a-z0-9-]{{1,64}}/){{0,3}}files(?:/{_CHARACTER}(?:{_CHARACTER}|\.){{0,200}}){{1,6}}"
)
NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}")
MOST_ROUNDS: Final = 8
MOST_SPAN: Final = 100
SCOPES: Final = frozenset({"row", "col", "rowgroup", "colgroup"})
# nh3 writes attributes in double quotes and escapes < and > in them, so that a tag is easily told.
_IMAGE: Final = re.compile(r"<img(?: [a-z]+=\"[^\"]*\")*>")


def _keep(_tag: str, attribute: str, value: str) -> str | None:
    if attribute == "href":
        # A browser reads a backslash as a slash and skips tabs and line ends: none belongs in an address.
        address = value.strip()
        bad = address.startswith("//") or "\\" in address or any(char <= " " for char in address)
        return None if bad else address
    if attribute == "src":
        return value if STORED_IMAGE.fullmatch(value) else None
    if attribute in {"colspan", "rowspan", "span"}:
        return value if NUMBER.fullmatch(value) and int(value) <= MOST_SPAN else None
    if attribute in {"width", "height", "start"}:
        return value if NUMBER.fullmatch(value) else None
    if attribute == "scope":
        return value if value in SCOPES else None
    return value


_CLEANER: Final = nh3.Cleaner(
    tags=BLOCK_TAGS | INLINE_TAGS | TABLE_TAGS,
    clean_content_tags=set(DROPPED),
    attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
    attribute_filter=_keep,
    strip_comments=True,
    link_rel="noopener",
    url_schemes=set(SCHEMES),
    allowed_classes={tag: set(names) for tag, names in CLASSES.items()},
)


def clean_body(html: str) -> str:
    """Return ``html`` with only the tags, attributes, addresses and classes a post may have; idempotent.

    Links may go to http, https and mailto addresses or within the site; images only to stored files of the
    site, others are left out. Markup that a parser reads differently each time (links nested through tables)
    is read again until it settles; what never settles keeps its text only.
    """
    for _ in range(MOST_ROUNDS):
        cleaned = _IMAGE.sub(lambda image: image[0] if ' src="' in image[0] else "", _CLEANER.clean(html))
        if cleaned == html:
            return cleaned
        html = cleaned
    return nh3.clean(html, tags=set())
