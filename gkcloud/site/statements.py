"""Statements that are built and compiled once for the life of the process.

Building a select, and finding it again in SQLAlchemy's cache, costs more than PostgreSQL takes to answer it. The pages
that everybody reads keep theirs as text for the driver; values come by name: ``bindparam("tenant_id")``.
"""

from typing import Any

from sqlalchemy import CursorResult, Dialect, Select

from gkcloud.database import db


class Prepared:
    """One select over tables, not entities, whose types the driver knows by itself (text, uuid, time, json, arrays)."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement
        self._text = ""
        self._constants: dict[str, object] = {}

    def run(self, **values: object) -> CursorResult[*tuple[Any, ...]]:
        """Execute in the open scope's transaction."""
        connection = db.session.connection()
        if not self._text:
            self._compile(connection.dialect)
        return connection.exec_driver_sql(self._text, {**self._constants, **values})

    def _compile(self, dialect: Dialect) -> None:
        compiled = self._statement.compile(dialect=dialect)
        self._constants = {name: value for name, value in compiled.params.items() if value is not None}
        self._text = compiled.string
