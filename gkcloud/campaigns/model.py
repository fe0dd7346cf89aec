"""Campaigns, whom they look at, who looks, their sheets, and what was answered on them."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Numeric, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow

POINTS = Numeric(8, 2)


class Campaign(TenantRow, Base):
    """One campaign of a county: its kind, period and dates, and the version of a standard that it is pinned to."""

    __tablename__ = "campaigns"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "version_id"], ["standard_versions.tenant_id", "standard_versions.id"]),
        Index("ix_campaigns_updated_at", "tenant_id", "updated_at"),
    )

    kind: Mapped[str]
    title: Mapped[str]
    period_from: Mapped[date]
    period_to: Mapped[date]
    version_id: Mapped[uuid.UUID]
    has_self_check: Mapped[bool]
    has_inspection: Mapped[bool]
    self_check_due: Mapped[date | None]
    ends_on: Mapped[date]
    state: Mapped[str]
    note: Mapped[str]
    # Why it goes on although another one asks the same of the same units.
    overlap_reason: Mapped[str]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    opened_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    opened_at: Mapped[datetime | None]
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]


class CampaignTarget(Base):
    """A unit that a campaign looks at, under the name and kind that it had then; ``shown_at`` is when it may know."""

    __tablename__ = "campaign_targets"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "campaign_id", "target_id"),
        ForeignKeyConstraint(["tenant_id", "campaign_id"], ["campaigns.tenant_id", "campaigns.id"]),
        Index("ix_campaign_targets_target_id", "target_id"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    campaign_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    name: Mapped[str]
    kind: Mapped[str]
    shown_at: Mapped[datetime | None]


class CampaignInspector(Base):
    """Somebody who inspects in a campaign."""

    __tablename__ = "campaign_inspectors"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "campaign_id", "person_id"),
        ForeignKeyConstraint(["tenant_id", "campaign_id"], ["campaigns.tenant_id", "campaigns.id"]),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    campaign_id: Mapped[uuid.UUID]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    added_at: Mapped[datetime]


class Sheet(TenantRow, Base):
    """One sheet of a campaign: a unit's self-check, or an inspector's findings at the unit.

    ``holder_id`` is the inspector who has it in hand; ``result`` is what the rules made of it when it was submitted.
    """

    __tablename__ = "sheets"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "campaign_id", "target_id"],
            ["campaign_targets.tenant_id", "campaign_targets.campaign_id", "campaign_targets.target_id"],
        ),
        UniqueConstraint("tenant_id", "campaign_id", "target_id", "kind"),
        UniqueConstraint("tenant_id", "id", "target_id"),
        Index("ix_sheets_target_id", "target_id"),
    )

    campaign_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    kind: Mapped[str]
    state: Mapped[str]
    holder_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    shown_at: Mapped[datetime | None]
    total: Mapped[Decimal | None] = mapped_column(POINTS)
    result: Mapped[dict[str, Any] | None]
    summary: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]


class SheetAnswer(Base):
    """What was said of one item of a sheet. ``auto`` is what the system showed then; ``keys`` are the saves that arrived."""

    __tablename__ = "sheet_answers"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "sheet_id", "item"),
        ForeignKeyConstraint(
            ["tenant_id", "sheet_id", "target_id"], ["sheets.tenant_id", "sheets.id", "sheets.target_id"]
        ),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    sheet_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    item: Mapped[str]
    result: Mapped[str]
    value: Mapped[Decimal | None] = mapped_column(POINTS)
    of: Mapped[Decimal | None] = mapped_column(POINTS)
    reason: Mapped[str]
    auto: Mapped[dict[str, Any] | None]
    version: Mapped[int]
    keys: Mapped[list[str]]
    answered_in: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    answered_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime]


class AnswerFile(TenantRow, Base):
    """A photo or a file beside an item. Its bytes are kept under the county's prefix, whoever took it."""

    __tablename__ = "answer_files"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "sheet_id", "target_id"], ["sheets.tenant_id", "sheets.id", "sheets.target_id"]
        ),
        UniqueConstraint("tenant_id", "sheet_id", "key"),
    )

    sheet_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    item: Mapped[str]
    key: Mapped[str]
    sha256: Mapped[str]
    name: Mapped[str]
    extension: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    uploaded_in: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
