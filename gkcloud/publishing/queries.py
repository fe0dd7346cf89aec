"""Reading posts for the office. ``access_post`` is the only way a page gets one."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import ColumnElement, and_, func, or_, select

from gkcloud.access.policy import Actor, Role
from gkcloud.database import db
from gkcloud.files.model import StoredFile
from gkcloud.people.model import Person
from gkcloud.publishing.facts import facts_of, facts_of_all, revisions_in_force
from gkcloud.publishing.model import Decision, Post, Publication, Revision, SiteColumn
from gkcloud.publishing.rules import STAGE_ROLES, Move, PostFacts, State, Transitions, transitions
from gkcloud.tenancy.directory import directory
from gkcloud.web.paging import Slice


@dataclass(frozen=True)
class PostView:
    """A post with what a page about it needs."""

    post: Post
    revision: Revision
    facts: PostFacts
    possible: Transitions
    publication: Publication | None


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a person: a post and the move that is asked of them."""

    post: Post
    revision: Revision
    facts: PostFacts
    move: Move


def access_post(post_id: uuid.UUID, actor: Actor) -> PostView:
    """Return a post of the actor's tenant with what the actor may do; 404 when there is none."""
    post = db.session.get(Post, (actor.tenant_id, post_id))
    if post is None:
        abort(404)
    facts = facts_of(post)
    revision = db.session.get_one(Revision, (post.tenant_id, post.current_revision_id))
    publication = db.session.get(Publication, (post.tenant_id, post.id))
    return PostView(post, revision, facts, possible_moves(post, facts, actor), publication)


def access_revision(post: Post, number: int) -> Revision:
    """Return one revision of a post; 404 when there is none."""
    statement = select(Revision).where(
        Revision.tenant_id == post.tenant_id, Revision.post_id == post.id, Revision.number == number
    )
    revision = db.session.execute(statement).scalar_one_or_none()
    if revision is None:
        abort(404)
    return revision


def access_file(file_id: uuid.UUID, actor: Actor) -> StoredFile:
    """Return a stored file of the actor's tenant; 404 when there is none."""
    file = db.session.get(StoredFile, (actor.tenant_id, file_id))
    if file is None:
        abort(404)
    return file


def possible_moves(post: Post, facts: PostFacts, actor: Actor) -> Transitions:
    """Return what the actor may do with a post."""
    workflow = directory().by_id(post.tenant_id).spec.workflow
    return transitions(facts, actor, three_people=workflow.three_people)


def revisions_of(post: Post) -> Sequence[Revision]:
    """Return every revision of a post, newest first."""
    statement = select(Revision).where(Revision.tenant_id == post.tenant_id, Revision.post_id == post.id)
    return db.session.execute(statement.order_by(Revision.number.desc())).scalars().all()


def decisions_of(post: Post) -> Sequence[Decision]:
    """Return every decision on a post, oldest first."""
    statement = select(Decision).where(Decision.tenant_id == post.tenant_id, Decision.post_id == post.id)
    return db.session.execute(statement.order_by(Decision.decided_at)).scalars().all()


def last_seen_revision(post: Post, actor: Actor) -> Revision | None:
    """Return the revision that the actor last decided on, if it is not the one in force."""
    statement = (
        select(Revision)
        .join(Decision, and_(Decision.tenant_id == Revision.tenant_id, Decision.revision_id == Revision.id))
        .where(Decision.tenant_id == post.tenant_id, Decision.post_id == post.id)
        .where(Decision.decided_by == actor.person_id)
        .order_by(Decision.decided_at.desc())
        .limit(1)
    )
    seen = db.session.execute(statement).scalar_one_or_none()
    return seen if seen is not None and seen.id != post.current_revision_id else None


def names_of(person_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Return display names of persons that the scope may see."""
    wanted = {person_id for person_id in person_ids if person_id is not None}
    if not wanted:
        return {}
    rows = db.session.execute(select(Person.id, Person.display_name).where(Person.id.in_(wanted)))
    return {row.id: row.display_name for row in rows}


def waiting_for(actors: Sequence[Actor]) -> list[Waiting]:
    """Return what waits for a person, who is given once for each tenant that they serve; nothing is ordered yet."""
    wanted = [condition for actor in actors if (condition := _may_wait_for(actor)) is not None]
    if not wanted:
        return []
    posts = db.session.execute(select(Post).where(or_(*wanted))).scalars().all()
    facts, revisions = facts_of_all(posts), revisions_in_force(posts)
    by_tenant = {actor.tenant_id: actor for actor in actors}
    found = []
    for post in posts:
        move = _asked_of(post, facts[post.id], by_tenant[post.tenant_id])
        if move is not None:
            found.append(Waiting(post, revisions[post.id], facts[post.id], move))
    return found


def _may_wait_for(actor: Actor) -> ColumnElement[bool] | None:
    conditions: list[ColumnElement[bool]] = []
    stages = [stage.value for stage, role in STAGE_ROLES.items() if role in actor.roles]
    if stages:
        conditions.append(and_(Post.state == State.IN_REVIEW.value, Post.stage.in_(stages)))
    if Role.AUTHOR in actor.roles:
        mine = and_(Post.state == State.DRAFT.value, Post.created_by == actor.person_id, Post.returned_reason != "")
        conditions.append(mine)
    if not actor.roles.isdisjoint({Role.REVIEWER, Role.SIGNER}):
        conditions.append(and_(Post.is_urgent, Post.urgent_confirmed_at.is_(None)))
    return and_(Post.tenant_id == actor.tenant_id, or_(*conditions)) if conditions else None


def _asked_of(post: Post, facts: PostFacts, actor: Actor) -> Move | None:
    possible = possible_moves(post, facts, actor)
    for move in (Move.CONFIRM_URGENT, Move.PASS):
        if move in possible:
            return move
    if facts.state is State.DRAFT and post.created_by == actor.person_id:
        return Move.EDIT
    # A post that only its finding keeps from being passed still waits: somebody has to return it.
    is_mine = Move.RETURN in possible and actor.person_id not in facts.writers | facts.passed_by
    return Move.RETURN if is_mine else None


@dataclass(frozen=True)
class ListFilter:
    """What a list of posts is narrowed to."""

    states: tuple[State, ...] = ()
    words: str = ""
    is_urgent: bool = False
    created_by: uuid.UUID | None = None
    decided_by: uuid.UUID | None = None


def list_posts(tenant_ids: Sequence[uuid.UUID], narrowed: ListFilter, part: Slice) -> tuple[Sequence[Post], int]:
    """Return one slice of posts, last changed first, and how many there are in all."""
    statement = select(Post).where(Post.tenant_id.in_(tenant_ids))
    if narrowed.states:
        statement = statement.where(Post.state.in_([state.value for state in narrowed.states]))
    if narrowed.is_urgent:
        statement = statement.where(Post.is_urgent)
    if narrowed.words:
        statement = statement.where(Post.title.contains(narrowed.words, autoescape=True))
    if narrowed.created_by:
        statement = statement.where(Post.created_by == narrowed.created_by)
    if narrowed.decided_by:
        decided = select(Decision.post_id).where(
            Decision.tenant_id == Post.tenant_id, Decision.decided_by == narrowed.decided_by
        )
        statement = statement.where(Post.id.in_(decided))
    total = db.session.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
    ordered = statement.order_by(Post.updated_at.desc(), Post.id).limit(part.per_page).offset(part.offset)
    return db.session.execute(ordered).scalars().all(), total


def count_by_state(tenant_id: uuid.UUID) -> dict[State, int]:
    """Return how many posts of a tenant are in each state."""
    statement = select(Post.state, func.count()).where(Post.tenant_id == tenant_id).group_by(Post.state)
    return {State(row[0]): row[1] for row in db.session.execute(statement)}


def count_urgent(tenant_id: uuid.UUID) -> int:
    """Return how many posts of a tenant were published urgently, confirmed or not."""
    statement = select(func.count()).where(Post.tenant_id == tenant_id, Post.is_urgent)
    return db.session.execute(statement).scalar_one()


def column_choices(tenant_id: uuid.UUID) -> list[tuple[str, str]]:
    """Return code and name of the columns that a post may be put into."""
    statement = select(SiteColumn).where(SiteColumn.tenant_id == tenant_id, SiteColumn.is_retired.is_(False))
    columns = db.session.execute(statement.order_by(SiteColumn.position)).scalars()
    return [(column.code, column.name) for column in columns]


def policies_to_interpret(tenant_id: uuid.UUID) -> Sequence[Post]:
    """Return the posts that an interpretation may explain: documents of the tenant that are no interpretations."""
    statement = select(Post).where(
        Post.tenant_id == tenant_id,
        Post.policy_id.is_(None),
        Post.state.in_([State.DRAFT.value, State.IN_REVIEW.value, State.PUBLISHED.value]),
    )
    return db.session.execute(statement.order_by(Post.updated_at.desc()).limit(100)).scalars().all()
