"""The parts that sentences about standings are made of."""

from collections.abc import Iterable

from gkcloud.worktime.counting import month_day as day

__all__ = ["day", "some"]

_SHOWN = 3


def some(names: Iterable[str]) -> str:
    """Return names, the first three and how many there are."""
    listed = list(names)
    shown = "、".join(listed[:_SHOWN])
    return shown if len(listed) <= _SHOWN else f"{shown}等 {len(listed)} 项"
