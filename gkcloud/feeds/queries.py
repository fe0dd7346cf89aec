"""Finding a calendar by its secret, and a person's own."""

import uuid
from datetime import date

from sqlalchemy import select

from gkcloud.access.policy import Can, may
from gkcloud.database import db
from gkcloud.feeds.model import CalendarFeed
from gkcloud.people.queries import person_found, roles_of
from gkcloud.people.rules import token_hash


def open_feed(tenant_id: uuid.UUID, person_id: uuid.UUID) -> CalendarFeed | None:
    """Return the address of a person's that works, if there is one."""
    statement = select(CalendarFeed).where(
        CalendarFeed.tenant_id == tenant_id, CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None)
    )
    return db.session.execute(statement).scalar_one_or_none()


def reader_of(tenant_id: uuid.UUID, secret: str, today: date) -> uuid.UUID | None:
    """Return whose calendar a secret opens, in an identity scope of the tenant; None for one that opens nothing.

    It opens as much as its owner may read today: who was suspended or left the unit has no calendar of it any more.
    """
    statement = select(CalendarFeed.person_id).where(
        CalendarFeed.tenant_id == tenant_id,
        CalendarFeed.token_hash == token_hash(secret),
        CalendarFeed.revoked_at.is_(None),
    )
    person_id = db.session.execute(statement).scalar_one_or_none()
    person = person_found(person_id) if person_id is not None else None
    if person is None or not person.is_active:
        return None
    roles, _ = roles_of(person.person_id, today)
    return person.person_id if may(Can.DUTY_READ, roles.get(tenant_id, ())) else None
