"""Servers, application and savepoint for every test that needs them; rules need none."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import g, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import Connection, create_engine
from werkzeug.test import TestResponse

from gkcloud.calendar.actions import load_calendar
from gkcloud.config import Settings
from gkcloud.database import db, utc_now
from gkcloud.embedded import Servers, start
from gkcloud.obligations.rulebook import EXTENSION
from gkcloud.schema import upgrade
from gkcloud.tenancy.actions import load_packs
from gkcloud.tenancy.directory import forget_directory
from gkcloud.tenancy.packs import read_packs
from gkcloud.tenancy.scope import Scope
from gkcloud.tenancy.wall import RUNTIME_ROLE
from gkcloud.web.application import Application
from gkcloud.worktime.packages import package_schedules
from tests.factories.cast import Cast, make_cast
from tests.factories.post_office import PostOffice, opened

ROOT = Path(__file__).parents[1]


class FreshClient(FlaskClient):
    """A client whose every request begins with an empty ``g``.

    The fixtures hold an application context open, and Flask lets requests inside one share its ``g``: without this a
    request would find the person, the tenant and the CSRF token of the request before.
    """

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():
            for name in list(g):
                g.pop(name)
        return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """One private PostgreSQL and Valkey for each test process."""
    with start(tmp_path_factory.mktemp("servers"), durable=False) as running:
        # In the demo's order: the role is there before the first migration.
        running.ensure_role(RUNTIME_ROLE)
        upgrade(running.database_url)
        yield running


@pytest.fixture(scope="session")
def servers_of_others() -> Iterator[PostOffice]:
    """A mail server and a vendor of robots, on this machine."""
    with opened() as office:
        yield office


@pytest.fixture
def post_office(servers_of_others: PostOffice) -> Iterator[PostOffice]:
    """What was sent during the test."""
    servers_of_others.forget()
    yield servers_of_others
    servers_of_others.forget()


@pytest.fixture(scope="session")
def settings(servers: Servers, servers_of_others: PostOffice, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings.from_environment(
        {
            "DATABASE_URL": servers.url(database="gkcloud", role="gkcloud_app"),
            "REDIS_URL": servers.redis_url,
            "GKCLOUD_SECRET_KEY": "a test's key that protects nothing, 32+",
            "GKCLOUD_STORAGE": f"file:{tmp_path_factory.mktemp('files')}",
            "GKCLOUD_SECURE_COOKIES": "false",
            "GKCLOUD_PACKS_DIR": str(ROOT / "tenants"),
            "GKCLOUD_FONTS_DIR": str(ROOT / "var/fonts"),
            "GKCLOUD_SMTP_URL": servers_of_others.smtp_url,
            "GKCLOUD_MAIL_FROM": "tixing@example.gov.cn",
            "GKCLOUD_ROBOT_STAND_IN": servers_of_others.robots,
        }
    )


@pytest.fixture(scope="session")
def application(settings: Settings) -> Iterator[Application]:
    from gkcloud.web.application import build

    app = build(settings)
    app.config["TESTING"] = True
    app.test_client_class = FreshClient
    # Flask would hand the exception to the test; a person gets the error page, and so do tests.
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        with Scope.platform().opened():
            load_packs(read_packs(settings.packs_dir), now=utc_now())
            load_calendar(package_schedules(), now=utc_now())
            db.session.commit()
        forget_directory()
    yield app
    with app.app_context():
        db.engine.dispose()
    app.extensions["queues"].connection.close()


@pytest.fixture
def app(application: Application) -> Iterator[Application]:
    """The application inside a transaction that is rolled back after the test."""
    with rolled_back(application):
        yield application


@contextmanager
def rolled_back(application: Application) -> Iterator[None]:
    """Keep the application inside a transaction for as long as the block runs, then forget it."""
    with application.app_context():
        engine = db.engine
        connection = engine.connect()
        outer = connection.begin()
        duties = application.extensions[EXTENSION]
        db._app_engines[application][None] = connection  # type: ignore[assignment]
        try:
            yield
        finally:
            db.session.remove()
            outer.rollback()
            connection.close()
            db._app_engines[application][None] = engine
            forget_directory()
            application.extensions[EXTENSION] = duties
            application.extensions["queues"].connection.flushdb()


@pytest.fixture
def client(app: Application) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def cast(app: Application) -> Cast:
    """The small cast: see tests/factories/cast.py."""
    return make_cast()


@pytest.fixture
def owner(servers: Servers) -> Iterator[Connection]:
    """A connection of the owner's, for looking behind the wall."""
    engine = create_engine(servers.database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()
