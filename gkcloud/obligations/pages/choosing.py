"""What an office above decides about duties of the units below: excused, not applicable, another day when it is a day off."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.obligations import actions, queries
from gkcloud.obligations.actions import Decided, DutyRefused
from gkcloud.obligations.forms import ChoiceForm
from gkcloud.obligations.model import DutyChoice
from gkcloud.obligations.pages.area import BOTH, area, places
from gkcloud.obligations.pages.duty import CHOICE_NAMES
from gkcloud.obligations.rulebook import rules_for
from gkcloud.obligations.rules import DutyType, PeriodKind, Rule, Shift, Standing, period_of
from gkcloud.obligations.views.rule import rule_facts
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import today
from gkcloud.web.office import show_office
from gkcloud.web.rendering import chinese_date

_PERIODS_OFFERED = 4


@area.page("/below", needs=Can.DUTY_CHOOSE, scope=ScopeKind.SUBTREE)
def list_below() -> ResponseReturnValue:
    """List the duties that units below have, with how they stand and how much was decided about each."""
    tenant, units = current_tenant(), _units()
    owed: dict[str, tuple[Rule, int]] = {}
    for unit in units:
        for rule in rules_for(unit):
            owed[rule.id] = (rule, owed.get(rule.id, (rule, 0))[1] + 1)
    ids = [unit.id for unit in units]
    overdue: dict[str, set[uuid.UUID]] = {}
    for row in queries.standings_now(ids, today()):
        if row.standing == Standing.OVERDUE:
            overdue.setdefault(row.rule_id, set()).add(row.tenant_id)
    decided: dict[str, int] = {}
    for decision in queries.decisions_of(ids):
        decided[decision.rule_id] = decided.get(decision.rule_id, 0) + 1
    rows: list[dict[str, Any]] = [
        {
            "title": rule.title,
            "href": url_for("obligations.choose_below", rule_id=rule.id),
            "citation": rule.citation,
            "units": count,
            "overdue": len(overdue.get(rule.id, ())),
            "decided": decided.get(rule.id, 0),
        }
        for rule, count in owed.values()
    ]
    rows.sort(key=lambda row: -row["overdue"])
    return show_office(
        "obligations/below.html",
        here="duties",
        title="所辖单位的期限",
        tenant=tenant,
        block="below_rows",
        places=places("below"),
        rows=rows,
    )


@area.page("/below/<rule_id>", needs=Can.DUTY_CHOOSE, methods=BOTH, scope=ScopeKind.SUBTREE)
def choose_below(rule_id: str) -> ResponseReturnValue:
    """Decide about a duty of some units below; each of them sees it, with the reason."""
    units, rule = _owing(rule_id)
    form = _form(units, rule)
    if not form.validate_on_submit():
        return _show(units, rule, form, status=422 if request.method == "POST" else 200)
    try:
        chosen = form.chosen_units()
        actions.choose(chosen, form.decided(rule.id), actor=current_actor(), now=utc_now())
    except DutyRefused as refused:
        form.form_errors.append(str(refused))
        return _show(units, rule, form, status=422)
    flash(f"已对 {len(chosen)} 个单位作出处理，所选单位会在期限页面看到。", "met")
    return redirect(url_for("obligations.choose_below", rule_id=rule.id), 303)


@area.page("/below/<rule_id>/lift", needs=Can.DUTY_CHOOSE, methods=["POST"], scope=ScopeKind.SUBTREE)
def lift_below(rule_id: str) -> ResponseReturnValue:
    """Take a decision about one unit back."""
    units, rule = _owing(rule_id)
    chosen = next((unit.id for unit in units if str(unit.id) == request.form.get("unit")), None)
    if chosen is None:
        abort(404)
    lifted = Decided(
        rule.id, request.form.get("choice", ""), period=request.form.get("period", "")[:20], is_lifted=True
    )
    try:
        actions.choose([chosen], lifted, actor=current_actor(), now=utc_now())
    except DutyRefused as refused:
        flash(str(refused), "overdue")
    else:
        flash("处理已撤销，期限恢复原来的要求。", "met")
    return redirect(url_for("obligations.choose_below", rule_id=rule.id), 303)


def _units() -> list[Tenant]:
    return [each for each in directory().below(current_tenant()) if each.status is TenantStatus.ACTIVE]


def _owing(rule_id: str) -> tuple[list[Tenant], Rule]:
    """Return the units below that have a duty, and the duty; 404 where none has it."""
    owing = [(unit, rule) for unit in _units() for rule in rules_for(unit) if rule.id == rule_id]
    if not owing:
        abort(404)
    return [unit for unit, _ in owing], owing[0][1]


def _form(units: Sequence[Tenant], rule: Rule) -> ChoiceForm:
    return ChoiceForm(
        [(str(unit.id), unit.short_name) for unit in units],
        _periods(rule, today()),
        is_dated=rule.type is DutyType.FIXED_DATE,
    )


def _periods(rule: Rule, day: date) -> list[tuple[str, str]]:
    """Return the present period and those before that can still be decided about, newest first."""
    if rule.period is PeriodKind.ONCE:
        return []
    found = [period_of(rule.period, day)]
    while len(found) < _PERIODS_OFFERED:
        found.append(period_of(rule.period, found[-1].first - timedelta(days=1)))
    return [(period.key, period.label) for period in found]


def _show(units: Sequence[Tenant], rule: Rule, form: ChoiceForm, *, status: int) -> ResponseReturnValue:
    decisions = queries.decisions_of([unit.id for unit in units], rule.id)
    names = {unit.id: unit.short_name for unit in units}
    return show_office(
        "obligations/choose.html",
        here="duties",
        title=rule.title,
        tenant=current_tenant(),
        status=status,
        rule={"title": rule.title, "note": rule.note},
        facts=rule_facts(rule),
        form=form,
        action=url_for("obligations.choose_below", rule_id=rule.id),
        lift_action=url_for("obligations.lift_below", rule_id=rule.id),
        decisions=[_decision(each, names) for each in decisions],
        back_href=url_for("obligations.list_below"),
    )


def _decision(row: DutyChoice, names: dict[uuid.UUID, str]) -> dict[str, str]:
    what = CHOICE_NAMES[row.choice] + (f"：{Shift(row.value).label}" if row.choice == "shift" else "")
    return {
        "unit": names[row.tenant_id],
        "unit_id": str(row.tenant_id),
        "what": what,
        "choice": row.choice,
        "period": row.period,
        "period_words": row.period or "各期",
        "reason": row.reason,
        "at": chinese_date(row.decided_at),
    }
