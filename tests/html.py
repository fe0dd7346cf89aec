"""What every page owes its readers, whatever it shows."""

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

_VOLATILE = re.compile(r'(name="(?:csrf_token|submit_key)"\s+value=")[^"]*')


def page_faults(html: str) -> list[str]:
    """Return a sentence for each fault of a whole page.

    The standard's own parser, one h1, a title, a language, ids, what the content policy forbids, what forms need.
    """
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root: Element = parser.parse(html)
    elements = list(root.iter())
    return [
        *_parse_faults(parser),
        *_missing(root),
        *_ids(elements),
        *_inline(elements),
        *_forms(root),
        *_pictures(elements),
        *_program_words(root),
    ]


def fragment_faults(html: str) -> list[str]:
    """Return a sentence for each place where a part of a page is no valid HTML by itself."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parseFragment(html, container="main")
    return _parse_faults(parser)


def settled(html: str) -> str:
    """Return a page without what differs each time it is drawn."""
    return _VOLATILE.sub(r"\1", html)


def _parse_faults(parser: html5lib.HTMLParser) -> list[str]:
    return [f"line {place[0]}: {code} {about}" for place, code, about in parser.errors]


def _missing(root: Element) -> Iterator[str]:
    headings = len(root.findall(".//h1"))
    if headings != 1:
        yield f"{headings} h1 elements"
    if not (root.findtext(".//title") or "").strip():
        yield "no title"
    if root.get("lang") != "zh-CN":
        yield "no language"


def _ids(elements: list[Element]) -> Iterator[str]:
    known = Counter(each.get("id") for each in elements if each.get("id") is not None)
    for name, count in known.items():
        if count > 1:
            yield f"id {name} occurs {count} times"
    for each in elements:
        named = [name for key in ("for", "aria-labelledby", "aria-describedby") for name in each.get(key, "").split()]
        href = each.get("href", "")
        if href.startswith("#"):
            named.append(href[1:])
        for name in named:
            if name not in known:
                yield f"nothing has the id {name!r} that a {each.tag} names"


def _inline(elements: list[Element]) -> Iterator[str]:
    for each in elements:
        if each.tag == "style" or "style" in each.attrib:
            yield f"{each.tag} with a style of its own"
        is_data = each.get("type") == "application/json"  # which the policy lets pass: a browser does not run it
        if each.tag == "script" and not each.get("src") and not is_data:
            yield "script without an address"
        for key, value in each.items():
            if key.startswith("on"):
                yield f"{each.tag} with {key}"
            if value.strip().lower().startswith("javascript:"):
                yield f"{each.tag} with code as its {key}"


def _forms(root: Element) -> Iterator[str]:
    for form in root.iter("form"):
        is_post = form.get("method", "get").lower() == "post"
        tokens = [each for each in form.iter("input") if each.get("name") == "csrf_token" and each.get("value")]
        if is_post and len(tokens) != 1:
            yield f"form to {form.get('action')} with {len(tokens)} tokens"
        if not is_post and tokens:
            yield f"form to {form.get('action')} puts its token into an address"


def _pictures(elements: list[Element]) -> Iterator[str]:
    for each in elements:
        if each.tag == "img" and each.get("alt") is None:
            yield f"image {each.get('src')} without a text"


def _program_words(root: Element) -> Iterator[str]:
    """Find what only a program says: the name of nothing, an object's inside, a template's brackets."""
    body = root.find("body")
    text = "".join(body.itertext()) if body is not None else ""
    for found in re.finditer(r"\bNone\b|None(?=[年月第期])|第None|<[a-z.]+ object at|\{\{|\}\}|Undefined", text):
        yield f"{text[max(0, found.start() - 20) : found.end() + 20]!r} is not a person's word"
