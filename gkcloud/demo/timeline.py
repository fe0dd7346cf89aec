"""The order in which the demonstration's posts were written, decided and followed up: a plan of steps with their moments.

Pure: the plan is made before anything is done, so that a tenant's records run forward in time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from gkcloud.demo.content import DemoPost
from gkcloud.demo.moments import office_moment, past_office_moment, working_day, working_days_before
from gkcloud.tenancy.rules import Stage
from gkcloud.web.clock import SHANGHAI, local

_WRITING = timedelta(minutes=45)
_URGENT_AGO = timedelta(hours=2)
_BESIDE_POLICY = timedelta(minutes=3)


class Do(StrEnum):
    """What happens at a step."""

    CREATE = "create"
    SUBMIT = "submit"
    PASS = "pass"  # noqa: S105 - not a password
    RETURN = "return"
    URGENT = "urgent"
    CORRECT = "correct"
    MARK = "mark"
    WITHDRAW = "withdraw"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one post; ``post`` is its place in the tenant's list."""

    at: datetime
    post: int
    do: Do
    stage: Stage | None = None


def plan(posts: Sequence[DemoPost], stages: Sequence[Stage], now: datetime) -> list[Step]:
    """Return every step of a tenant's posts in the order in which they happened, none after ``now``."""
    by_key = {post.key: post for post in posts if post.key}
    steps: list[Step] = []
    for number, post in enumerate(posts):
        policy = by_key.get(post.interprets)
        if policy is not None and policy.needs_interpretation:
            # Its last step is the policy's: one decision signs both.
            together = list(_steps(number, policy, stages, now))[:-1]
            steps += [Step(step.at + _BESIDE_POLICY, step.post, step.do, step.stage) for step in together]
        else:
            steps += _steps(number, post, stages, now)
        steps += _follow_up(number, post, stages, now)
    return sorted(steps, key=lambda step: step.at)


def day_of(post: DemoPost, now: datetime) -> date:
    """Return the day on which a post was published, or came to where it waits, in Shanghai."""
    if post.at == "urgent":
        return local(now - _URGENT_AGO).date()
    return local(past_office_moment(now, post.days, post.title)).date()


def _steps(number: int, post: DemoPost, stages: Sequence[Stage], now: datetime) -> Iterator[Step]:
    """Yield the steps from the draft to where the post stands, one working day each, written and sent on one day."""
    if post.at == "urgent":
        moment = now - _URGENT_AGO
        yield Step(moment - timedelta(minutes=20), number, Do.CREATE)
        yield Step(moment, number, Do.URGENT)
        return
    last = past_office_moment(now, post.days, post.title)
    if post.at == "draft":
        yield Step(last, number, Do.CREATE)
        return
    decisions = _decisions(post, stages)
    moments = [*_working_days_up_to(last, len(decisions) + 1, post.title)]
    yield Step(moments[0] - _WRITING, number, Do.CREATE)
    yield Step(moments[0], number, Do.SUBMIT)
    for moment, (do, stage) in zip(moments[1:], decisions, strict=True):
        yield Step(moment, number, do, stage)


def _decisions(post: DemoPost, stages: Sequence[Stage]) -> list[tuple[Do, Stage]]:
    if post.at == "returned":
        return [(Do.RETURN, stages[0])]
    if post.at in {"published", "scheduled"}:
        return [(Do.PASS, stage) for stage in stages]
    return [(Do.PASS, stage) for stage in stages[: list(stages).index(Stage(post.at))]]


def _working_days_up_to(last: datetime, count: int, key: str) -> Iterator[datetime]:
    day = local(last).date()
    for back in range(count - 1, 0, -1):
        yield office_moment(working_days_before(day, back), f"{key}{back}")
    yield last


def _follow_up(number: int, post: DemoPost, stages: Sequence[Stage], now: datetime) -> Iterator[Step]:
    if post.corrected is not None:
        # The day before at the latest, so that the whole round fits before now.
        day = working_day(local(now).date() - timedelta(days=max(post.corrected.days, 1)))
        began = datetime.combine(day, time(9, 10), SHANGHAI)
        yield Step(began, number, Do.CORRECT)
        yield Step(began + _WRITING, number, Do.SUBMIT)
        for place, stage in enumerate(stages, 2):
            yield Step(began + place * _WRITING, number, Do.PASS, stage)
    if post.marked is not None:
        yield Step(past_office_moment(now, post.marked.days, f"{post.title}mark"), number, Do.MARK)
    if post.withdrawn is not None:
        yield Step(past_office_moment(now, post.withdrawn.days, f"{post.title}out"), number, Do.WITHDRAW)
