"""Reading campaigns. ``access_…`` answer 404 for what is not the reader's."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort
from sqlalchemy import func, select

from gkcloud.access.policy import Actor, Can, Role
from gkcloud.campaigns.model import Campaign, CampaignInspector, CampaignTarget, Sheet
from gkcloud.campaigns.rules import (
    CampaignFacts,
    CampaignKind,
    CampaignState,
    Period,
    Plan,
    Possible,
    SheetKind,
    SheetState,
    possible,
)
from gkcloud.database import db
from gkcloud.people import queries as people
from gkcloud.standards import queries as standards
from gkcloud.standards.model import StandardVersion
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.web.paging import Slice


@dataclass(frozen=True, slots=True)
class CampaignView:
    """A campaign with its units, inspectors and sheets, as its county sees it."""

    row: Campaign
    targets: tuple[CampaignTarget, ...]
    inspectors: tuple[uuid.UUID, ...]
    sheets: tuple[Sheet, ...]
    version: StandardVersion
    possible: Possible

    @property
    def kind(self) -> CampaignKind:
        """What the campaign is."""
        return CampaignKind(self.row.kind)

    @property
    def state(self) -> CampaignState:
        """Where it stands."""
        return CampaignState(self.row.state)

    @property
    def period(self) -> Period:
        """The days that it looks at."""
        return Period(self.row.period_from, self.row.period_to)

    def sheet(self, target_id: uuid.UUID, kind: SheetKind) -> Sheet | None:
        """Return a unit's sheet of a kind."""
        return next((s for s in self.sheets if s.target_id == target_id and s.kind == kind.value), None)


def access_campaign(campaign_id: uuid.UUID, actor: Actor) -> CampaignView:
    """Return a campaign of the actor's county; 404 when there is none."""
    row = db.session.get(Campaign, (actor.tenant_id, campaign_id))
    if row is None:
        abort(404)
    return view_of(row, actor)


def view_of(row: Campaign, actor: Actor) -> CampaignView:
    """Return a campaign with what its reader may do."""
    targets = targets_of([row.id], row.tenant_id)
    inspectors = inspectors_of(row)
    found = select(Sheet).where(Sheet.tenant_id == row.tenant_id, Sheet.campaign_id == row.id)
    sheets = db.session.execute(found).scalars().all()
    unfinished = [s for s in sheets if s.kind == SheetKind.INSPECTION.value and s.state == SheetState.OPEN.value]
    facts = CampaignFacts(
        CampaignKind(row.kind),
        CampaignState(row.state),
        len(targets),
        len(inspectors),
        row.has_self_check,
        row.has_inspection,
        len(unfinished),
    )
    may = possible(facts, may_manage=actor.tenant_id == row.tenant_id and actor.may(Can.CAMPAIGN_MANAGE))
    version = standards.version(row.tenant_id, row.version_id)
    return CampaignView(row, targets, inspectors, tuple(sheets), version, may)


def targets_of(campaign_ids: Iterable[uuid.UUID], tenant_id: uuid.UUID) -> tuple[CampaignTarget, ...]:
    """Return the units of campaigns, in the directory's order."""
    statement = select(CampaignTarget).where(
        CampaignTarget.tenant_id == tenant_id, CampaignTarget.campaign_id.in_(tuple(campaign_ids))
    )
    rows = db.session.execute(statement).scalars().all()
    order = {tenant.id: place for place, tenant in enumerate(directory().all())}
    return tuple(sorted(rows, key=lambda each: order.get(each.target_id, len(order))))


def inspectors_of(row: Campaign) -> tuple[uuid.UUID, ...]:
    """Return who inspects in a campaign, in the order in which they were named."""
    statement = select(CampaignInspector.person_id).where(
        CampaignInspector.tenant_id == row.tenant_id, CampaignInspector.campaign_id == row.id
    )
    found = db.session.execute(statement.order_by(CampaignInspector.added_at, CampaignInspector.person_id))
    return tuple(found.scalars())


def list_campaigns(tenant_id: uuid.UUID, part: Slice) -> tuple[Sequence[Campaign], int]:
    """Return one slice of a county's campaigns, the last touched first, and how many there are."""
    own = Campaign.tenant_id == tenant_id
    total = db.session.execute(select(func.count()).select_from(Campaign).where(own)).scalar_one()
    statement = select(Campaign).where(own).order_by(Campaign.updated_at.desc(), Campaign.id)
    rows = db.session.execute(statement.offset(part.offset).limit(part.per_page)).scalars().all()
    return rows, total


def sheets_of(campaigns: Sequence[Campaign]) -> dict[uuid.UUID, list[Sheet]]:
    """Return the sheets of campaigns, by campaign, in one statement."""
    found: dict[uuid.UUID, list[Sheet]] = defaultdict(list)
    if campaigns:
        ids = [each.id for each in campaigns]
        for sheet in db.session.execute(select(Sheet).where(Sheet.campaign_id.in_(ids))).scalars():
            found[sheet.campaign_id].append(sheet)
    return found


def other_plans(row: Campaign) -> list[Plan]:
    """Return the county's other campaigns that are planned, under way or over, to compare a plan with."""
    alive = (CampaignState.OPEN.value, CampaignState.CLOSED.value)
    statement = select(Campaign).where(
        Campaign.tenant_id == row.tenant_id,
        Campaign.id != row.id,
        Campaign.kind == row.kind,
        Campaign.state.in_(alive),
        Campaign.period_from <= row.period_to,
        Campaign.period_to >= row.period_from,
    )
    others = db.session.execute(statement).scalars().all()
    targets = targets_of([each.id for each in others], row.tenant_id) if others else ()
    return [plan_of(each, [t for t in targets if t.campaign_id == each.id]) for each in others]


def plan_of(row: Campaign, targets: Iterable[CampaignTarget]) -> Plan:
    """Return what is compared of a campaign."""
    period = Period(row.period_from, row.period_to)
    return Plan(row.id, row.title, CampaignKind(row.kind), period, frozenset(each.target_id for each in targets))


def choosable_targets(tenant: Tenant, kinds: Sequence[str]) -> list[Tenant]:
    """Return the served units below a county that a standard is for."""
    return [
        each
        for each in directory().below(tenant)
        if each.status is TenantStatus.ACTIVE and (not kinds or each.kind.value in kinds)
    ]


def tenant_now(tenant_id: uuid.UUID) -> Tenant | None:
    """Return a unit as it is now, None when it is not hosted any more."""
    try:
        return directory().by_id(tenant_id)
    except TenantUnknown:
        return None


def inspectors_now(tenant_id: uuid.UUID, today: date) -> dict[uuid.UUID, str]:
    """Return the names of those who are a county's inspectors today, by themselves or standing in."""
    members = people.members_of(tenant_id)
    found = {each.person_id: each.name for each in members if each.is_active and Role.INSPECTOR in each.roles}
    lent = [
        each.to_person_id
        for each in people.delegations_of(tenant_id, today)
        if each.role == Role.INSPECTOR.value and each.starts_on <= today
    ]
    return found | people.names_of(lent)
