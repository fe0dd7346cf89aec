"""The day's reminders of every unit. Standings should have been assessed for the day before."""

import structlog

from gkcloud.database import db, utc_now
from gkcloud.reminders import queries
from gkcloud.reminders.actions import ask_for_reminders
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from gkcloud.web.clock import local

log = structlog.get_logger()


def ask_for_reminders_everywhere() -> int:
    """Ask for today's reminders in every unit that wants any; return how many messages are under way.

    Needs an application context. May run as often as one likes: what was told is not told again, and what nobody took is
    tried again. Finding the units reads across all of them, in a scope that cannot write; each unit's own does the work.
    """
    now, tree = utc_now(), directory()
    with Scope.inbox(PLATFORM_TENANT, (tenant.id for tenant in tree.all())).opened():
        wanted = set(queries.tenants_with_channels())
    count = 0
    for tenant in tree.all():
        if tenant.id not in wanted or tenant.status is not TenantStatus.ACTIVE:
            continue
        with Scope.office(tenant.id).opened():
            sent = ask_for_reminders(tenant, today=local(now).date(), now=now)
            db.session.commit()
        count += sent
        if sent:
            log.info("reminders_asked_for", tenant=str(tenant.id), count=sent)
    return count
