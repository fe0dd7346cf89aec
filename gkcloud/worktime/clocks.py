"""Clocks of working days: segments from which the due date is derived; nothing stores or edits the date itself.

A clock starts anew with each start; it stands still from the day after a pause until the day of its resumption, both
days of events, which do not count by themselves; an extension adds working days and names the law that allows it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, zip_longest

from gkcloud.worktime import ONE_DAY, Due, WorkCalendar


class SegmentKind(StrEnum):
    """What happens to a clock; listed in the order in which a day's segments take effect."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    EXTENSION = "extension"


_ORDER = tuple(SegmentKind)


class ClockInvalid(ValueError):
    """These segments make no clock; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One thing that happened to a clock on a day. Made by ``start``, ``pause``, ``resume`` and ``extension``."""

    kind: SegmentKind
    on: date
    reason: str = ""
    days: int = 0
    legal_basis: str = ""


def start(on: date) -> Segment:
    """Return a new start: whatever was counted before does not count any more."""
    return Segment(SegmentKind.START, on)


def pause(on: date, reason: str) -> Segment:
    """Return a pause: the days after ``on`` do not count."""
    return Segment(SegmentKind.PAUSE, on, reason=reason.strip())


def resume(on: date) -> Segment:
    """Return the end of a pause: the days after ``on`` count again."""
    return Segment(SegmentKind.RESUME, on)


def extension(on: date, days: int, legal_basis: str) -> Segment:
    """Return an extension by so many working days, decided on a day."""
    return Segment(SegmentKind.EXTENSION, on, days=days, legal_basis=legal_basis.strip())


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count: after ``after``, up to and including ``until``; None while it lasts."""

    after: date
    until: date | None
    reason: str

    def covers(self, day: date) -> bool:
        """Return whether a day lies in it."""
        return day > self.after and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Clock:
    """A period of ``allowed`` working days after ``started_on``, and what happened to it since, in any order.

    Raises ClockInvalid if the segments contradict each other.
    """

    started_on: date
    allowed: int
    segments: tuple[Segment, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "segments", tuple(sorted(self.segments, key=_place)))
        if self.allowed < 0:
            raise ClockInvalid("期限的天数不能是负数。")
        for segment in self.segments:
            _check(segment, self.started_on)
        for run in _runs(self.segments):
            list(_pauses(run))

    @property
    def runs_from(self) -> date:
        """The day of the last start, which is not counted itself."""
        return max([self.started_on, *(each.on for each in self.segments if each.kind is SegmentKind.START)])

    @property
    def total(self) -> int:
        """How many working days the period has, extensions included."""
        return self.allowed + sum(each.days for each in _runs(self.segments)[-1])

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """When it stood still since the last start."""
        return tuple(_pauses(_runs(self.segments)[-1]))

    def with_(self, *segments: Segment) -> "Clock":
        """Return the clock with more segments."""
        return Clock(self.started_on, self.allowed, (*self.segments, *segments))


def due_of(clock: Clock, calendar: WorkCalendar) -> Due | None:
    """Return the last day of the period; None while the clock stands still, when no day can be named."""
    pauses = clock.pauses
    day, left = clock.runs_from, clock.total
    while left:
        day += ONE_DAY
        now = next((each for each in pauses if each.covers(day)), None)
        if now is None:
            left -= calendar.is_workday(day)
        elif now.until is None:
            return None
        else:
            day = now.until
    first = min(clock.runs_from + ONE_DAY, day)
    return Due(day, calendar.is_provisional(first, day))


def refusal(clock: Clock, segment: Segment, calendar: WorkCalendar) -> str:
    """Return why a segment cannot be added, as a Chinese sentence; "" if it can.

    Whether it comes in time is asked here and never again: a calendar that is loaded later must not undo what was
    decided in time.
    """
    due = due_of(clock, calendar)
    is_late = due is not None and segment.on > due.day
    if is_late and due is not None and segment.kind in {SegmentKind.PAUSE, SegmentKind.EXTENSION}:
        word = "暂停" if segment.kind is SegmentKind.PAUSE else "延长"
        return f"期限已于{due.day.year}年{due.day.month}月{due.day.day}日届满，不能再{word}。"
    try:
        clock.with_(segment)
    except ClockInvalid as problem:
        return str(problem)
    return ""


def _place(segment: Segment) -> tuple[date, int, str, int, str]:
    return segment.on, _ORDER.index(segment.kind), segment.reason, segment.days, segment.legal_basis


def _check(segment: Segment, started_on: date) -> None:
    if segment.on < started_on:
        raise ClockInvalid("期限的变动不能早于起算日，请核对日期。")
    if segment.kind is SegmentKind.PAUSE and not segment.reason:
        raise ClockInvalid("暂停期限须写明原因。")
    if segment.kind is SegmentKind.EXTENSION and segment.days <= 0:
        raise ClockInvalid("延长的天数须大于零。")
    if segment.kind is SegmentKind.EXTENSION and not segment.legal_basis:
        raise ClockInvalid("延长期限须写明法律依据。")


def _runs(segments: Iterable[Segment]) -> list[list[Segment]]:
    """Return the segments between starts; the last list is what counts now."""
    runs: list[list[Segment]] = [[]]
    for segment in segments:
        if segment.kind is SegmentKind.START:
            runs.append([])
        else:
            runs[-1].append(segment)
    return runs


def _pauses(run: list[Segment]) -> Iterator[Pause]:
    """Yield the pauses of a run; a day's pauses and resumptions take turns, whichever is possible first."""
    last: Segment | None = None
    for _, group in groupby(run, key=lambda each: each.on):
        today = list(group)
        pauses = [each for each in today if each.kind is SegmentKind.PAUSE]
        resumes = [each for each in today if each.kind is SegmentKind.RESUME]
        turns = zip_longest(pauses, resumes) if last is None else zip_longest(resumes, pauses)
        for segment in (each for turn in turns for each in turn if each is not None):
            if (segment.kind is SegmentKind.PAUSE) is (last is not None):
                raise ClockInvalid(
                    "期限已经暂停，须先恢复才能再次暂停。" if last is not None else "期限没有暂停，不能恢复。"
                )
            if last is not None:
                yield Pause(last.on, segment.on, last.reason)
            last = segment if segment.kind is SegmentKind.PAUSE else None
    if last is not None:
        yield Pause(last.on, None, last.reason)
