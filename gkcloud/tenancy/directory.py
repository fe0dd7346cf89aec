"""The tree of tenants as every process keeps it: read once, read again when its version rises."""

import threading
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select

from gkcloud.database import db
from gkcloud.tenancy.model import TenantHost, TenantRecord
from gkcloud.tenancy.packs import TenantSpec
from gkcloud.tenancy.rules import Kind, TenantStatus
from gkcloud.tenancy.scope import Scope, is_open


class TenantUnknown(LookupError):
    """No active tenant has this slug, host name or id."""


@dataclass(eq=False)
class Tenant:
    """One tenant as code reads it; attributes of its specification are read through ``spec``."""

    id: uuid.UUID
    slug: str
    name: str
    short_name: str
    kind: Kind
    status: TenantStatus
    parent_id: uuid.UUID | None
    raw_spec: dict[str, object]
    children: list["Tenant"] = field(default_factory=list)

    @cached_property
    def spec(self) -> TenantSpec:
        """The effective specification; parsed on first use, since most requests read one tenant only."""
        return TenantSpec.model_validate(self.raw_spec)


class Directory:
    """An immutable snapshot of the tree."""

    def __init__(self, version: int, tenants: list[Tenant], hosts: dict[str, uuid.UUID]) -> None:
        self.version = version
        self._by_id = {tenant.id: tenant for tenant in tenants}
        self._by_slug = {tenant.slug: tenant for tenant in tenants}
        self._hosts = hosts
        # What is below a tenant; a province's pages ask for thousands of units several times.
        self._below: dict[uuid.UUID, list[Tenant]] = {}
        for tenant in tenants:
            if tenant.parent_id in self._by_id and tenant.parent_id is not None:
                self._by_id[tenant.parent_id].children.append(tenant)

    def by_id(self, tenant_id: uuid.UUID) -> Tenant:
        """Return the tenant; raises TenantUnknown."""
        try:
            return self._by_id[tenant_id]
        except KeyError:
            raise TenantUnknown(str(tenant_id)) from None

    def by_slug(self, slug: str) -> Tenant:
        """Return the active tenant with this slug; raises TenantUnknown."""
        tenant = self._by_slug.get(slug)
        if tenant is None or tenant.status is not TenantStatus.ACTIVE:
            raise TenantUnknown(slug)
        return tenant

    def by_host(self, host: str) -> Tenant:
        """Return the active tenant that owns this verified host name; raises TenantUnknown."""
        tenant_id = self._hosts.get(host)
        if tenant_id is None:
            raise TenantUnknown(host)
        return self.by_slug(self.by_id(tenant_id).slug)

    def host_of(self, tenant: Tenant) -> str | None:
        """Return the first verified host name of the tenant, if it has one."""
        return next((host for host, owner in self._hosts.items() if owner == tenant.id), None)

    def ancestors(self, tenant: Tenant) -> list[Tenant]:
        """Return the tenants above, the nearest first."""
        found: list[Tenant] = []
        while tenant.parent_id is not None and tenant.parent_id in self._by_id:
            tenant = self._by_id[tenant.parent_id]
            found.append(tenant)
        return found

    def below(self, tenant: Tenant) -> list[Tenant]:
        """Return every tenant below, depth first, in the packs' order."""
        found = self._below.get(tenant.id)
        if found is None:
            found = self._below[tenant.id] = [
                each for child in tenant.children for each in (child, *self.below(child))
            ]
        return list(found)

    def all(self) -> list[Tenant]:
        """Return every tenant in the packs' order."""
        return list(self._by_id.values())


_HOSTS = select(TenantHost.host, TenantHost.tenant_id).where(TenantHost.verified_at.is_not(None))
_lock = threading.Lock()
_cached: Directory | None = None


def directory() -> Directory:
    """Return the tree as of the open transaction, or as of now when no scope is open.

    Every transaction learns the tree's version with its first statement, so a copy that another process made old is
    noticed without a query of its own.
    """
    global _cached  # noqa: PLW0603 - the one place that keeps the snapshot of this process
    version = _version_seen()
    with _lock:
        if _cached is None or version is None or _cached.version != version:
            _cached = _read()
        return _cached


def cached_directory() -> Directory:
    """Return this process's copy without asking whether it is current; for routing, which asks right after."""
    return _cached if _cached is not None else directory()


def is_outdated() -> bool:
    """Begin the open scope's transaction and return whether this process's copy is older than the database's."""
    db.session.connection()
    return _cached is None or _cached.version != _version_seen()


def forget_directory() -> None:
    """Drop this process's copy (tests that replace the database underneath)."""
    global _cached  # noqa: PLW0603
    _cached = None


def _version_seen() -> int | None:
    if is_open():
        # Begins the transaction if nothing else has: its first statement brings the version. Opening a scope of our own
        # instead would end the session that the caller is about to use.
        db.session.connection()
    version = db.session.info.get("directory_version")
    return version if isinstance(version, int) else None


def _read() -> Directory:
    if "scope" in db.session.info:
        return _query()
    with Scope.public(None).opened():
        return _query()


def _query() -> Directory:
    records = db.session.execute(select(TenantRecord).order_by(TenantRecord.position)).scalars().all()
    hosts = {row.host: row.tenant_id for row in db.session.execute(_HOSTS)}
    tenants = [
        Tenant(r.id, r.slug, r.name, r.short_name, Kind(r.kind), TenantStatus(r.status), r.parent_id, r.spec)
        for r in records
    ]
    return Directory(int(db.session.info["directory_version"]), tenants, hosts)
