"""What orders, appeals and circulars add to the inbox, of the county and of the unit. A few statements for any number."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from gkcloud.access.policy import Actor, Can
from gkcloud.campaigns.model import Campaign
from gkcloud.rectification import queries, views
from gkcloud.rectification.appealing import AppealState
from gkcloud.rectification.circulars import CircularState
from gkcloud.rectification.model import Appeal, CircularDraft, Order
from gkcloud.rectification.queries.circulars import circulars_to_sign
from gkcloud.rectification.rules import Move, OrderFacts, OrderState, possible
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.addresses import tenant_address
from gkcloud.web.clock import local
from gkcloud.web.waiting import also_waiting


@also_waiting
def waiting_rows(actors: Sequence[Actor], now: datetime) -> list[dict[str, Any]]:
    """Return what supervision asks of a person in every tenant that they serve."""
    wanted = (Can.ORDER_MANAGE, Can.ORDER_ANSWER, Can.APPEAL_DECIDE, Can.CIRCULAR_SIGN)
    serving = [actor for actor in actors if actor.tenant_id and any(actor.may(can) for can in wanted)]
    ids = [actor.tenant_id for actor in serving if actor.tenant_id]
    if not ids:
        return []
    orders = queries.orders_by(ids)
    steps = queries.steps_of(orders)
    facts = {row.id: queries.facts_of(row, steps[row.id]) for row in orders}
    appeals = queries.appeals_of(ids)
    circulars = circulars_to_sign(ids)
    rows = []
    for actor in serving:
        tenant = directory().by_id(actor.tenant_id)  # type: ignore[arg-type]
        rows += [row for each in orders if (row := _order_row(each, facts[each.id], actor, tenant, now)) is not None]
        rows += [row for each in appeals if (row := _appeal_row(each[0], each[2], actor, tenant)) is not None]
        rows += [row for each in circulars if (row := _circular_row(each, actor, tenant)) is not None]
    return rows


def _order_row(row: Order, facts: OrderFacts, actor: Actor, tenant: Tenant, now: datetime) -> dict[str, Any] | None:
    day = local(now).date()
    moves, time = possible(facts, actor, day), views.pressing(row, day)
    why = ""
    if Move.CLOSE in moves:
        why = f"{facts.unit}已报送整改情况，请核验"
    elif Move.RENEW in moves and facts.has_request:
        why = f"{facts.unit}申请延长整改期限，请答复"
    elif Move.RENEW in moves and time is not None and time.is_overdue:
        why = f"{facts.unit}逾期没有报送，请督促"
    elif Move.PROVE in moves and facts.state is OrderState.RETURNED:
        why = "核验没有通过，请继续整改后报送"
    elif Move.PROVE in moves and facts.state is OrderState.ISSUED:
        why = "请整改并报送整改情况" if facts.is_received else "请签收，整改后报送"
    if not why:
        return None
    due = {"text": time.text, "kind": time.kind} if time else None
    href = tenant_address(tenant, "rectification.show_order", order_id=row.id)
    return _row(tenant, row.title, "整改通知", href, why, due)


def _appeal_row(row: Appeal, campaign: Campaign, actor: Actor, tenant: Tenant) -> dict[str, Any] | None:
    is_asked = row.tenant_id == tenant.id and row.state == AppealState.FILED.value and actor.may(Can.APPEAL_DECIDE)
    if not is_asked:
        return None
    href = tenant_address(tenant, "rectification.show_appeal", appeal_id=row.id)
    why = f"{views.unit_name(row.target_id)}申请复核，请作出决定"
    return _row(tenant, campaign.title, "得分复核", href, why, None)


def _circular_row(row: CircularDraft, actor: Actor, tenant: Tenant) -> dict[str, Any] | None:
    if row.tenant_id != tenant.id:
        return None
    why = ""
    if row.state == CircularState.SUBMITTED.value and actor.may(Can.CIRCULAR_SIGN):
        why = "请您签发"
    elif row.state == CircularState.SIGNED.value and actor.may(Can.CIRCULAR_WRITE):
        why = "已签发，请印发"
    if not why:
        return None
    href = tenant_address(tenant, "circulars.show_circular", circular_id=row.id)
    return _row(tenant, row.title, "督查通报", href, why, None)


def _row(tenant: Tenant, title: str, kind: str, href: str, why: str, due: dict[str, str] | None) -> dict[str, Any]:
    return {
        "href": href,
        "title": title,
        "unit": tenant.short_name,
        "kind": kind,
        "why": why,
        "due": due,
        "signs": [],
    }
