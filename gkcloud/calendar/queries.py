"""The calendar as every process keeps it: read once for each version of the tree of tenants, then without a query."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select

from gkcloud.calendar.model import CalendarDayRow, CalendarYear
from gkcloud.database import db
from gkcloud.tenancy.directory import Directory, Tenant, directory
from gkcloud.tenancy.packspec import LocalHoliday
from gkcloud.tenancy.scope import Scope
from gkcloud.worktime import CalendarDay, WorkCalendar
from gkcloud.worktime.schedule import YearSchedule, calendar_of


@dataclass
class _Kept:
    """What was read for one copy of the tree, and the calendars with local holidays that were made of it."""

    national: WorkCalendar
    with_local: dict[tuple[LocalHoliday, ...], WorkCalendar] = field(default_factory=dict)


_lock = threading.Lock()
# A load of the calendar raises the tree's version, so a copy of the tree that is current has a current calendar.
_kept: WeakKeyDictionary[Directory, _Kept] = WeakKeyDictionary()


def calendar_for(tenant: Tenant) -> WorkCalendar:
    """Return the working days of a tenant: the national calendar with the tenant's local holidays laid over it.

    In an open scope's transaction this is one look into this process's copy; outside any, as ``directory()``, a reading.
    """
    kept = _current()
    # Most tenants have none, and their specification need not be parsed to learn that.
    if not tenant.raw_spec.get("local_holidays"):
        return kept.national
    local = tenant.spec.local_holidays
    if local not in kept.with_local:
        kept.with_local[local] = kept.national.with_local(
            CalendarDay(each.day, is_workday=False, name=each.name, source=each.basis) for each in local
        )
    return kept.with_local[local]


def national_calendar() -> WorkCalendar:
    """Return the working days of the whole country."""
    return _current().national


def schedules(years: Iterable[int] | None = None) -> dict[int, YearSchedule]:
    """Return what is known of each year, or of ``years`` only, as the open scope's transaction sees it."""
    wanted, days_of = select(CalendarYear), select(CalendarDayRow).order_by(CalendarDayRow.day)
    if years is not None:
        chosen = tuple(years)
        wanted = wanted.where(CalendarYear.year.in_(chosen))
        days_of = days_of.where(CalendarDayRow.year.in_(chosen))
    days: dict[int, list[CalendarDay]] = {}
    for row in db.session.execute(days_of).scalars():
        days.setdefault(row.year, []).append(CalendarDay(row.day, row.is_workday, row.name, row.source))
    return {
        row.year: YearSchedule(
            row.year,
            row.is_final,
            row.source,
            tuple(days.get(row.year, ())),
            row.document_no,
            row.document_date,
            row.revision,
        )
        for row in db.session.execute(wanted.order_by(CalendarYear.year)).scalars()
    }


def untold() -> dict[int, Any]:
    """Return the years whose change not every area has answered yet, with the moment of the change."""
    statement = select(CalendarYear.year, CalendarYear.changed_at).where(CalendarYear.told_at.is_(None))
    return {row.year: row.changed_at for row in db.session.execute(statement.order_by(CalendarYear.year))}


def _current() -> _Kept:
    tree = directory()
    with _lock:
        kept = _kept.get(tree)
        if kept is None:
            kept = _kept[tree] = _Kept(_read())
        return kept


def _read() -> WorkCalendar:
    if "scope" in db.session.info:
        return calendar_of(schedules().values())
    with Scope.public(None).opened():
        return calendar_of(schedules().values())
