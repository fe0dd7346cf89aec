"""Signing the cast in without the page: for tests that are about something else."""

import secrets
import uuid

from flask.testing import FlaskClient

from gkcloud.access.policy import Actor
from gkcloud.database import db, utc_now
from gkcloud.people.model import SignIn
from gkcloud.people.session import token_hash
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application


def open_session(actor: Actor) -> str:
    """Open a sign-in for a person and return its token."""
    token = secrets.token_urlsafe(32)
    now = utc_now()
    with Scope.identity(actor.person_id).opened():
        row = SignIn(
            id=uuid.uuid4(),
            person_id=actor.person_id,
            token_hash=token_hash(token),
            created_at=now,
            seen_at=now,
            device="test",
        )
        db.session.add(row)
        db.session.commit()
    return token


def sign_in(client: FlaskClient, actor: Actor) -> FlaskClient:
    """Return the client with the person signed in."""
    token = open_session(actor)
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return client


def session_cookie(app: Application, actor: Actor) -> tuple[str, str]:
    """Return name and value of the cookie that signs a person in at a real server."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = serializer.dumps({"_user_id": open_session(actor), "_fresh": True})
    return str(app.config["SESSION_COOKIE_NAME"]), value
