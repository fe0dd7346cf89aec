"""The two areas: the county's campaigns, and the unit's own checks."""

import uuid
from typing import Any

from flask import Response

from gkcloud.access.area import Area
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.campaigns import queries
from gkcloud.campaigns.queries import CampaignView, SheetView
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import today
from gkcloud.web.office import show_office

# Over the subtree, as sheets start with the standings of the units below.
campaigns = Area("campaigns", realm=Realm.TENANT, prefix="/office/campaigns", scope=ScopeKind.SUBTREE)
checks = Area("checks", realm=Realm.TENANT, prefix="/office/checks", scope=ScopeKind.OFFICE)


def access(campaign_id: uuid.UUID) -> CampaignView:
    """Return a campaign of the request's county; 404 when there is none."""
    return queries.access_campaign(campaign_id, current_actor())


def inspected_sheet(sheet_id: uuid.UUID) -> SheetView:
    """Return a sheet of a campaign of the request's county; 404 when there is none."""
    return queries.access_campaign_sheet(sheet_id, current_actor(), today())


def own_sheet(sheet_id: uuid.UUID) -> SheetView:
    """Return a sheet about the request's unit that was shown to it; 404 when there is none."""
    return queries.access_own_sheet(sheet_id, current_actor(), today())


def page(template: str, here: str, title: str, **more: Any) -> Response:
    """Return a page of the request's tenant."""
    return show_office(template, here=here, title=title, tenant=current_tenant(), **more)
