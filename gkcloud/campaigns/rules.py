"""What a campaign and a sheet allow, and to whom; one rule draws the buttons and guards the actions.

Pure: no Flask, no SQLAlchemy; today is an argument.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class CampaignKind(StrEnum):
    """What a campaign is."""

    SELF_CHECK = "self_check"
    INSPECTION = "inspection"
    HALF_YEAR = "half_year"
    SPECIAL = "special"
    UNANNOUNCED = "unannounced"

    @property
    def label(self) -> str:
        """The kind as officials write it."""
        return KIND_LABELS[self]

    @property
    def may_self_check(self) -> bool:
        """Whether units may be asked to look at themselves first; whom nobody told cannot."""
        return self is not CampaignKind.UNANNOUNCED

    @property
    def is_hidden(self) -> bool:
        """Whether units learn of it only when it is over."""
        return self is CampaignKind.UNANNOUNCED


KIND_LABELS: Mapping[CampaignKind, str] = {
    CampaignKind.SELF_CHECK: "自查",
    CampaignKind.INSPECTION: "县级检查",
    CampaignKind.HALF_YEAR: "半年督查",
    CampaignKind.SPECIAL: "专项检查",
    CampaignKind.UNANNOUNCED: "明察暗访",
}


class CampaignState(StrEnum):
    """Where a campaign stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return STATE_LABELS[self]


STATE_LABELS: Mapping[CampaignState, str] = {
    CampaignState.DRAFT: "筹备中",
    CampaignState.OPEN: "进行中",
    CampaignState.CLOSED: "已结束",
    CampaignState.CANCELLED: "已取消",
}


class SheetKind(StrEnum):
    """Who fills a sheet in."""

    SELF_CHECK = "self_check"
    INSPECTION = "inspection"

    @property
    def label(self) -> str:
        """What the sheet is called."""
        return "自查表" if self is SheetKind.SELF_CHECK else "检查表"


class SheetState(StrEnum):
    """Whether a sheet can still be written on."""

    OPEN = "open"
    SUBMITTED = "submitted"


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a campaign looks at, both included."""

    first: date
    last: date

    def meets(self, other: "Period") -> bool:
        """Return whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    @property
    def label(self) -> str:
        """The period as officials write it."""
        year = self.first.year
        if (self.first, self.last) == (date(year, 1, 1), date(year, 12, 31)):
            return f"{year}年度"
        return f"{_day(self.first)}至{_day(self.last)}"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


class Move(StrEnum):
    """What can be done with a campaign."""

    EDIT = "edit"
    OPEN = "open"
    CLOSE = "close"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Possible:
    """The moves that are possible, and a sentence for each one that is not."""

    moves: frozenset[Move] = frozenset()
    refusals: Mapping[Move, str] = field(default_factory=dict)

    def __contains__(self, move: object) -> bool:
        return move in self.moves

    def why_not(self, move: Move) -> str:
        """Return the sentence that says why a move is not possible."""
        return self.refusals.get(move, "现在不能这样操作，请刷新页面后查看。")


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What decides over a campaign: its state, how many units and inspectors it has, and sheets not handed in."""

    kind: CampaignKind
    state: CampaignState
    targets: int
    inspectors: int
    has_self_check: bool
    has_inspection: bool
    open_inspections: int = 0


def possible(facts: CampaignFacts, *, may_manage: bool) -> Possible:
    """Return what somebody may do with a campaign."""
    if not may_manage:
        return Possible()
    if facts.state is CampaignState.DRAFT:
        if fault := _not_ready(facts):
            return Possible(frozenset({Move.EDIT, Move.CANCEL}), {Move.OPEN: fault})
        return Possible(frozenset({Move.EDIT, Move.OPEN, Move.CANCEL}))
    settled = f"这次督查{facts.state.label}，不能再修改。"
    if facts.state is CampaignState.OPEN:
        refusals = {Move.EDIT: "督查已经开始，名单和标准不能再改。", Move.OPEN: "督查已经开始。"}
        return Possible(frozenset({Move.CLOSE, Move.CANCEL}), refusals)
    return Possible(frozenset(), dict.fromkeys(Move, settled))


def _not_ready(facts: CampaignFacts) -> str | None:
    if facts.targets == 0:
        return "还没有选择被检查的单位，请先选择。"
    if not facts.has_self_check and not facts.has_inspection:
        return "请至少安排自查或检查中的一种。"
    if facts.has_inspection and facts.inspectors == 0:
        return "还没有确定督查员，请先选择。"
    return None


def refuse_plan(
    kind: CampaignKind, period: Period, *, has_self_check: bool, due: date | None, ends: date
) -> str | None:
    """Return a sentence if a campaign cannot be planned like this, or None."""
    if period.last < period.first:
        return "考核时段的截止日期早于开始日期，请改正。"
    if has_self_check and not kind.may_self_check:
        return "明察暗访结束前不告知单位，不能同时安排自查。"
    if has_self_check and due is None:
        return "安排了自查，请填写自查截止日期。"
    if due is not None and due > ends:
        return "自查截止日期晚于督查结束日期，请改正。"
    return None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is compared when campaigns may overlap."""

    id: uuid.UUID
    title: str
    kind: CampaignKind
    period: Period
    targets: frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another campaign that asks the same of some of the same units."""

    title: str
    targets: frozenset[uuid.UUID]


def overlaps(plan: Plan, others: Collection[Plan]) -> list[Overlap]:
    """Return the campaigns of the same kind that share both days and units with ``plan``."""
    return [
        Overlap(other.title, shared)
        for other in others
        if other.id != plan.id and other.kind is plan.kind and other.period.meets(plan.period)
        if (shared := other.targets & plan.targets)
    ]


def overlap_sentence(found: Collection[Overlap], names: Mapping[uuid.UUID, str]) -> str:
    """Return what to tell somebody whose campaign asks the same of units as another."""
    parts = []
    for overlap in found:
        units = sorted(names[each] for each in overlap.targets)
        shown = "、".join(units[:3]) + (f"等 {len(units)} 个单位" if len(units) > 3 else "")  # noqa: PLR2004
        parts.append(f"《{overlap.title}》（{shown}）")
    return f"同类督查时段重叠：{'、'.join(parts)}。为避免重复检查，请调整时段或单位；确有必要的，写明理由后再开始。"


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What decides over a sheet. ``holder_id`` has it in hand; ``holder_may`` says whether that person may still."""

    kind: SheetKind
    state: SheetState
    campaign: CampaignState
    holder_id: uuid.UUID | None = None
    holder_name: str = ""
    holder_may: bool = True


def refuse_writing(facts: SheetFacts, person_id: uuid.UUID) -> str | None:
    """Return a sentence if somebody may not write on a sheet, or None. Who has no role at all never comes so far."""
    if facts.campaign is not CampaignState.OPEN:
        return f"这次督查{facts.campaign.label}，不能再填写。已保存的内容仍然保留。"
    if facts.state is SheetState.SUBMITTED:
        return f"这张{facts.kind.label}已提交，不能再修改。确需修改的，请联系县政务公开办退回。"
    if facts.kind is SheetKind.SELF_CHECK or facts.holder_id in {None, person_id}:
        return None
    if not facts.holder_may:
        return f"{facts.holder_name}已不再担任督查员，已保存的内容仍在。接手这张检查表后即可继续填写。"
    return f"这张检查表由{facts.holder_name}填写中。需要由您填写的，请先接手。"


def may_take_over(facts: SheetFacts, person_id: uuid.UUID) -> bool:
    """Return whether an inspector may take a sheet over from another."""
    is_writable = facts.campaign is CampaignState.OPEN and facts.state is SheetState.OPEN
    is_anothers = facts.holder_id is not None and facts.holder_id != person_id
    return facts.kind is SheetKind.INSPECTION and is_writable and is_anothers


def refuse_closing(facts: CampaignFacts, *, is_sure: bool) -> str | None:
    """Return a sentence if a campaign should not end yet: inspections that were not handed in get no score."""
    if facts.open_inspections and not is_sure:
        return (
            f"还有 {facts.open_inspections} 张检查表没有提交，结束后这些单位没有得分。"
            "请先提交；确定不再检查的，请勾选后再结束。"
        )
    return None


def renamed_since(name_then: str, name_now: str | None, *, is_served: bool) -> str:
    """Return what to add to a unit's name when it was renamed or merged since the campaign; "" when nothing happened."""
    if name_now is None or not is_served:
        return "已撤并或停用"
    return "" if name_then == name_now else f"现为{name_now}"


def due_words(due: date, today: date) -> tuple[str, str]:
    """Return how far off a day is, in words and as a sign."""
    left = (due - today).days
    if left < 0:
        return f"已超过 {-left} 天", "overdue"
    if left == 0:
        return "今天截止", "soon"
    near = 3
    return f"还剩 {left} 天", "soon" if left <= near else "waiting"
