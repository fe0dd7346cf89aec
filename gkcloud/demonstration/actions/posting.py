"""What the county tells the public: notice, list and decision are written as posts and go through sign-off as any post.

These run in the office's own scope, the only one that may write posts.
"""

import uuid
from datetime import datetime

from sqlalchemy import update

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.demonstration import papers
from gkcloud.demonstration.actions.aftermath import lock_designation
from gkcloud.demonstration.actions.faults import DemoRefused
from gkcloud.demonstration.actions.programmes import lock_programme, require
from gkcloud.demonstration.model import Designation, DesignationChange
from gkcloud.demonstration.queries.county import ProgrammeView, designations, papers_of
from gkcloud.demonstration.rules import Move, Paper
from gkcloud.publishing.actions import create_draft
from gkcloud.publishing.model import Post
from gkcloud.publishing.rules import State
from gkcloud.tenancy.directory import Tenant
from gkcloud.web.clock import local


@action("demo.draft-notice")
def draft_notice(programme_id: uuid.UUID, tenant: Tenant, *, actor: Actor, now: datetime) -> uuid.UUID:
    """Write the notice that publishes the standard, as a draft post, and return the post's id; one draft at a time."""
    view = lock_programme(programme_id, actor)
    post_id = view.row.notice_post_id
    if post_id is not None and _is_alive(post_id, actor, view.facts.notice):
        nothing_to_do("demo.draft-notice")
        return post_id
    require(Move.NOTICE, view)
    content = papers.notice(view.row, tenant, local(now).date())
    view.row.notice_post_id = create_draft(content, actor=actor, now=now).id
    _record("demo.draft-notice", view, view.row.notice_post_id, actor, now)
    return view.row.notice_post_id


@action("demo.draft-list")
def draft_list(programme_id: uuid.UUID, tenant: Tenant, *, actor: Actor, now: datetime) -> uuid.UUID:
    """Write the list of the designated as a draft post and return the post's id; one draft at a time."""
    view = lock_programme(programme_id, actor)
    post_id = view.row.list_post_id
    if post_id is not None and _is_alive(post_id, actor, view.facts.list):
        nothing_to_do("demo.draft-list")
        return post_id
    require(Move.LIST, view)
    rows = [each for each in designations(tenant.id) if each.programme_id == view.row.id]
    strengths = {each.id: each.strengths for each in view.nominations}
    content = papers.unit_list(view.row, rows, strengths, tenant, local(now).date())
    made = create_draft(content, actor=actor, now=now).id
    view.row.list_post_id = made
    of_list = (Designation.tenant_id == tenant.id, Designation.programme_id == view.row.id)
    db.session.execute(update(Designation).where(*of_list).values(post_id=made))
    _record("demo.draft-list", view, made, actor, now)
    return made


@action("demo.draft-decision")
def draft_decision(
    designation_id: uuid.UUID, change_id: uuid.UUID, tenant: Tenant, *, actor: Actor, now: datetime
) -> uuid.UUID:
    """Write a decided suspension, restoration or revocation as a draft post and return the post's id."""
    view = lock_designation(designation_id, actor)
    change = next((each for each in view.changes if each.id == change_id), None)
    if change is None or change.decided_at is None:
        raise DemoRefused("先作出决定，再拟写决定稿。")
    if change.post_id is not None:
        state = papers_of(tenant.id, [change.post_id]).get(change.post_id, Paper.UNDER_WAY)
        if _is_alive(change.post_id, actor, state):
            nothing_to_do("demo.draft-decision")
            return change.post_id
    content = papers.decision(view.row, change, tenant, local(now).date())
    change.post_id = create_draft(content, actor=actor, now=now).id
    if change is _last_decided(view.changes):
        view.row.status_post_id = change.post_id
    data = {"change": str(change.id), "post": str(change.post_id)}
    subject = ("demo_designation", view.row.id)
    record("demo.draft-decision", actor_id=actor.person_id, subject=subject, at=now, **data)
    return change.post_id


def _last_decided(changes: tuple[DesignationChange, ...]) -> DesignationChange | None:
    return next((each for each in reversed(changes) if each.decided_at is not None), None)


def _is_alive(post_id: uuid.UUID, actor: Actor, paper: Paper) -> bool:
    """Return whether a post is still under way or public: then no second one is written."""
    post = db.session.get(Post, (actor.tenant_id, post_id))
    return post is not None and post.state != State.DISCARDED.value and paper is not Paper.WITHDRAWN


def _record(name: str, view: ProgrammeView, post_id: uuid.UUID, actor: Actor, now: datetime) -> None:
    view.row.updated_at = now
    record(name, actor_id=actor.person_id, subject=("demo_programme", view.row.id), at=now, post=str(post_id))
