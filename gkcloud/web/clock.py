"""Shanghai's time: where days begin and years end for everything that is decided."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from gkcloud.database import utc_now

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local(moment: datetime) -> datetime:
    """Return a moment in Shanghai's time."""
    return moment.astimezone(SHANGHAI)


def today() -> date:
    """Return today's date in Shanghai; for pages, jobs and commands, never for rules."""
    return local(utc_now()).date()
