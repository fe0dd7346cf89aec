"""Appeals: a unit asks once for a score to be looked at again, the county decides and the decision is kept."""

import uuid
from datetime import timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.rectification import actions, queries, views
from gkcloud.rectification.actions import Refused
from gkcloud.rectification.appealing import AppealState, refuse_filing
from gkcloud.rectification.forms import AppealForm, RulingForm
from gkcloud.rectification.pages.area import BOTH, SUBTREE, UNPROCESSABLE, area, submit_id, with_words
from gkcloud.rectification.queries import AppealView
from gkcloud.rectification.queries.appeals import total_words
from gkcloud.web.clock import today
from gkcloud.web.office import show_office
from gkcloud.web.rendering import chinese_date, see_other


@area.page("/appeals", needs=Can.ORDER_READ)
def list_appeals() -> ResponseReturnValue:
    """List the appeals that wait for a decision or got one, and a unit's own scores with the way to appeal."""
    tenant, actor = current_tenant(), current_actor()
    is_county = views.supervises(tenant)
    return show_office(
        "rectification/appeals.html",
        here="rectification",
        title="得分复核",
        tenant=tenant,
        parts=views.tabs(actor, tenant, "appeals"),
        is_county=is_county,
        rows=[views.appeal_row(*each, actor) for each in queries.appeals_of([tenant.id])],
        scores=[views.score_row(*each, actor, today()) for each in queries.scores_told(tenant.id)],
    )


@area.page("/scores/<uuid:scored_id>/appeal", needs=Can.APPEAL_FILE, methods=BOTH)
def new_appeal(scored_id: uuid.UUID) -> ResponseReturnValue:
    """Appeal a score; one that can be appealed no longer leads back with the reason."""
    actor = current_actor()
    score = queries.access_score(scored_id, actor)
    fault = refuse_filing(score.facts, actor, today())
    if fault and request.method == "GET":
        flash(fault, "soon")
        return see_other("rectification.list_appeals")
    form = AppealForm(score.items)
    until = score.facts.until or today() + timedelta(days=0)
    facts = [
        ("检查", score.campaign.title),
        ("得分", total_words(score.sheet.total)),
        ("申请期限", chinese_date(until)),
    ]
    lead = "同一得分只能申请一次复核，请把有异议的项目和理由一次写全。"

    def act() -> object:
        return actions.file_appeal(
            scored_id, form.items.data, form.reason.data, key=submit_id(), actor=actor, now=utc_now()
        )

    done = ("rectification.list_appeals", "复核申请已送出，由督查单位复核。")
    return with_words(form, act, ("申请复核", lead, "送出申请"), done, here="rectification", facts=facts)


@area.page("/appeals/<uuid:appeal_id>", needs=Can.ORDER_READ)
def show_appeal(appeal_id: uuid.UUID) -> ResponseReturnValue:
    """Show an appeal and, to whoever decides it, the form for the decision."""
    return _show(queries.access_appeal(appeal_id, current_actor()), RulingForm())


@area.page("/appeals/<uuid:appeal_id>/decide", needs=Can.ORDER_READ, methods=["POST"], scope=SUBTREE)
def decide_appeal(appeal_id: uuid.UUID) -> ResponseReturnValue:
    """Decide an appeal."""
    view, form = queries.access_appeal(appeal_id, current_actor()), RulingForm()
    ruling = form.ruling(view.row.items) if form.validate_on_submit() else None
    if ruling is None:
        return _show(view, form, status=UNPROCESSABLE)
    try:
        actions.decide_appeal(appeal_id, ruling, actor=current_actor(), now=utc_now())
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _show(view, form, status=UNPROCESSABLE)
    flash("复核决定已记录，单位会看到结果。", "met")
    return redirect(url_for("rectification.show_appeal", appeal_id=appeal_id), 303)


def _show(view: AppealView, form: RulingForm, *, status: int = 200) -> ResponseReturnValue:
    actor, state = current_actor(), AppealState(view.row.state)
    is_ours = actor.tenant_id == view.row.tenant_id and actor.may(Can.APPEAL_DECIDE)
    may_decide = is_ours and state is AppealState.FILED
    address = url_for("rectification.decide_appeal", appeal_id=view.row.id)
    return show_office(
        "rectification/appeal.html",
        here="rectification",
        title="得分复核",
        tenant=current_tenant(),
        status=status,
        state={"text": state.label, "kind": views.APPEAL_SIGNS[state]},
        back_href=url_for("rectification.list_appeals"),
        facts=views.appeal_facts(view),
        items=views.appealed_items(view),
        typed={code: request.form.get(f"points-{code}", "") for code in view.row.items},
        reason=view.row.reason,
        decision=view.row.decision,
        form=form if may_decide or form.errors else None,
        action=address,
    )
