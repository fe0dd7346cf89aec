"""Sign-ins: opened, refused, kept alive, closed. Their events are in the platform's chain."""

import uuid
from datetime import datetime

from sqlalchemy import or_, select, update

from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.people import passwords, totp
from gkcloud.people.model import Person, SignIn
from gkcloud.people.rules import new_token, token_hash


@action("session.open")
def open_sign_in(
    person: Person, *, device: str, now: datetime, password: str | None = None, replaces: uuid.UUID | None = None
) -> str:
    """Open a sign-in and return its token.

    ``replaces`` is the sign-in that this browser had before, which ends. ``password``, given when it was just verified,
    is hashed again where the stored hash was made with other parameters than today's.
    """
    token = new_token()
    sign_in = SignIn(
        id=uuid.uuid4(),
        person_id=person.id,
        token_hash=token_hash(token),
        created_at=now,
        seen_at=now,
        device=device,
    )
    db.session.add(sign_in)
    if replaces is not None:
        db.session.execute(
            update(SignIn).where(SignIn.id == replaces, SignIn.ended_at.is_(None)).values(ended_at=now)
        )
    if password is not None and passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hash_password(password)
    record(
        "session.open",
        actor_id=person.id,
        subject=("sign_in", sign_in.id),
        at=now,
        second_factor=person.totp_confirmed_at is not None,
    )
    return token


@action("session.refuse")
def refuse_sign_in(person_id: uuid.UUID | None, *, reason: str, now: datetime) -> None:
    """Record a failed attempt. What was typed is not kept: people type passwords into the wrong field."""
    record("session.refuse", actor_id=None, subject=("person", person_id or "unknown"), at=now, reason=reason)


@action("session.close")
def close_sign_in(sign_in_id: uuid.UUID, *, person_id: uuid.UUID, now: datetime) -> None:
    """End one sign-in of a person; ending it again changes nothing."""
    ended = db.session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.person_id == person_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignIn.id)
    ).all()
    if not ended:
        nothing_to_do("session.close")
        return
    record("session.close", actor_id=person_id, subject=("sign_in", sign_in_id), at=now)


@action("session.close-others")
def close_other_sign_ins(person_id: uuid.UUID, *, keep: uuid.UUID | None, now: datetime) -> int:
    """End every open sign-in of a person but ``keep`` (everywhere, where it is None); return how many there were."""
    ended = end_sign_ins(person_id, now, keep=keep)
    if not ended:
        nothing_to_do("session.close-others")
        return 0
    record("session.close-others", actor_id=person_id, subject=("person", person_id), at=now, ended=ended)
    return ended


def end_sign_ins(person_id: uuid.UUID, now: datetime, *, keep: uuid.UUID | None = None) -> int:
    """End the open sign-ins of a person as a part of another action; return how many there were."""
    # Read first: an office and the platform may see three columns of the table and write one.
    statement = select(SignIn.id).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None))
    found = [each for each in db.session.execute(statement).scalars() if each != keep]
    if found:
        db.session.execute(
            update(SignIn)
            .where(SignIn.id.in_(found))
            .values(ended_at=now)
            .execution_options(synchronize_session=False)
        )
    return len(found)


def spend_code(person: Person, code: str, *, key: str, now: datetime) -> bool:
    """Accept a one-time code and return True, or return False for a wrong code or one used before.

    Part of the action that the code allows. The step is taken in one statement, so of two requests with the same code
    one is refused.
    """
    secret = totp.open_secret(person.totp_secret, key) if person.totp_secret else None
    step = totp.step_of(secret, code, now) if secret else None
    if step is None:
        return False
    taken = db.session.execute(
        update(Person)
        .where(Person.id == person.id, or_(Person.totp_last_step.is_(None), Person.totp_last_step < step))
        .values(totp_last_step=step)
        .returning(Person.id)
    ).all()
    return bool(taken)


def note_seen(sign_in_id: uuid.UUID, now: datetime) -> None:
    """Note that a sign-in is in use. A sign of life, not a change that an auditor asks for: no event."""
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))
