"""Tenants, their host names and the version of the tree."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, Id


class TenantRecord(Base):
    """One tenant; ``spec`` is the effective TenantSpec of its pack, as JSON.

    Global on purpose: who is hosted, under which name and where, is public knowledge.
    """

    __tablename__ = "tenants"
    __table_args__ = (Index("ix_tenants_parent_id", "parent_id"),)

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    short_name: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    parent_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("tenants.id"))
    position: Mapped[int]
    spec: Mapped[dict[str, Any]]


class TenantHost(Base):
    """A host name of a tenant's own; it routes only once verified."""

    __tablename__ = "tenant_hosts"

    host: Mapped[str] = mapped_column(primary_key=True)
    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    verified_at: Mapped[datetime | None]


class DirectoryVersion(Base):
    """One row whose number rises with every change of the tree, so that processes know their copy is old."""

    __tablename__ = "directory_version"
    __table_args__ = (CheckConstraint("is_only", name="is_only"),)

    is_only: Mapped[bool] = mapped_column(primary_key=True, default=True)
    version: Mapped[int]
