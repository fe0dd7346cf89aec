"""Which of two schedules of a year holds, and which days that changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gkcloud.worktime import ONE_DAY, WorkCalendar
from gkcloud.worktime.schedule import YearSchedule, calendar_of


class Verdict(StrEnum):
    """What becomes of a schedule that is offered for a year."""

    TAKE = "take"
    SAME = "same"
    KEEP = "keep"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict, and a Chinese sentence where somebody should know why."""

    verdict: Verdict
    message: str = ""


@dataclass(frozen=True, slots=True)
class DayChange:
    """A day that counts now and did not, or the other way round."""

    day: date
    is_workday: bool


def decide(known: YearSchedule | None, offered: YearSchedule, today: date) -> Decision:
    """Return whether an offered schedule replaces the known one.

    An announcement outranks a package, a later announcement an earlier one; an announced year never becomes
    provisional again.
    """
    if offered.document_date is not None and offered.document_date > today:
        return Decision(Verdict.REFUSE, f"{offered.document_no}的日期还没有到，请核对 document_date。")
    if known is None:
        return Decision(Verdict.TAKE)
    return _decide_document(known, offered) if offered.is_document else _decide_package(known, offered)


def _decide_package(known: YearSchedule, offered: YearSchedule) -> Decision:
    if known.meaning() == offered.meaning():
        return Decision(Verdict.SAME)
    if not offered.is_final:
        return Decision(Verdict.KEEP if known.is_final else Verdict.TAKE)
    if not known.is_document:
        return Decision(Verdict.TAKE)
    if known.effect() == offered.effect():
        return Decision(Verdict.KEEP)
    note = f"{known.year}年已按{known.document_no}确定，{offered.source} 与之不同，仍以文件为准。"
    return Decision(Verdict.KEEP, note)


def _decide_document(known: YearSchedule, offered: YearSchedule) -> Decision:
    if not known.is_document or offered.version > known.version:
        return Decision(Verdict.TAKE)
    is_same_document = (known.document_no, known.version) == (offered.document_no, offered.version)
    if is_same_document and known.meaning() == offered.meaning():
        return Decision(Verdict.SAME)
    if is_same_document:
        return Decision(
            Verdict.REFUSE,
            f"{offered.document_no}已经载入，内容与这份文件不同。要更正录入，请在文件中写 revision = {known.revision + 1}。",
        )
    return Decision(
        Verdict.REFUSE,
        f"{known.year}年已按{known.document_no}（{known.document_date}）确定，只能用日期更晚的文件更正，"
        f"这份文件的日期是 {offered.document_date}。",
    )


def clashes(offered: YearSchedule, others: Iterable[YearSchedule]) -> list[str]:
    """Return a sentence for each day about which another year's schedule has said something already."""
    taken = {each.day: year for year in others if year.year != offered.year for each in year.days}
    return [
        f"{each.day.year}年{each.day.month}月{each.day.day}日已由{taken[each.day].year}年的安排规定，请核对。"
        for each in offered.days
        if each.day in taken
    ]


def day_changes(
    before: Mapping[int, YearSchedule], after: Mapping[int, YearSchedule], years: Iterable[int]
) -> tuple[DayChange, ...]:
    """Return the days that count otherwise after the schedules of ``years`` were replaced."""
    old, new = calendar_of(before.values()), calendar_of(after.values())
    return tuple(change for year in sorted(years) for change in _changes_of(year, old, new))


def _changes_of(year: int, old: WorkCalendar, new: WorkCalendar) -> Iterable[DayChange]:
    # A year's schedule may begin in the December before.
    day = date(year - 1, 12, 1)
    while day.year <= year:
        if (now := new.is_workday(day)) != old.is_workday(day):
            yield DayChange(day, now)
        day += ONE_DAY
