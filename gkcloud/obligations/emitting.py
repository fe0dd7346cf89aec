"""Facts that areas emit inside their own transaction, when something happens that a duty may ask about."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from gkcloud.database import db
from gkcloud.obligations.model import FactRow
from gkcloud.obligations.rulebook import rule_book
from gkcloud.obligations.standings import note_pending
from gkcloud.tenancy.scope import current_scope
from gkcloud.web.clock import local


class FactUnknown(LookupError):
    """No pack knows a fact of this kind."""


def emit(
    kind: str,
    *,
    tenant_id: uuid.UUID,
    at: datetime,
    now: datetime,
    subject: str = "",
    key: str = "",
    on: date | None = None,
    item: str = "",
    value: float | None = None,
    period: str = "",
    attended: Sequence[str] = (),
    label: str = "",
    href: str = "",
    data: Mapping[str, Any] | None = None,
    actor_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Tell of something that happened at ``at`` to a unit, and return the fact's id; telling it again changes nothing.

    ``key``, by default the subject, says which telling is the same; one told anew after it was withdrawn, or with
    other words, replaces the one before. ``on`` is its day where it is not that of ``at`` in Shanghai. The unit's standings
    follow before the transaction commits. Raises FactUnknown for a kind that no pack names.
    """
    if kind not in rule_book().fact_kinds:
        raise FactUnknown(kind)
    values = {
        "on_day": on or local(at).date(),
        "at": at,
        "subject": subject,
        "item": item,
        "value": value,
        "period": period,
        "attended": list(attended),
        "label": label,
        "href": href,
        "data": dict(data or {}),
        "recorded_in": current_scope().tenant_id,
        "recorded_by": actor_id,
    }
    identity = {"tenant_id": tenant_id, "kind": kind, "key": key or subject or str(uuid.uuid4())}
    added = insert(FactRow).values(
        **identity, **values, id=uuid.uuid4(), note="", is_recorded=False, withdrawn_reason="", created_at=now
    )
    again = added.on_conflict_do_update(
        index_elements=["tenant_id", "kind", "key"],
        set_={**values, "withdrawn_at": None, "withdrawn_reason": ""},
    )
    fact_id = db.session.execute(again.returning(FactRow.id)).scalar_one()
    note_pending(tenant_id, kind, now)
    return fact_id


def retract(kind: str, *, tenant_id: uuid.UUID, key: str, reason: str, now: datetime) -> None:
    """Take back what was told: it no longer counts, and stays in the records with the reason. Taking back twice is once."""
    statement = update(FactRow).where(
        FactRow.tenant_id == tenant_id, FactRow.kind == kind, FactRow.key == key, FactRow.withdrawn_at.is_(None)
    )
    withdrawn = statement.values(withdrawn_at=now, withdrawn_reason=reason).returning(FactRow.id)
    if db.session.execute(withdrawn).first() is not None:
        note_pending(tenant_id, kind, now)


def is_told(kind: str, *, tenant_id: uuid.UUID, key: str) -> bool:
    """Return whether a fact was told and not taken back."""
    statement = select(FactRow.id).where(
        FactRow.tenant_id == tenant_id, FactRow.kind == kind, FactRow.key == key, FactRow.withdrawn_at.is_(None)
    )
    return db.session.execute(statement).first() is not None
