"""What a sheet is worth. Whether an item was answered, what was found, and what that earns are three things.

Pure: no Flask, no SQLAlchemy, no clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from gkcloud.standards.answering import Answer, Result
from gkcloud.standards.rules import UNCOUNTED, Content, Item, Scoring, plain

CENT = Decimal("0.01")
HUNDRED = Decimal(100)
ZERO = Decimal(0)


class Outcome(StrEnum):
    """What a whole sheet came to."""

    OPEN = "open"
    VETOED = "vetoed"
    NOTHING_COUNTS = "nothing_counts"
    FAILED = "failed"
    PASSED = "passed"

    @property
    def label(self) -> str:
        """The outcome in a word."""
        return OUTCOME_LABELS[self]


OUTCOME_LABELS: Mapping[Outcome, str] = {
    Outcome.OPEN: "未填完",
    Outcome.VETOED: "单项否决",
    Outcome.NOTHING_COUNTS: "无可计分项",
    Outcome.FAILED: "不合格",
    Outcome.PASSED: "合格",
}


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item of a sheet: ``answer`` is None while it is open, ``points`` None while it earns or costs nothing yet."""

    item: Item
    answer: Answer | None
    points: Decimal | None
    has_no_evidence: bool = False

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered it."""
        return self.answer is None

    @property
    def is_excluded(self) -> bool:
        """Whether it is out of the sum because it does not apply."""
        return self.answer is not None and self.answer.result is Result.NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Score:
    """A whole sheet; ``total`` is None while there is none, and ``sentences`` say why and what was left out."""

    items: tuple[ItemScore, ...]
    outcome: Outcome
    possible: Decimal
    earned: Decimal
    bonus: Decimal
    total: Decimal | None
    grade: str
    sentences: tuple[str, ...]

    @property
    def open_items(self) -> tuple[Item, ...]:
        """The items that nobody has answered."""
        return tuple(each.item for each in self.items if each.is_open)

    @property
    def answered(self) -> int:
        """How many items were answered."""
        return sum(not each.is_open for each in self.items)

    @property
    def without_evidence(self) -> tuple[Item, ...]:
        """The items that are said to be met although nothing shows it."""
        return tuple(each.item for each in self.items if each.has_no_evidence)

    @property
    def is_settled(self) -> bool:
        """Whether the sheet can be handed in."""
        return self.outcome is not Outcome.OPEN


def points_of(item: Item, answer: Answer) -> Decimal | None:
    """Return what an answer earns; None for what does not count (not applicable, or a veto)."""
    if answer.result is Result.NOT_APPLICABLE or item.scoring is Scoring.VETO:
        return None
    return _cents(_earned(item, answer))


def _earned(item: Item, answer: Answer) -> Decimal:
    value = answer.value or ZERO
    if item.scoring is Scoring.SCALE:
        return item.points * value / HUNDRED
    if item.scoring is Scoring.SAMPLE:
        return item.points * value / answer.of if answer.of else ZERO
    if item.scoring is Scoring.DEDUCTION:
        return max(ZERO, item.points - item.each * value)
    if item.scoring is Scoring.BONUS:
        return min(item.points, value)
    share = {Result.MET: 100, Result.PARTLY: item.partly}.get(answer.result, 0)
    return item.points * share / HUNDRED


def score_of(content: Content, answers: Mapping[str, Answer]) -> Score:
    """Return what a sheet comes to by a standard."""
    items = tuple(_item_score(item, answers.get(item.code)) for item in content.items)
    counted = [each for each in items if each.item.scoring not in UNCOUNTED and not each.is_excluded]
    possible = sum((each.item.points for each in counted), ZERO)
    earned = sum((each.points or ZERO for each in counted), ZERO)
    bonus = sum((each.points or ZERO for each in items if each.item.scoring is Scoring.BONUS), ZERO)
    said = [*_about_excluded(content, items), *_about_evidence(items)]

    def come_to(outcome: Outcome, sentence: str) -> Score:
        return Score(items, outcome, possible, earned, ZERO, None, "", (sentence, *said))

    if vetoed := [each.item for each in items if _is_vetoed(each)]:
        return come_to(Outcome.VETOED, f"触发单项否决（{_codes(vetoed)}），评为不合格，其余项目不再计分。")
    if left := [each.item for each in items if each.is_open]:
        return come_to(Outcome.OPEN, f"还有 {len(left)} 项没有填写（{_codes(left)}），填完后才有总分。")
    if possible == 0:
        return come_to(Outcome.NOTHING_COUNTS, "全部项目都不适用，没有可以计分的内容。")
    base = _cents(earned / possible * content.full)
    added, about_bonus = _added(content, base, bonus)
    total = base + added
    outcome = Outcome.FAILED if total < content.fail_below else Outcome.PASSED
    sentences = (*about_bonus, *said)
    return Score(items, outcome, possible, earned, added, total, _grade(content, total, outcome), sentences)


def _item_score(item: Item, answer: Answer | None) -> ItemScore:
    if answer is None:
        return ItemScore(item, None, None)
    is_claimed = answer.result in {Result.MET, Result.PARTLY} and item.scoring is not Scoring.VETO
    has_none = is_claimed and bool(item.evidence) and answer.files == 0 and answer.proofs == 0
    return ItemScore(item, answer, points_of(item, answer), has_none)


def _is_vetoed(each: ItemScore) -> bool:
    return each.item.scoring is Scoring.VETO and each.answer is not None and each.answer.result is Result.NOT_MET


def _added(content: Content, base: Decimal, bonus: Decimal) -> tuple[Decimal, list[str]]:
    if bonus == 0:
        return ZERO, []
    if content.bonus_above is not None and base <= content.bonus_above:
        return ZERO, [f"得分未超过 {plain(content.bonus_above)} 分，申报的加分 {plain(bonus)} 分不计。"]
    if content.bonus_most is not None and bonus > content.bonus_most:
        return content.bonus_most, [f"加分最多 {plain(content.bonus_most)} 分，超出部分不计。"]
    return bonus, []


def _grade(content: Content, total: Decimal, outcome: Outcome) -> str:
    reached = [each for each in content.grades if total >= each.least]
    return max(reached, key=lambda each: each.least).name if reached else outcome.label


def _about_excluded(content: Content, items: Iterable[ItemScore]) -> list[str]:
    excluded = [each.item for each in items if each.is_excluded and each.item.scoring not in UNCOUNTED]
    if not excluded:
        return []
    points = sum((item.points for item in excluded), ZERO)
    return [
        f"{len(excluded)} 项不适用（{_codes(excluded)}），共 {plain(points)} 分不计入，其余项目折算为 {plain(content.full)} 分制。"
    ]


def _about_evidence(items: Iterable[ItemScore]) -> list[str]:
    bare = [each.item for each in items if each.has_no_evidence]
    return [f"{len(bare)} 项填报达标但没有佐证（{_codes(bare)}），请补充照片或材料。"] if bare else []


def _codes(items: Iterable[Item]) -> str:
    codes = [item.code for item in items]
    most = 6
    return f"第 {'、'.join(codes[:most])} 项" + ("等" if len(codes) > most else "")


def _cents(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in an order; ``rank`` is None for what has no total, ``is_shared`` says that others have the same."""

    key: str
    total: Decimal | None
    rank: int | None
    is_shared: bool


def ranked(totals: Mapping[str, Decimal | None]) -> list[Ranked]:
    """Return totals in order, the highest first; equal totals share a rank, and the next ranks are left out."""
    counted = sorted((total for total in totals.values() if total is not None), reverse=True)
    rows = [
        Ranked(
            key,
            total,
            None if total is None else counted.index(total) + 1,
            total is not None and counted.count(total) > 1,
        )
        for key, total in totals.items()
    ]
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or 0))
