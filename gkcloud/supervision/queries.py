"""Reading quarterly lists. ``access_list`` is the only way a page gets one."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import abort
from sqlalchemy import ColumnElement, and_, func, or_, select

from gkcloud.access.policy import Actor
from gkcloud.database import db
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.model import Publication, Revision
from gkcloud.supervision.model import QuarterlyItem, QuarterlyList, ReviewOpinion
from gkcloud.supervision.rules import (
    ItemFacts,
    ListFacts,
    ListState,
    Opinion,
    Possible,
    Quarter,
    Verdict,
    item_hash,
    possible,
)
from gkcloud.web.clock import SHANGHAI
from gkcloud.web.paging import Slice


@dataclass(frozen=True)
class Source:
    """A publication as it is now, as far as a list is concerned."""

    post_id: uuid.UUID
    title: str
    index_no: str
    content_hash: str
    published_at: datetime
    is_withdrawn: bool


@dataclass(frozen=True)
class ItemView:
    """An item with its publication and its opinions, oldest first."""

    row: QuarterlyItem
    source: Source
    opinions: tuple[ReviewOpinion, ...]
    facts: ItemFacts


@dataclass(frozen=True)
class ListView:
    """A list with what a page about it needs; items in order of publication."""

    row: QuarterlyList
    items: tuple[ItemView, ...]
    facts: ListFacts
    possible: Possible

    def item(self, post_id: uuid.UUID) -> ItemView | None:
        """Return the item of a post, if the list holds it."""
        return next((item for item in self.items if item.row.post_id == post_id), None)


def access_list(list_id: uuid.UUID, actor: Actor, *, now: datetime, today: date) -> ListView:
    """Return a list of the actor's tenant with what the actor may do; 404 when there is none."""
    row = db.session.get(QuarterlyList, (actor.tenant_id, list_id))
    if row is None:
        abort(404)
    return view_of(row, actor, now=now, today=today)


def access_item(view: ListView, post_id: uuid.UUID) -> ItemView:
    """Return an item of a list; 404 when the list does not hold it."""
    item = view.item(post_id)
    if item is None:
        abort(404)
    return item


def text_of(item: ItemView) -> tuple[Publication, PostContent]:
    """Return the publication that an item stands for, and its content with the attachments."""
    publication = db.session.get_one(Publication, (item.row.tenant_id, item.row.post_id))
    revision = db.session.get_one(Revision, (publication.tenant_id, publication.revision_id))
    return publication, PostContent.from_json(revision.content)


def view_of(row: QuarterlyList, actor: Actor, *, now: datetime, today: date) -> ListView:
    """Return a list with its items and what the actor may do."""
    items = items_of([row])[row.id]
    uncollected = count_uncollected(row, now) if row.state == ListState.DRAFT.value else 0
    facts = facts_of(row, items, uncollected=uncollected)
    return ListView(row, items, facts, possible(facts, actor, today))


def facts_of(row: QuarterlyList, items: Sequence[ItemView], *, uncollected: int = 0) -> ListFacts:
    """Return what the rules ask for of a list."""
    return ListFacts(
        state=ListState(row.state),
        quarter=Quarter(row.year, row.quarter),
        items=tuple(item.facts for item in items),
        submitted_by=row.submitted_by,
        uncollected=uncollected,
    )


def items_of(rows: Sequence[QuarterlyList]) -> dict[uuid.UUID, tuple[ItemView, ...]]:
    """Return the items of each list by its id, in two statements however many there are."""
    ids = [row.id for row in rows]
    opinions: dict[tuple[uuid.UUID, uuid.UUID], list[ReviewOpinion]] = defaultdict(list)
    items: dict[uuid.UUID, list[ItemView]] = {list_id: [] for list_id in ids}
    if not ids:
        return {}
    said = select(ReviewOpinion).where(ReviewOpinion.list_id.in_(ids)).order_by(ReviewOpinion.given_at)
    for opinion in db.session.execute(said).scalars():
        opinions[opinion.list_id, opinion.post_id].append(opinion)
    statement = (
        select(QuarterlyItem, *_SOURCE)
        .join(
            Publication,
            and_(Publication.tenant_id == QuarterlyItem.tenant_id, Publication.post_id == QuarterlyItem.post_id),
        )
        .where(QuarterlyItem.list_id.in_(ids))
        .order_by(Publication.published_at, Publication.index_no)
    )
    # Another request may have decided since this session last looked.
    for found in db.session.execute(statement.execution_options(populate_existing=True)):
        item, source = found[0], _source(*found[1:])
        given = tuple(opinions[item.list_id, item.post_id])
        items[item.list_id].append(ItemView(item, source, given, _item_facts(item, source, given)))
    return {list_id: tuple(each) for list_id, each in items.items()}


def sources(quarter: Quarter, tenant_id: uuid.UUID, now: datetime) -> list[Source]:
    """Return what a tenant published in a quarter and has not withdrawn, in order of publication."""
    statement = select(*_SOURCE).where(*_published(quarter, tenant_id, now))
    rows = db.session.execute(statement.order_by(Publication.published_at, Publication.index_no))
    return [_source(*row) for row in rows]


def count_uncollected(row: QuarterlyList, now: datetime) -> int:
    """Return how many publications of its quarter a list has not taken up."""
    held = select(QuarterlyItem.post_id).where(
        QuarterlyItem.tenant_id == row.tenant_id, QuarterlyItem.list_id == row.id
    )
    wanted = _published(Quarter(row.year, row.quarter), row.tenant_id, now)
    return db.session.execute(select(func.count()).where(*wanted, Publication.post_id.not_in(held))).scalar_one()


def list_lists(tenant_id: uuid.UUID, part: Slice) -> tuple[Sequence[QuarterlyList], int]:
    """Return one slice of a tenant's lists, newest quarter first, and how many there are."""
    statement = select(QuarterlyList).where(QuarterlyList.tenant_id == tenant_id)
    total = db.session.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
    ordered = statement.order_by(QuarterlyList.year.desc(), QuarterlyList.quarter.desc())
    return db.session.execute(ordered.limit(part.per_page).offset(part.offset)).scalars().all(), total


def quarters_taken(tenant_id: uuid.UUID) -> set[Quarter]:
    """Return the quarters that have a list."""
    rows = db.session.execute(
        select(QuarterlyList.year, QuarterlyList.quarter).where(QuarterlyList.tenant_id == tenant_id)
    )
    return {Quarter(row.year, row.quarter) for row in rows}


def under_way(tenant_ids: Sequence[uuid.UUID], ended: Quarter) -> Sequence[QuarterlyList]:
    """Return the lists that are not posted yet, and that of the quarter just ended, of several tenants."""
    is_last = and_(QuarterlyList.year == ended.year, QuarterlyList.quarter == ended.number)
    statement = select(QuarterlyList).where(
        QuarterlyList.tenant_id.in_(tenant_ids), or_(QuarterlyList.state != ListState.POSTED.value, is_last)
    )
    return db.session.execute(statement.order_by(QuarterlyList.year, QuarterlyList.quarter)).scalars().all()


# What an opinion is bound to, and no text: a quarter's texts are long.
_SOURCE = (
    Publication.post_id,
    Publication.title,
    Publication.index_no,
    Publication.revision_id,
    Publication.published_at,
    Publication.withdrawn_at,
)


def _source(
    post_id: uuid.UUID,
    title: str,
    index_no: str,
    revision_id: uuid.UUID,
    published_at: datetime,
    withdrawn_at: datetime | None,
) -> Source:
    content_hash = item_hash(title, index_no, revision_id)
    return Source(post_id, title, index_no, content_hash, published_at, withdrawn_at is not None)


def _published(quarter: Quarter, tenant_id: uuid.UUID, now: datetime) -> tuple[ColumnElement[bool], ...]:
    start = datetime.combine(quarter.first_day, time(), SHANGHAI)
    end = datetime.combine(quarter.last_day + timedelta(days=1), time(), SHANGHAI)
    return (
        Publication.tenant_id == tenant_id,
        Publication.published_at >= start,
        Publication.published_at < end,
        Publication.published_at <= now,
        Publication.withdrawn_at.is_(None),
    )


def _item_facts(row: QuarterlyItem, source: Source, opinions: Sequence[ReviewOpinion]) -> ItemFacts:
    return ItemFacts(
        content_hash=source.content_hash,
        is_left_out=row.is_left_out,
        is_withdrawn=source.is_withdrawn,
        answered_at=row.answered_at,
        opinions=tuple(
            Opinion(each.member_id, Verdict(each.verdict), each.content_hash, each.given_at) for each in opinions
        ),
    )
