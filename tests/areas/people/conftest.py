"""Small helps for tests of the people area."""

import re
from collections.abc import Callable, Iterator

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from gkcloud.audit.model import AuditEvent
from gkcloud.database import db
from gkcloud.people import passwords
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from gkcloud.web.application import Application
from tests.factories.cast import PASSWORD

CHEXI = "/lixian-chexi/office"


@pytest.fixture(autouse=True)
def cheap_hash(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hash with the least cost, the same that the cast's password has; real cost would only make the tests slow."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys_hash.cache_clear()
    yield
    passwords._nobodys_hash.cache_clear()


@pytest.fixture
def no_csrf(app: Application) -> Iterator[None]:
    """Switch the CSRF token off, for tests that are not about it."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def events(app: Application) -> Callable[..., list[AuditEvent]]:
    """Return a function that reads the events of a tenant, the platform's where none is named, by their action."""

    def read(action: str, tenant_id=PLATFORM_TENANT) -> list[AuditEvent]:
        with Scope.office(tenant_id).opened():
            statement = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.seq)
            return list(db.session.execute(statement).scalars())

    return read


def csrf_token(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


def type_in(
    client: FlaskClient, account: str, password: str = PASSWORD, *, address: str = "192.0.2.10", query: str = ""
) -> TestResponse:
    """Sign in through the page, from an address."""
    return client.post(
        f"/sign-in{query}",
        data={"account": account, "password": password},
        environ_overrides={"REMOTE_ADDR": address},
    )


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200
