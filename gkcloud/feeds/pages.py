"""A person's own calendar address, and the calendar that it leads to."""

from flask import Response, abort, flash, session, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.feeds import actions, queries
from gkcloud.feeds.gathering import events_of
from gkcloud.feeds.rules import calendar_text
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import Scope, ScopeKind
from gkcloud.web.addresses import here, tenant_address
from gkcloud.web.clock import local
from gkcloud.web.office import show_office
from gkcloud.web.rendering import chinese_date, see_other

area = Area("feeds", realm=Realm.TENANT, prefix="/office/calendar", scope=ScopeKind.OFFICE)
# Opened by the page itself, one after the other: whose secret it is, then that person's unit.
open_area = Area("calendar", realm=Realm.TENANT, prefix="/office/calendar", scope=None)
NEW_FEED = "new_feed"


@area.page("", needs=Can.DUTY_READ)
def show_feed() -> ResponseReturnValue:
    """Show whether a person has a calendar here, and the address just made, once."""
    tenant, actor = current_tenant(), current_actor()
    feed = queries.open_feed(tenant.id, actor.person_id)
    return show_office(
        "feeds/show.html",
        here="duties",
        title="日历订阅",
        tenant=tenant,
        address=session.pop(NEW_FEED, None) if NEW_FEED in session else None,
        since=chinese_date(feed.created_at) if feed else None,
        open_action=url_for("feeds.open_feed"),
        revoke_action=url_for("feeds.revoke_feed") if feed else None,
        back_href=url_for("obligations.show_today"),
    )


@area.page("/open", needs=Can.DUTY_READ, methods=["POST"])
def open_feed() -> ResponseReturnValue:
    """Make a new address; the one before leads nowhere any more."""
    secret = actions.open_address(actor=current_actor(), now=utc_now())
    session[NEW_FEED] = here(url_for("calendar.read_feed", secret=secret))
    return see_other("feeds.show_feed")


@area.page("/revoke", needs=Can.DUTY_READ, methods=["POST"])
def revoke_feed() -> ResponseReturnValue:
    """Make the address useless."""
    actions.revoke_address(actor=current_actor(), now=utc_now())
    flash("订阅已停用，原来的地址不能再用。", "met")
    return see_other("feeds.show_feed")


@open_area.page("/<secret>.ics", needs=Can.FEED_READ)
def read_feed(secret: str) -> ResponseReturnValue:
    """Send the calendar that a secret opens; the same 404 for a wrong, a renewed and a revoked one."""
    tenant, now = current_tenant(), utc_now()
    day = local(now).date()
    with Scope.identity(None, tenant.id).opened():
        person_id = queries.reader_of(tenant.id, secret, day)
    if person_id is None:
        abort(404)
    base = tenant_address(tenant, "obligations.show_today", whole=True).removesuffix("/office/duties")
    with Scope.office(tenant.id, person_id).opened():
        events = events_of(tenant, day)
        content = calendar_text(f"{tenant.short_name}政务公开期限", tenant.id, base, events, day)
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = "inline; filename=duties.ics"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Cache-Control"] = "private, no-store"
    return response
