"""From what is kept to what is shown: values, words, medians, and ranks that are fair to the small."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from math import sqrt
from typing import NamedTuple

from gkcloud.comparison.rules.indicators import (
    DAYS_KEPT,
    MIN_VOLUME,
    PUBLISH_DAYS,
    SCORE,
    VOLUME_OF_SCORE,
    Better,
    Form,
    Indicator,
)

NOT_APPLICABLE = "—"
# The normal distribution's quantile for an interval of 95 %.
_Z = 1.959964
_WORST = 3
_NEED_VOLUME = frozenset({Form.RATE, Form.MEDIAN})


class Figure(NamedTuple):
    """One number of the board. ``value`` is None where it does not apply; ``volume`` is how many it rests on.

    ``parts`` and ``whole`` are what it is a share or mean of.
    """

    indicator: Indicator
    value: float | None
    parts: int
    whole: int
    volume: int

    @property
    def is_small(self) -> bool:
        """Whether it rests on too few for a rate, and so is shown as a count and takes no rank."""
        return self.volume < MIN_VOLUME and self.indicator.form in _NEED_VOLUME

    @property
    def text(self) -> str:
        """The number as the board shows it, without its unit except for per cent."""
        indicator, value, parts, whole, volume = self
        form = indicator.form
        if value is None:
            return NOT_APPLICABLE
        if form is Form.COUNT:
            return str(parts)
        if form is Form.RATE:
            return f"{100 * value:.0f}%" if volume >= MIN_VOLUME else f"{parts}/{whole}"
        if indicator is PUBLISH_DAYS and value >= DAYS_KEPT - 1:
            return f"{DAYS_KEPT - 1}+"
        return f"{value:.1f}".removesuffix(".0")

    @property
    def needs_action(self) -> bool:
        """Whether it asks for something to be done."""
        return self.indicator.needs_action and bool(self.value)

    @property
    def rank_key(self) -> float | None:
        """What it is ranked by, higher is better; None where it takes no rank."""
        indicator, value, _, _, volume = self
        better, form = indicator.better, indicator.form
        if value is None or better is Better.NEITHER or (volume < MIN_VOLUME and form in _NEED_VOLUME):
            return None
        key = wilson(value, volume) if form is Form.RATE else value
        return round(key if better is Better.HIGH else -key, 9)


def figure(indicator: Indicator, pairs: Mapping[str, tuple[int, int]], days: Sequence[int] = ()) -> Figure:
    """Return one number from what is kept: the sums of each indicator by its code, and the histogram of days."""
    parts, whole = pairs[indicator.code]
    volume = pairs[VOLUME_OF_SCORE.code][1] if indicator is SCORE else whole
    return Figure(indicator, value_of(indicator, parts, whole, days), parts, whole, volume)


def value_of(indicator: Indicator, parts: int, whole: int, days: Sequence[int]) -> float | None:
    """Return the value of a number; None where it does not apply."""
    form = indicator.form
    if form is Form.COUNT:
        return float(parts)
    if form is Form.MEDIAN:
        return median_of(days)
    if not whole:
        return None
    return float(parts) if form is Form.COUNT_OF else parts / whole / indicator.scale


def median_of(histogram: Sequence[int]) -> float | None:
    """Return the median of days counted one by one; between two of them it is their mean. None where nothing is counted."""
    upto = list(accumulate(histogram))
    total = upto[-1] if upto else 0
    if not total:
        return None
    lower, upper = bisect_left(upto, (total + 1) // 2), bisect_left(upto, total // 2 + 1)
    return (lower + upper) / 2


def wilson(share: float, volume: int) -> float:
    """Return the lower end of the Wilson interval: how high the share is at least, as far as so few can tell."""
    if not volume:
        return 0.0
    spread = _Z * _Z / volume
    root = _Z * sqrt((share * (1 - share) + spread / 4) / volume)
    return max(0.0, (share + spread / 2 - root) / (1 + spread))


def ranks(keys: Sequence[float | None]) -> list[int | None]:
    """Return the place of each key, the highest first; equal keys share a place, and the next is passed over (1, 2, 2, 4)."""
    ordered = sorted((key for key in keys if key is not None), reverse=True)
    places: dict[float, int] = {}
    for place, key in enumerate(ordered, start=1):
        places.setdefault(key, place)
    return [places[key] if key is not None else None for key in keys]


def worst_points(units: Sequence[Mapping[str, Figure]], codes: Sequence[str]) -> list[list[Figure]]:
    """Return for each unit up to three of its numbers that stand worst among its peers, the worst first.

    Only what is worse than at least half of them is a worst point; what asks for action comes before what does not.
    """
    found: list[list[tuple[bool, float, int, Figure]]] = [[] for _ in units]
    for order, code in enumerate(codes):
        keys = [unit[code].rank_key for unit in units]
        ordered = sorted(key for key in keys if key is not None)
        if len(ordered) < 2:  # noqa: PLR2004 - alone there is nothing to compare with
            continue
        for place, key in enumerate(keys):
            if key is None:
                continue
            worse_than = (len(ordered) - bisect_right(ordered, key)) / (len(ordered) - 1)
            if worse_than >= 0.5:  # noqa: PLR2004 - half of them
                shown = units[place][code]
                found[place].append((shown.needs_action, worse_than, -order, shown))
    return [
        [each[3] for each in sorted(points, key=lambda point: point[:3], reverse=True)[:_WORST]] for points in found
    ]
