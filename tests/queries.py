"""Counting what a request asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

_SCOPE = "set_config('gk.tenant'"
_TURNS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")


@dataclass
class Statements:
    """The statements of a block, without those that open the scope and the transaction."""

    texts: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.texts)


@contextmanager
def counted() -> Iterator[Statements]:
    """Count the statements of every connection while the block runs."""
    found = Statements()

    def note(_c: Connection, _cursor: Any, statement: str, *_rest: Any) -> None:
        if _SCOPE not in statement and not statement.lstrip().upper().startswith(_TURNS):
            found.texts.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)
