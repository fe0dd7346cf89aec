"""The signed-in person of a request: Flask-Login's cookie, the table's row, and the roles that follow."""

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app, g
from flask_login import LoginManager, UserMixin

from gkcloud.access.policy import Actor, Role
from gkcloud.database import utc_now
from gkcloud.people import queries
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from gkcloud.web.clock import local


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


def token_hash(token: str) -> str:
    """Return what the table keeps of a secret token; tokens are 256 random bits, so one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def install(app: Flask) -> None:
    """Attach Flask-Login. Sessions live in the table, so a suspended person is out with the next request."""
    manager = LoginManager(app)
    # Phones change networks all the time; the token in the table is the protection.
    manager.session_protection = None
    manager.user_loader(load_signed_in)


def load_signed_in(token: str) -> SignedIn | None:
    """Return the person behind a token, or None when the sign-in is over, idle too long, or the person suspended."""
    now = utc_now()
    with Scope.identity().opened():
        found = queries.find_sign_in(token_hash(token))
        if found is None or _is_idle(found.seen_at, now):
            return None
        person_id = found.person_id
    with Scope.identity(person_id).opened():
        roles, stands_in = queries.roles_of(person_id, local(now).date())
    g.sign_in_seen_at = found.seen_at
    return SignedIn(token, found.sign_in_id, person_id, found.name, found.login, roles, stands_in)


def _is_idle(seen_at: datetime, now: datetime) -> bool:
    minutes: int = current_app.settings.idle_minutes  # type: ignore[attr-defined]
    return now - seen_at > timedelta(minutes=minutes)
