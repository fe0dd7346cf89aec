"""Bringing the schema up to date, as the owner role."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def upgrade(owner_url: str) -> None:
    """Apply every pending migration; safe to repeat."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("prepend_sys_path", str(MIGRATIONS.parent))
    config.attributes["url"] = owner_url
    command.upgrade(config, "head")


def head() -> str:
    """Return the newest revision that this code knows."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""


def revision_of(connection: Connection) -> str:
    """Return the revision that the database is at, "" if it has none; the role must be able to read it."""
    return MigrationContext.configure(connection).get_current_revision() or ""
