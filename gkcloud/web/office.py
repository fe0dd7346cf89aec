"""The frame around every page for officials: where they are, what else there is, and what just happened."""

from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, get_flashed_messages, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from gkcloud.access.policy import Actor, Can
from gkcloud.access.request import current_actor
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.addresses import platform_address, tenant_address
from gkcloud.web.rendering import show


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the bar or the rail; ``needs`` is what its page asks for."""

    key: str
    name: str
    endpoint: str
    needs: Can
    icon: str = ""


BAR = (
    Entry("publish", "发布", "publishing.list_posts", Can.POST_READ, "publish"),
    Entry("bulletins", "简报", "bulletins.list_issues", Can.BULLETIN_READ, "bulletin"),
)
TOOLS = (
    Entry("members", "成员与权限", "people.list_members", Can.MEMBERS_MANAGE),
    Entry("delegations", "授权代理", "people.list_delegations", Can.DELEGATION_MANAGE),
)


def show_office(
    template: str,
    *,
    here: str,
    title: str,
    tenant: Tenant | None,
    block: str | None = None,
    status: int = 200,
    **more: Any,
) -> Response:
    """Return a page for officials; ``here`` is the key of the entry to mark as current."""
    actor = current_actor()
    home = tenant or _first_tenant(actor)
    frame = {
        "page_title": title,
        "tenant": tenant,
        "person": {"name": actor.name, "role": role_words(actor)},
        "bar": _bar(home, here),
        "tools": _tools(home, here),
        "links": {
            "public": tenant_address(home, "site.home") if home else None,
            "sign_out": platform_address("people.sign_out"),
            "theme_css": None,
        },
        "flashes": get_flashed_messages(with_categories=True),
        "csrf_token": generate_csrf,
    }
    return show(template, block=block, status=status, **frame, **more)


def role_words(actor: Actor) -> str | None:
    """Return the actor's roles as people call them, or None."""
    names = current_app.extensions["role_names"]
    return "、".join(names[role.value] for role in sorted(actor.roles)) or None


def _first_tenant(actor: Actor) -> Tenant | None:
    if actor.tenant_id is not None:
        return directory().by_id(actor.tenant_id)
    served = current_user.tenant_ids
    return next((tenant for tenant in directory().all() if tenant.id in served), None)


def _bar(home: Tenant | None, here: str) -> list[dict[str, Any]]:
    inbox = {"name": "待办", "href": platform_address("inbox.show_inbox"), "icon": "inbox", "key": "inbox"}
    account = {"name": "我的", "href": platform_address("people.account"), "icon": "person", "key": "account"}
    middle = [
        {"name": entry.name, "href": tenant_address(home, entry.endpoint), "icon": entry.icon, "key": entry.key}
        for entry in BAR
        if home is not None and current_user.actor_in(home.id).may(entry.needs)
    ]
    return [{**item, "is_current": item["key"] == here, "count": 0} for item in (inbox, *middle, account)]


def _tools(home: Tenant | None, here: str) -> list[dict[str, Any]]:
    if home is None:
        return []
    return [
        {"name": entry.name, "href": tenant_address(home, entry.endpoint), "is_current": entry.key == here}
        for entry in TOOLS
        if current_user.actor_in(home.id).may(entry.needs)
    ]


def page_address(endpoint: str, **values: Any) -> str:
    """Return the address of a page with the filters of the present one kept."""
    kept = {name: value for name, value in request.args.items() if name != "page"}
    return url_for(endpoint, **{**kept, **values})
