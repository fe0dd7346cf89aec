"""When things of the demonstration happened: days before today, in office hours, and dates inside texts.

Pure: "now" is an argument.
"""

import re
import zlib
from datetime import date, datetime, time, timedelta

from gkcloud.web.clock import SHANGHAI, local

_OPENS = 9 * 60  # minutes of the day
_OPEN_MINUTES = 7 * 60 + 50
_FRIDAY = 4
_QUARTERS = "一二三四"
_PLACEHOLDER = re.compile(r"\{(date|day|year|month|ym|quarter)(?::(-?\d+))?\}")


class PlaceholderUnknown(ValueError):
    """A text of the demonstration holds braces that mean nothing."""


def working_day(day: date) -> date:
    """Return the day itself, or the Friday before it on a weekend; holidays count as working days here."""
    return day - timedelta(days=max(0, day.weekday() - _FRIDAY))


def working_days_before(day: date, count: int) -> date:
    """Return the working day that is ``count`` working days before a working day."""
    for _ in range(count):
        day = working_day(day - timedelta(days=1))
    return day


def office_moment(day: date, key: str) -> datetime:
    """Return a moment in the office hours of a day; the same ``key`` gives the same time of day."""
    minute = _OPENS + zlib.crc32(key.encode()) % _OPEN_MINUTES
    return datetime.combine(day, time(minute // 60, minute % 60), SHANGHAI)


def past_office_moment(now: datetime, days_ago: int, key: str) -> datetime:
    """Return an office moment ``days_ago`` calendar days before now, or the nearest one before that has passed."""
    day = working_day(local(now).date() - timedelta(days=days_ago))
    moment = office_moment(day, key)
    return moment if moment <= now - timedelta(hours=1) else office_moment(working_days_before(day, 1), key)


def next_office_opening(now: datetime) -> datetime:
    """Return nine o'clock of the next working day in Shanghai."""
    day = local(now).date() + timedelta(days=1)
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(9), SHANGHAI)


def fill_dates(text: str, published_on: date) -> str:
    """Return a text with its dates, which are given relative to the day of publication.

    ``{date:-3}`` is the whole date three days before, ``{day:2}`` month and day two days after; ``{year:-1}``,
    ``{month:-1}`` (such as 10月), ``{ym:-1}`` (2026年10月) and ``{quarter:-1}`` (2026年三季度) count in their own unit.
    Raises PlaceholderUnknown for other braces.
    """

    def fill(found: re.Match[str]) -> str:
        return _FILLERS[found[1]](published_on, int(found[2] or 0))

    filled = _PLACEHOLDER.sub(fill, text)
    if "{" in filled or "}" in filled:
        raise PlaceholderUnknown(filled[max(0, filled.find("{") - 10) :][:40])
    return filled


def _date(day: date, shift: int) -> str:
    shifted = day + timedelta(days=shift)
    return f"{shifted.year}年{shifted.month}月{shifted.day}日"


def _day(day: date, shift: int) -> str:
    shifted = day + timedelta(days=shift)
    return f"{shifted.month}月{shifted.day}日"


def _months(day: date, shift: int) -> tuple[int, int]:
    year, month = divmod(day.year * 12 + day.month - 1 + shift, 12)
    return year, month + 1


def _year_month(day: date, shift: int) -> str:
    year, month = _months(day, shift)
    return f"{year}年{month}月"


def _quarter(day: date, shift: int) -> str:
    year, quarter = divmod(day.year * 4 + (day.month - 1) // 3 + shift, 4)
    return f"{year}年{_QUARTERS[quarter]}季度"


_FILLERS = {
    "date": _date,
    "day": _day,
    "year": lambda day, shift: str(day.year + shift),
    "month": lambda day, shift: f"{_months(day, shift)[1]}月",
    "ym": _year_month,
    "quarter": _quarter,
}
