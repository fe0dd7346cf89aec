"""Rectification orders (整改通知): where one stands, and who may do what with it. One function draws and guards.

Pure: no Flask, no SQLAlchemy, no clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from gkcloud.access.policy import Actor, Can
from gkcloud.tenancy.rules import Kind
from gkcloud.worktime import WorkCalendar, working_days_until

# Working days before the due date from which on it is near.
NEAR = 3
SUPERVISING = frozenset({Kind.PROVINCE, Kind.PREFECTURE, Kind.COUNTY})


class FindingState(StrEnum):
    """Whether a problem found is taken up by an order."""

    OPEN = "open"
    ORDERED = "ordered"
    DROPPED = "dropped"


class OrderState(StrEnum):
    """Where an order stands. A unit may write in those that are ISSUED, ANSWERED or RETURNED, and in no other."""

    DRAFT = "draft"
    ISSUED = "issued"
    ANSWERED = "answered"
    RETURNED = "returned"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return STATE_LABELS[self]

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self in OPEN


STATE_LABELS: Mapping[OrderState, str] = MappingProxyType(
    {
        OrderState.DRAFT: "拟稿中",
        OrderState.ISSUED: "整改中",
        OrderState.ANSWERED: "已报送，待核验",
        OrderState.RETURNED: "继续整改",
        OrderState.CLOSED: "已销号",
        OrderState.WITHDRAWN: "已撤回",
    }
)
OPEN = frozenset({OrderState.ISSUED, OrderState.ANSWERED, OrderState.RETURNED})
# The unit has work to do.
WITH_THE_UNIT = frozenset({OrderState.ISSUED, OrderState.RETURNED})


class StepKind(StrEnum):
    """One step of an order."""

    ISSUED = "issued"
    RECEIVED = "received"
    REQUEST = "request"
    PROOF = "proof"
    RENEWED = "renewed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """The step as a list of what happened has it."""
        return STEP_LABELS[self]


STEP_LABELS: Mapping[StepKind, str] = MappingProxyType(
    {
        StepKind.ISSUED: "下达整改通知",
        StepKind.RECEIVED: "签收",
        StepKind.REQUEST: "申请延长期限",
        StepKind.PROOF: "报送整改情况",
        StepKind.RENEWED: "重定整改期限",
        StepKind.CLOSED: "核验通过，销号",
        StepKind.WITHDRAWN: "撤回整改通知",
    }
)


class Move(StrEnum):
    """What somebody may do with an order."""

    EDIT = "edit"
    ISSUE = "issue"
    DISCARD = "discard"
    RECEIVE = "receive"
    REQUEST = "request"
    PROVE = "prove"
    CLOSE = "close"
    RENEW = "renew"
    WITHDRAW = "withdraw"


BY_THE_COUNTY: Mapping[Move, frozenset[OrderState]] = MappingProxyType(
    {
        Move.EDIT: frozenset({OrderState.DRAFT}),
        Move.ISSUE: frozenset({OrderState.DRAFT}),
        Move.DISCARD: frozenset({OrderState.DRAFT}),
        Move.CLOSE: OPEN,
        Move.RENEW: OPEN,
        Move.WITHDRAW: OPEN,
    }
)
BY_THE_UNIT: Mapping[Move, frozenset[OrderState]] = MappingProxyType(
    {Move.RECEIVE: WITH_THE_UNIT, Move.REQUEST: WITH_THE_UNIT, Move.PROVE: OPEN}
)


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the rules need to know of an order."""

    owner_id: UUID
    target_id: UUID
    state: OrderState
    due_on: date
    unit: str = ""
    is_unit_active: bool = True
    is_received: bool = False
    # The unit asked for more time, and the county has not answered.
    has_request: bool = False
    findings: int = 1


@dataclass(frozen=True, slots=True)
class Possible:
    """The moves of one actor on one order: those allowed, and those that only a reason keeps away."""

    allowed: frozenset[Move] = frozenset()
    refusals: Mapping[Move, str] = field(default_factory=dict)

    def __contains__(self, move: object) -> bool:
        return move in self.allowed

    def why_not(self, move: Move) -> str:
        """Return a Chinese sentence on why a move is not allowed."""
        return self.refusals.get(move, "这份整改通知的状态已经变化，不能进行这项操作，请刷新后查看。")


def possible(facts: OrderFacts, actor: Actor, today: date) -> Possible:
    """Return what ``actor`` may do with an order: the county manages it, the unit answers it, nobody else does anything."""
    if actor.tenant_id == facts.owner_id:
        moves, needs = BY_THE_COUNTY, Can.ORDER_MANAGE
        lacking = "您现在没有督查职责，不能办理整改通知，请由本单位的督查人员办理。"
    elif actor.tenant_id == facts.target_id:
        moves, needs = BY_THE_UNIT, Can.ORDER_ANSWER
        lacking = "整改情况由本单位的采编或签发人员报送，您可以查看办理过程。"
    else:
        return Possible()
    here = [move for move, states in moves.items() if facts.state in states]
    if not actor.may(needs):
        return Possible(refusals=dict.fromkeys(here, lacking))
    reasons = {move: reason for move in here if (reason := _refusal(move, facts, today))}
    closed = _why_over(facts)
    over = dict.fromkeys(set(moves) - set(here), closed) if closed else {}
    return Possible(frozenset(here) - set(reasons), {**over, **reasons})


def _why_over(facts: OrderFacts) -> str:
    if facts.state is OrderState.CLOSED:
        return "这份整改通知已经销号，不需要再办理。"
    if facts.state is OrderState.WITHDRAWN:
        return "这份整改通知已经撤回，不需要再办理。"
    return ""


def _refusal(move: Move, facts: OrderFacts, today: date) -> str | None:
    if move is Move.ISSUE:
        return _refuse_issue(facts, today)
    if move is Move.RECEIVE and facts.is_received:
        return "本单位已经签收，不需要再次签收。"
    if move is Move.REQUEST and facts.has_request:
        return "延长期限的申请已经送出，请等待督查单位答复。"
    if move is Move.CLOSE and facts.state is not OrderState.ANSWERED:
        return "单位还没有报送整改情况，核验后才能销号。"
    return None


def _refuse_issue(facts: OrderFacts, today: date) -> str | None:
    if not facts.is_unit_active:
        return f"{facts.unit}已停用或者撤并，收不到整改通知。请删除这份草稿，改向承接其职责的单位下达。"
    if facts.due_on <= today:
        return "整改期限已经过了，请先修改期限再下达。"
    if not facts.findings:
        return "整改通知里还没有问题，请先填写需要整改的问题。"
    return None


def refuse_due(due_on: date, today: date, calendar: WorkCalendar, *, after: date | None = None) -> str | None:
    """Return why a day cannot be the day by which something is put right; ``after`` is the due date so far."""
    if due_on <= today:
        return "整改期限须在今天之后，请重新填写。"
    if after is not None and due_on <= after:
        return f"新的期限须晚于原定的 {after.isoformat()}，请重新填写。"
    if not calendar.is_workday(due_on):
        return f"{due_on.isoformat()} 不是工作日，请改为 {following_workday(due_on, calendar).isoformat()} 等工作日。"
    return None


def following_workday(day: date, calendar: WorkCalendar) -> date:
    """Return ``day`` if it is a working day, else the first one after it."""
    while not calendar.is_workday(day):
        day = date.fromordinal(day.toordinal() + 1)
    return day


@dataclass(frozen=True, slots=True)
class Pressure:
    """How pressing an order is: a Chinese phrase and the kind of sign that goes with it."""

    text: str
    kind: str
    is_overdue: bool = False
    is_near: bool = False


def pressure(state: OrderState, due_on: date, today: date, calendar: WorkCalendar) -> Pressure | None:
    """Return how much time the unit has left; None while it has nothing to do."""
    if state not in WITH_THE_UNIT:
        return None
    left = working_days_until(today, due_on, calendar)
    if today > due_on:
        return Pressure(f"逾期 {max(1, -left)} 个工作日", "overdue", is_overdue=True)
    if today == due_on:
        return Pressure("今天到期", "soon", is_near=True)
    is_near = left <= NEAR
    return Pressure(f"还剩 {left} 个工作日", "soon" if is_near else "waiting", is_near=is_near)


class Mention(StrEnum):
    """What is recorded of a unit."""

    COMMENDED = "commended"
    CRITICISED = "criticised"

    @property
    def label(self) -> str:
        """What it is called."""
        return MENTION_LABELS[self]


MENTION_LABELS: Mapping[Mention, str] = MappingProxyType({Mention.COMMENDED: "表扬", Mention.CRITICISED: "批评"})
