"""A clock's count told day by day, and in one Chinese sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from gkcloud.worktime import ONE_DAY, WEEKDAY_NAMES, WEEKEND, WorkCalendar
from gkcloud.worktime.clocks import Clock, due_of


@dataclass(frozen=True, slots=True)
class CountedDay:
    """A day of a period: its number, or why it has none. ``note`` says why a weekend counts all the same.

    Numbers go on after the period's end: 22 of 20 is two days late.
    """

    day: date
    number: int | None
    why_not: str = ""
    note: str = ""


def count(clock: Clock, upto: date, calendar: WorkCalendar) -> list[CountedDay]:
    """Return every day after the clock's last start up to and including ``upto``."""
    return list(_counted(clock, upto, calendar))


def _counted(clock: Clock, upto: date, calendar: WorkCalendar) -> Iterator[CountedDay]:
    pauses, number, day = clock.pauses, 0, clock.runs_from
    while day < upto:
        day += ONE_DAY
        stop = next((each for each in pauses if each.covers(day)), None)
        if stop is not None:
            yield CountedDay(day, None, stop.reason)
        elif calendar.is_workday(day):
            number += 1
            yield CountedDay(day, number, note=calendar.why(day).name if calendar.row(day) else "")
        else:
            yield CountedDay(day, None, calendar.why(day).name)


def sentence(clock: Clock, upto: date, calendar: WorkCalendar) -> str:
    """Return where the count stands on a day, as 第 7 天（共 20 天），10月13日 周一；10月1日至8日不计（国庆节）.

    Ordinary weekends are left out unless the day itself is one.
    """
    days = count(clock, upto, calendar)
    if not days:
        return f"从{month_day(clock.runs_from, upto)}的次日起算（共 {clock.total} 天）"
    parts = [_head(days, clock.total)]
    parts += [f"{span(run[0].day, run[-1].day, upto)}不计（{_reasons(run)}）" for run in _stretches(days)]
    open_years = [year for year in range(days[0].day.year, upto.year + 1) if year not in calendar.final_years]
    if open_years:
        parts.append(f"{'、'.join(map(str, open_years))}年放假安排尚未公布，暂按法定节日推算")
    return "；".join(parts)


def due_sentence(clock: Clock, calendar: WorkCalendar) -> str:
    """Return when the period ends, as 2025年10月30日 周四到期（共 20 天）."""
    due = due_of(clock, calendar)
    if due is None:
        return f"已暂停（{clock.pauses[-1].reason}），恢复后再推算到期日"
    doubt = f"，暂定，{due.day.year}年放假安排尚未公布" if due.is_provisional else ""
    return f"{due.day.year}年{month_day(due.day, due.day)} {WEEKDAY_NAMES[due.day.weekday()]}到期（共 {clock.total} 天{doubt}）"


def month_day(day: date, beside: date) -> str:
    """Return a day as 10月13日, with its year where that is another than ``beside``'s."""
    return f"{day.month}月{day.day}日" if day.year == beside.year else f"{day.year}年{day.month}月{day.day}日"


def span(first: date, last: date, beside: date) -> str:
    """Return a stretch of days as 10月1日至8日."""
    if first == last:
        return month_day(first, beside)
    if (first.year, first.month) == (last.year, last.month):
        return f"{month_day(first, beside)}至{last.day}日"
    return f"{month_day(first, beside)}至{month_day(last, first)}"


def _head(days: Sequence[CountedDay], total: int) -> str:
    last = days[-1]
    day = f"{month_day(last.day, last.day)} {WEEKDAY_NAMES[last.day.weekday()]}"
    done = max((each.number or 0 for each in days), default=0)
    late = f"，已超 {done - total} 天" if done > total else ""
    if last.number is None:
        why = f"（{WEEKEND}）" if last.why_not == WEEKEND else ""
        return f"已计 {done} 天（共 {total} 天{late}），{day}不计{why}"
    return f"第 {done} 天（共 {total} 天{late}），{day}"


def _stretches(days: Sequence[CountedDay]) -> Iterator[list[CountedDay]]:
    """Yield the stretches that do not count, without ordinary weekends around and between them."""
    for is_counted, group in groupby(days, key=lambda each: each.number is not None):
        run = list(group)
        named = [place for place, each in enumerate(run) if each.why_not != WEEKEND]
        if not is_counted and named:
            yield run[named[0] : named[-1] + 1]


def _reasons(run: Sequence[CountedDay]) -> str:
    return "、".join(dict.fromkeys(each.why_not for each in run if each.why_not != WEEKEND))
