"""What was recorded: the list, one record with its files, and taking one back."""

import uuid

from flask import Response, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.files.sending import send_download
from gkcloud.files.storage import Storage
from gkcloud.obligations import actions, queries
from gkcloud.obligations.actions import DutyRefused
from gkcloud.obligations.forms import WithdrawFactForm
from gkcloud.obligations.model import FactRow
from gkcloud.obligations.pages.area import BOTH, area, places
from gkcloud.obligations.rulebook import rules_for
from gkcloud.obligations.views.facts import fact_facts, fact_rows, file_rows
from gkcloud.obligations.views.rule import kind_name
from gkcloud.publishing.queries import names_of
from gkcloud.web.office import page_address, show_office
from gkcloud.web.paging import pager, slice_asked_for

AUTOMATIC = "automatic"


@area.page("/facts", needs=Can.DUTY_READ)
def list_facts() -> ResponseReturnValue:
    """List what people recorded, or what the system saw by itself."""
    tenant, actor, part = current_tenant(), current_actor(), slice_asked_for()
    source = request.args.get("source", "")
    source = AUTOMATIC if source == AUTOMATIC else ""
    rows, total = queries.facts_page(tenant.id, part, is_recorded=not source)
    files = queries.files_of(tenant.id, [row.id for row in rows])
    sources = [
        {
            "name": name,
            "href": url_for("obligations.list_facts", source=key or None),
            "is_current": key == source,
            "count": None,
        }
        for key, name in (("", "人工登记"), (AUTOMATIC, "系统记录"))
    ]
    return show_office(
        "obligations/facts.html",
        here="duties",
        title="登记记录",
        tenant=tenant,
        block="fact_rows",
        places=places("facts"),
        sources=sources,
        rows=fact_rows(rows, files, actor, tenant),
        page=pager(part, total, lambda page: page_address("obligations.list_facts", page=page)),
        record_href=url_for("obligations.record") if actor.may(Can.FACT_RECORD) else None,
    )


@area.page("/facts/<uuid:fact_id>", needs=Can.DUTY_READ)
def show_fact(fact_id: uuid.UUID) -> ResponseReturnValue:
    """Show one record with its files, and the duties that look at it."""
    tenant, actor = current_tenant(), current_actor()
    row = queries.access_fact(fact_id, actor)
    files = queries.files_of(tenant.id, [row.id]).get(row.id, [])
    may_withdraw = row.is_recorded and row.withdrawn_at is None and actor.may(Can.FACT_RECORD)
    return show_office(
        "obligations/fact.html",
        here="duties",
        title=kind_name(row.kind),
        tenant=tenant,
        heading=row.label or kind_name(row.kind),
        is_withdrawn=row.withdrawn_at is not None,
        facts=fact_facts(row, names_of([row.recorded_by])),
        files=file_rows(row.id, files),
        shown_at=fact_rows([row], {}, actor, tenant)[0]["shown_at"],
        duties=[
            {"name": rule.title, "href": url_for("obligations.show_duty", rule_id=rule.id), "is_current": False}
            for rule in rules_for(tenant)
            if row.kind in rule.fact_kinds
        ],
        back_href=url_for("obligations.list_facts", source=None if row.is_recorded else AUTOMATIC),
        again_href=url_for("obligations.record") if actor.may(Can.FACT_RECORD) else None,
        withdraw_href=url_for("obligations.withdraw_fact", fact_id=row.id) if may_withdraw else None,
    )


@area.page("/facts/<uuid:fact_id>/files/<uuid:file_id>", needs=Can.DUTY_READ)
def fact_file(fact_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """Send a photo or file beside a record, for download."""
    file = queries.access_fact_file(queries.access_fact(fact_id, current_actor()), file_id)
    storage: Storage = current_app.extensions["storage"]
    return send_download(storage.get(file.tenant_id, file.sha256), file.name, file.media_type)


@area.page("/facts/<uuid:fact_id>/withdraw", needs=Can.FACT_RECORD, methods=BOTH)
def withdraw_fact(fact_id: uuid.UUID) -> ResponseReturnValue:
    """Take a record back, with a reason."""
    row = queries.access_fact(fact_id, current_actor())
    back, form = url_for("obligations.show_fact", fact_id=fact_id), WithdrawFactForm()
    if row.withdrawn_at is not None:
        flash("这条记录已经撤销。", "info")
        return redirect(back, 303)
    if not form.validate_on_submit():
        return _ask(row, form, back, status=422 if request.method == "POST" else 200)
    try:
        actions.withdraw_fact(fact_id, form.reason.data, actor=current_actor(), now=utc_now())
    except DutyRefused as refused:
        form.form_errors.append(str(refused))
        return _ask(row, form, back, status=422)
    flash("登记已撤销，相关期限已重新计算。", "met")
    return redirect(back, 303)


def _ask(row: FactRow, form: WithdrawFactForm, back: str, *, status: int) -> ResponseReturnValue:
    return show_office(
        "publishing/act.html",
        here="duties",
        title="撤销登记",
        tenant=current_tenant(),
        status=status,
        heading="撤销登记",
        lead="撤销后这条记录不再作为佐证。",
        facts=[("事项", kind_name(row.kind)), ("名称", row.label), ("日期", row.on_day.isoformat())],
        form=form,
        action=url_for("obligations.withdraw_fact", fact_id=row.id),
        back_href=back,
        submit_key=str(uuid.uuid4()),
        seen="",
        confirm_label="确认撤销",
        is_danger=True,
    )
