"""What may happen to a programme, a nomination and a designation, decided without a database."""

import uuid
from datetime import date

import pytest

from gkcloud.access.policy import Actor, Role
from gkcloud.demonstration.rules import (
    Category,
    Move,
    Paper,
    ProgrammeFacts,
    ProgrammeState,
    category_of,
    missing_of,
    over_quota,
    possible,
    refuse_visit_day,
)
from gkcloud.demonstration.sixhaves import Have
from gkcloud.demonstration.standingrules import (
    ChangeKind,
    ReviewDay,
    Status,
    changes_of,
    refuse_change,
    refuse_review,
    review_due,
)
from gkcloud.tenancy.rules import Kind

INSPECTOR = Actor(uuid.uuid4(), "督查员", uuid.uuid4(), frozenset({Role.INSPECTOR}))
TODAY = date(2026, 11, 21)
ALL_NOTES = dict.fromkeys(Have, "有")


def moves(state: ProgrammeState, **given: object) -> set[Move]:
    return set(possible(ProgrammeFacts(state, **given), INSPECTOR).allowed)  # type: ignore[arg-type]


def test_nobody_but_the_countys_inspector_moves_a_programme() -> None:
    facts = ProgrammeFacts(ProgrammeState.OPEN)
    for role in set(Role) - {Role.INSPECTOR}:
        assert not possible(facts, Actor(uuid.uuid4(), "某", uuid.uuid4(), frozenset({role}))).allowed


def test_nominations_open_once_the_standard_is_public() -> None:
    for notice in Paper:
        assert (Move.OPEN in moves(ProgrammeState.DRAFT, notice=notice)) == (notice is Paper.PUBLIC)


def test_a_public_notice_is_not_written_again() -> None:
    assert Move.NOTICE not in moves(ProgrammeState.DRAFT, notice=Paper.PUBLIC)
    assert Move.NOTICE in moves(ProgrammeState.DRAFT, notice=Paper.WITHDRAWN)
    assert Move.LIST not in moves(ProgrammeState.DESIGNATED, list=Paper.PUBLIC)


def test_a_choice_waits_for_every_nomination() -> None:
    reviewing = ProgrammeState.REVIEWING
    assert Move.DESIGNATE not in moves(reviewing, undecided=1, accepted=3)
    assert Move.DESIGNATE not in moves(reviewing)
    assert Move.DESIGNATE in moves(reviewing, accepted=3)
    refused = possible(ProgrammeFacts(reviewing, undecided=2, accepted=1), INSPECTOR)
    assert "2 件申报没有审核" in refused.why_not(Move.DESIGNATE)


def test_a_programme_ends_with_its_public_list() -> None:
    assert Move.CLOSE not in moves(ProgrammeState.DESIGNATED, list=Paper.UNDER_WAY)
    assert moves(ProgrammeState.DESIGNATED, list=Paper.PUBLIC) == {Move.CLOSE}
    assert moves(ProgrammeState.CLOSED, list=Paper.PUBLIC) == set()


@pytest.mark.parametrize(
    ("kind", "category"),
    [
        (Kind.DEPARTMENT, Category.UNIT),
        (Kind.PUBLIC_BODY, Category.UNIT),
        (Kind.STREET, Category.TOWNSHIP),
        (Kind.STATION, Category.STATION),
        (Kind.COMMUNITY, Category.VILLAGE),
        (Kind.COUNTY, None),
    ],
)
def test_a_unit_stands_in_the_category_of_its_kind(kind: Kind, category: Category | None) -> None:
    assert category_of(kind) is category


def test_a_nomination_is_complete_with_words_and_a_file_for_each_of_the_six() -> None:
    assert missing_of(ALL_NOTES, Have, "做法") == []
    assert missing_of({**ALL_NOTES, Have.FUNDS: " "}, Have, "做法") == ["“有经费”的说明"]
    assert missing_of(ALL_NOTES, set(Have) - {Have.TEAM}, " ") == ["主要做法", "“有队伍”的佐证材料"]
    assert len(missing_of({}, [], "")) == 7


def test_more_than_planned_is_said_for_each_category() -> None:
    quotas = {Category.UNIT: 15, Category.VILLAGE: 0}
    assert over_quota({Category.UNIT: 15}, quotas) == []
    told = over_quota({Category.UNIT: 16, Category.VILLAGE: 1, Category.STATION: 1}, quotas)
    assert told[0] == "示范单位计划 15 个，选了 16 个，超出 1 个。"
    assert len(told) == 3


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 11, 22), "不能晚于今天"),
        (date(2025, 12, 31), "早于 2026 年度"),
        (TODAY, None),
        (date(2026, 1, 1), None),
    ],
)
def test_a_visit_is_not_foretold(day: date, sentence: str | None) -> None:
    told = refuse_visit_day(day, year=2026, today=TODAY)
    assert (told is None) if sentence is None else (told is not None and sentence in told)


@pytest.mark.parametrize(
    ("year", "on", "sentence"),
    [
        (2026, TODAY, None),
        (2026, date(2026, 11, 22), "不能晚于今天"),
        (2015, date(2015, 12, 1), "从次年开始"),
        (2026, date(2025, 12, 31), "早于 2026 年度"),
        (2016, date(2016, 12, 8), "已经登记过"),
        # A year that was missed is recorded late.
        (2017, TODAY, None),
    ],
)
def test_a_year_is_reviewed_once_and_not_before_the_next(year: int, on: date, sentence: str | None) -> None:
    told = refuse_review(ReviewDay(year, on), designated_for=2015, done=[2016], today=TODAY)
    assert (told is None) if sentence is None else (told is not None and sentence in told)


def test_a_review_is_due_each_year_but_not_of_what_is_revoked() -> None:
    assert review_due(Status.STANDING, designated_for=2015, done=[2025], today=TODAY)
    assert review_due(Status.SUSPENDED, designated_for=2015, done=[], today=TODAY)
    assert not review_due(Status.STANDING, designated_for=2015, done=[2026], today=TODAY)
    assert not review_due(Status.STANDING, designated_for=2026, done=[], today=TODAY)
    assert not review_due(Status.REVOKED, designated_for=2015, done=[], today=TODAY)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("kind", list(ChangeKind))
def test_what_is_offered_is_what_is_allowed(status: Status, kind: ChangeKind) -> None:
    assert (kind in changes_of(status, has_draft=False)) == (refuse_change(kind, status) is None)
    assert kind not in changes_of(status, has_draft=True)


def test_nothing_comes_after_a_revocation() -> None:
    assert changes_of(Status.REVOKED, has_draft=False) == ()
    assert "已经撤销" in (refuse_change(ChangeKind.REVOKE, Status.REVOKED) or "")
