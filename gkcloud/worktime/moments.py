"""Shanghai's time: on which day something happened, wherever the clock that saw it stands."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(moment: datetime) -> datetime:
    """Return a moment in Shanghai's time. Raises ValueError for one without a zone, which is no moment."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(SHANGHAI)


def day_of(moment: datetime) -> date:
    """Return the day of an event: 15:59:59 UTC is still this day in Shanghai, 16:00 is the next."""
    return local(moment).date()
