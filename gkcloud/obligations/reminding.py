"""What duties want to be reminded of, in words that anybody in a unit's groups may read.

The sentence of a standing may name what a fact is about, in words that somebody typed; these are made of the rule and the
period alone.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import quote, urlencode

from gkcloud.feeds.gathering import also_in_calendar
from gkcloud.feeds.rules import Event
from gkcloud.obligations import queries
from gkcloud.obligations.rulebook import rules_for
from gkcloud.obligations.rules import NO_CHOICE, Standing, planned
from gkcloud.obligations.rules.words import day
from gkcloud.obligations.standings import calendar_of
from gkcloud.obligations.views.duties import Duty, duties_of, period_label
from gkcloud.reminders.gathering import also_remind
from gkcloud.reminders.rules import Item
from gkcloud.tenancy.directory import Tenant

_BACK, _AHEAD = timedelta(days=92), timedelta(days=400)
_ASKED = frozenset({Standing.DUE_SOON, Standing.ON_COURSE, Standing.OVERDUE, Standing.NO_EVIDENCE})


@also_remind
def due_duties(tenant: Tenant, today: date) -> Iterator[Item]:
    """Yield the duties of a unit that have a due day and are not done."""
    for duty in duties_of(rules_for(tenant), queries.standings_now([tenant.id], today)):
        due = duty.row.due_on
        if due is not None and duty.standing in _ASKED:
            # A due day that has passed while the standing was not assessed anew is told of as what it is.
            yield Item(_key(duty), duty.rule.title, due, plain_sentence(duty, today), _href(duty))


@also_in_calendar
def due_events(tenant: Tenant, today: date) -> Iterator[Event]:
    """Yield the due days of a unit, from some months ago to a year ahead."""
    rules, last = rules_for(tenant), today + _AHEAD
    for duty in duties_of(rules, queries.standings_due(tenant.id, today - _BACK, last)):
        if duty.standing is not Standing.NOT_APPLICABLE and duty.row.due_on is not None:
            yield Event(
                _key(duty),
                f"{duty.rule.title}（{duty.standing.label}）",
                duty.row.due_on,
                plain_sentence(duty, today),
                _href(duty),
                duty.row.changed_on,
                duty.row.is_provisional,
            )
    calendar, choices = calendar_of(tenant.id), queries.choices_of(tenant.id)
    for rule in rules:
        for each in planned(rule, today, last, calendar, choices.get((rule.id, ""), NO_CHOICE)):
            yield Event(
                f"duty:{rule.id}:{each.period.key}",
                rule.title,
                each.due.day,
                f"{each.period.label}，应于{day(each.due.day, today)}前完成。",
                f"/office/duties/{quote(rule.id, safe='')}",
                is_provisional=each.due.is_provisional,
            )


def plain_sentence(duty: Duty, today: date) -> str:
    """Return where a duty stands without naming what any fact is about."""
    row, period = duty.row, period_label(duty)
    parts = [period] if period else []
    if row.wanted > 1:
        parts.append(f"应有 {row.wanted}，已有 {row.done}")
    if row.due_on is not None:
        parts.append(f"应于{day(row.due_on, today)}前完成{'（暂定）' if row.is_provisional else ''}")
    parts.append(duty.standing.label)
    return f"{'，'.join(parts)}。"


def _key(duty: Duty) -> str:
    return f"duty:{duty.rule.id}:{duty.row.period}"


def _href(duty: Duty) -> str:
    return f"/office/duties/{quote(duty.rule.id, safe='')}?{urlencode({'period': duty.row.period})}"
