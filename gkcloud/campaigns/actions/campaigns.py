"""Planning a campaign, opening it, and ending it."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.campaigns import facts, queries
from gkcloud.campaigns.actions.refusals import CampaignRefused
from gkcloud.campaigns.model import Campaign, CampaignInspector, CampaignTarget, Sheet
from gkcloud.campaigns.queries import CampaignView
from gkcloud.campaigns.rules import (
    CampaignFacts,
    CampaignKind,
    CampaignState,
    Move,
    Period,
    SheetKind,
    SheetState,
    overlap_sentence,
    overlaps,
    refuse_closing,
    refuse_plan,
)
from gkcloud.database import db
from gkcloud.standards import queries as standards
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.clock import local


@dataclass(frozen=True, slots=True)
class CampaignPlan:
    """What a county plans: everything that can be changed until the campaign is opened."""

    kind: CampaignKind
    title: str
    period: Period
    version_id: uuid.UUID
    has_self_check: bool
    has_inspection: bool
    self_check_due: date | None
    ends_on: date
    targets: frozenset[uuid.UUID]
    inspectors: frozenset[uuid.UUID]
    note: str = ""


@action("campaign.create")
def create(plan: CampaignPlan, *, actor: Actor, now: datetime) -> Campaign:
    """Plan a campaign. Raises CampaignRefused for a plan that cannot be."""
    tenant = _county(actor)
    _check(plan, tenant, actor, now)
    row = Campaign(
        tenant_id=tenant.id,
        id=uuid.uuid4(),
        state=CampaignState.DRAFT.value,
        overlap_reason="",
        created_by=actor.person_id,
        created_at=now,
        **_values(plan),
        updated_at=now,
    )
    db.session.add(row)
    db.session.flush()
    _choose(row, plan, now)
    _record("campaign.create", row, actor, now, kind=row.kind, targets=len(plan.targets))
    return row


@action("campaign.edit")
def edit(campaign_id: uuid.UUID, plan: CampaignPlan, *, actor: Actor, now: datetime) -> Campaign:
    """Change the plan of a campaign that was not opened yet."""
    view = _lock(campaign_id, actor)
    _require(Move.EDIT, view)
    _check(plan, _county(actor), actor, now)
    values = _values(plan)
    held = frozenset(each.target_id for each in view.targets), frozenset(view.inspectors)
    if held == (plan.targets, plan.inspectors) and all(getattr(view.row, k) == v for k, v in values.items()):
        nothing_to_do("campaign.edit")
        return view.row
    for key, value in values.items():
        setattr(view.row, key, value)
    _choose(view.row, plan, now)
    _record("campaign.edit", view.row, actor, now, kind=view.row.kind, targets=len(plan.targets))
    return view.row


@action("campaign.open")
def open_campaign(campaign_id: uuid.UUID, overlap_reason: str = "", *, actor: Actor, now: datetime) -> Campaign:
    """Open a campaign: every unit gets its sheets, and from now on the standard's version and the units stand.

    Raises CampaignRefused where another campaign asks the same of the same units, unless a reason is given.
    """
    view = _lock(campaign_id, actor)
    row = view.row
    if row.state == CampaignState.OPEN.value:
        nothing_to_do("campaign.open")
        return row
    _require(Move.OPEN, view)
    if row.ends_on < local(now).date():
        raise CampaignRefused("督查结束日期已经过去，请先修改日期再开始。")
    if gone := [each.name for each in view.targets if not _is_served(each.target_id)]:
        raise CampaignRefused(f"{'、'.join(gone)}已撤并或停用，请先从名单中去掉。")
    found = overlaps(queries.plan_of(row, view.targets), queries.other_plans(row))
    if found and not overlap_reason.strip():
        raise CampaignRefused(overlap_sentence(found, {each.target_id: each.name for each in view.targets}))
    row.state, row.opened_by, row.opened_at = CampaignState.OPEN.value, actor.person_id, now
    row.overlap_reason = overlap_reason.strip() if found else ""
    for target in view.targets:
        target.shown_at = None if view.kind.is_hidden else now
    db.session.flush()
    _hand_out_sheets(view, now)
    version = {"version": str(row.version_id), "content_hash": view.version.content_hash}
    _record("campaign.open", row, actor, now, **version, overlap=row.overlap_reason)
    facts.campaign_opened(row, actor_id=actor.person_id, at=now)
    return row


@action("campaign.close")
def close(campaign_id: uuid.UUID, *, is_sure: bool = False, actor: Actor, now: datetime) -> Campaign:
    """End a campaign: nothing is filled in any more, and every unit sees its own result.

    Raises CampaignRefused while inspections are open, unless somebody ``is_sure`` that they stay without a score.
    """
    view = _lock(campaign_id, actor)
    if view.row.state == CampaignState.CLOSED.value:
        nothing_to_do("campaign.close")
        return view.row
    _require(Move.CLOSE, view)
    unfinished = [each for each in view.sheets if _is_open_inspection(each)]
    if reason := refuse_closing(_facts(view, len(unfinished)), is_sure=is_sure):
        raise CampaignRefused(reason)
    view.row.state, view.row.closed_by, view.row.closed_at = CampaignState.CLOSED.value, actor.person_id, now
    for target in view.targets:
        target.shown_at = target.shown_at or now
    for sheet in view.sheets:
        sheet.shown_at = sheet.shown_at or now
    _record("campaign.close", view.row, actor, now, unfinished=len(unfinished))
    _tell_results(view, actor, now)
    return view.row


@action("campaign.cancel")
def cancel(campaign_id: uuid.UUID, *, actor: Actor, now: datetime) -> Campaign:
    """Give a campaign up, planned or under way; what was filled in stays readable for the county."""
    view = _lock(campaign_id, actor)
    if view.row.state == CampaignState.CANCELLED.value:
        nothing_to_do("campaign.cancel")
        return view.row
    _require(Move.CANCEL, view)
    view.row.state, view.row.closed_by, view.row.closed_at = CampaignState.CANCELLED.value, actor.person_id, now
    _record("campaign.cancel", view.row, actor, now)
    return view.row


def _tell_results(view: CampaignView, actor: Actor, now: datetime) -> None:
    for sheet in view.sheets:
        if sheet.kind != SheetKind.INSPECTION.value or sheet.state != SheetState.SUBMITTED.value:
            continue
        facts.inspection_closed(sheet, view.row, actor_id=actor.person_id, at=now)
        facts.appraised(sheet, view.row, actor_id=actor.person_id, at=now)


def _hand_out_sheets(view: CampaignView, now: datetime) -> None:
    row = view.row
    kinds = [SheetKind.SELF_CHECK] * row.has_self_check + [SheetKind.INSPECTION] * row.has_inspection
    for target in view.targets:
        for kind in kinds:
            sheet = Sheet(
                tenant_id=row.tenant_id,
                id=uuid.uuid4(),
                campaign_id=row.id,
                target_id=target.target_id,
                kind=kind.value,
                state=SheetState.OPEN.value,
                # A unit sees what it writes itself; an inspector's sheet when the campaign is over.
                shown_at=now if kind is SheetKind.SELF_CHECK else None,
                summary="",
                created_at=now,
                updated_at=now,
            )
            db.session.add(sheet)
    db.session.flush()


def _values(plan: CampaignPlan) -> dict[str, object]:
    return {
        "kind": plan.kind.value,
        "title": plan.title.strip(),
        "period_from": plan.period.first,
        "period_to": plan.period.last,
        "version_id": plan.version_id,
        "has_self_check": plan.has_self_check,
        "has_inspection": plan.has_inspection,
        "self_check_due": plan.self_check_due if plan.has_self_check else None,
        "ends_on": plan.ends_on,
        "note": plan.note.strip(),
    }


def _check(plan: CampaignPlan, tenant: Tenant, actor: Actor, now: datetime) -> None:
    reason = refuse_plan(
        plan.kind,
        plan.period,
        has_self_check=plan.has_self_check,
        due=plan.self_check_due if plan.has_self_check else None,
        ends=plan.ends_on,
    )
    if reason:
        raise CampaignRefused(reason)
    if plan.version_id not in {each.id for each in standards.newest_versions(tenant.id)}:
        raise CampaignRefused("所选的标准已停用或有了新版本，请重新选择标准。")
    below = {each.id: each for each in (tenant, *directory().below(tenant))}
    if not plan.targets <= below.keys():
        raise CampaignRefused("名单中有不属于本县的单位，请重新选择。")
    kinds = standards.content_of(standards.version(tenant.id, plan.version_id)).kinds
    if kinds and (others := [below[each].name for each in plan.targets if below[each].kind.value not in kinds]):
        shown = "、".join(sorted(others)[:3])
        raise CampaignRefused(f"所选标准不适用于{shown}等 {len(others)} 个单位，请换一份标准，或从名单中去掉。")
    known = queries.inspectors_now(tenant.id, local(now).date()).keys() | {actor.person_id}
    if not plan.inspectors <= known:
        raise CampaignRefused("名单中有人已不再担任督查员，请重新选择。")


def _choose(row: Campaign, plan: CampaignPlan, now: datetime) -> None:
    """Bring units and inspectors up to the plan."""
    held = {each.target_id: each for each in queries.targets_of([row.id], row.tenant_id)}
    for target_id in held.keys() - plan.targets:
        db.session.delete(held[target_id])
    for target_id in plan.targets - held.keys():
        tenant = directory().by_id(target_id)
        db.session.add(
            CampaignTarget(
                tenant_id=row.tenant_id,
                campaign_id=row.id,
                target_id=target_id,
                name=tenant.name,
                kind=tenant.kind.value,
            )
        )
    named = set(queries.inspectors_of(row))
    for person_id in named - plan.inspectors:
        db.session.delete(db.session.get_one(CampaignInspector, (row.tenant_id, row.id, person_id)))
    for person_id in plan.inspectors - named:
        key = {"tenant_id": row.tenant_id, "campaign_id": row.id, "person_id": person_id}
        db.session.add(CampaignInspector(**key, added_at=now))
    db.session.flush()


def _county(actor: Actor) -> Tenant:
    if actor.tenant_id is None:
        raise CampaignRefused("请在县级单位的办公页面操作。")
    return directory().by_id(actor.tenant_id)


def _lock(campaign_id: uuid.UUID, actor: Actor) -> CampaignView:
    statement = select(Campaign).where(Campaign.tenant_id == actor.tenant_id, Campaign.id == campaign_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise CampaignRefused("没有找到这次督查，请返回列表查看。")
    return queries.view_of(row, actor)


def _require(move: Move, view: CampaignView) -> None:
    if move not in view.possible:
        raise CampaignRefused(view.possible.why_not(move))


def _is_served(target_id: uuid.UUID) -> bool:
    tenant = queries.tenant_now(target_id)
    return tenant is not None and tenant.status.value == "active"


def _is_open_inspection(sheet: Sheet) -> bool:
    return sheet.kind == SheetKind.INSPECTION.value and sheet.state == SheetState.OPEN.value


def _facts(view: CampaignView, unfinished: int) -> CampaignFacts:
    row = view.row
    return CampaignFacts(
        view.kind,
        view.state,
        len(view.targets),
        len(view.inspectors),
        row.has_self_check,
        row.has_inspection,
        unfinished,
    )


def _record(name: str, row: Campaign, actor: Actor, now: datetime, **data: object) -> None:
    row.updated_at = now
    db.session.flush()
    record(name, actor_id=actor.person_id, subject=("campaign", row.id), at=now, **data)
