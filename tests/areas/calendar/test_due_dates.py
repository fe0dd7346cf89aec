"""Where a tenant is known, its own calendar decides when something is due."""

from datetime import UTC, date, datetime

import pytest

from gkcloud.publishing.views import due_words
from gkcloud.worktime import CalendarDay
from tests.factories.years import CALENDAR

# Friday 14 August 2026, noon in Shanghai.
NOON = datetime(2026, 8, 14, 4, tzinfo=UTC)
LOCAL = CALENDAR.with_local([CalendarDay(date(2026, 8, 17), is_workday=False, name="县庆日", source="自治条例")])


@pytest.mark.parametrize(
    ("due", "calendar", "told"),
    [
        (datetime(2026, 8, 18, 15, tzinfo=UTC), CALENDAR, "还剩 2 个工作日"),
        (datetime(2026, 8, 18, 15, tzinfo=UTC), LOCAL, "还剩 1 个工作日"),
        (datetime(2026, 8, 17, 15, tzinfo=UTC), LOCAL, "下个工作日前到期"),
        (datetime(2026, 8, 14, 15, 59, tzinfo=UTC), CALENDAR, "今天到期"),
        (datetime(2026, 8, 13, 15, 59, tzinfo=UTC), CALENDAR, "已超期 1 个工作日"),
    ],
)
def test_what_is_left(due: datetime, calendar, told: str) -> None:
    assert due_words(due, NOON, calendar)["text"] == told


def test_a_year_that_is_not_announced_is_told() -> None:
    now = datetime(2026, 12, 30, 4, tzinfo=UTC)
    words = due_words(datetime(2027, 1, 5, 15, tzinfo=UTC), now, CALENDAR)
    assert words["text"] == "还剩 3 个工作日（暂定）"
