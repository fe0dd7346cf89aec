"""Where a line may end: what belongs together in official prose, and what it costs to break it all the same.

Costs are in the unit of ``breaking``: 1 is a line whose spacing just begins to show.
"""

import re
from itertools import pairwise

from gkcloud.typeset.graphemes import RIGHT_TO_LEFT
from gkcloud.typeset.marks import NEVER_FIRST, NEVER_LAST

_OPENING = "[" + re.escape("".join(sorted(NEVER_LAST))) + "￥＄$¥№]"
_CLOSING = "[" + re.escape("".join(sorted(NEVER_FIRST))) + "]"

# 澧政办函〔2015〕22号: the letters of the issuing office, at most five, begin after a word that introduces a number.
_OFFICE_LETTERS = "(?:(?![据照按见和与及以由的了在对并至])[一-鿿]){1,5}"
_DOCUMENT_NUMBER = rf"(?:{_OFFICE_LETTERS})?〔\d{{4}}〕第?\d+(?:[-－—]\d+)?号"
_COUNTED = (
    "(?:余|多)?[十百千万亿]{0,3}(?:余|多)?(?:平方公里|平方千米|平方米|立方米|千瓦时|美元|公里|千米|厘米|毫米|公顷|公斤|千克|小时|分钟|个月|年度|年代"
    "|[年月日号天时分秒周岁届次个件条项份户人名位家处所座栋台辆张篇期批组村镇类级种倍页册本场起宗例度里头只株棵字米亩吨升克元])?"
)
_ASCII = r"[!-'*-Z\\^-z|}~)\]]"  # without the brackets that open
_FIGURE = rf"第?[约+±−-]?\d(?:{_ASCII}|[％‰℃°])*(?:[～–－—]\d(?:{_ASCII}|[％‰℃°])*)?{_COUNTED}"
_WORD = rf"[A-Za-z\u00c0-\u058f](?:{_ASCII}|[\u00b7-\u058f’]|\((?=[A-Za-z0-9]))*"
_STANDARD = r"[A-Z]{2,}(?:/[A-Z]+)? \d[\d.-]*"  # GB/T 9704-2012
_ORDINAL = "[一二三四五六七八九十百零〇]{2,5}(?=[）)、])"
_SPREAD_NAME = re.compile("(?<![一-鿿])[一-鿿]\u3000[一-鿿](?![一-鿿])")  # 周　明


def _units(core: str, opening: str = _OPENING) -> re.Pattern[str]:
    return re.compile(rf"{opening}*(?:{core}|\S){_CLOSING}*\s*|\s+", re.DOTALL)


_CORE = rf"{_FIGURE}|{_STANDARD}|{_WORD}|{_ORDINAL}|—+|…+|{RIGHT_TO_LEFT}+"
_UNITS = _units(_CORE)
_UNITS_WITH_NUMBERS = _units(rf"{_DOCUMENT_NUMBER}|{_CORE}", rf"(?:(?!〔\d{{4}}〕){_OPENING})")

_LONG = 8  # characters of a unit that may have a place to break inside
_LONG_WORD = 16
_BEFORE_YEAR = re.compile(r"(?<=[^《（“])(?=〔\d{4}〕)")
_IN_ADDRESS = re.compile(r"(?<=[A-Za-z0-9])[/?&=#_]+(?=[A-Za-z0-9])")
_AFTER_DOT = re.compile(r"(?<=[A-Za-z0-9])[.-](?=[A-Za-z0-9])|(?<=[a-z])://")
_IN_LONG_WORD = re.compile(r"(?<=[!-~]{4})(?=[!-~]{4})")
_COST_IN_ADDRESS, _COST_BEFORE_YEAR, _COST_AFTER_DOT, _COST_IN_WORD = 0.4, 3.0, 5.0, 7.0
COST_OF_CUTTING, COST_OF_FORBIDDEN_MARK = 3.0, 50.0


def find_breaks(text: str) -> tuple[list[int], dict[int, float]]:
    """Return the offsets after which a line may end, rising, and what breaking costs where it costs anything.

    A blank belongs to what stands before it, the one in a name of two spread characters to both. Document numbers,
    figures with their units, dates' parts, Latin words, dashes and dots are kept; closing marks stay with what they
    close, opening ones with what they open.
    """
    pattern = _UNITS_WITH_NUMBERS if "〔" in text else _UNITS
    ends = [found.end() for found in pattern.finditer(text)]
    if "\u3000" in text:
        spread = {found.start() + 2 for found in _SPREAD_NAME.finditer(text)}
        ends = [at for at in ends if at not in spread]
    costs: dict[int, float] = {}
    for start, end in pairwise((0, *ends)):
        if end - start >= _LONG:
            _add_costly_breaks(text, start, end, costs)
    return (sorted({*ends, *costs}), costs) if costs else (ends, costs)


def _add_costly_breaks(text: str, start: int, end: int, costs: dict[int, float]) -> None:
    for found in _BEFORE_YEAR.finditer(text, start + 1, end):
        costs[found.start()] = _COST_BEFORE_YEAR
    if end - start >= _LONG_WORD:
        for found in _IN_LONG_WORD.finditer(text, start, end):
            costs[found.start()] = _COST_IN_WORD
        for found in _AFTER_DOT.finditer(text, start, end):
            costs[found.end()] = _COST_AFTER_DOT
        for found in _IN_ADDRESS.finditer(text, start, end):
            costs[found.end()] = _COST_IN_ADDRESS
    for at in [at for at in costs if start < at < end and not may_break(text, at)]:
        del costs[at]


def may_break(text: str, at: int) -> bool:
    """Return whether neither side of ``at`` has a mark that may not stand there."""
    return text[at] not in NEVER_FIRST and text[at - 1] not in NEVER_LAST
