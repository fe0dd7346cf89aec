"""Loading the calendar, in a platform scope."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update

from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.calendar.model import CalendarDayRow, CalendarYear
from gkcloud.calendar.queries import schedules as known_schedules
from gkcloud.calendar.rules import DayChange, Verdict, clashes, day_changes, decide
from gkcloud.database import db
from gkcloud.tenancy.model import DirectoryVersion
from gkcloud.worktime.moments import day_of
from gkcloud.worktime.schedule import YearSchedule


class CalendarRefused(Exception):
    """A schedule cannot be taken; nothing was changed. The message is Chinese sentences that say why."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load changed: years taken, days that count otherwise now, and what somebody should know."""

    years: tuple[int, ...] = ()
    days: tuple[DayChange, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def touched_years(self) -> frozenset[int]:
        """Every year in which a due date may be another now, or is no longer provisional."""
        return frozenset(self.years) | {each.day.year for each in self.days}


@action("calendar.load")
def load_calendar(offered: Sequence[YearSchedule], *, now: datetime, actor_id: uuid.UUID | None = None) -> Loaded:
    """Bring the calendar to what packages or an announcement say. Loading the same again changes nothing.

    Raises the version of the tree of tenants, so that every process renews its copy. Raises CalendarRefused, and
    changes nothing, if one of the schedules cannot be taken.
    """
    _lock()
    known = known_schedules()
    taken, notes = _choose(offered, known, day_of(now))
    if not taken:
        nothing_to_do("calendar.load")
        return Loaded(notes=notes)
    after = {**known, **taken}
    loaded = Loaded(tuple(sorted(taken)), day_changes(known, after, taken), notes)
    _write(taken.values(), now)
    touched = loaded.touched_years
    db.session.execute(
        update(CalendarYear).where(CalendarYear.year.in_(touched)).values(changed_at=now, told_at=None)
    )
    db.session.execute(update(DirectoryVersion).values(version=DirectoryVersion.version + 1))
    record(
        "calendar.load",
        actor_id=actor_id,
        subject=("calendar", _span(loaded.years)),
        at=now,
        years=[_told(taken[year], known.get(year)) for year in loaded.years],
        days={each.day.isoformat(): each.is_workday for each in loaded.days if each.day.year in known},
    )
    return loaded


@action("calendar.answer")
def mark_told(years: Mapping[int, datetime], *, now: datetime, actor_id: uuid.UUID | None = None) -> None:
    """Record that every area has answered the changes of these years; a change that came since stays untold."""
    rows = db.session.execute(
        select(CalendarYear).where(CalendarYear.year.in_(years), CalendarYear.told_at.is_(None)).with_for_update()
    ).scalars()
    answered = [row for row in rows if row.changed_at == years[row.year]]
    if not answered:
        nothing_to_do("calendar.answer")
        return
    for row in answered:
        row.told_at = now
    found = sorted(row.year for row in answered)
    record("calendar.answer", actor_id=actor_id, subject=("calendar", _span(found)), at=now, years=found)


def _span(years: Sequence[int]) -> str:
    return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"


def _lock() -> None:
    """Let one load go on at a time; the row is the one that ends it."""
    db.session.execute(select(DirectoryVersion.version).with_for_update())


def _choose(
    offered: Sequence[YearSchedule], known: Mapping[int, YearSchedule], today: date
) -> tuple[dict[int, YearSchedule], tuple[str, ...]]:
    taken: dict[int, YearSchedule] = {}
    notes: list[str] = []
    faults: list[str] = []
    for schedule in offered:
        decision = decide(known.get(schedule.year), schedule, today)
        if decision.verdict is Verdict.REFUSE:
            faults.append(decision.message)
        elif decision.verdict is Verdict.TAKE:
            others = [taken.get(year, each) for year, each in known.items()]
            found = clashes(schedule, others)
            # What a document says about a December is not a package's to change.
            (faults if schedule.is_document else notes).extend(found)
            if not found or not schedule.is_document:
                taken[schedule.year] = _without(schedule, others) if found else schedule
        elif decision.message:
            notes.append(decision.message)
    if faults:
        raise CalendarRefused("\n".join(faults))
    return {year: each for year, each in taken.items() if _differs(each, known.get(year))}, tuple(notes)


def _without(schedule: YearSchedule, others: Iterable[YearSchedule]) -> YearSchedule:
    named = {each.day for other in others if other.year != schedule.year for each in other.days}
    days = tuple(each for each in schedule.days if each.day not in named)
    return YearSchedule(schedule.year, schedule.is_final, schedule.source, days)


def _differs(schedule: YearSchedule, known: YearSchedule | None) -> bool:
    return known is None or schedule.is_document or schedule.meaning() != known.meaning()


def _write(taken: Iterable[YearSchedule], now: datetime) -> None:
    for schedule in taken:
        values = {
            "is_final": schedule.is_final,
            "source": schedule.source,
            "document_no": schedule.document_no,
            "document_date": schedule.document_date,
            "revision": schedule.revision,
            "changed_at": now,
            "told_at": None,
        }
        db.session.merge(CalendarYear(year=schedule.year, **values))
        db.session.execute(delete(CalendarDayRow).where(CalendarDayRow.year == schedule.year))
    db.session.flush()
    db.session.add_all(
        CalendarDayRow(
            day=each.day, year=schedule.year, is_workday=each.is_workday, name=each.name, source=each.source
        )
        for schedule in taken
        for each in schedule.days
    )
    db.session.flush()


def _told(schedule: YearSchedule, before: YearSchedule | None) -> dict[str, object]:
    return {
        "year": schedule.year,
        "is_final": schedule.is_final,
        "source": schedule.source,
        "before": before.source if before else None,
    }
