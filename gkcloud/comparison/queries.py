"""Reading the board: many units in one statement, one unit with everything that its numbers are made of."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import abort
from sqlalchemy import TextClause, func, select, text, tuple_

from gkcloud.comparison.model import BoardRow
from gkcloud.comparison.rules import (
    BY_CODE,
    INDICATORS,
    KINDS,
    LENGTH,
    PAIRS,
    VERSION,
    VOLUME_OF_SCORE,
    Happening,
    Indicator,
    Month,
    Record,
    StandingSeen,
)
from gkcloud.comparison.rules.figures import value_of
from gkcloud.comparison.rules.happenings import LASTING
from gkcloud.comparison.rules.indicators import PUBLISH_DAYS, SCORE
from gkcloud.comparison.rules.months import number_of
from gkcloud.database import db
from gkcloud.obligations.model import StandingRow
from gkcloud.obligations.queries import window
from gkcloud.obligations.rulebook import rules_for
from gkcloud.publishing.model import Publication
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory

Pairs = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sums:
    """What is kept of one place on the board, summed over its units and months: the numbers that were asked for."""

    wanted: "Wanted"
    numbers: Sequence[int]

    @property
    def pairs(self) -> Pairs:
        """Numerator and denominator of each indicator that was asked for, by its code."""
        return {code: (self.numbers[at], self.numbers[at + 1]) for code, at in self.wanted.at.items()}

    @property
    def days(self) -> Sequence[int]:
        """How many posts took how many days, where that was asked for."""
        return self.numbers[2 * len(self.wanted.at) :]


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What is asked for of the kept numbers: which of them (counted from 0), and where each indicator's pair then is."""

    numbers: tuple[int, ...]
    at: Mapping[str, int]


def wanted_for(indicators: Iterable[Indicator]) -> Wanted:
    """Return which numbers these indicators are made of."""
    return _wanted(tuple(sorted({each.place for each in indicators})))


@lru_cache(maxsize=256)
def _wanted(asked: tuple[int, ...]) -> Wanted:
    # The score goes by how many duties there were, and a median by the histogram of days.
    places = sorted({*asked, *((VOLUME_OF_SCORE.place,) if SCORE.place in asked else ())})
    numbers = [number for place in places for number in (2 * place, 2 * place + 1)]
    days = range(PAIRS, LENGTH) if PUBLISH_DAYS.place in places else ()
    return Wanted((*numbers, *days), {INDICATORS[place].code: 2 * at for at, place in enumerate(places)})


def access_unit(unit_id: uuid.UUID, above: Tenant) -> Tenant:
    """Return a unit that ``above`` may compare: itself or one below; 404 for any other."""
    try:
        unit = directory().by_id(unit_id)
    except TenantUnknown:
        abort(404)
    if unit is not above and above not in directory().ancestors(unit):
        abort(404)
    return unit


def sums_of(
    places: Sequence[Sequence[uuid.UUID]], indicators: Sequence[Indicator], last: Month, span: int
) -> list[Sums | None]:
    """Return what is kept of each place, a list of units, over ``span`` months up to ``last``; None where nothing is.

    One statement, however many places and units there are.
    """
    wanted = wanted_for(indicators)
    statement = _statement(wanted.numbers, by_month=False, has_months=span > 1)
    rows = {place: Sums(wanted, numbers) for place, numbers in _asked(statement, places, last, span)}
    return [rows.get(place) for place in range(len(places))]


def trends_of(
    places: Sequence[Sequence[uuid.UUID]], indicator: Indicator, last: Month, months: int
) -> list[dict[Month, Sums]]:
    """Return one indicator of each place month by month; one statement."""
    wanted = wanted_for((indicator,))
    trends: list[dict[Month, Sums]] = [{} for _ in places]
    statement = _statement(wanted.numbers, by_month=True, has_months=True)
    for place, month, numbers in _asked(statement, places, last, months):
        trends[place][Month.of(month)] = Sums(wanted, numbers)
    return trends


def values_of(
    places: Sequence[Sequence[uuid.UUID]], indicator: Indicator, last: Month, months: int
) -> list[list[float | None]]:
    """Return the values of ``trends_of`` alone, the oldest first: a board draws thousands of them."""
    # Of the score, too, the value needs no volume.
    days = range(PAIRS, LENGTH) if indicator is PUBLISH_DAYS else ()
    numbers = (2 * indicator.place, 2 * indicator.place + 1, *days)
    values: list[list[float | None]] = [[None] * months for _ in places]
    first = last.number - months + 1
    for place, month, found in _asked(_statement(numbers, by_month=True, has_months=True), places, last, months):
        values[place][number_of(month) - first] = value_of(indicator, found[0], found[1], found[2:])
    return values


def _asked(
    statement: TextClause, places: Sequence[Sequence[uuid.UUID]], last: Month, span: int
) -> Sequence[Sequence[Any]]:
    ids = [each.hex for units in places for each in units]
    of = [str(place) for place, units in enumerate(places) for _ in units]
    given = {
        "ids": "{" + ",".join(ids) + "}",
        "places": "{" + ",".join(of) + "}",
        "first": last.back(span - 1).first,
        "last": last.first,
        "version": VERSION,
    }
    return db.session.execute(statement, given).all()


_FEW = 8


@lru_cache(maxsize=256)
def _statement(numbers: tuple[int, ...], *, by_month: bool, has_months: bool) -> TextClause:
    """Return the statement that sums these numbers; all that is put into it are numbers of the table of indicators.

    The sums come as one array: a hundred columns each described by the driver take longer than what is in them.
    """
    stocks = {place for each in BY_CODE.values() if each.is_stock for place in (2 * each.place, 2 * each.place + 1)}
    # What is a stock is not summed over months: its last is what counts.
    at_end = " filter (where b.month = :last)" if has_months and not by_month else ""
    month = ", b.month" if by_month else ""
    # A few numbers are taken out before rows are joined and sorted, which then need not carry the array; "offset 0" keeps it
    # so. Many are wider than the array itself.
    rows, one = "board_rows", "b.counts[{0}]"
    if len(numbers) <= _FEW:
        taken = ", ".join(f"counts[{number + 1}] as n{number + 1}" for number in numbers)
        one = "b.n{0}"
        rows = (
            f"(select tenant_id, month, version, {taken} from board_rows"  # noqa: S608 - numbers of our own
            " where month between :first and :last offset 0)"
        )
    sums = (f"coalesce(sum({one.format(number + 1)}){at_end if number in stocks else ''}, 0)" for number in numbers)
    return text(
        f"select u.place{month}, array[{', '.join(sums)}]"  # noqa: S608 - numbers of our own
        " from unnest(cast(:ids as uuid[]), cast(:places as int[])) as u (tenant_id, place)"
        f" join {rows} b on b.tenant_id = u.tenant_id"
        " where b.month between :first and :last and b.version = :version"
        f" group by u.place{month}"
    )


def counted_at(unit_id: uuid.UUID) -> datetime | None:
    """Return as of when a unit's rows hold."""
    statement = select(func.max(BoardRow.computed_at)).where(
        BoardRow.tenant_id == unit_id, BoardRow.version == VERSION
    )
    return db.session.execute(statement).scalar_one()


# Every unit's, each night: as the driver gives them.
_HAPPENED = text("""
    select id, kind, on_day, at, subject, value, data ->> 'formed_on', data ->> 'due_on' from facts
    where tenant_id = :tenant_id and kind = any(:kinds) and withdrawn_at is null
        and (on_day >= :since or kind = any(:lasting))
""")
_SEEN = text("""
    select rule_id, period, last_day, standing, due_on from standings
    where tenant_id = :tenant_id and last_day >= :since
""")
_KINDS, _LASTING = sorted(KINDS), sorted(LASTING)


def record_of(unit: Tenant, today: date) -> Record:
    """Return all that the board looks at of a unit."""
    since = window(today)
    given = {"tenant_id": unit.id, "since": since}
    facts = db.session.execute(_HAPPENED, {**given, "kinds": _KINDS, "lasting": _LASTING})
    standings = db.session.execute(_SEEN, given)
    return Record(
        [Happening(*row) for row in facts.all()],
        [StandingSeen(*row) for row in standings.all()],
        {rule.id: rule for rule in rules_for(unit)},
        since,
        _exists_since(unit),
    )


def _exists_since(unit: Tenant) -> date | None:
    """Return the day a unit was set up; from the specification as it is kept, since parsing thousands takes seconds."""
    since = unit.raw_spec.get("since")
    return date.fromisoformat(since) if isinstance(since, str) else None


@dataclass(frozen=True, slots=True)
class PublicPost:
    """A post as the public may see it now."""

    post_id: uuid.UUID
    title: str
    is_withdrawn: bool


def public_posts(unit_id: uuid.UUID, post_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, PublicPost]:
    """Return those of a unit's posts that are public now; the only place that titles on the board come from."""
    statement = select(Publication.post_id, Publication.title, Publication.withdrawn_at).where(
        Publication.tenant_id == unit_id,
        Publication.post_id.in_(post_ids),
        Publication.published_at <= func.statement_timestamp(),
    )
    found = db.session.execute(statement) if post_ids else ()
    return {row.post_id: PublicPost(row.post_id, row.title, row.withdrawn_at is not None) for row in found}


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a standing: its sentence, and how much was done of what was wanted."""

    sentence: str
    done: int
    wanted: int


def said_of(unit_id: uuid.UUID, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Said]:
    """Return what is said of a unit's standings, by rule and period."""
    row = StandingRow
    statement = select(row.rule_id, row.period, row.sentence, row.done, row.wanted).where(
        row.tenant_id == unit_id, tuple_(row.rule_id, row.period).in_(keys)
    )
    found = db.session.execute(statement) if keys else ()
    return {(each.rule_id, each.period): Said(each.sentence, each.done, each.wanted) for each in found}
