"""What holds of every rule and any facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from gkcloud.obligations.rules import DutyType, Fact, PeriodKind, Rule, Unit, assess, periods_of
from gkcloud.worktime import CalendarDay, WorkCalendar, due_after
from gkcloud.worktime.moments import SHANGHAI
from tests.factories.years import CALENDAR

DAYS = st.dates(date(2025, 6, 1), date(2026, 12, 20))
KINDS = ("done", "formed", "clock_paused", "clock_resumed")
ITEMS = ("甲", "乙", "丙")


def off_on(holidays: set[date]) -> WorkCalendar:
    days = {day: CalendarDay(day, is_workday=False, name="假日", source="测试") for day in holidays}
    return replace(CALENDAR, days={**CALENDAR.days, **days})


@st.composite
def facts(draw: st.DrawFn) -> list[Fact]:
    found = []
    for number in range(draw(st.integers(0, 14))):
        day = draw(DAYS)
        at = datetime.combine(day, time(draw(st.integers(0, 23)), 59), SHANGHAI)
        kind, subject = draw(st.sampled_from(KINDS)), draw(st.sampled_from("ab"))
        value = draw(st.none() | st.floats(0, 100))
        found.append(Fact(UUID(int=number), kind, day, at, subject, draw(st.sampled_from(ITEMS)), value))
    return found


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    type_ = draw(st.sampled_from(DutyType))
    has_trigger = type_ is DutyType.DEADLINE or (type_ is DutyType.PAIRING and draw(st.booleans()))
    return Rule(
        id="T1",
        title="测试",
        type=type_,
        period=draw(st.sampled_from([kind for kind in PeriodKind if kind is not PeriodKind.WEEK])),
        evidence=("done",),
        trigger="formed" if has_trigger else "",
        within=draw(st.integers(1, 40)) if type_ in {DutyType.DEADLINE, DutyType.RECENCY} else None,
        unit=draw(st.sampled_from(Unit)),
        at_least=draw(st.integers(1, 4)),
        distinct=draw(st.sampled_from(("", "item", "day"))),
        month=draw(st.integers(1, 12)),
        day=draw(st.integers(1, 31)),
        same_day=draw(st.booleans()),
        items=ITEMS if draw(st.booleans()) else (),
    )


@given(rules(), facts(), DAYS, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(rule: Rule, told: list[Fact], today: date, chance: object) -> None:
    shuffled = list(told)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    for period in periods_of(rule, date(2025, 10, 1), today):
        assert assess(rule, told, period, today, CALENDAR) == assess(rule, shuffled, period, today, CALENDAR)


@given(rules(), facts(), DAYS)
def test_every_standing_has_a_sentence_and_shows_facts_that_were_told(
    rule: Rule, told: Sequence[Fact], today: date
) -> None:
    ids = {fact.id for fact in told if fact.on <= today}
    for period in periods_of(rule, date(2025, 10, 1), today):
        found = assess(rule, told, period, today, CALENDAR)
        assert found.sentence.endswith("。")
        assert set(found.evidence) <= ids
        assert 0 <= found.done <= max(found.wanted, found.done)


@given(rules(), facts(), DAYS)
def test_what_is_told_later_does_not_change_today(rule: Rule, told: Sequence[Fact], today: date) -> None:
    until = [fact for fact in told if fact.on <= today]
    for period in periods_of(rule, date(2025, 10, 1), today):
        assert assess(rule, told, period, today, CALENDAR) == assess(rule, until, period, today, CALENDAR)


@settings(max_examples=200)
@given(DAYS, st.integers(0, 60), st.sets(DAYS, max_size=5))
def test_a_further_holiday_never_makes_a_due_day_earlier(start: date, days: int, holidays: set[date]) -> None:
    with_more = off_on(holidays)
    assert due_after(start, days, with_more).day >= due_after(start, days, CALENDAR).day


@given(facts(), DAYS, st.sets(DAYS, max_size=4))
def test_nor_that_of_a_duty(told: Sequence[Fact], today: date, holidays: set[date]) -> None:
    rule = Rule(
        "T1",
        "测试",
        DutyType.DEADLINE,
        PeriodKind.YEAR,
        ("done",),
        trigger="formed",
        within=20,
        unit=Unit.WORKING_DAYS,
    )
    with_more = off_on(holidays)
    only_open = [fact for fact in told if fact.kind != "done"]
    for period in periods_of(rule, date(2025, 10, 1), today):
        before, after = (assess(rule, only_open, period, today, calendar).due for calendar in (CALENDAR, with_more))
        assert before is None or (after is not None and after >= before + timedelta(0))
