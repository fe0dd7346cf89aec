"""The county's pages of a campaign: planned, opened, watched, ended, and its results."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.campaigns import actions, queries, sheetviews, views
from gkcloud.campaigns.actions import CampaignRefused
from gkcloud.campaigns.forms import CampaignForm, CloseForm, EmptyForm, OpenForm, blank_data, held_data
from gkcloud.campaigns.model import AnswerFile
from gkcloud.campaigns.pages.area import access, page
from gkcloud.campaigns.pages.area import campaigns as area
from gkcloud.campaigns.queries import CampaignView
from gkcloud.campaigns.rules import Move, SheetKind, SheetState
from gkcloud.database import utc_now
from gkcloud.standards import queries as standards
from gkcloud.web.clock import today
from gkcloud.web.office import page_address
from gkcloud.web.paging import pager, slice_asked_for
from gkcloud.web.rendering import see_other

BOTH = ("GET", "POST")
HERE = "campaigns"


@area.page("", needs=Can.CAMPAIGN_MANAGE)
def list_campaigns() -> ResponseReturnValue:
    """List the county's campaigns."""
    part = slice_asked_for()
    rows, total = queries.list_campaigns(current_tenant().id, part)
    sheets = queries.sheets_of(rows)
    return page(
        "campaigns/list.html",
        HERE,
        "督查考核",
        rows=[views.campaign_row(row, sheets[row.id], today()) for row in rows],
        new_href=url_for("campaigns.new_campaign"),
        standards_href=url_for("standards.list_standards"),
        page=pager(part, total, lambda number: page_address("campaigns.list_campaigns", page=number)),
    )


@area.page("/new", needs=Can.CAMPAIGN_MANAGE, methods=BOTH)
def new_campaign() -> ResponseReturnValue:
    """Plan a campaign."""
    versions = standards.newest_versions(current_tenant().id)
    if not versions:
        flash("还没有可用的考核测评标准，请先采用一份标准，再发起督查。", "soon")
        return see_other("standards.list_standards")
    form = _form(blank_data(today(), current_actor().person_id))
    if form.validate_on_submit():
        try:
            row = actions.create(form.plan(), actor=current_actor(), now=utc_now())
        except CampaignRefused as refused:
            form.form_errors.append(str(refused))
        else:
            flash("督查方案已保存。核对单位名单和标准后，点击“开始督查”。", "met")
            return see_other("campaigns.show_campaign", campaign_id=row.id)
    return _form_page(form, "发起督查", url_for("campaigns.new_campaign"), url_for("campaigns.list_campaigns"))


@area.page("/<uuid:campaign_id>/edit", needs=Can.CAMPAIGN_MANAGE, methods=BOTH)
def edit_campaign(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Change the plan until the campaign is opened."""
    view = access(campaign_id)
    back = url_for("campaigns.show_campaign", campaign_id=campaign_id)
    if request.method == "GET" and Move.EDIT not in view.possible:
        flash(view.possible.why_not(Move.EDIT), "soon")
        return redirect(back, 303)
    form = _form(held_data(view))
    if form.validate_on_submit():
        try:
            actions.edit(campaign_id, form.plan(), actor=current_actor(), now=utc_now())
        except CampaignRefused as refused:
            form.form_errors.append(str(refused))
        else:
            flash("督查方案已保存。", "met")
            return redirect(back, 303)
    return _form_page(form, "修改督查方案", url_for("campaigns.edit_campaign", campaign_id=campaign_id), back)


@area.page("/<uuid:campaign_id>", needs=Can.CAMPAIGN_MANAGE)
def show_campaign(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Show how far a campaign is, unit by unit."""
    view = access(campaign_id)
    row = view.row
    names = queries.inspectors_now(row.tenant_id, today())
    newest = standards.newest_number(row.tenant_id, view.version.standard_id)
    is_begun = bool(view.sheets)
    return page(
        "campaigns/show.html",
        HERE,
        row.title,
        state=views.state_of(row),
        facts=views.facts_of(view, names),
        notices=_notices(view, newest),
        rows=views.target_rows(view, names),
        has_self_check=row.has_self_check,
        has_inspection=row.has_inspection,
        results_href=url_for("campaigns.show_results", campaign_id=campaign_id) if is_begun else None,
        acts=_acts(view),
    )


@area.page("/<uuid:campaign_id>/open", needs=Can.CAMPAIGN_MANAGE, methods=BOTH)
def open_campaign(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Open a campaign, with the reason for an overlap where there is one."""
    view, form = access(campaign_id), OpenForm()
    lead = "开始后，各单位和督查员会收到各自的表；名单、时段和标准不能再改。"
    if view.kind.is_hidden:
        lead = "开始后，督查员会收到检查表；结束之前不告知被检查单位。名单、时段和标准不能再改。"

    def act() -> object:
        reason = form.overlap_reason.data or ""
        return actions.open_campaign(campaign_id, reason, actor=current_actor(), now=utc_now())

    return _confirm(view, Move.OPEN, form, act, ("开始督查", lead, "开始督查"), "督查已开始。")


@area.page("/<uuid:campaign_id>/close", needs=Can.CAMPAIGN_MANAGE, methods=BOTH)
def close_campaign(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """End a campaign."""
    view, form = access(campaign_id), CloseForm()
    lead = "结束后不能再填写，各单位可以看到自己的检查结果和得分。"

    def act() -> object:
        return actions.close(campaign_id, is_sure=form.is_sure.data, actor=current_actor(), now=utc_now())

    return _confirm(view, Move.CLOSE, form, act, ("结束督查", lead, "结束督查"), "督查已结束，结果已告知各单位。")


@area.page("/<uuid:campaign_id>/cancel", needs=Can.CAMPAIGN_MANAGE, methods=BOTH)
def cancel_campaign(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Give a campaign up."""
    view = access(campaign_id)
    lead = "取消后不能恢复，各单位不再填写。已保存的内容只有本县督查员可以查看。"

    def act() -> object:
        return actions.cancel(campaign_id, actor=current_actor(), now=utc_now())

    return _confirm(view, Move.CANCEL, EmptyForm(), act, ("取消督查", lead, "确认取消"), "这次督查已取消。")


@area.page("/<uuid:campaign_id>/results", needs=Can.CAMPAIGN_MANAGE)
def show_results(campaign_id: uuid.UUID) -> ResponseReturnValue:
    """Show the results of all units, each kind ranked among its own."""
    view = access(campaign_id)
    return page(
        "campaigns/results.html",
        HERE,
        f"{view.row.title}：结果",
        name=view.row.title,
        state=views.state_of(view.row),
        groups=views.result_groups(view),
        has_own=view.row.has_self_check and view.row.has_inspection,
        is_final=view.row.state == "closed",
        circular_href=url_for("circulars.new_circular", campaign=campaign_id)
        if view.row.state == "closed" and current_actor().may(Can.CIRCULAR_WRITE)
        else None,
        back_href=url_for("campaigns.show_campaign", campaign_id=campaign_id),
    )


@area.page("/<uuid:campaign_id>/units/<uuid:target_id>", needs=Can.CAMPAIGN_MANAGE)
def compare_unit(campaign_id: uuid.UUID, target_id: uuid.UUID) -> ResponseReturnValue:
    """Show a unit's self-check and its inspection side by side, the differences marked."""
    view = access(campaign_id)
    target = next((each for each in view.targets if each.target_id == target_id), None)
    if target is None:
        abort(404)
    own, inspected = (_readable(view, target_id, kind) for kind in SheetKind)
    rows = sheetviews.compared(own, inspected, file_address)
    return page(
        "campaigns/compare.html",
        HERE,
        target.name,
        unit=views.unit_name(target),
        name=view.row.title,
        own=sheetviews.score_of_sheet(own) if own else None,
        inspected=sheetviews.score_of_sheet(inspected) if inspected else None,
        rows=rows,
        differing=sum(row["differs"] for row in rows),
        sheets=[
            {"name": SheetKind(each.kind).label, "href": url_for("campaigns.show_sheet", sheet_id=each.id)}
            for each in view.sheets
            if each.target_id == target_id
        ],
        back_href=url_for("campaigns.show_campaign", campaign_id=campaign_id),
    )


def file_address(file: AnswerFile) -> str:
    """Return where the county reads a file of a sheet."""
    return url_for("campaigns.send_photo", sheet_id=file.sheet_id, photo_id=file.id)


def _readable(view: CampaignView, target_id: uuid.UUID, kind: SheetKind) -> queries.SheetView | None:
    """Return a sheet that was handed in: what somebody is still writing is nobody else's business."""
    sheet = view.sheet(target_id, kind)
    if sheet is None or sheet.state != SheetState.SUBMITTED.value:
        return None
    return queries.sheet_view(sheet, today())


def _form(data: dict[str, Any]) -> CampaignForm:
    tenant, actor = current_tenant(), current_actor()
    inspectors = queries.inspectors_now(tenant.id, today()) | {actor.person_id: actor.name}
    units = queries.choosable_targets(tenant, ())
    return CampaignForm(standards.newest_versions(tenant.id), units, inspectors, data=data)


def _form_page(form: CampaignForm, title: str, action: str, back_href: str) -> Response:
    status = 422 if request.method == "POST" else 200
    return page("campaigns/edit.html", HERE, title, status=status, form=form, action=action, back_href=back_href)


def _notices(view: CampaignView, newest: int) -> list[dict[str, str]]:
    found = []
    if sentence := views.version_sentence(view, newest):
        found.append({"kind": "info", "title": "标准有新版本", "text": sentence})
    if Move.OPEN in view.possible.refusals and view.state.value == "draft":
        found.append({"kind": "soon", "title": "还不能开始", "text": view.possible.why_not(Move.OPEN)})
    if view.kind.is_hidden and view.state.value == "open":
        text = "结束之前，被检查单位看不到这次督查。"
        found.append({"kind": "info", "title": "明察暗访", "text": text})
    if view.state.value == "open" and view.row.ends_on < today():
        text = "已超过督查结束日期，请尽快结束；未结束前仍可填写。"
        found.append({"kind": "overdue", "title": "已到结束日期", "text": text})
    return found


def _acts(view: CampaignView) -> list[dict[str, str]]:
    """Return the buttons of a campaign, the likeliest first."""
    offered = (
        (Move.OPEN, "开始督查", "open_campaign", "primary"),
        (Move.CLOSE, "结束督查", "close_campaign", "primary"),
        (Move.EDIT, "修改方案", "edit_campaign", ""),
        (Move.CANCEL, "取消督查", "cancel_campaign", "quiet"),
    )
    return [
        {"label": label, "href": url_for(f"campaigns.{name}", campaign_id=view.row.id), "kind": kind}
        for move, label, name, kind in offered
        if move in view.possible
    ]


def _confirm(
    view: CampaignView,
    move: Move,
    form: FlaskForm,
    act: Callable[[], object],
    words: tuple[str, str, str],
    done: str,
) -> Response:
    """Ask once more, carry the act out, and go back to the campaign."""
    back = url_for("campaigns.show_campaign", campaign_id=view.row.id)
    if request.method == "GET" and move not in view.possible:
        flash(view.possible.why_not(move), "soon")
        return redirect(back, 303)  # type: ignore[return-value]
    if form.validate_on_submit():
        try:
            act()
        except CampaignRefused as refused:
            form.form_errors.append(str(refused))
        else:
            flash(done, "met")
            return redirect(back, 303)  # type: ignore[return-value]
    heading, lead, label = words
    facts = [("名称", view.row.title), ("类型", view.kind.label), ("单位", f"{len(view.targets)} 个")]
    return confirm_page(heading, lead, label, form, back, facts, is_danger=move is Move.CANCEL)


def confirm_page(
    heading: str,
    lead: str,
    label: str,
    form: FlaskForm,
    back: str,
    facts: list[tuple[str, str]],
    *,
    is_danger: bool = False,
    here: str = HERE,
) -> Response:
    """Return the page that asks for the words of an act, or only once more."""
    return page(
        "publishing/act.html",
        here,
        heading,
        status=422 if request.method == "POST" else 200,
        heading=heading,
        lead=lead,
        facts=facts,
        form=form,
        action=f"{request.script_root}{request.path}",
        back_href=back,
        submit_key=str(uuid.uuid4()),
        seen="",
        confirm_label=label,
        is_danger=is_danger,
    )
