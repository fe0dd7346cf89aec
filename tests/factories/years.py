"""Calendars that stay as they are when the packages learn of another year: announced until 2026, 2027 provisional."""

from datetime import date

from gkcloud.worktime import CalendarDay
from gkcloud.worktime.packages import package_schedules
from gkcloud.worktime.schedule import YearSchedule, calendar_of

_SOURCE = "holidays 0.109（安排未公布，只含法定节日，不含调休）"
_STATUTORY = (
    ((1, 1, 1), "元旦"),
    ((2, 5, 10), "春节"),
    ((4, 5, 5), "清明节"),
    ((5, 1, 4), "劳动节"),
    ((6, 9, 9), "端午节"),
    ((9, 15, 15), "中秋节"),
    ((10, 1, 5), "国庆节"),
)
PROVISIONAL_2027 = YearSchedule(
    2027,
    is_final=False,
    source=_SOURCE,
    days=tuple(
        CalendarDay(date(2027, month, day), is_workday=False, name=name, source=_SOURCE)
        for (month, first, last), name in _STATUTORY
        for day in range(first, last + 1)
    ),
)
SCHEDULES = (*(each for each in package_schedules() if each.year <= 2026), PROVISIONAL_2027)
CALENDAR = calendar_of(SCHEDULES)
