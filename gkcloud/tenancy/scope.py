"""Scopes: what one transaction may see, fixed before its first statement.

A scope names a database role and the tenants that the role's row-level policies compare with. It is opened for each
request, job and command; every transaction begins by setting it with ``SET LOCAL`` semantics. A session that begins
without a scope raises; a connection that begins without one holds a role that no table is granted to.
"""

import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter

from sqlalchemy import Connection, event
from sqlalchemy.orm import Session, SessionTransaction

from gkcloud.database import db

# The platform's own tenant: events of operators and of sign-in are chained here.
PLATFORM_TENANT = uuid.UUID(int=0)


class ScopeKind(StrEnum):
    """The database role that a scope takes on."""

    PUBLIC = "gkcloud_public"
    OFFICE = "gkcloud_office"
    SUBTREE = "gkcloud_subtree"
    PLATFORM = "gkcloud_platform"
    IDENTITY = "gkcloud_identity"


class Unscoped(RuntimeError):
    """A transaction was begun outside any scope."""


class ScopeMixed(RuntimeError):
    """A session of one scope was used inside another."""


# By the number of an id: the same order, without a call of ours for each comparison.
_number = attrgetter("int")


@dataclass(frozen=True, slots=True)
class Scope:
    """What one transaction may see. Build one with the class methods.

    ``tenant_id`` is the tenant that may be written; ``tenant_ids`` are those that may be read; ``person_id`` is the
    person whose own records (memberships, sign-ins) an identity scope may read.
    """

    kind: ScopeKind
    tenant_id: uuid.UUID | None = None
    tenant_ids: tuple[uuid.UUID, ...] = ()
    person_id: uuid.UUID | None = None

    @classmethod
    def public(cls, tenant_id: uuid.UUID | None) -> "Scope":
        """Return the scope of an anonymous reader of one tenant: published rows only."""
        return cls(ScopeKind.PUBLIC, tenant_id, (tenant_id,) if tenant_id else ())

    @classmethod
    def office(cls, tenant_id: uuid.UUID, person_id: uuid.UUID | None = None) -> "Scope":
        """Return the scope of an official, or of a job, at work in one tenant."""
        return cls(ScopeKind.OFFICE, tenant_id, (tenant_id,), person_id)

    @classmethod
    def inbox(cls, person_id: uuid.UUID, tenant_ids: Iterable[uuid.UUID]) -> "Scope":
        """Return the scope that reads, and never writes, in every tenant that a person serves."""
        return cls(ScopeKind.OFFICE, None, tuple(sorted(tenant_ids)), person_id)

    @classmethod
    def subtree(cls, tenant_id: uuid.UUID, tenant_ids: Iterable[uuid.UUID], person_id: uuid.UUID) -> "Scope":
        """Return the scope of a supervising office over the tenants below its own."""
        return cls(ScopeKind.SUBTREE, tenant_id, tuple(sorted({tenant_id, *tenant_ids}, key=_number)), person_id)

    @classmethod
    def platform(cls, person_id: uuid.UUID | None = None) -> "Scope":
        """Return the scope of operators: provisioning, never content."""
        return cls(ScopeKind.PLATFORM, PLATFORM_TENANT, (PLATFORM_TENANT,), person_id)

    @classmethod
    def identity(cls, person_id: uuid.UUID | None = None, tenant_id: uuid.UUID = PLATFORM_TENANT) -> "Scope":
        """Return the scope that signs people in; ``tenant_id`` is set while an invitation of a tenant is accepted."""
        return cls(ScopeKind.IDENTITY, tenant_id, (tenant_id,), person_id)

    @contextmanager
    def opened(self) -> Iterator["Scope"]:
        """Make this the scope of every transaction in the block; what the block did not commit is rolled back.

        Scopes do not nest: a block inside a block has a session of its own turn, so the outer must be done with its.
        """
        token = _current.set(self)
        try:
            yield self
        finally:
            db.session.remove()
            _current.reset(token)


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)

# As the driver takes it: every transaction begins with it, and SQLAlchemy's way there costs more than the statement.
_OPEN = (
    "select set_config('gk.tenant', %(tenant)s, true), set_config('gk.tenants', %(tenants)s, true),"
    " set_config('gk.person', %(person)s, true), set_config('role', %(role)s, true),"
    " (select version from directory_version)"
)


def current_scope() -> Scope:
    """Return the open scope; raises Unscoped outside any."""
    scope = _current.get()
    if scope is None:
        raise Unscoped("No scope is open: every request, job and command opens one before it touches the database.")
    return scope


def is_open() -> bool:
    """Return whether a scope is open."""
    return _current.get() is not None


def _set_scope(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if transaction.nested:
        return
    scope = current_scope()
    if session.info.setdefault("scope", scope) != scope:
        raise ScopeMixed("This session belongs to another scope; one session serves one scope.")
    row = connection.exec_driver_sql(
        _OPEN,
        {
            "tenant": str(scope.tenant_id) if scope.tenant_id is not None else str(uuid.UUID(int=1)),
            "tenants": "{" + ",".join([str(each) for each in scope.tenant_ids]) + "}",
            "person": str(scope.person_id or uuid.UUID(int=1)),
            "role": scope.kind.value,
        },
    ).one()
    session.info["directory_version"] = row[4]


def install(session_factory: object) -> None:
    """Attach the scope to every transaction that sessions of this factory begin."""
    event.listen(session_factory, "after_begin", _set_scope)
