"""Writing: new posts by import, paste or by hand; editing, masking, submitting."""

import uuid
from typing import Any

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from gkcloud.access.policy import Actor, Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.files.archives import FileRefused
from gkcloud.files.model import StoredFile
from gkcloud.publishing import actions, queries, views
from gkcloud.publishing.checking import check_content
from gkcloud.publishing.content import FileRef, PostContent
from gkcloud.publishing.drafts import draft_from_import
from gkcloud.publishing.editor_words import EDITOR_WORDS
from gkcloud.publishing.forms import ImportFileForm, ImportTextForm, PostForm
from gkcloud.publishing.importing import ImportedText, ImportRefused, import_file, import_text
from gkcloud.publishing.masking import mask_content
from gkcloud.publishing.pages.area import office_area
from gkcloud.publishing.queries import PostView
from gkcloud.publishing.rules import Move
from gkcloud.publishing.screening import Report
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.office import show_office
from gkcloud.web.rendering import see_other

MOST_FILES = 20


@office_area.page("/posts/new", needs=Can.POST_WRITE)
def new_post() -> ResponseReturnValue:
    """Offer the three ways of starting a post."""
    return _show_new(ImportFileForm(formdata=None), ImportTextForm(formdata=None))


@office_area.page("/posts/import-file", needs=Can.POST_WRITE, methods=["POST"])
def import_from_file() -> ResponseReturnValue:
    """Make drafts of an uploaded file."""
    form = ImportFileForm()
    if not form.validate_on_submit():
        return _show_new(form, ImportTextForm(formdata=None), status=422)
    try:
        texts = import_file(form.file.data.read(), form.file.data.filename)
    except ImportRefused as refused:
        form.file.errors = [str(refused)]
        return _show_new(form, ImportTextForm(formdata=None), status=422)
    return _drafts_from(texts)


@office_area.page("/posts/import-text", needs=Can.POST_WRITE, methods=["POST"])
def import_from_text() -> ResponseReturnValue:
    """Make drafts of a pasted text."""
    form = ImportTextForm()
    if not form.validate_on_submit():
        return _show_new(ImportFileForm(formdata=None), form, status=422)
    try:
        texts = import_text(form.text.data)
    except ImportRefused as refused:
        form.text.errors = [str(refused)]
        return _show_new(ImportFileForm(formdata=None), form, status=422)
    return _drafts_from(texts)


@office_area.page("/posts/blank", needs=Can.POST_WRITE, methods=["GET", "POST"])
def blank_post() -> ResponseReturnValue:
    """Write a post by hand."""
    tenant, actor = current_tenant(), current_actor()
    form = _form(tenant, data={"source": tenant.name, "disclosure": "proactive"})
    if not form.validate_on_submit():
        return _show_edit(form, tenant, None, status=422 if request.method == "POST" else 200)
    try:
        files = _take_in(form, actor)
    except FileRefused as refused:
        return _show_edit(_with_file_error(form, refused), tenant, None, status=422)
    post = actions.create_draft(
        form.content(files),
        actor=actor,
        now=utc_now(),
        arrangements=form.arrangements(),
    )
    return _after_saving(post.id, actor)


@office_area.page("/posts/<uuid:post_id>/edit", needs=Can.POST_WRITE, methods=["GET", "POST"])
def edit_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Edit a draft. Another's newer revision is never overwritten: the answer says so and keeps what was typed."""
    tenant, actor = current_tenant(), current_actor()
    view = queries.access_post(post_id, actor)
    if Move.EDIT not in view.possible:
        flash(view.possible.why_not(Move.EDIT), "soon")
        return see_other("publishing.show_post", post_id=post_id)
    stored = PostContent.from_json(view.revision.content)
    form = _form(tenant, data=PostForm.values_of(stored, view.post), exclude=view.post.id)
    if not form.validate_on_submit():
        return _show_edit(form, tenant, view, status=422 if request.method == "POST" else 200)
    try:
        files = (*stored.attachments, *_take_in(form, actor))
        if len(files) > MOST_FILES:
            raise FileRefused(f"附件最多 {MOST_FILES} 个，请合并或移除一些后再添加。")
        actions.save_revision(
            post_id,
            form.content(files),
            base_hash=request.form.get("revision_hash", view.revision.content_hash),
            actor=actor,
            now=utc_now(),
            arrangements=form.arrangements(),
        )
    except FileRefused as refused:
        return _show_edit(_with_file_error(form, refused), tenant, view, status=422)
    except actions.Changed as changed:
        form.form_errors.append(
            "这条信息在您打开之后有人修改过，您的内容还没有保存。请核对后再次保存，将以您的内容为准。"
        )
        return _show_edit(
            form, tenant, queries.access_post(post_id, actor), status=409, base=changed.current.content_hash
        )
    return _after_saving(post_id, actor)


@office_area.page("/posts/check", needs=Can.POST_WRITE, methods=["POST"])
def check_post() -> ResponseReturnValue:
    """Check what is typed, without saving it."""
    tenant = current_tenant()
    form = _form(tenant)
    report = check_content(tenant.id, form.content(()), tenant.spec)
    return _show_edit(form, tenant, None, report=report, block="findings_panel")


@office_area.page("/posts/<uuid:post_id>/mask", needs=Can.POST_WRITE, methods=["POST"])
def mask_post(post_id: uuid.UUID) -> ResponseReturnValue:
    """Mask what can be masked, in the text and in the attachments, and say what was done."""
    actor = current_actor()
    view = queries.access_post(post_id, actor)
    try:
        masked, done = mask_content(PostContent.from_json(view.revision.content), actor=actor, now=utc_now())
        actions.save_revision(
            post_id,
            masked,
            base_hash=request.form.get("revision_hash", ""),
            actor=actor,
            now=utc_now(),
            note="脱敏处理",
        )
    except (actions.Refused, actions.Changed) as problem:
        flash(str(problem), "overdue")
        return see_other("publishing.show_post", post_id=post_id)
    for sentence in done or ("没有可以自动遮盖的内容，请对照检查结果手工修改。",):
        flash(sentence, "met" if done else "soon")
    return see_other("publishing.edit_post", post_id=post_id)


@office_area.page("/posts/<uuid:post_id>/files/<uuid:file_id>/remove", needs=Can.POST_WRITE, methods=["POST"])
def remove_file(post_id: uuid.UUID, file_id: uuid.UUID) -> ResponseReturnValue:
    """Save what is typed without one attachment."""
    actor = current_actor()
    view = queries.access_post(post_id, actor)
    stored = PostContent.from_json(view.revision.content)
    left = tuple(file for file in stored.attachments if file.file_id != file_id)
    if len(left) == len(stored.attachments):
        abort(404)
    form = _form(current_tenant(), data=PostForm.values_of(stored, view.post), exclude=post_id)
    if not form.validate():
        return _show_edit(form, current_tenant(), view, status=422)
    try:
        actions.save_revision(
            post_id, form.content(left), base_hash=view.revision.content_hash, actor=actor, now=utc_now()
        )
    except (actions.Refused, actions.Changed) as problem:
        flash(str(problem), "overdue")
        return see_other("publishing.show_post", post_id=post_id)
    flash("附件已移除。", "met")
    return see_other("publishing.edit_post", post_id=post_id)


def _drafts_from(texts: list[ImportedText]) -> ResponseReturnValue:
    tenant, actor, now = current_tenant(), current_actor(), utc_now()
    posts = [draft_from_import(text, tenant=tenant, actor=actor, now=now) for text in texts]
    if len(posts) == 1:
        flash("已导入为草稿，请核对后保存。", "met")
        return see_other("publishing.edit_post", post_id=posts[0].id)
    flash(f"文件中有 {len(posts)} 篇文稿，已分别导入为草稿，请逐篇核对。", "met")
    return see_other("publishing.list_posts", state="draft")


def _after_saving(post_id: uuid.UUID, actor: Actor) -> ResponseReturnValue:
    if request.form.get("then") != "submit":
        flash("草稿已保存。", "met")
        return see_other("publishing.edit_post", post_id=post_id)
    try:
        with db.session.begin_nested():
            actions.submit(post_id, actor=actor, now=utc_now())
    except actions.Refused as refused:
        # What was typed is saved; only the submission waits.
        flash(f"内容已保存，但还不能送审：{refused}", "overdue")
        return see_other("publishing.edit_post", post_id=post_id)
    flash("已送审，可在“我送出的”里查看进度。", "met")
    return see_other("publishing.show_post", post_id=post_id)


def _take_in(form: PostForm, actor: Actor) -> tuple[FileRef, ...]:
    uploads: list[FileStorage] = [upload for upload in form.files.data or [] if upload and upload.filename]
    kept = []
    for upload in uploads:
        if actor.tenant_id is None:
            abort(404)
        stored = store_file(
            upload.read(), upload.filename or "", tenant_id=actor.tenant_id, actor_id=actor.person_id, now=utc_now()
        )
        kept.append(file_ref(stored))
    return tuple(kept)


def file_ref(file: StoredFile) -> FileRef:
    """Return what a revision keeps of a stored file."""
    return FileRef(file.id, file.name, file.extension, file.media_type, file.size, file.sha256)


def _with_file_error(form: PostForm, refused: FileRefused) -> PostForm:
    form.files.errors = [str(refused)]
    return form


def _form(tenant: Tenant, *, exclude: uuid.UUID | None = None, **given: Any) -> PostForm:
    policies = [post for post in queries.policies_to_interpret(tenant.id) if post.id != exclude]
    return PostForm(tenant.spec, queries.column_choices(tenant.id), policies, **given)


def _show_new(upload: ImportFileForm, paste: ImportTextForm, *, status: int = 200) -> ResponseReturnValue:
    return show_office(
        "publishing/new.html",
        here="publish",
        title="新建信息",
        tenant=current_tenant(),
        status=status,
        back_href=url_for("publishing.list_posts"),
        upload={"form": upload, "action": url_for("publishing.import_from_file")},
        paste={"form": paste, "action": url_for("publishing.import_from_text")},
        blank_href=url_for("publishing.blank_post"),
    )


def _show_edit(
    form: PostForm,
    tenant: Tenant,
    view: PostView | None,
    *,
    status: int = 200,
    base: str = "",
    report: Report | None = None,
    block: str | None = None,
) -> ResponseReturnValue:
    seen = report or (views.report_of(view.revision) if view else Report(()))
    post = view.post if view else None
    stored = PostContent.from_json(view.revision.content).attachments if view else ()
    is_maskable = post is not None and report is None and any(finding.maskable for finding in seen.findings)
    return show_office(
        "publishing/edit.html",
        here="publish",
        title="编辑信息" if post else "新建信息",
        tenant=tenant,
        status=status,
        block=block,
        form=form,
        action=url_for("publishing.edit_post", post_id=post.id) if post else url_for("publishing.blank_post"),
        back_href=url_for("publishing.list_posts"),
        heading="编辑信息" if post else "新建信息",
        submit_key=str(uuid.uuid4()),
        revision_hash=base or request.form.get("revision_hash", "") or (view.revision.content_hash if view else ""),
        warnings=_import_warnings(view),
        findings=views.findings(seen),
        check_action=url_for("publishing.check_post"),
        mask_action=url_for("publishing.mask_post", post_id=post.id) if post and is_maskable else None,
        files=views.file_rows(post, stored, removable=True) if post else [],
        returned=_returned(view),
        saved=f"{views.minute(post.updated_at)} 已保存" if post else None,
        can_submit=True,
        editor_words=EDITOR_WORDS,
    )


def _import_warnings(view: PostView | None) -> list[str]:
    if view is None or view.revision.number > 1 or not view.revision.note:
        return []
    return view.revision.note.split("\n")


def _returned(view: PostView | None) -> dict[str, str] | None:
    if view is None or not view.post.returned_reason:
        return None
    decisions = [decision for decision in queries.decisions_of(view.post) if decision.verdict == "return"]
    if not decisions:
        return None
    last = decisions[-1]
    person = queries.names_of([last.decided_by]).get(last.decided_by, "")
    return {"person": person, "at": views.minute(last.decided_at), "text": view.post.returned_reason}
