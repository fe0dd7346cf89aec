"""Printings: one paper of one tenant, from its options to its file, and the public's copy of it."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow


class Printing(TenantRow, Base):
    """A gazette, a notice board, a handbook, a list or a circular. Locking fixes its content and asks for its file."""

    __tablename__ = "printings"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "year", "number"),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["stored_files.tenant_id", "stored_files.id"]),
        ForeignKeyConstraint(["tenant_id", "job_id"], ["jobs.tenant_id", "jobs.id"]),
        Index("ix_printings_updated_at", "tenant_id", "updated_at"),
    )

    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    title: Mapped[str]
    # What the kind's form asks for, and the posts that its selection would take but the editor left out.
    options: Mapped[dict[str, Any]]
    left_out: Mapped[list[str]]
    # Only of a kind that is numbered, a gazette.
    year: Mapped[int | None]
    number: Mapped[int | None]
    total_number: Mapped[int | None]
    issued_on: Mapped[date | None]
    # What was locked: the whole paper, so that a later correction of a post does not change what was printed.
    content: Mapped[dict[str, Any] | None]
    content_hash: Mapped[str | None]
    job_id: Mapped[uuid.UUID | None]
    file_id: Mapped[uuid.UUID | None]
    pages: Mapped[int | None]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class PrintingPublication(Base):
    """A printing as the public downloads it."""

    __tablename__ = "printing_publications"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "printing_id"),
        ForeignKeyConstraint(["tenant_id", "printing_id"], ["printings.tenant_id", "printings.id"]),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    printing_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    title: Mapped[str]
    issued_on: Mapped[date]
    pages: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str]
    published_at: Mapped[datetime]
