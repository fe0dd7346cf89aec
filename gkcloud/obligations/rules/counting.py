"""Duties that count: so many times in a period (frequency), and a standard reached (threshold)."""

from datetime import timedelta
from uuid import UUID

from gkcloud.obligations.rules.due import Situation, is_soon, state_before_end
from gkcloud.obligations.rules.model import Assessment, Fact, Rule, Standing
from gkcloud.obligations.rules.words import day, some

_EVERY_WORKING_DAY = "working_day"


def frequency(situation: Situation) -> Assessment:
    """Count what happened in the period; what is told of it by name counts too, however late."""
    rule = situation.rule
    if rule.distinct == _EVERY_WORKING_DAY:
        return _every_working_day(situation)
    timely, late = situation.in_period(_attended(rule, situation.evidence()))
    wanted, counted = rule.at_least, _count(rule, timely)
    ids = tuple(fact.id for fact in (*timely, *late))
    last, today = situation.period.last, situation.today
    name = situation.period.label
    if situation.is_standing and counted < wanted:
        text = f"应有 {wanted} 次，已有 {counted} 次。"
        standing = Standing.ON_COURSE if counted else Standing.NO_EVIDENCE
        return Assessment(standing, text, ids, done=counted, wanted=wanted)
    if counted >= wanted:
        return Assessment(
            Standing.MET, f"{name}已有 {counted} 次，达到每期 {wanted} 次。", ids, last, done=counted, wanted=wanted
        )
    total = _count(rule, [*timely, *late])
    if total >= wanted:
        text = f"{name}的 {wanted} 次已补齐，其中有在{day(last, today)}之后补办的。"
        return Assessment(Standing.MET_LATE, text, ids, last, done=total, wanted=wanted)
    if today > last:
        text = f"{name}应有 {wanted} 次，实有 {total} 次，期限已于{day(last, today)}届满。"
        return Assessment(Standing.MISSED, text, ids, last, done=total, wanted=wanted)
    text = f"{name}应有 {wanted} 次，已有 {total} 次，{day(last, today)}前还须 {wanted - total} 次。"
    return Assessment(state_before_end(last, situation), text, ids, last, done=total, wanted=wanted)


def _attended(rule: Rule, facts: list[Fact]) -> list[Fact]:
    if not rule.attended_by:
        return facts
    return [fact for fact in facts if rule.attended_by in fact.attended]


def _count(rule: Rule, facts: list[Fact]) -> int:
    if rule.distinct == "item":
        return len({fact.item for fact in facts})
    if rule.distinct == "day":
        return len({fact.on for fact in facts})
    return len(facts)


def _every_working_day(situation: Situation) -> Assessment:
    period, today = situation.period, situation.today
    upto = min(period.last, today)
    facts = [fact for fact in situation.evidence() if fact.on in period]
    days = {fact.on for fact in facts}
    span = (period.first + timedelta(days=step) for step in range((upto - period.first).days + 1))
    owed = [each for each in span if situation.calendar.is_workday(each)]
    # Today is not over: it is owed only once it has happened.
    missing = [each for each in owed if each not in days and each != today]
    ids = tuple(fact.id for fact in facts)
    done, wanted = len(owed) - len(missing) - (today in owed and today not in days), len(owed)
    if missing:
        text = f"{period.label}有 {len(missing)} 个工作日没有更新：{some(day(each, today) for each in missing)}。"
        return Assessment(Standing.MISSED, text, ids, period.last, done=done, wanted=wanted)
    if today > period.last:
        text = f"{period.label}每个工作日都有更新。"
        return Assessment(Standing.MET, text, ids, period.last, done=done, wanted=wanted)
    if today in owed and today not in days:
        text = f"{period.label}至今每个工作日都有更新，今天还没有。"
        return Assessment(Standing.DUE_SOON, text, ids, today, done=done, wanted=wanted)
    text = f"{period.label}至今每个工作日都有更新。"
    return Assessment(Standing.ON_COURSE, text, ids, period.last, done=done, wanted=wanted)


def threshold(situation: Situation) -> Assessment:
    """Compare with a standard: named items that each need evidence, a number of things, or a figure."""
    rule = situation.rule
    if rule.at_least_value is not None or rule.at_most_value is not None:
        return _figure(situation)
    timely, late = situation.in_period(situation.evidence())
    facts = [*timely, *late]
    if rule.items:
        have = {fact.item for fact in facts}
        missing = [item for item in rule.items if item not in have]
        used = [fact for fact in facts if fact.item in rule.items]
        done, wanted, lacking = len(rule.items) - len(missing), len(rule.items), f"还缺{some(missing)}"
        is_late = any(item not in {fact.item for fact in timely} for item in rule.items)
    else:
        done, wanted, used = len({fact.subject or str(fact.id) for fact in facts}), rule.at_least, facts
        lacking = f"还差 {wanted - done} 项"
        is_late = len({fact.subject or str(fact.id) for fact in timely}) < wanted
    ids = tuple(fact.id for fact in used)
    return _reached(situation, ids, (done, wanted), lacking, is_late=is_late)


def _reached(
    situation: Situation, ids: tuple[UUID, ...], count: tuple[int, int], lacking: str, *, is_late: bool
) -> Assessment:
    (done, wanted), period, today = count, situation.period, situation.today
    due = None if situation.is_standing else period.last
    if done >= wanted:
        standing = Standing.MET_LATE if is_late and due else Standing.MET
        text = f"{period.label}的 {wanted} 项已齐备。" if due else f"{wanted} 项已齐备。"
        return Assessment(standing, text, ids, due, done=done, wanted=wanted)
    have = f"应有 {wanted} 项，已有 {done} 项，{lacking}"
    if due is None:
        standing = Standing.ON_COURSE if done else Standing.NO_EVIDENCE
        return Assessment(standing, f"{have}。", ids, done=done, wanted=wanted)
    if today > due:
        text = f"{period.label}{have}，期限已于{day(due, today)}届满。"
        return Assessment(Standing.MISSED, text, ids, due, done=done, wanted=wanted)
    standing = state_before_end(due, situation) if done or is_soon(due, situation) else Standing.NO_EVIDENCE
    return Assessment(standing, f"{period.label}{have}。", ids, due, done=done, wanted=wanted)


def _figure(situation: Situation) -> Assessment:
    rule = situation.rule
    timely, late = situation.in_period(situation.evidence())
    told = [fact for fact in (*timely, *late) if fact.value is not None]
    asked, period, today = _asked(rule), situation.period, situation.today
    due = None if situation.is_standing else period.last
    if not told:
        is_over = due is not None and today > due
        text = f"没有登记数据，要求{asked}，" + ("期限已过。" if is_over else "请登记。")
        return Assessment(Standing.MISSED if is_over else Standing.NO_EVIDENCE, text, (), due, wanted=1)
    latest = told[-1]
    value = latest.value or 0.0
    reaches = (rule.at_least_value is None or value >= rule.at_least_value) and (
        rule.at_most_value is None or value <= rule.at_most_value
    )
    text = f"最近一次登记为 {value:g}（{day(latest.on, today)}），要求{asked}。"
    if reaches:
        standing = Standing.MET if latest in timely else Standing.MET_LATE
        return Assessment(standing, text, (latest.id,), due, done=1, wanted=1)
    standing = Standing.MISSED if due is not None and today > due else Standing.ON_COURSE
    return Assessment(standing, text, (latest.id,), due, wanted=1)


def _asked(rule: Rule) -> str:
    parts = []
    if rule.at_least_value is not None:
        parts.append(f"不低于 {rule.at_least_value:g}")
    if rule.at_most_value is not None:
        parts.append(f"不高于 {rule.at_most_value:g}")
    return "、".join(parts)
