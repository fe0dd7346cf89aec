"""One view of the board, put together: figures, places, trends and worst points. Three statements at most, however many units."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gkcloud.comparison.forms import BY_NAME, Asked
from gkcloud.comparison.places import Place
from gkcloud.comparison.queries import Sums, sums_of, values_of
from gkcloud.comparison.rules import (
    MONTHS_SHOWN,
    Better,
    Figure,
    Indicator,
    Month,
    figure,
    ranks,
    up_to,
    worst_points,
)

Figures = Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the board. ``trend`` is the ranked indicator over twelve months, None where it does not apply."""

    place: Place
    figures: Figures
    rank: int | None
    worst: Sequence[Figure]
    trend: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Board:
    """What one view shows. ``total`` is all units of the group together, filtered or not."""

    asked: Asked
    lines: Sequence[Line]
    total: Figures
    months: Sequence[Month]
    units: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept of the months asked for."""
        return not any(each.whole or each.parts for each in self.total.values())


def board_of(asked: Asked, *, with_trends: bool = True) -> Board:
    """Return a view of the board."""
    places = asked.group.places
    wanted = tuple(dict.fromkeys((*asked.columns, asked.ranked_by)))
    members = [place.units for place in places]
    sums = sums_of(members, wanted, asked.month, asked.reach)
    figures = [figures_of(each, wanted) for each in sums]
    placed = ranks(
        [
            None if place.is_closed else shown[asked.ranked_by.code].rank_key
            for place, shown in zip(places, figures, strict=True)
        ]
    )
    worst = worst_points(figures, [each.code for each in asked.columns])
    months = up_to(asked.month, MONTHS_SHOWN)
    trends: Sequence[Sequence[float | None]] = [()] * len(places)
    if with_trends:
        trends = values_of(members, asked.ranked_by, asked.month, MONTHS_SHOWN)
    lines = [Line(*each) for each in zip(places, figures, placed, worst, trends, strict=True)]
    total = figures_of(_together([each for each in sums if each is not None]), wanted)
    return Board(
        asked, _ordered(asked, [line for line in lines if _is_asked(asked, line)]), total, months, len(places)
    )


def figures_of(sums: Sums | None, indicators: Sequence[Indicator]) -> Figures:
    """Return the figures of a place; none of them applies where nothing is kept."""
    if sums is None:
        return {each.code: Figure(each, None, 0, 0, 0) for each in indicators}
    pairs, days = sums.pairs, sums.days
    return {each.code: figure(each, pairs, days) for each in indicators}


def _together(found: Sequence[Sums]) -> Sums | None:
    if not found:
        return None
    return Sums(found[0].wanted, [sum(each) for each in zip(*(each.numbers for each in found), strict=True)])


def _is_asked(asked: Asked, line: Line) -> bool:
    unit = line.place.unit
    is_named = not asked.name or asked.name in unit.name or asked.name in unit.short_name
    return is_named and (not asked.only_action or any(each.needs_action for each in line.figures.values()))


def _ordered(asked: Asked, lines: list[Line]) -> list[Line]:
    """Return the lines in the order asked for; those that the indicator says nothing of come last, in the packs' order."""
    if asked.sort == BY_NAME:
        return sorted(lines, key=lambda line: line.place.unit.short_name, reverse=asked.is_worst_first)
    by = asked.ranked_by
    keyed = [(line.figures[by.code], line) for line in lines]
    # Those too few to be ranked follow the ranked, by their plain value; then those that it does not apply to.
    ranked = [(shown.rank_key, line) for shown, line in keyed if line.rank is not None and shown.rank_key is not None]
    ranked.sort(key=lambda pair: pair[0], reverse=not asked.is_worst_first)
    rest = [(shown, line) for shown, line in keyed if line.rank is None]
    shown_rest = [(shown.value, line) for shown, line in rest if shown.value is not None]
    shown_rest.sort(key=lambda pair: pair[0], reverse=(by.better is not Better.LOW) != asked.is_worst_first)
    return [
        *(line for _, line in ranked),
        *(line for _, line in shown_rest),
        *(line for shown, line in rest if shown.value is None),
    ]
