"""What follows from supervision, told to whoever asked to hear of it, inside the transaction that brought it about.

Nobody is named here: ``duties.py`` registers ``on_fact`` and has the facts kept as evidence.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from gkcloud.rectification.model import CircularDraft, Commendation, Order
from gkcloud.rectification.rules import Mention


@dataclass(frozen=True, slots=True)
class Told:
    """A fact about one tenant: telling it twice with the same subject is one fact. ``label`` may be shown to that tenant."""

    kind: str
    tenant_id: uuid.UUID
    subject: str
    at: datetime
    label: str
    href: str
    actor_id: uuid.UUID | None = None
    due_on: date | None = None


FACT_HOOKS: list[Callable[[Told], object]] = []


def on_fact(hook: Callable[[Told], object]) -> Callable[[Told], object]:
    """Register what hears of every fact."""
    FACT_HOOKS.append(hook)
    return hook


def order_issued(order: Order, *, actor_id: uuid.UUID, at: datetime) -> None:
    """Tell that a unit was ordered to put something right."""
    _about_order("order_issued", order, actor_id, at)


def order_closed(order: Order, *, actor_id: uuid.UUID, at: datetime) -> None:
    """Tell that what a unit was ordered to put right is put right."""
    _about_order("order_closed", order, actor_id, at)


def circular_issued(circular: CircularDraft, *, actor_id: uuid.UUID, at: datetime) -> None:
    """Tell that a county issued a circular; the fact is the county's own."""
    href = f"/office/circulars/{circular.id}"
    # What a campaign opened and what came of it are a pair: they share its id.
    subject = str(circular.campaign_id or circular.id)
    _tell(Told("circular_issued", circular.tenant_id, subject, at, circular.title, href, actor_id))


def commended(mention: Commendation, *, at: datetime) -> None:
    """Tell that a unit was commended."""
    _about_mention("commended", mention, at)


def criticised(mention: Commendation, *, at: datetime) -> None:
    """Tell that a unit was criticised."""
    _about_mention("criticised", mention, at)


def _about_order(kind: str, order: Order, actor_id: uuid.UUID, at: datetime) -> None:
    href = f"/office/rectification/orders/{order.id}"
    _tell(Told(kind, order.target_id, str(order.id), at, order.title, href, actor_id, order.due_on))


def _about_mention(kind: str, mention: Commendation, at: datetime) -> None:
    label, href = Mention(mention.kind).label, "/office/rectification/commendations"
    _tell(Told(kind, mention.target_id, str(mention.id), at, label, href, mention.decided_by))


def _tell(told: Told) -> None:
    for hook in FACT_HOOKS:
        hook(told)
