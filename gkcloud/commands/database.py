"""``gkcloud db``: the schema, as its owner."""

import os

import click
from sqlalchemy import create_engine

from gkcloud.commands.console import Fault
from gkcloud.schema import head, revision_of, upgrade

OWNER = "GKCLOUD_OWNER_DATABASE_URL"


@click.group("db")
def db_group() -> None:
    """Look after the database's schema."""


@db_group.command("upgrade")
def upgrade_command() -> None:
    """Apply every pending migration as the owner role. Needs GKCLOUD_OWNER_DATABASE_URL and nothing else."""
    url = os.environ.get(OWNER, "")
    if not url.startswith("postgresql+psycopg://"):
        raise Fault(f"请先设置 {OWNER}，写成 postgresql+psycopg://所有者角色@主机/数据库，迁移须由所有者角色执行。")
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            before = revision_of(connection)
        upgrade(url)
    finally:
        engine.dispose()
    click.echo(f"The schema was at {before or 'nothing'}, it is at {head()}.")
