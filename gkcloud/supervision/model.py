"""Quarterly lists, their items, and the members' opinions on them."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow


class QuarterlyList(TenantRow, Base):
    """What a tenant disclosed in a quarter, for its supervision group and then for the notice board."""

    __tablename__ = "quarterly_lists"
    __table_args__ = (UniqueConstraint("tenant_id", "year", "quarter"),)

    year: Mapped[int]
    quarter: Mapped[int]
    state: Mapped[str] = mapped_column(default="draft")
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]
    posted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    posted_on: Mapped[date | None]
    posted_where: Mapped[str] = mapped_column(default="")


class QuarterlyItem(Base):
    """A publication on a list, as the list took it up; posting the list takes it up for the last time."""

    __tablename__ = "quarterly_items"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "list_id", "post_id"),
        ForeignKeyConstraint(["tenant_id", "list_id"], ["quarterly_lists.tenant_id", "quarterly_lists.id"]),
        ForeignKeyConstraint(["tenant_id", "post_id"], ["publications.tenant_id", "publications.post_id"]),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    list_id: Mapped[uuid.UUID]
    post_id: Mapped[uuid.UUID]
    title: Mapped[str]
    index_no: Mapped[str]
    content_hash: Mapped[str]
    published_at: Mapped[datetime]
    is_left_out: Mapped[bool] = mapped_column(default=False)
    left_out_reason: Mapped[str] = mapped_column(default="")
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]


class ReviewOpinion(Base):
    """A member's opinion (审查意见) on an item, one for each member; ``given_by`` differs where somebody stands in."""

    __tablename__ = "quarterly_opinions"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "list_id", "post_id", "member_id"),
        ForeignKeyConstraint(
            ["tenant_id", "list_id", "post_id"],
            ["quarterly_items.tenant_id", "quarterly_items.list_id", "quarterly_items.post_id"],
        ),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    list_id: Mapped[uuid.UUID]
    post_id: Mapped[uuid.UUID]
    member_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    given_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    verdict: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    content_hash: Mapped[str]
    given_at: Mapped[datetime]
