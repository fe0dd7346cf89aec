"""Persons, their sign-ins, and what they may do where."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base, Id, TenantRow


class Person(Base):
    """A person who signs in once, whatever tenants they serve."""

    __tablename__ = "people"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    password_hash: Mapped[str]
    status: Mapped[str] = mapped_column(default="active")
    totp_secret: Mapped[str | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int | None]
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime]


class SignIn(Base):
    """One open or ended session of a person; the cookie holds the token, the table its hash."""

    __tablename__ = "sign_ins"
    __table_args__ = (Index("ix_sign_ins_person_id", "person_id"),)

    id: Mapped[Id]
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str]


class Membership(TenantRow, Base):
    """A role that a person holds in a tenant."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("tenant_id", "person_id", "role"),
        Index("ix_memberships_person_id", "person_id"),
    )

    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Delegation(TenantRow, Base):
    """A role lent for an absence, from the first to the last day, both included."""

    __tablename__ = "delegations"
    __table_args__ = (Index("ix_delegations_to_person_id", "to_person_id"),)

    from_person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    to_person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("people.id"))
    role: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Invitation(TenantRow, Base):
    """A single-use link that makes an account, adds roles to one, or, with ``person_id``, sets a new password for it."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("tenant_id", "token_hash"), Index("ix_invitations_token_hash", "token_hash"))

    token_hash: Mapped[str]
    display_name: Mapped[str]
    roles: Mapped[list[str]]
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    invited_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("people.id"))
    revoked_at: Mapped[datetime | None]
