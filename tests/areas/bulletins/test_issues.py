"""An issue from its draft to the public: what goes in, what locking fixes, what a job makes of it."""

import uuid

import pytest

from gkcloud.bulletins import actions, queries
from gkcloud.bulletins.actions import IssueRefused
from gkcloud.bulletins.model import Issue, IssuePublication
from gkcloud.database import db, utc_now
from gkcloud.files.model import StoredFile
from gkcloud.jobs.model import Job
from gkcloud.papers.content import from_json
from gkcloud.publishing import actions as publishing
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import Scope
from gkcloud.worker import run_job
from tests.factories import issues, posts
from tests.factories.cast import Cast, Staff


def county_desk(cast: Cast) -> Scope:
    below = directory().below(cast.lixian.tenant)
    return Scope.subtree(cast.lixian.tenant.id, (each.id for each in below), cast.lixian.author.person_id)


def new_issue(cast: Cast, staff: Staff, scope: Scope, *keys: tuple[uuid.UUID, uuid.UUID]) -> uuid.UUID:
    with scope.opened():
        issue = actions.create_issue(staff.tenant, actor=staff.author, now=utc_now(), today=utc_now().date())
        actions.choose_posts(issue.id, keys, actor=staff.author, now=utc_now())
        db.session.commit()
        return issue.id


def test_a_county_takes_up_what_its_townships_published_and_nobody_elses(cast: Cast) -> None:
    ours, drafted = posts.published(cast.chexi), posts.draft(cast.chexi)
    theirs = posts.published(cast.baini)
    keys = [(cast.chexi.tenant.id, ours), (cast.chexi.tenant.id, drafted), (cast.baini.tenant.id, theirs)]
    issue_id = new_issue(cast, cast.lixian, county_desk(cast), *keys)
    with county_desk(cast).opened():
        issue = queries.access_issue(issue_id, cast.lixian.author)
        assert [post.post_id for post in queries.chosen_posts(issue)] == [ours]
        assert theirs not in {post.post_id for post in queries.offered_posts(issue)}


def test_locking_fixes_text_and_number(cast: Cast) -> None:
    post_id = posts.published(cast.chexi)
    first, second = (issues.locked(cast.chexi, [post_id]) for _ in range(2))
    signer = cast.chexi.signer
    with posts.as_actor(signer).opened():
        publishing.withdraw(post_id, reason="数据有误。", actor=signer, now=utc_now())
        db.session.commit()
    with posts.as_actor(signer).opened():
        rows = [db.session.get_one(Issue, (cast.chexi.tenant.id, each)) for each in (first, second)]
        assert [(row.number, row.total_number) for row in rows] == [(1, 1), (2, 2)]
        assert rows[0].content is not None
        assert "种植面积" in from_json(rows[0].content).items[0].body_html


def test_a_character_without_a_glyph_is_named_before_locking(cast: Cast) -> None:
    post_id = posts.published(cast.chexi, title="关于\U0003134a字的说明")
    issue_id = issues.compiled(cast.chexi, [post_id])
    scope = Scope.subtree(cast.chexi.tenant.id, (), cast.chexi.author.person_id)
    with scope.opened(), pytest.raises(IssueRefused, match="U\\+3134A"):
        actions.lock_issue(issue_id, actor=cast.chexi.author, now=utc_now())


def test_an_empty_issue_is_not_locked(cast: Cast) -> None:
    issue_id = issues.compiled(cast.chexi, [])
    scope = Scope.subtree(cast.chexi.tenant.id, (), cast.chexi.author.person_id)
    with scope.opened(), pytest.raises(IssueRefused):
        actions.lock_issue(issue_id, actor=cast.chexi.author, now=utc_now())


def test_a_job_prints_it_once_and_the_public_gets_it(cast: Cast, client) -> None:
    issue_id = issues.locked(cast.chexi, [posts.published(cast.chexi)])
    tenant_id = cast.chexi.tenant.id
    with posts.as_actor(cast.chexi.author).opened():
        job_id = db.session.query(Job).filter_by(subject_id=issue_id).one().id
    run_job(tenant_id, job_id)
    run_job(tenant_id, job_id)
    scope = Scope.subtree(tenant_id, (), cast.chexi.author.person_id)
    assert client.get(f"/lixian-chexi/bulletins/{issue_id}.pdf").status_code == 404
    with scope.opened():
        assert db.session.query(StoredFile).filter_by(extension="pdf").count() == 1
        actions.publish_issue(issue_id, actor=cast.chexi.author, now=utc_now())
        db.session.commit()
        assert db.session.query(IssuePublication).one().pages >= 1
    download = client.get(f"/lixian-chexi/bulletins/{issue_id}.pdf")
    assert download.data.startswith(b"%PDF-")
    assert client.get(f"/yuqing-baini/bulletins/{issue_id}.pdf").status_code == 404


def test_what_is_locked_does_not_change(cast: Cast) -> None:
    issue_id = issues.locked(cast.chexi, [posts.published(cast.chexi)])
    another = (cast.chexi.tenant.id, posts.published(cast.chexi))
    scope = Scope.subtree(cast.chexi.tenant.id, (), cast.chexi.author.person_id)
    with scope.opened(), pytest.raises(IssueRefused, match="已经定稿"):
        actions.choose_posts(issue_id, [another], actor=cast.chexi.author, now=utc_now())
