"""An inspector's pages of a sheet."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor
from gkcloud.campaigns import actions, sheetviews, views
from gkcloud.campaigns.actions import SheetRefused
from gkcloud.campaigns.forms import ReopenForm, SubmitForm
from gkcloud.campaigns.pages import filling
from gkcloud.campaigns.pages.area import campaigns as area
from gkcloud.campaigns.pages.area import inspected_sheet, page
from gkcloud.campaigns.pages.filling import Desk
from gkcloud.campaigns.pages.planning import BOTH, HERE, confirm_page
from gkcloud.campaigns.queries import SheetView
from gkcloud.campaigns.rules import CampaignState, SheetKind, SheetState, may_take_over, refuse_writing
from gkcloud.database import utc_now
from gkcloud.standards.answering import Result
from gkcloud.web.rendering import see_other

DESK = Desk("campaigns", inspected_sheet)
_WANTING = frozenset({Result.NOT_MET.value, Result.PARTLY.value})


@area.page("/sheets/<uuid:sheet_id>", needs=Can.SHEET_INSPECT)
def show_sheet(sheet_id: uuid.UUID) -> ResponseReturnValue:
    """Show a sheet: how far it is, what it comes to, and what can be done with it."""
    view = inspected_sheet(sheet_id)
    is_mine_to_read = view.kind is SheetKind.INSPECTION or view.row.state == SheetState.SUBMITTED.value
    may_write = view.kind is SheetKind.INSPECTION and not refuse_writing(view.facts, current_actor().person_id)
    parts = sheetviews.read_parts(view, DESK.file_address, _href(view) if may_write else None)
    if view.kind is SheetKind.INSPECTION and current_actor().may(Can.ORDER_MANAGE):
        _offer_findings(view, parts)
    return page(
        "campaigns/sheet.html",
        HERE,
        f"{view.target.name}　{view.kind.label}",
        campaign=view.campaign.title,
        unit=views.unit_name(view.target),
        kind=view.kind.label,
        progress=sheetviews.progress_of(view.score),
        score=sheetviews.score_of_sheet(view) if is_mine_to_read else None,
        parts=parts if is_mine_to_read else [],
        summary=view.row.summary,
        owner=f"{current_actor().person_id}/{sheet_id}",
        notice=_notice(view),
        acts=_acts(view, may_write=may_write),
        back_href=url_for("campaigns.show_campaign", campaign_id=view.row.campaign_id),
    )


def _offer_findings(view: SheetView, parts: list[dict[str, Any]]) -> None:
    """Let what was found wanting lead to an order: each such item gets the way to note it as a problem."""
    places = {item.code: place for place, item in enumerate(view.content.items, start=1)}
    for item in (each for part in parts for each in part["items"]):
        answer = view.answers.get(item["code"])
        if answer is not None and answer.result in _WANTING:
            item["finding_href"] = url_for(
                "rectification.find_on_sheet", sheet_id=view.row.id, place=places[item["code"]]
            )


@area.page("/sheets/<uuid:sheet_id>/fill", needs=Can.SHEET_INSPECT)
def fill_sheet(sheet_id: uuid.UUID) -> ResponseReturnValue:
    """Fill a sheet in, item by item."""
    view = inspected_sheet(sheet_id)
    if view.kind is not SheetKind.INSPECTION:
        flash("自查表由被检查单位自己填写。", "soon")
        return see_other("campaigns.show_sheet", sheet_id=sheet_id)
    return filling.show_filling(DESK, sheet_id)


@area.page("/sheets/<uuid:sheet_id>/items/<int:place>", needs=Can.SHEET_INSPECT, methods=["POST"])
def answer_item(sheet_id: uuid.UUID, place: int) -> ResponseReturnValue:
    """Keep what an inspector says of an item."""
    return filling.save_answer(DESK, sheet_id, place)


@area.page("/sheets/<uuid:sheet_id>/items/<int:place>/photos", needs=Can.SHEET_INSPECT, methods=["POST"])
def add_photo(sheet_id: uuid.UUID, place: int) -> ResponseReturnValue:
    """Keep a photo beside an item."""
    return filling.save_photo(DESK, sheet_id, place)


@area.page("/sheets/<uuid:sheet_id>/photos/<uuid:photo_id>", needs=Can.SHEET_INSPECT)
def send_photo(sheet_id: uuid.UUID, photo_id: uuid.UUID) -> ResponseReturnValue:
    """Send a photo or a file of a sheet."""
    return filling.send_photo(inspected_sheet(sheet_id), photo_id)


@area.page("/sheets/<uuid:sheet_id>/photos/<uuid:photo_id>/remove", needs=Can.SHEET_INSPECT, methods=["POST"])
def remove_photo(sheet_id: uuid.UUID, photo_id: uuid.UUID) -> ResponseReturnValue:
    """Take a photo away."""
    return filling.remove_photo(DESK, sheet_id, photo_id)


@area.page("/sheets/<uuid:sheet_id>/take-over", needs=Can.SHEET_INSPECT, methods=["POST"])
def take_over_sheet(sheet_id: uuid.UUID) -> ResponseReturnValue:
    """Take a sheet over from another inspector."""
    inspected_sheet(sheet_id)
    try:
        actions.take_over(sheet_id, actor=current_actor(), now=utc_now())
    except SheetRefused as refused:
        flash(str(refused), "overdue")
    else:
        flash("已由您接手，原先保存的内容都在，可以继续填写。", "met")
    return see_other("campaigns.show_sheet", sheet_id=sheet_id)


@area.page("/sheets/<uuid:sheet_id>/submit", needs=Can.SHEET_INSPECT, methods=BOTH)
def submit_sheet(sheet_id: uuid.UUID) -> ResponseReturnValue:
    """Hand an inspection in."""
    return submit_page(DESK, sheet_id, "提交后得分确定；督查结束后单位可以看到。")


@area.page("/sheets/<uuid:sheet_id>/reopen", needs=Can.SHEET_INSPECT, methods=BOTH)
def reopen_sheet(sheet_id: uuid.UUID) -> ResponseReturnValue:
    """Give a sheet back to whoever filled it in."""
    view, form = inspected_sheet(sheet_id), ReopenForm()
    back = url_for("campaigns.show_sheet", sheet_id=sheet_id)
    if form.validate_on_submit():
        try:
            actions.reopen(sheet_id, form.reason.data, actor=current_actor(), now=utc_now())
        except SheetRefused as refused:
            form.form_errors.append(str(refused))
        else:
            flash("已退回，可以重新填写。", "met")
            return see_other("campaigns.show_sheet", sheet_id=sheet_id)
    lead = "退回后填写人可以补充、更正，再次提交时重新计分。"
    facts = [("单位", view.target.name), ("表", view.kind.label)]
    return confirm_page("退回补充", lead, "退回", form, back, facts)


def submit_page(desk: Desk, sheet_id: uuid.UUID, lead: str) -> ResponseReturnValue:
    """Ask for the summary, hand the sheet in, and go back to it; the same for an inspector and for a unit."""
    view, form = desk.access(sheet_id), SubmitForm()
    reason = refuse_writing(view.facts, current_actor().person_id)
    if request.method == "GET" and (reason or not view.score.is_settled):
        flash(reason or view.score.sentences[0], "soon")
        return see_other(f"{desk.area}.show_sheet", sheet_id=sheet_id)
    if form.validate_on_submit():
        try:
            actions.submit(sheet_id, form.summary.data or "", actor=current_actor(), now=utc_now())
        except SheetRefused as refused:
            form.form_errors.append(str(refused))
        else:
            flash(f"{view.kind.label}已提交。", "met")
            return see_other(f"{desk.area}.show_sheet", sheet_id=sheet_id)
    score = sheetviews.score_of_sheet(view)
    facts = [("单位", view.target.name), ("得分", score["total"]), ("结论", score["grade"])]
    facts += [("提示", sentence) for sentence in score["sentences"]]
    back = desk.address("show_sheet", view)
    return confirm_page(f"提交{view.kind.label}", lead, "确认提交", form, back, facts, here=desk.area)


def _href(view: SheetView) -> Callable[[int], str]:
    return lambda place: DESK.fill_href(view, place)


def _notice(view: SheetView) -> dict[str, str] | None:
    """Return the band above a sheet: who has it in hand, or why nothing can be written."""
    if view.kind is SheetKind.SELF_CHECK:
        if view.row.state == SheetState.SUBMITTED.value:
            return None
        text = "单位正在填写，提交后可以查看内容。"
        return {"kind": "info", "title": "自查表还没有提交", "text": text}
    if view.row.state == SheetState.SUBMITTED.value:
        return None
    reason = refuse_writing(view.facts, current_actor().person_id)
    if not reason:
        return None
    title = "原督查员已不再担任" if not view.facts.holder_may else "现在不能填写"
    return {"kind": "soon", "title": title, "text": reason}


def _acts(view: SheetView, *, may_write: bool) -> list[dict[str, object]]:
    acts: list[dict[str, object]] = []

    def offer(label: str, name: str, kind: str = "", *, is_post: bool = False) -> None:
        acts.append({"label": label, "href": DESK.address(name, view), "kind": kind, "is_post": is_post})

    if may_write:
        is_settled = view.score.is_settled
        if is_settled:
            offer("提交检查表", "submit_sheet", "primary")
        offer("继续填写" if view.score.answered else "开始填写", "fill_sheet", "" if is_settled else "primary")
    if may_take_over(view.facts, current_actor().person_id):
        offer("接手填写", "take_over_sheet", "primary", is_post=True)
    if view.row.state == SheetState.SUBMITTED.value and view.facts.campaign is CampaignState.OPEN:
        offer("退回补充", "reopen_sheet")
    return acts
