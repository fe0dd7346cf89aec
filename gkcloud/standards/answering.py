"""What can be said of an item, and what cannot stand.

Pure: no Flask, no SQLAlchemy, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gkcloud.standards.rules import Item, Scoring, plain

HUNDRED = Decimal(100)
# What is answered by a number, from which the result follows.
NUMBERED = frozenset({Scoring.SCALE, Scoring.SAMPLE, Scoring.DEDUCTION, Scoring.BONUS})


class Result(StrEnum):
    """What was found."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The result in a word."""
        return RESULT_LABELS[self]

    @property
    def sign(self) -> str:
        """The sign that goes with it."""
        return RESULT_SIGNS[self]


RESULT_LABELS: Mapping[Result, str] = {
    Result.MET: "达标",
    Result.PARTLY: "部分达标",
    Result.NOT_MET: "未达标",
    Result.NOT_APPLICABLE: "不适用",
}
RESULT_SIGNS: Mapping[Result, str] = {
    Result.MET: "met",
    Result.PARTLY: "soon",
    Result.NOT_MET: "overdue",
    Result.NOT_APPLICABLE: "blocked",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said of an item.

    ``value`` is the share of a scale's level, the number that passed of a sample of ``of``, the number of faults, or
    the bonus asked for. ``files`` and ``proofs`` count what a person added and what the system saw.
    """

    result: Result
    value: Decimal | None = None
    of: Decimal | None = None
    files: int = 0
    proofs: int = 0


def result_of(item: Item, value: Decimal, of: Decimal | None = None) -> Result:
    """Return what a number stands for, of an item that is answered by a number."""
    if item.scoring is Scoring.DEDUCTION:
        if value == 0:
            return Result.MET
        return Result.NOT_MET if value * item.each >= item.points else Result.PARTLY
    if item.scoring is Scoring.BONUS:
        return Result.MET if value > 0 else Result.NOT_MET
    whole = of if item.scoring is Scoring.SAMPLE and of is not None else HUNDRED
    if value >= whole:
        return Result.MET
    return Result.PARTLY if value > 0 else Result.NOT_MET


def refuse_answer(item: Item, answer: Answer, *, suggested: Result | None, reason: str) -> str | None:
    """Return a sentence if an answer cannot stand, or None. ``suggested`` is what the system's record says."""
    if item.scoring is Scoring.VETO and answer.result is Result.NOT_APPLICABLE:
        return "单项否决项不能选“不适用”，请选择是否存在这种情形。"
    return _refuse_number(item, answer) or (None if reason else _lacks_reason(item, answer, suggested))


def _lacks_reason(item: Item, answer: Answer, suggested: Result | None) -> str | None:
    if answer.result is Result.NOT_APPLICABLE:
        return "选择“不适用”须写明理由，请填写后再保存。"
    if suggested is not None and answer.result is not suggested:
        return f"系统记录为“{suggested.label}”，您的结论与此不同，请写明理由后再保存。"
    if item.scoring is Scoring.VETO and answer.result is Result.NOT_MET:
        return "认定单项否决须写明具体情形，请填写后再保存。"
    if item.scoring is Scoring.BONUS and answer.result is Result.MET:
        return "申报加分须写明事由，请填写后再保存。"
    return None


def _refuse_number(item: Item, answer: Answer) -> str | None:
    if answer.result is Result.NOT_APPLICABLE or item.scoring not in NUMBERED:
        return None
    if answer.value is None or answer.value < 0:
        return "请填写这一项的数字，不能小于 0。"
    if item.scoring is Scoring.SCALE and answer.value not in {Decimal(each.share) for each in item.levels}:
        return "请从列出的档次中选择一档。"
    if item.scoring is Scoring.BONUS and answer.value > item.points:
        return f"这一项最多加 {plain(item.points)} 分，请改正。"
    return _refuse_sample(answer) if item.scoring is Scoring.SAMPLE else None


def _refuse_sample(answer: Answer) -> str | None:
    if not answer.of or answer.of < 1:
        return "请填写抽查了几件。"
    if answer.value is not None and answer.value > answer.of:
        return "合格的件数不能多于抽查的件数，请改正。"
    return None
