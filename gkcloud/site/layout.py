"""What every public page of a tenant shows around its content, put together once per state of the tree of tenants."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from flask import request, url_for

from gkcloud.site.metas import Meta, site_metas
from gkcloud.tenancy.directory import Directory, Tenant, cached_directory
from gkcloud.tenancy.packs import Column, Contacts, Theme
from gkcloud.tenancy.routing import host_without_port
from gkcloud.tenancy.rules import Kind, TenantStatus
from gkcloud.web.addresses import tenant_address

Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads somewhere. Templates reach an attribute faster than a key, and menus are long."""

    name: str
    href: str
    is_current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses that every page needs; ``text_size`` leads back to this page."""

    home: str
    search: str
    sitemap: str
    report_error: str | None
    theme_css: str | None
    feed: str
    text_size: dict[str, str]


@dataclass(frozen=True, slots=True)
class TenantView:
    """The tenant as the frame shows it; ``emblem_href`` and ``mark_href`` wait for a tenant's own files."""

    slug: str
    name: str
    short_name: str
    kind: str
    contacts: Contacts
    site_id: str
    icp_no: str
    police_no: str
    emblem_href: str | None = None
    mark_href: str | None = None


# The State Council's own counter for errors on government websites (我为政府网站找错); it asks for the site's code.
FIND_ERRORS = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html"
_MOST_LAYOUTS = 1_000

UNIT_GROUPS: tuple[tuple[str, str, frozenset[Kind]], ...] = (
    ("governments", "市县", frozenset({Kind.PROVINCE, Kind.PREFECTURE, Kind.COUNTY})),
    ("townships", "乡镇街道", frozenset({Kind.TOWNSHIP, Kind.STREET})),
    ("departments", "部门", frozenset({Kind.DEPARTMENT})),
    ("villages", "村（社区）", frozenset({Kind.VILLAGE, Kind.COMMUNITY})),
    ("stations", "站所", frozenset({Kind.STATION})),
    ("bodies", "公共企事业单位", frozenset({Kind.PUBLIC_BODY})),
)


@dataclass(frozen=True)
class Places:
    """Addresses of one tenant's pages; they are asked for by the dozen, so they are put together by hand.

    ``root`` is the path of the home page with its final slash, ``whole_root`` the same with scheme and host. A test
    holds each against ``url_for``.
    """

    root: str
    whole_root: str

    def post(self, post_id: UUID | str, *, whole: bool = False) -> str:
        """Return a post's address."""
        return f"{self.whole_root if whole else self.root}posts/{post_id}"

    def qr(self, post_id: UUID) -> str:
        """Return the address of the picture of a post's address."""
        return f"{self.root}posts/{post_id}/qr.svg"

    def file(self, post_id: UUID, file_id: UUID | str) -> str:
        """Return an attachment's address."""
        return f"{self.root}posts/{post_id}/files/{file_id}"

    def paper(self, post_id: UUID) -> str:
        """Return the address of a post as an official document in PDF."""
        return f"{self.root}posts/{post_id}.pdf"

    def column(self, code: str, *, whole: bool = False) -> str:
        """Return a column's address."""
        return f"{self.whole_root if whole else self.root}columns/{code}"

    def column_feed(self, code: str) -> str:
        """Return the address of a column's feed."""
        return f"{self.root}columns/{code}/feed.xml"

    def issue(self, issue_id: UUID) -> str:
        """Return the address of a bulletin issue's file."""
        return f"{self.root}bulletins/{issue_id}.pdf"

    def printing(self, printing_id: UUID) -> str:
        """Return the address of a gazette's, handbook's or notice board's file."""
        return f"{self.root}printings/{printing_id}.pdf"

    def page(self, name: str, *, whole: bool = False) -> str:
        """Return the address of a page without arguments, such as ``catalogue``."""
        return f"{self.whole_root if whole else self.root}{name}"


@dataclass(frozen=True)
class Layout:
    """The frame of a tenant's public pages at one of its addresses."""

    tenant: Tenant
    places: Places
    view: TenantView
    ancestors: list[Link]
    metas: list[Meta]
    links: Links
    units: list[Item]
    below: dict[UUID, tuple[Tenant, str]]
    columns: dict[str, Column]
    _navs: dict[str, list[Link]] = field(default_factory=dict)

    def nav(self, current: str = "") -> list[Link]:
        """Return the menu's columns, that of code ``current`` marked."""
        known = current if current in self.columns else ""
        if known not in self._navs:
            self._navs[known] = [
                Link(column.name, self.places.column(code), code == known)
                for code, column in self.columns.items()
                if column.parent is None
            ]
        return self._navs[known]

    def context(self, *, column: str = "", crumbs: Iterable[Item] = (), metas: Iterable[Meta] = ()) -> Item:
        """Return the layout's part of a template's context."""
        return {
            "tenant": self.view,
            "site_name": self.tenant.name,
            "nav": self.nav(column),
            "ancestors": self.ancestors,
            "crumbs": list(crumbs),
            "metas": [*self.metas, *metas],
            "links": replace(self.links, text_size=self._text_sizes()),
        }

    def _text_sizes(self) -> dict[str, str]:
        here = request.script_root + request.path
        query = request.query_string.decode("ascii", "replace")
        tail = urlencode({"next": f"{here}?{query}" if query else here})
        base = self.places.page("text-size")
        return {size: f"{base}?size={size}&{tail}" for size in ("normal", "large", "larger")}

    @cached_property
    def responsible(self) -> str:
        """Who answers for the content."""
        return self.tenant.spec.contacts.office or self.tenant.name


_layouts: dict[tuple[object, ...], Layout] = {}


def layout_of(tenant: Tenant) -> Layout:
    """Return the frame for the address that the reader used, from this process's memory where nothing changed."""
    tree = cached_directory()
    key = (tenant.id, tree.version, id(tree), request.scheme, request.host, request.script_root)
    found = _layouts.get(key)
    if found is None:
        if len(_layouts) >= _MOST_LAYOUTS:
            # The port of a Host header is the sender's choice, so the number of keys is not ours.
            _layouts.clear()
        found = _layouts[key] = _build(tenant, tree)
    return found


def _build(tenant: Tenant, tree: Directory) -> Layout:
    spec = tenant.spec
    places = Places(url_for("site.home"), tenant_address(tenant, "site.home", whole=True))
    domain = host_without_port(tree.host_of(tenant) or request.host)
    below = [each for each in tree.below(tenant) if each.status is TenantStatus.ACTIVE]
    view = TenantView(
        slug=tenant.slug,
        name=tenant.name,
        short_name=tenant.short_name,
        kind=tenant.kind.value,
        contacts=spec.contacts,
        site_id=spec.site_id,
        icp_no=spec.icp_no,
        police_no=spec.police_no,
    )
    links = Links(
        home=places.root,
        search=places.page("search"),
        sitemap=places.page("sitemap"),
        report_error=f"{FIND_ERRORS}?{urlencode({'site_code': spec.site_id})}" if spec.site_id else None,
        theme_css=None if spec.theme == Theme() else places.page("theme.css"),
        feed=places.page("feed.xml"),
        text_size={},
    )
    return Layout(
        tenant=tenant,
        places=places,
        view=view,
        ancestors=[_link(each) for each in reversed(tree.ancestors(tenant)) if each.status is TenantStatus.ACTIVE],
        metas=site_metas(tenant.name, domain, spec.site_id),
        links=links,
        units=unit_groups(each for each in tenant.children if each.status is TenantStatus.ACTIVE),
        below={each.id: (each, tenant_address(each, "site.home")) for each in below},
        columns={column.code: column for column in spec.columns},
    )


def unit_groups(tenants: Iterable[Tenant]) -> list[Item]:
    """Return tenants with their addresses, grouped by what they are; groups without any are left out."""
    tenants = list(tenants)
    groups = [
        {"id": key, "name": name, "items": [_link(each) for each in tenants if each.kind in kinds]}
        for key, name, kinds in UNIT_GROUPS
    ]
    return [group for group in groups if group["items"]]


def _link(tenant: Tenant) -> Link:
    return Link(tenant.short_name, tenant_address(tenant, "site.home"))
