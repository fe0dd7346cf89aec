"""The demonstration's programme of demonstration units: through the same actions as real work, at the time it happened."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy import select

from gkcloud.access.policy import Actor, Role
from gkcloud.database import db
from gkcloud.demo.content import DemoChange, DemoProgramme, DemoReview
from gkcloud.demo.happening import Happening
from gkcloud.demo.moments import office_moment
from gkcloud.demo.supervisioncontent import POSTS_BEGIN
from gkcloud.demonstration import actions
from gkcloud.demonstration.actions import Answer, Plan, Sheet
from gkcloud.demonstration.model import Designation, Nomination, Programme
from gkcloud.demonstration.rules import Move
from gkcloud.demonstration.sixhaves import USUAL_DEMANDS, Have
from gkcloud.demonstration.standingrules import ReviewDay, ReviewResult
from gkcloud.publishing import actions as publishing
from gkcloud.publishing.model import Post, Revision
from gkcloud.publishing.rules import STAGE_ROLES
from gkcloud.tenancy.directory import Tenant, cached_directory
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local

T = TypeVar("T")
_A_WHILE = timedelta(minutes=20)


class _Desk:
    """The county's office: who serves there, and in which scope they act."""

    def __init__(self, tenant: Tenant, staff: Sequence[Actor]) -> None:
        self.tenant = tenant
        self._staff = staff
        self.inspector = self.one(Role.INSPECTOR)
        self._below = {each.slug: each.id for each in cached_directory().below(tenant)}

    def one(self, role: Role) -> Actor:
        """Return the first who holds a role."""
        return next(actor for actor in self._staff if role in actor.roles)

    def id_of(self, slug: str) -> uuid.UUID:
        """Return the id of a unit of the county's."""
        return self._below[slug]

    def act(self, do: Callable[[], T]) -> T:
        """Carry out what the inspector does in the county and below, and commit."""
        with Scope.subtree(self.tenant.id, self._below.values(), self.inspector.person_id).opened():
            done = do()
            db.session.commit()
            return done

    def post(self, write: Callable[[], uuid.UUID], on: date) -> None:
        """Write a post and bring it before the public on a day, through everybody's hands."""
        moment = office_moment(on, "writing")
        with Scope.office(self.tenant.id, self.inspector.person_id).opened():
            post_id = write()
            publishing.submit(post_id, actor=self.one(Role.AUTHOR), now=moment)
            for stage in self.tenant.spec.workflow.stages:
                moment += _A_WHILE
                post = db.session.get_one(Post, (self.tenant.id, post_id))
                revision = db.session.get_one(Revision, (self.tenant.id, post.current_revision_id))
                publishing.decide(
                    post_id,
                    publishing.Verdict.PASS,
                    stage=stage,
                    seen_hash=revision.content_hash,
                    request_key=uuid.uuid4(),
                    actor=self.one(STAGE_ROLES[stage]),
                    now=moment,
                )
            db.session.commit()


def load_programme(demo: DemoProgramme, staff: Sequence[Actor], *, now: datetime) -> list[Happening]:
    """Make a programme with its units and what came after; one that is there is left alone.

    Opens scopes of its own. Returns the present year's re-reviews, which are still to happen, in their place among the
    rest of the year's work.
    """
    tenant = cached_directory().by_slug(demo.tenant)
    desk = _Desk(tenant, staff)
    if desk.act(lambda: _is_there(tenant, demo.year)):
        return []
    programme_id = _open(desk, demo)
    _nominate(desk, demo, programme_id)
    _designate(desk, demo, programme_id)
    designations = desk.act(lambda: _designations(tenant, programme_id))
    _follow_up(desk, demo, designations)
    return list(_reviews_this_year(desk, demo, designations, local(now).date()))


def _is_there(tenant: Tenant, year: int) -> bool:
    statement = select(Programme.id).where(Programme.tenant_id == tenant.id, Programme.year == year)
    return db.session.execute(statement).first() is not None


def _designations(tenant: Tenant, programme_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    statement = select(Designation.target_id, Designation.id).where(
        Designation.tenant_id == tenant.id, Designation.programme_id == programme_id
    )
    return {row.target_id: row.id for row in db.session.execute(statement)}


def _open(desk: _Desk, demo: DemoProgramme) -> uuid.UUID:
    who, began = desk.inspector, office_moment(demo.began_on, "begin")
    programme_id = desk.act(lambda: actions.create_programme(demo.year, actor=who, now=began).id)
    plan = Plan(demo.quotas, demo.nominate_by, USUAL_DEMANDS)
    desk.act(lambda: actions.edit_programme(programme_id, plan, actor=who, now=began + _A_WHILE))
    noticed = office_moment(demo.notice_on, "writing") - _A_WHILE
    desk.post(lambda: actions.draft_notice(programme_id, desk.tenant, actor=who, now=noticed), demo.notice_on)
    opened = office_moment(demo.notice_on + timedelta(days=1), "open")
    desk.act(lambda: actions.move_programme(programme_id, Move.OPEN, actor=who, now=opened))
    return programme_id


def _nominate(desk: _Desk, demo: DemoProgramme, programme_id: uuid.UUID) -> None:
    """Enter what came on paper, as it did in 2015, and the visits that were paid."""
    who, entered = desk.inspector, office_moment(demo.entered_on, "enter")
    visits = {visit.slug: visit for visit in demo.visit}

    def enter() -> dict[str, uuid.UUID]:
        made = {}
        for place, unit in enumerate(demo.unit):
            tenant, at = cached_directory().by_slug(unit.slug), entered + place * timedelta(minutes=1)
            row = actions.enter_nomination(programme_id, tenant, unit.strengths, actor=who, now=at)
            made[unit.slug] = row.id
        return made

    def visit(made: Mapping[str, uuid.UUID]) -> None:
        for each in sorted(visits.values(), key=lambda visit: visit.on):
            at = office_moment(each.on, each.slug)
            answers = {have: Answer(have not in each.lacks, each.lacks.get(have, "")) for have in Have}
            row = actions.begin_visit(made[each.slug], actor=who, now=at)
            sheet = Sheet(each.on, each.visitors, answers, each.remark)
            actions.save_visit(row.id, sheet, actor=who, now=at + _A_WHILE)
            actions.finish_visit(row.id, actor=who, now=at + _A_WHILE)

    made = desk.act(enter)
    desk.act(lambda: visit(made))


def _designate(desk: _Desk, demo: DemoProgramme, programme_id: uuid.UUID) -> None:
    who, chosen_at = desk.inspector, office_moment(demo.designated_on, "choose")
    desk.act(lambda: actions.move_programme(programme_id, Move.STOP, actor=who, now=chosen_at))

    def choose() -> None:
        view = actions.designate(programme_id, _all_of(programme_id), "", actor=who, now=chosen_at + _A_WHILE)
        if len(view.nominations) != len(demo.unit):
            raise ValueError(f"programme {demo.year} of {demo.tenant} lost a unit")

    desk.act(choose)
    written = office_moment(demo.listed_on, "writing") - _A_WHILE
    desk.post(lambda: actions.draft_list(programme_id, desk.tenant, actor=who, now=written), demo.listed_on)
    closed = office_moment(demo.listed_on + timedelta(days=3), "close")
    desk.act(lambda: actions.move_programme(programme_id, Move.CLOSE, actor=who, now=closed))


def _all_of(programme_id: uuid.UUID) -> list[uuid.UUID]:
    statement = select(Nomination.id).where(Nomination.programme_id == programme_id)
    return list(db.session.execute(statement).scalars())


def _follow_up(desk: _Desk, demo: DemoProgramme, designations: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Record what came after in the order in which it happened: a tenant's records run forward in time."""
    events: list[DemoReview | DemoChange] = [*demo.review, *demo.change]
    happened = sorted(events, key=lambda each: each.on)
    for place, each in enumerate(happened):
        designation_id = designations[desk.id_of(each.slug)]
        if isinstance(each, DemoChange):
            _change(desk, designation_id, each)
        else:
            _review(desk, designation_id, each, office_moment(each.on, "review") + timedelta(minutes=place))


def _reviews_this_year(
    desk: _Desk, demo: DemoProgramme, designations: Mapping[uuid.UUID, uuid.UUID], today: date
) -> Iterator[Happening]:
    """Yield the present year's re-reviews, of all but those that still wait or are suspended.

    Only once their day lies before the demonstration's first post: until then they all wait.
    """
    month, _, day = demo.reviewed.partition("-")
    on = date(today.year, int(month), int(day))
    days = (today - on).days
    left_out = {*demo.waiting, *(change.slug for change in demo.change)}
    for unit in demo.unit if days >= POSTS_BEGIN else ():
        if unit.slug not in left_out:
            review = DemoReview(slug=unit.slug, year=today.year, on=on, result=ReviewResult.PASSED)
            act = partial(_review, desk, designations[desk.id_of(unit.slug)], review)
            yield Happening(days, act)


def _review(desk: _Desk, designation_id: uuid.UUID, review: DemoReview, at: datetime) -> None:
    who, day = desk.inspector, ReviewDay(review.year, review.on)
    desk.act(lambda: actions.record_review(designation_id, day, review.result, review.remark, actor=who, now=at))


def _change(desk: _Desk, designation_id: uuid.UUID, change: DemoChange) -> None:
    who, at = desk.inspector, office_moment(change.on, change.slug)

    def decide() -> uuid.UUID:
        row = actions.draft_change(designation_id, change.kind, change.reason, actor=who, now=at)
        return actions.decide_change(designation_id, row.id, actor=who, now=at + _A_WHILE).id

    change_id = desk.act(decide)
    written = office_moment(change.posted_on, "writing") - _A_WHILE
    desk.post(
        lambda: actions.draft_decision(designation_id, change_id, desk.tenant, actor=who, now=written),
        change.posted_on,
    )
