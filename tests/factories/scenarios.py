"""One scenario for each action: how it comes about, so that sweeps can ask every action the same questions.

A scenario prepares what the action needs and returns the scope to act in and the act itself, which may be repeated.
"""

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from pypdf import PdfWriter

from gkcloud.bulletins import actions as bulletins
from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.jobs.actions import end_job
from gkcloud.jobs.model import Job
from gkcloud.publishing import actions
from gkcloud.publishing.actions import Verdict
from gkcloud.publishing.content import Validity
from gkcloud.publishing.model import Post, Revision
from gkcloud.supervision import actions as supervision
from gkcloud.supervision.rules import Verdict as Opinion
from gkcloud.tenancy.actions import load_packs
from gkcloud.tenancy.packs import read_packs
from gkcloud.tenancy.rules import Stage
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local
from tests.factories import posts, quarterly
from tests.factories.cast import Cast


@dataclass(frozen=True)
class Scenario:
    """``act`` runs inside ``scope`` and may run twice."""

    scope: Scope
    act: Callable[[], object]


SCENARIOS: dict[str, Callable[[Cast], Scenario]] = {}


def scenario(name: str) -> Callable[[Callable[[Cast], Scenario]], Callable[[Cast], Scenario]]:
    def register(make: Callable[[Cast], Scenario]) -> Callable[[Cast], Scenario]:
        SCENARIOS[name] = make
        return make

    return register


def small_pdf() -> bytes:
    """Return a PDF of two empty pages."""
    out, writer = io.BytesIO(), PdfWriter()
    for _ in range(2):
        writer.add_blank_page(595, 842)
    writer.write(out)
    return out.getvalue()


def _hash(tenant_id: uuid.UUID, post_id: uuid.UUID) -> str:
    post = db.session.get_one(Post, (tenant_id, post_id))
    return db.session.get_one(Revision, (tenant_id, post.current_revision_id)).content_hash


@scenario("tenants.load")
def _load(cast: Cast) -> Scenario:
    from tests.conftest import ROOT

    specs = read_packs(ROOT / "tenants")
    fewer = [spec for spec in specs if spec.slug != "yuqing-dawujiang"]
    return Scenario(Scope.platform(), lambda: load_packs(fewer, now=utc_now()))


@scenario("file.store")
def _store(cast: Cast) -> Scenario:
    actor = cast.chexi.author
    return Scenario(
        posts.as_actor(actor),
        lambda: store_file(
            b"name,amount\n", "a.csv", tenant_id=cast.chexi.tenant.id, actor_id=actor.person_id, now=utc_now()
        ),
    )


@scenario("post.create")
def _create(cast: Cast) -> Scenario:
    actor = cast.chexi.author
    content = posts.content(cast.chexi.tenant.id)
    return Scenario(posts.as_actor(actor), lambda: actions.create_draft(content, actor=actor, now=utc_now()))


@scenario("post.revise")
def _revise(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.author, posts.draft(cast.chexi)
    seen = posts.seen_hash(cast.chexi, post_id)
    content = posts.content(cast.chexi.tenant.id, summary="按村公布。")
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.save_revision(post_id, content, base_hash=seen, actor=actor, now=utc_now()),
    )


@scenario("post.submit")
def _submit(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.author, posts.draft(cast.chexi)
    return Scenario(posts.as_actor(actor), lambda: actions.submit(post_id, actor=actor, now=utc_now()))


@scenario("post.recall")
def _recall(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.author, posts.submitted(cast.chexi)
    return Scenario(posts.as_actor(actor), lambda: actions.recall(post_id, actor=actor, now=utc_now()))


@scenario("post.discard")
def _discard(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.author, posts.draft(cast.chexi)
    return Scenario(posts.as_actor(actor), lambda: actions.discard(post_id, actor=actor, now=utc_now()))


@scenario("post.decide")
def _decide(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.signer, posts.at_sign_off(cast.chexi)
    seen, key = posts.seen_hash(cast.chexi, post_id), uuid.uuid4()
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.decide(
            post_id,
            Verdict.PASS,
            stage=Stage.SIGN_OFF,
            seen_hash=seen,
            request_key=key,
            actor=actor,
            now=utc_now(),
        ),
    )


def _urgent(cast: Cast) -> tuple[uuid.UUID, Scenario]:
    actor, post_id = cast.chexi.signer, posts.draft(cast.chexi)
    seen, key = posts.seen_hash(cast.chexi, post_id), uuid.uuid4()
    act = Scenario(
        posts.as_actor(actor),
        lambda: actions.publish_urgently(
            post_id, seen_hash=seen, request_key=key, actor=actor, now=utc_now(), reason="山洪预警"
        ),
    )
    return post_id, act


@scenario("post.publish-urgently")
def _publish_urgently(cast: Cast) -> Scenario:
    return _urgent(cast)[1]


@scenario("post.confirm-urgent")
def _confirm(cast: Cast) -> Scenario:
    post_id, urgent = _urgent(cast)
    with urgent.scope.opened():
        urgent.act()
        db.session.commit()
    actor, key = cast.chexi.reviewer, uuid.uuid4()
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.confirm_urgent(post_id, request_key=key, actor=actor, now=utc_now()),
    )


@scenario("post.correct")
def _correct(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.author, posts.published(cast.chexi)
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.start_correction(post_id, note="更正金额。", actor=actor, now=utc_now()),
    )


@scenario("post.withdraw")
def _withdraw(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.signer, posts.published(cast.chexi)
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.withdraw(post_id, reason="数据有误。", actor=actor, now=utc_now()),
    )


@scenario("post.mark-validity")
def _mark(cast: Cast) -> Scenario:
    actor, post_id = cast.chexi.signer, posts.published(cast.chexi)
    today = utc_now().date()
    return Scenario(
        posts.as_actor(actor),
        lambda: actions.mark_validity(
            post_id, Validity.REPEALED, on=today, note="车政发〔2026〕9号", actor=actor, now=utc_now()
        ),
    )


def _issue(cast: Cast) -> tuple[uuid.UUID, tuple[uuid.UUID, uuid.UUID], Scope]:
    """Return a draft issue that holds one post, the post's key, and the scope of its author."""
    actor, post_id = cast.chexi.author, posts.published(cast.chexi)
    key = (cast.chexi.tenant.id, post_id)
    scope = Scope.subtree(cast.chexi.tenant.id, (), actor.person_id)
    with scope.opened():
        issue = bulletins.create_issue(cast.chexi.tenant, actor=actor, now=utc_now(), today=utc_now().date())
        bulletins.choose_posts(issue.id, [key], actor=actor, now=utc_now())
        db.session.commit()
        return issue.id, key, scope


@scenario("bulletin.create")
def _create_issue(cast: Cast) -> Scenario:
    actor = cast.chexi.author
    return Scenario(
        Scope.subtree(cast.chexi.tenant.id, (), actor.person_id),
        lambda: bulletins.create_issue(cast.chexi.tenant, actor=actor, now=utc_now(), today=utc_now().date()),
    )


@scenario("bulletin.edit")
def _edit_issue(cast: Cast) -> Scenario:
    issue_id, _, scope = _issue(cast)
    today = utc_now().date()
    details = bulletins.IssueDetails("车溪乡政务公开简报", today, today, "本期编发惠民补贴信息。", "县政府", "", "各村", 30)
    return Scenario(
        scope, lambda: bulletins.edit_issue(issue_id, details, actor=cast.chexi.author, now=utc_now())
    )


@scenario("bulletin.choose")
def _choose(cast: Cast) -> Scenario:
    issue_id, _, scope = _issue(cast)
    another = (cast.chexi.tenant.id, posts.published(cast.chexi))
    return Scenario(
        scope, lambda: bulletins.choose_posts(issue_id, [another], actor=cast.chexi.author, now=utc_now())
    )


@scenario("bulletin.arrange")
def _arrange(cast: Cast) -> Scenario:
    issue_id, key, scope = _issue(cast)
    return Scenario(
        scope, lambda: bulletins.arrange_post(issue_id, key, None, actor=cast.chexi.author, now=utc_now())
    )


@scenario("bulletin.lock")
def _lock(cast: Cast) -> Scenario:
    issue_id, _, scope = _issue(cast)
    return Scenario(scope, lambda: bulletins.lock_issue(issue_id, actor=cast.chexi.author, now=utc_now()))


def _locked(cast: Cast) -> tuple[uuid.UUID, Scope]:
    issue_id, _, scope = _issue(cast)
    with scope.opened():
        bulletins.lock_issue(issue_id, actor=cast.chexi.author, now=utc_now())
        db.session.commit()
    return issue_id, scope


@scenario("bulletin.retry")
def _retry(cast: Cast) -> Scenario:
    issue_id, scope = _locked(cast)
    with scope.opened():
        job = db.session.query(Job).filter_by(subject_id=issue_id).one()
        end_job(job.tenant_id, job.id, utc_now(), error="字体缺失。")
        db.session.commit()
    return Scenario(scope, lambda: bulletins.retry_rendering(issue_id, actor=cast.chexi.author, now=utc_now()))


def _rendered(cast: Cast) -> tuple[uuid.UUID, Scope]:
    from gkcloud.bulletins.model import Issue

    issue_id, scope = _locked(cast)
    office = posts.as_actor(cast.chexi.author)
    with office.opened():
        issue = db.session.get_one(Issue, (cast.chexi.tenant.id, issue_id))
        file = store_file(small_pdf(), "x.pdf", tenant_id=issue.tenant_id, actor_id=None, now=utc_now())
        bulletins.keep_rendering(issue, file, now=utc_now())
        db.session.commit()
    return issue_id, scope


@scenario("bulletin.rendered")
def _keep(cast: Cast) -> Scenario:
    from gkcloud.bulletins.model import Issue

    issue_id, _ = _locked(cast)

    def act() -> None:
        issue = db.session.get_one(Issue, (cast.chexi.tenant.id, issue_id))
        file = store_file(b"a,b\n", "x.csv", tenant_id=issue.tenant_id, actor_id=None, now=utc_now())
        bulletins.keep_rendering(issue, file, now=utc_now())

    return Scenario(posts.as_actor(cast.chexi.author), act)


@scenario("bulletin.publish")
def _publish(cast: Cast) -> Scenario:
    issue_id, scope = _rendered(cast)
    return Scenario(
        scope, lambda: bulletins.publish_issue(issue_id, actor=cast.chexi.author, now=utc_now())
    )


@scenario("bulletin.discard")
def _discard_issue(cast: Cast) -> Scenario:
    issue_id, _, scope = _issue(cast)

    def act() -> None:
        from contextlib import suppress

        with suppress(bulletins.IssueRefused):  # a second time there is nothing left to discard
            bulletins.discard_issue(issue_id, actor=cast.chexi.author, now=utc_now())

    return Scenario(scope, act)


@scenario("list.create")
def _create_list(cast: Cast) -> Scenario:
    actor, quarter = cast.baini.author, quarterly.quarter_ended()
    quarterly.published_in(cast.baini, quarter)
    return Scenario(
        posts.as_actor(actor), lambda: supervision.create_list(quarter, actor=actor, now=utc_now())
    )


@scenario("list.collect")
def _collect(cast: Cast) -> Scenario:
    actor, (list_id, _) = cast.baini.author, quarterly.draft(cast.baini)
    quarterly.published_in(cast.baini, quarterly.quarter_ended())
    return Scenario(posts.as_actor(actor), lambda: supervision.collect(list_id, actor=actor, now=utc_now()))


@scenario("list.leave-out")
def _leave_out(cast: Cast) -> Scenario:
    actor, (list_id, made) = cast.baini.author, quarterly.draft(cast.baini)
    return Scenario(
        posts.as_actor(actor),
        lambda: supervision.leave_out(list_id, made[0], "上季度已张贴。", actor=actor, now=utc_now()),
    )


@scenario("list.submit")
def _submit_list(cast: Cast) -> Scenario:
    actor, (list_id, _) = cast.baini.author, quarterly.draft(cast.baini)
    return Scenario(posts.as_actor(actor), lambda: supervision.submit(list_id, actor=actor, now=utc_now()))


@scenario("list.review")
def _review_item(cast: Cast) -> Scenario:
    actor, (list_id, made) = quarterly.member(cast.baini), quarterly.submitted(cast.baini)
    with posts.as_actor(actor).opened():
        seen = quarterly.hash_here(actor, list_id, made[0])
    return Scenario(
        posts.as_actor(actor),
        lambda: supervision.review(
            list_id, made[0], Opinion.AGREE, seen_hash=seen, actor=actor, now=utc_now()
        ),
    )


@scenario("list.answer")
def _answer(cast: Cast) -> Scenario:
    actor, (list_id, made) = cast.baini.author, quarterly.submitted(cast.baini)
    member = quarterly.member(cast.baini)
    quarterly.say(member, list_id, made[0], Opinion.OBJECT, "金额与公示栏不一致。")
    return Scenario(
        posts.as_actor(actor),
        lambda: supervision.answer(list_id, made[0], "已核对，公示栏为旧数。", actor=actor, now=utc_now()),
    )


@scenario("list.post")
def _mark_posted(cast: Cast) -> Scenario:
    actor, (list_id, made) = cast.baini.signer, quarterly.submitted(cast.baini)
    quarterly.say(quarterly.member(cast.baini), list_id, made[0], Opinion.AGREE)
    posting = supervision.Posting("镇政府大院政务公开栏", local(utc_now()).date())
    return Scenario(
        posts.as_actor(actor), lambda: supervision.mark_posted(list_id, posting, actor=actor, now=utc_now())
    )
