"""One duty in officials' words: what it asks, where it is written, and how it is counted."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from gkcloud.obligations.rulebook import rule_book
from gkcloud.obligations.rules import DutyType, Matter, PeriodKind, Rule
from gkcloud.obligations.rules.posts import POSTS
from gkcloud.obligations.rules.words import day
from gkcloud.worktime import WEEKDAY_NAMES, WorkCalendar
from gkcloud.worktime.counting import CountedDay, count, due_sentence, sentence

_EACH: Mapping[PeriodKind, str] = MappingProxyType(
    {
        PeriodKind.WEEK: "每周",
        PeriodKind.MONTH: "每月",
        PeriodKind.TWO_MONTHS: "每两个月",
        PeriodKind.QUARTER: "每季度",
        PeriodKind.HALF_YEAR: "每半年",
        PeriodKind.YEAR: "每年",
        PeriodKind.ONCE: "",
    }
)
_LONGEST_COUNT = 60


def rule_facts(rule: Rule) -> list[tuple[str, str]]:
    """Return what a duty's page says of the rule itself."""
    cited = "".join((f"《{rule.document_title}》" if rule.document_title else "", rule.document))
    return [
        ("依据", f"{cited}{rule.article}"),
        ("责任主体", rule.owed_by),
        ("要求", requirement(rule)),
        ("佐证", "、".join(kind_name(kind) for kind in rule.evidence)),
        ("有效期", _validity(rule)),
    ]


def requirement(rule: Rule) -> str:
    """Return what the rule asks, in a few words: 每季度至少 2 次."""
    return f"{_EACH[rule.period]}{_ASKS[rule.type](rule)}"


def kind_name(kind: str) -> str:
    """Return what officials call a kind of fact."""
    known = rule_book().fact_kinds.get(kind)
    return known.name if known else kind


def _frequency(rule: Rule) -> str:
    if rule.distinct == "working_day":
        return "每个工作日都要有"
    by = f"，由{POSTS.get(rule.attended_by, rule.attended_by)}参加" if rule.attended_by else ""
    return f"至少 {rule.at_least} 次{by}"


def _deadline(rule: Rule) -> str:
    side = "前" if rule.is_before else "后"
    if rule.within is None:
        return f"{kind_name(rule.trigger)}{side}及时办理"
    return f"{kind_name(rule.trigger)}{side} {rule.within} {rule.unit.label}{'以上' if rule.is_before else '以内'}"


def _fixed_date(rule: Rule) -> str:
    if rule.days_after:
        return f"结束后 {rule.days_after} 天以内"
    if rule.month:
        return f"{rule.month}月{rule.day}日前"
    if rule.period is PeriodKind.MONTH:
        return f"{rule.day}日前"
    return f"第 {rule.month_of_period or 1} 个月的{rule.day}日前"


def _recency(rule: Rule) -> str:
    return f"更新间隔不超过 {rule.within} {rule.unit.label}"


def _pairing(rule: Rule) -> str:
    if not rule.trigger:
        return "须已落实"
    share = "" if rule.at_least_share >= 100 else f"，比例不低于 {rule.at_least_share}%"  # noqa: PLR2004 - all of them
    return f"{kind_name(rule.trigger)}都要配套{'，同时办理' if rule.same_day else ''}{share}"


def _threshold(rule: Rule) -> str:
    if rule.items:
        return f"齐备 {len(rule.items)} 项：{'、'.join(rule.items)}"
    bounds = [f"不低于 {rule.at_least_value:g}"] if rule.at_least_value is not None else []
    bounds += [f"不高于 {rule.at_most_value:g}"] if rule.at_most_value is not None else []
    return "、".join(bounds) or f"至少 {rule.at_least} 项"


_ASKS: Mapping[DutyType, Callable[[Rule], str]] = MappingProxyType(
    {
        DutyType.FREQUENCY: _frequency,
        DutyType.DEADLINE: _deadline,
        DutyType.FIXED_DATE: _fixed_date,
        DutyType.RECENCY: _recency,
        DutyType.PAIRING: _pairing,
        DutyType.THRESHOLD: _threshold,
    }
)


def _validity(rule: Rule) -> str:
    said = []
    if rule.valid_from > date(1990, 1, 1):
        said.append(f"{rule.valid_from.isoformat()}起")
    if rule.valid_until < date(2999, 12, 31):
        said.append(f"至{rule.valid_until.isoformat()}")
    return "".join(said)


def matter_view(matter: Matter, today: date, calendar: WorkCalendar) -> dict[str, Any]:
    """Return one event of a deadline with its count, day by day."""
    case, clock = matter.case, matter.clock
    answered, end = case.answer, case.due.day if case.due else None
    is_over = answered is None and end is not None and today > end
    upto = min(today, answered.on) if answered else today
    return {
        "label": matter.trigger.label or f"{day(matter.trigger.on, today)}{kind_name(matter.trigger.kind)}",
        "from": f"{day(matter.trigger.on, today)}{kind_name(matter.trigger.kind)}",
        "state": _state(case.is_late, is_done=answered is not None, is_over=is_over),
        "answered": f"{day(answered.on, today)}{kind_name(answered.kind)}" if answered else "",
        "due": due_sentence(clock, calendar)
        if clock
        else (f"{day(end, today)}到期" if end else "没有规定天数，请及时办理"),
        "count": sentence(clock, upto, calendar) if clock else "",
        "days": _days(count(clock, end or upto, calendar), today) if clock else [],
    }


def _state(is_late: bool, *, is_done: bool, is_over: bool) -> dict[str, str]:
    if is_done:
        return {"text": "逾期办结", "kind": "soon"} if is_late else {"text": "已办结", "kind": "met"}
    return {"text": "已逾期", "kind": "overdue"} if is_over else {"text": "在办", "kind": "waiting"}


def _days(counted: list[CountedDay], today: date) -> list[dict[str, Any]]:
    return [
        {
            "day": f"{each.day.month}月{each.day.day}日",
            "weekday": WEEKDAY_NAMES[each.day.weekday()],
            "number": f"第 {each.number} 天" if each.number is not None else "不计",
            "why": each.why_not or each.note,
            "is_counted": each.number is not None,
            "is_today": each.day == today,
        }
        for each in counted[:_LONGEST_COUNT]
    ]
