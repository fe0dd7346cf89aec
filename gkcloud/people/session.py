"""The signed-in person of a request: the session cookie, the table's row, and the roles that follow.

The cookie holds a token and nothing else of worth; the sign-in lives in the table. So a suspended person is out with
the next request, wherever the cookie is, and signing out means something.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user

from gkcloud.access.policy import Actor, Role
from gkcloud.database import db, utc_now
from gkcloud.people import queries
from gkcloud.people.actions.signing_in import note_seen
from gkcloud.people.rules import is_over, token_hash
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from gkcloud.web.clock import local

_SEEN_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]
    """A person with an open sign-in, and what they may do in each tenant today."""

    token: str
    sign_in_id: uuid.UUID
    person_id: uuid.UUID
    name: str
    login: str
    roles: Mapping[uuid.UUID, frozenset[Role]]
    stands_in: Mapping[uuid.UUID, Mapping[Role, uuid.UUID]]

    def get_id(self) -> str:
        """Return what the cookie holds."""
        return self.token

    def actor_in(self, tenant_id: uuid.UUID | None) -> Actor:
        """Return the person as an actor in one tenant, or on the platform's own pages."""
        key = tenant_id or PLATFORM_TENANT
        return Actor(
            person_id=self.person_id,
            name=self.name,
            tenant_id=tenant_id,
            roles=self.roles.get(key, frozenset()),
            stands_in=self.stands_in.get(key, {}),
        )

    @property
    def tenant_ids(self) -> tuple[uuid.UUID, ...]:
        """The tenants in which the person holds any role today."""
        return tuple(tenant_id for tenant_id in self.roles if tenant_id != PLATFORM_TENANT)


def install(app: Flask) -> None:
    """Attach Flask-Login to the application.

    Its context processor would look the person up while a page is rendered, inside that page's scope; its remember-me
    cookie would make every answer depend on the session. Neither is wanted, so ``init_app`` is not called.
    """
    manager = LoginManager(add_context_processor=False)
    # Phones change networks all the time; the token in the table is the protection.
    manager.session_protection = None
    manager.user_loader(load_signed_in)
    app.login_manager = manager  # type: ignore[attr-defined]


def load_signed_in(token: str) -> SignedIn | None:
    """Return the person behind a token, or None when the sign-in is over, idle too long, or the person suspended.

    Opens a scope of its own, so it runs before the page's.
    """
    now = utc_now()
    with Scope.identity().opened():
        found = queries.find_sign_in(token_hash(token))
        if found is None or _is_over(found, now):
            return None
        roles, stands_in = queries.roles_of(found.person_id, local(now).date())
        if now - found.seen_at > _SEEN_AGAIN:
            note_seen(found.sign_in_id, now)
            db.session.commit()
    return SignedIn(token, found.sign_in_id, found.person_id, found.name, found.login, roles, stands_in)


def signed_in() -> SignedIn | None:
    """Return whoever is signed in, for pages that a person needs to be signed in for or of an identity scope."""
    if g.get("actor") is None:
        return None
    person: SignedIn = current_user._get_current_object()  # noqa: SLF001 - the documented way to the object itself
    return person


def begin_session(token: str, person_id: uuid.UUID, name: str, login: str) -> None:
    """Start a fresh browser session for a new sign-in; nothing of the session before it survives, CSRF token included."""
    session.clear()
    login_user(SignedIn(token, uuid.uuid4(), person_id, name, login, {}, {}))


def end_session() -> None:
    """Forget everything in the browser's session."""
    session.clear()


def _is_over(found: queries.SignInFound, now: datetime) -> bool:
    minutes: int = current_app.settings.idle_minutes  # type: ignore[attr-defined]
    return is_over(found.created_at, found.seen_at, now, idle_minutes=minutes)
