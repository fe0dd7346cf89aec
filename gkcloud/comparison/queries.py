"""Reading the board: many units in one statement, one unit with everything that its numbers are made of."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from flask import abort
from sqlalchemy import TextClause, func, or_, select, text, tuple_

from gkcloud.comparison.model import BoardRow
from gkcloud.comparison.rules import (
    BY_CODE,
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
from gkcloud.comparison.rules.happenings import LASTING
from gkcloud.comparison.rules.indicators import PUBLISH_DAYS, SCORE
from gkcloud.database import db
from gkcloud.obligations.model import FactRow, StandingRow
from gkcloud.obligations.queries import window
from gkcloud.obligations.rulebook import rules_for
from gkcloud.publishing.model import Publication
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory

Pairs = Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Sums:
    """What is kept of one place on the board, summed over its units and months."""

    pairs: Pairs
    days: Sequence[int]


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
    numbers = _numbers_of(indicators)
    found = _asked(_statement(numbers, by_month=False), places, last, span)
    rows = {row[0]: _sums(indicators, numbers, row[1:]) for row in found}
    return [rows.get(place) for place in range(len(places))]


def trends_of(
    places: Sequence[Sequence[uuid.UUID]], indicator: Indicator, last: Month, months: int
) -> list[dict[Month, Sums]]:
    """Return one indicator of each place month by month; one statement."""
    numbers = _numbers_of((indicator,))
    trends: list[dict[Month, Sums]] = [{} for _ in places]
    for row in _asked(_statement(numbers, by_month=True), places, last, months):
        trends[row[0]][Month.of(row[1])] = _sums((indicator,), numbers, row[2:])
    return trends


def _asked(
    statement: TextClause, places: Sequence[Sequence[uuid.UUID]], last: Month, span: int
) -> Sequence[Sequence[Any]]:
    ids = [str(each) for units in places for each in units]
    of = [str(place) for place, units in enumerate(places) for _ in units]
    given = {
        "ids": "{" + ",".join(ids) + "}",
        "places": "{" + ",".join(of) + "}",
        "first": last.back(span - 1).first,
        "last": last.first,
        "version": VERSION,
    }
    return db.session.execute(statement, given).all()


def _numbers_of(indicators: Sequence[Indicator]) -> tuple[int, ...]:
    """Return the places in ``counts`` that these indicators need, counted from 0."""
    needed = {*indicators, *((VOLUME_OF_SCORE,) if SCORE in indicators else ())}
    numbers = [number for each in needed for number in (2 * each.place, 2 * each.place + 1)]
    days = range(PAIRS, LENGTH) if PUBLISH_DAYS in needed else ()
    return (*sorted(numbers), *days)


@lru_cache(maxsize=256)
def _statement(numbers: tuple[int, ...], *, by_month: bool) -> TextClause:
    """Return the statement that sums these numbers; all that is put into it are numbers of the table of indicators."""
    stocks = {place for each in BY_CODE.values() if each.is_stock for place in (2 * each.place, 2 * each.place + 1)}
    # What is a stock is not summed over months: its last is what counts.
    at_end = "" if by_month else " filter (where b.month = :last)"
    sums = (f"sum(b.counts[{number + 1}]){at_end if number in stocks else ''}" for number in numbers)
    month = ", b.month" if by_month else ""
    return text(
        f"select u.place{month}, {', '.join(sums)}"  # noqa: S608 - numbers of our own
        " from unnest(cast(:ids as uuid[]), cast(:places as int[])) as u (tenant_id, place)"
        " join board_rows b on b.tenant_id = u.tenant_id"
        " where b.month between :first and :last and b.version = :version"
        f" group by u.place{month}"
    )


def _sums(indicators: Sequence[Indicator], numbers: Sequence[int], row: Sequence[int | None]) -> Sums:
    known = dict(zip(numbers, row, strict=True))
    needed = {*indicators, *((VOLUME_OF_SCORE,) if SCORE in indicators else ())}
    pairs = {each.code: (known[2 * each.place] or 0, known[2 * each.place + 1] or 0) for each in needed}
    days = [known[number] or 0 for number in range(PAIRS, LENGTH)] if PAIRS in known else []
    return Sums(pairs, days)


def counted_at(unit_id: uuid.UUID) -> datetime | None:
    """Return as of when a unit's rows hold."""
    statement = select(func.max(BoardRow.computed_at)).where(
        BoardRow.tenant_id == unit_id, BoardRow.version == VERSION
    )
    return db.session.execute(statement).scalar_one()


_HAPPENING = (
    FactRow.id,
    FactRow.kind,
    FactRow.on_day,
    FactRow.at,
    FactRow.subject,
    FactRow.value,
    FactRow.data["formed_on"].astext,
    FactRow.data["due_on"].astext,
)
_SEEN = (
    StandingRow.rule_id,
    StandingRow.period,
    StandingRow.last_day,
    StandingRow.standing,
    StandingRow.due_on,
)


def record_of(unit: Tenant, today: date) -> Record:
    """Return all that the board looks at of a unit."""
    since = window(today)
    facts = select(*_HAPPENING).where(
        FactRow.tenant_id == unit.id,
        FactRow.kind.in_(sorted(KINDS)),
        FactRow.withdrawn_at.is_(None),
        or_(FactRow.on_day >= since, FactRow.kind.in_(sorted(LASTING))),
    )
    standings = select(*_SEEN).where(StandingRow.tenant_id == unit.id, StandingRow.last_day >= since)
    return Record(
        [Happening(*row) for row in db.session.execute(facts)],
        [StandingSeen(*row) for row in db.session.execute(standings)],
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
