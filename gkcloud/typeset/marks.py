"""Punctuation in Chinese text: full-width marks, which marks may not start or end a line, and where marks are blank."""

import re

# W3C clreq and GB/T 15834-2011, 5.1: marks that may not start a line, and those that may not end one.
NEVER_FIRST = frozenset("，。、；：？！）〕】》〉」』”’…—·～－–％%‰℃°,.;:?!)]}")
NEVER_LAST = frozenset("（〔【《〈「『“‘([{")

# The half of a full-width mark's cell that has no ink in faces for the mainland; ？ stands in the middle of some.
BLANK_AFTER = "，。、；：！）〕】》〉」』”’"
BLANK_BEFORE = "（〔【《〈「『“‘"

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_HAN_OR_MARK = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff）〕】》”’（〔【《“‘]"
_FULL_WIDTH = str.maketrans(",;:?!", "，；：？！")
_AFTER_HAN = re.compile(rf"(?<={_HAN_OR_MARK})[,;:?!]")
# A mark after a figure or a Latin word belongs to the Chinese sentence that goes on after it.
_BEFORE_HAN = re.compile(rf"(?<=[0-9A-Za-z%％])[,;:?!](?=\s?{_HAN_OR_MARK})")
_HAS_HAN = re.compile(_HAN)
# Whether there is Han inside is asked afterwards: inside the pattern it would be tried at every character.
_BRACKETED = re.compile(r"\(([^()（）]*)\)")
_HALF_BRACKETED = re.compile(r"\(([^()（）]*）)|(（[^()（）]*)\)")
_QUOTED = re.compile(r'(?<![0-9A-Za-z])"([^"“”]*)"')
_NUMBERED = re.compile(r"^\((\d{1,2})\)|(?<=[。；：])\((\d{1,2})\)")
# The year of a document number stands in hexagonal brackets (GB/T 9704-2012, 7.2.5).
_YEAR = re.compile(rf"(?<={_HAN})[\[［【]((?:19|20)\d\d)[\]］】](?=\s?第?\d+号)")
_DASH = re.compile(rf"(?<={_HAN_OR_MARK})--(?={_HAN_OR_MARK})")
_DOTS = re.compile(rf"(?<={_HAN_OR_MARK})\.{{3,6}}(?!\.)")
_BLANKS = re.compile(r"[\s\u3000]+")
# The full-width blank between the number of an article or chapter and its words.
_NUMBER_OF_PART = re.compile(
    r"第[一二三四五六七八九十百千零〇\d]{1,7}(?:[编章节条]|部分)(?:之[一二三四五六七八九十]{1,2})?$"
)
_LONGEST_NUMBER_OF_PART = 13
_SPACES = re.compile(rf"(?<={_HAN_OR_MARK})[ \t\u00a0]+(?={_HAN_OR_MARK})")


def full_width_marks(text: str) -> str:
    """Return ``text`` with the half-width marks of Chinese sentences made full-width.

    Marks inside figures, addresses and Latin words stay as they are, and so do full stops, which could be
    decimal points or belong to a name.

    >>> full_width_marks("全县各乡镇,共公开3,269件(含网上);占98.5%,居首位")
    '全县各乡镇，共公开3,269件（含网上）；占98.5%，居首位'
    >>> full_width_marks('按照澧政办函[2015]22号,做到"六有"--一个不少')
    '按照澧政办函〔2015〕22号，做到“六有”——一个不少'
    """
    text = _BRACKETED.sub(lambda found: _marked(found, "（）"), text)
    text = _HALF_BRACKETED.sub(lambda found: f"（{found[1]}" if found[1] else f"{found[2]}）", text)
    text = _NUMBERED.sub(lambda found: f"（{found[1] or found[2]}）", text)
    text = _QUOTED.sub(lambda found: _marked(found, "“”"), text)
    text = _YEAR.sub(r"〔\1〕", text)
    text = _DOTS.sub("……", _DASH.sub("——", text))
    text = _AFTER_HAN.sub(lambda found: found[0].translate(_FULL_WIDTH), text)
    return _BEFORE_HAN.sub(lambda found: found[0].translate(_FULL_WIDTH), text)


def _marked(found: re.Match[str], marks: str) -> str:
    """Return what stands between two marks between ``marks``, unless there is no Chinese in it."""
    return f"{marks[0]}{found[1]}{marks[1]}" if _HAS_HAN.search(found[1]) else found[0]


def single_blanks(text: str, before: str = "", *, keeps_wide: bool = False) -> str:
    """Return ``text``, which follows ``before``, with one blank for many.

    A full-width blank stays one after the number of an article, chapter or section; with ``keeps_wide`` all do, as
    many as there are, because they tell names apart.

    >>> single_blanks("第一条　　补贴 按　户 公开")
    '第一条　补贴 按 户 公开'
    >>> single_blanks("周　明　　李小强", keeps_wide=True)
    '周　明　　李小强'
    """

    def single(found: re.Match[str]) -> str:
        wide = found[0].count("\u3000")
        if not wide or keeps_wide:
            return "\u3000" * wide or " "
        start = found.start()
        ahead = text[max(start - _LONGEST_NUMBER_OF_PART, 0) : start]
        if len(ahead) < _LONGEST_NUMBER_OF_PART:
            ahead = before[-_LONGEST_NUMBER_OF_PART:] + ahead
        return "\u3000" if _NUMBER_OF_PART.search(ahead) else " "

    return _BLANKS.sub(single, text)


def without_stray_spaces(text: str) -> str:
    """Return ``text`` without the blanks that copying left between two Chinese characters."""
    return _SPACES.sub("", text)
