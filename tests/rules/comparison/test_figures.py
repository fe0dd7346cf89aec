"""How numbers become figures and places: medians of histograms, Wilson's lower end, ties, few and none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkcloud.comparison.rules import (
    BY_CODE,
    INDICATORS,
    LENGTH,
    MIN_VOLUME,
    USUAL,
    Better,
    Figure,
    Form,
    figure,
    median_of,
    ranks,
    wilson,
    worst_points,
)
from gkcloud.comparison.rules.indicators import DAYS_KEPT, PAIRS


def shown(code: str, parts: int, whole: int, **others: tuple[int, int]) -> Figure:
    return figure(BY_CODE[code], {"on_time": (0, whole), code: (parts, whole), **others})


@pytest.mark.parametrize(
    ("histogram", "median"),
    [
        ([], None),
        ([0, 0], None),
        ([1], 0),
        ([0, 1, 0, 1], 2),
        ([0, 2, 1], 1),
        ([1, 1], 0.5),
        ([3, 0, 0, 0, 1], 0),
        ([0, 1, 1, 1, 1], 2.5),
        ([0] * 60 + [1], 60),
    ],
)
def test_the_median_comes_out_of_the_histogram(histogram: list[int], median: float | None) -> None:
    assert median_of(histogram) == median


@given(st.lists(st.integers(0, 60), min_size=1, max_size=40))
def test_the_median_is_that_of_all_days(days: list[int]) -> None:
    histogram = [days.count(day) for day in range(DAYS_KEPT)]
    ordered, middle = sorted(days), len(days) // 2
    wanted = ordered[middle] if len(days) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
    assert median_of(histogram) == wanted


@pytest.mark.parametrize(
    ("share", "volume", "lower"),
    # Computed by hand from (p + z²/2n - z·√((p(1-p) + z²/4n)/n)) / (1 + z²/n), z = 1.96.
    [(1.0, 5, 0.566), (1.0, 100, 0.963), (0.9, 10, 0.596), (0.5, 40, 0.352), (0.0, 20, 0.0), (1.0, 0, 0.0)],
)
def test_wilsons_lower_end(share: float, volume: int, lower: float) -> None:
    assert wilson(share, volume) == pytest.approx(lower, abs=0.0006)


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_the_lower_end_lies_below_the_share_and_rises_with_the_volume(share: float, volume: int) -> None:
    assert 0 <= wilson(share, volume) <= share + 1e-9
    assert wilson(share, 2 * volume) >= wilson(share, volume) - 1e-9


def test_many_on_time_rank_before_few_on_time() -> None:
    few, many = shown("on_time", 5, 5), shown("on_time", 97, 100)
    assert few.value is not None
    assert many.value is not None
    assert few.value > many.value
    assert (many.rank_key or 0) > (few.rank_key or 0)


@pytest.mark.parametrize(
    ("keys", "places"),
    [
        ([], []),
        ([0.9, 0.8, 0.8, 0.7], [1, 2, 2, 4]),
        ([0.5, 0.5, 0.5], [1, 1, 1]),
        ([None, 0.4, None, 0.6], [None, 2, None, 1]),
        ([-3, -1, -1], [3, 1, 1]),
    ],
)
def test_ties_share_a_place_and_the_next_is_passed_over(keys: list[float | None], places: list[int | None]) -> None:
    assert ranks(keys) == places


def test_below_the_least_volume_a_rate_is_a_count_without_a_place() -> None:
    small = shown("on_time", 2, MIN_VOLUME - 1)
    assert (small.text, small.rank_key, small.is_small) == ("2/4", None, True)
    enough = shown("on_time", 2, MIN_VOLUME)
    assert (enough.text, enough.is_small) == ("40%", False)
    assert enough.rank_key is not None


def test_what_does_not_apply_is_no_zero() -> None:
    none = shown("urgent_unconfirmed", 0, 0)
    assert (none.text, none.value, none.rank_key, none.needs_action) == ("—", None, None, False)
    zero = shown("urgent_unconfirmed", 0, 2)
    assert (zero.text, zero.rank_key) == ("0", 0)
    assert shown("on_time", 0, 0).text == "—"
    assert shown("published", 0, 0).text == "0"


def test_the_scores_volume_is_the_number_of_duties_and_not_of_their_weights() -> None:
    pairs = {"score": (12, 16), "on_time": (3, 4)}
    assert figure(BY_CODE["score"], pairs).text == "12/16"
    pairs["on_time"] = (4, 5)
    assert figure(BY_CODE["score"], pairs).text == "75%"


def test_lower_is_better_where_it_is() -> None:
    assert (shown("corrected", 1, 0).rank_key or 0) > (shown("corrected", 4, 0).rank_key or 0)
    assert shown("urgent", 1, 0).rank_key is None


def test_a_mean_is_shown_in_its_own_scale() -> None:
    assert shown("appraised", 17950, 2).text == "89.8"
    assert shown("days_silent", 45, 10).text == "4.5"


def test_three_worst_points_at_most_and_only_below_the_middle() -> None:
    def unit(missed: int, corrected: int, returned: int, published: int) -> dict[str, Figure]:
        return {
            "duties_missed": shown("duties_missed", missed, 9),
            "corrected": shown("corrected", corrected, 0),
            "returned": shown("returned", returned, 0),
            "published": shown("published", published, 0),
        }

    codes = ("published", "corrected", "returned", "duties_missed")
    points = worst_points([unit(3, 9, 9, 1), unit(0, 1, 1, 9), unit(0, 0, 0, 8)], codes)
    assert [each.indicator.code for each in points[0]] == ["duties_missed", "published", "corrected"]
    assert [each.indicator.code for each in points[1]] == ["corrected", "returned"]
    assert [each.indicator.code for each in points[2]] == ["published"]
    assert worst_points([unit(3, 9, 9, 1)], codes) == [[]]


def test_the_table_of_indicators_holds_together() -> None:
    assert len({each.code for each in INDICATORS}) == len(INDICATORS)
    assert len({each.name for each in INDICATORS}) == len(INDICATORS)
    assert set(USUAL) <= set(BY_CODE)
    assert PAIRS + DAYS_KEPT == LENGTH
    assert all(each.better is Better.HIGH for each in INDICATORS if each.form is Form.RATE)
    assert all(each.meaning.endswith("。") for each in INDICATORS)
