"""Jobs as the database knows them; the queue only carries their ids."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow


class Job(TenantRow, Base):
    """One piece of work, recorded in the transaction of its cause and carried out by a worker."""

    __tablename__ = "jobs"
    __table_args__ = (
        Index(
            "uq_jobs_open_subject",
            "tenant_id",
            "kind",
            "subject_id",
            unique=True,
            postgresql_where=text("state in ('queued', 'running')"),
        ),
        Index("ix_jobs_open", "state", postgresql_where=text("state in ('queued', 'running')")),
    )

    kind: Mapped[str]
    subject_id: Mapped[uuid.UUID]
    arguments: Mapped[dict[str, Any]]
    queue: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    stage: Mapped[str] = mapped_column(default="")
    percent: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    beat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    requested_by: Mapped[uuid.UUID | None]
    request_id: Mapped[str] = mapped_column(default="")
