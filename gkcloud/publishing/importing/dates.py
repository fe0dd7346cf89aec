"""Dates as officials write them: 2015年 7月16日, 二○一○年六月二十一日, 二O一O年…, 廿一日, 2020-05-27."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

# What has been typed for the zero of a Chinese year: circles, ideographic zero, Latin, Greek, Cyrillic O.
_ZEROS = "○〇零◯OoＯｏΟοОо"
_NUMERALS = {char: value for value, chars in enumerate([_ZEROS, *"一二三四五六七八九"]) for char in chars}
_NUMERALS |= {char: value for digits in ("0123456789", "０１２３４５６７８９") for value, char in enumerate(digits)}
_DIGIT = "0-9０-９"
_YEAR_CHAR = f"[{_DIGIT}{_ZEROS}一二三四五六七八九]"
_SPACE = r"[ \t\u00a0\u3000]*"
_SMALL = f"[{_DIGIT}{_ZEROS}一二三四五六七八九十廿卅]"

_WRITTEN = re.compile(
    rf"(?<!{_YEAR_CHAR})(?P<year>{_YEAR_CHAR}{{4}}){_SPACE}年{_SPACE}"
    rf"(?P<month>元|{_SMALL}{{1,3}}){_SPACE}月{_SPACE}(?P<day>{_SMALL}{{1,4}}){_SPACE}[日号]"
)
_NUMERIC = re.compile(
    rf"(?<![{_DIGIT}.\-/])(?P<year>[{_DIGIT}]{{4}}){_SPACE}(?P<sep>[-－—–/／.．]){_SPACE}"
    rf"(?P<month>[{_DIGIT}]{{1,2}}){_SPACE}(?P=sep){_SPACE}(?P<day>[{_DIGIT}]{{1,2}})(?![{_DIGIT}])"
)
_UNFINISHED = re.compile(
    rf"^{_YEAR_CHAR}{{4}}{_SPACE}年(?:{_SPACE}(?:元|{_SMALL}{{1,3}})?{_SPACE}月(?:{_SPACE}[日号])?)?$"
)
_EARLIEST, _LATEST = 1900, 2099


@dataclass(frozen=True, slots=True)
class FoundDate:
    """Where a date stands in a text; ``value`` is None when no such day exists (2月30日)."""

    start: int
    end: int
    value: date | None


def numeral(text: str) -> int | None:
    """Return the number written as 12, １２, 十二, 一二, 廿一, 卅 or 一百零三; None if it is none of them."""
    text = re.sub(r"\s", "", text)
    if text.isdecimal():
        return int(text)
    if not text:
        return None
    if all(char in _NUMERALS for char in text):
        return int("".join(str(_NUMERALS[char]) for char in text))
    text = text.replace("廿", "二十").replace("卅", "三十")
    match = re.fullmatch(
        r"(?:([一二三四五六七八九])百)?零?(?:([一二三四五六七八九])?(十))?零?([一二三四五六七八九])?", text
    )
    if match is None:
        return None
    hundreds, tens, ten, ones = match.groups()
    value = _NUMERALS.get(hundreds or "", 0) * 100 + _NUMERALS.get(ones or "", 0)
    return value + (_NUMERALS.get(tens or "一", 1) * 10 if ten else 0)


def _day(year: str, month: str, day: str) -> date | None:
    numbers = (numeral(year), 1 if month == "元" else numeral(month), numeral(day))
    if None in numbers or not _EARLIEST <= (numbers[0] or 0) <= _LATEST:
        return None
    try:
        return date(*(number or 0 for number in numbers))
    except ValueError:
        return None


def find_dates(text: str) -> list[FoundDate]:
    """Return every full date in the text, in order."""
    found = [
        FoundDate(match.start(), match.end(), _day(match["year"], match["month"], match["day"]))
        for pattern in (_WRITTEN, _NUMERIC)
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda item: item.start)


def whole_date(text: str) -> FoundDate | None:
    """Return the date when the text is nothing but a date, also one in brackets; None otherwise."""
    bare = text.strip()
    if re.fullmatch(r"[（(].*[）)]", bare):
        bare = bare[1:-1].strip()
    for found in find_dates(bare):
        if found.start == 0 and found.end == len(bare):
            return found
    return None


def is_unfinished_date(text: str) -> bool:
    """Say whether the text is a date with month or day left open: 2015年7月, 二〇一五年七月　日."""
    return bool(_UNFINISHED.match(text.strip()))
