"""Reading: the home page, a column, a post, the bulletins, and what else is printed."""

import io
from itertools import groupby
from typing import Any
from uuid import UUID

import segno
from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from gkcloud.access.policy import Can
from gkcloud.access.request import current_tenant
from gkcloud.demonstration.rules import RUNS_PROGRAMMES
from gkcloud.site import items, queries
from gkcloud.site.answers import revalidated, show_page
from gkcloud.site.layout import Item, Layout, Link, Places, layout_of
from gkcloud.site.metas import ArticleMarks, ColumnMarks, Meta, article_metas, column_metas
from gkcloud.site.pages.areas import site
from gkcloud.site.paging import PAGE_SIZE, offset_of, page_number, pager
from gkcloud.web.clock import local
from gkcloud.web.rendering import chinese_date, file_size, iso_date

_LATEST, _EACH, _GROUPS, _BELOW, _COVERS, _RELATED = 8, 4, 6, 10, 4, 5
# What people come for, in this order: the kinds of column that the home page offers as short cuts.
_SOUGHT = ("subsidy", "policy", "service", "finance", "project")


@site.page("/", needs=Can.PUBLIC_READ)
def home() -> ResponseReturnValue:
    """Show what is new, the columns, the units below and what they published last, and the bulletins."""
    layout = layout_of(current_tenant())
    tenant_id, places = layout.tenant.id, layout.places
    lists = queries.home_lists(tenant_id, tuple(layout.columns), latest=_LATEST, each=_EACH)
    below = queries.last_of_each(tuple(layout.below), limit=_BELOW) if layout.below else ()
    _, issues = queries.issues(tenant_id, offset=0, limit=_COVERS)
    return show_page(
        layout,
        "site/home.html",
        layout.tenant.name,
        hot=_short_cuts(layout),
        latest=items.post_items(lists.get("", ()), places),
        latest_href=places.page("catalogue"),
        groups=[
            {
                "name": column.name,
                "href": places.column(code),
                "items": items.post_items(lists[code], places),
            }
            for code, column in layout.columns.items()
            if code in lists
        ][:_GROUPS],
        units=layout.units,
        below=items.items_below(below, layout.below),
        issues=items.covers(issues, layout),
        issues_href=places.page("bulletins"),
        catalogue_href=places.page("catalogue"),
        guide_href=places.page("guide"),
        directory_href=places.page("directory"),
        demonstration_href=places.page("demonstration") if layout.tenant.kind in RUNS_PROGRAMMES else None,
        ways=_ways(layout),
    )


def _short_cuts(layout: Layout) -> list[Item]:
    found = [
        {"name": column.name, "href": layout.places.column(code)}
        for kind in _SOUGHT
        for code, column in layout.columns.items()
        if column.kind == kind
    ]
    return found[:4]


def _ways(layout: Layout) -> list[Item]:
    if not layout.tenant.spec.guide:
        return []
    return [
        {
            "name": "依申请公开",
            "text": "目录里没有的信息，可以依法申请公开。",
            "href": layout.places.page("guide"),
        }
    ]


@site.page("/columns/<code>", needs=Can.PUBLIC_READ)
def column(code: str) -> ResponseReturnValue:
    """Show one page of a column; one with columns below it shows their posts too."""
    layout = layout_of(current_tenant())
    marks = column_marks(layout, code)
    codes = [code, *(each.code for each in layout.columns.values() if each.parent == code)]
    page = page_number(request.args.get("page", ""))
    total, rows = queries.column_page(layout.tenant.id, codes, offset=offset_of(page), limit=PAGE_SIZE)
    if page > 1 and not rows:
        abort(404)
    path = layout.places.column(code)
    return show_page(
        layout,
        "site/column.html",
        marks.name,
        crumbs=[*_parents(layout, code), {"name": marks.name, "href": None}],
        column_code=code,
        metas=column_metas(marks),
        description=marks.description,
        column={
            "name": marks.name,
            "description": marks.description,
            "feed_href": layout.places.column_feed(code),
        },
        siblings=_siblings(layout, code),
        items=items.post_items(rows, layout.places),
        page=pager(path, {}, page, total),
    )


def column_marks(layout: Layout, code: str) -> ColumnMarks:
    """Return what is said of a column, or 404; a retired one is still shown, by its name."""
    known = layout.columns.get(code)
    if known is not None:
        return ColumnMarks(known.name, known.description, ",".join(known.keywords) or known.name, known.name)
    name = queries.retired_column(layout.tenant.id, code)
    if name is None:
        abort(404)
    return ColumnMarks(name, f"{layout.tenant.name}“{name}”栏目，已停止更新。", name, name)


def _parents(layout: Layout, code: str) -> list[Item]:
    parent = layout.columns[code].parent if code in layout.columns else None
    if parent is None or parent not in layout.columns:
        return []
    return [{"name": layout.columns[parent].name, "href": layout.places.column(parent)}]


def _siblings(layout: Layout, code: str) -> list[Link]:
    known = layout.columns.get(code)
    parent = known.parent if known else None
    return [
        Link(each.name, layout.places.column(each.code), each.code == code)
        for each in layout.columns.values()
        if each.parent in ({parent, code} if parent is not None else {None, code})
    ]


@site.page("/posts/<uuid:post_id>", needs=Can.PUBLIC_READ)
def post(post_id: UUID) -> ResponseReturnValue:
    """Show a post with its metadata, attachments and interpretations.

    A withdrawn one answers 200, not 410: the page is the public record that something was withdrawn, when and why, and
    the software that inspects government websites counts every other answer as a dead link. Search engines are told to
    forget it.
    """
    layout = layout_of(current_tenant())
    found = queries.public_post(layout.tenant.id, post_id)
    if found is None:
        abort(404)
    places, is_withdrawn = layout.places, found.withdrawn_at is not None
    code = next((each for each in layout.columns if each in (found.columns or ())), "")
    address = places.post(post_id, whole=True)
    response = show_page(
        layout,
        "site/post.html",
        found.title,
        crumbs=[*_post_crumbs(layout, code), {"name": "正文", "href": None}],
        column_code=code,
        metas=_post_metas(layout, found, code, address),
        post={
            "title": found.title,
            "source": _source(found, layout),
            "published": chinese_date(found.published_at),
            "published_iso": local(found.published_at).isoformat(timespec="minutes"),
            "body_html": Markup(found.body_html),  # noqa: S704 - sanitised before it was stored
        },
        facts=items.post_facts(found, layout),
        bands=items.post_bands(found),
        files=[] if is_withdrawn else items.file_items(found.files, post_id, places),
        pdf=_paper(found, places),
        policy=_policy(found, layout),
        interpretations=_interpretations(found, layout),
        related=_related(layout, code, post_id),
        notes=_notes(found),
        address=address,
        qr_src=places.qr(post_id),
        print_href=None,
        is_withdrawn=is_withdrawn,
    )
    if is_withdrawn:
        response.headers["X-Robots-Tag"] = "noindex"
    return response


def _post_crumbs(layout: Layout, code: str) -> list[Item]:
    if not code:
        return []
    own = {"name": layout.columns[code].name, "href": layout.places.column(code)}
    return [*_parents(layout, code), own]


def _post_metas(layout: Layout, found: Any, code: str, address: str) -> list[Meta]:
    marks = column_metas(column_marks(layout, code)) if code else []
    is_withdrawn = found.withdrawn_at is not None
    article = ArticleMarks(
        title=found.title,
        published_at=local(found.published_at),
        source=_source(found, layout),
        keywords="" if is_withdrawn else found.keywords,
        description=found.summary,
        author="" if is_withdrawn else found.issuer,
        url=address,
    )
    return [*marks, *article_metas(article)]


def _source(found: Any, layout: Layout) -> str:
    if found.withdrawn_at is not None:
        return layout.tenant.name
    return found.source or found.issuer or layout.tenant.name


def _paper(found: Any, places: Places) -> Item | None:
    if found.paper_size is None:
        return None
    return {"href": places.paper(found.post_id), "size": file_size(found.paper_size)}


def _policy(found: Any, layout: Layout) -> Item | None:
    title = found.policy_title
    if title is None or found.withdrawn_at is not None:
        return None
    return {"title": title, "href": layout.places.post(found.policy_id)}


def _interpretations(found: Any, layout: Layout) -> list[Item]:
    if found.withdrawn_at is not None:
        return []
    return [
        {"title": title, "href": layout.places.post(post_id), "form": "文字解读"}
        for post_id, title in found.interpretations or ()
    ]


def _related(layout: Layout, code: str, post_id: UUID) -> list[items.PostItem]:
    if not code:
        return []
    rows = queries.column_latest(layout.tenant.id, code, limit=_RELATED + 1)
    return items.post_items([row for row in rows if row.post_id != post_id][:_RELATED], layout.places)


def _notes(found: Any) -> list[Item]:
    corrected_at = found.corrected_at
    if corrected_at is None:
        return []
    return [{"date": iso_date(corrected_at), "text": found.correction_note}]


@site.page("/posts/<uuid:post_id>/qr.svg", needs=Can.PUBLIC_READ)
def post_qr(post_id: UUID) -> ResponseReturnValue:
    """Draw the address of a post as a QR code."""
    layout = layout_of(current_tenant())
    if not queries.is_public(layout.tenant.id, post_id):
        abort(404)
    drawing = io.BytesIO()
    code = segno.make(layout.places.post(post_id, whole=True), error="m", micro=False)
    code.save(drawing, kind="svg", border=2, light="white", xmldecl=False, title="本页网址的二维码")
    return revalidated(Response(drawing.getvalue(), mimetype="image/svg+xml"))


@site.page("/bulletins", needs=Can.PUBLIC_READ)
def bulletins() -> ResponseReturnValue:
    """Show the bulletin issues by year."""
    layout = layout_of(current_tenant())
    page = page_number(request.args.get("page", ""))
    total, rows = queries.issues(layout.tenant.id, offset=offset_of(page), limit=PAGE_SIZE)
    title = "政务公开简报"
    covers = items.covers(rows, layout)
    return show_page(
        layout,
        "site/bulletins.html",
        title,
        crumbs=[{"name": title, "href": None}],
        printings_href=layout.places.page("printings"),
        years=[
            {"year": year, "issues": list(issues)} for year, issues in groupby(covers, key=lambda each: each["year"])
        ],
        page=pager(layout.places.page("bulletins"), {}, page, total),
    )


@site.page("/printings", needs=Can.PUBLIC_READ)
def printings() -> ResponseReturnValue:
    """Show the gazettes, the handbooks of policies and the sheets of the notice board."""
    layout = layout_of(current_tenant())
    page = page_number(request.args.get("page", ""))
    total, rows = queries.printings(layout.tenant.id, offset=offset_of(page), limit=PAGE_SIZE)
    title = "公报和手册"
    return show_page(
        layout,
        "site/printings.html",
        title,
        crumbs=[{"name": title, "href": None}],
        groups=items.printing_groups(rows, layout.places),
        page=pager(layout.places.page("printings"), {}, page, total),
    )
