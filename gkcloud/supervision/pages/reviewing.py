"""The member's path on the phone: one item a screen, agree or object under the thumb, then the next."""

import uuid
from http import HTTPStatus
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor
from gkcloud.database import utc_now
from gkcloud.publishing import views as post_views
from gkcloud.publishing.queries import names_of
from gkcloud.supervision import actions, queries, views
from gkcloud.supervision.actions import ItemChanged, ListRefused
from gkcloud.supervision.pages.area import access, area, item_address, on_list, tenant_with_lists
from gkcloud.supervision.queries import ItemView, ListView
from gkcloud.supervision.rules import (
    Move,
    Verdict,
    asks,
    member_for,
    next_place,
    standing,
)
from gkcloud.web.office import show_office
from gkcloud.web.rendering import asks_for_part, chinese_date, see_other


@area.page("/<uuid:list_id>/items/<uuid:post_id>/review", needs=Can.LIST_REVIEW, methods=["GET", "POST"])
def review_item(list_id: uuid.UUID, post_id: uuid.UUID) -> ResponseReturnValue:
    """Show one item to a member of the supervision group, and take their opinion on it."""
    view = access(list_id)
    item = queries.access_item(view, post_id)
    if request.method == "POST":
        return _review(view, item)
    if Move.REVIEW not in view.possible or not standing(item.facts).is_on_list:
        flash(view.possible.why_not(Move.REVIEW), "soon")
        return see_other("supervision.show_list", list_id=list_id)
    response = _show_item(view, item)
    # HTMX follows an opinion to the next item; the address bar should too.
    response.headers["HX-Push-Url"] = url_for("supervision.review_item", list_id=list_id, post_id=post_id)
    return response


def _review(view: ListView, item: ItemView) -> ResponseReturnValue:
    list_id, post_id, actor = view.row.id, item.row.post_id, current_actor()
    asked, reason = request.args.get("verdict", ""), request.form.get("reason", "")[:500]
    if asked not in set(Verdict):
        return see_other("supervision.review_item", list_id=list_id, post_id=post_id)
    seen = request.form.get("revision_hash", "")
    try:
        view = actions.review(
            list_id, post_id, Verdict(asked), seen_hash=seen, actor=actor, now=utc_now(), reason=reason
        )
    except ListRefused as refused:
        return _refuse(list_id, post_id, refused, reason)
    return _to_next(view, item)


def _refuse(list_id: uuid.UUID, post_id: uuid.UUID, refused: ListRefused, reason: str) -> ResponseReturnValue:
    """Show the item as it is now with what was wrong, or the list when the item is no longer reviewed."""
    view = access(list_id)
    item = queries.access_item(view, post_id)
    if Move.REVIEW not in view.possible or not standing(item.facts).is_on_list:
        flash(str(refused), "overdue")
        return _leave(url_for("supervision.show_list", list_id=list_id))
    if isinstance(refused, ItemChanged):
        return _show_item(view, item, status=409, conflict=str(refused), reason=reason)
    return _show_item(view, item, status=422, error=str(refused), reason=reason)


def _to_next(view: ListView, item: ItemView) -> ResponseReturnValue:
    """Lead to the next item that waits for this member, or to the list when none does."""
    shown = on_list(view)
    at = next(place for place, each in enumerate(shown) if each.row.post_id == item.row.post_id)
    following = next_place((asks(each.facts, member_for(current_actor())) for each in shown), at)
    if following is not None:
        post_id = shown[following].row.post_id
        return see_other("supervision.review_item", list_id=view.row.id, post_id=post_id, after=item.row.post_id)
    flash(f"清单上的 {len(shown)} 件您都已审查。张贴前可以随时改变意见。", "met")
    return _leave(url_for("supervision.show_list", list_id=view.row.id))


def _leave(target: str) -> ResponseReturnValue:
    """Lead to another kind of page, of which HTMX could not take a fragment."""
    if asks_for_part():
        return Response(status=200, headers={"HX-Redirect": target})
    return redirect(target, 303)


def _show_item(
    view: ListView, item: ItemView, *, status: int = 200, conflict: str = "", error: str = "", reason: str = ""
) -> Response:
    tenant, actor, shown = tenant_with_lists(), current_actor(), on_list(view)
    at = next(place for place, each in enumerate(shown) if each.row.post_id == item.row.post_id)
    text, content = queries.text_of(item)
    names = names_of(person for each in item.opinions for person in (each.member_id, each.given_by))
    mine = views.mine(item, actor)
    address = {
        verdict: url_for(
            "supervision.review_item", list_id=view.row.id, post_id=item.row.post_id, verdict=verdict.value
        )
        for verdict in Verdict
    }
    return show_office(
        "supervision/review.html",
        here="lists",
        title=text.title,
        tenant=tenant,
        block="review_item",
        status=status,
        list_name=views.name_of(view.row),
        back_href=url_for("supervision.show_list", list_id=view.row.id),
        position=f"第 {at + 1} 件，共 {len(shown)} 件",
        previous_href=item_address(view, shown[at - 1]) if at else None,
        next_href=item_address(view, shown[at + 1]) if at + 1 < len(shown) else None,
        done=_done(view) if status == HTTPStatus.OK else None,
        conflict=conflict or None,
        corrected=_corrected(mine),
        mine=mine,
        opinions=views.opinions(item, names),
        answer=item.row.answer if item.row.answered_at else None,
        # Sanitised when it was saved.
        post={"key": str(item.row.post_id), "title": text.title, "body_html": Markup(text.body_html)},  # noqa: S704
        published=chinese_date(text.published_at),
        facts=post_views.facts(content, tenant.spec, text),
        files=views.file_rows(content.attachments),
        agree={"action": address[Verdict.AGREE]},
        objection=_objection(address[Verdict.OBJECT], item, mine, error, reason),
        submit_key=str(uuid.uuid4()),
        revision_hash=item.facts.content_hash,
    )


def _done(view: ListView) -> dict[str, str] | None:
    """Return what was just said of the item before, so that a slip of the thumb is seen and can be changed."""
    item = next((each for each in on_list(view) if str(each.row.post_id) == request.args.get("after")), None)
    mine = views.mine(item, current_actor()) if item else None
    if item is None or mine is None:
        return None
    kind = "met" if mine["verdict"] == Verdict.AGREE.value else "info"
    return {"text": f"{mine['said']}：{item.source.title}", "kind": kind, "href": item_address(view, item)}


def _corrected(mine: dict[str, Any] | None) -> str | None:
    if mine is None or not mine["is_outdated"]:
        return None
    return f"您原先的意见（{mine['said']}）是对更正前的内容提出的，请重新审查。"


def _objection(action: str, item: ItemView, mine: dict[str, Any] | None, error: str, reason: str) -> dict[str, Any]:
    return {
        "name": "object",
        "label": "提出意见",
        "is_primary": False,
        "is_blocked": False,
        "sentence": "提出意见",
        "facts": [("标题", item.source.title)],
        "asks_reason": True,
        "reason_label": "意见（采编人员会看到）",
        "reason": reason or (mine["reason"] if mine else ""),
        "note": "",
        "error": error or None,
        "cancel_href": url_for("supervision.review_item", list_id=item.row.list_id, post_id=item.row.post_id),
        "action": action,
        "confirm_label": "提出意见",
        "is_open": bool(error),
    }
