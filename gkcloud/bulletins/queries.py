"""Reading bulletin issues and what may go into them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import abort
from sqlalchemy import func, or_, select, tuple_

from gkcloud.access.policy import Actor
from gkcloud.bulletins.model import Issue, IssueItem
from gkcloud.bulletins.rules import IssueState
from gkcloud.database import db
from gkcloud.jobs.model import Job
from gkcloud.publishing.model import Publication
from gkcloud.web.clock import SHANGHAI
from gkcloud.web.paging import Slice

MOST_OFFERED = 200


@dataclass(frozen=True)
class IssueRow:
    """An issue in the office's list, with how many posts it holds."""

    issue: Issue
    posts: int


def access_issue(issue_id: uuid.UUID, actor: Actor) -> Issue:
    """Return an issue of the actor's tenant; 404 when there is none."""
    issue = db.session.get(Issue, (actor.tenant_id, issue_id))
    if issue is None:
        abort(404)
    return issue


def list_issues(tenant_id: uuid.UUID, part: Slice) -> tuple[list[IssueRow], int]:
    """Return one slice of a tenant's issues, newest first, and how many there are."""
    count = (
        select(func.count())
        .where(IssueItem.tenant_id == Issue.tenant_id, IssueItem.issue_id == Issue.id)
        .scalar_subquery()
    )
    statement = select(Issue, count).where(Issue.tenant_id == tenant_id)
    ordered = statement.order_by(Issue.created_at.desc()).limit(part.per_page).offset(part.offset)
    total = db.session.execute(select(func.count()).where(Issue.tenant_id == tenant_id)).scalar_one()
    return [IssueRow(row[0], row[1]) for row in db.session.execute(ordered)], total


def job_of(issue: Issue) -> Job | None:
    """Return the job that renders an issue, if it was asked for."""
    return db.session.get(Job, (issue.tenant_id, issue.job_id)) if issue.job_id else None


def chosen_posts(issue: Issue) -> Sequence[Publication]:
    """Return the posts of an issue in its order; what was withdrawn since is left out."""
    statement = (
        select(Publication)
        .join(
            IssueItem,
            (IssueItem.post_tenant_id == Publication.tenant_id) & (IssueItem.post_id == Publication.post_id),
        )
        .where(IssueItem.tenant_id == issue.tenant_id, IssueItem.issue_id == issue.id)
        .where(Publication.withdrawn_at.is_(None))
    )
    return db.session.execute(statement.order_by(IssueItem.position)).scalars().all()


def items_of(issue: Issue) -> Sequence[IssueItem]:
    """Return an issue's items in order."""
    statement = select(IssueItem).where(IssueItem.tenant_id == issue.tenant_id, IssueItem.issue_id == issue.id)
    return db.session.execute(statement.order_by(IssueItem.position)).scalars().all()


def offered_posts(issue: Issue) -> Sequence[Publication]:
    """Return what was published in the issue's period, in every tenant that the scope reads, and is not chosen yet."""
    chosen = [(item.post_tenant_id, item.post_id) for item in items_of(issue)]
    start, end = moments(issue.period_from, issue.period_to)
    statement = select(Publication).where(
        Publication.published_at >= start, Publication.published_at < end, Publication.withdrawn_at.is_(None)
    )
    if chosen:
        statement = statement.where(tuple_(Publication.tenant_id, Publication.post_id).not_in(chosen))
    ordered = statement.order_by(Publication.published_at.desc()).limit(MOST_OFFERED)
    return db.session.execute(ordered).scalars().all()


def readable_posts(keys: Sequence[tuple[uuid.UUID, uuid.UUID]]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """Return those of the keys that name a published post which the scope may read."""
    if not keys:
        return set()
    statement = select(Publication.tenant_id, Publication.post_id).where(
        tuple_(Publication.tenant_id, Publication.post_id).in_(keys), Publication.withdrawn_at.is_(None)
    )
    return {(row.tenant_id, row.post_id) for row in db.session.execute(statement)}


def total_before(tenant_id: uuid.UUID) -> int:
    """Return how many issues the tenant has numbered so far."""
    statement = select(func.count()).where(
        Issue.tenant_id == tenant_id,
        or_(Issue.state == IssueState.LOCKED.value, Issue.state == IssueState.PUBLISHED.value),
    )
    return db.session.execute(statement).scalar_one()


def moments(first: date, last: date) -> tuple[datetime, datetime]:
    """Return the moments at which a period of days in Shanghai begins and is over."""
    start = datetime.combine(first, time(), SHANGHAI)
    return start, datetime.combine(last + timedelta(days=1), time(), SHANGHAI)
