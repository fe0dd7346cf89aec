"""A deployment of its own for the commands: what they do is committed, so it is not the other tests' database."""

import json
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner, Result
from flask.cli import ScriptInfo
from sqlalchemy import Engine, create_engine, text

from gkcloud.access.policy import Actor, Role
from gkcloud.cli import cli
from gkcloud.config import Settings
from gkcloud.database import db, utc_now
from gkcloud.embedded import Servers
from gkcloud.people.model import Membership, Person
from gkcloud.schema import upgrade
from gkcloud.tenancy.actions import load_packs
from gkcloud.tenancy.directory import directory, forget_directory
from gkcloud.tenancy.packs import read_packs
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from gkcloud.web.application import Application, build

ROOT = Path(__file__).parents[3]


def run(*arguments: str, app: Application | None = None, env: dict[str, str | None] | None = None) -> Result:
    """Run a command as an operator would, in this process; ``app`` stands for the one that the settings name."""
    info = ScriptInfo(create_app=lambda: app) if app is not None else None
    return CliRunner().invoke(cli, list(arguments), obj=info, env=env, catch_exceptions=False)


def run_json(*arguments: str, app: Application | None = None) -> Any:
    """Run a command with ``--json`` and return what it prints."""
    result = run(*arguments, "--json", app=app)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@dataclass(frozen=True)
class Deployment:
    """A database with the packs loaded, and the environment that the commands run in."""

    environment: dict[str, str]
    app: Application
    owner: Engine

    @property
    def whole_environment(self) -> dict[str, str]:
        return {**os.environ, **self.environment}

    def official(self, slug: str, role: Role) -> Actor:
        """Return a new person with one role in a tenant, committed."""
        with self.app.app_context():
            tenant_id = PLATFORM_TENANT if slug == "_platform" else directory().by_slug(slug).id
            with Scope.platform().opened():
                now = utc_now()
                login = f"{slug}.{uuid.uuid4().hex[:8]}"
                person = Person(
                    id=uuid.uuid4(),
                    login=login,
                    display_name="测试员",
                    password_hash="",
                    created_at=now,
                    password_changed_at=now,
                )
                db.session.add(person)
                db.session.flush()
                membership = Membership(tenant_id=tenant_id, person_id=person.id, role=role.value, created_at=now)
                db.session.add(membership)
                db.session.commit()
                return Actor(person.id, login, tenant_id, frozenset({role}))


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


def tell(owner: Engine, statement: str, **values: object) -> None:
    """Change the database as its owner, behind everybody's back."""
    with owner.begin() as connection:
        connection.execute(text(statement), values)
