"""The office's pages about bulletin issues."""

import uuid
from dataclasses import replace
from typing import Any

from flask import Response, abort, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.bulletins import actions, queries, views
from gkcloud.bulletins.actions import IssueDetails, IssueRefused, printable
from gkcloud.bulletins.forms import IssueForm
from gkcloud.bulletins.model import Issue
from gkcloud.bulletins.rules import IssueState, names_in
from gkcloud.database import db, utc_now
from gkcloud.files.model import StoredFile
from gkcloud.files.sending import send_download
from gkcloud.files.storage import Storage
from gkcloud.jobs.queues import Queues
from gkcloud.papers.content import as_json
from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.papers.press import print_paper
from gkcloud.printing.previews import PreviewShown, faults_of, preview_of
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import today
from gkcloud.web.faces import faces, fonts_folder
from gkcloud.web.office import page_address, show_office
from gkcloud.web.paging import pager, slice_asked_for
from gkcloud.web.rendering import asks_for_part, see_other

# A county's issue takes up what its townships published, so these pages read the subtree's publications.
area = Area("bulletins", realm=Realm.TENANT, prefix="/office/bulletins", scope=ScopeKind.SUBTREE)

STEPS = {"up": -1, "down": 1, "out": None}


@area.page("", needs=Can.BULLETIN_READ)
def list_issues() -> ResponseReturnValue:
    """List the tenant's issues."""
    tenant, part = current_tenant(), slice_asked_for()
    rows, total = queries.list_issues(tenant.id, part)
    may_edit = current_actor().may(Can.BULLETIN_EDIT)
    return show_office(
        "bulletins/list.html",
        here="bulletins",
        title="简报",
        tenant=tenant,
        block="issue_rows",
        rows=[views.list_row(row, may_edit=may_edit) for row in rows],
        new_href=url_for("bulletins.new") if may_edit else None,
        page=pager(part, total, lambda page: page_address("bulletins.list_issues", page=page)),
    )


@area.page("/new", needs=Can.BULLETIN_EDIT, methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Begin an issue; by GET, ask first, since a link must change nothing."""
    if request.method == "GET":
        return _ask(
            "编一期简报",
            "将按本单位的报头和发送范围建立一期，期间默认为最近一个月。",
            "开始编辑",
            url_for("bulletins.new"),
        )
    issue = actions.create_issue(current_tenant(), actor=current_actor(), now=utc_now(), today=today())
    return see_other("bulletins.edit", issue_id=issue.id)


@area.page("/<uuid:issue_id>/edit", needs=Can.BULLETIN_EDIT, methods=["GET", "POST"])
def edit(issue_id: uuid.UUID) -> ResponseReturnValue:
    """Edit a draft."""
    issue = queries.access_issue(issue_id, current_actor())
    if issue.state != IssueState.DRAFT.value:
        return see_other("bulletins.show_issue", issue_id=issue_id)
    form = IssueForm(data=IssueForm.values_of(issue))
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        return _show_edit(issue, form, status=status)
    try:
        actions.edit_issue(issue_id, form.details(), actor=current_actor(), now=utc_now())
    except IssueRefused as refused:
        form.form_errors.extend(refused.faults)
        return _show_edit(issue, form, status=422)
    if request.form.get("then") == "lock":
        return see_other("bulletins.lock", issue_id=issue_id)
    flash("已保存。", "met")
    return see_other("bulletins.edit", issue_id=issue_id)


@area.page("/<uuid:issue_id>/posts", needs=Can.BULLETIN_EDIT, methods=["POST"])
def choose(issue_id: uuid.UUID) -> ResponseReturnValue:
    """Add the ticked posts."""
    queries.access_issue(issue_id, current_actor())
    keys = [key for ticked in request.form.getlist("post") if (key := _key(ticked)) is not None]
    try:
        actions.choose_posts(issue_id, keys, actor=current_actor(), now=utc_now())
    except IssueRefused as refused:
        flash(str(refused), "overdue")
    return _lists_or_page(issue_id)


@area.page(
    "/<uuid:issue_id>/posts/<uuid:tenant_id>/<uuid:post_id>/<any(up,down,out):way>",
    needs=Can.BULLETIN_EDIT,
    methods=["POST"],
)
def arrange(issue_id: uuid.UUID, tenant_id: uuid.UUID, post_id: uuid.UUID, way: str) -> ResponseReturnValue:
    """Move a post up or down, or take it out."""
    queries.access_issue(issue_id, current_actor())
    try:
        actions.arrange_post(issue_id, (tenant_id, post_id), STEPS[way], actor=current_actor(), now=utc_now())
    except IssueRefused as refused:
        flash(str(refused), "overdue")
    return _lists_or_page(issue_id)


@area.page("/<uuid:issue_id>/preview", needs=Can.BULLETIN_EDIT, methods=["POST"])
def show_preview(issue_id: uuid.UUID) -> ResponseReturnValue:
    """Show the first page and the number of pages as things stand in the form; nothing is saved."""
    issue = queries.access_issue(issue_id, current_actor())
    form = IssueForm(data=IssueForm.values_of(issue))
    shown = _preview(issue, form.details()) if form.validate() else PreviewShown(faults=faults_of(form))
    if not asks_for_part():
        return _show_edit(issue, form, shown=shown)
    return show_office(
        "bulletins/edit.html",
        here="bulletins",
        title=views.name_of(issue),
        tenant=current_tenant(),
        block="preview_panel",
        preview=_preview_panel(issue, shown),
    )


def _preview(issue: Issue, details: IssueDetails) -> PreviewShown:
    paper = replace(
        printable(issue, year=today().year, number=0, total=0, issued_on=today()),
        masthead=details.masthead,
        editor_note=details.editor_note,
        report_to=tuple(names_in(details.report_to)),
        send_to=tuple(names_in(details.send_to)),
        distribute_to=tuple(names_in(details.distribute_to)),
        copies=details.copies,
    )
    return preview_of(paper, tenant_id=issue.tenant_id)


def _preview_panel(issue: Issue, shown: PreviewShown | None) -> dict[str, Any]:
    return {"action": url_for("bulletins.show_preview", issue_id=issue.id), "shown": shown}


@area.page("/<uuid:issue_id>/preview.pdf", needs=Can.BULLETIN_EDIT)
def preview(issue_id: uuid.UUID) -> ResponseReturnValue:
    """Send the draft as it would be printed; its number is not given yet."""
    issue = queries.access_issue(issue_id, current_actor())
    draft = printable(issue, year=today().year, number=0, total=0, issued_on=today())
    try:
        content = print_paper(as_json(draft), fonts=fonts_folder(), progress=lambda _stage, _percent: None)
    except PaperNotPrintable as refused:
        for fault in refused.faults:
            flash(fault, "overdue")
        return see_other("bulletins.edit", issue_id=issue_id)
    return send_download(content, f"{issue.masthead}（预览）.pdf", "application/pdf")


@area.page("/<uuid:issue_id>/lock", needs=Can.BULLETIN_EDIT, methods=["GET", "POST"])
def lock(issue_id: uuid.UUID) -> ResponseReturnValue:
    """Lock an issue; by GET, say what that means and ask."""
    issue = queries.access_issue(issue_id, current_actor())
    if issue.state != IssueState.DRAFT.value:
        return see_other("bulletins.show_issue", issue_id=issue_id)
    if request.method == "GET":
        lead = f"定稿后编定期号、内容不再改动，并开始生成电子版。本期共 {len(queries.chosen_posts(issue))} 条。"
        return _ask("简报定稿", lead, "确认定稿", url_for("bulletins.lock", issue_id=issue_id), issue)
    try:
        actions.lock_issue(issue_id, actor=current_actor(), now=utc_now())
    except IssueRefused as refused:
        for fault in refused.faults:
            flash(fault, "overdue")
        return see_other("bulletins.edit", issue_id=issue_id)
    return see_other("bulletins.show_issue", issue_id=issue_id)


@area.page("/<uuid:issue_id>", needs=Can.BULLETIN_READ)
def show_issue(issue_id: uuid.UUID) -> ResponseReturnValue:
    """Show a locked issue and how far its PDF is."""
    issue = queries.access_issue(issue_id, current_actor())
    if issue.state == IssueState.DRAFT.value and current_actor().may(Can.BULLETIN_EDIT):
        return see_other("bulletins.edit", issue_id=issue_id)
    job = queries.job_of(issue)
    work: Queues = current_app.extensions["queues"]
    seen = work.progress(job.id) if job is not None and job.state == "running" else None
    file = db.session.get(StoredFile, (issue.tenant_id, issue.file_id)) if issue.file_id else None
    posts = queries.chosen_posts(issue)
    may_edit = current_actor().may(Can.BULLETIN_EDIT)
    may_publish = issue.state == IssueState.LOCKED.value and may_edit
    publish = (
        {"action": url_for("bulletins.publish", issue_id=issue_id), "label": "公开这一期"} if may_publish else None
    )
    return show_office(
        "bulletins/show.html",
        here="bulletins",
        title=views.name_of(issue),
        tenant=current_tenant(),
        block="render_panel",
        issue={"title": views.name_of(issue), "number": issue.number, "state": views.state_of(issue)},
        back_href=url_for("bulletins.list_issues"),
        cover=views.cover(issue, [post.title for post in posts]),
        facts=views.facts(issue),
        posts=views.post_items(posts),
        job=views.job_panel(issue, job, seen, file, may_retry=may_edit),
        publish=publish,
    )


@area.page("/<uuid:issue_id>/retry", needs=Can.BULLETIN_EDIT, methods=["POST"])
def retry(issue_id: uuid.UUID) -> ResponseReturnValue:
    """Ask again for a PDF that failed."""
    queries.access_issue(issue_id, current_actor())
    actions.retry_rendering(issue_id, actor=current_actor(), now=utc_now())
    return see_other("bulletins.show_issue", issue_id=issue_id)


@area.page("/<uuid:issue_id>/publish", needs=Can.BULLETIN_EDIT, methods=["POST"])
def publish(issue_id: uuid.UUID) -> ResponseReturnValue:
    """Offer a rendered issue to the public."""
    queries.access_issue(issue_id, current_actor())
    try:
        actions.publish_issue(issue_id, actor=current_actor(), now=utc_now())
    except IssueRefused as refused:
        flash(str(refused), "overdue")
        return see_other("bulletins.show_issue", issue_id=issue_id)
    flash("已公开，公众可以在网站下载。", "met")
    return see_other("bulletins.show_issue", issue_id=issue_id)


@area.page("/<uuid:issue_id>.pdf", needs=Can.BULLETIN_READ)
def download(issue_id: uuid.UUID) -> Response:
    """Send the rendered file."""
    issue = queries.access_issue(issue_id, current_actor())
    content, file = _file_of(issue)
    return send_download(content, file.name, file.media_type)


def _file_of(issue: Issue) -> tuple[bytes, StoredFile]:
    storage: Storage = current_app.extensions["storage"]
    if issue.file_id is None:
        abort(404)
    file = db.session.get_one(StoredFile, (issue.tenant_id, issue.file_id))
    return storage.get(file.tenant_id, file.sha256), file


def _key(ticked: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    tenant_id, _, post_id = ticked.partition(".")
    try:
        return uuid.UUID(tenant_id), uuid.UUID(post_id)
    except ValueError:
        return None


def _lists_or_page(issue_id: uuid.UUID) -> ResponseReturnValue:
    if not asks_for_part():
        return see_other("bulletins.edit", issue_id=issue_id)
    issue = queries.access_issue(issue_id, current_actor())
    form = IssueForm(formdata=None, data=IssueForm.values_of(issue))
    response = _show_edit(issue, form)
    response.headers["HX-Trigger"] = "preview-stale"
    return response


def _show_edit(
    issue: Issue,
    form: IssueForm,
    *,
    status: int = 200,
    shown: PreviewShown | None = None,
) -> Response:
    posts = queries.chosen_posts(issue)
    draft = printable(issue, year=today().year, number=1, total=1, issued_on=today())
    faults = draft.faults(faces()) if posts else ()
    return show_office(
        "bulletins/edit.html",
        here="bulletins",
        title=views.name_of(issue),
        tenant=current_tenant(),
        block="issue_posts",
        status=status,
        heading=views.name_of(issue),
        back_href=url_for("bulletins.list_issues"),
        action=url_for("bulletins.edit", issue_id=issue.id),
        preview_href=url_for("bulletins.preview", issue_id=issue.id),
        submit_key=str(uuid.uuid4()),
        form=form,
        chosen=views.chosen(issue, posts),
        offered=views.offered(queries.offered_posts(issue)),
        add_action=url_for("bulletins.choose", issue_id=issue.id),
        preview=_preview_panel(issue, shown),
        problems_before_lock=[_as_finding(fault) for fault in faults],
    )


def _as_finding(fault: str) -> dict[str, Any]:
    return {"level": "block", "title": fault, "detail": None, "where": None, "href": None}


def _ask(heading: str, lead: str, confirm: str, action: str, issue: Issue | None = None) -> ResponseReturnValue:
    back = url_for("bulletins.edit", issue_id=issue.id) if issue else url_for("bulletins.list_issues")
    return show_office(
        "publishing/act.html",
        here="bulletins",
        title=heading,
        tenant=current_tenant(),
        heading=heading,
        lead=lead,
        facts=[("简报", views.name_of(issue))] if issue else [],
        form=FlaskForm(),
        action=action,
        back_href=back,
        submit_key=str(uuid.uuid4()),
        seen="",
        confirm_label=confirm,
        is_danger=False,
    )
