"""Programmes, nominations with their proofs, visits, designations and what comes after.

Rows have two sides: ``tenant_id`` is the county that runs the programme and owns the row, ``target_id`` the unit that it
is about. Keys contain both, so that neither can be claimed. The public reads ``designations`` alone, and of these only
what the county's published list names.
"""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow


class Programme(TenantRow, Base):
    """A county's programme of one year (创建活动)."""

    __tablename__ = "demo_programmes"
    __table_args__ = (
        UniqueConstraint("tenant_id", "year"),
        ForeignKeyConstraint(["tenant_id", "notice_post_id"], ["posts.tenant_id", "posts.id"]),
        ForeignKeyConstraint(["tenant_id", "list_post_id"], ["posts.tenant_id", "posts.id"]),
    )

    year: Mapped[int]
    state: Mapped[str] = mapped_column(default="draft")
    # Category -> how many are planned; have -> what is demanded.
    quotas: Mapped[dict[str, Any]]
    standard: Mapped[dict[str, Any]]
    nominate_by: Mapped[date]
    # The notice publishes the standard, the list the designations; both are posts, signed off as any other.
    notice_post_id: Mapped[uuid.UUID | None]
    list_post_id: Mapped[uuid.UUID | None]
    designated_on: Mapped[date | None]
    over_quota_reason: Mapped[str] = mapped_column(default="")
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class Nomination(TenantRow, Base):
    """A unit's nomination. ``nominator_id`` is who wrote it: the unit, the one above it, or the county from paper."""

    __tablename__ = "demo_nominations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "programme_id", "target_id"),
        UniqueConstraint("tenant_id", "id", "target_id"),
        ForeignKeyConstraint(["tenant_id", "programme_id"], ["demo_programmes.tenant_id", "demo_programmes.id"]),
        Index("ix_demo_nominations_target_id", "target_id"),
    )

    programme_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    nominator_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    category: Mapped[str]
    # As the unit was called then.
    unit_name: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    strengths: Mapped[str] = mapped_column(default="")
    notes: Mapped[dict[str, Any]]
    returned_reason: Mapped[str] = mapped_column(default="")
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]


class Proof(TenantRow, Base):
    """A file that proves one of the six; its bytes are in the storage of ``holder_id``, who uploaded it."""

    __tablename__ = "demo_proofs"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "nomination_id", "target_id"],
            ["demo_nominations.tenant_id", "demo_nominations.id", "demo_nominations.target_id"],
        ),
        UniqueConstraint("tenant_id", "nomination_id", "have", "file_id"),
    )

    nomination_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID]
    have: Mapped[str]
    holder_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    file_id: Mapped[uuid.UUID]
    name: Mapped[str]
    extension: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    created_at: Mapped[datetime]


class Visit(TenantRow, Base):
    """A county inspector's sheet of a visit; the unit reads it once it is finished."""

    __tablename__ = "demo_visits"
    __table_args__ = (
        UniqueConstraint("tenant_id", "id", "target_id"),
        ForeignKeyConstraint(
            ["tenant_id", "nomination_id", "target_id"],
            ["demo_nominations.tenant_id", "demo_nominations.id", "demo_nominations.target_id"],
        ),
        Index("ix_demo_visits_nomination_id", "tenant_id", "nomination_id"),
    )

    nomination_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID]
    visited_on: Mapped[date]
    # Posts, not names.
    visitors: Mapped[str]
    # Have -> {is_met: bool | null, remark: str}.
    answers: Mapped[dict[str, Any]]
    remark: Mapped[str] = mapped_column(default="")
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class VisitPhoto(TenantRow, Base):
    """A photo of a visit, in the county's storage."""

    __tablename__ = "demo_visit_photos"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "visit_id", "target_id"],
            ["demo_visits.tenant_id", "demo_visits.id", "demo_visits.target_id"],
        ),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["stored_files.tenant_id", "stored_files.id"]),
        UniqueConstraint("tenant_id", "visit_id", "file_id"),
    )

    visit_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID]
    file_id: Mapped[uuid.UUID]
    name: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[str]
    created_at: Mapped[datetime]


class Designation(TenantRow, Base):
    """A unit on the list. ``post_id`` is the list; until that is public and names the unit, so is nothing here."""

    __tablename__ = "demo_designations"
    __table_args__ = (
        UniqueConstraint("tenant_id", "nomination_id"),
        UniqueConstraint("tenant_id", "id", "target_id"),
        ForeignKeyConstraint(["tenant_id", "programme_id"], ["demo_programmes.tenant_id", "demo_programmes.id"]),
        ForeignKeyConstraint(
            ["tenant_id", "nomination_id", "target_id"],
            ["demo_nominations.tenant_id", "demo_nominations.id", "demo_nominations.target_id"],
        ),
        ForeignKeyConstraint(["tenant_id", "post_id"], ["posts.tenant_id", "posts.id"]),
        ForeignKeyConstraint(["tenant_id", "status_post_id"], ["posts.tenant_id", "posts.id"]),
        Index("ix_demo_designations_target_id", "target_id"),
    )

    programme_id: Mapped[uuid.UUID]
    nomination_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    post_id: Mapped[uuid.UUID | None]
    year: Mapped[int]
    category: Mapped[str]
    position: Mapped[int]
    unit_name: Mapped[str]
    designated_on: Mapped[date]
    status: Mapped[str] = mapped_column(default="standing")
    status_on: Mapped[date | None]
    status_post_id: Mapped[uuid.UUID | None]
    # The last re-review that was passed.
    passed_on: Mapped[date | None]


class DesignationReview(TenantRow, Base):
    """A yearly re-review (复核)."""

    __tablename__ = "demo_reviews"
    __table_args__ = (
        UniqueConstraint("tenant_id", "designation_id", "year"),
        ForeignKeyConstraint(
            ["tenant_id", "designation_id", "target_id"],
            ["demo_designations.tenant_id", "demo_designations.id", "demo_designations.target_id"],
        ),
    )

    designation_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID]
    year: Mapped[int]
    reviewed_on: Mapped[date]
    result: Mapped[str]
    remark: Mapped[str] = mapped_column(default="")
    reviewed_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]


class DesignationChange(TenantRow, Base):
    """A suspension, restoration or revocation: a draft of the county's until it is decided."""

    __tablename__ = "demo_changes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["tenant_id", "designation_id", "target_id"],
            ["demo_designations.tenant_id", "demo_designations.id", "demo_designations.target_id"],
        ),
        ForeignKeyConstraint(["tenant_id", "post_id"], ["posts.tenant_id", "posts.id"]),
        Index("ix_demo_changes_designation_id", "tenant_id", "designation_id"),
    )

    designation_id: Mapped[uuid.UUID]
    target_id: Mapped[uuid.UUID]
    kind: Mapped[str]
    reason: Mapped[str]
    # Said to the public, if it is, by a post of its own.
    post_id: Mapped[uuid.UUID | None]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
