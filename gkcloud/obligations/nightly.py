"""What is done each night for every unit: its duties assessed for the new day, the history of merged units moved along."""

import uuid
from collections.abc import Callable, Iterable
from datetime import datetime

import structlog

from gkcloud.calendar.listeners import after_calendar_change
from gkcloud.database import db
from gkcloud.obligations import queries
from gkcloud.obligations.actions import recompute_due, take_over
from gkcloud.obligations.standings import assess_tenant
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory
from gkcloud.tenancy.rules import Kind, TenantStatus
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope

log = structlog.get_logger()


def units() -> list[Tenant]:
    """Return the units whose duties are assessed: those that are served."""
    return [
        tenant
        for tenant in directory().all()
        if tenant.status is TenantStatus.ACTIVE and tenant.kind is not Kind.PLATFORM
    ]


def assess_units(
    tenants: Iterable[Tenant], *, now: datetime, told: Callable[[int], None] = lambda _done: None
) -> int:
    """Assess each unit in its own scope and transaction, and return how many standings changed."""
    changed = 0
    for done, tenant in enumerate(tenants, start=1):
        with Scope.office(tenant.id).opened():
            changed += len(assess_tenant(tenant.id, now=now))
            db.session.commit()
        told(done)
    return changed


@after_calendar_change
def recompute_due_days(years: frozenset[int], now: datetime) -> None:
    """Compute anew, unit by unit, what is due in years whose schedule was loaded or changed; moved days are recorded."""
    ids = [tenant.id for tenant in units()]
    with Scope.inbox(PLATFORM_TENANT, ids).opened():
        reached = queries.units_due_in(years)
    why = "、".join(f"{year}年" for year in sorted(years)) + "放假安排有变动"
    for tenant_id in reached:
        with Scope.office(tenant_id).opened():
            recompute_due(tenant_id, why=why, now=now)
            db.session.commit()


def move_histories(*, now: datetime) -> int:
    """Let the facts of units that were merged into others follow, and return how many did."""
    moved = 0
    for old in directory().all():
        successor = _successor(old)
        if successor is None or successor.parent_id is None:
            continue
        above = directory().by_id(successor.parent_id)
        ids: list[uuid.UUID] = [old.id, successor.id]
        with Scope.subtree(above.id, ids, PLATFORM_TENANT).opened():
            moved += take_over(old.id, successor.id, now=now)
            db.session.commit()
    return moved


def _successor(old: Tenant) -> Tenant | None:
    slug = old.raw_spec.get("merged_into")
    if not isinstance(slug, str) or not slug:
        return None
    try:
        return directory().by_slug(slug)
    except TenantUnknown:
        log.warning("successor_unknown", tenant=str(old.id))
        return None
