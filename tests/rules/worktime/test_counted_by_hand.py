"""Due dates that were counted by hand on a wall calendar, day by day, with the announced schedules beside it."""

from datetime import date, datetime, timedelta, timezone

import pytest

from gkcloud.worktime import due_after, working_days_until
from gkcloud.worktime.clocks import Clock, due_of, extension, pause, resume, start
from gkcloud.worktime.moments import day_of
from tests.factories.years import CALENDAR


def day(text: str) -> date:
    return date.fromisoformat(text)


# the day of the event, working days, the last day, whether it is provisional
PERIODS = [
    # DOMAIN 2.2: received on a Friday before the National Day of 2025
    ("2025-09-26", 7, "2025-10-13", False),
    ("2025-09-26", 20, "2025-10-30", False),
    ("2025-09-26", 40, "2025-11-27", False),
    ("2026-02-10", 20, "2026-03-16", False),
    ("2026-03-02", 20, "2026-03-30", False),
    # the same Friday, each step: Sunday worked, Monday, Tuesday, over the holiday, Saturday worked
    ("2025-09-26", 1, "2025-09-28", False),
    ("2025-09-26", 2, "2025-09-29", False),
    ("2025-09-26", 3, "2025-09-30", False),
    ("2025-09-26", 4, "2025-10-09", False),
    ("2025-09-26", 5, "2025-10-10", False),
    ("2025-09-26", 6, "2025-10-11", False),
    # Spring Festival 2025: Sunday 26 January and Saturday 8 February worked
    ("2025-01-24", 1, "2025-01-26", False),
    ("2025-01-27", 4, "2025-02-08", False),
    # Labour Day and Dragon Boat 2025
    ("2025-04-25", 5, "2025-05-06", False),
    ("2025-05-30", 1, "2025-06-03", False),
    # Spring Festival 2026: Saturdays 14 and 28 February worked
    ("2026-02-13", 1, "2026-02-14", False),
    ("2026-02-14", 1, "2026-02-24", False),
    ("2026-02-27", 1, "2026-02-28", False),
    ("2026-02-28", 1, "2026-03-02", False),
    ("2026-02-10", 7, "2026-02-26", False),
    # Qingming, Labour Day, Dragon Boat 2026
    ("2026-04-03", 1, "2026-04-07", False),
    ("2026-04-30", 1, "2026-05-06", False),
    ("2026-04-30", 4, "2026-05-09", False),
    ("2026-06-18", 1, "2026-06-22", False),
    ("2026-03-05", 15, "2026-03-26", False),
    # Mid-Autumn and National Day 2026: Sunday 20 September and Saturday 10 October worked
    ("2026-09-18", 1, "2026-09-20", False),
    ("2026-09-18", 7, "2026-09-29", False),
    ("2026-09-30", 1, "2026-10-08", False),
    ("2026-09-30", 3, "2026-10-10", False),
    ("2026-10-01", 5, "2026-10-13", False),
    # the ends of years
    ("2018-12-28", 1, "2018-12-29", False),
    ("2018-12-28", 2, "2019-01-02", False),
    ("2025-12-31", 1, "2026-01-04", False),
    ("2025-12-31", 2, "2026-01-05", False),
    ("2025-12-31", 20, "2026-01-29", False),
    ("2025-12-26", 5, "2026-01-05", False),
    # what the two packages disagree about: off, as chinesecalendar has it
    ("2005-12-30", 1, "2006-01-04", False),
    # earlier years
    ("2020-01-23", 1, "2020-02-03", False),
    ("2024-02-09", 1, "2024-02-18", False),
    ("2024-02-28", 1, "2024-02-29", False),
    ("2024-09-13", 2, "2024-09-18", False),
    # into 2027, which is not announced
    ("2026-12-31", 0, "2026-12-31", False),
    ("2026-12-30", 1, "2026-12-31", False),
    ("2026-12-21", 8, "2026-12-31", False),
    ("2026-12-31", 1, "2027-01-04", True),
    ("2026-12-25", 20, "2027-01-25", True),
    ("2027-02-04", 1, "2027-02-11", True),
]


@pytest.mark.parametrize(("event", "days", "last", "provisional"), PERIODS)
def test_a_period(event: str, days: int, last: str, provisional: bool) -> None:
    due = due_after(day(event), days, CALENDAR)
    assert (due.day.isoformat(), due.is_provisional) == (last, provisional)
    assert working_days_until(day(event), due.day, CALENDAR) == days
    assert working_days_until(due.day, day(event), CALENDAR) == -days


# the moment of the event as a server's clock has it, working days, the last day
MOMENTS = [
    # 25 September 23:59 and 26 September 00:01 in Shanghai
    ("2025-09-25T15:59:00+00:00", 7, "2025-10-11"),
    ("2025-09-25T16:01:00+00:00", 7, "2025-10-13"),
    ("2025-09-26T00:01:00+08:00", 7, "2025-10-13"),
    ("2025-09-25T12:01:00-04:00", 7, "2025-10-13"),
    # Friday 13 February 2026 23:59: the worked Saturday is day 1; two minutes later it is day 0
    ("2026-02-13T15:59:59+00:00", 1, "2026-02-14"),
    ("2026-02-13T16:00:00+00:00", 1, "2026-02-24"),
    # New Year's Eve
    ("2025-12-31T15:59:00+00:00", 1, "2026-01-04"),
    ("2026-12-30T15:59:00+00:00", 1, "2026-12-31"),
    ("2026-12-30T16:01:00+00:00", 1, "2027-01-04"),
]


@pytest.mark.parametrize(("moment", "days", "last"), MOMENTS)
def test_the_day_is_shanghais(moment: str, days: int, last: str) -> None:
    assert due_after(day_of(datetime.fromisoformat(moment)), days, CALENDAR).day == day(last)


def test_a_moment_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="time zone"):
        day_of(datetime(2026, 1, 1, 12))  # noqa: DTZ001 - the point
    assert day_of(datetime(2026, 1, 1, 23, 30, tzinfo=timezone(timedelta(hours=9)))) == date(2026, 1, 1)


# started on, working days, what happened, the last day (None: it stands still), whether it is provisional
CLOCKS = [
    # DOMAIN 2.2: consultation out on 5 March, answered on the 20th, eleven working days paused
    ("2026-03-02", 20, [("pause", "2026-03-05"), ("resume", "2026-03-20")], "2026-04-15", False),
    # art. 33: twenty more, decided inside the period
    ("2025-09-26", 20, [("extend", "2025-10-28", 20)], "2025-11-27", False),
    # out and back on one day, or over a weekend: nothing lost
    ("2026-03-02", 20, [("pause", "2026-03-05"), ("resume", "2026-03-05")], "2026-03-30", False),
    ("2026-03-02", 20, [("pause", "2026-03-06"), ("resume", "2026-03-08")], "2026-03-30", False),
    # over Mid-Autumn and the National Day; the worked Saturday ends it
    ("2026-09-18", 7, [("pause", "2026-09-24"), ("resume", "2026-10-08")], "2026-10-10", False),
    ("2025-09-22", 20, [("pause", "2025-09-24"), ("resume", "2025-10-13")], "2025-11-06", False),
    # twice; and anew on the day of the resumption
    (
        "2026-03-02",
        5,
        [("pause", "2026-03-03"), ("resume", "2026-03-05"), ("pause", "2026-03-06"), ("resume", "2026-03-10")],
        "2026-03-13",
        False,
    ),
    (
        "2026-03-02",
        5,
        [("pause", "2026-03-03"), ("resume", "2026-03-05"), ("pause", "2026-03-05"), ("resume", "2026-03-09")],
        "2026-03-13",
        False,
    ),
    # on the day it begins
    ("2026-03-02", 3, [("pause", "2026-03-02"), ("resume", "2026-03-04")], "2026-03-09", False),
    # still out
    ("2026-03-02", 20, [("pause", "2026-03-05")], None, False),
    # after the end: nothing to pause any more
    ("2025-09-26", 2, [("pause", "2025-09-30")], "2025-09-29", False),
    # corrected (art. 30): counted anew, and what was before is void
    ("2026-03-02", 20, [("start", "2026-03-16")], "2026-04-14", False),
    (
        "2026-03-02",
        20,
        [("extend", "2026-03-05", 20), ("pause", "2026-03-10"), ("start", "2026-03-16")],
        "2026-04-14",
        False,
    ),
    # extended into 2027
    ("2026-12-01", 20, [], "2026-12-29", False),
    ("2026-12-01", 20, [("extend", "2026-12-20", 5)], "2027-01-06", True),
    ("2026-03-02", 0, [], "2026-03-02", False),
]


def clock(started: str, days: int, happened: list[tuple[str, ...]]) -> Clock:
    made = {
        "start": start,
        "pause": lambda on: pause(on, "征求第三方意见"),
        "resume": resume,
        "extend": lambda on, more: extension(on, more, "《政府信息公开条例》第三十三条"),
    }
    return Clock(day(started), days, tuple(made[kind](day(on), *rest) for kind, on, *rest in happened))  # type: ignore[operator]


@pytest.mark.parametrize(("started", "days", "happened", "last", "provisional"), CLOCKS)
def test_a_clock(
    started: str, days: int, happened: list[tuple[str, ...]], last: str | None, provisional: bool
) -> None:
    due = due_of(clock(started, days, happened), CALENDAR)
    if last is None:
        assert due is None
    else:
        assert due is not None
        assert (due.day.isoformat(), due.is_provisional) == (last, provisional)


def test_the_table_is_long_enough() -> None:
    assert len(PERIODS) + len(MOMENTS) + len(CLOCKS) >= 60
