"""What comes after a designation: yearly re-review, suspension, revocation. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType


class Status(StrEnum):
    """How a designation stands today."""

    STANDING = "standing"
    SUSPENDED = "suspended"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """The status as officials write it."""
        return STATUS_LABELS[self]


STATUS_LABELS: Mapping[Status, str] = MappingProxyType(
    {Status.STANDING: "有效", Status.SUSPENDED: "暂停", Status.REVOKED: "已撤销"}
)


class ChangeKind(StrEnum):
    """What may be done to a designation."""

    SUSPEND = "suspend"
    RESTORE = "restore"
    REVOKE = "revoke"

    @property
    def label(self) -> str:
        """The act as officials write it."""
        return CHANGE_LABELS[self]


CHANGE_LABELS: Mapping[ChangeKind, str] = MappingProxyType(
    {
        ChangeKind.SUSPEND: "暂停示范资格",
        ChangeKind.RESTORE: "恢复示范资格",
        ChangeKind.REVOKE: "撤销示范资格",
    }
)
AFTER_CHANGE: Mapping[ChangeKind, Status] = MappingProxyType(
    {
        ChangeKind.SUSPEND: Status.SUSPENDED,
        ChangeKind.RESTORE: Status.STANDING,
        ChangeKind.REVOKE: Status.REVOKED,
    }
)
_CHANGES: Mapping[Status, tuple[ChangeKind, ...]] = MappingProxyType(
    {
        Status.STANDING: (ChangeKind.SUSPEND, ChangeKind.REVOKE),
        Status.SUSPENDED: (ChangeKind.RESTORE, ChangeKind.REVOKE),
        Status.REVOKED: (),
    }
)


def changes_of(status: Status, *, has_draft: bool) -> tuple[ChangeKind, ...]:
    """Return what may be done to a designation; one matter at a time."""
    return () if has_draft else _CHANGES[status]


def refuse_change(kind: ChangeKind, status: Status) -> str | None:
    """Return why a designation of this status cannot be changed so."""
    if kind in _CHANGES[status]:
        return None
    if status is Status.REVOKED:
        return "该单位的示范资格已经撤销，不能再次处理。"
    if kind is ChangeKind.SUSPEND:
        return "该单位的示范资格已经暂停，不能重复暂停。"
    return "该单位的示范资格有效，不需要恢复。"


class ReviewResult(StrEnum):
    """What a yearly re-review found."""

    PASSED = "passed"
    RECTIFY = "rectify"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The result as officials write it."""
        return REVIEW_LABELS[self]


REVIEW_LABELS: Mapping[ReviewResult, str] = MappingProxyType(
    {
        ReviewResult.PASSED: "复核通过",
        ReviewResult.RECTIFY: "限期整改",
        ReviewResult.FAILED: "复核不通过",
    }
)


@dataclass(frozen=True, slots=True)
class ReviewDay:
    """When a re-review took place, and of which year it is."""

    year: int
    on: date


def refuse_review(review: ReviewDay, *, designated_for: int, done: Iterable[int], today: date) -> str | None:
    """Return why a re-review cannot be recorded: it is of a later year, of one year once, and not foretold."""
    if review.on > today:
        return "复核日期不能晚于今天，请在复核后登记。"
    if review.year <= designated_for:
        return f"这是 {designated_for} 年度的示范单位，复核从次年开始。"
    if review.on < date(review.year, 1, 1):
        return f"复核日期早于 {review.year} 年度，请核对。"
    if review.year in set(done):
        return f"{review.year} 年度已经登记过复核结果，每年复核一次。"
    return None


def review_due(status: Status, *, designated_for: int, done: Iterable[int], today: date) -> bool:
    """Return whether this year's re-review is still to be done."""
    return status is not Status.REVOKED and today.year > designated_for and today.year not in set(done)
