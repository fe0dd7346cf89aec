"""Excerpts of found texts with the words marked. Pure."""

import re
from collections.abc import Sequence

from markupsafe import Markup

EXCERPT = 120  # characters
_BEFORE = 30


def marked(text: str, words: Sequence[str]) -> Markup:
    """Return ``text`` as HTML with every occurrence of ``words`` inside ``<mark>``."""
    pattern = _pattern(words)
    if pattern is None:
        return Markup.escape(text)
    # Splitting by a group puts the matches at the odd places.
    parts = pattern.split(text)
    html = [
        Markup("<mark>{}</mark>").format(part) if place % 2 else Markup.escape(part)
        for place, part in enumerate(parts)
    ]
    return Markup("").join(html)


def excerpt(text: str, words: Sequence[str]) -> Markup:
    """Return about EXCERPT characters of ``text`` around the longest of ``words`` that is in it, marked."""
    start = _start(text, words)
    end = start + EXCERPT
    before, after = "……" if start else "", "……" if end < len(text) else ""
    return Markup("{}{}{}").format(before, marked(text[start:end], words), after)


def _start(text: str, words: Sequence[str]) -> int:
    lowered = text.lower()
    for word in sorted(words, key=len, reverse=True):
        found = lowered.find(word)
        if found >= 0:
            return max(0, found - _BEFORE)
    return 0


def _pattern(words: Sequence[str]) -> re.Pattern[str] | None:
    # The longest first, so that a word is not marked in halves; single characters would speckle the text.
    longest = sorted({word for word in words if len(word) > 1}, key=len, reverse=True) or list(words)
    return re.compile(f"({'|'.join(map(re.escape, longest))})", re.IGNORECASE) if longest else None
