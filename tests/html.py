"""What every page owes its readers, whatever it shows."""

import re
from collections import Counter

import html5lib

_ID = re.compile(r'\sid="([^"]*)"')


def page_faults(html: str) -> list[str]:
    """Return a sentence for each fault of a whole page: the standard's own parser, one h1, a title, a language, ids."""
    return [*_parse_faults(html), *_missing(html), *_repeated(html), *_dangling(html)]


def _parse_faults(html: str) -> list[str]:
    parser = html5lib.HTMLParser(strict=False)
    parser.parse(html)
    return [f"line {place[0]}: {code} {about}" for place, code, about in parser.errors]


def _missing(html: str) -> list[str]:
    faults = []
    headings = len(re.findall(r"<h1[\s>]", html))
    if headings != 1:
        faults.append(f"{headings} h1 elements")
    if not re.search(r"<title>\s*[^<\s]", html):
        faults.append("no title")
    if not re.search(r'<html[^>]*\slang="zh-CN"', html):
        faults.append("no language")
    return faults


def _repeated(html: str) -> list[str]:
    return [f"id {name} occurs {count} times" for name, count in Counter(_ID.findall(html)).items() if count > 1]


def _dangling(html: str) -> list[str]:
    known = set(_ID.findall(html))
    named = re.findall(r'\s(?:for|aria-labelledby|aria-describedby)="([^"]*)"', html)
    return [f"nothing has the id {name}" for names in named for name in names.split() if name not in known]
