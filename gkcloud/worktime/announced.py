"""The State Council's announced holidays and make-up workdays, from a well-kept package."""

from datetime import date
from functools import cache

import chinese_calendar
from chinese_calendar.constants import holidays, workdays

from gkcloud.worktime import WorkCalendar

_SATURDAY = 5
# The package raises beyond the last announced year; the calendar says where that is instead.
ANNOUNCED_UNTIL = date(max(day.year for day in (*holidays, *workdays)), 12, 31)


@cache
def _is_workday(day: date) -> bool:
    if day > ANNOUNCED_UNTIL:
        return day.weekday() < _SATURDAY
    return bool(chinese_calendar.is_workday(day))


ANNOUNCED = WorkCalendar(_is_workday, ANNOUNCED_UNTIL)
