"""Small helps for tests of the people area."""

import re
import threading
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import create_engine, select, text
from werkzeug.test import TestResponse

from gkcloud.audit.model import AuditEvent
from gkcloud.calendar.actions import load_calendar
from gkcloud.config import Settings
from gkcloud.database import db, utc_now
from gkcloud.embedded import Servers
from gkcloud.people import actions, passwords
from gkcloud.schema import upgrade
from gkcloud.tenancy.actions import load_packs
from gkcloud.tenancy.directory import forget_directory
from gkcloud.tenancy.packs import read_packs
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from gkcloud.web.application import Application, build
from gkcloud.worktime.packages import package_schedules
from tests.factories.cast import PASSWORD

CHEXI = "/lixian-chexi/office"
# Where somebody begins who is not asked for a code: at what waits for them, where that page is there.
LANDING = {"/inbox", "/account"}


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


@pytest.fixture
def committing_app(servers: Servers, settings: Settings) -> Iterator[Application]:
    """An application on a database of its own, for what happens between transactions; nothing is rolled back."""
    name = f"people_{uuid.uuid4().hex}"
    engine = create_engine(servers.database_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f'create database "{name}"'))
    engine.dispose()
    upgrade(servers.url(database=name))
    forget_directory()
    app = build(settings.model_copy(update={"database_url": servers.url(database=name, role="gkcloud_app")}))
    with app.app_context():
        with Scope.platform().opened():
            load_packs(read_packs(settings.packs_dir), now=utc_now())
            load_calendar(package_schedules(), now=utc_now())
            db.session.commit()
        yield app
        db.session.remove()
        db.engine.dispose()
    forget_directory()


def at_once(app: Application, *acts: Callable[[], object]) -> list[object]:
    """Run each act in a thread and transaction of its own, all starting together; return results or what was raised."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        with app.app_context():
            barrier.wait()
            try:
                return act()
            except actions.Refused as refused:
                return refused

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


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
