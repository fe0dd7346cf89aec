"""What campaigns and sheets allow, decided without any database."""

import uuid
from datetime import date

import pytest

from gkcloud.campaigns.rules import (
    CampaignFacts,
    CampaignKind,
    CampaignState,
    Move,
    Period,
    Plan,
    SheetFacts,
    SheetKind,
    SheetState,
    due_words,
    may_take_over,
    overlap_sentence,
    overlaps,
    possible,
    refuse_closing,
    refuse_plan,
    refuse_writing,
    renamed_since,
)

ME, SOMEBODY = uuid.uuid4(), uuid.uuid4()
A, B, C = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
SECOND_HALF = Period(date(2026, 7, 1), date(2026, 12, 31))


def facts(state: CampaignState = CampaignState.DRAFT, **given: object) -> CampaignFacts:
    values: dict[str, object] = {"targets": 3, "inspectors": 1, "has_self_check": True, "has_inspection": True}
    return CampaignFacts(CampaignKind.HALF_YEAR, state, **{**values, **given})  # type: ignore[arg-type]


MOVES = [
    (facts(), {Move.EDIT, Move.OPEN, Move.CANCEL}),
    (facts(targets=0), {Move.EDIT, Move.CANCEL}),
    (facts(inspectors=0), {Move.EDIT, Move.CANCEL}),
    (facts(inspectors=0, has_inspection=False), {Move.EDIT, Move.OPEN, Move.CANCEL}),
    (facts(has_self_check=False, has_inspection=False), {Move.EDIT, Move.CANCEL}),
    (facts(CampaignState.OPEN), {Move.CLOSE, Move.CANCEL}),
    (facts(CampaignState.CLOSED), set()),
    (facts(CampaignState.CANCELLED), set()),
]


@pytest.mark.parametrize(("given", "moves"), MOVES)
def test_what_can_be_done_follows_from_the_state(given: CampaignFacts, moves: set[Move]) -> None:
    assert possible(given, may_manage=True).moves == moves
    assert possible(given, may_manage=False).moves == set()


PLANS = [
    ({"kind": CampaignKind.UNANNOUNCED, "has_self_check": True}, "明察暗访结束前不告知单位，不能同时安排自查。"),
    ({"due": None}, "安排了自查，请填写自查截止日期。"),
    ({"due": date(2026, 12, 2)}, "自查截止日期晚于督查结束日期，请改正。"),
    ({"period": Period(date(2026, 7, 2), date(2026, 7, 1))}, "考核时段的截止日期早于开始日期，请改正。"),
    ({}, None),
]


@pytest.mark.parametrize(("change", "sentence"), PLANS)
def test_a_plan_that_cannot_be_is_refused(change: dict[str, object], sentence: str | None) -> None:
    values: dict[str, object] = {
        "kind": CampaignKind.HALF_YEAR,
        "period": SECOND_HALF,
        "has_self_check": True,
        "due": date(2026, 11, 30),
        "ends": date(2026, 12, 1),
    }
    assert refuse_plan(**{**values, **change}) == sentence  # type: ignore[arg-type]


def plan(kind: CampaignKind, period: Period, *targets: uuid.UUID, title: str = "督查") -> Plan:
    return Plan(uuid.uuid4(), title, kind, period, frozenset(targets))


def test_campaigns_overlap_when_kind_days_and_units_meet() -> None:
    mine = plan(CampaignKind.HALF_YEAR, SECOND_HALF, A, B)
    touching = Period(date(2026, 12, 31), date(2027, 1, 31))
    others = [
        plan(CampaignKind.HALF_YEAR, touching, B, C, title="碰到一天"),
        plan(CampaignKind.SPECIAL, SECOND_HALF, A, title="另一类"),
        plan(CampaignKind.HALF_YEAR, Period(date(2027, 1, 1), date(2027, 6, 30)), A, title="另一时段"),
        plan(CampaignKind.HALF_YEAR, SECOND_HALF, C, title="另一单位"),
        mine,
    ]
    found = overlaps(mine, others)
    assert [(each.title, each.targets) for each in found] == [("碰到一天", frozenset({B}))]
    assert overlap_sentence(found, {A: "车溪乡", B: "金罗镇"}) == (
        "同类督查时段重叠：《碰到一天》（金罗镇）。为避免重复检查，请调整时段或单位；确有必要的，写明理由后再开始。"
    )


def sheet(kind: SheetKind = SheetKind.INSPECTION, **given: object) -> SheetFacts:
    values: dict[str, object] = {"state": SheetState.OPEN, "campaign": CampaignState.OPEN}
    return SheetFacts(kind, **{**values, **given})  # type: ignore[arg-type]


WRITING = [
    (sheet(), None),
    (sheet(holder_id=ME), None),
    (
        sheet(holder_id=SOMEBODY, holder_name="李四"),
        "这张检查表由李四填写中。需要由您填写的，请先接手。",
    ),
    (
        sheet(holder_id=SOMEBODY, holder_name="李四", holder_may=False),
        "李四已不再担任督查员，已保存的内容仍在。接手这张检查表后即可继续填写。",
    ),
    (sheet(campaign=CampaignState.CLOSED), "这次督查已结束，不能再填写。已保存的内容仍然保留。"),
    (sheet(campaign=CampaignState.CANCELLED), "这次督查已取消，不能再填写。已保存的内容仍然保留。"),
    (
        sheet(SheetKind.SELF_CHECK, state=SheetState.SUBMITTED),
        "这张自查表已提交，不能再修改。确需修改的，请联系县政务公开办退回。",
    ),
    (sheet(SheetKind.SELF_CHECK, holder_id=SOMEBODY), None),
]


@pytest.mark.parametrize(("given", "sentence"), WRITING)
def test_who_may_write_on_a_sheet(given: SheetFacts, sentence: str | None) -> None:
    assert refuse_writing(given, ME) == sentence


def test_a_sheet_can_be_taken_over_from_another_while_it_is_open() -> None:
    assert may_take_over(sheet(holder_id=SOMEBODY), ME)
    assert not may_take_over(sheet(holder_id=ME), ME)
    assert not may_take_over(sheet(), ME)
    assert not may_take_over(sheet(holder_id=SOMEBODY, state=SheetState.SUBMITTED), ME)
    assert not may_take_over(sheet(SheetKind.SELF_CHECK, holder_id=SOMEBODY), ME)


def test_a_campaign_with_unfinished_inspections_ends_only_when_somebody_is_sure() -> None:
    unfinished = facts(CampaignState.OPEN, open_inspections=2)
    assert "还有 2 张检查表没有提交" in str(refuse_closing(unfinished, is_sure=False))
    assert refuse_closing(unfinished, is_sure=True) is None
    assert refuse_closing(facts(CampaignState.OPEN), is_sure=False) is None


def test_a_unit_that_was_renamed_or_merged_is_said_so() -> None:
    assert renamed_since("车溪乡", "车溪乡", is_served=True) == ""
    assert renamed_since("车溪乡", "车溪镇", is_served=True) == "现为车溪镇"
    assert renamed_since("车溪乡", "车溪乡", is_served=False) == "已撤并或停用"
    assert renamed_since("车溪乡", None, is_served=False) == "已撤并或停用"


def test_a_whole_year_is_called_by_its_year() -> None:
    assert Period(date(2026, 1, 1), date(2026, 12, 31)).label == "2026年度"
    assert Period(date(2025, 1, 1), date(2026, 12, 31)).label == "2025年1月1日至2026年12月31日"


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 11, 20), ("已超过 1 天", "overdue")),
        (date(2026, 11, 21), ("今天截止", "soon")),
        (date(2026, 11, 24), ("还剩 3 天", "soon")),
        (date(2026, 11, 25), ("还剩 4 天", "waiting")),
    ],
)
def test_days_left_in_words(due: date, words: tuple[str, str]) -> None:
    assert due_words(due, date(2026, 11, 21)) == words
