"""Index numbers: the pattern language."""

import re

import pytest

from gkcloud.tenancy.index_numbers import Codes, index_number, missing_codes, pattern_problem

CODES = Codes(org="990000001", credit="11" + "0" * 15 + "U", area="990000")


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        ("{org}/{year}-{serial:05}", "990000001/2026-00007"),
        ("{credit}/{year}-{serial:05}", "11000000000000000U/2026-00007"),
        ("SY{area}{year}{serial:04}", "SY99000020260007"),
        ("{area}.{org}_{year}-{serial:09}", "990000.990000001_2026-000000007"),
    ],
)
def test_number(pattern: str, number: str) -> None:
    assert pattern_problem(pattern) is None
    assert index_number(pattern, CODES, year=2026, serial=7) == number


def test_a_serial_that_outgrows_its_width_is_not_cut() -> None:
    assert index_number("{year}-{serial:03}", CODES, year=2026, serial=12345) == "2026-12345"


@pytest.mark.parametrize(
    ("pattern", "about"),
    [
        ("{org}/{year}", "流水号"),
        ("{org}/{year}-{serial:05}{serial:05}", "流水号"),
        ("{org}/{year}-{serial}", "只能用"),
        ("{org}/{year}-{serial:02}", "只能用"),
        ("{org}-{serial:05}", "{year}"),
        ("{year}{year}{serial:05}", "{year}"),
        ("{slug}/{year}-{serial:05}", "只能用"),
        ("{org.__class__}/{year}-{serial:05}", "只能用"),
        ("索引{year}-{serial:05}", "只能用"),
        ("{org}/{year}-{serial:05}{", "只能用"),
    ],
)
def test_bad_pattern(pattern: str, about: str) -> None:
    assert about in (pattern_problem(pattern) or "")
    with pytest.raises(ValueError, match=re.escape(about)):
        index_number(pattern, CODES, year=2026, serial=1)


def test_a_code_that_the_organ_lacks() -> None:
    codes = Codes(org="", credit="", area="990000")
    assert missing_codes("{credit}/{area}/{year}-{serial:05}", codes) == ("credit",)
    with pytest.raises(ValueError, match="credit"):
        index_number("{credit}/{year}-{serial:05}", codes, year=2026, serial=1)


def test_no_number_is_longer_than_64_characters() -> None:
    pattern = "x" * 50 + "{year}-{serial:09}"
    assert len(index_number(pattern, CODES, year=2026, serial=999_999_999)) == 64
    with pytest.raises(ValueError, match="64"):
        index_number(pattern, CODES, year=2026, serial=1_000_000_000)
