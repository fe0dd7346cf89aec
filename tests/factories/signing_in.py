"""Being signed in, without the page that asks for a password."""

import re
import uuid
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gkcloud.access.policy import Actor
from gkcloud.database import db, utc_now
from gkcloud.people.model import SignIn
from gkcloud.people.rules import new_token, token_hash
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application


def sign_in(client: FlaskClient, actor: Actor) -> uuid.UUID:
    """Give a client an open sign-in of the actor's and return its id."""
    token, sign_in_id = open_session(actor)
    with client.session_transaction() as session:
        session.clear()
        session["_user_id"], session["_fresh"] = token, True
    return sign_in_id


def open_session(actor: Actor) -> tuple[str, uuid.UUID]:
    """Open a sign-in for a person; return its token and its id."""
    token, now = new_token(), utc_now()
    row = SignIn(
        id=uuid.uuid4(),
        person_id=actor.person_id,
        token_hash=token_hash(token),
        created_at=now,
        seen_at=now,
        device="电脑 浏览器",
    )
    with Scope.identity().opened():
        db.session.add(row)
        db.session.commit()
    return token, row.id


def session_cookie(app: Application, actor: Actor) -> tuple[str, str]:
    """Return name and value of the cookie that signs a person in at a real server."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = serializer.dumps({"_user_id": open_session(actor)[0], "_fresh": True})
    return str(app.config["SESSION_COOKIE_NAME"]), value


def signed_in_client(client: FlaskClient, actor: Actor) -> FlaskClient:
    """Return another client of the same application, signed in as the actor."""
    other = client.application.test_client()
    sign_in(other, actor)
    return other


def send(client: FlaskClient, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
    """Post a form with the token that every page of an office carries."""
    office = path.partition("/office")[0] + "/office/printings"
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(office).text)
    assert token, path
    return client.post(path, data={"csrf_token": token[1], **(data or {})}, **more)
