"""What the board's address asks for: all by GET, so that a view of the board can be sent to somebody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import abort
from werkzeug.datastructures import MultiDict

from gkcloud.comparison.places import Group
from gkcloud.comparison.rules import (
    BY_CODE,
    INDICATORS,
    MONTHS_SHOWN,
    SCORE,
    SPANS,
    USUAL,
    Indicator,
    Month,
    reach_of,
)

BY_NAME = "name"
_LONGEST_NAME = 20
_USUAL = tuple(BY_CODE[code] for code in USUAL)


@dataclass(frozen=True, slots=True)
class Asked:
    """One view of the board. ``of`` is the government below whose units are looked at, or empty."""

    group: Group
    month: Month
    span: int = 1
    columns: Sequence[Indicator] = ()
    sort: str = SCORE.code
    is_worst_first: bool = False
    name: str = ""
    only_action: bool = False
    of: str = ""
    this_month: Month | None = None

    @property
    def is_this_month(self) -> bool:
        """Whether the month is the present one, which an address need not name."""
        return self.this_month in {None, self.month}

    @property
    def reach(self) -> int:
        """How many months are summed: the span asked for, as far as months are kept."""
        return reach_of(self.span, self.month, self.this_month or self.month, MONTHS_SHOWN)

    @property
    def ranked_by(self) -> Indicator:
        """The indicator that places are given by."""
        return SCORE if self.sort == BY_NAME else BY_CODE[self.sort]

    @property
    def is_usual(self) -> bool:
        """Whether the columns are those that are shown unless others are picked."""
        return tuple(self.columns) == _USUAL

    def arguments(self, **changed: Any) -> str:
        """Return the address's query for this view with some of it changed; what is usual is left out."""
        new = replace(self, **changed)
        pairs = [("of", new.of), ("kind", new.group.key), ("name", new.name)]
        pairs += [] if new.is_this_month else [("month", new.month.key)]
        pairs += [("span", str(new.span))] if new.span > 1 else []
        pairs += [("sort", new.sort)] if new.sort != SCORE.code else []
        pairs += [("order", "worst")] if new.is_worst_first else []
        pairs += [("only", "action")] if new.only_action else []
        if len(new.columns) == len(INDICATORS):
            pairs.append(("col", "all"))
        elif not new.is_usual:
            pairs += [("col", each.code) for each in new.columns]
        return urlencode([pair for pair in pairs if pair[1]])


def asked_for(given: MultiDict[str, str], groups: Sequence[Group], this_month: Month) -> Asked:
    """Return the view that an address asks for; 404 for what the board does not have."""
    by_key: Mapping[str, Group] = {group.key: group for group in groups}
    month, span = month_of(given.get("month") or this_month.key, this_month), span_of(given)
    sort = given.get("sort") or SCORE.code
    kind, codes = given.get("kind") or groups[0].key, given.getlist("col") or list(USUAL)
    if kind not in by_key or (sort != BY_NAME and sort not in BY_CODE):
        abort(404)
    if unknown := set(codes) - set(BY_CODE) - {"all"}:
        abort(404, f"no indicators {unknown}")
    wanted = set(BY_CODE) if "all" in codes else set(codes)
    ordered = [BY_CODE[code] for code in USUAL if code in wanted]
    ordered += [each for each in INDICATORS if each.code in wanted and each.code not in USUAL]
    return Asked(
        group=by_key[kind],
        month=month,
        span=span,
        columns=tuple(ordered),
        sort=sort,
        is_worst_first=given.get("order") == "worst",
        name=(given.get("name") or "").strip()[:_LONGEST_NAME],
        only_action=given.get("only") == "action",
        of=given.get("of") or "",
        this_month=this_month,
    )


def month_of(text: str, this_month: Month) -> Month:
    """Return the month that an address names; 404 for one that is none, has not begun, or lies further back than is kept."""
    try:
        month = Month.parsed(text)
    except ValueError:
        abort(404)
    if not this_month.back(MONTHS_SHOWN - 1) <= month <= this_month:
        abort(404)
    return month


def span_of(given: MultiDict[str, str]) -> int:
    """Return how many months an address asks for; 404 for a number that is not offered."""
    span = given.get("span") or "1"
    if span not in map(str, SPANS):
        abort(404)
    return int(span)


def indicator_of(code: str) -> Indicator:
    """Return the indicator that an address names; 404 for one that is none."""
    if code not in BY_CODE:
        abort(404)
    return BY_CODE[code]
