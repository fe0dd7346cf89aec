"""Shanghai's time: where days begin and years end for everything that is decided."""

from datetime import date

from gkcloud.database import utc_now
from gkcloud.worktime.moments import SHANGHAI, local

__all__ = ["SHANGHAI", "local", "today"]


def today() -> date:
    """Return today's date in Shanghai; for pages, jobs and commands, never for rules."""
    return local(utc_now()).date()
