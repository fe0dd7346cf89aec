"""Numbers that identify a person or an account, found in running text.

Validity follows GB 11643-1999 (resident identity numbers), GB 32100-2015 (unified credit codes) and the
Luhn rule (bank cards). Searching is linear in the length of the text: every position looks at a bounded
number of digit groups.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

ID_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS: Final = "10X98765432"
CREDIT_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_SHAPE: Final = re.compile(r"[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")
PROVINCES: Final = frozenset(
    str(code)
    for tens, last in ((1, 5), (2, 3), (3, 7), (4, 6), (5, 4), (6, 5))
    for code in range(10 * tens + 1, 10 * tens + last + 1)
) | {"50", "71", "81", "82", "83"}
MASK: Final = "*"

ID_LENGTH: Final = 18
OLD_ID_LENGTH: Final = 15
MOBILE_LENGTH: Final = 11
MOST_PARTS: Final = 5  # of a mobile number or bank card; identity numbers may come digit by digit
CARD_LENGTHS: Final = range(16, 20)
OLDEST_BIRTH_YEAR, LATEST_BIRTH_YEAR = 1880, 2099

# What people put between the parts of a number. A line break is one: PDF text and cells wrap inside numbers.
_SEPARATOR: Final = (
    "\u0009\u000a\u000d\u0020\u00a0\u00ad\u00b7\u2000-\u200f\u2010-\u2015\u2022\u202f\u205f\u2060\u2212\u3000\ufeff"
    "\\-._"
)
_ANY_DIGIT: Final = re.compile(r"\d")  # of any script
_GROUP: Final = re.compile(r"[0-9]+")
_BETWEEN: Final = re.compile(rf"[{_SEPARATOR}]{{1,3}}")
_STAR_BEFORE: Final = re.compile(rf"\*[{_SEPARATOR}]{{0,3}}\Z")
_STAR_AFTER: Final = re.compile(rf"[{_SEPARATOR}]{{0,3}}\*")
_CHECK_X: Final = re.compile(rf"[{_SEPARATOR}]{{0,3}}X")
_TOKEN: Final = re.compile(r"[0-9A-Z]+")
_CREDIT_LABEL: Final = re.compile(r"信用代码[^0-9A-Z]{0,6}\Z")
# How people break a mobile number; other ways are too often lists of small figures.
_MOBILE_SPLITS: Final = frozenset({(11,), (3, 4, 4), (3, 8), (7, 4), (4, 3, 4), (3, 3, 5)})
# Identity numbers come first: what else starts at the same place is part of one. 17 digits may have an X to
# come, 13 to 15 a country code before a mobile number.
_LENGTHS: Final = (18, 17, 11, 13, 14, 15, 16, 19)
_OLD_ID_SPLITS: Final = frozenset({(15,), (6, 6, 3)})
_COUNTRY_CODE: Final = re.compile(r"(?:0{0,2}86)(?=1[3-9][0-9]{9}\Z)")


class NumberKind(StrEnum):
    """What a number is."""

    RESIDENT_ID = "resident_id"
    OLD_RESIDENT_ID = "resident_id_old"
    MOBILE = "mobile"
    BANK_CARD = "bank_card"


@dataclass(frozen=True, slots=True)
class NumberMatch:
    """One number in a text: ``text[start:end]``, separators included."""

    kind: NumberKind
    start: int
    end: int


def _real_date(year: int, month: int, day: int) -> bool:
    if not OLDEST_BIRTH_YEAR <= year <= LATEST_BIRTH_YEAR:
        return False
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True


def has_birth_date(number: str) -> bool:
    """Say whether characters 7 to 14 of an 18-character number are a calendar date from 1880 to 2099."""
    digits = number[6:14]
    return (
        len(digits) == 8  # noqa: PLR2004 - yyyymmdd
        and digits.isascii()
        and digits.isdigit()
        and _real_date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    )


def is_resident_id(number: str) -> bool:
    """Say whether ``number`` is a whole 18-character identity number with a true date and check digit.

    Covers resident cards, the residence permits of Hong Kong, Macao and Taiwan people (81, 82, 83) and the
    permits of foreign permanent residents (9…), which share shape and check. Area codes are not looked up:
    withdrawn codes stay on valid cards. A lower-case x counts. Source: GB 11643-1999.
    """
    number = number.upper()
    if len(number) != ID_LENGTH or not number.isascii() or number[0] == "0":
        return False
    if not number[:17].isdigit() or not has_birth_date(number):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, number, strict=False))
    return ID_CHECKS[total % 11] == number[17]


def is_old_resident_id(number: str) -> bool:
    """Say whether ``number`` looks like an identity number of before 1999: 15 digits, province, date."""
    if len(number) != OLD_ID_LENGTH or not number.isascii() or not number.isdigit():
        return False
    if number[:2] not in PROVINCES:
        return False
    return _real_date(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))


def is_mobile(number: str) -> bool:
    """Say whether ``number`` is an 11-digit mobile number of the mainland (13 to 19…)."""
    return (
        len(number) == MOBILE_LENGTH
        and number.isascii()
        and number.isdigit()
        and number[0] == "1"
        and number[1] in "3456789"
    )


def is_bank_card(number: str) -> bool:
    """Say whether ``number`` is 16 to 19 digits with a bank-card prefix and a true Luhn digit.

    Prefixes are 3 to 6, 9 and 2221 to 2720; 62 is UnionPay. Time stamps (20…) and serials that start with
    0, 1, 7 or 8 are thus not taken for cards.
    """
    if len(number) not in CARD_LENGTHS or not number.isascii() or not number.isdigit():
        return False
    if number[0] not in "34569" and not 2221 <= int(number[:4]) <= 2720:  # noqa: PLR2004 - the range's own bounds
        return False
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return (sum(map(int, number[-1::-2])) + sum(doubled)) % 10 == 0


def is_credit_code(code: str) -> bool:
    """Say whether ``code`` is a unified social credit code with a true check character (GB 32100-2015)."""
    code = code.upper()
    if not CREDIT_SHAPE.fullmatch(code):
        return False
    total = sum(CREDIT_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(code[:17]))
    return CREDIT_ALPHABET[(31 - total % 31) % 31] == code[17]


def plain(text: str) -> str:
    """Return ``text`` with every decimal digit and letter X in its ASCII form, character for character."""
    if text.isascii():
        return text.upper()
    return "".join(map(_plain_char, text))


def _plain_char(char: str) -> str:
    if char.isascii():
        return char.upper()
    value = unicodedata.decimal(char, None)
    if value is not None:
        return str(value)
    if "\uff21" <= char <= "\uff5a":  # full-width Latin letters
        return unicodedata.normalize("NFKC", char).upper()
    if char in "×Ⅹⅹ✕＊":  # look-alikes typed for the final X, and the full-width star of a mask
        return MASK if char == "＊" else "X"
    return char


@dataclass(slots=True)
class _Chain:
    """Digit runs with only separators between them; ``ends`` maps lengths of ``digits`` to runs."""

    digits: str
    runs: list[tuple[int, int]]
    ends: dict[int, int]


def _chains(text: str) -> Iterator[_Chain]:
    outside = _credit_codes(text)
    parts: list[str] = []
    runs: list[tuple[int, int]] = []
    ends: dict[int, int] = {}
    length = 0
    for found in _GROUP.finditer(text):
        start, end = found.span()
        if runs and (start in outside or not _BETWEEN.fullmatch(text, runs[-1][1], start)):
            yield _Chain("".join(parts), runs, ends)
            parts, runs, ends, length = [], [], {}, 0
        if start in outside:
            continue
        parts.append(found[0])
        length += end - start
        ends[length] = len(runs)
        runs.append((start, end))
    if runs:
        yield _Chain("".join(parts), runs, ends)


def find_numbers(text: str) -> tuple[NumberMatch, ...]:
    """Return the numbers in ``text`` from left to right, never overlapping.

    A number is one whole run of digits or several runs with only separators between them; part of a longer
    run is no number, and neither is part of a unified credit code. A run that touches a mask character is not
    joined with others, so what a mask leaves over never becomes a number again.
    """
    if len(text) < MOBILE_LENGTH or not _ANY_DIGIT.search(text):
        return ()
    return tuple(_search(plain(text)))


def _search(text: str) -> Iterator[NumberMatch]:
    for chain in _chains(text):
        if len(chain.digits) < MOBILE_LENGTH:
            continue
        index = offset = 0
        while index < len(chain.runs):
            found = _match_at(text, chain, index, offset)
            if found:
                yield found
            done = found.end if found else chain.runs[index][1]
            while index < len(chain.runs) and chain.runs[index][1] <= done:
                offset += chain.runs[index][1] - chain.runs[index][0]
                index += 1


def _credit_codes(text: str) -> frozenset[int]:
    """Return the starts of the digit runs that belong to a unified credit code.

    An all-digit code may also be a valid identity number: it counts as a code only where the words before
    it say so.
    """
    starts: set[int] = set()
    for token in _TOKEN.finditer(text):
        if token.end() - token.start() != ID_LENGTH or not is_credit_code(token[0]):
            continue
        labelled = _CREDIT_LABEL.search(text, max(0, token.start() - 12), token.start())
        if labelled or not is_resident_id(token[0]):
            starts.update(found.start() for found in _GROUP.finditer(text, token.start(), token.end()))
    return frozenset(starts)


def _match_at(text: str, chain: _Chain, index: int, offset: int) -> NumberMatch | None:
    """Return the number that starts with run ``index``, at ``offset`` of the digits."""
    for length in _LENGTHS:
        last = chain.ends.get(offset + length)
        if last is None or (last - index >= MOST_PARTS and length not in (ID_LENGTH, ID_LENGTH - 1)):
            continue
        runs = chain.runs[index : last + 1]
        found = _classify(text, chain.digits[offset : offset + length], runs)
        if found and (len(runs) == 1 or not _touches_mask(text, found)):
            return found
    return None


def _touches_mask(text: str, found: NumberMatch) -> bool:
    return bool(_STAR_BEFORE.search(text, max(0, found.start - 4), found.start) or _STAR_AFTER.match(text, found.end))


def _classify(text: str, digits: str, runs: list[tuple[int, int]]) -> NumberMatch | None:
    start, end = runs[0][0], runs[-1][1]
    if len(digits) == ID_LENGTH and is_resident_id(digits):
        return NumberMatch(NumberKind.RESIDENT_ID, start, end)
    if len(digits) == ID_LENGTH - 1 and (check := _CHECK_X.match(text, end)) and is_resident_id(digits + "X"):
        return NumberMatch(NumberKind.RESIDENT_ID, start, check.end())
    if len(runs) == 1 and (code := _COUNTRY_CODE.match(digits)):
        return NumberMatch(NumberKind.MOBILE, start + code.end(), end)
    kind = _other_kind(digits, tuple(run_end - run_start for run_start, run_end in runs))
    return NumberMatch(kind, start, end) if kind else None


def _other_kind(digits: str, sizes: tuple[int, ...]) -> NumberKind | None:
    if sizes in _MOBILE_SPLITS and is_mobile(digits):
        return NumberKind.MOBILE
    if _card_split(sizes, digits) and is_bank_card(digits):
        return NumberKind.BANK_CARD
    if sizes in _OLD_ID_SPLITS and is_old_resident_id(digits):
        return NumberKind.OLD_RESIDENT_ID
    return None


def _card_split(sizes: tuple[int, ...], digits: str) -> bool:
    """Accept a card as printed: in one piece, or in fours with a short end."""
    if len(sizes) == 1:
        return True
    return digits[0] in "456" and set(sizes[:4]) == {4}


def masked(text: str, match: NumberMatch) -> str:
    """Return ``text[match.start:match.end]`` with its digits starred out in place, so that lengths stay.

    Identity numbers keep the first three digits and the last character: neither the county nor the birthday
    nor enough of the serial to be completed from another site's mask. Mobile numbers become 138****1234, bank
    cards keep their last four digits at most.
    """
    part = text[match.start : match.end]
    signs = [place for place, char in enumerate(plain(part)) if char.isdigit() or char == "X"]
    head, tail = _KEPT[match.kind]
    if match.kind is NumberKind.BANK_CARD:
        tail = min(tail, len(_GROUP.findall(plain(part))[-1]))
    starred = set(signs[head : len(signs) - tail])
    return "".join(MASK if place in starred else char for place, char in enumerate(part))


_KEPT: Final = {
    NumberKind.RESIDENT_ID: (3, 1),
    NumberKind.OLD_RESIDENT_ID: (3, 1),
    NumberKind.MOBILE: (3, 4),
    NumberKind.BANK_CARD: (0, 4),
}


def mask_numbers(text: str, kinds: frozenset[NumberKind] = frozenset(NumberKind)) -> tuple[str, list[NumberMatch]]:
    """Return ``text`` with its numbers of ``kinds`` masked, of unchanged length, and what was masked."""
    matches = [match for match in find_numbers(text) if match.kind in kinds]
    parts, position = [], 0
    for match in matches:
        parts += [text[position : match.start], masked(text, match)]
        position = match.end
    return ("".join([*parts, text[position:]]) if matches else text), matches
