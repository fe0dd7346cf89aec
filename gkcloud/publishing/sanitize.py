"""The body of a post, reduced to what a public page may carry, whatever an editor or a paste put into it."""

import re
from typing import Final

import nh3

TAGS: Final = frozenset(
    [
        "p",
        "h2",
        "h3",
        "h4",
        "h5",
        "br",
        "hr",
        "strong",
        "em",
        "b",
        "i",
        "u",
        "s",
        "sub",
        "sup",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "img",
        "figure",
        "figcaption",
        "table",
        "caption",
        "colgroup",
        "col",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "span",
    ]
)
# Gone with their content; other unknown tags lose only themselves.
DROPPED: Final = frozenset(
    {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math"}
)
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
STORED_IMAGE: Final = re.compile(
    r"/(?:[a-z0-9-]{1,64}/){0,3}files/(?:[A-Za-z0-9_~%-]|\.(?!\.)|/(?!/)){1,400}"
)
NUMBER: Final = re.compile(r"[1-9][0-9]{0,3}")
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
    tags=set(TAGS),
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
    site, others are left out.
    """
    return _IMAGE.sub(lambda image: image[0] if ' src="' in image[0] else "", _CLEANER.clean(html))
