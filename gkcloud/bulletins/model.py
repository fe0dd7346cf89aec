"""Bulletin issues, what they hold, and the public's copy."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow


class Issue(TenantRow, Base):
    """An issue (期) of a tenant's bulletin. Locking gives it its number and fixes its content."""

    __tablename__ = "bulletin_issues"
    __table_args__ = (
        UniqueConstraint("tenant_id", "year", "number"),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["stored_files.tenant_id", "stored_files.id"]),
        ForeignKeyConstraint(["tenant_id", "job_id"], ["jobs.tenant_id", "jobs.id"]),
    )

    state: Mapped[str] = mapped_column(default="draft")
    masthead: Mapped[str]
    editing_unit: Mapped[str]
    period_from: Mapped[date]
    period_to: Mapped[date]
    editor_note: Mapped[str] = mapped_column(default="")
    report_to: Mapped[list[str]]
    send_to: Mapped[list[str]]
    distribute_to: Mapped[list[str]]
    copies: Mapped[int]
    year: Mapped[int | None]
    number: Mapped[int | None]
    total_number: Mapped[int | None]
    issued_on: Mapped[date | None]
    # What was locked: the whole text, so that a later correction of a post does not change a numbered issue.
    content: Mapped[dict[str, Any] | None]
    content_hash: Mapped[str | None]
    job_id: Mapped[uuid.UUID | None]
    file_id: Mapped[uuid.UUID | None]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class IssueItem(Base):
    """A post's place in an issue."""

    __tablename__ = "bulletin_items"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "issue_id", "post_tenant_id", "post_id"),
        ForeignKeyConstraint(["tenant_id", "issue_id"], ["bulletin_issues.tenant_id", "bulletin_issues.id"]),
        Index("ix_bulletin_items_position", "tenant_id", "issue_id", "position"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    issue_id: Mapped[uuid.UUID]
    # A county's bulletin takes up what its townships published, so the post may be another tenant's.
    post_tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    post_id: Mapped[uuid.UUID]
    position: Mapped[int]


class IssuePublication(Base):
    """An issue as the public downloads it."""

    __tablename__ = "bulletin_publications"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "issue_id"),
        ForeignKeyConstraint(["tenant_id", "issue_id"], ["bulletin_issues.tenant_id", "bulletin_issues.id"]),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    issue_id: Mapped[uuid.UUID]
    masthead: Mapped[str]
    year: Mapped[int]
    number: Mapped[int]
    issued_on: Mapped[date]
    pages: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str]
    published_at: Mapped[datetime]
