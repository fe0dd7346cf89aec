"""Duties with a day: so long after an event (deadline), and a date of the calendar (fixed date)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from gkcloud.obligations.rules.clocking import due_by_clock
from gkcloud.obligations.rules.due import (
    Situation,
    closing_day,
    fixed_day,
    opening_day,
    shifted,
    state_before_end,
    working_day_before,
)
from gkcloud.obligations.rules.model import Assessment, Fact, Standing, Unit
from gkcloud.obligations.rules.words import day, some
from gkcloud.worktime import WEEKDAY_NAMES, Due
from gkcloud.worktime.moments import day_of


def fixed_date(situation: Situation) -> Assessment:
    """Ask whether it was done by the date; afterwards it can be made good until the next period's turn."""
    rule = situation.rule
    named = fixed_day(rule, situation.period)
    due, is_provisional = shifted(named, situation.shift, situation.calendar)
    opens, closes = opening_day(rule, situation.period), closing_day(rule, situation.period)
    own = situation.told_of(situation.evidence(), opens, closes)
    ids, today = tuple(fact.id for fact in own), situation.today
    name = situation.period.label
    if own:
        first = own[0]
        if first.on <= due:
            text = f"{name}应于{day(due, today)}前完成，已于{day(first.on, today)}完成。"
            return Assessment(Standing.MET, text, ids, due, is_provisional, done=1, wanted=1)
        text = f"{name}应于{day(due, today)}前完成，{day(first.on, today)}才完成，晚了 {(first.on - due).days} 天。"
        return Assessment(Standing.MET_LATE, text, ids, due, is_provisional, done=1, wanted=1)
    if today > due:
        standing = Standing.OVERDUE if today <= closes else Standing.MISSED
        word = "请尽快补办" if standing is Standing.OVERDUE else "期限早已届满"
        text = f"{name}应于{day(due, today)}前完成，没有完成的记录，{word}。"
        return Assessment(standing, text, (), due, is_provisional, wanted=1)
    return _ahead(situation, due, is_provisional=is_provisional)


def _ahead(situation: Situation, due: date, *, is_provisional: bool) -> Assessment:
    calendar, today = situation.calendar, situation.today
    # A date that is no working day stays what it is; what has to be done is done on the working day before.
    act_by = working_day_before(due, calendar)
    text = f"{situation.period.label}应于{day(due, today)}前完成"
    if act_by != due:
        text += f"，当天是休息日，请在{day(act_by, today)}（{WEEKDAY_NAMES[act_by.weekday()]}）前办好"
    text += "。"
    if is_provisional:
        text += _NOT_ANNOUNCED
    return Assessment(state_before_end(max(act_by, today), situation), text, (), due, is_provisional, wanted=1)


_NOT_ANNOUNCED = "放假安排尚未公布，日期为暂定。"


@dataclass(frozen=True, slots=True)
class Case:
    """One event of a deadline: when its answer is due, and the fact that answered it."""

    trigger: Fact
    due: Due | None
    answer: Fact | None
    # Where hours are counted: the moment itself.
    until: datetime | None = None

    @property
    def is_late(self) -> bool:
        """Whether the answer came after its day, or its hour."""
        if self.answer is None or self.due is None:
            return False
        return self.answer.at > self.until if self.until else self.answer.on > self.due.day


def deadline(situation: Situation) -> Assessment:
    """Ask of every event in the period whether it was answered in time; the worst of them is the standing."""
    rule = situation.rule
    cases = cases_of(situation)
    if not cases:
        text = f"{situation.period.label}没有需要办理的事项。"
        return Assessment(Standing.NOT_APPLICABLE, text)
    if rule.is_before:
        return _judged_before(situation, cases)
    return _judged(situation, cases)


def cases_of(situation: Situation) -> list[Case]:
    """Return the events of a deadline in a period, each with its due day and its answer."""
    triggers = situation.triggers()
    answers = situation.by_subject() if triggers else {}
    return [_case(situation, trigger, answers.get(trigger.subject, ())) for trigger in triggers]


def _case(situation: Situation, trigger: Fact, answers: Sequence[Fact]) -> Case:
    rule = situation.rule
    if rule.is_before:
        due = Due(trigger.on - timedelta(days=rule.within or 0), is_provisional=False)
        return Case(trigger, due, answers[0] if answers else None)
    # On the day itself the order does not matter: both may be told of only by their day.
    after = [fact for fact in answers if fact.on >= trigger.on]
    answer = after[0] if after else None
    if rule.unit is Unit.HOURS and rule.within is not None:
        until = trigger.at + timedelta(hours=rule.within)
        return Case(trigger, Due(day_of(until), is_provisional=False), answer, until)
    return Case(trigger, _due_of(situation, trigger), answer)


def _due_of(situation: Situation, trigger: Fact) -> Due | None:
    rule = situation.rule
    if rule.within is None:
        return None if situation.is_standing else Due(situation.period.last, is_provisional=False)
    if rule.unit is Unit.DAYS:
        return Due(trigger.on + timedelta(days=rule.within), is_provisional=False)
    return due_by_clock(situation, trigger.subject, trigger.on, rule.within)


def _judged(situation: Situation, cases: Sequence[Case]) -> Assessment:
    today, wanted = situation.today, len(cases)
    open_cases = [case for case in cases if case.answer is None]
    overdue = [case for case in open_cases if case.due is not None and today > case.due.day]
    late = [case for case in cases if case.is_late]
    ids = tuple(case.answer.id for case in cases if case.answer)
    name, done = situation.period.label, wanted - len(open_cases)
    if overdue:
        first = min(overdue, key=_by_due)
        text = f"{name}有 {len(overdue)} 件超过期限没有办结：{some(_names(overdue))}，请尽快办理。"
        return Assessment(Standing.OVERDUE, text, ids, _day(first), _tells(first), done=done, wanted=wanted)
    if open_cases:
        first = min(open_cases, key=_by_due)
        return _running(situation, first, ids, (done, wanted))
    if late:
        text = f"{name}的 {wanted} 件已全部办结，其中 {len(late)} 件超过期限：{some(_names(late))}。"
        return Assessment(Standing.MET_LATE, text, ids, _day(cases[-1]), done=done, wanted=wanted)
    text = f"{name}的 {wanted} 件都在期限内办结。"
    return Assessment(Standing.MET, text, ids, _day(cases[-1]), done=done, wanted=wanted)


def _running(situation: Situation, first: Case, ids: tuple[UUID, ...], count: tuple[int, int]) -> Assessment:
    (done, wanted), today = count, situation.today
    if first.due is None:
        why = "期限已暂停" if situation.rule.within is not None else "请及时办理"
        text = f"有 {wanted - done} 件待办：{_names([first])[0]}，{why}。"
        return Assessment(Standing.ON_COURSE, text, ids, done=done, wanted=wanted)
    text = f"有 {wanted - done} 件在办，最早一件应于{day(first.due.day, today)}前办结。"
    if first.due.is_provisional:
        text += _NOT_ANNOUNCED
    standing = state_before_end(first.due.day, situation)
    return Assessment(standing, text, ids, first.due.day, first.due.is_provisional, done=done, wanted=wanted)


def _judged_before(situation: Situation, cases: Sequence[Case]) -> Assessment:
    wanted, name = len(cases), situation.period.label
    missing = [case for case in cases if case.answer is None]
    late = [case for case in cases if case.is_late]
    ids = tuple(case.answer.id for case in cases if case.answer)
    done, due = wanted - len(missing), _day(cases[-1])
    if missing:
        text = f"{name}有 {len(missing)} 件事前没有报告：{some(_names(missing))}。"
        return Assessment(Standing.MISSED, text, ids, due, done=done, wanted=wanted)
    if late:
        text = f"{name}有 {len(late)} 件报告晚于规定的提前时间：{some(_names(late))}。"
        return Assessment(Standing.MET_LATE, text, ids, due, done=done, wanted=wanted)
    return Assessment(Standing.MET, f"{name}的 {wanted} 件都按规定提前报告。", ids, due, done=done, wanted=wanted)


def _names(cases: Sequence[Case]) -> list[str]:
    return [case.trigger.label or f"{case.trigger.on.month}月{case.trigger.on.day}日的一件" for case in cases]


def _by_due(case: Case) -> date:
    return case.due.day if case.due else date.max


def _day(case: Case) -> date | None:
    return case.due.day if case.due else None


def _tells(case: Case) -> bool:
    return case.due.is_provisional if case.due else False
