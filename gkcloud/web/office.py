"""The frame around every page for officials: where they are, what else there is, and what just happened."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, get_flashed_messages, request, url_for
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from gkcloud.access.area import PAGES
from gkcloud.access.policy import Actor, Can
from gkcloud.access.request import current_actor
from gkcloud.demonstration.queries.unit import has_part
from gkcloud.demonstration.rules import RUNS_PROGRAMMES
from gkcloud.rectification.rules import SUPERVISING
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.routing import Realm
from gkcloud.web.addresses import platform_address, tenant_address
from gkcloud.web.rendering import show


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the bar or the rail; ``needs`` is what its page asks for, ``offered`` which tenants have it."""

    key: str
    name: str
    endpoint: str
    needs: Can
    icon: str = ""
    offered: Callable[[Tenant], bool] = lambda _tenant: True


BAR = (
    Entry("publish", "发布", "publishing.list_posts", Can.POST_READ, "publish"),
    Entry("duties", "期限", "obligations.show_today", Can.DUTY_READ, "clock"),
)
TOOLS = (
    Entry("bulletins", "简报", "bulletins.list_issues", Can.BULLETIN_READ),
    Entry(
        "lists",
        "季度公开清单",
        "supervision.list_lists",
        Can.POST_READ,
        offered=lambda tenant: tenant.spec.workflow.supervision_list,
    ),
    Entry("rectification", "问题整改", "rectification.list_orders", Can.ORDER_READ),
    Entry(
        "circulars",
        "督查通报",
        "circulars.list_circulars",
        Can.CIRCULAR_READ,
        offered=lambda tenant: tenant.kind in SUPERVISING,
    ),
    Entry("campaigns", "督查考核", "campaigns.list_campaigns", Can.CAMPAIGN_MANAGE),
    Entry("standards", "考核测评标准", "standards.list_standards", Can.STANDARD_MANAGE),
    Entry(
        "checks",
        "自查和检查结果",
        "checks.list_sheets",
        Can.SHEET_FILL,
        # Whoever has nobody above is checked by nobody here.
        offered=lambda tenant: tenant.parent_id is not None,
    ),
    Entry("printing", "印制", "printing.list_printings", Can.PRINTING_READ),
    Entry(
        "demonstration",
        "示范单位",
        "demonstration.overview",
        Can.DEMO_MANAGE,
        offered=lambda tenant: tenant.kind in RUNS_PROGRAMMES,
    ),
    Entry("demonstration-own", "示范单位", "demonstration.own", Can.DEMO_NOMINATE, offered=has_part),
    Entry(
        "compare", "单位对比", "comparison.show_board", Can.COMPARE_READ, offered=lambda tenant: bool(tenant.children)
    ),
    Entry("reminders", "提醒", "reminders.list_channels", Can.NOTICE_MANAGE),
    Entry("members", "人员与角色", "members.list_members", Can.MEMBERS_MANAGE),
    Entry("delegations", "外出委托", "delegations.list_delegations", Can.DELEGATION_LEND),
)
PLATFORM_TOOLS = (
    Entry("tenants", "平台管理", "platform.list_tenants", Can.TENANTS_PROVISION),
    Entry("people", "平台人员", "platform.find_people", Can.PEOPLE_SUSPEND),
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
            "public": tenant_address(home, "site.home") if home and exists("site.home") else None,
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


def exists(endpoint: str) -> bool:
    """Return whether a page of this name is registered: the frame offers only what is there."""
    return endpoint in current_app.view_functions


def _bar(home: Tenant | None, here: str) -> list[dict[str, Any]]:
    inbox = Entry("inbox", "待办", "inbox.show_inbox", Can.INBOX_READ, "inbox")
    account = Entry("account", "我的", "people.account", Can.ACCOUNT_MANAGE, "person")
    entries = [*_links((inbox,), None), *_links(BAR, home), *_links((account,), None)]
    return [{**item, "is_current": item["key"] == here, "count": 0} for item in entries]


def _tools(home: Tenant | None, here: str) -> list[dict[str, Any]]:
    entries = [*_links(TOOLS, home), *_links(PLATFORM_TOOLS, None)]
    return [{**item, "is_current": item["key"] == here} for item in entries]


def _links(entries: tuple[Entry, ...], home: Tenant | None) -> list[dict[str, Any]]:
    """Entries of a tenant's office are for ``home``; those of the platform's own pages need none."""
    tenant_id = home.id if home else None
    found = []
    for entry in entries:
        is_platform = exists(entry.endpoint) and PAGES[entry.endpoint].realm is Realm.PLATFORM
        actor = current_user.actor_in(None if is_platform else tenant_id)
        if not exists(entry.endpoint) or not actor.may(entry.needs):
            continue
        if is_platform:
            href = platform_address(entry.endpoint)
        elif home is not None and entry.offered(home):
            href = tenant_address(home, entry.endpoint)
        else:
            continue
        found.append({"name": entry.name, "href": href, "icon": entry.icon, "key": entry.key})
    return found


def page_address(endpoint: str, **values: Any) -> str:
    """Return the address of a page with the filters of the present one kept."""
    kept = {name: value for name, value in request.args.items() if name != "page"}
    return url_for(endpoint, **{**kept, **values})
