"""Standings as lists draw them: most urgent first, one sentence each, with the way to do it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from gkcloud.access.policy import Actor
from gkcloud.obligations.model import StandingRow
from gkcloud.obligations.rules import DutyType, Period, PeriodKind, Rule, Standing
from gkcloud.obligations.rules.words import day
from gkcloud.obligations.views.ways import ways
from gkcloud.tenancy.directory import Tenant

# How lists are grouped: address word -> heading and the standings in it, most urgent first.
GROUPS: Mapping[str, tuple[str, tuple[Standing, ...]]] = {
    "overdue": ("已逾期", (Standing.OVERDUE,)),
    "soon": ("即将到期", (Standing.DUE_SOON,)),
    "none": ("尚无佐证", (Standing.NO_EVIDENCE,)),
    "course": ("进行中", (Standing.ON_COURSE,)),
}
_RANK = {standing: rank for rank, (_, held) in enumerate(GROUPS.values()) for standing in held}


@dataclass(frozen=True, slots=True)
class Duty:
    """A rule with where the unit stands in one period."""

    rule: Rule
    row: StandingRow

    @property
    def standing(self) -> Standing:
        """Where it stands."""
        return Standing(self.row.standing)

    @property
    def period(self) -> Period:
        """The period that is judged."""
        return Period(self.row.first_day, self.row.last_day, self.rule.period)


def duties_of(rules: Sequence[Rule], rows: Iterable[StandingRow]) -> list[Duty]:
    """Return standings with their rules, most urgent first; those of rules that are no more are left out."""
    by_id = {rule.id: rule for rule in rules}
    found = [Duty(by_id[row.rule_id], row) for row in rows if row.rule_id in by_id]
    return sorted(found, key=_urgency)


def _urgency(duty: Duty) -> tuple[int, date, int, str, date]:
    rank = _RANK.get(duty.standing, len(_RANK))
    return rank, duty.row.due_on or date.max, -duty.rule.weight, duty.rule.id, duty.row.first_day


def duty_row(duty: Duty, actor: Actor, tenant: Tenant, today: date) -> dict[str, Any]:
    """Return a row of the list."""
    standing = duty.standing
    return {
        "title": duty.rule.title,
        "href": duty_address(duty),
        "about": "，".join(part for part in (period_label(duty), duty.rule.citation) if part),
        "sentence": duty.row.sentence,
        "state": {"text": standing.label, "kind": standing.sign},
        "due": due_words(duty.row, today) if standing.is_open else "",
        "ways": ways(duty.rule, actor, tenant) if standing.is_open else [],
    }


def duty_address(duty: Duty) -> str:
    """Return the page of a duty in the period that is judged."""
    return url_for("obligations.show_duty", rule_id=duty.rule.id, period=duty.row.period)


def period_label(duty: Duty) -> str:
    """Return the period's name; a standing duty has none worth naming."""
    return "" if duty.rule.period is PeriodKind.ONCE else duty.period.label


def due_words(row: StandingRow, today: date) -> str:
    """Return the due day: 10月5日到期（暂定）."""
    if row.due_on is None:
        return ""
    return f"{day(row.due_on, today)}到期{'（暂定）' if row.is_provisional else ''}"


def type_options(rules: Iterable[Rule]) -> list[tuple[str, str]]:
    """Return the types of duty that a unit has, for a filter."""
    held = {rule.type for rule in rules}
    return [("", "全部类型"), *((each.value, each.label) for each in DutyType if each in held)]
