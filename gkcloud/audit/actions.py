"""Recording an event, in the transaction of the change that it tells of."""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from gkcloud.audit.model import AuditEvent, AuditHead
from gkcloud.audit.rules import FIRST_HASH, chain_hash
from gkcloud.database import db, utc_now
from gkcloud.tenancy.scope import current_scope

P = ParamSpec("P")
R = TypeVar("R")

# Every state-changing function of the product by its event's name; the sweep over actions reads it.
ACTIONS: dict[str, Callable[..., object]] = {}


class ActionUnaudited(RuntimeError):
    """An action returned without having recorded its event."""


def action(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a state-changing function under the name of the event that it records.

    The event must be recorded before the function returns; otherwise ActionUnaudited is raised and nothing commits.
    A function that finds its effect already there calls ``nothing_to_do`` instead.
    """

    def register(function: Callable[P, R]) -> Callable[P, R]:
        if name in ACTIONS:
            raise RuntimeError(f"two actions are called {name}")

        @wraps(function)
        def audited(*args: P.args, **kwargs: P.kwargs) -> R:
            log: list[str] = db.session.info.setdefault("audited", [])
            before = len(log)
            result = function(*args, **kwargs)
            if name not in log[before:]:
                raise ActionUnaudited(f"{name} changed state without an audit event")
            return result

        ACTIONS[name] = audited
        return audited

    return register


def nothing_to_do(name: str) -> None:
    """Say that an action was repeated and had no further effect, so that no event is due."""
    db.session.info.setdefault("audited", []).append(name)


def record(
    name: str,
    *,
    actor_id: uuid.UUID | None,
    subject: tuple[str, object],
    at: datetime | None = None,
    **data: Any,
) -> AuditEvent:
    """Append one event to the chain of the scope's tenant and return it.

    ``subject`` is a type and an id. ``data`` holds what an auditor needs: identifiers, hashes, reasons; never the text
    of a post, a number of a person, or a secret. Takes the lock on the chain's head until the transaction ends.
    """
    tenant_id = current_scope().tenant_id
    if tenant_id is None:
        raise ValueError("A scope that writes nothing cannot record an event.")
    head = _lock_head(tenant_id)
    event = AuditEvent(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        seq=head.seq + 1,
        at=at or utc_now(),
        actor_id=actor_id,
        action=name,
        subject_type=subject[0],
        subject_id=str(subject[1]),
        data=data,
        previous_hash=head.hash,
    )
    event.hash = chain_hash(head.hash, event_content(event))
    head.seq, head.hash = event.seq, event.hash
    db.session.add(event)
    db.session.flush()
    db.session.info.setdefault("audited", []).append(name)
    return event


def event_content(event: AuditEvent) -> dict[str, Any]:
    """Return what the hash of an event covers: every column but the hashes, times in UTC."""
    return {
        "tenant": str(event.tenant_id),
        "id": str(event.id),
        "seq": event.seq,
        "at": event.at.timestamp(),
        "actor": str(event.actor_id) if event.actor_id else None,
        "action": event.action,
        "subject": [event.subject_type, event.subject_id],
        "data": event.data,
    }


def _lock_head(tenant_id: uuid.UUID) -> AuditHead:
    statement = select(AuditHead).where(AuditHead.tenant_id == tenant_id).with_for_update()
    statement = statement.execution_options(populate_existing=True)
    head = db.session.execute(statement).scalar_one_or_none()
    if head is None:
        first = insert(AuditHead).values(tenant_id=tenant_id, seq=0, hash=FIRST_HASH).on_conflict_do_nothing()
        db.session.execute(first)
        head = db.session.execute(statement).scalar_one()
    return head
