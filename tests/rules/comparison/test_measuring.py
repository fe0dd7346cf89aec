"""Facts and standings become numbers: each the sum of its rows, whatever the unit did, in whatever order it was told."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gkcloud.comparison.rules import (
    BY_CODE,
    INDICATORS,
    KINDS,
    PAIRS,
    Happening,
    Month,
    Record,
    StandingSeen,
    counts_of,
    measure,
    up_to,
)
from gkcloud.comparison.rules.measuring import working_days
from gkcloud.obligations.rules import DutyType, PeriodKind, Rule, Standing
from gkcloud.worktime import due_after
from gkcloud.worktime.announced import ANNOUNCED
from gkcloud.worktime.moments import SHANGHAI

TODAY = date(2026, 11, 16)
NOW = datetime.combine(TODAY, time(15), SHANGHAI)
SINCE = date(2025, 10, 1)
RULES = {
    f"{origin}{place}": Rule(f"{origin}{place}", "义务", kind, period, ("published",), weight=1 + place % 5)
    for origin in ("CN-", "T")
    for place, (kind, period) in enumerate((kind, period) for kind in DutyType for period in PeriodKind)
}


def happened(kind: str, on: date, subject: str = "s", number: int = 0, **more: object) -> Happening:
    at = datetime.combine(on, time(12), SHANGHAI)
    return Happening(UUID(int=number), kind, on, at, subject, **more)  # type: ignore[arg-type]


def cell(
    code: str, facts: list[Happening], month: str = "2026-11", standings: tuple[StandingSeen, ...] = ()
) -> tuple[int, int]:
    found = measure(Record(facts, standings, RULES, SINCE), Month.parsed(month), NOW, ANNOUNCED)[code]
    return found.numerator, found.denominator


_days = st.dates(SINCE, TODAY + timedelta(days=20))
_facts = st.builds(
    happened,
    st.sampled_from(sorted(KINDS)),
    _days,
    st.sampled_from(["post:1", "post:2", "x"]),
    st.integers(0, 2**64),
    value=st.one_of(st.none(), st.floats(0, 100)),
    formed_on=st.one_of(st.none(), _days.map(date.isoformat)),
    due_on=st.one_of(st.none(), _days.map(date.isoformat)),
)
_standings = st.builds(
    StandingSeen,
    st.sampled_from([*RULES, "gone"]),
    st.just("2026-11"),
    _days,
    st.sampled_from([each.value for each in Standing]),
    st.one_of(st.none(), _days),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_facts, max_size=40), st.lists(_standings, max_size=30), st.randoms())
def test_numbers_equal_their_rows_and_the_order_does_not_matter(
    facts: list[Happening], standings: list[StandingSeen], chance: object
) -> None:
    months = up_to(Month.of(TODAY), 12)
    record = Record(facts, standings, RULES, SINCE)
    kept = counts_of(record, months, NOW, ANNOUNCED)
    for month in months:
        cells = measure(record, month, NOW, ANNOUNCED)
        for each in INDICATORS:
            found = cells[each.code]
            assert (found.numerator, found.denominator) == kept[month][2 * each.place : 2 * each.place + 2]
        assert sum(kept[month][PAIRS:]) == cells["publish_days"].denominator
    chance.shuffle(facts)  # type: ignore[attr-defined]
    chance.shuffle(standings)  # type: ignore[attr-defined]
    assert counts_of(Record(facts, standings, RULES, SINCE), months, NOW, ANNOUNCED) == kept


@settings(deadline=None)
@given(st.dates(date(2015, 1, 1), date(2027, 12, 31)), st.integers(0, 40))
def test_working_days_are_counted_as_clocks_count_them(first: date, count: int) -> None:
    assert working_days(ANNOUNCED, first, due_after(first, count, ANNOUNCED).day) == count


def test_the_national_day_is_not_counted_on_the_way_to_publication() -> None:
    # 2026: 1–7 October off, Saturday 10 October worked: 30 September to 12 October are 8, 9, 10 and 12 October.
    fact = happened("published", date(2026, 10, 12), formed_on="2026-09-30")
    assert cell("publish_days", [fact], "2026-10") == (4, 1)
    assert cell("publish_in_time", [fact], "2026-10") == (1, 1)


@pytest.mark.parametrize(
    ("month", "found"), [("2026-05", (0, 0)), ("2026-06", (1, 1)), ("2026-08", (0, 1)), ("2026-09", (0, 0))]
)
def test_an_order_is_open_until_it_is_closed(month: str, found: tuple[int, int]) -> None:
    facts = [happened("order_issued", date(2026, 6, 1)), happened("order_closed", date(2026, 8, 3), number=1)]
    assert cell("orders_open", facts, month) == found


def test_an_order_is_overdue_from_the_day_after_its_due_day() -> None:
    for due, overdue in (("2026-11-15", 1), ("2026-11-16", 0), (None, 0)):
        facts = [happened("order_issued", date(2026, 11, 1), due_on=due)]
        assert cell("orders_overdue", facts) == (overdue, 1)


def test_a_title_taken_back_counts_until_then() -> None:
    facts = [happened("demo_designated", date(2025, 11, 3)), happened("demo_revoked", date(2026, 3, 1), number=1)]
    assert [cell("demonstration", facts, f"2026-{month:02}")[0] for month in (1, 2, 3, 4)] == [1, 1, 0, 0]


def test_what_is_public_later_today_is_not_counted_yet() -> None:
    late = happened("published", TODAY)._replace(at=NOW + timedelta(hours=2))
    assert cell("published", [late]) == (0, 0)
    assert cell("published", [late._replace(at=NOW)]) == (1, 0)


def test_days_without_an_update_run_to_the_end_of_the_month_or_to_today() -> None:
    facts = [happened("published", date(2026, 9, 20))]
    assert cell("days_silent", facts, "2026-09") == (10, 1)
    assert cell("days_silent", facts, "2026-11") == (57, 1)
    assert cell("days_silent", [], "2026-11") == ((TODAY - SINCE).days, 1)


def test_an_overdue_duty_counts_in_every_month_since_it_was_due_and_a_missed_one_once() -> None:
    def seen(standing: Standing) -> tuple[StandingSeen, ...]:
        return (StandingSeen("T1", "2026-08", date(2026, 8, 31), standing.value, date(2026, 9, 5)),)

    months = ("2026-08", "2026-09", "2026-10", "2026-11")
    assert [cell("duties_overdue", [], month, seen(Standing.OVERDUE))[0] for month in months] == [0, 1, 1, 1]
    assert [cell("duties_missed", [], month, seen(Standing.MISSED))[0] for month in months] == [0, 1, 0, 0]


def test_what_does_not_apply_is_in_no_number() -> None:
    seen = (StandingSeen("T1", "2026-11", date(2026, 11, 30), Standing.NOT_APPLICABLE.value, date(2026, 11, 5)),)
    cells = measure(Record([], seen, RULES, SINCE, exists_since=date(2027, 1, 1)), Month.of(TODAY), NOW, ANNOUNCED)
    assert all(not found.rows for found in cells.values())


def test_an_excused_duty_is_shown_and_in_no_rate() -> None:
    seen = (StandingSeen("T1", "2026-11", date(2026, 11, 30), Standing.EXCUSED.value, date(2026, 11, 5)),)
    assert cell("duties_excused", [], standings=seen) == (1, 1)
    assert cell("on_time", [], standings=seen) == (0, 0)
    assert BY_CODE["score"].is_rate
