"""Connections that the database has closed are noticed without asking it."""

import select
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DisconnectionError


def install(engine: Engine) -> None:
    """Check each pooled connection as it is taken, in place of SQLAlchemy's ping, which is a round trip each time.

    A server that ended, or ended the connection, leaves something to read on an idle socket; then the pool opens a
    new one.
    """
    event.listen(engine, "checkout", _refuse_ended)


def _refuse_ended(connection: Any, _record: object, _proxy: object) -> None:
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise DisconnectionError("the database ended this connection")
