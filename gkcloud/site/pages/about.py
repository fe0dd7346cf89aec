"""About the site: the disclosure guide, the units, the map, the tenant's colours and the reader's text size."""

from urllib.parse import urlsplit

from flask import Response, current_app, redirect, render_template, request
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_tenant
from gkcloud.demonstration.rules import RUNS_PROGRAMMES
from gkcloud.site.answers import revalidated, show_page
from gkcloud.site.colour import accent_of
from gkcloud.site.layout import Item, Layout, layout_of, unit_groups
from gkcloud.site.pages.areas import site
from gkcloud.tenancy.directory import Tenant, TenantUnknown, cached_directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.web.addresses import tenant_address

_GUIDE, _DIRECTORY, _MAP = "政府信息公开指南", "机构设置与联系方式", "网站地图"
_SIZES = frozenset({"normal", "large", "larger"})
_A_YEAR = 365 * 24 * 3600  # seconds


@site.page("/guide", needs=Can.PUBLIC_READ)
def guide() -> ResponseReturnValue:
    """Show the disclosure guide (Regulation on Open Government Information, art. 12)."""
    layout = layout_of(current_tenant())
    spec = layout.tenant.spec
    contacts = spec.contacts
    return show_page(
        layout,
        "site/guide.html",
        _GUIDE,
        crumbs=[{"name": _GUIDE, "href": None}],
        sections=spec.guide,
        contacts=[
            ("机构", contacts.office),
            ("地址", contacts.address),
            ("邮编", contacts.postcode),
            ("电话", contacts.phone),
            ("邮箱", contacts.email),
            ("办公时间", contacts.hours),
        ],
    )


@site.page("/directory", needs=Can.PUBLIC_READ)
def directory() -> ResponseReturnValue:
    """Show the unit itself, those below it and those beside it, with how to reach them."""
    layout = layout_of(current_tenant())
    own = {"id": "own", "name": "本单位", "units": [_unit(layout.tenant)]}
    below = _groups(layout.tenant.children, "")
    beside = _groups(_siblings(layout.tenant), "同级")
    return show_page(
        layout,
        "site/directory.html",
        _DIRECTORY,
        crumbs=[{"name": _DIRECTORY, "href": None}],
        groups=[own, *below, *beside],
    )


def _siblings(tenant: Tenant) -> list[Tenant]:
    if tenant.parent_id is None:
        return []
    try:
        parent = cached_directory().by_id(tenant.parent_id)
    except TenantUnknown:
        return []
    return [each for each in parent.children if each.id != tenant.id]


def _groups(tenants: list[Tenant], before: str) -> list[Item]:
    known = {tenant_address(each, "site.home"): each for each in tenants if each.status is TenantStatus.ACTIVE}
    return [
        {
            "id": f"{'beside' if before else 'below'}-{group['id']}",
            "name": f"{before}{group['name']}",
            "units": [_unit(known[link.href]) for link in group["items"]],
        }
        for group in unit_groups(known.values())
    ]


def _unit(tenant: Tenant) -> Item:
    contacts = tenant.spec.contacts
    return {
        "name": tenant.name,
        "href": tenant_address(tenant, "site.home"),
        "office": contacts.office,
        "phone": contacts.phone,
        "address": contacts.address,
        "hours": contacts.hours,
    }


@site.page("/sitemap", needs=Can.PUBLIC_READ)
def sitemap() -> ResponseReturnValue:
    """Show every page that is not a post's."""
    layout = layout_of(current_tenant())
    return show_page(
        layout,
        "site/sitemap.html",
        _MAP,
        crumbs=[{"name": _MAP, "href": None}],
        tree=[*_fixed(layout), *_columns(layout, None)],
        units=layout.units,
    )


def _fixed(layout: Layout) -> list[Item]:
    pages: tuple[tuple[str, str], ...] = (
        ("catalogue", "政府信息公开目录"),
        ("guide", _GUIDE),
        ("directory", _DIRECTORY),
        ("bulletins", "政务公开简报"),
        ("printings", "公报和手册"),
        ("search", "搜索"),
    )
    if layout.tenant.kind in RUNS_PROGRAMMES:
        pages += (("demonstration", "政务公开示范单位"),)
    links = [{"name": name, "href": layout.places.page(page), "children": []} for page, name in pages]
    return [{"name": "首页", "href": layout.places.root, "children": links}]


def _columns(layout: Layout, parent: str | None) -> list[Item]:
    return [
        {"name": column.name, "href": layout.places.column(code), "children": _columns(layout, code)}
        for code, column in layout.columns.items()
        if column.parent == parent
    ]


@site.page("/theme.css", needs=Can.PUBLIC_READ)
def theme() -> ResponseReturnValue:
    """Send the tenant's colours."""
    accent = accent_of(current_tenant().spec.theme.accent)
    css = render_template("layout/theme.css", theme={"hue": accent.hue, "chroma": accent.chroma})
    return revalidated(Response(css, content_type="text/css; charset=utf-8"))


@site.page("/text-size", needs=Can.PUBLIC_READ)
def text_size() -> ResponseReturnValue:
    """Keep the reader's text size in a cookie and go back to where they were; works without JavaScript."""
    back = request.args.get("next", "")
    response = redirect(back if _is_local(back) else layout_of(current_tenant()).places.root, 303)
    size = request.args.get("size", "")
    if size in _SIZES:
        is_secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie("text", size, max_age=_A_YEAR, samesite="Lax", httponly=True, secure=is_secure)
    return response


def _is_local(address: str) -> bool:
    """Return whether an address is a path of this host; browsers read a backslash as a slash, and skip line ends."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address or not address.isprintable():
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc
