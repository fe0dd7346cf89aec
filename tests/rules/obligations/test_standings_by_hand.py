"""Where a unit stands, case by case, with days counted by hand on a calendar of paper."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

import pytest

from gkcloud.obligations.rules import (
    NO_CHOICE,
    Choice,
    DutyType,
    Fact,
    PeriodKind,
    Rule,
    Shift,
    Unit,
    assess,
    period_of,
)
from gkcloud.worktime.moments import SHANGHAI
from tests.factories.years import CALENDAR

Q, H, Y, M, W, ONCE = (
    PeriodKind.QUARTER,
    PeriodKind.HALF_YEAR,
    PeriodKind.YEAR,
    PeriodKind.MONTH,
    PeriodKind.WEEK,
    PeriodKind.ONCE,
)


def rule(type_: str, period: PeriodKind, **more: Any) -> Rule:
    values = {"id": "T1", "title": "测试", "type": DutyType(type_), "period": period, "evidence": ("done",)}
    return Rule(**{**values, **more})


def d(text: str) -> date:
    return date.fromisoformat(text)


def fact(day: str, kind: str = "done", /, **more: Any) -> Fact:
    """A fact of a day, or of a moment in Shanghai: 2026-07-31T23:59."""
    local = datetime.fromisoformat(day) if "T" in day else datetime.combine(d(day), time(12))
    at = local.replace(tzinfo=SHANGHAI).astimezone(UTC)
    fact.number += 1  # type: ignore[attr-defined]
    return Fact(UUID(int=fact.number), kind, at.astimezone(SHANGHAI).date(), at, **more)  # type: ignore[attr-defined]


fact.number = 0  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Case:
    why: str
    rule: Rule
    period: str
    today: str
    standing: str
    facts: tuple[Fact, ...] = ()
    due: str | None = None
    count: tuple[int, int] | None = None
    provisional: bool = False
    choice: Choice = NO_CHOICE


# By the 5th of the month after a quarter: the 5th is a Sunday in July 2026, in the National Day holiday in October.
BY_THE_5TH = rule("fixed_date", Q, days_after=5)
SELF_CHECK = rule("fixed_date", Y, month=6, day=30)
JULY = rule("fixed_date", Y, month=7, day=31, opens="07-01")
# By the 10th of the quarter's second month.
TENTH = rule("fixed_date", Q, month_of_period=2, day=10)
LEAP = rule("fixed_date", Y, month=2, day=30)

FIXED = (
    Case("posted on the Friday before", BY_THE_5TH, "2026-06-30", "2026-07-10", "met", (fact("2026-07-03"),), "2026-07-05"),
    Case("posted on the Sunday itself", BY_THE_5TH, "2026-06-30", "2026-07-10", "met", (fact("2026-07-05"),), "2026-07-05"),
    Case("a day later is late", BY_THE_5TH, "2026-06-30", "2026-07-10", "met_late", (fact("2026-07-06"),), "2026-07-05"),
    Case("23:59 of the last day", BY_THE_5TH, "2026-06-30", "2026-07-10", "met", (fact("2026-07-05T23:59"),)),
    Case("00:01 of the next", BY_THE_5TH, "2026-06-30", "2026-07-10", "met_late", (fact("2026-07-06T00:01"),)),
    Case("nine working days left", BY_THE_5TH, "2026-06-30", "2026-06-22", "on_course", due="2026-07-05"),
    Case("five left: 29, 30 June, 1 to 3 July", BY_THE_5TH, "2026-06-30", "2026-06-26", "due_soon"),
    Case("six left", BY_THE_5TH, "2026-06-30", "2026-06-25", "on_course"),
    Case("the last working day before", BY_THE_5TH, "2026-06-30", "2026-07-03", "due_soon"),
    Case("the Saturday between", BY_THE_5TH, "2026-06-30", "2026-07-04", "due_soon"),
    Case("the day after is overdue", BY_THE_5TH, "2026-06-30", "2026-07-06", "overdue", due="2026-07-05"),
    Case("it can be made good to the end of the next quarter", BY_THE_5TH, "2026-06-30", "2026-09-30", "overdue"),
    Case("then it is missed", BY_THE_5TH, "2026-06-30", "2026-10-01", "missed"),
    Case(
        "moved to the Friday before, Saturday is late", BY_THE_5TH, "2026-06-30", "2026-07-10", "met_late",
        (fact("2026-07-04"),), "2026-07-03", choice=Choice(shift=Shift.BEFORE),
    ),
    Case(
        "moved to the Monday after", BY_THE_5TH, "2026-06-30", "2026-07-10", "met", (fact("2026-07-06"),), "2026-07-06",
        choice=Choice(shift=Shift.AFTER),
    ),
    Case(
        "after the National Day holiday comes Thursday the 8th", BY_THE_5TH, "2026-09-30", "2026-10-12", "met",
        (fact("2026-10-08"),), "2026-10-08", choice=Choice(shift=Shift.AFTER),
    ),
    Case(
        "before it Wednesday 30 September", BY_THE_5TH, "2026-09-30", "2026-10-12", "met_late", (fact("2026-10-01"),),
        "2026-09-30", choice=Choice(shift=Shift.BEFORE),
    ),
    Case(
        "a shifted date in the year not announced may move", BY_THE_5TH, "2026-12-31", "2026-12-01", "on_course",
        due="2027-01-05", provisional=True, choice=Choice(shift=Shift.AFTER),
    ),
    Case("a date that is kept does not", BY_THE_5TH, "2026-12-31", "2026-12-01", "on_course", due="2027-01-05"),
    Case(
        "told of its quarter by name, before that ended", BY_THE_5TH, "2026-06-30", "2026-07-10", "met",
        (fact("2026-06-30", period="2026Q2"),),
    ),
    Case("what was posted before the quarter ended is the last one's", BY_THE_5TH, "2026-06-30", "2026-07-06", "overdue",
         (fact("2026-06-29"),)),
    Case("the end of June", SELF_CHECK, "2026-06-01", "2026-07-01", "met", (fact("2026-06-30"),), "2026-06-30"),
    Case("1 July is late", SELF_CHECK, "2026-06-01", "2026-07-02", "met_late", (fact("2026-07-01"),)),
    Case("the year ends without it", SELF_CHECK, "2026-06-01", "2027-01-01", "missed"),
    Case("before the window opens it does not count", JULY, "2026-07-01", "2026-07-01", "on_course", (fact("2026-06-30"),)),
    Case("in the window it does", JULY, "2026-07-01", "2026-08-01", "met", (fact("2026-07-01"),), "2026-07-31"),
    Case("10 February 2026 is a Tuesday", TENTH, "2026-01-05", "2026-02-11", "overdue", due="2026-02-10"),
    Case(
        "10 May 2026 is a Sunday, the Saturday before is a make-up workday", TENTH, "2026-04-05", "2026-05-10", "met_late",
        (fact("2026-05-10"),), "2026-05-09", choice=Choice(shift=Shift.BEFORE),
    ),
    Case("February has no 30th", LEAP, "2026-02-01", "2026-03-01", "overdue", due="2026-02-28"),
    Case("and a 29th in a leap year", LEAP, "2028-02-01", "2028-02-01", "on_course", due="2028-02-29"),
)  # fmt: skip

WITHIN_20 = rule("deadline", Y, trigger="formed", within=20, unit=Unit.WORKING_DAYS)
WITHIN_24_HOURS = rule("deadline", Y, trigger="formed", within=24, unit=Unit.HOURS)
WEEK_AHEAD = rule("deadline", Y, trigger="held", within=7, is_before=True)
PROMPTLY = rule("deadline", Y, trigger="formed")


def formed(day: str, subject: str = "a") -> Fact:
    return fact(day, "formed", subject=subject)


def answered(day: str, subject: str = "a") -> Fact:
    return fact(day, subject=subject)


DEADLINES = (
    Case("20 working days over the holiday of October 2025", WITHIN_20, "2025-09-26", "2025-12-01", "met",
         (formed("2025-09-26"), answered("2025-10-30")), "2025-10-30", (1, 1)),
    Case("the 21st is late", WITHIN_20, "2025-09-26", "2025-12-01", "met_late",
         (formed("2025-09-26"), answered("2025-10-31"))),
    Case("23:59 of the 20th", WITHIN_20, "2025-09-26", "2025-12-01", "met",
         (formed("2025-09-26"), answered("2025-10-30T23:59"))),
    Case("00:01 of the 21st", WITHIN_20, "2025-09-26", "2025-12-01", "met_late",
         (formed("2025-09-26"), answered("2025-10-31T00:01"))),
    Case("the 20th itself, nothing yet", WITHIN_20, "2025-09-26", "2025-10-30", "due_soon", (formed("2025-09-26"),)),
    Case("the day after", WITHIN_20, "2025-09-26", "2025-10-31", "overdue", (formed("2025-09-26"),), "2025-10-30", (0, 1)),
    Case("over Spring Festival, 14 and 28 February made up: due 16 March, five left", WITHIN_20, "2026-02-10", "2026-03-09",
         "due_soon", (formed("2026-02-10"),), "2026-03-16"),
    Case("six left", WITHIN_20, "2026-02-10", "2026-03-06", "on_course", (formed("2026-02-10"),), "2026-03-16"),
    Case("paused for 11 working days", WITHIN_20, "2026-03-02", "2026-03-31", "on_course",
         (formed("2026-03-02"), fact("2026-03-05", "clock_paused", subject="a"),
          fact("2026-03-20", "clock_resumed", subject="a")), "2026-04-15"),
    Case("not paused it was due on 30 March", WITHIN_20, "2026-03-02", "2026-03-31", "overdue", (formed("2026-03-02"),),
         "2026-03-30"),
    Case("extended by 20", WITHIN_20, "2025-09-26", "2025-11-27", "due_soon",
         (formed("2025-09-26"), fact("2025-10-20", "clock_extended", subject="a", value=20.0)), "2025-11-27"),
    Case("standing still", WITHIN_20, "2026-03-02", "2026-05-06", "on_course",
         (formed("2026-03-02"), fact("2026-03-05", "clock_paused", subject="a"))),
    Case("a pause of another matter is not this one's", WITHIN_20, "2026-03-02", "2026-03-31", "overdue",
         (formed("2026-03-02"), fact("2026-03-05", "clock_paused", subject="b"))),
    Case("into a year not announced", WITHIN_20, "2026-12-21", "2026-12-21", "on_course", (formed("2026-12-21"),),
         provisional=True),
    Case("formed in the old year, published in the new", WITHIN_20, "2025-12-31", "2026-02-01", "met",
         (formed("2025-12-31"), answered("2026-01-28")), "2026-01-29"),
    Case("two, one of them open and past", WITHIN_20, "2026-03-02", "2026-05-06", "overdue",
         (formed("2026-03-02"), answered("2026-03-09"), formed("2026-03-03", "b")), count=(1, 2)),
    Case("an answer to another matter answers nothing", WITHIN_20, "2026-03-02", "2026-03-09", "on_course",
         (formed("2026-03-02"), answered("2026-03-04", "b")), count=(0, 1)),
    Case("nothing arose", WITHIN_20, "2026-03-02", "2026-03-09", "not_applicable"),
    Case("one minute inside 24 hours", WITHIN_24_HOURS, "2026-11-20", "2026-12-01", "met",
         (formed("2026-11-20T09:00"), answered("2026-11-21T08:59"))),
    Case("one minute past them", WITHIN_24_HOURS, "2026-11-20", "2026-12-01", "met_late",
         (formed("2026-11-20T09:00"), answered("2026-11-21T09:01"))),
    Case("reported seven days ahead", WEEK_AHEAD, "2026-09-20", "2026-10-01", "met",
         (fact("2026-09-20", "held", subject="a"), answered("2026-09-13"))),
    Case("six days ahead", WEEK_AHEAD, "2026-09-20", "2026-10-01", "met_late",
         (fact("2026-09-20", "held", subject="a"), answered("2026-09-14"))),
    Case("not at all", WEEK_AHEAD, "2026-09-20", "2026-10-01", "missed", (fact("2026-09-20", "held", subject="a"),)),
    Case("no number: to the end of the period", PROMPTLY, "2026-03-02", "2026-06-01", "on_course", (formed("2026-03-02"),),
         "2026-12-31"),
)  # fmt: skip

TWICE = rule("frequency", H, at_least=2)
THRICE_A_WEEK = rule("frequency", W, at_least=3)
DAILY = rule("frequency", M, distinct="working_day")
HEAD = rule("frequency", Y, attended_by="principal_head")
WEEK_OF = ("2026-11-09", "2026-11-10", "2026-11-11")

FREQUENCIES = (
    Case("two in the half-year", TWICE, "2026-03-01", "2026-07-01", "met", (fact("2026-01-05"), fact("2026-06-30")),
         "2026-06-30", (2, 2)),
    Case("one, and it is over", TWICE, "2026-03-01", "2026-07-01", "missed", (fact("2026-01-05"),), count=(1, 2)),
    Case("one, and there is time", TWICE, "2026-03-01", "2026-05-06", "on_course", (fact("2026-01-05"),)),
    Case("one, and it is 23 June: five left", TWICE, "2026-03-01", "2026-06-23", "due_soon", (fact("2026-01-05"),)),
    Case("1 July at 00:01 belongs to the other half", TWICE, "2026-03-01", "2026-08-01", "missed",
         (fact("2026-01-05"), fact("2026-07-01T00:01"))),
    Case("made good and told of its half-year", TWICE, "2026-03-01", "2026-08-01", "met_late",
         (fact("2026-01-05"), fact("2026-07-10", period="2026H1")), count=(2, 2)),
    Case("three updates in a week", THRICE_A_WEEK, "2026-11-09", "2026-11-16", "met", tuple(fact(x) for x in WEEK_OF)),
    Case("two, and it is Friday", THRICE_A_WEEK, "2026-11-09", "2026-11-13", "due_soon", tuple(fact(x) for x in WEEK_OF[:2])),
    Case("every working day of the first week of October 2026: 8, 9 and the make-up Saturday", DAILY, "2026-10-01",
         "2026-10-11", "on_course", (fact("2026-10-08"), fact("2026-10-09"), fact("2026-10-10")), count=(3, 3)),
    Case("not on the make-up Saturday", DAILY, "2026-10-01", "2026-10-11", "missed", (fact("2026-10-08"), fact("2026-10-09"))),
    Case("today is not over", DAILY, "2026-10-01", "2026-10-10", "due_soon", (fact("2026-10-08"), fact("2026-10-09"))),
    Case("the head was there", HEAD, "2026-03-01", "2026-04-01", "met",
         (fact("2026-03-03", attended=frozenset({"principal_head"})),)),
    Case("only the vice head was", HEAD, "2026-03-01", "2026-04-01", "on_course",
         (fact("2026-03-03", attended=frozenset({"vice_head"})),)),
)  # fmt: skip

FORTNIGHT = rule("recency", Y, within=14)
TEN_WORKING_DAYS = rule("recency", Y, within=10, unit=Unit.WORKING_DAYS)
PAIRED = rule("pairing", Y, trigger="policy", same_day=True)
PAIRED_BY_YEAR = rule("pairing", Y, trigger="policy")
NAMED = rule("pairing", ONCE)
SIX = rule("threshold", Y, items=("队伍", "场所", "制度", "经费", "形式", "内容"))
SHARE = rule("threshold", Y, at_least_value=80.0)
THIRTY_NINE = rule("threshold", Y, at_least=3)
REPORTS = rule("fixed_date", Y, month=1, day=31, about=("report",))


def policy(day: str, subject: str = "p") -> Fact:
    return fact(day, "policy", subject=subject, label="关于补贴的办法")


KEEPING = (
    Case("14 days are up today, a Sunday", FORTNIGHT, "2026-11-01", "2026-11-15", "due_soon", (fact("2026-11-01"),), "2026-11-15"),
    Case("15 days", FORTNIGHT, "2026-11-01", "2026-11-16", "overdue", (fact("2026-11-01"),), "2026-11-15"),
    Case("fresh", FORTNIGHT, "2026-11-01", "2026-11-03", "met", (fact("2026-11-01"),)),
    Case("fresh again after a gap", FORTNIGHT, "2026-11-01", "2026-11-03", "met_late", (fact("2026-10-01"), fact("2026-11-01"))),
    Case("never", FORTNIGHT, "2026-11-01", "2026-11-03", "no_evidence"),
    Case("the year is over", FORTNIGHT, "2025-11-01", "2026-02-01", "missed", (fact("2025-11-01"),)),
    Case("ten working days over Spring Festival end on 2 March", TEN_WORKING_DAYS, "2026-02-10", "2026-02-24", "met",
         (fact("2026-02-10"),), "2026-03-02"),
    Case("interpreted the same day", PAIRED, "2026-03-02", "2026-04-01", "met", (policy("2026-03-02"), fact("2026-03-02", subject="p"))),
    Case("a day later", PAIRED, "2026-03-02", "2026-04-01", "met_late", (policy("2026-03-02"), fact("2026-03-03", subject="p"))),
    Case("not at all", PAIRED, "2026-03-02", "2026-03-03", "overdue", (policy("2026-03-02"),), count=(0, 1)),
    Case("by the end of the year", PAIRED_BY_YEAR, "2026-03-02", "2026-03-03", "on_course", (policy("2026-03-02"),)),
    Case("which is over", PAIRED_BY_YEAR, "2026-03-02", "2027-01-01", "missed", (policy("2026-03-02"),)),
    Case("nothing to pair", PAIRED, "2026-03-02", "2026-03-03", "not_applicable"),
    Case("named years ago", NAMED, "2026-03-02", "2026-03-03", "met", (fact("2019-03-02"),)),
    Case("nobody named", NAMED, "2026-03-02", "2026-03-03", "no_evidence"),
    Case("two of six", SIX, "2026-03-02", "2026-06-01", "on_course", (fact("2026-03-02", item="队伍"), fact("2026-03-02", item="制度")),
         count=(2, 6)),
    Case("the same item twice is one", SIX, "2026-03-02", "2026-06-01", "on_course",
         (fact("2026-03-02", item="队伍"), fact("2026-03-03", item="队伍")), count=(1, 6)),
    Case("six of six", SIX, "2026-03-02", "2026-06-01", "met",
         tuple(fact("2026-03-02", item=x) for x in ("队伍", "场所", "制度", "经费", "形式", "内容"))),
    Case("80 per cent", SHARE, "2026-03-02", "2026-06-01", "met", (fact("2026-03-02", value=80.0),)),
    Case("79", SHARE, "2026-03-02", "2026-06-01", "on_course", (fact("2026-03-02", value=79.0),)),
    Case("the latest figure holds", SHARE, "2026-03-02", "2027-01-01", "missed", (fact("2026-03-02", value=90.0), fact("2026-09-02", value=70.0))),
    Case("three units", THIRTY_NINE, "2026-03-02", "2026-06-01", "met", tuple(fact("2026-03-02", subject=x) for x in "abc"), count=(3, 3)),
    Case("a report is a post of the right column and name", REPORTS, "2026-01-01", "2026-02-01", "met",
         (fact("2026-01-30", label="2025年政府信息公开年度报告", data={"column_kinds": ["report"]}),)),
    Case("a post of another column is none", REPORTS, "2026-01-01", "2026-02-01", "overdue",
         (fact("2026-01-30", label="防汛工作报告", data={"column_kinds": ["news"]}),)),
)  # fmt: skip

CHOSEN = (
    Case("excused", BY_THE_5TH, "2026-06-30", "2026-07-10", "excused", choice=Choice(excused="洪灾期间停工")),
    Case("done all the same", BY_THE_5TH, "2026-06-30", "2026-07-10", "met", (fact("2026-07-03"),), choice=Choice(excused="洪灾")),
    Case("not this unit's", BY_THE_5TH, "2026-06-30", "2026-07-10", "not_applicable", choice=Choice(not_applicable="没有公开栏")),
    Case("what is dated after today is not seen", BY_THE_5TH, "2026-06-30", "2026-07-06", "overdue", (fact("2026-07-07"),)),
    Case("nor what was before the rule held", rule("frequency", Y, valid_from=d("2026-05-01")), "2026-06-30", "2026-07-06",
         "on_course", (fact("2026-04-30"),)),
)  # fmt: skip

CASES = (*FIXED, *DEADLINES, *FREQUENCIES, *KEEPING, *CHOSEN)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.why)
def test_where_a_unit_stands(case: Case) -> None:
    period = period_of(case.rule.period, d(case.period))
    found = assess(case.rule, case.facts, period, d(case.today), CALENDAR, case.choice)
    assert found.standing == case.standing, found.sentence
    if case.due is not None:
        assert found.due == d(case.due)
    if case.count is not None:
        assert (found.done, found.wanted) == case.count
    assert found.is_provisional is case.provisional
    assert found.sentence.endswith("。") or case.choice is not NO_CHOICE
    assert set(found.evidence) <= {each.id for each in case.facts}


def test_the_table_is_as_long_as_it_was_promised() -> None:
    assert len(CASES) >= 60
    assert len({case.why for case in CASES}) >= 60
