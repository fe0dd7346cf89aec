"""Reading circulars, and the results that one is drafted from."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort
from sqlalchemy import func, select

from gkcloud.access.policy import Actor
from gkcloud.campaigns.model import Campaign, CampaignTarget, Sheet
from gkcloud.campaigns.rules import CampaignKind
from gkcloud.database import db
from gkcloud.jobs.model import Job
from gkcloud.printing.model import Printing
from gkcloud.rectification.circulars import (
    Act,
    CircularFacts,
    CircularState,
    CircularText,
    allowed_acts,
)
from gkcloud.rectification.drafting import CampaignResults, UnitResult, ranked
from gkcloud.rectification.model import CircularDraft, Commendation, Finding
from gkcloud.rectification.queries.appeals import INSPECTION
from gkcloud.rectification.rules import FindingState, Mention
from gkcloud.tenancy.rules import Kind
from gkcloud.web.paging import Slice

# What a total has to reach where a sheet's result does not say whether it passed.
PASS_FROM = 60


@dataclass(frozen=True)
class CircularView:
    """A circular with what a page about it needs; ``returned`` is why the signer sent it back, if they did."""

    row: CircularDraft
    text: CircularText
    facts: CircularFacts
    acts: frozenset[Act]
    returned: str
    printing: Printing | None


def access_circular(circular_id: uuid.UUID, actor: Actor) -> CircularView:
    """Return a circular of the actor's tenant with what the actor may do; 404 when there is none."""
    row = db.session.get(CircularDraft, (actor.tenant_id, circular_id))
    if row is None:
        abort(404)
    return circular_view(row, actor)


def circular_view(row: CircularDraft, actor: Actor) -> CircularView:
    """Return a circular with what the actor may do."""
    facts = CircularFacts(row.tenant_id, CircularState(row.state), row.post_id is not None)
    printing = db.session.get(Printing, (row.tenant_id, row.printing_id)) if row.printing_id else None
    text, returned = CircularText.from_json(row.content["text"]), row.content.get("returned", "")
    return CircularView(row, text, facts, allowed_acts(facts, actor), returned, printing)


def list_circulars(tenant_id: uuid.UUID, part: Slice) -> tuple[Sequence[CircularDraft], int]:
    """Return one slice of a tenant's circulars, last changed first, and how many there are."""
    wanted = (CircularDraft.tenant_id == tenant_id, CircularDraft.state != CircularState.DISCARDED.value)
    statement = select(CircularDraft).where(*wanted).order_by(CircularDraft.updated_at.desc(), CircularDraft.id)
    total = db.session.execute(select(func.count()).select_from(CircularDraft).where(*wanted)).scalar_one()
    return db.session.execute(statement.limit(part.per_page).offset(part.offset)).scalars().all(), total


def circulars_to_sign(tenant_ids: Sequence[uuid.UUID]) -> Sequence[CircularDraft]:
    """Return the circulars of several tenants that wait for a signature or for being issued."""
    states = [CircularState.SUBMITTED.value, CircularState.SIGNED.value]
    statement = select(CircularDraft).where(CircularDraft.tenant_id.in_(tenant_ids), CircularDraft.state.in_(states))
    return db.session.execute(statement.order_by(CircularDraft.updated_at)).scalars().all()


def job_of(printing: Printing) -> Job | None:
    """Return the job that prints a circular, if it was asked for."""
    return db.session.get(Job, (printing.tenant_id, printing.job_id)) if printing.job_id else None


def campaigns_to_tell_of(tenant_id: uuid.UUID) -> Sequence[Campaign]:
    """Return a tenant's campaigns that have been opened, newest first."""
    statement = select(Campaign).where(Campaign.tenant_id == tenant_id, Campaign.opened_at.is_not(None))
    return (
        db.session.execute(statement.order_by(Campaign.period_to.desc(), Campaign.created_at.desc())).scalars().all()
    )


def results_of(campaign_id: uuid.UUID, tenant_id: uuid.UUID) -> CampaignResults | None:
    """Return what a campaign of a tenant came to, units under the names that they had then; None without such a campaign."""
    campaign = db.session.get(Campaign, (tenant_id, campaign_id))
    if campaign is None:
        return None
    key = {"tenant_id": tenant_id, "campaign_id": campaign_id}
    targets = db.session.execute(select(CampaignTarget).filter_by(**key)).scalars().all()
    sheets = {
        sheet.target_id: sheet
        for sheet in db.session.execute(select(Sheet).filter_by(**key, kind=INSPECTION)).scalars()
        if sheet.submitted_at is not None
    }
    found: dict[uuid.UUID, list[str]] = defaultdict(list)
    findings = select(Finding).filter_by(**key).where(Finding.state != FindingState.DROPPED.value)
    for finding in db.session.execute(findings.order_by(Finding.found_at, Finding.id)).scalars():
        found[finding.target_id].append(finding.title)
    praised: dict[uuid.UUID, list[str]] = defaultdict(list)
    mentions = select(Commendation).filter_by(**key, kind=Mention.COMMENDED.value, withdrawn_at=None)
    for mention in db.session.execute(mentions.order_by(Commendation.decided_at)).scalars():
        praised[mention.target_id].append(mention.reason)
    looked_at = [each for each in targets if each.target_id in sheets]
    results = [
        _result(each, sheets[each.target_id], found[each.target_id], praised[each.target_id]) for each in looked_at
    ]
    scored = ranked(results)
    without = tuple(each for each in results if each.total is None)
    missed = tuple(each.name for each in targets if each.target_id not in sheets)
    return CampaignResults(
        title=campaign.title,
        kind=CampaignKind(campaign.kind).label,
        period_from=campaign.period_from,
        period_to=campaign.period_to,
        note=campaign.note,
        units=(*scored, *without),
        unscored=missed,
    )


def _result(target: CampaignTarget, sheet: Sheet, findings: Sequence[str], praise: Sequence[str]) -> UnitResult:
    said: dict[str, Any] = sheet.result or {}
    passed = said.get("outcome")
    is_passed = passed == "passed" if passed else sheet.total is not None and sheet.total >= PASS_FROM
    grade, words = str(said.get("grade", "")), "；".join(text.rstrip("。；") for text in praise)
    kind = Kind(target.kind).label
    return UnitResult(target.name, sheet.total, is_passed, grade, None, tuple(findings), words, kind)
