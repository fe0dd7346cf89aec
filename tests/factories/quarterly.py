"""Quarterly lists at every point, made by the actions themselves. 白泥镇's pack asks for the supervision group's review."""

import uuid
from datetime import datetime, time, timedelta

from gkcloud.access.policy import Actor, Role
from gkcloud.database import db, utc_now
from gkcloud.publishing.actions import Verdict as Decided
from gkcloud.supervision import actions
from gkcloud.supervision.model import QuarterlyList
from gkcloud.supervision.queries import ListView, view_of
from gkcloud.supervision.rules import Quarter, Verdict, quarter_of
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.rules import Stage
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import SHANGHAI, local
from tests.factories import posts
from tests.factories.cast import Staff
from tests.factories.people_objects import person


def quarter_ended() -> Quarter:
    return quarter_of(local(utc_now()).date()).before


def member(staff: Staff) -> Actor:
    return staff[Role.SUPERVISION_MEMBER]


def published_in(staff: Staff, quarter: Quarter, **given: object) -> uuid.UUID:
    """Return a post that was published on the tenth day of a quarter."""
    when = datetime.combine(quarter.first_day + timedelta(days=9), time(10), SHANGHAI)
    post_id = posts.at_sign_off(staff, **given)
    seen = posts.seen_hash(staff, post_id)
    posts.decide(staff.signer, post_id, Stage.SIGN_OFF, seen, Decided.PASS, now=when)
    return post_id


def correct(staff: Staff, post_id: uuid.UUID, title: str) -> None:
    """Correct a publication."""
    from gkcloud.publishing import actions as publishing

    with posts.as_actor(staff.author).opened():
        publishing.start_correction(post_id, note="更正标题。", actor=staff.author, now=utc_now())
        db.session.commit()
    seen = posts.seen_hash(staff, post_id)
    with posts.as_actor(staff.author).opened():
        publishing.save_revision(
            post_id, posts.content(staff.tenant.id, title=title), base_hash=seen, actor=staff.author, now=utc_now()
        )
        publishing.submit(post_id, actor=staff.author, now=utc_now())
        db.session.commit()
    seen = posts.seen_hash(staff, post_id)
    posts.decide(staff.reviewer, post_id, Stage.REVIEW, seen)
    posts.decide(staff.secrecy, post_id, Stage.SECRECY_REVIEW, seen)
    posts.decide(staff.signer, post_id, Stage.SIGN_OFF, seen)


def draft(
    staff: Staff, titles: tuple[str, ...] = ("关于发放水稻种植补贴的公告",), quarter: Quarter | None = None
) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """Return the list of a quarter, by default of the one just ended, and the posts on it."""
    quarter = quarter or quarter_ended()
    made = [published_in(staff, quarter, title=title) for title in titles]
    with posts.as_actor(staff.author).opened():
        row = actions.create_list(quarter, actor=staff.author, now=utc_now())
        db.session.commit()
        return row.id, made


def submitted(
    staff: Staff, titles: tuple[str, ...] = ("关于发放水稻种植补贴的公告",), quarter: Quarter | None = None
) -> tuple[uuid.UUID, list[uuid.UUID]]:
    """Return a list that waits for the supervision group."""
    list_id, made = draft(staff, titles, quarter)
    submit(staff, list_id)
    return list_id, made


def submit(staff: Staff, list_id: uuid.UUID) -> None:
    with posts.as_actor(staff.author).opened():
        actions.submit(list_id, actor=staff.author, now=utc_now())
        db.session.commit()


def say(actor: Actor, list_id: uuid.UUID, post_id: uuid.UUID, verdict: Verdict, reason: str = "") -> ListView:
    """Let a member speak of an item as it is now."""
    with posts.as_actor(actor).opened():
        seen = hash_here(actor, list_id, post_id)
        view = actions.review(list_id, post_id, verdict, seen_hash=seen, actor=actor, now=utc_now(), reason=reason)
        db.session.commit()
        return view


def look(actor: Actor, list_id: uuid.UUID) -> ListView:
    with posts.as_actor(actor).opened():
        return here(actor, list_id)


def here(actor: Actor, list_id: uuid.UUID) -> ListView:
    """Return a list; for use inside a scope."""
    row = db.session.get_one(QuarterlyList, (actor.tenant_id, list_id), populate_existing=True)
    return view_of(row, actor, now=utc_now(), today=local(utc_now()).date())


def hash_here(actor: Actor, list_id: uuid.UUID, post_id: uuid.UUID) -> str:
    item = here(actor, list_id).item(post_id)
    assert item is not None
    return item.facts.content_hash


def empty_list(tenant: Tenant) -> uuid.UUID:
    """Return a list of any tenant, whatever its pack says: for asking whether another tenant sees it."""
    person_id, now = person(), utc_now()
    with Scope.office(tenant.id, person_id).opened():
        row = QuarterlyList(
            tenant_id=tenant.id,
            id=uuid.uuid4(),
            # A year that no other list of the test has.
            year=1000 + uuid.uuid4().int % 1_000_000,
            quarter=1,
            created_by=person_id,
            created_at=now,
            updated_at=now,
        )
        db.session.add(row)
        db.session.commit()
        return row.id


FACTORIES = {"list_id": empty_list}
