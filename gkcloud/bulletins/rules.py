"""Bulletin issues: their states, and what an issue needs before it can be locked."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class IssueState(StrEnum):
    """Where an issue stands: only a draft changes; a locked one has its number and its text."""

    DRAFT = "draft"
    LOCKED = "locked"
    PUBLISHED = "published"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return LABELS[self]


LABELS: Mapping[IssueState, str] = MappingProxyType(
    {IssueState.DRAFT: "编辑中", IssueState.LOCKED: "已定稿", IssueState.PUBLISHED: "已公开"}
)


def moved(order: list[tuple[str, str]], item: tuple[str, str], step: int) -> list[tuple[str, str]]:
    """Return the order with one item moved by ``step`` places; at an end it stays."""
    if item not in order:
        return order
    at = order.index(item)
    to = min(max(at + step, 0), len(order) - 1)
    rest = [each for each in order if each != item]
    return [*rest[:to], item, *rest[to:]]


def month_before(today: date) -> tuple[date, date]:
    """Return the first and last day of the month that an issue made today most likely covers.

    In the first ten days of a month that is the month before, later the month itself up to today.
    """
    if today.day > 10:  # noqa: PLR2004 - the tenth
        return today.replace(day=1), today
    last = date.fromordinal(today.replace(day=1).toordinal() - 1)
    return last.replace(day=1), last


def names_in(text: str) -> list[str]:
    """Return the units of a line such as 县委、县政府，各乡镇."""
    for mark in "，,；;\n":
        text = text.replace(mark, "、")
    return [name.strip() for name in text.split("、") if name.strip()]
