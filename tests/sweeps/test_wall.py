"""Every table and role against the wall's own statement of what must hold."""

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import ProgrammingError

from gkcloud.database import db
from gkcloud.tenancy.wall import wall_faults
from gkcloud.web.application import Application


def test_every_table_and_role_keeps_the_wall(owner: Connection) -> None:
    assert wall_faults(owner) == []


def test_without_a_scope_the_runtime_role_reads_no_table(application: Application) -> None:
    """Whoever created the role: the set-up of the demo creates it before the first migration does."""
    tables = text("select tablename from pg_tables where schemaname = 'public' and tablename <> 'directory_version'")
    with application.app_context(), db.engine.connect() as connection:
        for name in connection.execute(tables).scalars().all():
            with pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(text(f"select count(*) from {name}"))  # noqa: S608 - a name from the catalogue
            connection.rollback()


def test_a_runtime_role_that_inherits_is_named(owner: Connection) -> None:
    outer = owner.begin()
    owner.execute(text("grant gkcloud_office to gkcloud_app with inherit true"))
    assert "role gkcloud_app has the rights of gkcloud_office without asking for them" in wall_faults(owner)
    outer.rollback()
