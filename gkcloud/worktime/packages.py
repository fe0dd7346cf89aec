"""What the two well-kept packages know: ``chinesecalendar`` the announced years, ``holidays`` the statutory days after.

``chinesecalendar`` raises for a year that was not announced; ``holidays`` silently gives its statutory days without
the weekends that will be worked for them. So a year that only ``holidays`` knows is provisional, and says so.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.metadata import version
from typing import Any

from gkcloud.worktime import ONE_DAY, CalendarDay
from gkcloud.worktime.schedule import YearSchedule

# How many years after the last announced one are kept provisionally.
YEARS_AHEAD = 3
NEW_YEAR = "元旦"
_DECEMBER = 12
_NAMES = {
    "New Year's Day": NEW_YEAR,
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "抗战胜利70周年纪念日",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """A day of an announced year about which the two packages disagree; ``chinesecalendar`` is believed."""

    day: date
    is_workday: bool

    def __str__(self) -> str:
        ours, theirs = ("上班", "休息") if self.is_workday else ("休息", "上班")
        day = f"{self.day.year}年{self.day.month}月{self.day.day}日"
        return f"两个日历包对{day}说法不同：chinesecalendar 为{ours}，holidays 为{theirs}，取前者。"


def make_up_name(holiday: str) -> str:
    """Return what a day is called that is worked to make up for a holiday."""
    return f"{holiday}调休上班"


@cache
def package_schedules() -> tuple[YearSchedule, ...]:
    """Return every year that the packages know, announced ones and ``YEARS_AHEAD`` provisional ones."""
    announced = _announced()
    last = max(announced)
    ahead = _statutory(range(last + 1, last + YEARS_AHEAD + 1))
    return (
        *(YearSchedule(year, True, _source("chinesecalendar"), tuple(announced[year])) for year in sorted(announced)),
        *(YearSchedule(year, False, _provisional_source(), tuple(ahead[year])) for year in sorted(ahead)),
    )


@cache
def differences() -> tuple[Difference, ...]:
    """Return where the packages disagree about an announced year."""
    import chinese_calendar  # noqa: PLC0415 - slow to import, as is the other

    years = sorted(_announced())
    others = _china(range(years[0], years[-1] + 1))
    return tuple(
        Difference(day, bool(chinese_calendar.is_workday(day)))
        for day in _days(years[0], years[-1])
        if chinese_calendar.is_workday(day) != others.is_working_day(day)
    )


def _source(package: str) -> str:
    return f"{package} {version(package)}"


def _provisional_source() -> str:
    return f"{_source('holidays')}（安排未公布，只含法定节日，不含调休）"


def _announced() -> dict[int, list[CalendarDay]]:
    from chinese_calendar.constants import holidays, workdays  # noqa: PLC0415

    found: dict[int, list[CalendarDay]] = defaultdict(list)
    source = _source("chinesecalendar")
    for day, name in holidays.items():
        found[_year_of(day, _NAMES[name])].append(CalendarDay(day, False, _NAMES[name], source))
    for day, name in workdays.items():
        found[_year_of(day, _NAMES[name])].append(CalendarDay(day, True, make_up_name(_NAMES[name]), source))
    return {year: sorted(days, key=lambda each: each.day) for year, days in found.items()}


def _year_of(day: date, holiday: str) -> int:
    """Return the year whose announcement covers a day: New Year's days off may begin in the December before."""
    return day.year + 1 if day.month == _DECEMBER and holiday == NEW_YEAR else day.year


def _statutory(years: Iterable[int]) -> dict[int, list[CalendarDay]]:
    source = _provisional_source()
    return {
        year: [
            CalendarDay(day, False, name.replace("; ", "、"), source)
            for day, name in sorted(_china([year]).items())
            if day.year == year
        ]
        for year in years
    }


def _china(years: Iterable[int]) -> Any:
    import holidays  # noqa: PLC0415

    return holidays.country_holidays("CN", years=years, language="zh_CN")


def _days(first_year: int, last_year: int) -> Iterator[date]:
    day = date(first_year, 1, 1)
    while day.year <= last_year:
        yield day
        day += ONE_DAY
