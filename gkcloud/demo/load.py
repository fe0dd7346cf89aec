"""Loading the demonstration: every post through the same actions as in real work, with the moments it happened at.

A tenant is loaded in one transaction and left alone ever after, so that a second run keeps what people did since.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from operator import itemgetter

from sqlalchemy import select

from gkcloud.access.policy import Actor, Role
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.audit.model import AuditEvent
from gkcloud.database import db, utc_now
from gkcloud.demo.accounts import load_accounts, staff_of
from gkcloud.demo.bulletins import load_bulletins
from gkcloud.demo.content import Demo, DemoFile, DemoPost
from gkcloud.demo.demonstrations import load_programme
from gkcloud.demo.files import make_file
from gkcloud.demo.happening import go_through
from gkcloud.demo.lighttext import to_html
from gkcloud.demo.moments import fill_dates, next_office_opening, past_office_moment, working_days_before
from gkcloud.demo.printings import load_printings
from gkcloud.demo.recorded import record_demo_fact
from gkcloud.demo.supervision import Supervision
from gkcloud.demo.supervisioncontent import DemoFact
from gkcloud.demo.timeline import Do, Step, day_of, plan
from gkcloud.files.actions import store_file
from gkcloud.obligations.nightly import assess_units, units
from gkcloud.obligations.standings import deferred
from gkcloud.publishing import actions
from gkcloud.publishing.content import Arrangements, FileRef, PostContent
from gkcloud.publishing.model import Post, Revision
from gkcloud.publishing.rules import STAGE_ROLES
from gkcloud.publishing.sanitize import clean_body
from gkcloud.tenancy.directory import Tenant, cached_directory, directory
from gkcloud.tenancy.rules import Kind, Stage
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local

# Genres that carry no signature and date at their foot.
_UNSIGNED = frozenset({"jiedu", "qita", "tongji", "zhinan"})
# A number as the check looks for, put together here: none stands in a file of the project.
_MOBILE = f"139{0:08}"


@dataclass
class _Desk:
    """One tenant's work in progress: who serves there, and which post of the list became which row."""

    tenant: Tenant
    posts: Sequence[DemoPost]
    staff: Sequence[Actor]
    now: datetime
    made: dict[int, uuid.UUID] = field(default_factory=dict)

    def one(self, role: Role) -> Actor:
        """Return the first who holds a role."""
        return next(actor for actor in self.staff if role in actor.roles)

    def number_of(self, key: str) -> int:
        """Return the place of the post with this key."""
        return next(number for number, post in enumerate(self.posts) if post.key == key)


def load_demo(demo: Demo, *, now: datetime, done: Callable[[int, str], None] = lambda _done, _slug: None) -> int:
    """Load persons and posts, calling ``done`` with the number of tenants done and the last one's slug, and return how many posts were made.

    Opens scopes of its own. Raises NotEmpty where real persons are at work, TenantUnknown if a tenant is not loaded.
    """
    directory()  # as it is now: every part takes this process's copy from here on
    # What a year of work comes to is assessed once, at its end: settling after each step takes longer than all the rest.
    with deferred() as waiting:
        with Scope.platform().opened():
            load_accounts(demo.people, now=now)
            db.session.commit()
        supervisions = [Supervision(each, demo.people, now) for each in demo.supervisions]
        _load_past(demo, supervisions, now)
        count = _load_posts(demo, now, done)
        for supervision in supervisions:
            supervision.print_circulars()
    assess_units((tenant for tenant in units() if tenant.id in waiting), now=utc_now())
    for supervision in supervisions:
        supervision.today()
    return count


def _load_past(demo: Demo, supervisions: Sequence[Supervision], now: datetime) -> None:
    """Make what lies before every post: the records of a tenant run forward in time."""
    past = [each for supervision in supervisions for each in supervision.before_the_posts()]
    for programme in demo.programmes:
        with Scope.platform().opened():
            staff = staff_of(demo.people, programme.tenant)
        past += load_programme(programme, staff, now=now)
    go_through(past, now)


def _load_posts(demo: Demo, now: datetime, done: Callable[[int, str], None]) -> int:
    """Make posts and what is printed of them, and return how many posts were made."""
    count = 0
    for number, (slug, posts) in enumerate(demo.posts.items(), 1):
        tenant = cached_directory().by_slug(slug)
        with Scope.platform().opened():
            staff = staff_of(demo.people, slug)
        facts = [fact for each in demo.supervisions for fact in each.facts_of(slug)]
        with Scope.office(tenant.id).opened():
            count += load_tenant(tenant, posts, staff, facts, now=now)
            db.session.commit()
        done(number, slug)
    for tenant in (cached_directory().by_slug(slug) for slug in demo.posts):
        if tenant.kind in {Kind.COUNTY, Kind.TOWNSHIP}:
            with Scope.platform().opened():
                editors = staff_of(demo.people, tenant.slug)
            if tenant.kind is Kind.COUNTY:
                load_bulletins(tenant, editors, now=now)
            load_printings(tenant, editors, now=now)
    return count


@action("demo.load")
def load_tenant(
    tenant: Tenant,
    posts: Sequence[DemoPost],
    staff: Sequence[Actor],
    facts: Sequence[DemoFact] = (),
    *,
    now: datetime,
) -> int:
    """Make a tenant's posts and what it recorded meanwhile, in its office scope, and return the posts' number.

    0 when that was done before.
    """
    if not staff or _is_loaded(tenant):
        nothing_to_do("demo.load")
        return 0
    desk = _Desk(tenant, posts, staff, now)
    work: list[tuple[datetime, Callable[[], None]]] = [
        (step.at, partial(_HANDLERS[step.do], desk, step, posts[step.post]))
        for step in plan(posts, tenant.spec.workflow.stages, now)
    ]
    for fact in facts:
        at = past_office_moment(now, fact.days, fact.label)
        work.append((at, partial(record_demo_fact, fact, staff, at=at)))
    for _, do in sorted(work, key=itemgetter(0)):
        do()
    record("demo.load", actor_id=None, subject=("tenants", tenant.id), at=now, posts=len(posts))
    return len(posts)


def _is_loaded(tenant: Tenant) -> bool:
    statement = select(AuditEvent.id).where(AuditEvent.tenant_id == tenant.id, AuditEvent.action == "demo.load")
    return db.session.execute(statement).first() is not None


def _create(desk: _Desk, step: Step, post: DemoPost) -> None:
    author = desk.one(Role.AUTHOR)
    made = actions.create_draft(
        _content(desk, post, author, step.at),
        actor=author,
        now=step.at,
        arrangements=Arrangements(
            policy_id=desk.made[desk.number_of(post.interprets)] if post.interprets else None,
            needs_interpretation=post.needs_interpretation,
        ),
    )
    desk.made[step.post] = made.id


def _submit(desk: _Desk, step: Step, _post: DemoPost) -> None:
    actions.submit(desk.made[step.post], actor=desk.one(Role.AUTHOR), now=step.at)


def _pass(desk: _Desk, step: Step, post: DemoPost) -> None:
    is_last = step.stage is desk.tenant.spec.workflow.stages[-1]
    publish_at = next_office_opening(desk.now) if post.at == "scheduled" and is_last else None
    _decide(desk, step, actions.Verdict.PASS, publish_at=publish_at)


def _return(desk: _Desk, step: Step, post: DemoPost) -> None:
    _decide(desk, step, actions.Verdict.RETURN, reason=post.reason)


def _decide(
    desk: _Desk, step: Step, verdict: actions.Verdict, *, reason: str = "", publish_at: datetime | None = None
) -> None:
    stage = step.stage or Stage.SIGN_OFF
    actions.decide(
        desk.made[step.post],
        verdict,
        stage=stage,
        seen_hash=_revision(desk, step).content_hash,
        request_key=uuid.uuid4(),
        actor=desk.one(STAGE_ROLES[stage]),
        now=step.at,
        reason=reason,
        publish_at=publish_at,
    )


def _publish_urgently(desk: _Desk, step: Step, post: DemoPost) -> None:
    actions.publish_urgently(
        desk.made[step.post],
        seen_hash=_revision(desk, step).content_hash,
        request_key=uuid.uuid4(),
        actor=desk.one(Role.SIGNER),
        now=step.at,
        reason=post.reason,
    )


def _correct(desk: _Desk, step: Step, post: DemoPost) -> None:
    if post.corrected is None:
        raise ValueError(f"{post.title} has no correction")
    author = desk.one(Role.AUTHOR)
    actions.start_correction(desk.made[step.post], note=post.corrected.note, actor=author, now=step.at)
    revision = _revision(desk, step)
    content = PostContent.from_json(revision.content)
    body = content.body_html.replace(post.corrected.find, post.corrected.replace)
    if body == content.body_html:
        raise ValueError(f"{post.title}: {post.corrected.find} is not in its text")
    actions.save_revision(
        desk.made[step.post],
        replace(content, body_html=body),
        base_hash=revision.content_hash,
        actor=author,
        now=step.at,
        note=post.corrected.note,
    )


def _mark(desk: _Desk, step: Step, post: DemoPost) -> None:
    if post.marked is None:
        raise ValueError(f"{post.title} has no mark")
    actions.mark_validity(
        desk.made[step.post],
        post.marked.validity,
        on=local(step.at).date(),
        note=fill_dates(post.marked.note, local(step.at).date()),
        actor=desk.one(Role.SIGNER),
        now=step.at,
    )


def _withdraw(desk: _Desk, step: Step, post: DemoPost) -> None:
    if post.withdrawn is None:
        raise ValueError(f"{post.title} was not withdrawn")
    signer = desk.one(Role.SIGNER)
    actions.withdraw(desk.made[step.post], reason=post.withdrawn.reason, actor=signer, now=step.at)


_HANDLERS: Mapping[Do, Callable[[_Desk, Step, DemoPost], None]] = {
    Do.CREATE: _create,
    Do.SUBMIT: _submit,
    Do.PASS: _pass,
    Do.RETURN: _return,
    Do.URGENT: _publish_urgently,
    Do.CORRECT: _correct,
    Do.MARK: _mark,
    Do.WITHDRAW: _withdraw,
}


def _revision(desk: _Desk, step: Step) -> Revision:
    post = db.session.get_one(Post, (desk.tenant.id, desk.made[step.post]))
    return db.session.get_one(Revision, (desk.tenant.id, post.current_revision_id))


def _content(desk: _Desk, post: DemoPost, author: Actor, now: datetime) -> PostContent:
    published_on = day_of(post, desk.now)
    is_signed = post.genre not in _UNSIGNED if post.is_signed is None else post.is_signed
    # A signed paper is some days old when it is posted; a piece of news is of its day.
    formed_on = working_days_before(published_on, 4) if is_signed else published_on
    issuer = post.issuer or desk.tenant.name

    def filled(text: str) -> str:
        return fill_dates(text.replace("{mobile}", _MOBILE), published_on)

    signature = (issuer, filled(f"{formed_on.year}年{formed_on.month}月{formed_on.day}日")) if is_signed else ("", "")
    return PostContent(
        title=filled(post.title),
        body_html=clean_body(to_html(filled(post.body), *signature)),
        doc_no=filled(post.doc_no),
        issuer=issuer,
        formed_on=formed_on,
        columns=post.columns,
        subject_class=post.subject,
        genre_class=post.genre,
        disclosure=post.disclosure,
        withheld_basis=post.withheld_basis,
        summary=filled(post.summary),
        keywords=post.keywords,
        source=post.source or desk.tenant.name,
        attachments=tuple(_store(desk, file, filled, author, now) for file in post.files),
    )


def _store(desk: _Desk, file: DemoFile, filled: Callable[[str], str], author: Actor, now: datetime) -> FileRef:
    dated = file.model_copy(update={key: filled(getattr(file, key)) for key in ("name", "table", "text")})
    kept = store_file(make_file(dated), dated.name, tenant_id=desk.tenant.id, actor_id=author.person_id, now=now)
    return FileRef(kept.id, kept.name, kept.extension, kept.media_type, kept.size, kept.sha256)
