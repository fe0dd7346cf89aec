"""The secret addresses of calendars, each of one person in one tenant; the secret itself is not kept."""

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow


class CalendarFeed(TenantRow, Base):
    """One address, as the hash of its secret. A person has one that works in each tenant."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        UniqueConstraint("tenant_id", "token_hash"),
        Index(
            "uq_calendar_feeds_open",
            "tenant_id",
            "person_id",
            unique=True,
            postgresql_where=text("revoked_at is null"),
        ),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    token_hash: Mapped[str]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
