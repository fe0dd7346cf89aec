"""A deployment of its own, whose transactions really commit, for tests of races and of killed processes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from gkcloud.calendar.actions import load_calendar
from gkcloud.config import Settings
from gkcloud.database import db, utc_now
from gkcloud.embedded import Servers, start
from gkcloud.schema import upgrade
from gkcloud.tenancy.actions import load_packs
from gkcloud.tenancy.directory import forget_directory
from gkcloud.tenancy.packs import read_packs
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application, build
from gkcloud.worktime.packages import package_schedules
from tests.factories.cast import Cast, make_cast

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Deployment:
    servers: Servers
    environment: dict[str, str]
    app: Application
    cast: Cast


@pytest.fixture
def deployment(tmp_path: Path) -> Iterator[Deployment]:
    with deployed(tmp_path) as running:
        yield running


@contextmanager
def deployed(folder: Path) -> Iterator[Deployment]:
    """Start servers under ``folder``, bring up the schema and the packs, and make the cast."""
    with start(folder / "var", durable=False) as servers:
        upgrade(servers.database_url)
        environment = {
            "DATABASE_URL": servers.url(database="gkcloud", role="gkcloud_app"),
            "GKCLOUD_OWNER_DATABASE_URL": servers.database_url,
            "REDIS_URL": servers.redis_url,
            "GKCLOUD_SECRET_KEY": "a test's key that protects nothing, 32+",
            "GKCLOUD_STORAGE": f"file:{folder / 'files'}",
            "GKCLOUD_SECURE_COOKIES": "false",
            "GKCLOUD_PACKS_DIR": str(ROOT / "tenants"),
            "GKCLOUD_FONTS_DIR": str(ROOT / "var/fonts"),
        }
        settings = Settings.from_environment(environment)
        app = build(settings)
        forget_directory()
        with app.app_context():
            with Scope.platform().opened():
                load_packs(read_packs(settings.packs_dir), now=utc_now())
                load_calendar(package_schedules(), now=utc_now())
                db.session.commit()
            forget_directory()
            cast = make_cast()
            yield Deployment(servers, environment, app, cast)
            db.engine.dispose()
            app.extensions["queues"].connection.close()
    forget_directory()
