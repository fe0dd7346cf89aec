"""From orders, appeals and mentions to what the templates draw: plain dicts, every word that a person reads."""

import uuid
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for

from gkcloud.access.policy import Actor, Can
from gkcloud.calendar.queries import calendar_for
from gkcloud.campaigns.model import Campaign, Sheet
from gkcloud.publishing.queries import names_of
from gkcloud.rectification.appealing import AppealState, ScoreFacts, refuse_filing
from gkcloud.rectification.model import Appeal, Commendation, Finding, Order, OrderFile, OrderStep
from gkcloud.rectification.queries import AppealView, OrderView
from gkcloud.rectification.queries.appeals import total_words
from gkcloud.rectification.rules import SUPERVISING, Mention, OrderState, Pressure, StepKind, pressure
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.web.rendering import chinese_date, file_size, iso_date, iso_minute

STATE_SIGNS = {
    OrderState.DRAFT: "waiting",
    OrderState.ISSUED: "info",
    OrderState.ANSWERED: "soon",
    OrderState.RETURNED: "overdue",
    OrderState.CLOSED: "met",
    OrderState.WITHDRAWN: "blocked",
}
APPEAL_SIGNS = {AppealState.FILED: "soon", AppealState.UPHELD: "info", AppealState.CHANGED: "met"}


def supervises(tenant: Tenant) -> bool:
    """Return whether a tenant supervises others: a government above the units."""
    return tenant.kind in SUPERVISING


def unit_name(tenant_id: uuid.UUID) -> str:
    """Return a unit's name as it is now, with a word on it when it is out of service."""
    try:
        unit = directory().by_id(tenant_id)
    except TenantUnknown:
        return "已撤销的单位"
    return unit.short_name if unit.status is TenantStatus.ACTIVE else f"{unit.short_name}（已停用）"


def units_below(tenant: Tenant) -> list[Tenant]:
    """Return the units below a tenant that are in service, in the packs' order."""
    return [each for each in directory().below(tenant) if each.status is TenantStatus.ACTIVE]


def unit_choices(tenant: Tenant) -> list[tuple[str, str]]:
    """Return these units as a form offers them."""
    return [(str(each.id), each.name) for each in units_below(tenant)]


def tabs(actor: Actor, tenant: Tenant, here: str) -> list[dict[str, Any]]:
    """Return the parts of the area that there are for this reader."""
    is_county = supervises(tenant)
    parts = [
        ("orders", "整改通知", "rectification.list_orders", True),
        ("findings", "发现的问题", "rectification.list_findings", is_county and actor.may(Can.ORDER_MANAGE)),
        ("appeals", "得分复核", "rectification.list_appeals", True),
        ("mentions", "表扬批评", "rectification.list_mentions", True),
    ]
    return [
        {"name": name, "href": url_for(endpoint), "is_current": key == here}
        for key, name, endpoint, is_offered in parts
        if is_offered
    ]


def number_of(row: Order) -> str:
    """Return an order's number as documents quote it; empty before it is issued."""
    return f"整改〔{row.year}〕{row.number}号" if row.number else ""


def pressing(row: Order, today: date) -> Pressure | None:
    """Return how much time an order's unit has left."""
    return pressure(OrderState(row.state), row.due_on, today, calendar_for(directory().by_id(row.tenant_id)))


def state_of(row: Order) -> dict[str, str]:
    """Return an order's state as a sign and a word."""
    state = OrderState(row.state)
    return {"text": state.label, "kind": STATE_SIGNS[state]}


def order_row(row: Order, actor: Actor, today: date) -> dict[str, Any]:
    """Return a row of the list of orders."""
    time = pressing(row, today)
    other = row.target_id if actor.tenant_id == row.tenant_id else row.tenant_id
    return {
        "title": row.title,
        "href": url_for("rectification.show_order", order_id=row.id),
        "number": number_of(row),
        "unit": unit_name(other),
        "state": state_of(row),
        "due": iso_date(row.due_on),
        "time": {"text": time.text, "kind": time.kind} if time else None,
    }


def order_head(view: OrderView, today: date) -> dict[str, Any]:
    """Return what stands under an order's title: whose it is, until when, and how pressing it is."""
    row, time = view.row, pressing(view.row, today)
    return {
        "lead": f"{unit_name(row.target_id)}　整改期限 {chinese_date(row.due_on)}",
        "time": {"text": time.text, "kind": time.kind} if time else None,
    }


def order_facts(view: OrderView, tenant: Tenant) -> list[tuple[str, str]]:
    """Return what is known of an order as a whole."""
    row, issued = view.row, view.step(StepKind.ISSUED)
    days = "" if row.due_on == row.first_due_on else f"，原定 {chinese_date(row.first_due_on)}"
    provisional = (
        "（当年放假安排尚未公布，以公布后为准）" if row.due_on > calendar_for(tenant).announced_until else ""
    )
    now_called, then = unit_name(row.target_id), issued.text if issued else ""
    renamed = f"（下达时为{then}）" if then and then != _full_name(row.target_id) else ""
    received = view.step(StepKind.RECEIVED)
    rows = [
        ("编号", number_of(row)),
        ("整改单位", f"{now_called}{renamed}"),
        ("督查单位", unit_name(row.tenant_id)),
        ("整改期限", f"{chinese_date(row.due_on)}{days}{provisional}"),
        ("下达", iso_minute(row.issued_at) if row.issued_at else ""),
        ("签收", iso_minute(received.made_at) if received else _not_signed(view)),
        ("销号", iso_minute(row.closed_at) if row.closed_at else ""),
    ]
    return [(label, value) for label, value in rows if value]


def _not_signed(view: OrderView) -> str:
    return "尚未签收" if view.row.issued_at and not view.facts.is_received else ""


def _full_name(tenant_id: uuid.UUID) -> str:
    try:
        return directory().by_id(tenant_id).name
    except TenantUnknown:
        return ""


def findings(rows: Sequence[Finding]) -> list[dict[str, str]]:
    """Return problems as an order lists them."""
    return [{"title": each.title, "detail": each.detail, "item": each.item} for each in rows]


def steps(view: OrderView) -> list[dict[str, Any]]:
    """Return what happened to an order, newest first; persons of the other side are not named."""
    names = names_of(step.made_by for step in view.steps)
    return [_step(step, view.files, names) for step in reversed(view.steps)]


def _step(step: OrderStep, files: Sequence[OrderFile], names: dict[uuid.UUID, str]) -> dict[str, Any]:
    kind = StepKind(step.kind)
    person = names.get(step.made_by, "") if step.made_by else ""
    due = f"期限：{chinese_date(step.due_on)}" if step.due_on else ""
    return {
        "what": kind.label,
        "who": f"{unit_name(step.made_in)}{f'　{person}' if person else ''}",
        "at": iso_minute(step.made_at),
        "text": "" if kind is StepKind.ISSUED else step.text,
        "due": due,
        "files": [file_row(each) for each in files if each.step_id == step.id],
    }


def file_row(file: OrderFile) -> dict[str, Any]:
    """Return a proof as lists of files draw it; a picture is shown small."""
    href = url_for("rectification.send_proof", order_id=file.order_id, proof_id=file.id)
    return {
        "name": file.name,
        "href": href,
        "kind": file.extension.upper(),
        "size": file_size(file.size),
        "is_picture": file.media_type.startswith("image/"),
    }


def finding_groups(rows: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return problems that no order takes up, by unit."""
    groups: dict[uuid.UUID, list[Finding]] = {}
    for row in rows:
        groups.setdefault(row.target_id, []).append(row)
    return [
        {
            "unit": unit_name(target_id),
            "order_href": url_for("rectification.new_order", unit=target_id),
            "rows": [_finding_row(each) for each in found],
        }
        for target_id, found in groups.items()
    ]


def _finding_row(row: Finding) -> dict[str, str]:
    return {
        "title": row.title,
        "detail": row.detail,
        "found": iso_date(row.found_at),
        "drop_action": url_for("rectification.drop_finding", finding_id=row.id),
    }


def appeal_row(row: Appeal, sheet: Sheet, campaign: Campaign, actor: Actor) -> dict[str, Any]:
    """Return a row of the list of appeals."""
    state = AppealState(row.state)
    other = row.target_id if actor.tenant_id == row.tenant_id else row.tenant_id
    return {
        "title": campaign.title,
        "href": url_for("rectification.show_appeal", appeal_id=row.id),
        "unit": unit_name(other),
        "state": {"text": state.label, "kind": APPEAL_SIGNS[state]},
        "total": f"{total_words(row.total_before)} → {total_words(row.total_after)}"
        if state is AppealState.CHANGED
        else total_words(row.total_before if row.total_before is not None else sheet.total),
        "filed": iso_date(row.filed_at),
    }


def score_row(sheet: Sheet, campaign: Campaign, facts: ScoreFacts, actor: Actor, today: date) -> dict[str, Any]:
    """Return a row of a unit's own scores, with the way to appeal while there is one."""
    fault = refuse_filing(facts, actor, today)
    return {
        "title": campaign.title,
        "total": total_words(sheet.total),
        "told": iso_date(facts.told_on) if facts.told_on else "",
        "until": iso_date(facts.until) if facts.until else "",
        "appeal_href": url_for("rectification.new_appeal", scored_id=sheet.id) if fault is None else None,
        "why_not": fault or "",
    }


def appeal_facts(view: AppealView) -> list[tuple[str, str]]:
    """Return what is known of an appeal as a whole."""
    row, names = view.row, names_of([view.row.filed_by, view.row.decided_by])
    by = names.get(row.decided_by, "") if row.decided_by else ""
    decided = f"{by}　{iso_minute(row.decided_at)}".strip("　") if row.decided_at else ""
    rows = [
        ("检查", view.score.campaign.title),
        ("申请单位", unit_name(row.target_id)),
        ("原得分", total_words(row.total_before)),
        ("申请", f"{names.get(row.filed_by, '')}　{iso_minute(row.filed_at)}".strip("　")),
        ("复核后得分", total_words(row.total_after) if row.decided_at else ""),
        ("决定", decided),
    ]
    return [(label, value) for label, value in rows if value]


def appealed_items(view: AppealView) -> list[dict[str, str]]:
    """Return the items that an appeal is about, with their new points where they were changed."""
    changes = view.row.changes or {}
    return [
        {
            "code": code,
            "text": view.score.items.get(code, "（标准中已无此项）"),
            "points": f"{Decimal(changes[code]).normalize():f} 分" if code in changes else "",
        }
        for code in view.row.items
    ]


def mention_row(row: Commendation, actor: Actor, sources: dict[uuid.UUID, str]) -> dict[str, Any]:
    """Return a row of what was said of units; ``sources`` names campaigns and circulars."""
    kind, is_own = Mention(row.kind), row.tenant_id == actor.tenant_id
    basis = "；".join(
        filter(None, (row.basis, *(sources.get(each, "") for each in (row.campaign_id, row.circular_id) if each)))
    )
    may_withdraw = is_own and row.withdrawn_at is None and actor.may(Can.ORDER_MANAGE)
    return {
        "unit": unit_name(row.target_id if is_own else row.tenant_id),
        "kind": {"text": kind.label, "kind": "met" if kind is Mention.COMMENDED else "overdue"},
        "reason": row.reason,
        "basis": basis,
        "on": iso_date(row.decided_on),
        "note": _mention_note(row),
        "withdraw_href": url_for("rectification.withdraw_mention", mention_id=row.id) if may_withdraw else None,
    }


def _mention_note(row: Commendation) -> str:
    if row.withdrawn_at is not None:
        return f"已撤销：{row.withdrawn_reason}"
    return "随通报印发时告知单位" if row.shown_at is None else ""
