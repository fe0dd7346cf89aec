"""Findings, rectification orders with their steps and files, appeals, commendations, and drafts of circulars."""

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow

POINTS = Numeric(8, 2)
_OF_SHEET = ["sheets.tenant_id", "sheets.id", "sheets.target_id"]
_OF_TARGET = ["campaign_targets.tenant_id", "campaign_targets.campaign_id", "campaign_targets.target_id"]
_OF_ORDER = ["rectification_orders.tenant_id", "rectification_orders.id", "rectification_orders.target_id"]


class Finding(TenantRow, Base):
    """A problem found at a unit, on a sheet's item or apart from any campaign."""

    __tablename__ = "findings"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "campaign_id", "target_id"], _OF_TARGET),
        ForeignKeyConstraint(["tenant_id", "sheet_id", "target_id"], _OF_SHEET),
        ForeignKeyConstraint(["tenant_id", "order_id", "target_id"], _OF_ORDER),
        Index("ix_findings_target_id", "target_id"),
    )

    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    campaign_id: Mapped[uuid.UUID | None]
    sheet_id: Mapped[uuid.UUID | None]
    item: Mapped[str]
    title: Mapped[str]
    detail: Mapped[str]
    state: Mapped[str]
    order_id: Mapped[uuid.UUID | None]
    shown_at: Mapped[datetime | None]
    found_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    found_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Order(TenantRow, Base):
    """A rectification order (整改通知): what a unit has to put right, and by when."""

    __tablename__ = "rectification_orders"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "campaign_id", "target_id"], _OF_TARGET),
        UniqueConstraint("tenant_id", "id", "target_id"),
        UniqueConstraint("tenant_id", "year", "number"),
        Index("ix_rectification_orders_target_id", "target_id"),
    )

    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    campaign_id: Mapped[uuid.UUID | None]
    year: Mapped[int | None]
    number: Mapped[int | None]
    title: Mapped[str]
    demand: Mapped[str]
    state: Mapped[str]
    due_on: Mapped[date]
    first_due_on: Mapped[date]
    renewals: Mapped[int]
    shown_at: Mapped[datetime | None]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    issued_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    issued_at: Mapped[datetime | None]
    closed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]


class OrderStep(TenantRow, Base):
    """One step of an order, in the order of ``position``: issued, proof, verified, returned, renewed, closed; only added."""

    __tablename__ = "order_steps"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "order_id", "target_id"], _OF_ORDER),
        UniqueConstraint("tenant_id", "order_id", "position"),
        UniqueConstraint("tenant_id", "order_id", "key"),
    )

    order_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    position: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    due_on: Mapped[date | None]
    key: Mapped[str]
    made_in: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    made_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]


class OrderFile(TenantRow, Base):
    """A file that goes with an order, mostly a proof; its bytes are kept under the county's prefix."""

    __tablename__ = "order_files"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "order_id", "target_id"], _OF_ORDER),
        ForeignKeyConstraint(["tenant_id", "step_id"], ["order_steps.tenant_id", "order_steps.id"]),
        UniqueConstraint("tenant_id", "order_id", "key"),
    )

    order_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    step_id: Mapped[uuid.UUID | None]
    key: Mapped[str]
    sha256: Mapped[str]
    name: Mapped[str]
    extension: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    uploaded_in: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]


class Appeal(TenantRow, Base):
    """A unit's one appeal (复核) against the score of a sheet; ``changes`` says which items got which points."""

    __tablename__ = "appeals"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "sheet_id", "target_id"], _OF_SHEET),
        UniqueConstraint("tenant_id", "sheet_id"),
        Index("ix_appeals_target_id", "target_id"),
    )

    sheet_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    items: Mapped[list[str]]
    reason: Mapped[str]
    state: Mapped[str]
    filed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    filed_at: Mapped[datetime]
    decision: Mapped[str]
    changes: Mapped[dict[str, Any] | None]
    total_before: Mapped[Decimal | None] = mapped_column(POINTS)
    total_after: Mapped[Decimal | None] = mapped_column(POINTS)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]


class CircularDraft(TenantRow, Base):
    """A circular (通报) in the making; ``printing_id`` is the paper made of it, ``post_id`` the draft of its public version.

    ``content`` holds the text and, once it was sent back, why; ``content_hash`` is of the text alone.
    """

    __tablename__ = "circular_drafts"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "campaign_id"], ["campaigns.tenant_id", "campaigns.id"]),
        ForeignKeyConstraint(["tenant_id", "printing_id"], ["printings.tenant_id", "printings.id"]),
        ForeignKeyConstraint(["tenant_id", "post_id"], ["posts.tenant_id", "posts.id"]),
    )

    campaign_id: Mapped[uuid.UUID | None]
    kind: Mapped[str]
    title: Mapped[str]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    state: Mapped[str]
    printing_id: Mapped[uuid.UUID | None]
    post_id: Mapped[uuid.UUID | None]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    signed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    signed_at: Mapped[datetime | None]


class Commendation(TenantRow, Base):
    """A unit commended (表彰) or criticised (批评), for a reason, in a circular or apart from one."""

    __tablename__ = "commendations"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "campaign_id", "target_id"], _OF_TARGET),
        ForeignKeyConstraint(["tenant_id", "circular_id"], ["circular_drafts.tenant_id", "circular_drafts.id"]),
        Index("ix_commendations_target_id", "target_id"),
    )

    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    kind: Mapped[str]
    campaign_id: Mapped[uuid.UUID | None]
    circular_id: Mapped[uuid.UUID | None]
    basis: Mapped[str]
    reason: Mapped[str]
    decided_on: Mapped[date]
    decided_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str]
