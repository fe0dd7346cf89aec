"""Facts, standings, and what was decided about a duty of a unit. The rules themselves are data of packs."""

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, PrimaryKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, TenantRow


class FactRow(TenantRow, Base):
    """Something that happened, about the unit ``tenant_id``; the office that wrote it down may be the county's.

    ``label`` is what lists show. It never names what is not public.
    """

    __tablename__ = "facts"
    __table_args__ = (
        UniqueConstraint("tenant_id", "kind", "key"),
        Index("ix_facts_kind", "tenant_id", "kind", "on_day"),
    )

    kind: Mapped[str]
    key: Mapped[str]
    on_day: Mapped[date]
    at: Mapped[datetime]
    subject: Mapped[str] = mapped_column(default="")
    item: Mapped[str] = mapped_column(default="")
    value: Mapped[float | None]
    period: Mapped[str] = mapped_column(default="")
    attended: Mapped[list[str]] = mapped_column(default=list)
    label: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    href: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_recorded: Mapped[bool] = mapped_column(default=False)
    recorded_in: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tenants.id"))
    recorded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(default="")
    # The unit that it happened to, where this one has taken that unit over since.
    inherited_from: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tenants.id"))


class FactFile(Base):
    """A photo or file that shows a fact."""

    __tablename__ = "fact_files"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "fact_id", "file_id"),
        ForeignKeyConstraint(["tenant_id", "fact_id"], ["facts.tenant_id", "facts.id"]),
        ForeignKeyConstraint(["tenant_id", "file_id"], ["stored_files.tenant_id", "stored_files.id"]),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    fact_id: Mapped[uuid.UUID]
    file_id: Mapped[uuid.UUID]
    name: Mapped[str]


class StandingRow(Base):
    """Where a unit stands with a duty in a period: derived from facts, rules and calendar, and never edited."""

    __tablename__ = "standings"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "rule_id", "period"),
        Index("ix_standings_state", "tenant_id", "standing", "due_on"),
    )

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    rule_id: Mapped[str]
    period: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    standing: Mapped[str]
    due_on: Mapped[date | None]
    is_provisional: Mapped[bool]
    sentence: Mapped[str]
    evidence: Mapped[list[uuid.UUID]]
    done: Mapped[int]
    wanted: Mapped[int]
    changed_on: Mapped[date]


class DutyChoice(Base):
    """What was decided about a duty of a unit, for one period or, where that is empty, for all."""

    __tablename__ = "duty_choices"
    __table_args__ = (PrimaryKeyConstraint("tenant_id", "rule_id", "period", "choice"),)

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    rule_id: Mapped[str]
    period: Mapped[str]
    choice: Mapped[str]
    value: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    decided_in: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    decided_at: Mapped[datetime]
