"""What the assessments of all types share: the situation, when a fixed date falls, and how near an end is."""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from gkcloud.obligations.rules.model import Choice, Fact, Facts, Rule, Shift, Standing
from gkcloud.obligations.rules.periods import Period, PeriodKind
from gkcloud.worktime import ONE_DAY, WorkCalendar, working_days_until

# Working days before an end within which a duty is due soon; a week is short, so its last day is.
SOON = 5
_SOON_IN_WEEK = 1
_LONGEST_BREAK = 30


class Situation(NamedTuple):
    """One duty of one unit in one period, on one day. A tuple, since a night makes millions of them."""

    rule: Rule
    facts: Facts
    period: Period
    today: date
    calendar: WorkCalendar
    choice: Choice

    @property
    def is_standing(self) -> bool:
        """Whether the duty has no period, and so no end."""
        return self.period.kind is PeriodKind.ONCE

    def evidence(self) -> list[Fact]:
        """Return the facts that may fulfil the duty, of its validity and none from the future."""
        return self._known(self.rule.evidence, triggers=False)

    def triggers(self) -> list[Fact]:
        """Return the facts that make the duty arise in this period."""
        return self._own(self._known((self.rule.trigger,), triggers=True))

    def _known(self, kinds: Sequence[str], *, triggers: bool) -> list[Fact]:
        about = self.rule.trigger_about if triggers else self.rule.about
        return self.facts.within(tuple(kinds), about, self.rule.valid_from, self.today)

    def by_subject(self) -> Mapping[str, Sequence[Fact]]:
        """Return what ``evidence`` does by what it is about."""
        rule = self.rule
        return self.facts.by_subject(tuple(rule.evidence), rule.about, rule.valid_from, self.today)

    def belongs(self, fact: Fact) -> bool:
        """Return whether a fact is of this period: by what it says, else by its day."""
        return fact.period == self.period.key if fact.period else fact.on in self.period

    def in_period(self, facts: Sequence[Fact]) -> tuple[list[Fact], list[Fact]]:
        """Return the facts of this period: those in time, and those that were told of it after its end."""
        own = self._own(facts)
        return (
            [fact for fact in own if fact.on <= self.period.last],
            [fact for fact in own if fact.on > self.period.last],
        )

    def _own(self, facts: Sequence[Fact]) -> list[Fact]:
        """Return the facts of this period among facts in the order of their days."""
        return self.told_of(facts, self.period.first, self.period.last)

    def told_of(self, facts: Sequence[Fact], first: date, last: date) -> list[Fact]:
        """Return those that name this period, and of those that name none the ones from ``first`` to ``last``."""
        if self.facts.names_periods((*self.rule.evidence, self.rule.trigger)):
            key = self.period.key
            return [fact for fact in facts if (fact.period == key if fact.period else first <= fact.on <= last)]
        begin = bisect_left(facts, first, key=day_of)
        return list(facts[begin : bisect_right(facts, last, key=day_of)])

    @property
    def shift(self) -> Shift:
        """What becomes of a date that is no working day: what was chosen, else what the rule says."""
        return self.choice.shift or self.rule.shift


def day_of(fact: Fact) -> date:
    """Return a fact's day, by which facts are ordered."""
    return fact.on


def is_soon(end: date, situation: Situation, within: int = SOON) -> bool:
    """Return whether at most ``within`` working days are left up to and including ``end``."""
    ahead = (end - situation.today).days
    # No break is so long that a few working days could take more: most ends are far, and need no counting.
    if ahead > _LONGEST_BREAK:
        return False
    return ahead <= within or working_days_until(situation.today, end, situation.calendar) <= within


def state_before_end(end: date, situation: Situation) -> Standing:
    """Return how a duty stands that has until ``end``. What is left is for pages to count: it is less each day."""
    within = _SOON_IN_WEEK if situation.rule.period is PeriodKind.WEEK else SOON
    return Standing.DUE_SOON if is_soon(end, situation, within) else Standing.ON_COURSE


def fixed_day(rule: Rule, period: Period) -> date:
    """Return the day that a rule names for a period, before any shift.

    A day that the month does not have is the month's last (the end of February, of June).
    """
    if rule.days_after:
        return period.last + timedelta(days=rule.days_after)
    if rule.month:
        # What is done once has the year of its end.
        year = rule.valid_until.year if period.kind is PeriodKind.ONCE else period.first.year
        return _day_of_month(year, rule.month, rule.day)
    place = period.first.month + (rule.month_of_period or 1) - 1
    return _day_of_month(period.first.year, place, rule.day)


def opening_day(rule: Rule, period: Period) -> date:
    """Return the first day that counts for a fixed date: what the rule opens with, the day after the period it is about."""
    if rule.opens:
        month, _, day = rule.opens.partition("-")
        return _day_of_month(fixed_day(rule, period).year, int(month), int(day))
    return period.last + ONE_DAY if rule.days_after else period.first


def closing_day(rule: Rule, period: Period) -> date:
    """Return the last day on which a missed date can be made good: the end of the period, or of the one after it."""
    return period.next.last if rule.days_after else period.last


def shifted(day: date, shift: Shift, calendar: WorkCalendar) -> tuple[date, bool]:
    """Return a day moved to a working day as chosen, and whether holidays not announced yet may move it again."""
    if shift is Shift.KEEP or calendar.is_workday(day):
        return day, shift is not Shift.KEEP and day > calendar.announced_until
    step = ONE_DAY if shift is Shift.AFTER else -ONE_DAY
    for _ in range(_LONGEST_BREAK):
        day += step
        if calendar.is_workday(day):
            break
    return day, day > calendar.announced_until


def working_day_before(day: date, calendar: WorkCalendar) -> date:
    """Return the last working day up to and including ``day``."""
    return shifted(day, Shift.BEFORE, calendar)[0]


def _day_of_month(year: int, month: int, day: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return min(date(year, month, 1) + timedelta(days=max(day, 1) - 1), following - ONE_DAY)
