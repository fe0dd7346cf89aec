"""Making a calendar's address, and making it useless."""

import uuid
from datetime import datetime

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.feeds.model import CalendarFeed
from gkcloud.feeds.queries import open_feed
from gkcloud.people.rules import new_token, token_hash


@action("feed.open")
def open_address(*, actor: Actor, now: datetime) -> str:
    """Make an address for a person's calendar and return its secret, which is shown once; an earlier one is revoked."""
    tenant_id = _office(actor)
    had = _revoke(tenant_id, actor, now)
    secret = new_token()
    row = CalendarFeed(
        tenant_id=tenant_id, id=uuid.uuid4(), person_id=actor.person_id, token_hash=token_hash(secret), created_at=now
    )
    db.session.add(row)
    db.session.flush()
    record("feed.open", actor_id=actor.person_id, subject=("feed", row.id), at=now, renewed=had is not None)
    return secret


@action("feed.revoke")
def revoke_address(*, actor: Actor, now: datetime) -> None:
    """Make a person's address useless."""
    revoked = _revoke(_office(actor), actor, now)
    if revoked is None:
        nothing_to_do("feed.revoke")
        return
    record("feed.revoke", actor_id=actor.person_id, subject=("feed", revoked.id), at=now)


def _revoke(tenant_id: uuid.UUID, actor: Actor, now: datetime) -> CalendarFeed | None:
    row = open_feed(tenant_id, actor.person_id)
    if row is not None:
        row.revoked_at = now
        db.session.flush()
    return row


def _office(actor: Actor) -> uuid.UUID:
    if actor.tenant_id is None:
        raise ValueError("a calendar belongs to a tenant")
    return actor.tenant_id
