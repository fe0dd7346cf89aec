"""Light text as the demonstration's content is written in, turned into the HTML that a post's body has.

A line is a paragraph. Short lines that begin with 一、 or （一） are headings of their levels; lines that begin with ``|``
are a table whose first row is its header; a first line that ends with a colon is the addressee.
"""

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

_LONGEST_HEADING = 40
_HEADINGS = ((re.compile(r"[一二三四五六七八九十]+、"), "h2"), (re.compile(r"（[一二三四五六七八九十]+）"), "h3"))


def to_html(text: str, signature: str = "", dated: str = "") -> str:
    """Return the body; ``signature`` and ``dated`` close it where they are given."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    parts = list(_blocks(lines))
    if signature:
        parts += [f'<p class="signature">{escape(signature)}</p>', f'<p class="date">{escape(dated)}</p>']
    return "".join(parts)


def _blocks(lines: list[str]) -> Iterator[str]:
    is_first = True
    for is_table, group in groupby(lines, lambda line: line.startswith("|")):
        if is_table:
            yield _table(list(group))
        else:
            for line in group:
                yield _line(line, is_first=is_first)
                is_first = False


def _line(line: str, *, is_first: bool) -> str:
    if is_first and line.endswith("："):
        return f'<p class="addressee">{escape(line)}</p>'
    if len(line) <= _LONGEST_HEADING and not line.endswith(("。", "；", "：")):
        for pattern, tag in _HEADINGS:
            if pattern.match(line):
                return f"<{tag}>{escape(line)}</{tag}>"
    return f"<p>{escape(line)}</p>"


def _table(lines: list[str]) -> str:
    header, *rows = ([escape(cell.strip()) for cell in line.strip("|").split("|")] for line in lines)
    head = "".join(f'<th scope="col">{cell}</th>' for cell in header)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
