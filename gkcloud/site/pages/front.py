"""The platform's front: who is hosted here, and what crawlers may read."""

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.site.answers import revalidated
from gkcloud.site.layout import unit_groups
from gkcloud.site.pages.areas import front
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory
from gkcloud.tenancy.routing import host_without_port
from gkcloud.tenancy.rules import Kind, TenantStatus
from gkcloud.web.addresses import platform_address, tenant_address

_TOP = frozenset({Kind.PROVINCE, Kind.PREFECTURE, Kind.COUNTY})


@front.page("/", needs=Can.PUBLIC_READ)
def index() -> ResponseReturnValue:
    """List the governments hosted here, each with its units."""
    governments = [
        {
            "name": tenant.name,
            "href": tenant_address(tenant, "site.home"),
            "groups": unit_groups(
                each for each in tenant.children if each.status is TenantStatus.ACTIVE and each.kind not in _TOP
            ),
        }
        for tenant in _hosted()
        if tenant.kind in _TOP
    ]
    html = render_template(
        "site/front.html",
        page_title="政务公开",
        description="",
        governments=governments,
        links={"home": platform_address("front.index"), "theme_css": None},
        sign_in_href=platform_address("people.sign_in"),
    )
    return revalidated(make_response(html))


@front.page("/robots.txt", needs=Can.PUBLIC_READ)
def robots() -> ResponseReturnValue:
    """Tell crawlers where the site maps are, on the platform's host and on a tenant's own."""
    try:
        own = [directory().by_host(host_without_port(request.host))]
        private = ["/office/"]
    except TenantUnknown:
        own = _hosted()
        private = ["/*/office/", "/inbox", "/account", "/sign-in"]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in private)]
    lines += [f"Sitemap: {tenant_address(tenant, 'site.sitemap_xml', whole=True)}" for tenant in own]
    text = "\n".join([*lines, ""])
    return revalidated(Response(text, content_type="text/plain; charset=utf-8"))


def _hosted() -> list[Tenant]:
    return [tenant for tenant in directory().all() if tenant.status is TenantStatus.ACTIVE]
