"""Circulars of a county: drafted from results, edited beside a preview, signed, issued, and made public in part."""

import uuid
from typing import Any

from flask import current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.calendar.queries import calendar_for
from gkcloud.database import db, utc_now
from gkcloud.files.model import StoredFile
from gkcloud.jobs.queues import Queues
from gkcloud.papers.circularparts import circular_body, list_table
from gkcloud.printing.previews import PreviewShown, faults_of, preview_of
from gkcloud.publishing.queries import names_of
from gkcloud.rectification import actions, queries
from gkcloud.rectification.actions import Refused, TextChanged
from gkcloud.rectification.circularforms import CircularForm
from gkcloud.rectification.circulars import Act, CircularState, CircularText
from gkcloud.rectification.drafting import draft_circular
from gkcloud.rectification.forms import BeginCircularForm
from gkcloud.rectification.pages.area import BOTH, UNPROCESSABLE, at_once, county, submit_id, submit_key
from gkcloud.rectification.queries import CircularView
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import today
from gkcloud.web.jobpanel import job_panel
from gkcloud.web.office import page_address, show_office
from gkcloud.web.paging import pager, slice_asked_for
from gkcloud.web.rendering import asks_for_part, iso_date, iso_minute, see_other
from gkcloud.worktime import due_after

area = Area("circulars", realm=Realm.TENANT, prefix="/office/circulars", scope=ScopeKind.SUBTREE)
SHOW = "circulars.show_circular"
SIGNS = {
    CircularState.DRAFT: "waiting",
    CircularState.SUBMITTED: "soon",
    CircularState.SIGNED: "info",
    CircularState.ISSUED: "met",
    CircularState.DISCARDED: "blocked",
}


@area.page("", needs=Can.CIRCULAR_READ)
def list_circulars() -> ResponseReturnValue:
    """List the county's circulars."""
    tenant, actor, part = county(), current_actor(), slice_asked_for()
    rows, total = queries.list_circulars(tenant.id, part)
    return show_office(
        "rectification/circulars.html",
        here="circulars",
        title="督查通报",
        tenant=tenant,
        block="circular_rows",
        rows=[
            {
                "title": row.title,
                "href": url_for(SHOW, circular_id=row.id),
                "state": _state(row.state),
                "changed": iso_date(row.updated_at),
            }
            for row in rows
        ],
        new_href=url_for("circulars.new_circular") if actor.may(Can.CIRCULAR_WRITE) else None,
        page=pager(part, total, lambda page: page_address("circulars.list_circulars", page=page)),
    )


@area.page("/new", needs=Can.CIRCULAR_WRITE, methods=BOTH)
def new_circular() -> ResponseReturnValue:
    """Begin a circular: from a campaign's results, or from nothing."""
    tenant = county()
    campaigns = [(str(each.id), each.title) for each in queries.campaigns_to_tell_of(tenant.id)]
    due = due_after(today(), tenant.spec.supervision.rectify_days, calendar_for(tenant)).day
    form = BeginCircularForm(campaigns, data={"report_by": due, "campaign": request.args.get("campaign", "")})
    if form.validate_on_submit():
        campaign_id = uuid.UUID(form.campaign.data) if form.campaign.data else None
        text = _first_text(tenant, campaign_id, form)
        row = actions.draft_circular(
            text, actor=current_actor(), now=utc_now(), campaign_id=campaign_id, circular_id=submit_id()
        )
        flash("初稿已生成，请逐段核对修改。", "met")
        return see_other("circulars.edit_circular", circular_id=row.id)
    return show_office(
        "publishing/act.html",
        here="circulars",
        title="拟写通报",
        tenant=tenant,
        status=UNPROCESSABLE if request.method == "POST" else 200,
        heading="拟写通报",
        lead="按检查结果依次生成：依据和时段、总体情况、好的做法、存在的问题、整改要求、附表。每一处都可以修改。",
        facts=[],
        form=form,
        action=url_for("circulars.new_circular"),
        back_href=url_for("circulars.list_circulars"),
        submit_key=submit_key(),
        seen="",
        confirm_label="生成初稿",
        is_danger=False,
    )


def _first_text(tenant: Tenant, campaign_id: uuid.UUID | None, form: BeginCircularForm) -> CircularText:
    issuer, addressee = tenant.spec.bulletin.editing_unit, tenant.spec.bulletin.distribute_to
    results = queries.results_of(campaign_id, tenant.id) if campaign_id else None
    if results is None:
        subject = f"{today().year}年政务公开工作"
        return CircularText(subject=subject, issuers=issuer, addressee=addressee, report_by=form.report_by.data)
    report_by = form.report_by.data or today()
    return draft_circular(results, issuer=issuer, addressee=addressee, report_by=report_by)


@area.page("/<uuid:circular_id>", needs=Can.CIRCULAR_READ)
def show_circular(circular_id: uuid.UUID) -> ResponseReturnValue:
    """Show a circular as it will be read, what may be done with it, and how far its file is."""
    return _show(_access(circular_id))


@area.page("/<uuid:circular_id>/edit", needs=Can.CIRCULAR_WRITE, methods=BOTH)
def edit_circular(circular_id: uuid.UUID) -> ResponseReturnValue:
    """Edit a text; a signed one loses its signature."""
    view = _access(circular_id)
    if Act.EDIT not in view.acts:
        flash("这份通报已经印发，内容不再改动。", "soon")
        return see_other(SHOW, circular_id=circular_id)
    form = CircularForm.of(view.text, view.row.content_hash)
    if not form.validate_on_submit():
        return _show_edit(view, form, status=UNPROCESSABLE if request.method == "POST" else 200)
    seen = form.base_hash.data or ""
    try:
        actions.edit_circular(circular_id, form.text(), base_hash=seen, actor=current_actor(), now=utc_now())
        if request.form.get("then") == "submit":
            db.session.flush()
            return _submit(circular_id)
    except Refused as refused:
        form.form_errors.append(str(refused))
        return _show_edit(view, form, status=UNPROCESSABLE)
    flash("已保存。", "met")
    return see_other("circulars.edit_circular", circular_id=circular_id)


@area.page("/<uuid:circular_id>/preview", needs=Can.CIRCULAR_WRITE, methods=["POST"])
def preview(circular_id: uuid.UUID) -> ResponseReturnValue:
    """Show the first page and the number of pages as things stand in the form; nothing is saved."""
    view = _access(circular_id)
    form = CircularForm.of(view.text, view.row.content_hash)
    if form.validate():
        paper = form.text().paper(formed_on=today(), printed_by=current_tenant().spec.paper.printed_by)
        shown = preview_of(paper, tenant_id=view.row.tenant_id)
    else:
        shown = PreviewShown(faults=faults_of(form))
    if not asks_for_part():
        return _show_edit(view, form, shown=shown)
    return show_office(
        "rectification/circular_edit.html",
        here="circulars",
        title=view.row.title,
        tenant=current_tenant(),
        block="preview_panel",
        preview=_preview_panel(view, shown),
    )


@area.page("/<uuid:circular_id>/submit", needs=Can.CIRCULAR_WRITE, methods=["POST"])
def submit_circular(circular_id: uuid.UUID) -> ResponseReturnValue:
    """Send a circular to the signer."""
    _access(circular_id)
    return _submit(circular_id)


def _submit(circular_id: uuid.UUID) -> ResponseReturnValue:
    return at_once(
        lambda: actions.submit_circular(circular_id, actor=current_actor(), now=utc_now()),
        "已送签，签发人员会在待办中看到。",
        SHOW,
        circular_id=circular_id,
    )


@area.page("/<uuid:circular_id>/sign", needs=Can.CIRCULAR_READ, methods=["POST"])
def sign_circular(circular_id: uuid.UUID) -> ResponseReturnValue:
    """Sign a circular off as it was read."""
    view = _access(circular_id)
    seen = request.form.get("revision_hash", "")
    try:
        actions.sign_circular(circular_id, seen_hash=seen, actor=current_actor(), now=utc_now())
    except TextChanged as changed:
        return _show(view, status=409, conflict=str(changed))
    except Refused as refused:
        flash(str(refused), "overdue")
    else:
        flash("已签发，可以印发。", "met")
    return see_other(SHOW, circular_id=circular_id)


@area.page("/<uuid:circular_id>/send-back", needs=Can.CIRCULAR_READ, methods=["POST"])
def send_back(circular_id: uuid.UUID) -> ResponseReturnValue:
    """Give a circular back to its drafters."""
    view, reason = _access(circular_id), request.form.get("reason", "")[:500]
    try:
        actions.send_back_circular(circular_id, reason, actor=current_actor(), now=utc_now())
    except Refused as refused:
        return _show(view, status=UNPROCESSABLE, error=str(refused))
    flash("已退回修改。", "met")
    return see_other(SHOW, circular_id=circular_id)


@area.page("/<uuid:circular_id>/issue", needs=Can.CIRCULAR_WRITE, methods=["POST"])
def issue_circular(circular_id: uuid.UUID) -> ResponseReturnValue:
    """Issue a signed circular and have its file made."""
    _access(circular_id)
    return at_once(
        lambda: actions.issue_circular(circular_id, actor=current_actor(), now=utc_now()),
        "已印发，正在生成电子版。",
        SHOW,
        circular_id=circular_id,
    )


@area.page("/<uuid:circular_id>/to-post", needs=Can.CIRCULAR_TO_POST, methods=["POST"], scope=ScopeKind.OFFICE)
def to_post(circular_id: uuid.UUID) -> ResponseReturnValue:
    """Make the draft post of the public version."""
    _access(circular_id)
    try:
        post = actions.circular_to_post(circular_id, actor=current_actor(), now=utc_now())
    except Refused as refused:
        flash(str(refused), "overdue")
        return see_other(SHOW, circular_id=circular_id)
    flash("公开稿已生成为草稿，请采编补充栏目后送审。", "met")
    if not current_actor().may(Can.POST_READ):
        return see_other(SHOW, circular_id=circular_id)
    return redirect(url_for("publishing.show_post", post_id=post.id), 303)


@area.page("/<uuid:circular_id>/discard", needs=Can.CIRCULAR_WRITE, methods=["POST"])
def discard_circular(circular_id: uuid.UUID) -> ResponseReturnValue:
    """Give up a circular that was never issued."""
    _access(circular_id)
    return at_once(
        lambda: actions.discard_circular(circular_id, actor=current_actor(), now=utc_now()),
        "已作废。",
        "circulars.list_circulars",
    )


def _access(circular_id: uuid.UUID) -> CircularView:
    county()
    return queries.access_circular(circular_id, current_actor())


def _state(state: str) -> dict[str, str]:
    found = CircularState(state)
    return {"text": found.label, "kind": SIGNS[found]}


def _show(view: CircularView, *, status: int = 200, conflict: str = "", error: str = "") -> ResponseReturnValue:
    row, actor = view.row, current_actor()
    paper = view.text.paper(formed_on=None)
    may_post = row.post_id is not None and actor.may(Can.POST_READ)
    return show_office(
        "rectification/circular.html",
        here="circulars",
        title=row.title,
        tenant=current_tenant(),
        block="render_panel",
        status=status,
        heading=row.title,
        state=_state(row.state),
        back_href=url_for("circulars.list_circulars"),
        conflict=conflict,
        error=error,
        returned=view.returned if row.state == CircularState.DRAFT.value else "",
        facts=_facts(view),
        # Made of escaped text by gkcloud/papers.
        body_html=Markup(circular_body(paper)),  # noqa: S704
        annexes=[{"title": each.title, "table": Markup(list_table(each))} for each in paper.lists],  # noqa: S704
        public_parts=[part.label for part in view.text.left_out],
        post_href=url_for("publishing.show_post", post_id=row.post_id) if may_post else None,
        job=_panel(view),
        publish=None,
        acts=_acts(view),
        sign_action=url_for("circulars.sign_circular", circular_id=row.id) if Act.SIGN in view.acts else None,
        back_action=url_for("circulars.send_back", circular_id=row.id) if Act.SEND_BACK in view.acts else None,
        reason=request.form.get("reason", ""),
        revision_hash=row.content_hash,
    )


def _facts(view: CircularView) -> list[tuple[str, str]]:
    row, names = view.row, names_of([view.row.created_by, view.row.signed_by])
    signed = f"{names.get(row.signed_by, '')}　{iso_minute(row.signed_at)}" if row.signed_by and row.signed_at else ""
    rows = [
        ("发文机关", view.text.issuers),
        ("发文字号", view.text.doc_no),
        ("主送机关", view.text.addressee),
        ("承办", names.get(row.created_by, "")),
        ("签发", signed.strip("　")),
        ("抄送", view.text.copies_to),
        ("公开稿不含", "、".join(part.label for part in view.text.left_out)),
    ]
    return [(label, value) for label, value in rows if value]


def _acts(view: CircularView) -> list[dict[str, Any]]:
    """Return the buttons of a circular; ``is_post`` marks those that act at once."""
    offered = (
        (Act.SUBMIT, "送签", "submit_circular", True, "primary"),
        (Act.ISSUE, "印发", "issue_circular", True, "primary"),
        (Act.EDIT, "修改", "edit_circular", False, ""),
        (Act.TO_POST, "生成公开稿", "to_post", True, ""),
        (Act.DISCARD, "作废", "discard_circular", True, "danger"),
    )
    return [
        {
            "label": label,
            "href": url_for(f"circulars.{endpoint}", circular_id=view.row.id),
            "is_post": is_post,
            "kind": kind,
        }
        for act, label, endpoint, is_post, kind in offered
        if act in view.acts
    ]


def _panel(view: CircularView) -> dict[str, Any] | None:
    printing = view.printing
    if printing is None:
        return None
    job = queries.job_of(printing)
    work: Queues = current_app.extensions["queues"]
    seen = work.progress(job.id) if job is not None and job.state == "running" else None
    file = db.session.get(StoredFile, (printing.tenant_id, printing.file_id)) if printing.file_id else None
    may_retry = current_actor().may(Can.PRINTING_EDIT)
    return job_panel(
        job,
        seen,
        file,
        is_draft=False,
        poll_href=url_for(SHOW, circular_id=view.row.id),
        file_href=url_for("printing.download", printing_id=printing.id),
        retry_action=url_for("printing.retry", printing_id=printing.id) if may_retry else None,
    )


def _preview_panel(view: CircularView, shown: PreviewShown | None) -> dict[str, Any]:
    return {"action": url_for("circulars.preview", circular_id=view.row.id), "shown": shown}


def _show_edit(
    view: CircularView, form: CircularForm, *, status: int = 200, shown: PreviewShown | None = None
) -> ResponseReturnValue:
    is_signed = view.facts.state in {CircularState.SUBMITTED, CircularState.SIGNED}
    return show_office(
        "rectification/circular_edit.html",
        here="circulars",
        title=view.row.title,
        tenant=current_tenant(),
        block="preview_panel",
        status=status,
        heading=view.row.title,
        back_href=url_for(SHOW, circular_id=view.row.id),
        action=url_for("circulars.edit_circular", circular_id=view.row.id),
        submit_key=submit_key(),
        warning="改动保存后，原来的送签和签发不再有效，须重新送签。" if is_signed else "",
        returned=view.returned,
        form=form,
        parts=form.parts(),
        preview=_preview_panel(view, shown),
    )
