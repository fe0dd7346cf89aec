"""What the public reads on the county's subsite: who is a demonstration of what, and what each does well."""

from itertools import groupby
from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.demonstration.pages.area import county, public_area
from gkcloud.demonstration.queries import public as queries
from gkcloud.demonstration.queries.county import unit_or_none
from gkcloud.demonstration.rules import Category
from gkcloud.demonstration.standingrules import Status
from gkcloud.demonstration.views import STATUS_SIGNS, name_today
from gkcloud.site.answers import show_page
from gkcloud.site.layout import Layout, layout_of
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.web.addresses import tenant_address
from gkcloud.web.rendering import chinese_date

TITLE = "政务公开示范单位"


@public_area.page("", needs=Can.PUBLIC_READ)
def list_units() -> ResponseReturnValue:
    """Show the units that published lists name, by year and category."""
    layout = layout_of(county())
    rows = queries.listed(layout.tenant.id)
    years = [_year(layout, year, list(found)) for year, found in groupby(rows, key=lambda row: int(row.year))]
    return show_page(
        layout,
        "site/demonstration.html",
        TITLE,
        crumbs=[{"name": TITLE, "href": None}],
        description=f"{layout.tenant.name}历年认定的政务公开示范单位。",
        years=years,
        notices=[
            {"title": row.title, "href": layout.places.post(row.post_id)} for row in queries.notices(layout.tenant.id)
        ],
    )


def _year(layout: Layout, year: int, rows: list[Any]) -> dict[str, Any]:
    return {
        "year": year,
        "count": len(rows),
        "lists": [
            {"title": title, "href": layout.places.post(post_id)}
            for post_id, title in dict.fromkeys((row.post_id, row.list_title) for row in rows)
        ],
        "groups": [
            {
                "name": category.label,
                "id": f"{year}-{category.value}",
                "units": [_unit(layout, row) for row in rows if row.category == category.value],
            }
            for category in Category
            if any(row.category == category.value for row in rows)
        ],
    }


def _unit(layout: Layout, row: Any) -> dict[str, Any]:
    unit = unit_or_none(row.target_id)
    status = Status(row.status)
    return {
        "name": row.unit_name,
        "href": f"{layout.places.page('demonstration')}/{unit.slug}" if unit else None,
        "status": None if status is Status.STANDING else {"text": status.label, "kind": STATUS_SIGNS[status]},
    }


@public_area.page("/<unit>", needs=Can.PUBLIC_READ)
def show_unit(unit: str) -> ResponseReturnValue:
    """Show what a unit was designated for, what the list says it does well, and how it stands."""
    layout = layout_of(county())
    found = _by_slug(unit)
    rows = queries.listed_unit(layout.tenant.id, found.id)
    if not rows:
        abort(404)
    latest = rows[0]
    address = tenant_address(found, "site.home") if found.status is TenantStatus.ACTIVE else None
    name = latest.unit_name
    return show_page(
        layout,
        "site/demonstration_unit.html",
        f"{name}　{TITLE}",
        crumbs=[{"name": TITLE, "href": layout.places.page("demonstration")}, {"name": name, "href": None}],
        description=f"{name}的政务公开示范资格和主要做法。",
        name=name,
        changed=name_today(found.id, name),
        site_href=address,
        honours=[_honour(layout, row) for row in rows],
    )


def _by_slug(slug: str) -> Tenant:
    """Return a unit, hosted or closed: its history stays."""
    try:
        return next(each for each in directory().all() if each.slug == slug)
    except (StopIteration, TenantUnknown):
        abort(404)


def _honour(layout: Layout, row: Any) -> dict[str, Any]:
    status = Status(row.status)
    since = f"，{chinese_date(row.status_on)}起" if row.status_on else ""
    decision = None
    if row.decision_id is not None:
        decision = {"text": row.decision_title, "href": layout.places.post(row.decision_id)}
    return {
        "title": f"{row.year}年度{Category(row.category).label}",
        "status": {"text": f"{status.label}{since}", "kind": STATUS_SIGNS[status]},
        "strengths": queries.said_of(row.unit_name, row.list_body),
        "facts": [
            ("认定日期", chinese_date(row.designated_on)),
            ("年度复核", f"{chinese_date(row.passed_on)}通过" if row.passed_on else "尚无复核记录"),
            ("认定名单", {"text": row.list_title, "href": layout.places.post(row.post_id)}),
            ("处理决定", decision),
        ],
    }
