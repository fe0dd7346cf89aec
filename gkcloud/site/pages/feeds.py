"""For machines: Atom feeds, and the site map of crawlers."""

import re
from datetime import datetime
from typing import Any

from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_tenant
from gkcloud.database import utc_now
from gkcloud.site import queries
from gkcloud.site.answers import show_xml
from gkcloud.site.layout import Layout, layout_of
from gkcloud.site.pages.areas import site
from gkcloud.site.pages.reading import column_marks
from gkcloud.web.clock import local

_ENTRIES = 30
# A site map holds 50,000 addresses at most (sitemaps.org); older posts are reached through the catalogue.
_MAPPED = 45_000
# Characters that XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@site.page("/feed.xml", needs=Can.PUBLIC_READ)
def feed() -> ResponseReturnValue:
    """Send the newest posts of the tenant."""
    layout = layout_of(current_tenant())
    return _atom(layout, f"{layout.tenant.name}最新公开", "feed.xml", layout.places.page("", whole=True), None)


@site.page("/columns/<code>/feed.xml", needs=Can.PUBLIC_READ)
def column_feed(code: str) -> ResponseReturnValue:
    """Send the newest posts of a column."""
    layout = layout_of(current_tenant())
    name = column_marks(layout, code).name
    title = f"{layout.tenant.name} - {name}"
    return _atom(layout, title, f"columns/{code}/feed.xml", layout.places.column(code, whole=True), code)


def _atom(layout: Layout, title: str, own: str, home: str, code: str | None) -> ResponseReturnValue:
    rows = queries.feed(layout.tenant.id, code, limit=_ENTRIES)
    entries = [_entry(row, layout) for row in rows]
    return show_xml(
        "site/feed.xml",
        "application/atom+xml",
        title=title,
        own=layout.places.page(own, whole=True),
        home=home,
        # An empty feed has to say something; the day is enough for readers that poll.
        updated=max((each["updated"] for each in entries), default=_stamp(_midnight(utc_now()))),
        author=layout.tenant.name,
        entries=entries,
    )


def _entry(row: Any, layout: Layout) -> dict[str, str]:
    changed = max(row.published_at, row.corrected_at or row.published_at)
    return {
        "id": f"urn:uuid:{row.post_id}",
        "title": xml_text(row.title),
        "href": layout.places.post(row.post_id, whole=True),
        "published": _stamp(row.published_at),
        "updated": _stamp(changed),
        "summary": xml_text(row.summary),
        "author": xml_text(row.issuer or layout.tenant.name),
    }


def xml_text(text: str) -> str:
    """Return ``text`` without what XML cannot hold."""
    return _NOT_XML.sub("", text)


def _midnight(moment: datetime) -> datetime:
    return local(moment).replace(hour=0, minute=0, second=0, microsecond=0)


def _stamp(moment: datetime) -> str:
    return local(moment).isoformat(timespec="seconds")


@site.page("/sitemap.xml", needs=Can.PUBLIC_READ)
def sitemap_xml() -> ResponseReturnValue:
    """Send every public page's address."""
    layout = layout_of(current_tenant())
    names = ("", "catalogue", "guide", "directory", "bulletins", "printings", "sitemap")
    pages = [layout.places.page(name, whole=True) for name in names]
    pages += [layout.places.column(code, whole=True) for code in layout.columns]
    posts = [
        (layout.places.post(row.post_id, whole=True), _stamp(row.changed_at))
        for row in queries.all_posts(layout.tenant.id, limit=_MAPPED)
    ]
    return show_xml("site/sitemap.xml", "application/xml", pages=pages, posts=posts)
