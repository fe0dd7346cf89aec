"""Running commands as an operator does, and a deployment for them to work on."""

import json
import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from flask.cli import ScriptInfo
from sqlalchemy import Engine, text

from gkcloud.access.policy import Actor, Role
from gkcloud.cli import cli
from gkcloud.database import db, utc_now
from gkcloud.people.model import Membership, Person
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from gkcloud.web.application import Application

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


def tell(owner: Engine, statement: str, **values: object) -> None:
    """Change the database as its owner, behind everybody's back."""
    with owner.begin() as connection:
        connection.execute(text(statement), values)
