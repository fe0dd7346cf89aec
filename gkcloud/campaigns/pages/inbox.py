"""What campaigns add to the inbox: self-checks to fill in, and inspections to make."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from gkcloud.access.policy import Actor, Can
from gkcloud.campaigns import queries
from gkcloud.campaigns.model import Campaign
from gkcloud.campaigns.rules import CampaignKind, due_words
from gkcloud.tenancy.directory import directory
from gkcloud.web.addresses import tenant_address
from gkcloud.web.clock import local
from gkcloud.web.waiting import also_waiting


@also_waiting
def waiting_rows(actors: Sequence[Actor], now: datetime) -> list[dict[str, Any]]:
    """Return what campaigns ask of a person."""
    today = local(now).date()
    return [*_self_checks(actors, today), *_inspections(actors, today)]


def _self_checks(actors: Sequence[Actor], today: date) -> list[dict[str, Any]]:
    units = [actor.tenant_id for actor in actors if actor.tenant_id and actor.may(Can.SHEET_FILL)]
    if not units:
        return []
    rows = []
    for sheet, campaign in queries.open_here(units):
        tenant = directory().by_id(sheet.target_id)
        due = due_words(campaign.self_check_due or campaign.ends_on, today)
        rows.append(
            {
                "href": tenant_address(tenant, "checks.show_sheet", sheet_id=sheet.id),
                "title": campaign.title,
                "unit": tenant.short_name,
                "kind": "自查表",
                "why": "请逐项填写自查表并提交",
                "due": {"text": due[0], "kind": due[1]},
                "signs": [],
            }
        )
    return rows


def _inspections(actors: Sequence[Actor], today: date) -> list[dict[str, Any]]:
    inspecting = [actor for actor in actors if actor.tenant_id and actor.may(Can.SHEET_INSPECT)]
    if not inspecting:
        return []
    counties = [actor.tenant_id for actor in inspecting if actor.tenant_id]
    found = queries.to_inspect(counties, inspecting[0].person_id)
    left: Counter[Any] = Counter(campaign.id for _, campaign in found)
    campaigns: dict[Any, Campaign] = {campaign.id: campaign for _, campaign in found}
    rows = []
    for campaign_id, campaign in campaigns.items():
        tenant, due = directory().by_id(campaign.tenant_id), due_words(campaign.ends_on, today)
        rows.append(
            {
                "href": tenant_address(tenant, "campaigns.show_campaign", campaign_id=campaign_id),
                "title": campaign.title,
                "unit": tenant.short_name,
                "kind": CampaignKind(campaign.kind).label,
                "why": f"还有 {left[campaign_id]} 个单位的检查表待您填写",
                "due": {"text": due[0], "kind": due[1]},
                "signs": [],
            }
        )
    return rows
