"""The parts that sentences about standings are made of."""

from collections.abc import Iterable
from datetime import date

_WEEKDAYS = "一二三四五六日"
_SHOWN = 3


def day(when: date, today: date) -> str:
    """Return a day as people say it; the year only where it is not this one."""
    year = "" if when.year == today.year else f"{when.year}年"
    return f"{year}{when.month}月{when.day}日"


def weekday(when: date) -> str:
    """Return 周一 to 周日."""
    return f"周{_WEEKDAYS[when.weekday()]}"


def some(names: Iterable[str]) -> str:
    """Return names, the first three and how many there are."""
    listed = list(names)
    shown = "、".join(listed[:_SHOWN])
    return shown if len(listed) <= _SHOWN else f"{shown}等 {len(listed)} 项"
