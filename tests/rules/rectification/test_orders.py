"""Where an order stands, who may do what with it, and how pressing it is."""

import uuid
from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from gkcloud.access.policy import Actor, Role
from gkcloud.rectification.rules import (
    OPEN,
    Move,
    OrderFacts,
    OrderState,
    following_workday,
    possible,
    pressure,
    refuse_due,
)
from gkcloud.worktime.announced import ANNOUNCED

TODAY = date(2026, 9, 28)
COUNTY, UNIT, OTHER = (uuid.UUID(int=each) for each in (1, 2, 3))
FACTS = OrderFacts(COUNTY, UNIT, OrderState.ISSUED, date(2026, 10, 13), unit="车溪乡")


def actor(tenant_id: uuid.UUID, *roles: Role) -> Actor:
    return Actor(uuid.UUID(int=9), "某人", tenant_id, frozenset(roles))


INSPECTOR, AUTHOR = actor(COUNTY, Role.INSPECTOR), actor(UNIT, Role.AUTHOR)


@pytest.mark.parametrize(
    ("state", "county", "unit"),
    [
        (OrderState.DRAFT, {Move.EDIT, Move.ISSUE, Move.DISCARD}, set()),
        (OrderState.ISSUED, {Move.RENEW, Move.WITHDRAW}, {Move.RECEIVE, Move.REQUEST, Move.PROVE}),
        (OrderState.ANSWERED, {Move.CLOSE, Move.RENEW, Move.WITHDRAW}, {Move.PROVE}),
        (OrderState.RETURNED, {Move.RENEW, Move.WITHDRAW}, {Move.RECEIVE, Move.REQUEST, Move.PROVE}),
        (OrderState.CLOSED, set(), set()),
        (OrderState.WITHDRAWN, set(), set()),
    ],
)
def test_each_side_has_its_moves(state: OrderState, county: set[Move], unit: set[Move]) -> None:
    facts = replace(FACTS, state=state)
    assert possible(facts, INSPECTOR, TODAY).allowed == county
    assert possible(facts, AUTHOR, TODAY).allowed == unit


@pytest.mark.parametrize(("state", "role"), list(product(OrderState, Role)))
def test_nobody_else_has_any(state: OrderState, role: Role) -> None:
    facts = replace(FACTS, state=state)
    assert possible(facts, actor(OTHER, role), TODAY).allowed == frozenset()
    if role is not Role.INSPECTOR:
        assert possible(facts, actor(COUNTY, role), TODAY).allowed == frozenset()
    if role not in {Role.AUTHOR, Role.SIGNER}:
        assert possible(facts, actor(UNIT, role), TODAY).allowed == frozenset()


@pytest.mark.parametrize("move", list(Move))
def test_a_move_that_is_not_allowed_has_a_sentence(move: Move) -> None:
    for state, who in product(OrderState, (INSPECTOR, AUTHOR, actor(COUNTY, Role.AUTHOR), actor(OTHER))):
        found = possible(replace(FACTS, state=state), who, TODAY)
        assert move in found or found.why_not(move).endswith("。")


def test_what_was_signed_for_or_asked_for_is_not_again() -> None:
    assert Move.RECEIVE not in possible(replace(FACTS, is_received=True), AUTHOR, TODAY)
    assert "申请已经送出" in possible(replace(FACTS, has_request=True), AUTHOR, TODAY).why_not(Move.REQUEST)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"is_unit_active": False}, "已停用或者撤并"),
        ({"due_on": TODAY}, "整改期限已经过了"),
        ({"findings": 0}, "还没有问题"),
    ],
)
def test_a_draft_is_not_issued_while_something_is_wrong(given: dict[str, object], words: str) -> None:
    draft = replace(FACTS, state=OrderState.DRAFT, **given)  # type: ignore[arg-type]
    assert words in possible(draft, INSPECTOR, TODAY).why_not(Move.ISSUE)


# 28 September 2026 is a Monday after Mid-Autumn Friday, 25; 1 to 7 October are holidays, Saturday 10 October is made up for.
@pytest.mark.parametrize(
    ("due", "words", "kind"),
    [
        (date(2026, 9, 28), "今天到期", "soon"),
        (date(2026, 9, 30), "还剩 2 个工作日", "soon"),
        (date(2026, 10, 8), "还剩 3 个工作日", "soon"),
        (date(2026, 10, 10), "还剩 5 个工作日", "waiting"),
        (date(2026, 10, 13), "还剩 7 个工作日", "waiting"),
        (date(2026, 9, 27), "逾期 1 个工作日", "overdue"),
        (date(2026, 9, 24), "逾期 1 个工作日", "overdue"),
        (date(2026, 9, 23), "逾期 2 个工作日", "overdue"),
    ],
)
def test_time_is_counted_in_working_days(due: date, words: str, kind: str) -> None:
    found = pressure(OrderState.ISSUED, due, TODAY, ANNOUNCED)
    assert found is not None
    assert (found.text, found.kind) == (words, kind)


@pytest.mark.parametrize("state", sorted(set(OrderState) - OPEN | {OrderState.ANSWERED}))
def test_nothing_presses_while_the_unit_has_nothing_to_do(state: OrderState) -> None:
    assert pressure(state, date(2026, 9, 1), TODAY, ANNOUNCED) is None


@pytest.mark.parametrize(
    ("due", "after", "words"),
    [
        (date(2026, 9, 28), None, "须在今天之后"),
        (date(2026, 10, 5), None, "请改为 2026-10-08"),
        (date(2026, 10, 9), date(2026, 10, 9), "须晚于原定的 2026-10-09"),
        (date(2026, 10, 10), None, None),
    ],
)
def test_a_due_date_is_a_working_day_to_come(due: date, after: date | None, words: str | None) -> None:
    found = refuse_due(due, TODAY, ANNOUNCED, after=after)
    assert (found is None) if words is None else (found is not None and words in found)


def test_the_first_working_day_of_a_holiday_is_after_it() -> None:
    assert following_workday(date(2026, 10, 1), ANNOUNCED) == date(2026, 10, 8)
