"""A month with its due days, holidays and make-up days: a table on a desk, a list on a phone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.obligations import queries
from gkcloud.obligations.pages.area import area, places
from gkcloud.obligations.rulebook import rules_for
from gkcloud.obligations.rules import NO_CHOICE, Rule, planned
from gkcloud.obligations.standings import calendar_of
from gkcloud.obligations.views.duties import duties_of, duty_address
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.clock import today
from gkcloud.web.office import show_office
from gkcloud.worktime import WEEKDAY_NAMES, WorkCalendar

_WEEK = 7
# How far ahead and back the months can be turned: beyond, too little is known.
_MONTHS_AHEAD, _MONTHS_BACK = 14, 12


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the calendar."""

    first: date

    @property
    def last(self) -> date:
        """Its last day."""
        return self.moved(1).first - timedelta(days=1)

    @property
    def key(self) -> str:
        """As addresses have it: 2026-11."""
        return f"{self.first:%Y-%m}"

    def moved(self, by: int) -> "Month":
        """Return the month so many months later."""
        place = self.first.year * 12 + self.first.month - 1 + by
        return Month(date(place // 12, place % 12 + 1, 1))


@area.page("/month", needs=Can.DUTY_READ)
def show_month() -> ResponseReturnValue:
    """Show what is due on each day of a month."""
    tenant, day = current_tenant(), today()
    present = Month(day.replace(day=1))
    month = _asked(present)
    earliest, latest = present.moved(-_MONTHS_BACK), present.moved(_MONTHS_AHEAD)
    calendar, due = calendar_of(tenant.id), _due_days(tenant, month, day)
    return show_office(
        "obligations/month.html",
        here="duties",
        title=f"{month.first.year}年{month.first.month}月期限",
        tenant=tenant,
        block="month_table",
        places=places("month"),
        heading=f"{month.first.year}年{month.first.month}月",
        weekdays=WEEKDAY_NAMES,
        weeks=list(_weeks(month, day, calendar, due)),
        count=sum(len(each) for each in due.values()),
        is_provisional=calendar.is_provisional(month.first, month.last),
        previous_href=_address(month.moved(-1)) if month.first > earliest.first else None,
        next_href=_address(month.moved(1)) if month.first < latest.first else None,
        present_href=_address(present) if month != present else None,
        can_record=current_actor().may(Can.FACT_RECORD),
    )


def _asked(present: Month) -> Month:
    text = request.args.get("m", present.key)
    try:
        month = Month(date.fromisoformat(f"{text}-01"))
    except ValueError:
        abort(404)
    if not present.moved(-_MONTHS_BACK).first <= month.first <= present.moved(_MONTHS_AHEAD).first:
        abort(404)
    return month


def _address(month: Month) -> str:
    return url_for("obligations.show_month", m=month.key)


def _due_days(tenant: Tenant, month: Month, day: date) -> dict[date, list[dict[str, Any]]]:
    rules = rules_for(tenant)
    found: dict[date, list[dict[str, Any]]] = {}
    for duty in duties_of(rules, queries.standings_due(tenant.id, month.first, month.last)):
        assert duty.row.due_on is not None  # noqa: S101 - the query asked for these
        standing = duty.standing
        item = {
            "title": duty.rule.title,
            "href": duty_address(duty),
            "state": {"text": standing.label, "kind": standing.sign},
            "is_provisional": duty.row.is_provisional,
        }
        found.setdefault(duty.row.due_on, []).append(item)
    for on, item in _planned(tenant, rules, month, day):
        found.setdefault(on, []).append(item)
    return found


def _planned(tenant: Tenant, rules: Sequence[Rule], month: Month, day: date) -> Iterator[tuple[date, dict[str, Any]]]:
    if month.last < day:
        return
    calendar, choices = calendar_of(tenant.id), queries.choices_of(tenant.id)
    for rule in rules:
        for each in planned(rule, day, month.last, calendar, choices.get((rule.id, ""), NO_CHOICE)):
            if each.due.day >= month.first:
                yield (
                    each.due.day,
                    {
                        "title": rule.title,
                        "href": url_for("obligations.show_duty", rule_id=rule.id),
                        "state": None,
                        "is_provisional": each.due.is_provisional,
                    },
                )


def _weeks(
    month: Month, day: date, calendar: WorkCalendar, due: dict[date, list[dict[str, Any]]]
) -> Iterator[list[dict[str, Any] | None]]:
    start = month.first - timedelta(days=month.first.weekday())
    while start <= month.last:
        days = [start + timedelta(days=step) for step in range(_WEEK)]
        yield [_cell(each, day, calendar, due.get(each, [])) if each in _span(month) else None for each in days]
        start += timedelta(days=_WEEK)


def _span(month: Month) -> "set[date]":
    return {month.first + timedelta(days=step) for step in range((month.last - month.first).days + 1)}


def _cell(each: date, day: date, calendar: WorkCalendar, items: list[dict[str, Any]]) -> dict[str, Any]:
    note, is_work = calendar.row(each), calendar.is_workday(each)
    return {
        "number": each.day,
        "iso": each.isoformat(),
        "weekday": WEEKDAY_NAMES[each.weekday()],
        "is_today": each == day,
        "is_off": not is_work,
        "note": note.name if note else "",
        "mark": ("班" if is_work else "休") if note else "",
        "items": items,
    }
