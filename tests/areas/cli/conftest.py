"""A deployment of its own for the commands: what they do is committed, so it is not the other tests' database."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from sqlalchemy import create_engine

from gkcloud.calendar.actions import load_calendar
from gkcloud.config import Settings
from gkcloud.database import db, utc_now
from gkcloud.embedded import Servers
from gkcloud.schema import upgrade
from gkcloud.tenancy.actions import load_packs
from gkcloud.tenancy.directory import forget_directory
from gkcloud.tenancy.packs import read_packs
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import build
from gkcloud.worktime.packages import package_schedules
from tests.areas.cli.deploying import ROOT, Deployment


@pytest.fixture(scope="session")
def make_deployment(
    servers: Servers, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Deployment]]:
    made: list[Deployment] = []

    def make(database: str) -> Deployment:
        with psycopg.connect(servers.database_url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(f'create database "{database}"')
        owner_url = servers.url(database=database)
        upgrade(owner_url)
        environment = {
            "GKCLOUD_OWNER_DATABASE_URL": owner_url,
            "DATABASE_URL": servers.url(database=database, role="gkcloud_app"),
            "REDIS_URL": servers.redis_url.replace("db=0", f"db={len(made) + 1}"),
            "GKCLOUD_SECRET_KEY": "a test's key that protects nothing, 32+",
            "GKCLOUD_STORAGE": f"file:{tmp_path_factory.mktemp(database)}",
            "GKCLOUD_PACKS_DIR": str(ROOT / "tenants"),
            "GKCLOUD_FONTS_DIR": str(ROOT / "var/fonts"),
        }
        app = build(Settings.from_environment(environment))
        with app.app_context():
            forget_directory()
            with Scope.platform().opened():
                load_packs(read_packs(ROOT / "tenants"), now=utc_now())
                load_calendar(package_schedules(), now=utc_now())
                db.session.commit()
            forget_directory()
        made.append(Deployment(environment, app, create_engine(owner_url)))
        return made[-1]

    yield make
    for deployment in made:
        with deployment.app.app_context():
            db.engine.dispose()
        deployment.owner.dispose()
        deployment.app.extensions["queues"].connection.close()


@pytest.fixture(scope="session")
def deployed(make_deployment: Callable[[str], Deployment]) -> Deployment:
    return make_deployment("commands")


@pytest.fixture
def deployment(deployed: Deployment) -> Iterator[Deployment]:
    """The commands' deployment; the process keeps one tree of tenants, so it is read anew."""
    forget_directory()
    yield deployed
    forget_directory()
