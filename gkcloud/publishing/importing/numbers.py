"""Document numbers (发文字号): 澧政办函〔2015〕22号 in every bracket and digit, and the 第3号 of 公告.

A number is organ code + year in brackets + serial (GB/T 9704). Only a number that stands alone, or at an end
of the title line, is a text's own; one inside a sentence or a title is a citation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gkcloud.publishing.importing.dates import numeral

_DIGITS = "0-9０-９"
_CN = "○〇零OＯ一二三四五六七八九十百"
_CODE_CHAR = r"[A-Za-zＡ-Ｚａ-ｚ×\u4e00-\u9fff]"
_CODE = rf"{_CODE_CHAR}(?:\s?{_CODE_CHAR}){{0,60}}\s*"
_YEAR_AND_SERIAL = (
    rf"[〔﹝［\[（({{｛【〖<＜〈「]\s*"
    rf"(?P<year>(?:[{_DIGITS}]\s*){{4}}|[{_CN}]{{4}})年?\s*[〕﹞］\]）)}}｝】〗>＞〉」]\s*"
    rf"(?P<nth>第?)\s*(?P<serial>[{_DIGITS}](?:\s?[{_DIGITS}]){{0,5}}|[{_CN}]{{1,5}})\s*号"
)
# Brackets are rare and the characters of a code are not: so brackets are found first, then what precedes.
_NUMBER = re.compile(_YEAR_AND_SERIAL)
_CODE_BEFORE = re.compile(rf"{_CODE}$")
_LOOK_BACK = 80
_SERIES = re.compile(
    rf"(?:(?P<year>(?:[{_DIGITS}]\s?){{4}})\s*年\s*)?(?:总\s*)?第\s*(?P<serial>[{_DIGITS}](?:\s?[{_DIGITS}]){{0,5}}|[{_CN}]{{1,5}})\s*号"
)
# A code glued to a title begins after the title's last 的通知, 的函 and the like.
_TITLE_TAIL = re.compile(
    r"^.*(?:的|》)(?:通知|意见|决定|决议|命令|公告|通告|通报|报告|请示|批复|议案|函|纪要|复函|办法|方案|规定|公示)"
    r"(?:[（(][^（）()]{1,10}[）)])?(?=.)"
)
_LONGEST_CODE, _LONGEST_TITLE_LINE = 14, 300
_LABEL = r"(?:发文字号|发布文号|文件编号|文\s*号|字\s*号)\s*(?:[】\]]\s*[:：]?|[:：])\s*"


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """Where a number stands in a text, and its normal form with 〔〕 and half-width digits."""

    start: int
    end: int
    value: str


def _plain(digits: str) -> str:
    digits = re.sub(r"\s", "", digits)
    if digits.isdecimal():
        return digits.translate({ord("０") + i: str(i) for i in range(10)})
    return str(numeral(digits)) if numeral(digits) else digits


def find_numbers(text: str) -> list[FoundNumber]:
    """Return every document number in the text that carries an organ code, in order."""
    found = []
    for match in _NUMBER.finditer(text):
        before = text[max(match.start() - _LOOK_BACK, 0) : match.start()]
        coded = _CODE_BEFORE.search(before)
        if coded is None:
            continue
        start, code = match.start() - len(before) + coded.start(), coded[0].rstrip()
        if tail := _TITLE_TAIL.match(code):
            start, code = start + tail.end(), code[tail.end() :]
        elif " " in code or "\u3000" in code:
            blank = max(code.rfind(char) for char in " \u3000\t\u00a0")
            # Blanks between characters are letter-spacing; one after a long word parts title and code.
            if len(re.split(r"\s", code)[0]) > 3 or len(code) > _LONGEST_CODE:  # noqa: PLR2004
                start, code = start + blank + 1, code[blank + 1 :]
        code = re.sub(r"\s", "", code)
        if code and len(code) <= _LONGEST_CODE and not code.endswith(("关于", "按照", "根据")):
            value = f"{code}〔{_plain(match['year'])}〕{match['nth']}{_plain(match['serial'])}号"
            found.append(FoundNumber(start, match.end(), value))
    return found


def _series(match: re.Match[str]) -> str:
    year = f"{_plain(match['year'])}年" if match["year"] else ""
    return f"{year}第{_plain(match['serial'])}号"


def _bare(text: str) -> tuple[int, int]:
    """Return the span of the text without white space, a label 文号： and one pair of outer brackets."""
    start, end = 0, len(text)
    if label := re.match(rf"\s*[【\[]?{_LABEL}", text):
        start = label.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if (
        end - start > 1
        and text[start] in "（(【["
        and text[end - 1] in "）)】]"
        and _balanced(text[start + 1 : end - 1])
    ):
        start, end = start + 1, end - 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char in "（(【[") - (char in "）)】]")
        if depth < 0:
            return False
    return depth == 0


def own_number(text: str) -> FoundNumber | None:
    """Return the number that a line consists of, with or without label and outer brackets; None otherwise."""
    start, end = _bare(text)
    for found in find_numbers(text):
        if found.start == start and found.end == end:
            return found
    match = _SERIES.fullmatch(text[start:end])
    return FoundNumber(start, end, _series(match)) if match else None


def edge_number(text: str) -> FoundNumber | None:
    """Return the number at the very end or start of a title line, its brackets included; None otherwise."""
    if len(text) > _LONGEST_TITLE_LINE:
        return None
    stripped_end = len(text.rstrip())
    for found in find_numbers(text):
        if found.end == stripped_end and found.start > 0 and not _cited(text[: found.start]):
            return found
        if found.start == len(text) - len(text.lstrip()) and text[found.end : found.end + 1].isspace():
            return found
    for pattern in (_CODE + _unnamed(_NUMBER), _unnamed(_SERIES)):
        match = re.search(rf"[（(]\s*(?P<inner>{pattern})\s*[）)]\s*$", text)
        if match and match.start() > 0 and (inner := own_number(match["inner"])):
            return FoundNumber(match.start(), match.end(), inner.value)
    match = re.search(rf"(?<=[告令\s])(?P<inner>{_unnamed(_SERIES)})\s*$", text)
    if match and (inner := own_number(match["inner"])):
        return FoundNumber(match.start(), match.end(), inner.value)
    return None


def _unnamed(pattern: re.Pattern[str]) -> str:
    return re.sub(r"\?P<\w+>", "?:", pattern.pattern)


def _cited(before: str) -> bool:
    """Say whether an opening bracket or quotation mark is still open, so that what follows is a citation."""
    return any(before.count(opening) > before.count(closing) for opening, closing in ("《》", "（）", "()", "“”"))
