"""Appeals (复核): whether a unit may still ask for its score to be looked at again, and who decides.

Pure: no Flask, no SQLAlchemy, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from gkcloud.access.policy import Actor, Can

MOST_POINTS = Decimal(1000)


class AppealState(StrEnum):
    """Where an appeal stands."""

    FILED = "filed"
    UPHELD = "upheld"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return APPEAL_LABELS[self]


APPEAL_LABELS: Mapping[AppealState, str] = MappingProxyType(
    {AppealState.FILED: "待复核", AppealState.UPHELD: "维持原得分", AppealState.CHANGED: "已调整得分"}
)


@dataclass(frozen=True, slots=True)
class ScoreFacts:
    """What the rules need to know of a score: whose it is, when it was told, and until when an appeal is taken.

    ``told_on`` is None while the unit has not been told; ``until`` is the last day on which it may appeal.
    """

    owner_id: UUID
    target_id: UUID
    total: Decimal | None
    told_on: date | None
    until: date | None
    has_appeal: bool = False


def refuse_filing(facts: ScoreFacts, actor: Actor, today: date) -> str | None:
    """Return why ``actor`` may not appeal a score; None where they may. A score is appealed once."""
    if actor.tenant_id != facts.target_id:
        return "只有被考核的单位可以申请复核。"
    if not actor.may(Can.APPEAL_FILE):
        return "复核须由本单位的签发人员提出。"
    if facts.told_on is None or facts.until is None or facts.total is None:
        return "得分还没有告知，告知以后才能申请复核。"
    if facts.has_appeal:
        return "这次得分已经申请过复核，同一得分只能申请一次。"
    if today > facts.until:
        return f"申请复核的期限是 {facts.until.isoformat()}，现在已经过期。"
    return None


def refuse_deciding(state: AppealState, owner_id: UUID, actor: Actor) -> str | None:
    """Return why ``actor`` may not decide an appeal; None where they may."""
    if actor.tenant_id != owner_id or not actor.may(Can.APPEAL_DECIDE):
        return "您现在没有督查职责，不能作出复核决定，请由督查人员办理。"
    if state is not AppealState.FILED:
        return "这次复核已经作出决定，不能再次决定。"
    return None


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on an appeal. Without ``total`` the score is upheld; ``points`` are the items' new points by code."""

    reason: str
    total: Decimal | None = None
    points: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def state(self) -> AppealState:
        """What the appeal comes to."""
        return AppealState.UPHELD if self.total is None else AppealState.CHANGED


def refuse_ruling(ruling: Ruling, before: Decimal, appealed: tuple[str, ...]) -> str | None:
    """Return what is wrong with a decision; None where nothing is. Only items that were appealed change."""
    if not ruling.reason.strip():
        return "请写明复核的理由。"
    if ruling.total is None:
        return "维持原得分时，各项得分不变，请清空各项的新得分。" if ruling.points else None
    if not 0 <= ruling.total <= MOST_POINTS or any(not 0 <= each <= MOST_POINTS for each in ruling.points.values()):
        return f"得分须在 0 至 {MOST_POINTS} 之间，请核对。"
    if ruling.total == before:
        return f"复核后的总分仍是 {before:g} 分；得分不变的，请选择“维持原得分”。"
    if strange := sorted(set(ruling.points) - set(appealed)):
        return f"第 {'、'.join(strange)} 项没有申请复核，不能调整。"
    return None


def rescored(result: Mapping[str, Any], content: Mapping[str, Any], total: Decimal, sentence: str) -> dict[str, Any]:
    """Return a sheet's result with the outcome and the grade of a new total, and why it is no longer what it was.

    ``content`` is the standard's, as it is stored.
    """
    passed = total >= Decimal(str(content.get("fail_below", 60)))
    reached = [each for each in content.get("grades", ()) if total >= Decimal(str(each["least"]))]
    best = max(reached, key=lambda each: Decimal(str(each["least"])), default=None)
    return {
        **result,
        "outcome": "passed" if passed else "failed",
        "grade": best["name"] if best else ("合格" if passed else "不合格"),
        "sentences": [*result.get("sentences", ()), sentence],
    }
