"""Reading the chain: an event's history for a page, the whole chain for its verification."""

import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from gkcloud.audit.actions import event_content
from gkcloud.audit.model import AuditEvent, AuditHead
from gkcloud.audit.rules import FIRST_HASH, Break, Link, chain_breaks
from gkcloud.database import db


def events_about(subject_id: object) -> Sequence[AuditEvent]:
    """Return the events about one thing in the open scope, oldest first."""
    statement = select(AuditEvent).where(AuditEvent.subject_id == str(subject_id)).order_by(AuditEvent.seq)
    return db.session.execute(statement).scalars().all()


def breaks_of(tenant_id: uuid.UUID) -> list[Break]:
    """Return where the chain of a tenant does not hold; the open scope must read that tenant."""
    head = db.session.get(AuditHead, tenant_id)
    return chain_breaks(_links(tenant_id), head.seq if head else 0, head.hash if head else FIRST_HASH)


def _links(tenant_id: uuid.UUID) -> Iterator[Link]:
    statement = select(AuditEvent).where(AuditEvent.tenant_id == tenant_id).order_by(AuditEvent.seq)
    for event in db.session.execute(statement.execution_options(yield_per=500)).scalars():
        yield Link(event.seq, event_content(event), event.previous_hash, event.hash)
