"""The codes that identify an organ, and the order of the tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcloud.tenancy.rules import (
    PARENT_KINDS,
    RESERVED_SLUGS,
    Kind,
    Stage,
    TenantStatus,
    contrast_on_white,
    credit_check_character,
    is_area_code,
    is_credit_code,
    is_site_id,
    is_slug,
    may_stand_under,
)

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def test_credit_code_by_hand() -> None:
    # 1 at position 0 weighs 1, at position 1 weighs 3: 31 - 4 = 27, the 28th character of the alphabet.
    assert credit_check_character("11" + "0" * 15) == "U"
    assert is_credit_code("11" + "0" * 15 + "U")
    # All zeros: the sum is 0, and so is the check, not 31.
    assert credit_check_character("0" * 17) == "0"


@given(st.text(ALPHABET, min_size=17, max_size=17), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_credit_code_notices_one_wrong_character(first_17: str, position: int, other: str) -> None:
    code = first_17 + credit_check_character(first_17)
    assert is_credit_code(code)
    wrong = code[:position] + other + code[position + 1 :]
    assert is_credit_code(wrong) == (wrong == code)


@pytest.mark.parametrize("code", ["", "11" + "0" * 15, "11" + "0" * 15 + "u", "I1" + "0" * 15 + "U", "１" * 18])
def test_credit_code_refuses_other_forms(code: str) -> None:
    assert not is_credit_code(code)


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("430723", True),
        ("990000", True),
        ("030723", False),
        ("43072", False),
        ("4307231", False),
        ("４３０７２３", False),
    ],
)
def test_area_code(code: str, valid: bool) -> None:
    assert is_area_code(code) is valid


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("9900000001", True),
        ("bm12345678", True),
        ("N000000001", True),
        ("n000000001", False),
        ("BM12345678", False),
        ("990000001", False),
        ("99000000011", False),
        ("", False),
    ],
)
def test_site_id(code: str, valid: bool) -> None:
    assert is_site_id(code) is valid


@pytest.mark.parametrize("slug", ["lixian", "a1", "li-xian", "a" * 41])
def test_slug(slug: str) -> None:
    assert is_slug(slug)


@pytest.mark.parametrize("slug", ["", "a", "1a", "Lixian", "li_xian", "澧县", "a" * 42, "_base", "a/b", "ab\n"])
def test_not_a_slug(slug: str) -> None:
    assert not is_slug(slug)


def test_reserved_slugs_hold_the_platforms_own_paths() -> None:
    assert {
        "static",
        "sign-in",
        "sign-out",
        "inbox",
        "account",
        "platform",
        "healthz",
        "readyz",
        "metrics",
    } < RESERVED_SLUGS
    assert {"invite", "files", "_base"} < RESERVED_SLUGS


def test_contrast_on_white() -> None:
    assert contrast_on_white("#000000") == pytest.approx(21)
    assert contrast_on_white("#ffffff") == pytest.approx(1)
    # The grey that is commonly given as the lightest with 4.5:1 on white.
    assert contrast_on_white("#767676") == pytest.approx(4.54, abs=0.01)
    assert contrast_on_white("#777777") < 4.5


def test_every_word_has_a_chinese_label() -> None:
    for word in (*Kind, *Stage, *TenantStatus):
        assert word.label
        assert not word.label.isascii()


@pytest.mark.parametrize(
    ("kind", "parent", "allowed"),
    [
        (Kind.COUNTY, None, True),
        (Kind.COUNTY, Kind.PREFECTURE, True),
        (Kind.COUNTY, Kind.COUNTY, False),
        (Kind.TOWNSHIP, Kind.COUNTY, True),
        (Kind.TOWNSHIP, None, False),
        (Kind.VILLAGE, Kind.TOWNSHIP, True),
        (Kind.VILLAGE, Kind.STREET, True),
        (Kind.VILLAGE, Kind.COUNTY, False),
        (Kind.DEPARTMENT, Kind.COUNTY, True),
        (Kind.DEPARTMENT, Kind.TOWNSHIP, False),
        (Kind.STATION, Kind.TOWNSHIP, True),
        (Kind.PUBLIC_BODY, Kind.DEPARTMENT, True),
    ],
)
def test_who_may_stand_under_whom(kind: Kind, parent: Kind | None, allowed: bool) -> None:
    assert may_stand_under(kind, parent) is allowed


def test_no_kind_stands_above_itself() -> None:
    def above(kind: Kind) -> set[Kind]:
        direct = {parent for parent in PARENT_KINDS[kind] if parent}
        return direct | {further for parent in direct for further in above(parent)}

    assert set(PARENT_KINDS) == set(Kind)
    for kind in Kind:
        assert kind not in above(kind)
