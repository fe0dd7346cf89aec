"""A unit's pages: its self-checks to fill in, and the results that concern it alone."""

import uuid

from flask import abort, flash, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.campaigns import queries, sheetviews, views
from gkcloud.campaigns.pages import filling
from gkcloud.campaigns.pages.area import checks as area
from gkcloud.campaigns.pages.area import own_sheet, page
from gkcloud.campaigns.pages.filling import Desk
from gkcloud.campaigns.pages.inspecting import submit_page
from gkcloud.campaigns.pages.planning import BOTH
from gkcloud.campaigns.queries import SheetView
from gkcloud.campaigns.rules import SheetKind, refuse_writing
from gkcloud.tenancy.directory import TenantUnknown, directory
from gkcloud.web.clock import today
from gkcloud.web.rendering import see_other


def _own_self_check(sheet_id: uuid.UUID) -> SheetView:
    """Return a self-check of the unit; what an inspector wrote about it can be read, never written."""
    view = own_sheet(sheet_id)
    if view.kind is not SheetKind.SELF_CHECK:
        abort(404)
    return view


DESK = Desk("checks", _own_self_check)
READING = Desk("checks", own_sheet)


@area.page("", needs=Can.SHEET_FILL)
def list_sheets() -> ResponseReturnValue:
    """List the unit's self-checks and the results of inspections."""
    found = queries.own_sheets(current_tenant().id)
    rows = [views.check_row(sheet, campaign, today()) for sheet, campaign in found]
    return page("campaigns/checks.html", "checks", "自查和检查结果", rows=rows)


@area.page("/<uuid:sheet_id>", needs=Can.SHEET_FILL)
def show_sheet(sheet_id: uuid.UUID) -> ResponseReturnValue:
    """Show one of the unit's sheets; beside an inspection, the unit's own self-check."""
    view = own_sheet(sheet_id)
    is_own = view.kind is SheetKind.SELF_CHECK
    may_write = is_own and not refuse_writing(view.facts, current_actor().person_id)
    other = None if is_own else queries.self_check_beside(view, today())
    rows = sheetviews.compared(other, view, READING.file_address) if other else []
    return page(
        "campaigns/sheet.html",
        "checks",
        f"{view.campaign.title}　{view.kind.label}",
        campaign=view.campaign.title,
        unit=views.unit_name(view.target),
        kind=view.kind.label,
        progress=sheetviews.progress_of(view.score),
        score=sheetviews.score_of_sheet(view),
        parts=sheetviews.read_parts(
            view, READING.file_address, (lambda place: DESK.fill_href(view, place)) if may_write else None
        ),
        summary=view.row.summary,
        owner=f"{current_actor().person_id}/{sheet_id}",
        notice=_notice(view, sum(row["differs"] for row in rows)),
        acts=_acts(view) if may_write else [],
        back_href=url_for("checks.list_sheets"),
    )


@area.page("/<uuid:sheet_id>/fill", needs=Can.SHEET_FILL)
def fill_sheet(sheet_id: uuid.UUID) -> ResponseReturnValue:
    """Fill the unit's self-check in, item by item."""
    return filling.show_filling(DESK, sheet_id)


@area.page("/<uuid:sheet_id>/items/<int:place>", needs=Can.SHEET_FILL, methods=["POST"])
def answer_item(sheet_id: uuid.UUID, place: int) -> ResponseReturnValue:
    """Keep what the unit says of an item."""
    return filling.save_answer(DESK, sheet_id, place)


@area.page("/<uuid:sheet_id>/items/<int:place>/photos", needs=Can.SHEET_FILL, methods=["POST"])
def add_photo(sheet_id: uuid.UUID, place: int) -> ResponseReturnValue:
    """Keep a photo beside an item."""
    return filling.save_photo(DESK, sheet_id, place)


@area.page("/<uuid:sheet_id>/photos/<uuid:photo_id>", needs=Can.SHEET_FILL)
def send_photo(sheet_id: uuid.UUID, photo_id: uuid.UUID) -> ResponseReturnValue:
    """Send a photo or a file of a sheet about the unit."""
    return filling.send_photo(own_sheet(sheet_id), photo_id)


@area.page("/<uuid:sheet_id>/photos/<uuid:photo_id>/remove", needs=Can.SHEET_FILL, methods=["POST"])
def remove_photo(sheet_id: uuid.UUID, photo_id: uuid.UUID) -> ResponseReturnValue:
    """Take a photo away."""
    return filling.remove_photo(DESK, sheet_id, photo_id)


@area.page("/<uuid:sheet_id>/submit", needs=Can.SHEET_FILL, methods=BOTH)
def submit_sheet(sheet_id: uuid.UUID) -> ResponseReturnValue:
    """Hand the self-check in."""
    view = _own_self_check(sheet_id)
    if not view.score.is_settled:
        flash(view.score.sentences[0], "soon")
        return see_other("checks.show_sheet", sheet_id=sheet_id)
    return submit_page(DESK, sheet_id, f"提交后报送{_county_of(view)}，不能再修改；需要更正时由其退回。")


def _county_of(view: SheetView) -> str:
    try:
        return directory().by_id(view.row.tenant_id).short_name
    except TenantUnknown:
        return "县政务公开办"


def _notice(view: SheetView, differing: int) -> dict[str, str] | None:
    if view.kind is SheetKind.INSPECTION:
        if not differing:
            return None
        text = f"检查结果与本单位自查有 {differing} 项不一致，请对照查看。"
        return {"kind": "soon", "title": "与自查不一致", "text": text}
    reason = refuse_writing(view.facts, current_actor().person_id)
    return {"kind": "info", "title": "不能再填写", "text": reason} if reason else None


def _acts(view: SheetView) -> list[dict[str, object]]:
    fill = {"href": DESK.address("fill_sheet", view), "is_post": False}
    if not view.score.is_settled:
        label = "继续填写" if view.score.answered else "开始填写"
        return [{"label": label, "kind": "primary", **fill}]
    submit = {"href": DESK.address("submit_sheet", view), "is_post": False}
    return [{"label": "提交自查表", "kind": "primary", **submit}, {"label": "继续填写", "kind": "", **fill}]
