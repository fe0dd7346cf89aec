"""What else waits in the inbox (待办): areas other than publishing register here what they ask of a person."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from gkcloud.access.policy import Actor

# The person, given once for each tenant that they serve, and the present moment -> rows as publishing/_rows.html draws
# them. It runs in the inbox's scope, which reads and never writes, and asks as many statements for many rows as for one.
Gather = Callable[[Sequence[Actor], datetime], list[dict[str, Any]]]

GATHERERS: list[Gather] = []


def also_waiting(gather: Gather) -> Gather:
    """Register what gathers further rows of the inbox."""
    GATHERERS.append(gather)
    return gather


def further_rows(actors: Sequence[Actor], now: datetime) -> list[dict[str, Any]]:
    """Return the rows of every registered area."""
    return [row for gather in GATHERERS for row in gather(actors, now)]
