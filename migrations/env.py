"""Alembic's entry: migrations run as the owner role, which no request ever uses."""

import os

from alembic import context
from sqlalchemy import create_engine

import gkcloud.models  # noqa: F401 - what the migrations are compared with
from gkcloud.database import Base


def run() -> None:
    url = context.config.attributes.get("url") or os.environ["GKCLOUD_OWNER_DATABASE_URL"]
    engine = create_engine(url)
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
