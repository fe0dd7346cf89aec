"""Index numbers (索引号) of catalogue entries: the pattern language of the packs.

The national guideline (政府信息公开目录系统实施指引) writes ``organisation code/year-serial``; localities
differ, so each tenant has a pattern of its own. Tokens: ``{org}``, ``{credit}``, ``{area}``, ``{year}`` and
``{serial:0N}`` with N from 3 to 9.
"""

import re
from dataclasses import dataclass

MAX_LENGTH = 64

_TOKEN = re.compile(r"\{(org|credit|area|year|serial:0([3-9]))\}")
_LITERAL = re.compile(r"[0-9A-Za-z/_.-]*")


@dataclass(frozen=True)
class Codes:
    """The codes of one organ that a pattern may name; an empty one is not assigned."""

    org: str
    credit: str
    area: str


def tokens(pattern: str) -> tuple[str, ...]:
    """Return the tokens of ``pattern`` in their order, such as ``("org", "year", "serial:05")``."""
    return tuple(match[1] for match in _TOKEN.finditer(pattern))


def pattern_problem(pattern: str) -> str | None:
    """Say in a sentence what is wrong with ``pattern``, or return None if it can number entries."""
    found = tokens(pattern)
    if not _LITERAL.fullmatch(_TOKEN.sub("", pattern)):
        return "索引号格式只能用 {org}、{credit}、{area}、{year}、{serial:05} 和字母、数字及 / - . _。"
    if sum(token.startswith("serial") for token in found) != 1:
        return "索引号格式须有且只有一个流水号，例如 {serial:05}。"
    # Serials start again every year, so a number without its year would come back.
    if found.count("year") != 1:
        return "索引号格式须有且只有一个 {year}。"
    return None


def missing_codes(pattern: str, codes: Codes) -> tuple[str, ...]:
    """Return those of ``org``, ``credit``, ``area`` that ``pattern`` names and the organ does not have."""
    return tuple(token for token in tokens(pattern) if hasattr(codes, token) and not getattr(codes, token))


def index_number(pattern: str, codes: Codes, *, year: int, serial: int) -> str:
    """Return the index number of the ``serial``-th entry of ``year``.

    A serial that outgrows its width is written in full, never cut.

    Raises ValueError if the pattern is bad, names a code that the organ lacks, or is over 64 characters.
    """
    problem = pattern_problem(pattern)
    lacking = missing_codes(pattern, codes)
    if problem or lacking:
        raise ValueError(problem or f"pattern {pattern!r} needs {', '.join(lacking)}")
    number = pattern.format(org=codes.org, credit=codes.credit, area=codes.area, year=f"{year:04}", serial=serial)
    if len(number) > MAX_LENGTH:
        raise ValueError(f"index number is longer than {MAX_LENGTH} characters: {number}")
    return number
