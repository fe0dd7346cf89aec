"""The library of standards: shipped ones are adopted, changed and made into versions."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Response, flash, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.standards import actions, queries, views
from gkcloud.standards.actions import StandardRefused
from gkcloud.standards.forms import NewItemForm, PointsForm, PublishForm, TypedWrongly
from gkcloud.standards.queries import StandardView
from gkcloud.standards.rules import Content, differences, plain
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.office import show_office
from gkcloud.web.rendering import see_other

area = Area("standards", realm=Realm.TENANT, prefix="/office/standards", scope=ScopeKind.OFFICE)
BOTH = ("GET", "POST")


@area.page("", needs=Can.STANDARD_MANAGE)
def list_standards() -> ResponseReturnValue:
    """List the county's standards, and the shipped ones that it has not adopted."""
    tenant = current_tenant()
    kept = queries.list_standards(tenant.id)
    codes = {view.row.code for view in kept}
    offered = [content for code, content in queries.shipped().items() if code not in codes]
    return _page(
        "standards/list.html",
        "考核测评标准",
        rows=[views.row_of(view) for view in kept],
        offered=[views.offer_of(content) for content in offered],
        adopt_action=url_for("standards.adopt_standard"),
    )


@area.page("/adopt", needs=Can.STANDARD_MANAGE, methods=["POST"])
def adopt_standard() -> ResponseReturnValue:
    """Take a shipped standard into the library."""
    try:
        row = actions.adopt(request.form.get("code", ""), actor=current_actor(), now=utc_now())
    except StandardRefused as refused:
        flash(str(refused), "overdue")
        return see_other("standards.list_standards")
    flash("已采用这份标准。可以直接用于督查，也可以先修改分值再发布新版本。", "met")
    return see_other("standards.show_standard", standard_id=row.id)


@area.page("/<uuid:standard_id>", needs=Can.STANDARD_MANAGE)
def show_standard(standard_id: uuid.UUID) -> ResponseReturnValue:
    """Show what a standard says now, what is being changed, and its versions."""
    view = _access(standard_id)
    newest, draft = queries.content_of(view.newest), view.draft
    return _page(
        "standards/show.html",
        view.row.title,
        standard=views.row_of(view),
        parts=views.parts_of(newest),
        facts=views.facts_of(newest, view.newest),
        changes=list(differences(newest, draft)) if draft else [],
        versions=[views.version_row(each) for each in view.versions],
        form=PublishForm(),
        addresses={
            name: url_for(f"standards.{name}", standard_id=standard_id)
            for name in ("edit_standard", "publish_standard", "discard_changes", "retire_standard")
        },
    )


@area.page("/versions/<uuid:version_id>", needs=Can.STANDARD_MANAGE)
def show_version(version_id: uuid.UUID) -> ResponseReturnValue:
    """Show one version as it was and will be."""
    version = queries.access_version(version_id, current_tenant().id)
    content = queries.content_of(version)
    return _page(
        "standards/version.html",
        f"{version.title}（第 {version.number} 版）",
        parts=views.parts_of(content),
        facts=views.facts_of(content, version),
        back_href=url_for("standards.show_standard", standard_id=version.standard_id),
    )


@area.page("/<uuid:standard_id>/edit", needs=Can.STANDARD_MANAGE, methods=BOTH)
def edit_standard(standard_id: uuid.UUID) -> ResponseReturnValue:
    """Change points, and leave items out."""
    view, form = _access(standard_id), PointsForm()
    content = view.draft or queries.content_of(view.newest)
    if form.validate_on_submit():
        answer = _change(view, lambda: form.changed(content), form)
        if answer is not None:
            return answer
    return _edit_page(view, content, form)


@area.page("/<uuid:standard_id>/items/new", needs=Can.STANDARD_MANAGE, methods=BOTH)
def add_item(standard_id: uuid.UUID) -> ResponseReturnValue:
    """Add an item of the county's own."""
    view = _access(standard_id)
    content = view.draft or queries.content_of(view.newest)
    form = NewItemForm(content)
    if form.validate_on_submit():
        answer = _change(view, lambda: form.added(content), form)
        if answer is not None:
            return answer
    return _page(
        "standards/item.html",
        "增加一项",
        status=422 if request.method == "POST" else 200,
        form=form,
        name=view.row.title,
        action=url_for("standards.add_item", standard_id=standard_id),
        back_href=url_for("standards.edit_standard", standard_id=standard_id),
    )


@area.page("/<uuid:standard_id>/publish", needs=Can.STANDARD_MANAGE, methods=["POST"])
def publish_standard(standard_id: uuid.UUID) -> ResponseReturnValue:
    """Make the changes the next version."""
    _access(standard_id)
    form = PublishForm()
    if not form.validate_on_submit():
        flash("版本说明最多 300 字，请缩短后再发布。", "overdue")
        return see_other("standards.show_standard", standard_id=standard_id)
    note = form.note.data or ""
    done = "新版本已发布，今后发起的督查使用新版本；正在进行的督查仍按原版本评分。"
    return _act(standard_id, lambda: actions.publish(standard_id, note, actor=current_actor(), now=utc_now()), done)


@area.page("/<uuid:standard_id>/discard", needs=Can.STANDARD_MANAGE, methods=["POST"])
def discard_changes(standard_id: uuid.UUID) -> ResponseReturnValue:
    """Forget the changes."""
    _access(standard_id)
    return _act(
        standard_id, lambda: actions.discard(standard_id, actor=current_actor(), now=utc_now()), "改动已放弃。"
    )


@area.page("/<uuid:standard_id>/retire", needs=Can.STANDARD_MANAGE, methods=["POST"])
def retire_standard(standard_id: uuid.UUID) -> ResponseReturnValue:
    """Take a standard out of use."""
    _access(standard_id)
    done = "标准已停用，不再用于新的督查；已有的考核结果不受影响。"
    return _act(standard_id, lambda: actions.retire(standard_id, actor=current_actor(), now=utc_now()), done)


def _access(standard_id: uuid.UUID) -> StandardView:
    return queries.access_standard(standard_id, current_tenant().id)


def _change(view: StandardView, make: Callable[[], Content], form: Any) -> Response | None:
    """Keep what was typed as the draft and lead on, or put what is wrong with it into the form."""
    try:
        actions.edit(view.row.id, make(), actor=current_actor(), now=utc_now())
    except (TypedWrongly, StandardRefused) as wrong:
        form.form_errors.append(str(wrong))
        return None
    flash("改动已保存，发布后成为新版本。", "met")
    return see_other("standards.show_standard", standard_id=view.row.id)


def _edit_page(view: StandardView, content: Content, form: PointsForm) -> Response:
    typed = request.form if request.method == "POST" else None
    return _page(
        "standards/edit.html",
        "修改分值和项目",
        status=422 if typed is not None else 200,
        name=view.row.title,
        form=form,
        parts=views.parts_of(content, typed),
        sum=plain(content.sum_of_points()),
        action=url_for("standards.edit_standard", standard_id=view.row.id),
        new_item_href=url_for("standards.add_item", standard_id=view.row.id),
        back_href=url_for("standards.show_standard", standard_id=view.row.id),
    )


def _act(standard_id: uuid.UUID, act: Callable[[], object], done: str) -> Response:
    try:
        act()
    except StandardRefused as refused:
        flash(str(refused), "overdue")
    else:
        flash(done, "met")
    return see_other("standards.show_standard", standard_id=standard_id)


def _page(template: str, title: str, *, status: int = 200, **more: Any) -> Response:
    return show_office(template, here="standards", title=title, tenant=current_tenant(), status=status, **more)
