"""待办: what waits for one person, across the tenants that they serve."""

from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from gkcloud.access.policy import Actor, Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.publishing import queries, views
from gkcloud.publishing.pages.area import inbox_area, office_area
from gkcloud.publishing.queries import ListFilter, Waiting
from gkcloud.publishing.rules import Move
from gkcloud.tenancy.directory import directory
from gkcloud.web.addresses import platform_address, tenant_address
from gkcloud.web.office import show_office
from gkcloud.web.paging import Slice, pager, slice_asked_for
from gkcloud.web.waiting import further_rows

BOXES = {"": "待我办理", "sent": "我送出的", "done": "已办"}


@office_area.page("/", needs=Can.OFFICE_ENTER)
def enter() -> ResponseReturnValue:
    """Lead an official to where their work is."""
    actor = current_actor()
    if actor.may(Can.POST_READ):
        return redirect(platform_address("inbox.show_inbox"), 303)
    return redirect(tenant_address(current_tenant(), "bulletins.list_issues"), 303)


@inbox_area.page("", needs=Can.INBOX_READ)
def show_inbox() -> ResponseReturnValue:
    """Show what waits, most urgent first; or what I sent, or decided."""
    box = request.args.get("box", "")
    box = box if box in BOXES else ""
    now = utc_now()
    if box:
        items, page = _past(box, slice_asked_for())
    else:
        waiting = most_urgent_first(my_waiting(), now)
        items = [views.inbox_row(item, now) for item in waiting] + further_rows(_my_actors(), now)
        page = pager(Slice(1, max(1, len(items))), 0, str)
    tabs = [
        {"name": name, "href": url_for("inbox.show_inbox", box=key or None), "is_current": key == box, "count": None}
        for key, name in BOXES.items()
    ]
    return show_office(
        "publishing/inbox.html",
        here="inbox",
        title="待办",
        tenant=None,
        block="inbox_list",
        items=items,
        tabs_items=tabs,
        refresh=None if box else url_for("inbox.show_inbox"),
        new_href=_new_href(),
        page=page,
    )


def my_waiting() -> list[Waiting]:
    """Return what waits for the signed-in person in every tenant that they serve."""
    return queries.waiting_for(_my_actors())


def _my_actors() -> list[Actor]:
    return [current_user.actor_in(tenant_id) for tenant_id in current_user.tenant_ids]


def most_urgent_first(waiting: list[Waiting], now: datetime) -> list[Waiting]:
    """Return emergencies first, then by due date, then by how long it has waited."""

    def order(item: Waiting) -> tuple[int, float, float]:
        due = views.due_moment(item, directory().by_id(item.post.tenant_id))
        since = item.post.stage_entered_at or item.post.updated_at
        is_emergency = item.move is Move.CONFIRM_URGENT
        return (0 if is_emergency else 1, (due or now).timestamp(), since.timestamp())

    return sorted(waiting, key=order)


def next_for(actor_tenants_waiting: list[Waiting], now: datetime) -> Waiting | None:
    """Return what a person should turn to next."""
    deciding = [item for item in actor_tenants_waiting if item.move in {Move.PASS, Move.RETURN}]
    return next(iter(most_urgent_first(deciding, now)), None)


def _past(box: str, part: Slice) -> tuple[list[dict[str, Any]], dict[str, object]]:
    me = current_user.person_id
    narrowed = ListFilter(created_by=me) if box == "sent" else ListFilter(decided_by=me)
    posts, total = queries.list_posts(current_user.tenant_ids, narrowed, part)
    items = []
    for post in posts:
        tenant = directory().by_id(post.tenant_id)
        row = views.list_row(post, "", tenant, "")
        why = f"最近变动 {views.minute(post.updated_at)}"
        items.append(
            {**row, "unit": tenant.short_name, "kind": row["state"]["text"], "why": why, "due": None, "signs": []}
        )
    return items, pager(part, total, lambda page: url_for("inbox.show_inbox", box=box, page=page))


def _new_href() -> str | None:
    for tenant_id in current_user.tenant_ids:
        if current_user.actor_in(tenant_id).may(Can.POST_WRITE):
            return tenant_address(directory().by_id(tenant_id), "publishing.new_post")
    return None
