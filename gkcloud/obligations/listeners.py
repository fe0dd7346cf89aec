"""Who else wants to know when facts or standings of a unit have changed, in the same transaction."""

import uuid
from collections.abc import Callable
from datetime import datetime

# The unit and the present moment. It runs before the commit, in whatever scope is open.
Listener = Callable[[uuid.UUID, datetime], None]

LISTENERS: list[Listener] = []


def after_facts(listener: Listener) -> Listener:
    """Register what runs after a unit's standings were brought up to its facts."""
    LISTENERS.append(listener)
    return listener
