"""Standards and their versions."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow


class Standard(TenantRow, Base):
    """A standard that a county keeps; ``draft`` is what its next version will be, None when nothing was changed."""

    __tablename__ = "standards"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str]
    title: Mapped[str]
    draft: Mapped[dict[str, Any] | None]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class StandardVersion(TenantRow, Base):
    """One version of a standard: never changed, never removed; ``content_hash`` is of its content."""

    __tablename__ = "standard_versions"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "standard_id"], ["standards.tenant_id", "standards.id"]),
        UniqueConstraint("tenant_id", "standard_id", "number"),
    )

    standard_id: Mapped[uuid.UUID]
    number: Mapped[int]
    title: Mapped[str]
    content: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    note: Mapped[str]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
