"""What a calendar holds, and the calendar itself as RFC 5545 writes it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, vDuration
from icalendar import Event as CalendarEvent

from gkcloud.worktime import ONE_DAY
from gkcloud.worktime.moments import SHANGHAI

# Counted from here, the days on which something changed make numbers that only rise.
_FIRST_DAY = date(2020, 1, 1)
_HALF_A_DAY = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Event:
    """One due day, as an area tells of it: nothing that whoever sees the calendar may not know, no person's name.

    ``key`` is the same for the same thing, whatever day it moves to. ``changed_on`` is the last day on which anything about
    it changed, None for what only follows from a rule. ``href`` is a path below the unit's own address.
    """

    key: str
    title: str
    due: date
    sentence: str
    href: str
    changed_on: date | None = None
    is_provisional: bool = False


def calendar_text(name: str, unit_id: object, base: str, events: Iterable[Event], today: date) -> bytes:
    """Return a calendar of all-day events; ``base`` is the unit's whole address."""
    calendar = Calendar()
    calendar.add("prodid", "-//gkcloud//duties//ZH")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    calendar.add("refresh-interval", vDuration(_HALF_A_DAY), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(_HALF_A_DAY))
    for event in events:
        calendar.add_component(_event(event, unit_id, base, today))
    return bytes(calendar.to_ical())


def _event(event: Event, unit_id: object, base: str, today: date) -> CalendarEvent:
    # What only follows from a rule is as new as the month.
    changed = event.changed_on or today.replace(day=1)
    stamp = datetime.combine(changed, time(0), SHANGHAI).astimezone(UTC)
    made = CalendarEvent()
    made.add("uid", f"{event.key}@{unit_id}.gkcloud")
    made.add("dtstamp", stamp)
    made.add("last-modified", stamp)
    made.add("sequence", (event.changed_on - _FIRST_DAY).days if event.changed_on else 0)
    made.add("dtstart", event.due)
    made.add("dtend", event.due + ONE_DAY)
    made.add("summary", f"{event.title}{'（暂定）' if event.is_provisional else ''}")
    made.add("description", event.sentence)
    made.add("url", f"{base}{event.href}")
    made.add("status", "TENTATIVE" if event.is_provisional else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    return made
