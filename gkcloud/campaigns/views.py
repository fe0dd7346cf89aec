"""What templates need of campaigns."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import url_for

from gkcloud.campaigns.model import Campaign, CampaignTarget, Sheet
from gkcloud.campaigns.queries import CampaignView, tenant_now
from gkcloud.campaigns.rules import (
    CampaignKind,
    CampaignState,
    Period,
    SheetKind,
    SheetState,
    due_words,
    renamed_since,
)
from gkcloud.standards.rules import plain
from gkcloud.standards.scoring import OUTCOME_LABELS, Outcome, Ranked, ranked
from gkcloud.tenancy.rules import Kind, TenantStatus
from gkcloud.web.rendering import chinese_date, iso_date

STATE_SIGNS = {
    CampaignState.DRAFT: "waiting",
    CampaignState.OPEN: "soon",
    CampaignState.CLOSED: "met",
    CampaignState.CANCELLED: "blocked",
}
# Who is compared with whom: townships and streets do the same work.
GROUPS = {
    Kind.TOWNSHIP: "乡镇街道",
    Kind.STREET: "乡镇街道",
    Kind.VILLAGE: "村（社区）",
    Kind.COMMUNITY: "村（社区）",
}


def points(value: Decimal | None) -> str:
    """Return a total or points without needless zeros; "" for none."""
    return "" if value is None else plain(value)


def state_of(row: Campaign) -> dict[str, str]:
    """Return where a campaign stands, as a status."""
    state = CampaignState(row.state)
    return {"text": state.label, "kind": STATE_SIGNS[state]}


def campaign_row(row: Campaign, sheets: Sequence[Sheet], today: date) -> dict[str, Any]:
    """Return a campaign as a row of the list."""
    done = [each for each in sheets if each.state == SheetState.SUBMITTED.value]
    left = due_words(row.ends_on, today) if row.state == CampaignState.OPEN.value else None
    return {
        "title": row.title,
        "href": url_for("campaigns.show_campaign", campaign_id=row.id),
        "kind": CampaignKind(row.kind).label,
        "state": state_of(row),
        "period": Period(row.period_from, row.period_to).label,
        "done": f"{len(done)} / {len(sheets)}" if sheets else "",
        "ends": iso_date(row.ends_on),
        "left": {"text": left[0], "kind": left[1]} if left else None,
    }


def facts_of(view: CampaignView, names: Mapping[uuid.UUID, str]) -> list[tuple[str, Any]]:
    """Return what a campaign is, for a table of facts."""
    row = view.row
    ways = [name for has, name in ((row.has_self_check, "单位自查"), (row.has_inspection, "督查员检查")) if has]
    return [
        ("类型", view.kind.label),
        ("考核时段", view.period.label),
        ("方式", "、".join(ways)),
        ("标准", {"text": f"{view.version.title}（第 {view.version.number} 版）", "href": _version_href(view)}),
        ("自查截止", chinese_date(row.self_check_due) if row.self_check_due else ""),
        ("督查结束", chinese_date(row.ends_on)),
        ("督查员", "、".join(names.get(each, "已不在本单位") for each in view.inspectors)),
        ("单位", f"{len(view.targets)} 个"),
        ("重叠的理由", row.overlap_reason),
        ("说明", row.note),
    ]


def _version_href(view: CampaignView) -> str:
    return url_for("standards.show_version", version_id=view.version.id)


def version_sentence(view: CampaignView, newest: int) -> str | None:
    """Return what to say when the standard has got a newer version than the campaign is pinned to."""
    if newest <= view.version.number:
        return None
    return (
        f"《{view.version.title}》已有第 {newest} 版；这次督查从一开始就使用第 {view.version.number} 版，"
        "各单位都按同一版本评分，不受影响。"
    )


def unit_name(target: CampaignTarget) -> dict[str, str]:
    """Return a unit's name as it was when the campaign began, and what became of it since."""
    tenant = tenant_now(target.target_id)
    is_served = tenant is not None and tenant.status is TenantStatus.ACTIVE
    note = renamed_since(target.name, tenant.name if tenant else None, is_served=is_served)
    return {"name": target.name, "note": note}


def target_rows(view: CampaignView, names: Mapping[uuid.UUID, str]) -> list[dict[str, Any]]:
    """Return the units of a campaign with their two sheets."""
    rows = []
    for target in view.targets:
        own, inspected = (view.sheet(target.target_id, kind) for kind in SheetKind)
        href = url_for("campaigns.compare_unit", campaign_id=view.row.id, target_id=target.target_id)
        rows.append(
            {
                **unit_name(target),
                "href": href if own is not None or inspected is not None else None,
                "self_check": sheet_status(own, names),
                "inspection": sheet_status(inspected, names),
            }
        )
    return rows


def sheet_status(sheet: Sheet | None, names: Mapping[uuid.UUID, str]) -> dict[str, str] | None:
    """Return where a sheet stands, as a status with the sheet's address."""
    if sheet is None:
        return None
    href = url_for("campaigns.show_sheet", sheet_id=sheet.id)
    if sheet.state == SheetState.SUBMITTED.value:
        said = points(sheet.total)
        return {"text": f"已提交　{said} 分" if said else f"已提交　{outcome_of(sheet)}", "kind": "met", "href": href}
    if sheet.holder_id is not None:
        return {"text": f"{names.get(sheet.holder_id, '原督查员')}填写中", "kind": "soon", "href": href}
    is_begun = sheet.updated_at > sheet.created_at
    return {"text": "填写中" if is_begun else "未开始", "kind": "soon" if is_begun else "waiting", "href": href}


def outcome_of(sheet: Sheet) -> str:
    """Return what a submitted sheet came to, in a word."""
    return OUTCOME_LABELS[Outcome(sheet.result["outcome"])] if sheet.result else ""


def grade_of(sheet: Sheet | None) -> str:
    """Return a submitted sheet's grade."""
    return str(sheet.result["grade"]) if sheet is not None and sheet.result else ""


def result_groups(view: CampaignView) -> list[dict[str, Any]]:
    """Return the results, each kind of units ranked among its own; equal totals share a rank."""
    kind = SheetKind.INSPECTION if view.row.has_inspection else SheetKind.SELF_CHECK
    groups: dict[str, list[CampaignTarget]] = {}
    for target in view.targets:
        groups.setdefault(GROUPS.get(Kind(target.kind), Kind(target.kind).label), []).append(target)
    return [{"name": name, "rows": _ranked_rows(view, targets, kind)} for name, targets in groups.items()]


def _ranked_rows(view: CampaignView, targets: Iterable[CampaignTarget], kind: SheetKind) -> list[dict[str, Any]]:
    by_key = {str(each.target_id): each for each in targets}
    totals = {key: _total(view, each, kind) for key, each in by_key.items()}
    return [_ranked_row(view, by_key[place.key], place, kind) for place in ranked(totals)]


def _total(view: CampaignView, target: CampaignTarget, kind: SheetKind) -> Decimal | None:
    sheet = view.sheet(target.target_id, kind)
    return sheet.total if sheet is not None and sheet.state == SheetState.SUBMITTED.value else None


def _ranked_row(view: CampaignView, target: CampaignTarget, place: Ranked, kind: SheetKind) -> dict[str, Any]:
    sheet = view.sheet(target.target_id, kind)
    own = view.sheet(target.target_id, SheetKind.SELF_CHECK) if kind is SheetKind.INSPECTION else None
    if place.rank is not None:
        rank = f"{place.rank}{'（并列）' if place.is_shared else ''}"
    elif sheet is not None and sheet.result:
        rank = outcome_of(sheet)
    else:
        rank = "没有提交"
    return {
        **unit_name(target),
        "href": url_for("campaigns.compare_unit", campaign_id=view.row.id, target_id=target.target_id),
        "rank": rank,
        "total": points(place.total),
        "grade": grade_of(sheet),
        "own": points(own.total) if own else "",
    }


def check_row(sheet: Sheet, campaign: Campaign, today: date) -> dict[str, Any]:
    """Return one of a unit's own sheets as a row."""
    is_own = sheet.kind == SheetKind.SELF_CHECK.value
    status = {"text": "没有提交", "kind": "blocked"}
    if sheet.state == SheetState.SUBMITTED.value:
        said = f"{points(sheet.total)} 分" if sheet.total is not None else outcome_of(sheet)
        status = {"text": f"{'已报送' if is_own else '检查结果'}　{said}", "kind": "met" if is_own else "info"}
    elif is_own and campaign.state == CampaignState.OPEN.value:
        text, kind = due_words(campaign.self_check_due or campaign.ends_on, today)
        status = {"text": f"请填写，{text}", "kind": "soon" if kind == "waiting" else kind}
    return {
        "title": campaign.title,
        "href": url_for("checks.show_sheet", sheet_id=sheet.id),
        "kind": SheetKind(sheet.kind).label,
        "status": status,
        "period": Period(campaign.period_from, campaign.period_to).label,
        "grade": grade_of(sheet),
    }
