"""Duties to keep something up: fresh (recency), and one thing beside every other (pairing)."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from gkcloud.obligations.rules.due import SOON, Situation, day_of, is_soon, state_before_end
from gkcloud.obligations.rules.model import Assessment, Fact, Standing, Unit
from gkcloud.obligations.rules.words import day, some
from gkcloud.worktime import WorkCalendar, due_after


def recency(situation: Situation) -> Assessment:
    """Ask whether the latest update is young enough, and whether there was a gap in the period."""
    rule = situation.rule
    upto = min(situation.period.last, situation.today)
    told = situation.evidence()
    facts = told[: bisect_right(told, upto, key=day_of)]
    limit = f"{rule.within} {rule.unit.label}"
    if not facts:
        is_over = situation.today > situation.period.last
        text = f"{situation.period.label}没有更新记录，要求 {limit}内更新一次。"
        return Assessment(Standing.MISSED if is_over else Standing.NO_EVIDENCE, text, wanted=1)
    last_day = _lasting(situation)
    latest, gaps = facts[-1], _gaps(facts, situation.period.first, last_day)
    due = last_day(latest.on)
    inside = tuple(fact.id for fact in facts[bisect_left(facts, situation.period.first, key=day_of) :]) or (
        latest.id,
    )
    is_provisional = rule.unit is Unit.WORKING_DAYS and due > situation.calendar.announced_until
    last = f"最近一次更新在{day(latest.on, situation.today)}"
    if due < upto:
        standing = Standing.OVERDUE if situation.today <= situation.period.last else Standing.MISSED
        text = f"{last}，已超过 {limit}没有更新。"
        return Assessment(standing, text, inside, due, is_provisional, wanted=1)
    if gaps:
        text = f"{last}；{situation.period.label}曾有 {gaps} 次超过 {limit}没有更新。"
        return Assessment(Standing.MET_LATE, text, inside, due, is_provisional, done=1, wanted=1)
    if situation.today > situation.period.last:
        text = f"{situation.period.label}按时更新，没有超过 {limit}的间断。"
        return Assessment(Standing.MET, text, inside, due, is_provisional, done=1, wanted=1)
    is_near = is_soon(due, situation, min(SOON, (rule.within or 1) // 3))
    text = f"{last}，应于{day(due, situation.today)}前再次更新。"
    return Assessment(
        Standing.DUE_SOON if is_near else Standing.MET, text, inside, due, is_provisional, done=1, wanted=1
    )


def _lasting(situation: Situation) -> Callable[[date], date]:
    """Return what gives the last day that an update of a day keeps fresh."""
    rule = situation.rule
    within = rule.within or 0
    if rule.unit is Unit.WORKING_DAYS:
        return lambda on: _fresh_until(on, within, situation.calendar)
    days = -(-within // 24) if rule.unit is Unit.HOURS else within
    return lambda on: on + timedelta(days=days)


@lru_cache(maxsize=16384)
def _fresh_until(on: date, within: int, calendar: WorkCalendar) -> date:
    return due_after(on, within, calendar).day


def _gaps(facts: list[Fact], first: date, last_day: Callable[[date], date]) -> int:
    """Return how often the next update came too late, at a day within the period."""
    # The last update before the period is the first whose end may lie in it.
    days = [fact.on for fact in facts[max(0, bisect_left(facts, first, key=day_of) - 1) :]]
    return sum(1 for one, following in pairwise(days) if following >= first and last_day(one) < following)


def pairing(situation: Situation) -> Assessment:
    """Ask whether everything that needs a counterpart has one; without a trigger, whether the thing is there at all."""
    rule = situation.rule
    return _beside(situation) if rule.trigger else _there(situation)


def _there(situation: Situation) -> Assessment:
    facts = [fact for fact in situation.evidence() if situation.belongs(fact)]
    if facts:
        text = f"已落实，最近一次佐证在{day(facts[-1].on, situation.today)}。"
        return Assessment(Standing.MET, text, tuple(fact.id for fact in facts[-1:]), done=1, wanted=1)
    if situation.today > situation.period.last:
        text = f"{situation.period.label}没有落实的佐证，期限已过。"
        return Assessment(Standing.MISSED, text, (), situation.period.last, wanted=1)
    due = None if situation.is_standing else situation.period.last
    return Assessment(Standing.NO_EVIDENCE, "还没有落实的佐证，请登记。", (), due, wanted=1)


def _beside(situation: Situation) -> Assessment:
    rule = situation.rule
    triggers, name = situation.triggers(), situation.period.label
    if not triggers:
        return Assessment(Standing.NOT_APPLICABLE, f"{name}没有需要配套的事项。")
    partners = {subject: found[0] for subject, found in situation.by_subject().items()}
    missing = [fact for fact in triggers if fact.subject not in partners]
    late = [
        fact
        for fact in triggers
        if rule.same_day and fact.subject in partners and partners[fact.subject].on > fact.on
    ]
    ids = tuple(partners[fact.subject].id for fact in triggers if fact.subject in partners)
    wanted, done = len(triggers), len(triggers) - len(missing)
    due = None if situation.is_standing else situation.period.last
    if done * 100 >= rule.at_least_share * wanted and not (missing and rule.same_day):
        if late:
            text = f"{name}的 {wanted} 件都已配套，其中 {len(late)} 件没有同时办理：{some(_names(late))}。"
            return Assessment(Standing.MET_LATE, text, ids, due, done=done, wanted=wanted)
        return Assessment(Standing.MET, f"{name}的 {wanted} 件都已配套。", ids, due, done=done, wanted=wanted)
    text = f"{name}的 {wanted} 件中有 {len(missing)} 件还没有配套：{some(_names(missing))}"
    return _unpaired(situation, missing, text, Assessment(Standing.ON_COURSE, "", ids, due, done=done, wanted=wanted))


def _unpaired(situation: Situation, missing: list[Fact], text: str, so_far: Assessment) -> Assessment:
    rule, due, today = situation.rule, so_far.due, situation.today
    if rule.same_day and any(fact.on < today for fact in missing):
        first = min(fact.on for fact in missing)
        return replace(so_far, standing=Standing.OVERDUE, sentence=f"{text}，应同时办理，请尽快补办。", due=first)
    if due is None:
        return replace(so_far, sentence=f"{text}，请及时办理。")
    if today > due:
        return replace(so_far, standing=Standing.MISSED, sentence=f"{text}，期限已于{day(due, today)}届满。")
    return replace(so_far, standing=state_before_end(due, situation), sentence=f"{text}。")


def _names(facts: list[Fact]) -> list[str]:
    return [fact.label or f"{fact.on.month}月{fact.on.day}日的一件" for fact in facts]
