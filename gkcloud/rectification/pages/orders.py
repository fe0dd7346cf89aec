"""Orders as both sides read them: the list, one order, and its files."""

import uuid
from typing import Any

from flask import Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.files.sending import send_download
from gkcloud.files.storage import Storage
from gkcloud.rectification import queries, views
from gkcloud.rectification.pages.area import area
from gkcloud.rectification.queries import OrderView
from gkcloud.rectification.rules import OPEN, Move, OrderState, StepKind
from gkcloud.web.clock import today
from gkcloud.web.office import page_address, show_office
from gkcloud.web.paging import pager, slice_asked_for

SHOWN = {
    "": ("办理中", tuple(OrderState(each) for each in (*sorted(OPEN), OrderState.DRAFT))),
    "answered": ("待核验", (OrderState.ANSWERED,)),
    "closed": ("已销号", (OrderState.CLOSED,)),
    "withdrawn": ("已撤回", (OrderState.WITHDRAWN,)),
}
_LABELS = {
    Move.ISSUE: "下达",
    Move.EDIT: "修改",
    Move.DISCARD: "删除草稿",
    Move.CLOSE: "核验通过，销号",
    Move.RENEW: "延长期限",
    Move.WITHDRAW: "撤回通知",
    Move.RECEIVE: "签收",
    Move.PROVE: "报送整改情况",
    Move.REQUEST: "申请延长期限",
}
_ENDPOINTS = {
    Move.ISSUE: "issue_order",
    Move.EDIT: "edit_order",
    Move.DISCARD: "discard_order",
    Move.CLOSE: "close_order",
    Move.RENEW: "renew_order",
    Move.WITHDRAW: "withdraw_order",
    Move.RECEIVE: "receive_order",
    Move.PROVE: "prove_order",
    Move.REQUEST: "request_time",
}
_AT_ONCE = frozenset({Move.ISSUE, Move.DISCARD, Move.RECEIVE})
_FIRST = (Move.ISSUE, Move.CLOSE, Move.PROVE)


@area.page("", needs=Can.ORDER_READ)
def list_orders() -> ResponseReturnValue:
    """List the orders that the tenant issued, or was issued."""
    tenant, actor, part = current_tenant(), current_actor(), slice_asked_for()
    shown = request.args.get("shown", "")
    shown = shown if shown in SHOWN else ""
    numbers = queries.order_numbers(actor)
    rows, total = queries.list_orders(actor, SHOWN[shown][1], part)
    is_county = views.supervises(tenant)
    may_begin = is_county and actor.may(Can.ORDER_MANAGE)
    return show_office(
        "rectification/list.html",
        here="rectification",
        title="问题整改",
        tenant=tenant,
        block="order_rows",
        parts=views.tabs(actor, tenant, "orders"),
        filters=[
            {
                "name": name,
                "href": url_for("rectification.list_orders", shown=key or None),
                "is_current": key == shown,
                "count": sum(numbers.get(state, 0) for state in states) if key != "withdrawn" else None,
            }
            for key, (name, states) in SHOWN.items()
        ],
        rows=[views.order_row(row, actor, today()) for row in rows],
        is_county=is_county,
        new_href=url_for("rectification.new_order") if may_begin else None,
        page=pager(part, total, lambda page: page_address("rectification.list_orders", page=page)),
    )


@area.page("/orders/<uuid:order_id>", needs=Can.ORDER_READ)
def show_order(order_id: uuid.UUID) -> ResponseReturnValue:
    """Show one order with everything that happened to it."""
    actor, tenant = current_actor(), current_tenant()
    view = queries.access_order(order_id, actor, today())
    return show_office(
        "rectification/order.html",
        here="rectification",
        title=view.row.title,
        tenant=tenant,
        heading=view.row.title,
        state=views.state_of(view.row),
        **views.order_head(view, today()),
        back_href=url_for("rectification.list_orders"),
        notice=_notice(view),
        facts=views.order_facts(view, tenant),
        findings=views.findings(view.findings),
        demand=view.row.demand,
        steps=views.steps(view),
        acts=_acts(view),
    )


@area.page("/orders/<uuid:order_id>/files/<uuid:proof_id>", needs=Can.ORDER_READ)
def send_proof(order_id: uuid.UUID, proof_id: uuid.UUID) -> Response:
    """Send a file of an order: whoever may read the order may have it, and nobody else."""
    view = queries.access_order(order_id, current_actor(), today())
    file = queries.access_proof(view, proof_id)
    storage: Storage = current_app.extensions["storage"]
    return send_download(storage.get(file.tenant_id, file.sha256), file.name, file.media_type)


def _acts(view: OrderView) -> list[dict[str, Any]]:
    """Return the buttons of an order, the most likely first; ``is_post`` marks those that act at once."""
    here = [move for move in (*_FIRST, *Move) if move in view.possible]
    return [
        {
            "label": _label(move, view),
            "href": url_for(f"rectification.{_ENDPOINTS[move]}", order_id=view.row.id),
            "is_post": move in _AT_ONCE,
            "kind": "primary" if move in _FIRST else "danger" if move in {Move.WITHDRAW, Move.DISCARD} else "",
        }
        for move in dict.fromkeys(here)
    ]


def _label(move: Move, view: OrderView) -> str:
    is_answered = view.facts.state is OrderState.ANSWERED
    if move is Move.RENEW and is_answered:
        return "要求继续整改"
    if move is Move.PROVE and is_answered:
        return "补充报送"
    return _LABELS[move]


def _notice(view: OrderView) -> dict[str, str] | None:
    """Return the band above an order: what is asked of the reader, or what keeps it from going on."""
    row, is_county = view.row, current_actor().tenant_id == view.row.tenant_id
    if reason := view.possible.refusals.get(Move.ISSUE):
        return {"kind": "overdue", "title": "还不能下达", "text": reason}
    if not view.facts.is_unit_active and view.facts.state in OPEN:
        text = "单位已停用或者撤并，不再能够报送。请撤回这份通知，改向承接其职责的单位下达。"
        return {"kind": "soon", "title": "单位已停用", "text": text}
    request_step = view.step(StepKind.REQUEST)
    if is_county and view.facts.has_request and request_step is not None and view.facts.state in OPEN:
        return {"kind": "soon", "title": "单位申请延长期限", "text": request_step.text}
    renewed = view.step(StepKind.RENEWED)
    if not is_county and row.state == OrderState.RETURNED.value and renewed is not None:
        return {"kind": "overdue", "title": "核验没有通过，请继续整改", "text": renewed.text}
    return None
