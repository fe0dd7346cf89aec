"""The demonstration's bulletin: the county office's issue of last month, printed and public, and one under way."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from gkcloud.access.policy import Actor, Role
from gkcloud.bulletins import actions, queries
from gkcloud.bulletins.actions import IssueDetails
from gkcloud.bulletins.model import Issue
from gkcloud.database import db, utc_now
from gkcloud.tenancy.directory import Tenant, cached_directory
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local
from gkcloud.worker import run_job

_MOST_POSTS = 6
_NOTE = "本期选编各乡镇和部门近期公开的惠民补贴、工程项目和村务信息，供各单位学习借鉴。"


def load_bulletins(tenant: Tenant, staff: Sequence[Actor], *, now: datetime) -> int:
    """Compile, print and publish last month's issue and begin the present one; return how many were made.

    Opens scopes of its own and commits each issue. A tenant that has any issue is left alone.
    """
    editor = next((actor for actor in staff if Role.AUTHOR in actor.roles), None)
    if editor is None or _has_issues(tenant, editor):
        return 0
    last = local(now).date().replace(day=1) - timedelta(days=1)
    issue_id, job_id = _compile(tenant, editor, last.replace(day=1), last, now=now)
    run_job(tenant.id, job_id)
    # The job has kept the real time, and the records of a tenant run in one direction.
    now = utc_now()
    _publish(tenant, editor, issue_id, now=now)
    with _scope(tenant, editor).opened():
        actions.create_issue(tenant, actor=editor, now=now, today=local(now).date())
        db.session.commit()
    return 2


def _scope(tenant: Tenant, editor: Actor) -> Scope:
    return Scope.subtree(tenant.id, (each.id for each in cached_directory().below(tenant)), editor.person_id)


def _has_issues(tenant: Tenant, editor: Actor) -> bool:
    with _scope(tenant, editor).opened():
        return db.session.execute(select(Issue.id).where(Issue.tenant_id == tenant.id)).first() is not None


def _compile(tenant: Tenant, editor: Actor, first: date, last: date, *, now: datetime) -> tuple[uuid.UUID, uuid.UUID]:
    defaults = tenant.spec.bulletin
    with _scope(tenant, editor).opened():
        issue = actions.create_issue(tenant, actor=editor, now=now, today=last)
        details = IssueDetails(
            masthead=defaults.masthead,
            period_from=first,
            period_to=last,
            editor_note=_NOTE,
            report_to=defaults.report_to,
            send_to=defaults.send_to,
            distribute_to=defaults.distribute_to,
            copies=defaults.copies,
        )
        actions.edit_issue(issue.id, details, actor=editor, now=now)
        offered = [post for post in queries.offered_posts(issue) if post.validity == "in_force"]
        keys = [(post.tenant_id, post.post_id) for post in offered[:_MOST_POSTS]]
        actions.choose_posts(issue.id, keys, actor=editor, now=now)
        actions.lock_issue(issue.id, actor=editor, now=now)
        db.session.commit()
        if issue.job_id is None:
            raise RuntimeError("a locked issue has a job")
        return issue.id, issue.job_id


def _publish(tenant: Tenant, editor: Actor, issue_id: uuid.UUID, *, now: datetime) -> None:
    with _scope(tenant, editor).opened():
        actions.publish_issue(issue_id, actor=editor, now=now)
        db.session.commit()
