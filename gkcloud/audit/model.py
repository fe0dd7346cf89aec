"""Audit events and the head of each tenant's chain."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow


class AuditEvent(TenantRow, Base):
    """One state change: who did what to which thing, chained to the event before it."""

    __tablename__ = "audit_events"
    __table_args__ = (
        UniqueConstraint("tenant_id", "seq"),
        Index("ix_audit_events_subject", "tenant_id", "subject_id"),
    )

    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[str]
    data: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditHead(Base):
    """The last event of a tenant's chain; locking it puts the tenant's state changes in order."""

    __tablename__ = "audit_heads"

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]
