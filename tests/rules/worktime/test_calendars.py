"""What a calendar says about a day, and what the packages say about years."""

from datetime import date

import chinese_calendar
import pytest

from gkcloud.worktime import CalendarDay, DayNote, WorkCalendar
from gkcloud.worktime.announced import ANNOUNCED
from gkcloud.worktime.packages import YEARS_AHEAD, differences, package_schedules
from tests.factories.years import CALENDAR

FEAST = CalendarDay(date(2026, 9, 25), is_workday=False, name="古尔邦节", source="自治区政府令")


@pytest.mark.parametrize(
    ("day", "is_workday", "name"),
    [
        (date(2026, 10, 1), False, "国庆节"),
        (date(2026, 10, 3), False, "国庆节"),
        (date(2026, 10, 10), True, "国庆节调休上班"),
        (date(2026, 10, 11), False, "周末"),
        (date(2026, 10, 12), True, "工作日"),
        (date(2015, 9, 3), False, "抗战胜利70周年纪念日"),
    ],
)
def test_why(day: date, is_workday: bool, name: str) -> None:
    assert (CALENDAR.is_workday(day), CALENDAR.why(day).name) == (is_workday, name)


def test_each_announced_day_knows_its_source() -> None:
    assert CALENDAR.why(date(2026, 10, 1)).source.startswith("chinesecalendar ")
    assert CALENDAR.why(date(2027, 10, 1)).source.startswith("holidays ")
    assert CALENDAR.why(date(2026, 10, 12)) == DayNote("工作日", "")


def test_announced_until_the_first_gap() -> None:
    assert CALENDAR.announced_until == date(2026, 12, 31)
    assert WorkCalendar(final_years=frozenset({2025, 2026, 2028})).announced_until == date(2026, 12, 31)
    assert WorkCalendar().announced_until == date.min
    assert WorkCalendar(final_years=frozenset({2025, 2027})).is_provisional(date(2025, 12, 1), date(2027, 1, 1))


def test_local_holidays() -> None:
    alone = CalendarDay(date(2026, 10, 10), is_workday=False, name="州庆日", source="自治条例")
    calendar = CALENDAR.with_local([FEAST, alone])
    # Off nationally: the national name stays. Worked nationally to make up: off here.
    assert calendar.why(FEAST.day).name == "中秋节"
    assert (calendar.is_workday(alone.day), calendar.why(alone.day)) == (False, DayNote("州庆日", "自治条例"))
    assert CALENDAR.is_workday(alone.day)


def test_the_packages_disagree_about_one_day() -> None:
    (difference,) = differences()
    assert (difference.day, difference.is_workday) == (date(2005, 12, 31), False)
    assert str(difference).startswith("两个日历包对2005年12月31日说法不同")


def test_a_year_that_only_holidays_knows_is_provisional() -> None:
    years = {each.year: each for each in package_schedules()}
    final = [year for year, each in years.items() if each.is_final]
    assert final == list(range(2004, max(final) + 1))
    assert list(years)[len(final) :] == list(range(max(final) + 1, max(final) + YEARS_AHEAD + 1))
    ahead = years[max(final) + 1]
    assert "安排未公布" in ahead.source
    assert not any(each.is_workday for each in ahead.days)
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_workday(date(max(final) + 1, 3, 1))
    assert ANNOUNCED.announced_until == date(max(final), 12, 31)


@pytest.mark.parametrize("year", range(2004, 2027))
def test_it_agrees_with_the_package_day_by_day(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day)
        day = date.fromordinal(day.toordinal() + 1)


def test_a_december_before_new_year_belongs_to_the_next_announcement() -> None:
    years = {each.year: {day.day for day in each.days} for each in package_schedules()}
    december = {date(2018, 12, 29), date(2018, 12, 30), date(2018, 12, 31)}
    assert december <= years[2019]
    assert not december & years[2018]
