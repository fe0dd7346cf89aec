"""Orders as their unit handles them, on a phone: sign for it, photograph what was done, send."""

import uuid

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.files.inspect import FileRefused
from gkcloud.rectification import actions, queries, views
from gkcloud.rectification.actions import Refused
from gkcloud.rectification.forms import ProofForm, ReasonForm
from gkcloud.rectification.pages.area import BOTH, UNPROCESSABLE, area, at_once, submit_key, with_words
from gkcloud.rectification.queries import OrderView
from gkcloud.rectification.rules import Move
from gkcloud.web.clock import today
from gkcloud.web.office import show_office
from gkcloud.web.rendering import chinese_date, see_other

HERE = "rectification.show_order"


@area.page("/orders/<uuid:order_id>/receive", needs=Can.ORDER_READ, methods=["POST"])
def receive_order(order_id: uuid.UUID) -> ResponseReturnValue:
    """Sign for an order."""
    _access(order_id)
    return at_once(
        lambda: actions.receive_order(order_id, actor=current_actor(), now=utc_now()),
        "已签收。请在期限前报送整改情况。",
        HERE,
        order_id=order_id,
    )


@area.page("/orders/<uuid:order_id>/request", needs=Can.ORDER_READ, methods=BOTH)
def request_time(order_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for more time."""
    view, form = _access(order_id), ReasonForm("理由", "写明原因和需要延长到哪一天；督查单位答复前，原期限不变。")
    facts = [("整改通知", view.row.title), ("现定期限", chinese_date(view.row.due_on))]
    return with_words(
        form,
        lambda: actions.request_time(order_id, form.words(), key=submit_key(), actor=current_actor(), now=utc_now()),
        ("申请延长期限", "申请送督查单位答复。", "送出申请"),
        (HERE, "申请已送出。"),
        here="rectification",
        facts=facts,
        order_id=order_id,
    )


@area.page("/orders/<uuid:order_id>/prove", needs=Can.ORDER_READ, methods=BOTH)
def prove_order(order_id: uuid.UUID) -> ResponseReturnValue:
    """Report what was put right, in words and pictures."""
    view, form = _access(order_id), ProofForm()
    if request.method == "GET" and Move.PROVE not in view.possible:
        flash(view.possible.why_not(Move.PROVE), "soon")
        return see_other(HERE, order_id=order_id)
    if form.validate_on_submit():
        try:
            actions.send_proof(
                order_id, form.words.data, form.uploads(), key=submit_key(), actor=current_actor(), now=utc_now()
            )
        except FileRefused as refused:
            form.files.errors = [str(refused)]
        except Refused as refused:
            form.form_errors.append(str(refused))
        else:
            flash("已报送，等待督查单位核验。", "met")
            return see_other(HERE, order_id=order_id)
    return show_office(
        "rectification/prove.html",
        here="rectification",
        title="报送整改情况",
        tenant=current_tenant(),
        status=UNPROCESSABLE if request.method == "POST" else 200,
        order=view.row.title,
        due=chinese_date(view.row.due_on),
        findings=views.findings(view.findings),
        action=url_for("rectification.prove_order", order_id=order_id),
        back_href=url_for(HERE, order_id=order_id),
        form=form,
        submit_key=submit_key(),
    )


def _access(order_id: uuid.UUID) -> OrderView:
    """Return an order that was issued to the tenant; 404 for one that it issued itself."""
    view = queries.access_order(order_id, current_actor(), today())
    if view.row.target_id != current_actor().tenant_id:
        abort(404)
    return view
