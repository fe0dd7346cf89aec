"""Where a unit is reminded, what each digest told, and each thing that was reminded of, so that it is told once."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow


class NoticeChannel(TenantRow, Base):
    """A mailbox, or the robot of a group. ``sealed`` holds its address and secret, encrypted; ``hint`` is what is shown."""

    __tablename__ = "notice_channels"

    kind: Mapped[str]
    name: Mapped[str]
    hint: Mapped[str]
    sealed: Mapped[str]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None]


class ReminderDigest(TenantRow, Base):
    """One message to one channel. ``key`` is its day, or the request of a trial; so there is one of each."""

    __tablename__ = "reminder_digests"
    __table_args__ = (
        UniqueConstraint("tenant_id", "channel_id", "key"),
        ForeignKeyConstraint(["tenant_id", "channel_id"], ["notice_channels.tenant_id", "notice_channels.id"]),
        Index("ix_reminder_digests_unsent", "tenant_id", postgresql_where=text("sent_at is null")),
    )

    channel_id: Mapped[uuid.UUID]
    key: Mapped[str]
    on_day: Mapped[date]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class Reminder(Base):
    """One thing told to one channel for one reason: so many working days before its due day, or after it."""

    __tablename__ = "reminders"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "channel_id", "subject", "due_on", "moment"),
        ForeignKeyConstraint(["tenant_id", "channel_id"], ["notice_channels.tenant_id", "notice_channels.id"]),
        ForeignKeyConstraint(["tenant_id", "digest_id"], ["reminder_digests.tenant_id", "reminder_digests.id"]),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    channel_id: Mapped[uuid.UUID]
    # What it is about, as the area that asks names it: "duty:D113:2026Q3".
    subject: Mapped[str]
    due_on: Mapped[date]
    # Working days from the due day: -5 is five before, 1 is one after.
    moment: Mapped[int]
    digest_id: Mapped[uuid.UUID]
    title: Mapped[str]
    sentence: Mapped[str]
    href: Mapped[str]
    is_overdue: Mapped[bool]
