"""What holds for every calendar and every clock."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gkcloud.worktime import CalendarDay, Due, WorkCalendar, due_after, working_days_until
from gkcloud.worktime.clocks import Clock, Segment, count, due_of, extension, pause, resume, start

FIRST = date(2026, 1, 1)
steps = st.integers(0, 400)
days = steps.map(lambda step: FIRST + timedelta(days=step))
lengths = st.integers(0, 60)


def off(day: date) -> CalendarDay:
    return CalendarDay(day, is_workday=False, name="节", source="试")


def worked(day: date) -> CalendarDay:
    return CalendarDay(day, is_workday=True, name="节调休上班", source="试")


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    holidays = {day: off(day) for day in draw(st.sets(days, max_size=40))}
    make_up = {day: worked(day) for day in draw(st.sets(days, max_size=10))}
    return WorkCalendar({**make_up, **holidays}, frozenset(draw(st.sets(st.integers(2026, 2028)))))


@st.composite
def clocks(draw: st.DrawFn) -> Clock:
    """Clocks with pauses that take turns with resumptions, the last perhaps open, extensions and new starts."""
    began = draw(days)
    segments: list[Segment] = []
    at = began
    for number in range(draw(st.integers(0, 5))):
        at += timedelta(days=draw(st.integers(0, 20)))
        segments.append(pause(at, "原因") if number % 2 == 0 else resume(at))
    segments += [
        extension(began + timedelta(days=step), more, "法")
        for step, more in draw(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 20)), max_size=2))
    ]
    return Clock(began, draw(lengths), tuple(segments))


def ending(due: Due | None) -> date:
    return due.day if due else date.max


@given(days, lengths, calendars(), st.sets(days, max_size=5))
def test_a_holiday_more_never_makes_it_earlier(
    event: date, length: int, calendar: WorkCalendar, more: set[date]
) -> None:
    holidays = {day: off(day) for day in more}
    richer = WorkCalendar({**calendar.days, **holidays}, calendar.final_years)
    assert due_after(event, length, richer).day >= due_after(event, length, calendar).day
    local = calendar.with_local(holidays.values())
    assert due_after(event, length, local) == due_after(event, length, richer)


@given(clocks(), calendars(), days)
def test_a_holiday_more_never_makes_a_clock_earlier(clock: Clock, calendar: WorkCalendar, more: date) -> None:
    richer = calendar.with_local([off(more)])
    assert ending(due_of(clock, richer)) >= ending(due_of(clock, calendar))


@given(clocks(), calendars(), st.data())
def test_a_pause_never_makes_it_earlier(clock: Clock, calendar: WorkCalendar, data: st.DataObject) -> None:
    last = max([clock.started_on, *(each.on for each in clock.segments)])
    at = last + timedelta(days=data.draw(st.integers(0, 20)))
    stands = due_of(clock, calendar) is None or (clock.pauses and clock.pauses[-1].until is None)
    if stands:
        clock = clock.with_(resume(at))
    paused = clock.with_(pause(at, "原因"))
    until = at + timedelta(days=data.draw(st.integers(0, 30)))
    back = paused.with_(resume(until))
    assert ending(due_of(paused, calendar)) >= ending(due_of(back, calendar)) >= ending(due_of(clock, calendar))


@given(clocks(), calendars(), st.integers(1, 20))
def test_an_extension_never_makes_it_earlier(clock: Clock, calendar: WorkCalendar, more: int) -> None:
    longer = clock.with_(extension(clock.started_on, more, "法"))
    assert ending(due_of(longer, calendar)) >= ending(due_of(clock, calendar))


@given(clocks(), calendars(), st.randoms())
def test_the_order_of_segments_does_not_matter(clock: Clock, calendar: WorkCalendar, random: object) -> None:
    shuffled = list(clock.segments)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again = Clock(clock.started_on, clock.allowed, tuple(shuffled))
    assert again == clock
    assert due_of(again, calendar) == due_of(clock, calendar)


@given(clocks(), calendars())
def test_the_count_ends_on_the_due_date(clock: Clock, calendar: WorkCalendar) -> None:
    due = due_of(clock, calendar)
    if due is None:
        return
    counted = count(clock, due.day, calendar)
    assert [each.number for each in counted if each.number] == list(range(1, clock.total + 1))
    assert not counted or counted[-1].number == clock.total
    assert all(each.why_not for each in counted if each.number is None)


@given(clocks(), calendars())
def test_a_new_start_makes_all_before_it_void(clock: Clock, calendar: WorkCalendar) -> None:
    anew = max([clock.started_on, *(each.on for each in clock.segments)]) + timedelta(days=1)
    assert due_of(clock.with_(start(anew)), calendar) == due_after(anew, clock.allowed, calendar)


@given(days, days, calendars())
def test_what_is_left_is_what_was_counted(today: date, due: date, calendar: WorkCalendar) -> None:
    left = working_days_until(today, due, calendar)
    assert working_days_until(due, today, calendar) == -left
    if due >= today:
        assert due_after(today, left, calendar).day <= due
