"""Scheduled posts: public by the clock, searchable and recorded once the sweeper has come by."""

import uuid
from datetime import timedelta

from sqlalchemy import select

from gkcloud.audit.queries import events_about
from gkcloud.database import db, utc_now
from gkcloud.publishing import actions
from gkcloud.publishing.model import Post, SearchEntry
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application
from gkcloud.worker import publish_due_posts
from tests.areas.cli.scheduling import scheduled_post
from tests.factories.cast import Cast, Staff


def _is_found(tenant_id: uuid.UUID, post_id: uuid.UUID) -> bool:
    with Scope.public(tenant_id).opened():
        return db.session.execute(select(SearchEntry.id).where(SearchEntry.post_id == post_id)).first() is not None


def _events(staff: Staff, post_id: uuid.UUID) -> list[str]:
    with Scope.office(staff.tenant.id).opened():
        return [event.action for event in events_about(post_id)]


def test_what_is_due_appears_once(app: Application, cast: Cast) -> None:
    due = scheduled_post(cast.chexi, due_in=timedelta(minutes=-1))
    twins = scheduled_post(cast.baini, due_in=timedelta(minutes=-1))
    later = scheduled_post(cast.chexi, due_in=timedelta(hours=1))
    assert not _is_found(cast.chexi.tenant.id, due)

    assert publish_due_posts() == 2

    assert _is_found(cast.chexi.tenant.id, due)
    assert _is_found(cast.baini.tenant.id, twins)
    assert not _is_found(cast.chexi.tenant.id, later)
    assert publish_due_posts() == 0
    assert _events(cast.chexi, due).count("post.appear") == 1
    assert "post.appear" not in _events(cast.chexi, later)


def test_what_was_withdrawn_before_its_time_never_appears(app: Application, cast: Cast) -> None:
    staff = cast.chexi
    post_id = scheduled_post(staff, due_in=timedelta(minutes=-1))
    with Scope.office(staff.tenant.id).opened():
        actions.withdraw(post_id, reason="内容有误。", actor=staff.signer, now=utc_now())
        db.session.commit()
    assert publish_due_posts() == 0
    assert not _is_found(staff.tenant.id, post_id)


def test_what_is_public_at_once_needs_no_sweeper(app: Application, cast: Cast) -> None:
    post_id = scheduled_post(cast.chexi, due_in=timedelta(hours=-3))
    assert _is_found(cast.chexi.tenant.id, post_id)
    with Scope.office(cast.chexi.tenant.id).opened():
        assert db.session.get_one(Post, (cast.chexi.tenant.id, post_id)).publish_at is None
    assert publish_due_posts() == 0
