"""One duty of a unit: the rule, where it stands, how the days are counted, what shows it, and what was decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.obligations import queries
from gkcloud.obligations.model import DutyChoice, StandingRow
from gkcloud.obligations.pages.area import access_rule, area
from gkcloud.obligations.rules import Choice, DutyType, Rule, Shift, matters_of
from gkcloud.obligations.standings import calendar_of
from gkcloud.obligations.views.duties import Duty, due_words, duties_of, duty_address, period_label
from gkcloud.obligations.views.facts import fact_rows
from gkcloud.obligations.views.rule import matter_view, rule_facts
from gkcloud.obligations.views.ways import ways
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.clock import today
from gkcloud.web.office import show_office
from gkcloud.web.rendering import chinese_date

_SHOWN_MATTERS = 50
CHOICE_NAMES = {"shift": "遇休息日", "excused": "已说明，不计", "not_applicable": "不适用"}


@area.page("/<rule_id>", needs=Can.DUTY_READ)
def show_duty(rule_id: str) -> ResponseReturnValue:
    """Show a duty in one period; without one named, in the most urgent of the present."""
    tenant, actor, day = current_tenant(), current_actor(), today()
    rule = access_rule(tenant, rule_id)
    rows = queries.standings_of([tenant.id], rule_ids=[rule.id], since=queries.window(day))
    here = _chosen(rule, rows, day)
    decisions = queries.decisions_of([tenant.id], rule.id)
    evidence = list(queries.facts_by_id(tenant.id, here.row.evidence).values()) if here else []
    evidence.sort(key=lambda row: (row.on_day, row.at), reverse=True)
    files = queries.files_of(tenant.id, [row.id for row in evidence])
    return show_office(
        "obligations/duty.html",
        here="duties",
        title=rule.title,
        tenant=tenant,
        rule={"title": rule.title, "note": rule.note, "type": rule.type.label},
        facts=rule_facts(rule),
        now=_now(here, day) if here else None,
        ways=ways(rule, actor, tenant),
        matters=_matters(rule, here, tenant, day) if here else [],
        evidence=fact_rows(evidence, files, actor, tenant),
        history=[_past(Duty(rule, row), day, here) for row in reversed(rows)],
        decisions=[_decision(each) for each in decisions],
        back_href=url_for("obligations.show_today"),
    )


def _chosen(rule: Rule, rows: Sequence[StandingRow], day: date) -> Duty | None:
    asked = request.args.get("period", "")
    named = [row for row in rows if row.period == asked]
    present = [row for row in rows if row.first_day <= day <= row.last_day]
    still_open = [duty.row for duty in duties_of([rule], rows) if duty.standing.is_open]
    found = named or still_open or present or rows[-1:]
    return Duty(rule, found[0]) if found else None


def _now(duty: Duty, day: date) -> dict[str, Any]:
    standing = duty.standing
    return {
        "period": period_label(duty),
        "sentence": duty.row.sentence,
        "state": {"text": standing.label, "kind": standing.sign},
        "due": due_words(duty.row, day) if standing.is_open else "",
        "count": f"{duty.row.done} / {duty.row.wanted}" if duty.row.wanted > 1 else "",
    }


def _matters(rule: Rule, duty: Duty, tenant: Tenant, day: date) -> list[dict[str, Any]]:
    if rule.type is not DutyType.DEADLINE:
        return []
    calendar = calendar_of(tenant.id)
    facts = queries.facts_for(tenant.id, [rule], queries.window(day))
    found = matters_of(rule, facts, duty.period, day, calendar, Choice())
    return [matter_view(each, day, calendar) for each in found[:_SHOWN_MATTERS]]


def _past(duty: Duty, day: date, here: Duty | None) -> dict[str, Any]:
    return {
        "period": period_label(duty) or "长期",
        "href": duty_address(duty),
        "is_current": here is not None and here.row.period == duty.row.period,
        "state": {"text": duty.standing.label, "kind": duty.standing.sign},
        "sentence": duty.row.sentence,
        "due": due_words(duty.row, day),
    }


def _decision(row: DutyChoice) -> dict[str, str]:
    what = Shift(row.value).label if row.choice == "shift" else ""
    return {
        "what": f"{CHOICE_NAMES[row.choice]}{f'：{what}' if what else ''}",
        "period": row.period or "各期",
        "reason": row.reason,
        "by": f"{directory().by_id(row.decided_in).short_name}，{chinese_date(row.decided_at)}",
    }
