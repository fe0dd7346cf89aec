"""Levels of headings by their numbers: 一、 （一） 1. （1） (GB/T 9704-2012, 7.3.3)."""

import re
from dataclasses import dataclass

_CHINESE = "[一二三四五六七八九十百零〇]{1,5}"
_NUMBERS = (
    re.compile(rf"^{_CHINESE}、"),
    re.compile(rf"^[（(]{_CHINESE}[）)]、?"),
    re.compile(r"^\d{1,2}[.．、](?!\d)"),
    re.compile(r"^[（(]\d{1,2}[）)]"),
)
_LONGEST_HEADING = 60  # characters; three lines of a title, more is a sentence that happens to have a number
_LONGEST_RUN_IN = 45
_SENTENCE_END = "。"
_GOES_ON = ("；", ";", "，", ",", "：", ":")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's level (1 to 4) and how many characters of its paragraph belong to it."""

    level: int
    length: int


def numbered_level(text: str) -> int | None:
    """Return the level (1 to 4) that the number at the start of ``text`` stands for, None without one."""
    return next((level for level, number in enumerate(_NUMBERS, 1) if number.match(text)), None)


def find_heading(text: str, *, marked: int | None = None) -> Heading | None:
    """Return the heading at the start of a paragraph, None if it is plain text.

    ``marked`` is the level the source gives to the whole paragraph; the number decides before it, because
    faces go by number. A heading may be followed by text in its own paragraph: （一）压实责任。各乡镇要……
    """
    level = numbered_level(text)
    if marked is not None:
        return Heading(level or min(marked, 4), len(text))
    if level is None:
        return None
    end = text.find(_SENTENCE_END)
    if end in (-1, len(text) - 1):
        is_whole = len(text) <= _LONGEST_HEADING and not text.endswith(_GOES_ON)
        return Heading(level, len(text)) if is_whole else None
    return Heading(level, end + 1) if end < _LONGEST_RUN_IN else None
