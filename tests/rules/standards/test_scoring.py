"""Scores computed by hand: what each kind of item earns, what is left out, and when there is no total."""

from decimal import Decimal
from typing import Any

import pytest

from gkcloud.standards.answering import Answer, Result, refuse_answer, result_of
from gkcloud.standards.rules import Content, Grade, Item, Level, Scoring, Section
from gkcloud.standards.scoring import Outcome, points_of, ranked, score_of

D = Decimal
MET, PARTLY, NOT_MET, NA = Result
LEVELS = (Level(name="好", share=100), Level(name="中", share=70), Level(name="差", share=0))


def item(scoring: Scoring = Scoring.YES_NO, points: Any = 10, **given: Any) -> Item:
    more: dict[Scoring, dict[str, Any]] = {
        Scoring.AUTO: {"duty": "D113"},
        Scoring.SCALE: {"levels": LEVELS},
        Scoring.SAMPLE: {"sample": 5},
        Scoring.DEDUCTION: {"each": D("0.5")},
    }
    points = 0 if scoring is Scoring.VETO else points
    return Item(
        **{"code": "1.1", "text": "内容", "points": D(points), "scoring": scoring, **more.get(scoring, {}), **given}
    )


def answer(result: Result = MET, value: Any = None, of: Any = None, **given: int) -> Answer:
    return Answer(result, None if value is None else D(value), None if of is None else D(of), **given)


CASES = [
    # what, answer, points by hand
    (item(), answer(MET), "10"),
    (item(), answer(NOT_MET), "0"),
    (item(Scoring.AUTO), answer(PARTLY), "5"),
    (item(Scoring.AUTO, partly=30), answer(PARTLY), "3"),
    (item(Scoring.AUTO, points=5), answer(PARTLY), "2.5"),
    (item(Scoring.SCALE), answer(MET, 100), "10"),
    (item(Scoring.SCALE, points=3), answer(PARTLY, 70), "2.1"),
    (item(Scoring.SCALE), answer(NOT_MET, 0), "0"),
    (item(Scoring.SAMPLE), answer(MET, 5, 5), "10"),
    (item(Scoring.SAMPLE), answer(PARTLY, 2, 3), "6.67"),  # 6.666… rounded half up
    (item(Scoring.SAMPLE, points=8), answer(PARTLY, 1, 6), "1.33"),
    (item(Scoring.SAMPLE), answer(NOT_MET, 0, 5), "0"),
    (item(Scoring.DEDUCTION, points=4), answer(MET, 0), "4"),
    (item(Scoring.DEDUCTION, points=4), answer(PARTLY, 3), "2.5"),
    (item(Scoring.DEDUCTION, points=4), answer(NOT_MET, 9), "0"),  # 4.5 to be deducted stop at the item's 4
    (item(Scoring.DEDUCTION, points=5, each=D(5)), answer(NOT_MET, 1), "0"),
    (item(Scoring.BONUS, points=3), answer(MET, 2), "2"),
    (item(Scoring.BONUS, points=3), answer(NOT_MET, 0), "0"),
    (item(), answer(NA), None),
    (item(Scoring.SAMPLE), answer(NA), None),
    (item(Scoring.VETO), answer(MET), None),
    (item(Scoring.VETO), answer(NOT_MET), None),
]


@pytest.mark.parametrize(("what", "given", "points"), CASES)
def test_points_of_an_item(what: Item, given: Answer, points: str | None) -> None:
    assert points_of(what, given) == (None if points is None else D(points))


RESULTS = [
    (item(Scoring.DEDUCTION, points=4), 0, None, MET),
    (item(Scoring.DEDUCTION, points=4), 7, None, PARTLY),
    (item(Scoring.DEDUCTION, points=4), 8, None, NOT_MET),
    (item(Scoring.SAMPLE), 5, 5, MET),
    (item(Scoring.SAMPLE), 4, 5, PARTLY),
    (item(Scoring.SAMPLE), 0, 5, NOT_MET),
    (item(Scoring.SCALE), 70, None, PARTLY),
    (item(Scoring.BONUS, points=3), 0, None, NOT_MET),
]


@pytest.mark.parametrize(("what", "value", "of", "result"), RESULTS)
def test_a_number_stands_for_a_result(what: Item, value: int, of: int | None, result: Result) -> None:
    assert result_of(what, D(value), None if of is None else D(of)) is result


def standard(*items: Item, **given: Any) -> Content:
    coded = tuple(each.model_copy(update={"code": f"1.{n}"}) for n, each in enumerate(items, 1))
    return Content(code="test", title="标准", sections=(Section(code="1", title="一", items=coded),), **given)


def score(content: Content, *answers: Answer | None) -> Any:
    codes = (each.code for each in content.items)
    return score_of(content, {code: each for code, each in zip(codes, answers, strict=True) if each is not None})


def test_a_sheet_with_open_items_has_no_total_and_says_which() -> None:
    found = score(standard(item(), item(), item()), answer(MET), None, None)
    assert (found.total, found.outcome, found.answered) == (None, Outcome.OPEN, 1)
    assert found.sentences[0] == "还有 2 项没有填写（第 1.2、1.3 项），填完后才有总分。"
    assert not found.is_settled


def test_what_does_not_apply_leaves_the_denominator_and_is_said() -> None:
    # 30 points, 10 of them not applicable: 15 of 20 earned are 75 of 100.
    found = score(standard(item(), item(Scoring.AUTO), item()), answer(MET), answer(PARTLY), answer(NA))
    assert (found.possible, found.earned, found.total) == (D(20), D(15), D("75.00"))
    assert "1 项不适用（第 1.3 项），共 10 分不计入，其余项目折算为 100 分制。" in found.sentences


def test_a_department_without_public_services_is_scored_on_75_and_multiplied_by_four_thirds() -> None:
    content = standard(item(points=40), item(points=25), item(points=20), item(points=15))
    found = score(content, answer(MET), answer(NA), answer(NOT_MET), answer(MET))
    assert (found.possible, found.total) == (D(75), D("73.33"))  # 55 × 4/3


def test_nothing_that_applies_has_no_total() -> None:
    found = score(standard(item(), item()), answer(NA), answer(NA))
    assert (found.total, found.outcome) == (None, Outcome.NOTHING_COUNTS)
    assert found.sentences[0] == "全部项目都不适用，没有可以计分的内容。"


def test_a_veto_ends_it_whatever_else_is_open() -> None:
    found = score(standard(item(), item(Scoring.VETO)), None, answer(NOT_MET))
    assert (found.total, found.outcome, found.is_settled) == (None, Outcome.VETOED, True)
    assert found.sentences[0] == "触发单项否决（第 1.2 项），评为不合格，其余项目不再计分。"


def test_a_veto_that_does_not_hold_changes_nothing() -> None:
    found = score(standard(item(), item(Scoring.VETO)), answer(MET), answer(MET))
    assert (found.total, found.outcome) == (D("100.00"), Outcome.PASSED)


BONUS = {"bonus_above": D(80), "bonus_most": D(30)}
BONUSES = [
    # earned of 100, bonus asked for, total by hand
    (81, 5, "86.00"),
    (80, 5, "80.00"),  # above 80, not from 80 on
    (79, 30, "79.00"),
    (95, 30, "125.00"),
    (95, 40, "125.00"),  # at most 30
    (95, 0, "95.00"),
]


@pytest.mark.parametrize(("earned", "bonus", "total"), BONUSES)
def test_a_bonus_counts_above_80_and_up_to_30(earned: int, bonus: int, total: str) -> None:
    content = standard(item(Scoring.DEDUCTION, points=100, each=D(1)), item(Scoring.BONUS, points=50), **BONUS)
    assert score(content, answer(PARTLY, 100 - earned), answer(MET, bonus)).total == D(total)


def test_why_a_bonus_does_not_count_is_said() -> None:
    content = standard(item(Scoring.DEDUCTION, points=100, each=D(1)), item(Scoring.BONUS, points=50), **BONUS)
    low, high = (score(content, answer(PARTLY, lost), answer(MET, 40)) for lost in (30, 1))
    assert low.sentences == ("得分未超过 80 分，申报的加分 40 分不计。",)
    assert high.sentences == ("加分最多 30 分，超出部分不计。",)


GRADES = (Grade(name="优秀", least=D(90)), Grade(name="良好", least=D(80)), Grade(name="合格", least=D(60)))


@pytest.mark.parametrize(
    ("lost", "grade", "outcome"),
    [
        (10, "优秀", Outcome.PASSED),
        (11, "良好", Outcome.PASSED),
        (40, "合格", Outcome.PASSED),
        (41, "不合格", Outcome.FAILED),
    ],
)
def test_grades_begin_at_their_points(lost: int, grade: str, outcome: Outcome) -> None:
    found = score(standard(item(Scoring.DEDUCTION, points=100, each=D(1)), grades=GRADES), answer(PARTLY, lost))
    assert (found.grade, found.outcome) == (grade, outcome)


def test_met_without_evidence_is_flagged_and_keeps_its_points() -> None:
    content = standard(item(evidence="照片"), item(evidence="照片"), item(evidence="照片"), item())
    found = score(content, answer(MET), answer(MET, files=1), answer(MET, proofs=1), answer(MET))
    assert [each.code for each in found.without_evidence] == ["1.1"]
    assert found.total == D("100.00")
    assert found.sentences == ("1 项填报达标但没有佐证（第 1.1 项），请补充照片或材料。",)


def test_the_order_of_answers_does_not_matter() -> None:
    content = standard(item(), item(Scoring.AUTO), item(Scoring.SAMPLE))
    given = {"1.1": answer(MET), "1.2": answer(PARTLY), "1.3": answer(PARTLY, 1, 3)}
    assert score_of(content, given) == score_of(content, dict(reversed(given.items())))


def test_ties_share_a_rank_and_the_next_ranks_are_left_out() -> None:
    found = ranked({"a": D(90), "b": D(95), "c": D(90), "d": None, "e": D(60)})
    assert [(each.key, each.rank, each.is_shared) for each in found] == [
        ("b", 1, False),
        ("a", 2, True),
        ("c", 2, True),
        ("e", 4, False),
        ("d", None, False),
    ]


REFUSALS = [
    (item(), answer(NA), None, "", "选择“不适用”须写明理由，请填写后再保存。"),
    (item(), answer(NA), None, "没有这项职责", None),
    (item(Scoring.AUTO), answer(NOT_MET), MET, "", "系统记录为“达标”，您的结论与此不同，请写明理由后再保存。"),
    (item(Scoring.AUTO), answer(NOT_MET), MET, "张榜照片是去年的", None),
    (item(Scoring.AUTO), answer(MET), MET, "", None),
    (item(Scoring.AUTO), answer(MET), None, "", None),
    (item(Scoring.VETO), answer(NOT_MET), None, "", "认定单项否决须写明具体情形，请填写后再保存。"),
    (item(Scoring.VETO), answer(NA), None, "x", "单项否决项不能选“不适用”，请选择是否存在这种情形。"),
    (item(Scoring.SAMPLE), answer(PARTLY, 4, 3), None, "", "合格的件数不能多于抽查的件数，请改正。"),
    (item(Scoring.SAMPLE), answer(PARTLY, 4), None, "", "请填写抽查了几件。"),
    (item(Scoring.SCALE), answer(PARTLY, 55), None, "", "请从列出的档次中选择一档。"),
    (item(Scoring.DEDUCTION), answer(PARTLY, -1), None, "", "请填写这一项的数字，不能小于 0。"),
    (item(Scoring.DEDUCTION), answer(PARTLY), None, "", "请填写这一项的数字，不能小于 0。"),
    (item(Scoring.BONUS, points=3), answer(MET, 4), None, "x", "这一项最多加 3 分，请改正。"),
    (item(Scoring.BONUS, points=3), answer(MET, 2), None, "", "申报加分须写明事由，请填写后再保存。"),
    (item(Scoring.BONUS, points=3), answer(NOT_MET, 0), None, "", None),
]


@pytest.mark.parametrize(("what", "given", "suggested", "reason", "sentence"), REFUSALS)
def test_what_cannot_stand_is_refused_with_a_sentence(
    what: Item, given: Answer, suggested: Result | None, reason: str, sentence: str | None
) -> None:
    assert refuse_answer(what, given, suggested=suggested, reason=reason) == sentence
