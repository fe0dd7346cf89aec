"""The office's pages about printings."""

import uuid
from typing import Any

from flask import Response, abort, current_app, flash, make_response, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import db, utc_now
from gkcloud.files.model import StoredFile
from gkcloud.files.sending import send_download
from gkcloud.files.storage import Storage
from gkcloud.jobs.queues import Queues
from gkcloud.papers.paper import PaperKind
from gkcloud.printing import actions, queries, views
from gkcloud.printing.actions import PrintingRefused
from gkcloud.printing.kinds import MAKERS
from gkcloud.printing.kinds.base import Numbered, OptionsForm
from gkcloud.printing.model import Printing
from gkcloud.printing.previews import PreviewShown, faults_of, picture_kept, preview_of
from gkcloud.printing.rules import OFFERED_TO_THE_PUBLIC, PrintingState, left_out_after
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import today
from gkcloud.web.office import page_address, show_office
from gkcloud.web.paging import pager, slice_asked_for
from gkcloud.web.rendering import asks_for_part, see_other

# A county's gazette takes up what its townships and departments published, so these pages read the subtree.
area = Area("printing", realm=Realm.TENANT, prefix="/office/printings", scope=ScopeKind.SUBTREE)


@area.page("", needs=Can.PRINTING_READ)
def list_printings() -> ResponseReturnValue:
    """List the tenant's printings."""
    tenant, part = current_tenant(), slice_asked_for()
    rows, total = queries.list_printings(tenant.id, part)
    may_edit = current_actor().may(Can.PRINTING_EDIT)
    return show_office(
        "printing/list.html",
        here="printing",
        title="印制",
        tenant=tenant,
        block="printing_rows",
        rows=[views.list_row(row, may_edit=may_edit) for row in rows],
        new_href=url_for("printing.new") if may_edit else None,
        page=pager(part, total, lambda page: page_address("printing.list_printings", page=page)),
    )


@area.page("/new", needs=Can.PRINTING_EDIT, methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Choose a kind and begin."""
    kind, is_asked = request.form.get("kind", ""), request.method == "POST"
    if is_asked and kind in MAKERS:
        printing = actions.create_printing(PaperKind(kind), current_tenant(), actor=current_actor(), now=utc_now())
        return see_other("printing.edit", printing_id=printing.id)
    return show_office(
        "printing/new.html",
        here="printing",
        title="新建印件",
        tenant=current_tenant(),
        status=422 if is_asked else 200,
        fault="请选择要印的种类。" if is_asked else "",
        back_href=url_for("printing.list_printings"),
        action=url_for("printing.new"),
        kinds=views.kind_choices(),
    )


@area.page("/<uuid:printing_id>/edit", needs=Can.PRINTING_EDIT, methods=["GET", "POST"])
def edit(printing_id: uuid.UUID) -> ResponseReturnValue:
    """Edit a draft."""
    printing = queries.access_printing(printing_id, current_actor())
    if printing.state != PrintingState.DRAFT.value:
        return see_other("printing.show_printing", printing_id=printing_id)
    form = _form(printing)
    if not form.validate_on_submit():
        return _show_edit(printing, form, status=422 if request.method == "POST" else 200)
    try:
        actions.edit_printing(
            printing_id,
            form.options(),
            offered=request.form.getlist("offered"),
            ticked=request.form.getlist("post"),
            actor=current_actor(),
            now=utc_now(),
        )
    except PrintingRefused as refused:
        form.form_errors.extend(refused.faults)
        return _show_edit(printing, form, status=422)
    if request.form.get("then") == "lock":
        return see_other("printing.lock", printing_id=printing_id)
    flash("已保存。", "met")
    return see_other("printing.edit", printing_id=printing_id)


@area.page("/<uuid:printing_id>/preview", needs=Can.PRINTING_EDIT, methods=["POST"])
def preview(printing_id: uuid.UUID) -> ResponseReturnValue:
    """Show the first page and the number of pages as things stand in the form; nothing is saved."""
    printing = queries.access_printing(printing_id, current_actor())
    form = _form(printing)
    shown = _preview(printing, form.options()) if form.validate() else PreviewShown(faults=faults_of(form))
    if not asks_for_part():
        return _show_edit(printing, form, shown=shown)
    return show_office(
        "printing/edit.html",
        here="printing",
        title=printing.title,
        tenant=current_tenant(),
        block="preview_panel",
        preview=_preview_panel(printing, shown),
    )


@area.page("/previews/<digest>.png", needs=Can.PRINTING_READ)
def preview_picture(digest: str) -> ResponseReturnValue:
    """Send the picture of a preview that was just shown."""
    picture = picture_kept(current_tenant().id, digest)
    if picture is None:
        abort(404)
    response = make_response(picture)
    response.headers["Content-Type"] = "image/png"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@area.page("/<uuid:printing_id>/lock", needs=Can.PRINTING_EDIT, methods=["GET", "POST"])
def lock(printing_id: uuid.UUID) -> ResponseReturnValue:
    """Lock a printing; by GET, say what that means and ask."""
    printing = queries.access_printing(printing_id, current_actor())
    if printing.state != PrintingState.DRAFT.value:
        return see_other("printing.show_printing", printing_id=printing_id)
    if request.method == "GET":
        lead = "定稿后内容不再改动，并开始生成电子版。"
        if MAKERS[PaperKind(printing.kind)].is_numbered:
            lead = f"定稿后编定期号，{lead.removeprefix('定稿后')}"
        return _ask(printing, "印件定稿", lead, "确认定稿", "printing.lock")
    try:
        actions.lock_printing(printing_id, actor=current_actor(), now=utc_now())
    except PrintingRefused as refused:
        for fault in refused.faults:
            flash(fault, "overdue")
        return see_other("printing.edit", printing_id=printing_id)
    return see_other("printing.show_printing", printing_id=printing_id)


@area.page("/<uuid:printing_id>/discard", needs=Can.PRINTING_EDIT, methods=["GET", "POST"])
def discard(printing_id: uuid.UUID) -> ResponseReturnValue:
    """Delete a draft; by GET, ask."""
    printing = queries.access_printing(printing_id, current_actor())
    if printing.state != PrintingState.DRAFT.value:
        return see_other("printing.show_printing", printing_id=printing_id)
    if request.method == "GET":
        lead = "删除后不能恢复。已公开的信息不受影响。"
        return _ask(printing, "删除草稿", lead, "确认删除", "printing.discard", is_danger=True)
    actions.discard_printing(printing_id, actor=current_actor(), now=utc_now())
    flash("草稿已删除。", "met")
    return see_other("printing.list_printings")


@area.page("/<uuid:printing_id>", needs=Can.PRINTING_READ)
def show_printing(printing_id: uuid.UUID) -> ResponseReturnValue:
    """Show a locked printing and how far its PDF is."""
    printing = queries.access_printing(printing_id, current_actor())
    may_edit = current_actor().may(Can.PRINTING_EDIT)
    if printing.state == PrintingState.DRAFT.value and may_edit:
        return see_other("printing.edit", printing_id=printing_id)
    job = queries.job_of(printing)
    work: Queues = current_app.extensions["queues"]
    seen = work.progress(job.id) if job is not None and job.state == "running" else None
    file = db.session.get(StoredFile, (printing.tenant_id, printing.file_id)) if printing.file_id else None
    is_offered = PaperKind(printing.kind) in OFFERED_TO_THE_PUBLIC
    may_publish = printing.state == PrintingState.LOCKED.value and may_edit and is_offered
    address = url_for("printing.publish", printing_id=printing_id)
    return show_office(
        "printing/show.html",
        here="printing",
        title=printing.title,
        tenant=current_tenant(),
        block="render_panel",
        printing={"title": printing.title, "state": views.state_of(printing)},
        back_href=url_for("printing.list_printings"),
        facts=views.facts(printing),
        job=views.panel(printing, job, seen, file, may_retry=may_edit),
        publish={"action": address, "label": "在网站公开"} if may_publish else None,
    )


@area.page("/<uuid:printing_id>/retry", needs=Can.PRINTING_EDIT, methods=["POST"])
def retry(printing_id: uuid.UUID) -> ResponseReturnValue:
    """Ask again for a PDF that failed."""
    queries.access_printing(printing_id, current_actor())
    actions.retry_printing(printing_id, actor=current_actor(), now=utc_now())
    return see_other("printing.show_printing", printing_id=printing_id)


@area.page("/<uuid:printing_id>/publish", needs=Can.PRINTING_EDIT, methods=["POST"])
def publish(printing_id: uuid.UUID) -> ResponseReturnValue:
    """Offer a printed paper to the public."""
    queries.access_printing(printing_id, current_actor())
    try:
        actions.publish_printing(printing_id, actor=current_actor(), now=utc_now())
    except PrintingRefused as refused:
        flash(str(refused), "overdue")
        return see_other("printing.show_printing", printing_id=printing_id)
    flash("已公开，公众可以在网站下载。", "met")
    return see_other("printing.show_printing", printing_id=printing_id)


@area.page("/<uuid:printing_id>.pdf", needs=Can.PRINTING_READ)
def download(printing_id: uuid.UUID) -> Response:
    """Send the printed file."""
    printing = queries.access_printing(printing_id, current_actor())
    storage: Storage = current_app.extensions["storage"]
    if printing.file_id is None:
        abort(404)
    file = db.session.get_one(StoredFile, (printing.tenant_id, printing.file_id))
    return send_download(storage.get(file.tenant_id, file.sha256), file.name, file.media_type)


def _form(printing: Printing) -> OptionsForm:
    form = MAKERS[PaperKind(printing.kind)].form
    return form.of(current_tenant(), queries.options_of(printing))


def _left_out(printing: Printing) -> list[str]:
    """Return what is left out as the page was sent, or else as it is stored."""
    return left_out_after(printing.left_out, request.form.getlist("offered"), request.form.getlist("post"))


def _preview(printing: Printing, options: Any) -> PreviewShown:
    posts = queries.kept_posts(printing, options, _left_out(printing))
    paper = queries.paper_of(printing, options, posts, Numbered(today(), today().year))
    return preview_of(paper, tenant_id=printing.tenant_id)


def _preview_panel(printing: Printing, shown: PreviewShown | None) -> dict[str, Any]:
    return {"action": url_for("printing.preview", printing_id=printing.id), "shown": shown}


def _show_edit(
    printing: Printing, form: OptionsForm, *, status: int = 200, shown: PreviewShown | None = None
) -> ResponseReturnValue:
    options = queries.options_of(printing)
    posts, left_out = queries.selected_posts(printing, options), _left_out(printing)
    return show_office(
        "printing/edit.html",
        here="printing",
        title=printing.title,
        tenant=current_tenant(),
        block="preview_panel",
        status=status,
        heading=printing.title,
        kind=PaperKind(printing.kind).label,
        back_href=url_for("printing.list_printings"),
        action=url_for("printing.edit", printing_id=printing.id),
        discard_href=url_for("printing.discard", printing_id=printing.id),
        submit_key=str(uuid.uuid4()),
        form=form,
        parts=views.form_parts(form),
        posts=views.post_choices(posts, left_out),
        has_posts=MAKERS[PaperKind(printing.kind)].is_picked,
        preview=_preview_panel(printing, shown),
    )


def _ask(
    printing: Printing, heading: str, lead: str, confirm: str, endpoint: str, *, is_danger: bool = False
) -> ResponseReturnValue:
    return show_office(
        "publishing/act.html",
        here="printing",
        title=heading,
        tenant=current_tenant(),
        heading=heading,
        lead=lead,
        facts=[("印件", printing.title)],
        form=FlaskForm(),
        action=url_for(endpoint, printing_id=printing.id),
        back_href=url_for("printing.edit", printing_id=printing.id),
        submit_key=str(uuid.uuid4()),
        seen="",
        confirm_label=confirm,
        is_danger=is_danger,
    )
