"""Orders as the county handles them, and the problems that they are made of.

Addresses of an order's acts are open to whoever may read it: who has lost the role in between is told so in a sentence by
the rules, instead of losing what they typed to a page that is not there.
"""

import uuid
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.calendar.queries import calendar_for
from gkcloud.campaigns.queries import access_campaign_sheet
from gkcloud.database import utc_now
from gkcloud.rectification import actions, queries, views
from gkcloud.rectification.actions import Problem, Refused
from gkcloud.rectification.forms import FindingForm, OrderForm, ReasonForm, RenewForm
from gkcloud.rectification.pages.area import (
    BOTH,
    SUBTREE,
    UNPROCESSABLE,
    area,
    at_once,
    county,
    submit_id,
    submit_key,
    with_words,
)
from gkcloud.rectification.queries import OrderView
from gkcloud.rectification.rules import Move, OrderState
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory
from gkcloud.web.clock import today
from gkcloud.web.office import show_office
from gkcloud.web.rendering import chinese_date, see_other
from gkcloud.worktime import due_after

HERE = "rectification.show_order"


@area.page("/new", needs=Can.ORDER_MANAGE, methods=BOTH, scope=SUBTREE)
def new_order() -> ResponseReturnValue:
    """Choose a unit, then write what it has to put right."""
    tenant = county()
    unit = _unit_asked_for(tenant)
    if unit is None:
        return _choose_unit(tenant)
    found = queries.open_findings(tenant.id, unit.id)
    due = due_after(today(), tenant.spec.supervision.rectify_days, calendar_for(tenant)).day
    given = {
        "findings": [str(each.id) for each in found],
        "title": f"{unit.short_name}政务公开问题整改",
        "demand": "对照问题逐条整改，按期报送整改情况，附照片或者材料。",
        "due_on": due,
    }
    form = OrderForm(found, data=given)
    if form.validate_on_submit():
        try:
            row = actions.draft_order(
                unit.id, form.text(), actor=current_actor(), now=utc_now(), order_id=submit_id()
            )
        except Refused as refused:
            form.form_errors.append(str(refused))
        else:
            flash("已存为草稿，请核对后下达。", "met")
            return see_other(HERE, order_id=row.id)
    here = url_for("rectification.new_order", unit=unit.id)
    return _show_form(form, unit, here, url_for("rectification.list_orders"))


@area.page("/orders/<uuid:order_id>/edit", needs=Can.ORDER_READ, methods=BOTH, scope=SUBTREE)
def edit_order(order_id: uuid.UUID) -> ResponseReturnValue:
    """Change a draft."""
    view = _access(order_id)
    if Move.EDIT not in view.possible:
        flash(view.possible.why_not(Move.EDIT), "soon")
        return see_other(HERE, order_id=order_id)
    row = view.row
    found = [*view.findings, *queries.open_findings(row.tenant_id, row.target_id)]
    given = {"findings": [str(each.id) for each in view.findings], "title": row.title}
    form = OrderForm(found, data=given | {"demand": row.demand, "due_on": row.due_on})
    if form.validate_on_submit():
        try:
            actions.edit_order(order_id, form.text(), actor=current_actor(), now=utc_now())
        except Refused as refused:
            form.form_errors.append(str(refused))
        else:
            flash("已保存。", "met")
            return see_other(HERE, order_id=order_id)
    unit = directory().by_id(row.target_id)
    return _show_form(
        form, unit, url_for("rectification.edit_order", order_id=order_id), url_for(HERE, order_id=order_id)
    )


@area.page("/orders/<uuid:order_id>/issue", needs=Can.ORDER_READ, methods=["POST"], scope=SUBTREE)
def issue_order(order_id: uuid.UUID) -> ResponseReturnValue:
    """Issue a draft to its unit."""
    _access(order_id)
    done = "已下达，单位会在待办中看到。"
    return at_once(
        lambda: actions.issue_order(order_id, actor=current_actor(), now=utc_now()), done, HERE, order_id=order_id
    )


@area.page("/orders/<uuid:order_id>/discard", needs=Can.ORDER_READ, methods=["POST"], scope=SUBTREE)
def discard_order(order_id: uuid.UUID) -> ResponseReturnValue:
    """Give up a draft."""
    _access(order_id)
    return at_once(
        lambda: actions.discard_order(order_id, actor=current_actor(), now=utc_now()),
        "草稿已删除，其中的问题仍在“发现的问题”里。",
        "rectification.list_orders",
    )


@area.page("/orders/<uuid:order_id>/close", needs=Can.ORDER_READ, methods=BOTH, scope=SUBTREE)
def close_order(order_id: uuid.UUID) -> ResponseReturnValue:
    """Close an order after verifying it."""
    view = _access(order_id)
    form = ReasonForm("核验情况", "例如现场复查、查看网站或者材料的结果。", is_needed=False)
    lead = "确认问题已经整改到位后销号。销号后不再改动，单位会看到核验情况。"
    return _with_words(
        view,
        form,
        lambda: actions.close_order(order_id, form.words(), key=submit_key(), actor=current_actor(), now=utc_now()),
        ("核验通过，销号", lead, "确认销号"),
        "已销号。",
    )


@area.page("/orders/<uuid:order_id>/renew", needs=Can.ORDER_READ, methods=BOTH, scope=SUBTREE)
def renew_order(order_id: uuid.UUID) -> ResponseReturnValue:
    """Give a unit more time: it asked, or what it sent does not do."""
    view = _access(order_id)
    tenant, is_answered = current_tenant(), view.facts.state is OrderState.ANSWERED
    start = max(today(), view.row.due_on)
    form = RenewForm(data={"due_on": due_after(start, 5, calendar_for(tenant)).day})
    heading = "要求继续整改" if is_answered else "延长整改期限"
    lead = "写明哪些问题没有整改到位、还要做什么。" if is_answered else "单位会看到新的期限和理由。"

    def act() -> object:
        return actions.renew_order(
            order_id, form.due_on.data, form.reason.data, key=submit_key(), actor=current_actor(), now=utc_now()
        )

    return _with_words(view, form, act, (heading, lead, "确认"), "已重定整改期限，单位会在待办中看到。")


@area.page("/orders/<uuid:order_id>/withdraw", needs=Can.ORDER_READ, methods=BOTH, scope=SUBTREE)
def withdraw_order(order_id: uuid.UUID) -> ResponseReturnValue:
    """Take an issued order back."""
    view, form = _access(order_id), ReasonForm("撤回的理由", "被督查单位会看到。")
    return _with_words(
        view,
        form,
        lambda: actions.withdraw_order(
            order_id, form.words(), key=submit_key(), actor=current_actor(), now=utc_now()
        ),
        ("撤回整改通知", "撤回后单位不再需要整改，通知仍留在记录里。", "确认撤回"),
        "已撤回。",
        is_danger=True,
    )


@area.page("/findings", needs=Can.ORDER_MANAGE, scope=SUBTREE)
def list_findings() -> ResponseReturnValue:
    """List the problems that no order takes up, by unit."""
    tenant, actor = county(), current_actor()
    return show_office(
        "rectification/findings.html",
        here="rectification",
        title="发现的问题",
        tenant=tenant,
        parts=views.tabs(actor, tenant, "findings"),
        groups=views.finding_groups(queries.open_findings(tenant.id)),
        new_href=url_for("rectification.new_finding"),
    )


@area.page("/findings/new", needs=Can.ORDER_MANAGE, methods=BOTH, scope=SUBTREE)
def new_finding() -> ResponseReturnValue:
    """Keep a problem for a later order."""
    tenant = county()
    form = FindingForm(views.unit_choices(tenant))

    def act() -> object:
        problem = Problem(uuid.UUID(form.unit.data), form.title.data, form.detail.data or "")
        return actions.record_finding(problem, actor=current_actor(), now=utc_now())

    words = ("登记问题", "登记后可以和同一单位的其他问题一起下达整改通知。", "登记")
    done = ("rectification.list_findings", "已登记。")
    return with_words(form, act, words, done, here="rectification", facts=[])


@area.page("/findings/sheets/<uuid:sheet_id>/<int:place>", needs=Can.ORDER_MANAGE, methods=BOTH, scope=SUBTREE)
def find_on_sheet(sheet_id: uuid.UUID, place: int) -> ResponseReturnValue:
    """Keep what an inspector found at an item of a sheet, for a later order."""
    county()
    view = access_campaign_sheet(sheet_id, current_actor(), today())
    if not 1 <= place <= len(view.content.items):
        abort(404)
    item = view.content.items[place - 1]
    answer = view.answers.get(item.code)
    reason = answer.reason if answer is not None else ""
    given = {"title": reason or item.text, "detail": item.text if reason else ""}
    form = FindingForm([(str(view.row.target_id), view.target.name)], data=given)

    def act() -> object:
        told = (form.title.data, form.detail.data or "")
        problem = Problem(view.row.target_id, *told, view.row.campaign_id, sheet_id, item.code)
        return actions.record_finding(problem, actor=current_actor(), now=utc_now())

    words = ("登记问题", "登记后可以和同一单位的其他问题一起下达整改通知。", "登记")
    done = ("rectification.list_findings", "已登记。")
    facts = [("督查", view.campaign.title), ("检查项目", f"{item.code}　{item.text}")]
    return with_words(form, act, words, done, here="rectification", facts=facts)


@area.page("/findings/<uuid:finding_id>/drop", needs=Can.ORDER_MANAGE, methods=["POST"], scope=SUBTREE)
def drop_finding(finding_id: uuid.UUID) -> ResponseReturnValue:
    """Give up a problem."""
    queries.access_finding(finding_id, current_actor())
    return at_once(
        lambda: actions.drop_finding(finding_id, actor=current_actor(), now=utc_now()),
        "已删去。",
        "rectification.list_findings",
    )


def _access(order_id: uuid.UUID) -> OrderView:
    """Return an order of the county's own; 404 for one that was issued to it, or to nobody it knows."""
    view = queries.access_order(order_id, current_actor(), today())
    if view.row.tenant_id != current_actor().tenant_id:
        abort(404)
    return view


def _with_words(
    view: OrderView, form: FlaskForm, act: Any, words: tuple[str, str, str], said: str, *, is_danger: bool = False
) -> ResponseReturnValue:
    facts = [
        ("整改通知", view.row.title),
        ("整改单位", views.unit_name(view.row.target_id)),
        ("现定期限", chinese_date(view.row.due_on)),
    ]
    done = (HERE, said)
    return with_words(
        form, act, words, done, here="rectification", facts=facts, is_danger=is_danger, order_id=view.row.id
    )


def _unit_asked_for(tenant: Tenant) -> Tenant | None:
    asked = request.args.get("unit", "")
    try:
        unit = directory().by_id(uuid.UUID(asked))
    except (ValueError, TenantUnknown):
        return None
    if tenant.id not in {each.id for each in directory().ancestors(unit)}:
        abort(404)
    return unit


def _choose_unit(tenant: Tenant) -> ResponseReturnValue:
    if request.method == "POST":
        return redirect(url_for("rectification.new_order", unit=request.form.get("unit", "")), 303)
    found: dict[uuid.UUID, int] = {}
    for each in queries.open_findings(tenant.id):
        found[each.target_id] = found.get(each.target_id, 0) + 1
    units = sorted(views.units_below(tenant), key=lambda unit: -found.get(unit.id, 0))
    return show_office(
        "rectification/choose.html",
        here="rectification",
        title="选择整改单位",
        tenant=tenant,
        back_href=url_for("rectification.list_orders"),
        rows=[
            {
                "name": unit.name,
                "href": url_for("rectification.new_order", unit=unit.id),
                "count": found.get(unit.id, 0),
            }
            for unit in units
        ],
    )


def _show_form(form: OrderForm, unit: Tenant, action: str, back_href: str) -> ResponseReturnValue:
    return show_office(
        "rectification/edit.html",
        here="rectification",
        title="整改通知",
        tenant=current_tenant(),
        status=UNPROCESSABLE if request.method == "POST" else 200,
        heading=f"整改通知：{unit.short_name}",
        unit=unit.name,
        action=action,
        back_href=back_href,
        form=form,
        submit_key=submit_key(),
    )
