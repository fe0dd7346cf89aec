"""Loading packs: tenants, host names and columns brought to what the packs say; content is never touched."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select, update

from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.publishing.model import SiteColumn
from gkcloud.tenancy.model import DirectoryVersion, TenantHost, TenantRecord
from gkcloud.tenancy.packs import TenantSpec
from gkcloud.tenancy.rules import Kind, TenantStatus
from gkcloud.tenancy.scope import PLATFORM_TENANT


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load changed: slugs of tenants added, changed, and closed because no pack names them any more."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    closed: tuple[str, ...]


@action("tenants.load")
def load_packs(specs: Sequence[TenantSpec], *, now: datetime, actor_id: uuid.UUID | None = None) -> Loaded:
    """Bring the tenants to what the packs say, in a platform scope. Loading the same packs again changes nothing.

    A tenant that no pack names any more is closed, never deleted; a column that is gone is retired and keeps what was
    published in it.
    """
    _ensure_platform()
    known = {record.slug: record for record in db.session.execute(select(TenantRecord)).scalars()}
    added: list[str] = []
    changed: list[str] = []
    for position, spec in enumerate(specs):
        existing = known.get(spec.slug)
        if existing is None:
            known[spec.slug] = _add(spec, position, known)
            added.append(spec.slug)
        elif _change(existing, spec, position, known):
            changed.append(spec.slug)
        columns_changed = _load_columns(known[spec.slug].id, spec)
        if columns_changed and spec.slug not in added and spec.slug not in changed:
            changed.append(spec.slug)
        db.session.flush()
    closed = _close_missing(known, {spec.slug for spec in specs})
    hosts_changed = _load_hosts(specs, known, now)
    if not (added or changed or closed or hosts_changed):
        nothing_to_do("tenants.load")
        return Loaded((), (), ())
    db.session.execute(update(DirectoryVersion).values(version=DirectoryVersion.version + 1))
    record(
        "tenants.load",
        actor_id=actor_id,
        subject=("tenants", PLATFORM_TENANT),
        at=now,
        added=added,
        changed=changed,
        closed=closed,
    )
    return Loaded(tuple(added), tuple(changed), tuple(closed))


def _ensure_platform() -> None:
    if db.session.get(TenantRecord, PLATFORM_TENANT) is None:
        platform = TenantRecord(
            id=PLATFORM_TENANT,
            slug="_platform",
            name="政务公开平台",
            short_name="平台",
            kind=Kind.PLATFORM.value,
            status=TenantStatus.CLOSED.value,
            parent_id=None,
            position=-1,
            spec={},
        )
        db.session.add(platform)
        db.session.flush()


def _values(spec: TenantSpec, position: int, known: dict[str, TenantRecord]) -> dict[str, object]:
    return {
        "name": spec.name,
        "short_name": spec.short_name,
        "kind": spec.kind.value,
        "status": spec.status.value,
        "parent_id": known[spec.parent].id if spec.parent else None,
        "position": position,
        "spec": spec.model_dump(mode="json"),
    }


def _add(spec: TenantSpec, position: int, known: dict[str, TenantRecord]) -> TenantRecord:
    tenant = TenantRecord(id=uuid.uuid4(), slug=spec.slug, **_values(spec, position, known))
    db.session.add(tenant)
    db.session.flush()
    return tenant


def _change(tenant: TenantRecord, spec: TenantSpec, position: int, known: dict[str, TenantRecord]) -> bool:
    values = _values(spec, position, known)
    differing = {name: value for name, value in values.items() if getattr(tenant, name) != value}
    for name, value in differing.items():
        setattr(tenant, name, value)
    return bool(differing)


def _load_columns(tenant_id: uuid.UUID, spec: TenantSpec) -> bool:
    statement = select(SiteColumn).where(SiteColumn.tenant_id == tenant_id)
    known = {column.code: column for column in db.session.execute(statement).scalars()}
    changed = False
    for position, column in enumerate(spec.columns):
        row = known.pop(column.code, None)
        if row is None:
            db.session.add(
                SiteColumn(
                    tenant_id=tenant_id, code=column.code, name=column.name, position=position, is_retired=False
                )
            )
            changed = True
        elif (row.name, row.position, row.is_retired) != (column.name, position, False):
            row.name, row.position, row.is_retired = column.name, position, False
            changed = True
    for gone in known.values():
        changed = changed or not gone.is_retired
        gone.is_retired = True
    return changed


def _close_missing(known: dict[str, TenantRecord], named: set[str]) -> list[str]:
    closed = []
    for slug, tenant in known.items():
        if slug not in named and tenant.id != PLATFORM_TENANT and tenant.status != TenantStatus.CLOSED.value:
            tenant.status = TenantStatus.CLOSED.value
            closed.append(slug)
    return closed


def _load_hosts(specs: Sequence[TenantSpec], known: dict[str, TenantRecord], now: datetime) -> bool:
    """Host names come from packs that the operator installed, which is the verification."""
    wanted = {host: known[spec.slug].id for spec in specs for host in spec.hosts}
    have = {row.host: row for row in db.session.execute(select(TenantHost)).scalars()}
    changed = False
    for host, tenant_id in wanted.items():
        if host not in have:
            db.session.add(TenantHost(host=host, tenant_id=tenant_id, verified_at=now))
            changed = True
        elif have[host].tenant_id != tenant_id:
            have[host].tenant_id = tenant_id
            changed = True
    gone = set(have) - set(wanted)
    if gone:
        db.session.execute(delete(TenantHost).where(TenantHost.host.in_(gone)))
    return changed or bool(gone)
