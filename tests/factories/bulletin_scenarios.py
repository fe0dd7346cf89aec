"""How the actions and jobs on bulletins come about."""

import uuid
from contextlib import suppress

from sqlalchemy import func, select

from gkcloud.audit.queries import events_about
from gkcloud.bulletins import actions as bulletins
from gkcloud.bulletins.model import Issue
from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.files.model import StoredFile
from gkcloud.jobs.actions import end_job
from gkcloud.jobs.model import Job
from gkcloud.tenancy.scope import Scope
from tests.factories import posts
from tests.factories.cast import Cast
from tests.factories.issues import small_pdf
from tests.factories.job_scenarios import JobScenario, job_scenario
from tests.factories.scenarios import Scenario, scenario


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
    details = bulletins.IssueDetails(
        "车溪乡政务公开简报", today, today, "本期编发惠民补贴信息。", "县政府", "", "各村", 30
    )
    return Scenario(scope, lambda: bulletins.edit_issue(issue_id, details, actor=cast.chexi.author, now=utc_now()))


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
    issue_id, _ = _locked(cast)

    def act() -> None:
        issue = db.session.get_one(Issue, (cast.chexi.tenant.id, issue_id))
        file = store_file(small_pdf(), "x.pdf", tenant_id=issue.tenant_id, actor_id=None, now=utc_now())
        bulletins.keep_rendering(issue, file, now=utc_now())

    return Scenario(posts.as_actor(cast.chexi.author), act)


@scenario("bulletin.publish")
def _publish(cast: Cast) -> Scenario:
    issue_id, scope = _rendered(cast)
    return Scenario(scope, lambda: bulletins.publish_issue(issue_id, actor=cast.chexi.author, now=utc_now()))


@scenario("bulletin.discard")
def _discard_issue(cast: Cast) -> Scenario:
    issue_id, _, scope = _issue(cast)

    def act() -> None:
        with suppress(bulletins.IssueRefused):  # a second time there is nothing left to discard
            bulletins.discard_issue(issue_id, actor=cast.chexi.author, now=utc_now())

    return Scenario(scope, act)


@job_scenario(bulletins.RENDER)
def _render(cast: Cast) -> JobScenario:
    issue_id, _ = _locked(cast)
    tenant_id = cast.chexi.tenant.id

    def effect() -> object:
        issue = db.session.get_one(Issue, (tenant_id, issue_id))
        files = db.session.execute(select(func.count()).select_from(StoredFile)).scalar_one()
        events = [event.action for event in events_about(issue_id)]
        return issue.file_id, files, events

    return JobScenario(tenant_id, issue_id, effect)
