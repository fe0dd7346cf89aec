"""Reading scores that were told, and the appeals against them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import abort
from sqlalchemy import or_, select, tuple_

from gkcloud.access.policy import Actor
from gkcloud.calendar.queries import calendar_for
from gkcloud.campaigns.model import Campaign, Sheet
from gkcloud.database import db
from gkcloud.rectification.appealing import ScoreFacts
from gkcloud.rectification.model import Appeal
from gkcloud.standards.model import StandardVersion
from gkcloud.tenancy.directory import directory
from gkcloud.web.clock import local
from gkcloud.worktime import due_after

INSPECTION = "inspection"


@dataclass(frozen=True)
class ScoreView:
    """A score that may be appealed: the inspector's sheet, its campaign, what it was scored by, and any appeal."""

    sheet: Sheet
    campaign: Campaign
    items: Mapping[str, str]
    appeal: Appeal | None
    facts: ScoreFacts
    # What the standard says, as it is stored.
    content: Mapping[str, Any]


@dataclass(frozen=True)
class AppealView:
    """An appeal with the score that it is about."""

    row: Appeal
    score: ScoreView


def access_score(sheet_id: uuid.UUID, actor: Actor) -> ScoreView:
    """Return the score of a sheet that the actor's tenant gave or was given; 404 when there is none."""
    side = or_(Sheet.tenant_id == actor.tenant_id, Sheet.target_id == actor.tenant_id)
    statement = select(Sheet).where(Sheet.id == sheet_id, Sheet.kind == INSPECTION, side)
    sheet = db.session.execute(statement).scalar_one_or_none()
    if sheet is None:
        abort(404)
    return score_view(sheet)


def access_appeal(appeal_id: uuid.UUID, actor: Actor) -> AppealView:
    """Return an appeal that the actor's tenant filed or has to decide; 404 when there is none."""
    side = or_(Appeal.tenant_id == actor.tenant_id, Appeal.target_id == actor.tenant_id)
    row = db.session.execute(select(Appeal).where(Appeal.id == appeal_id, side)).scalar_one_or_none()
    if row is None:
        abort(404)
    return AppealView(row, score_view(db.session.get_one(Sheet, (row.tenant_id, row.sheet_id))))


def score_view(sheet: Sheet) -> ScoreView:
    """Return the score of a sheet."""
    campaign = db.session.get_one(Campaign, (sheet.tenant_id, sheet.campaign_id))
    version = db.session.get_one(StandardVersion, (campaign.tenant_id, campaign.version_id))
    appeal = db.session.execute(
        select(Appeal).where(Appeal.tenant_id == sheet.tenant_id, Appeal.sheet_id == sheet.id)
    ).scalar_one_or_none()
    facts = score_facts(sheet, has_appeal=appeal is not None)
    return ScoreView(sheet, campaign, item_names(version), appeal, facts, version.content)


def score_facts(sheet: Sheet, *, has_appeal: bool) -> ScoreFacts:
    """Return what the rules need to know of a sheet's score; the county says how long it takes appeals."""
    owner = directory().by_id(sheet.tenant_id)
    told_on = local(sheet.shown_at).date() if sheet.shown_at else None
    days = owner.spec.supervision.appeal_days
    until = due_after(told_on, days, calendar_for(owner)).day if told_on else None
    return ScoreFacts(sheet.tenant_id, sheet.target_id, sheet.total, told_on, until, has_appeal)


def item_names(version: StandardVersion) -> dict[str, str]:
    """Return the items of a standard by their codes, in order."""
    sections = version.content.get("sections", ())
    return {item["code"]: item["text"] for section in sections for item in section.get("items", ())}


def appeals_of(tenant_ids: Sequence[uuid.UUID]) -> Sequence[tuple[Appeal, Sheet, Campaign]]:
    """Return the appeals that several tenants filed or have to decide, undecided and newest first; one statement."""
    sides = or_(Appeal.tenant_id.in_(tenant_ids), Appeal.target_id.in_(tenant_ids))
    statement = (
        select(Appeal, Sheet, Campaign)
        .join(Sheet, (Sheet.tenant_id == Appeal.tenant_id) & (Sheet.id == Appeal.sheet_id))
        .join(Campaign, (Campaign.tenant_id == Sheet.tenant_id) & (Campaign.id == Sheet.campaign_id))
        .where(sides)
        .order_by(Appeal.decided_at.is_not(None), Appeal.filed_at.desc())
    )
    return db.session.execute(statement).all()


def scores_told(target_id: uuid.UUID) -> Sequence[tuple[Sheet, Campaign, ScoreFacts]]:
    """Return the scores that a unit was told, newest first."""
    statement = (
        select(Sheet, Campaign)
        .join(Campaign, (Campaign.tenant_id == Sheet.tenant_id) & (Campaign.id == Sheet.campaign_id))
        .where(Sheet.target_id == target_id, Sheet.kind == INSPECTION, Sheet.shown_at.is_not(None))
        .order_by(Sheet.shown_at.desc())
    )
    rows = db.session.execute(statement).all()
    keys = [(sheet.tenant_id, sheet.id) for sheet, _ in rows]
    appealed = select(Appeal.sheet_id).where(tuple_(Appeal.tenant_id, Appeal.sheet_id).in_(keys))
    taken = set(db.session.execute(appealed).scalars()) if keys else set()
    return [(sheet, campaign, score_facts(sheet, has_appeal=sheet.id in taken)) for sheet, campaign in rows]


def total_words(total: Decimal | None) -> str:
    """Return points as people write them."""
    return "无总分" if total is None else f"{total.normalize():f} 分"
