"""Making a quarterly list, reviewing it item by item, and marking it as posted."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.publishing.model import Publication
from gkcloud.supervision import queries
from gkcloud.supervision.model import QuarterlyItem, QuarterlyList, ReviewOpinion
from gkcloud.supervision.queries import ItemView, ListView, Source
from gkcloud.supervision.rules import (
    ListState,
    Move,
    Quarter,
    Standing,
    Verdict,
    after_review,
    member_for,
    refuse_posting_day,
    standing,
)
from gkcloud.supervision.telling import tell_posted, tell_reviewed
from gkcloud.web.clock import local


class ListRefused(Exception):
    """The action is not allowed as things are; the text is a Chinese sentence for whoever tried."""


class ItemChanged(ListRefused):
    """The publication is no longer what the person saw."""

    def __init__(self) -> None:
        super().__init__("这条信息在您查看之后有更正，刚才的意见没有生效。下面是更正后的内容，请重新审查。")


@dataclass(frozen=True, slots=True)
class Posting:
    """Where and on which day a list was posted."""

    where: str
    on: date


@action("list.create")
def create_list(quarter: Quarter, *, actor: Actor, now: datetime) -> QuarterlyList:
    """Open the list of a quarter and take up what was published in it; a quarter has one list.

    Raises ListRefused for a quarter that has not begun.
    """
    if quarter.first_day > local(now).date():
        raise ListRefused("这个季度还没有开始，请选择已经开始的季度。")
    key = {"tenant_id": actor.tenant_id, "year": quarter.year, "quarter": quarter.number}
    values = {"id": uuid.uuid4(), "created_by": actor.person_id, "created_at": now, "updated_at": now}
    statement = insert(QuarterlyList).values(**key, **values, state=ListState.DRAFT.value, posted_where="")
    created = db.session.execute(statement.on_conflict_do_nothing().returning(QuarterlyList.id)).scalar_one_or_none()
    row = db.session.execute(select(QuarterlyList).filter_by(**key)).scalar_one()
    if created is None:
        nothing_to_do("list.create")
        return row
    _take_up(row, (), now)
    _record("list.create", row, actor, now, quarter=f"{quarter.year}-{quarter.number}")
    return row


@action("list.collect")
def collect(list_id: uuid.UUID, *, actor: Actor, now: datetime) -> ListView:
    """Take up what was published in the quarter since, drop what was withdrawn. Raises ListRefused unless it is a draft."""
    view = _lock(list_id, actor, now)
    _require(Move.COLLECT, view)
    changed = _take_up(view.row, view.items, now)
    if not changed:
        nothing_to_do("list.collect")
        return view
    _record("list.collect", view.row, actor, now, changed=changed)
    return _again(view, actor, now)


@action("list.leave-out")
def leave_out(list_id: uuid.UUID, post_id: uuid.UUID, reason: str | None, *, actor: Actor, now: datetime) -> ListView:
    """Leave an item out of a list for ``reason``, or take it in again when that is None."""
    view = _lock(list_id, actor, now)
    _require(Move.LEAVE_OUT, view)
    row = _item(view, post_id).row
    if reason is not None and not reason.strip():
        raise ListRefused("不列入清单须写明理由，请填写后再提交。")
    wanted = (reason is not None, (reason or "").strip())
    if (row.is_left_out, row.left_out_reason) == wanted:
        nothing_to_do("list.leave-out")
        return view
    row.is_left_out, row.left_out_reason = wanted
    _record("list.leave-out", view.row, actor, now, post=str(post_id), left_out=wanted[0], reason=wanted[1])
    return _again(view, actor, now)


@action("list.submit")
def submit(list_id: uuid.UUID, *, actor: Actor, now: datetime) -> ListView:
    """Send a list to the supervision group, for the first time or after its objections were dealt with."""
    view = _lock(list_id, actor, now)
    if view.row.state == ListState.IN_REVIEW.value:
        nothing_to_do("list.submit")
        return view
    _require(Move.SUBMIT, view)
    view.row.state, view.row.submitted_by, view.row.submitted_at = ListState.IN_REVIEW.value, actor.person_id, now
    _record("list.submit", view.row, actor, now, items=view.facts.on_list)
    return _again(view, actor, now)


@action("list.review")
def review(
    list_id: uuid.UUID,
    post_id: uuid.UUID,
    verdict: Verdict,
    *,
    seen_hash: str,
    actor: Actor,
    now: datetime,
    reason: str = "",
) -> ListView:
    """Give or change a member's opinion on an item, bound to the content that they saw.

    Raises ItemChanged when the publication was corrected since, and ListRefused when the list is not under review, the
    item is not on it, or an objection has no reason.
    """
    view, reason = _lock(list_id, actor, now), reason.strip()
    _require(Move.REVIEW, view)
    item = _item(view, post_id)
    if not standing(item.facts).is_on_list:
        raise ListRefused("这条信息已经不列入清单，不需要审查。")
    if seen_hash != item.facts.content_hash:
        raise ItemChanged
    if verdict is Verdict.OBJECT and not reason:
        raise ListRefused("提出意见须写明理由，请填写后再提交。")
    if not _keep_opinion(item, verdict, reason if verdict is Verdict.OBJECT else "", actor, now):
        nothing_to_do("list.review")
        return view
    db.session.flush()
    reviewed = _again(view, actor, now).facts
    view.row.state = after_review(reviewed).value
    if reviewed.is_passed:
        tell_reviewed(view.row, now)
    data = {"post": str(post_id), "verdict": verdict.value, "content_hash": seen_hash, "reason": reason}
    _record("list.review", view.row, actor, now, **data, member=str(member_for(actor)))
    return _again(view, actor, now)


@action("list.answer")
def answer(list_id: uuid.UUID, post_id: uuid.UUID, text: str, *, actor: Actor, now: datetime) -> ListView:
    """Answer the objections to an item in words; whoever raised them looks again once the list is submitted again."""
    view, text = _lock(list_id, actor, now), text.strip()
    _require(Move.ANSWER, view)
    item = _item(view, post_id)
    stands = standing(item.facts)
    if stands not in {Standing.OBJECTED, Standing.ANSWERED}:
        raise ListRefused("这条信息现在没有待处理的意见，不需要答复。")
    if not text:
        raise ListRefused("请填写答复内容。")
    if stands is Standing.ANSWERED and item.row.answer == text:
        nothing_to_do("list.answer")
        return view
    item.row.answer, item.row.answered_by, item.row.answered_at = text, actor.person_id, now
    _record("list.answer", view.row, actor, now, post=str(post_id))
    return _again(view, actor, now)


@action("list.post")
def mark_posted(list_id: uuid.UUID, posting: Posting, *, actor: Actor, now: datetime) -> ListView:
    """Say where and when a passed list was posted; its items are from then on what was posted.

    Raises ListRefused unless every item is passed, or when the day lies before the last opinion or in the future.
    """
    view = _lock(list_id, actor, now)
    if view.row.state == ListState.POSTED.value:
        nothing_to_do("list.post")
        return view
    # A correction that is being signed off right now is either in the list or waits until the list is posted.
    ids = [item.row.post_id for item in view.items]
    held = select(Publication.post_id).where(
        Publication.tenant_id == view.row.tenant_id, Publication.post_id.in_(ids)
    )
    db.session.execute(held.order_by(Publication.post_id).with_for_update(read=True)).all()
    view = _again(view, actor, now)
    _require(Move.POST, view)
    given = [local(opinion.given_at).date() for item in view.items for opinion in item.opinions]
    if reason := refuse_posting_day(posting.on, reviewed_on=max(given), today=local(now).date()):
        raise ListRefused(reason)
    if not posting.where.strip():
        raise ListRefused("请填写张贴地点。")
    for item in view.items:
        _copy(item.row, item.source)
    row = view.row
    row.state, row.posted_by = ListState.POSTED.value, actor.person_id
    row.posted_on, row.posted_where = posting.on, posting.where.strip()
    hashes = [item.source.content_hash for item in view.items if standing(item.facts).is_on_list]
    tell_posted(row, now)
    _record("list.post", row, actor, now, on=posting.on.isoformat(), content_hashes=hashes)
    return _again(view, actor, now)


def _lock(list_id: uuid.UUID, actor: Actor, now: datetime) -> ListView:
    statement = select(QuarterlyList).where(QuarterlyList.tenant_id == actor.tenant_id, QuarterlyList.id == list_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise ListRefused("没有找到这份清单，请返回列表查看。")
    return queries.view_of(row, actor, now=now, today=local(now).date())


def _again(view: ListView, actor: Actor, now: datetime) -> ListView:
    db.session.flush()
    return queries.view_of(view.row, actor, now=now, today=local(now).date())


def _require(move: Move, view: ListView) -> None:
    if move not in view.possible:
        raise ListRefused(view.possible.why_not(move))


def _item(view: ListView, post_id: uuid.UUID) -> ItemView:
    item = view.item(post_id)
    if item is None:
        raise ListRefused("这条信息不在清单上，请刷新后查看。")
    return item


def _take_up(row: QuarterlyList, items: Sequence[ItemView], now: datetime) -> int:
    """Bring a draft's items up to what is published now; return how many were added, dropped or corrected."""
    held = {item.row.post_id: item.row for item in items}
    published = {each.post_id: each for each in queries.sources(Quarter(row.year, row.quarter), row.tenant_id, now)}
    changed = 0
    for post_id, source in published.items():
        item = held.get(post_id)
        if item is None:
            item = QuarterlyItem(tenant_id=row.tenant_id, list_id=row.id, post_id=post_id)
            db.session.add(item)
        changed += _copy(item, source)
    for post_id in held.keys() - published.keys():
        db.session.delete(held[post_id])
        changed += 1
    db.session.flush()
    return changed


def _copy(item: QuarterlyItem, source: Source) -> bool:
    """Write a publication's present state into an item and return whether it differed."""
    if item.content_hash == source.content_hash:
        return False
    item.title, item.index_no, item.content_hash = source.title, source.index_no, source.content_hash
    item.published_at = source.published_at
    return True


def _keep_opinion(item: ItemView, verdict: Verdict, reason: str, actor: Actor, now: datetime) -> bool:
    """Write a member's opinion and return whether it says anything new; insisting after an answer does."""
    member_id = member_for(actor)
    given = next((each for each in item.opinions if each.member_id == member_id), None)
    if given is None:
        key = {"tenant_id": item.row.tenant_id, "list_id": item.row.list_id, "post_id": item.row.post_id}
        given = ReviewOpinion(**key, member_id=member_id)
        db.session.add(given)
    else:
        is_same = (given.verdict, given.reason, given.content_hash) == (
            verdict.value,
            reason,
            item.facts.content_hash,
        )
        is_insisting = (
            verdict is Verdict.OBJECT and item.row.answered_at is not None and item.row.answered_at >= given.given_at
        )
        if is_same and not is_insisting:
            return False
    given.verdict, given.reason, given.content_hash = verdict.value, reason, item.facts.content_hash
    given.given_by, given.given_at = actor.person_id, now
    return True


def _record(name: str, row: QuarterlyList, actor: Actor, now: datetime, **data: object) -> None:
    row.updated_at = now
    record(name, actor_id=actor.person_id, subject=("list", row.id), at=now, **data)
