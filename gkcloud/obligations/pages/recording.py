"""Recording what happened outside the system, in seconds on a phone: its kind, its day, who was there by post, a photo."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.files.actions import store_file
from gkcloud.files.archives import FileRefused
from gkcloud.files.inspect import clean_filename, inspect_file
from gkcloud.files.photos import as_kept
from gkcloud.obligations import actions, queries
from gkcloud.obligations.actions import DutyRefused, Recorded
from gkcloud.obligations.forms import RecordForm, request_key
from gkcloud.obligations.pages.area import BOTH, area
from gkcloud.obligations.rulebook import FactKind, rule_book, rules_for
from gkcloud.obligations.rules import PeriodKind, Rule, Standing, period_of
from gkcloud.obligations.rules.words import day as spoken
from gkcloud.obligations.standings import settle
from gkcloud.obligations.views.rule import kind_name
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.clock import today
from gkcloud.web.office import show_office
from gkcloud.worktime import ONE_DAY

MOST_FILES = 9
_MOST_SUBJECTS = 40
_MOST_MOVED = 3

Stands = Mapping[tuple[str, str], str]


@area.page("/record", needs=Can.FACT_RECORD)
def record() -> ResponseReturnValue:
    """Ask what happened: the kinds that this unit's duties look for first, the others folded."""
    tenant = current_tenant()
    wanted = {kind for rule in rules_for(tenant) for kind in rule.fact_kinds}
    recorded = [kind for kind in rule_book().fact_kinds.values() if kind.is_recorded]
    return show_office(
        "obligations/kinds.html",
        here="duties",
        title="登记",
        tenant=tenant,
        groups=_groups([kind for kind in recorded if kind.kind in wanted]),
        others=_groups([kind for kind in recorded if kind.kind not in wanted]),
        back_href=url_for("obligations.show_today"),
    )


def _groups(kinds: Sequence[FactKind]) -> list[dict[str, Any]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for kind in kinds:
        href = url_for("obligations.record_kind", fact_kind=kind.kind)
        link = {"name": kind.name, "href": href, "is_current": False}
        found.setdefault(kind.group or "其他", []).append(link)
    return [{"name": name, "kinds": each} for name, each in found.items()]


@area.page("/record/<fact_kind>", needs=Can.FACT_RECORD, methods=BOTH)
def record_kind(fact_kind: str) -> ResponseReturnValue:
    """Take down one thing of a kind, and say which duties moved with it; ``duty`` names the one it is recorded for."""
    tenant = current_tenant()
    kind = _kind(fact_kind)
    form = _form(tenant, kind)
    if not form.validate_on_submit():
        return _show(tenant, kind, form, status=422 if request.method == "POST" else 200)
    before = _stands(tenant)
    try:
        files = [_taken_in(each) for each in _uploads(form)]
        told = _told(tenant, kind, form, files)
        row = actions.record_fact(told, request_key=request_key(), actor=current_actor(), now=utc_now())
    except (DutyRefused, FileRefused) as refused:
        form.form_errors.append(str(refused))
        return _show(tenant, kind, form, status=422)
    settle()
    flash(f"已登记“{kind.name}”。{_moved(tenant, before, _stands(tenant))}", "met")
    return redirect(url_for("obligations.show_fact", fact_id=row.id), 303)


def _kind(name: str) -> FactKind:
    kind = rule_book().fact_kinds.get(name)
    if kind is None or not kind.is_recorded:
        abort(404)
    return kind


def _form(tenant: Tenant, kind: FactKind) -> RecordForm:
    rules = [rule for rule in rules_for(tenant) if kind.kind in rule.fact_kinds]
    items = dict.fromkeys(item for rule in rules for item in rule.items if kind.kind in rule.evidence)
    asks = {*kind.asks, *(["item"] if items else [])}
    asks |= {"attended" for rule in rules if rule.attended_by}
    asks |= {"value" for rule in rules if rule.at_least_value is not None or rule.at_most_value is not None}
    return RecordForm(
        asks,
        items=tuple(items),
        subjects=_subjects(tenant, rules, kind) if kind.kind not in {rule.trigger for rule in rules} else (),
        periods=_periods(rules),
        data={"on": today()},
    )


def _periods(rules: Sequence[Rule]) -> list[tuple[str, str]]:
    """Return the present and the two last periods of the duty that is recorded for, newest first."""
    duty = next((rule for rule in rules if rule.id == request.args.get("duty")), None)
    if duty is None or duty.period in {PeriodKind.ONCE, PeriodKind.WEEK}:
        return []
    found = [period_of(duty.period, today())]
    for _ in range(2):
        found.append(period_of(duty.period, found[-1].first - ONE_DAY))
    return [(period.key, period.label) for period in found]


def _subjects(tenant: Tenant, rules: Sequence[Rule], kind: FactKind) -> list[tuple[str, str]]:
    """Return what still waits for a fact of this kind, the latest first."""
    asking = [rule for rule in rules if rule.trigger and kind.kind in rule.evidence]
    facts = queries.facts_for(tenant.id, asking, queries.window(today())) if asking else ()
    answered = {fact.subject for fact in facts if any(fact.kind in rule.evidence for rule in asking)}
    triggers = {rule.trigger for rule in asking}
    waiting = [fact for fact in facts if fact.kind in triggers and fact.subject and fact.subject not in answered]
    waiting.sort(key=lambda fact: fact.on, reverse=True)
    named = {fact.subject: f"{spoken(fact.on, today())}　{fact.label or kind_name(fact.kind)}" for fact in waiting}
    return list(named.items())[:_MOST_SUBJECTS]


def _uploads(form: RecordForm) -> list[FileStorage]:
    given = [each for each in (*(form.photos.data or ()), *(form.files.data or ())) if getattr(each, "filename", "")]
    if len(given) > MOST_FILES:
        raise DutyRefused(f"一次最多 {MOST_FILES} 个文件，请减少后再提交。")
    return given


def _taken_in(upload: FileStorage) -> tuple[uuid.UUID, str]:
    name, actor = clean_filename(upload.filename or ""), current_actor()
    assert actor.tenant_id is not None  # noqa: S101 - this page is a tenant's
    try:
        data = upload.read()
        extension = inspect_file(data, name).extension
        kept = as_kept(data, extension)
        file = store_file(kept, name, tenant_id=actor.tenant_id, actor_id=actor.person_id, now=utc_now())
    except FileRefused as refused:
        raise FileRefused(f"{name}没有保存：{refused}") from None
    return file.id, name


def _told(tenant: Tenant, kind: FactKind, form: RecordForm, files: list[tuple[uuid.UUID, str]]) -> Recorded:
    label, item = form.told("label"), form.told("item")
    subject = form.subject.data if "subject" in form else ""
    if not subject and kind.kind in {rule.trigger for rule in rules_for(tenant)}:
        # What follows on it names it by this: the same thing of the same day is the same matter.
        subject = ":".join((kind.kind, form.on.data.isoformat(), item or label))
    return Recorded(
        kind=kind.kind,
        on=form.on.data,
        item=item,
        value=form.value.data if "value" in form else None,
        subject=subject or "",
        period=form.period.data if "period" in form else "",
        attended=tuple(form.attended.data or ()) if "attended" in form else (),
        label=label,
        note=form.explained,
        files=tuple(dict.fromkeys(files)),
    )


def _stands(tenant: Tenant) -> Stands:
    rows = queries.standings_of([tenant.id], since=queries.window(today()))
    return {(row.rule_id, row.period): row.standing for row in rows}


def _moved(tenant: Tenant, before: Stands, after: Stands) -> str:
    """Return which duties stand otherwise than before, in one sentence."""
    titles = {rule.id: rule.title for rule in rules_for(tenant)}
    moved: list[str] = []
    for (rule_id, period), standing in after.items():
        was = before.get((rule_id, period))
        if standing != was and rule_id in titles:
            came_from = f"由{Standing(was).label}" if was else ""
            moved.append(f"“{titles[rule_id]}”{came_from}变为{Standing(standing).label}")
    if not moved:
        return "期限的状态没有变化。"
    more = f"，另有 {len(moved) - _MOST_MOVED} 项" if len(moved) > _MOST_MOVED else ""
    return f"{'；'.join(moved[:_MOST_MOVED])}{more}。"


def _show(tenant: Tenant, kind: FactKind, form: RecordForm, *, status: int) -> ResponseReturnValue:
    day: date = today()
    return show_office(
        "obligations/record.html",
        here="duties",
        title=kind.name,
        tenant=tenant,
        status=status,
        heading=kind.name,
        form=form,
        items=form.items,
        action=url_for("obligations.record_kind", fact_kind=kind.kind, duty=request.args.get("duty") or None),
        back_href=url_for("obligations.record"),
        submit_key=str(request_key()),
        today=day.isoformat(),
    )
