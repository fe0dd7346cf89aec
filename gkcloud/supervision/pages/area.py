"""The area, and what every page of it begins with."""

import uuid

from flask import abort, url_for

from gkcloud.access.area import Area
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.supervision import queries
from gkcloud.supervision.queries import ItemView, ListView
from gkcloud.supervision.rules import (
    standing,
)
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import today

area = Area("supervision", realm=Realm.TENANT, prefix="/office/lists", scope=ScopeKind.OFFICE)


def access(list_id: uuid.UUID) -> ListView:
    """Return a list of the request's tenant with what its reader may do; 404 when there is none."""
    tenant_with_lists()
    return queries.access_list(list_id, current_actor(), now=utc_now(), today=today())


def tenant_with_lists() -> Tenant:
    """Return the request's tenant; 404 unless its pack asks for the supervision group's review."""
    tenant = current_tenant()
    if not has_lists(tenant):
        abort(404)
    return tenant


def has_lists(tenant: Tenant) -> bool:
    """Return whether a tenant's pack asks for the supervision group's review of quarterly lists."""
    return tenant.spec.workflow.supervision_list


def on_list(view: ListView) -> list[ItemView]:
    """Return the items that are reviewed and posted, in order."""
    return [item for item in view.items if standing(item.facts).is_on_list]


def item_address(view: ListView, item: ItemView) -> str:
    """Return the address at which a member reviews an item."""
    return url_for("supervision.review_item", list_id=view.row.id, post_id=item.row.post_id)
