"""A campaign of 澧县 with its sheets, written straight into its tables: what follows from inspections needs no more."""

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from gkcloud.access.policy import Actor
from gkcloud.campaigns.model import Campaign, CampaignTarget, Sheet
from gkcloud.database import db, utc_now
from gkcloud.standards.model import Standard, StandardVersion
from gkcloud.standards.rules import Content
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.scope import Scope
from tests.factories.objects import somebody

ITEMS = [
    {"code": "A.1", "text": "公开栏每季度更新", "points": "40"},
    {"code": "A.2", "text": "文件形成后二十个工作日内公开", "points": "60"},
]


def county_desk(actor: Actor) -> Scope:
    """Return the scope in which a supervising office acts."""
    assert actor.tenant_id is not None
    below = directory().below(directory().by_id(actor.tenant_id))
    return Scope.subtree(actor.tenant_id, (each.id for each in below), actor.person_id)


def county_of(unit: Tenant) -> Tenant:
    """Return the county that a unit lies in."""
    assert unit.parent_id is not None
    return directory().by_id(unit.parent_id)


def campaign(
    county: Tenant, units: dict[Tenant, Decimal | None], *, told_at: datetime | None = None, outcome: str = ""
) -> tuple[uuid.UUID, dict[uuid.UUID, uuid.UUID]]:
    """Return a campaign that came to these totals, and its inspectors' sheets by unit; told to the units at ``told_at``."""
    person_id, now = somebody(), utc_now()
    with Scope.subtree(county.id, (each.id for each in units), person_id).opened():
        row = _campaign(county, person_id, now)
        sheets = {}
        for unit, total in units.items():
            key: dict[str, Any] = {"tenant_id": county.id, "campaign_id": row.id, "target_id": unit.id}
            db.session.add(CampaignTarget(**key, name=unit.name, kind=unit.kind.value, shown_at=told_at))
            db.session.flush()
            sheet = Sheet(
                **key,
                id=uuid.uuid4(),
                kind="inspection",
                state="submitted",
                shown_at=told_at,
                total=total,
                result={"outcome": outcome, "grade": "良好"} if outcome else None,
                summary="",
                created_at=now,
                updated_at=now,
                submitted_by=person_id,
                submitted_at=now,
            )
            db.session.add(sheet)
            db.session.flush()
            sheets[unit.id] = sheet.id
        db.session.commit()
        return row.id, sheets


def _campaign(county: Tenant, person_id: uuid.UUID, now: datetime) -> Campaign:
    made = {"created_by": person_id, "created_at": now}
    standard = Standard(
        tenant_id=county.id,
        id=uuid.uuid4(),
        code=f"s{uuid.uuid4().hex[:20]}",
        title="考核标准",
        updated_at=now,
        **made,
    )
    db.session.add(standard)
    db.session.flush()
    content = Content.model_validate(
        {
            "code": standard.code,
            "title": "考核标准",
            "grades": [{"name": "优秀", "least": "90"}, {"name": "良好", "least": "80"}],
            "sections": [{"code": "A", "title": "主动公开", "items": ITEMS}],
        }
    )
    version = StandardVersion(
        tenant_id=county.id,
        id=uuid.uuid4(),
        standard_id=standard.id,
        number=1,
        title="考核标准",
        content=content.as_json(),
        content_hash=content.content_hash(),
        note="",
        **made,
    )
    db.session.add(version)
    db.session.flush()
    row = Campaign(
        tenant_id=county.id,
        id=uuid.uuid4(),
        kind="half_year",
        title="2026年下半年政务公开督查",
        period_from=date(2026, 7, 1),
        period_to=date(2026, 10, 31),
        version_id=version.id,
        has_self_check=False,
        has_inspection=True,
        ends_on=date(2026, 11, 30),
        state="closed",
        note="",
        overlap_reason="",
        updated_at=now,
        opened_by=person_id,
        opened_at=now,
        **made,
    )
    db.session.add(row)
    db.session.flush()
    return row


def score_told(unit: Tenant, *, days_ago: int = 0, total: str = "86.5") -> uuid.UUID:
    """Return the sheet of a score that a unit was told some days ago, of a county's campaign."""
    told_at = utc_now() - timedelta(days=days_ago, seconds=2)
    _, sheets = campaign(county_of(unit), {unit: Decimal(total)}, told_at=told_at)
    return sheets[unit.id]
