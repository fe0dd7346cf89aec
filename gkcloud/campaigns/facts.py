"""What happens in campaigns, told to whoever listens: a port that the duties' area is connected to.

Every function is called inside the transaction of the change that it tells of.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from gkcloud.campaigns.model import Campaign, Sheet
from gkcloud.campaigns.rules import CampaignKind


@dataclass(frozen=True, slots=True)
class SupervisionFact:
    """Something that happened to ``tenant_id``; ``subject`` and ``kind`` name it once."""

    kind: str
    tenant_id: uuid.UUID
    subject: str
    at: datetime
    actor_id: uuid.UUID
    item: str
    label: str
    value: Decimal | None = None


Listener = Callable[[SupervisionFact], None]
_listeners: list[Listener] = []


def listen(listener: Listener) -> Listener:
    """Register who is told; usable as a decorator."""
    _listeners.append(listener)
    return listener


def forget(listener: Listener) -> None:
    """Take a listener out again."""
    _listeners.remove(listener)


def _tell(fact: SupervisionFact) -> None:
    for listener in _listeners:
        listener(fact)


def campaign_opened(campaign: Campaign, *, actor_id: uuid.UUID, at: datetime) -> None:
    """Tell that a county opened a campaign: a fact of the county's own."""
    kind = CampaignKind(campaign.kind)
    _tell(
        SupervisionFact("campaign_opened", campaign.tenant_id, str(campaign.id), at, actor_id, kind.value, kind.label)
    )


def self_check_submitted(sheet: Sheet, campaign: Campaign, *, actor_id: uuid.UUID, at: datetime) -> None:
    """Tell that a unit handed in its self-check."""
    label = f"报送自查表：{campaign.title}"
    _tell(
        SupervisionFact(
            "self_check_submitted", sheet.target_id, str(sheet.id), at, actor_id, campaign.kind, label, sheet.total
        )
    )


def inspection_closed(sheet: Sheet, campaign: Campaign, *, actor_id: uuid.UUID, at: datetime) -> None:
    """Tell that an inspection of a unit ended with its campaign."""
    label = f"接受{CampaignKind(campaign.kind).label}"
    _tell(SupervisionFact("inspection_closed", sheet.target_id, str(sheet.id), at, actor_id, campaign.kind, label))


def appraised(sheet: Sheet, campaign: Campaign, *, actor_id: uuid.UUID, at: datetime) -> None:
    """Tell a unit's score in a campaign; a vetoed sheet counts as 0."""
    label, value = f"考核得分：{campaign.title}", sheet.total or Decimal(0)
    _tell(SupervisionFact("appraised", sheet.target_id, str(sheet.id), at, actor_id, campaign.kind, label, value))
