"""Making an issue: compiled, locked with its number, rendered by a job, published."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app
from sqlalchemy import delete, select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.bulletins import queries
from gkcloud.bulletins.model import Issue, IssueItem, IssuePublication
from gkcloud.bulletins.rules import IssueState, month_before, moved, names_in
from gkcloud.database import db
from gkcloud.files.model import StoredFile
from gkcloud.files.storage import Storage
from gkcloud.jobs.actions import request_job
from gkcloud.obligations.emitting import emit
from gkcloud.papers.bulletin import BulletinIssue, BulletinItem
from gkcloud.papers.content import as_json, content_hash
from gkcloud.printing.queries import pages_of
from gkcloud.publishing.actions.publication import next_number
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.clock import local
from gkcloud.web.faces import faces

SERIES = "bulletin"
RENDER = "bulletin.render"
MOST_POSTS = 200


class IssueRefused(Exception):
    """The action is not allowed as things are; ``faults`` are Chinese sentences."""

    def __init__(self, *faults: str) -> None:
        super().__init__("".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class IssueDetails:
    """What an editor types about an issue."""

    masthead: str
    period_from: date
    period_to: date
    editor_note: str
    report_to: str
    send_to: str
    distribute_to: str
    copies: int


@action("bulletin.create")
def create_issue(tenant: Tenant, *, actor: Actor, now: datetime, today: date) -> Issue:
    """Return a new draft with the pack's masthead and lists, for the month that just ended or is under way."""
    defaults = tenant.spec.bulletin
    first, last = month_before(today)
    issue = Issue(
        tenant_id=tenant.id,
        id=uuid.uuid4(),
        masthead=defaults.masthead,
        editing_unit=defaults.editing_unit,
        period_from=first,
        period_to=last,
        report_to=names_in(defaults.report_to),
        send_to=names_in(defaults.send_to),
        distribute_to=names_in(defaults.distribute_to),
        copies=defaults.copies,
        created_by=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(issue)
    db.session.flush()
    record("bulletin.create", actor_id=actor.person_id, subject=("bulletin", issue.id), at=now)
    return issue


@action("bulletin.edit")
def edit_issue(issue_id: uuid.UUID, details: IssueDetails, *, actor: Actor, now: datetime) -> Issue:
    """Save what an editor typed about a draft. Raises IssueRefused when it is locked."""
    issue = _lock_draft(issue_id, actor)
    if details.period_from > details.period_to:
        raise IssueRefused("起始日期晚于截止日期，请核对。")
    issue.masthead, issue.editor_note = details.masthead, details.editor_note
    issue.period_from, issue.period_to, issue.copies = details.period_from, details.period_to, details.copies
    issue.report_to, issue.send_to = names_in(details.report_to), names_in(details.send_to)
    issue.distribute_to, issue.updated_at = names_in(details.distribute_to), now
    record("bulletin.edit", actor_id=actor.person_id, subject=("bulletin", issue.id), at=now)
    return issue


@action("bulletin.choose")
def choose_posts(
    issue_id: uuid.UUID, keys: Sequence[tuple[uuid.UUID, uuid.UUID]], *, actor: Actor, now: datetime
) -> Issue:
    """Add posts, given by tenant and id, to the end of a draft; those already in it stay where they are."""
    issue = _lock_draft(issue_id, actor)
    items = queries.items_of(issue)
    present = {(item.post_tenant_id, item.post_id) for item in items}
    readable = queries.readable_posts(keys)
    new = [key for key in dict.fromkeys(keys) if key in readable and key not in present]
    if not new:
        nothing_to_do("bulletin.choose")
        return issue
    if len(present) + len(new) > MOST_POSTS:
        raise IssueRefused(f"一期简报最多 {MOST_POSTS} 条，请分期编印。")
    last = max((item.position for item in items), default=0)
    for place, (tenant_id, post_id) in enumerate(new, start=last + 1):
        db.session.add(
            IssueItem(
                tenant_id=issue.tenant_id,
                issue_id=issue.id,
                post_tenant_id=tenant_id,
                post_id=post_id,
                position=place,
            )
        )
    issue.updated_at = now
    record("bulletin.choose", actor_id=actor.person_id, subject=("bulletin", issue.id), at=now, added=len(new))
    return issue


@action("bulletin.arrange")
def arrange_post(
    issue_id: uuid.UUID, key: tuple[uuid.UUID, uuid.UUID], step: int | None, *, actor: Actor, now: datetime
) -> Issue:
    """Move a post of a draft by ``step`` places, or take it out when ``step`` is None."""
    issue = _lock_draft(issue_id, actor)
    items = {(str(item.post_tenant_id), str(item.post_id)): item for item in queries.items_of(issue)}
    wanted = (str(key[0]), str(key[1]))
    if wanted not in items:
        nothing_to_do("bulletin.arrange")
        return issue
    if step is None:
        db.session.delete(items.pop(wanted))
        order = list(items)
    else:
        order = moved(list(items), wanted, step)
    for position, each in enumerate(order, start=1):
        items[each].position = position
    issue.updated_at = now
    db.session.flush()
    record("bulletin.arrange", actor_id=actor.person_id, subject=("bulletin", issue.id), at=now, step=step)
    return issue


@action("bulletin.lock")
def lock_issue(issue_id: uuid.UUID, *, actor: Actor, now: datetime) -> Issue:
    """Give a draft its number, fix its text, and ask for its PDF; locking twice is locking once.

    Raises IssueRefused with every fault, among them characters that no face can print, by name.
    """
    issue = _lock(issue_id, actor)
    if issue.state != IssueState.DRAFT.value:
        nothing_to_do("bulletin.lock")
        return issue
    today = local(now).date()
    if faults := printable(issue, year=today.year, number=1, total=1, issued_on=today).faults(faces()):
        raise IssueRefused(*faults)
    issue.year, issue.issued_on = today.year, today
    # The series stays locked until the transaction ends, so the count after it is the present one.
    issue.number = next_number(issue.tenant_id, SERIES, today.year)
    total = issue.total_number = queries.total_before(issue.tenant_id) + 1
    content = as_json(printable(issue, year=issue.year, number=issue.number, total=total, issued_on=today))
    issue.content, issue.content_hash = content, content_hash(content)
    issue.state, issue.updated_at = IssueState.LOCKED.value, now
    db.session.flush()
    issue.job_id = request_job(RENDER, issue.id, tenant_id=issue.tenant_id, requested_by=actor.person_id).id
    record(
        "bulletin.lock",
        actor_id=actor.person_id,
        subject=("bulletin", issue.id),
        at=now,
        year=issue.year,
        number=issue.number,
        content_hash=issue.content_hash,
    )
    return issue


@action("bulletin.retry")
def retry_rendering(issue_id: uuid.UUID, *, actor: Actor, now: datetime) -> Issue:
    """Ask again for the PDF of a locked issue whose job failed."""
    issue = _lock(issue_id, actor)
    job = queries.job_of(issue)
    if issue.file_id is not None or job is None or job.state != "failed":
        nothing_to_do("bulletin.retry")
        return issue
    issue.job_id = request_job(RENDER, issue.id, tenant_id=issue.tenant_id, requested_by=actor.person_id).id
    record("bulletin.retry", actor_id=actor.person_id, subject=("bulletin", issue.id), at=now)
    return issue


@action("bulletin.rendered")
def keep_rendering(issue: Issue, file: StoredFile, *, now: datetime) -> None:
    """Attach the rendered file to its issue; one issue never gets a second, different file."""
    if issue.file_id is not None:
        nothing_to_do("bulletin.rendered")
        return
    issue.file_id, issue.updated_at = file.id, now
    record(
        "bulletin.rendered", actor_id=None, subject=("bulletin", issue.id), at=now, sha256=file.sha256, size=file.size
    )


@action("bulletin.publish")
def publish_issue(issue_id: uuid.UUID, *, actor: Actor, now: datetime) -> Issue:
    """Offer a rendered issue to the public; twice is once. Raises IssueRefused before it is rendered."""
    issue = _lock(issue_id, actor)
    if issue.state == IssueState.PUBLISHED.value:
        nothing_to_do("bulletin.publish")
        return issue
    if issue.file_id is None or issue.year is None or issue.number is None or issue.issued_on is None:
        raise IssueRefused("电子版还没有生成，请等生成后再公开。")
    file = db.session.get_one(StoredFile, (issue.tenant_id, issue.file_id))
    storage: Storage = current_app.extensions["storage"]
    publication = IssuePublication(
        tenant_id=issue.tenant_id,
        issue_id=issue.id,
        masthead=issue.masthead,
        year=issue.year,
        number=issue.number,
        issued_on=issue.issued_on,
        pages=pages_of(storage.get(file.tenant_id, file.sha256)),
        size=file.size,
        sha256=file.sha256,
        published_at=now,
    )
    db.session.add(publication)
    issue.state, issue.updated_at = IssueState.PUBLISHED.value, now
    emit(
        "bulletin_issued",
        tenant_id=issue.tenant_id,
        at=now,
        now=now,
        subject=f"bulletin:{issue.id}",
        label=f"《{issue.masthead}》{issue.year}年第{issue.number}期",
        actor_id=actor.person_id,
    )
    record("bulletin.publish", actor_id=actor.person_id, subject=("bulletin", issue.id), at=now, number=issue.number)
    return issue


@action("bulletin.discard")
def discard_issue(issue_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Delete a draft that was never numbered."""
    issue = _lock_draft(issue_id, actor)
    db.session.execute(delete(IssueItem).filter_by(tenant_id=issue.tenant_id, issue_id=issue.id))
    db.session.delete(issue)
    record("bulletin.discard", actor_id=actor.person_id, subject=("bulletin", issue_id), at=now)


def printable(issue: Issue, *, year: int, number: int, total: int, issued_on: date) -> BulletinIssue:
    """Return an issue as it would be printed with this number and date."""
    tree = directory()
    items = tuple(
        BulletinItem(
            title=post.title,
            source=tree.by_id(post.tenant_id).short_name,
            body_html=post.body_html,
            published_on=local(post.published_at).date(),
            doc_no=post.doc_no,
        )
        for post in queries.chosen_posts(issue)
    )
    return BulletinIssue(
        masthead=issue.masthead,
        year=year,
        number=number,
        total_number=total,
        editing_unit=issue.editing_unit,
        issued_on=issued_on,
        editor_note=issue.editor_note,
        items=items,
        report_to=tuple(issue.report_to),
        send_to=tuple(issue.send_to),
        distribute_to=tuple(issue.distribute_to),
        copies=issue.copies,
    )


def _lock(issue_id: uuid.UUID, actor: Actor) -> Issue:
    statement = select(Issue).where(Issue.tenant_id == actor.tenant_id, Issue.id == issue_id).with_for_update()
    issue = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()
    if issue is None:
        raise IssueRefused("没有找到这一期简报，请返回列表查看。")
    return issue


def _lock_draft(issue_id: uuid.UUID, actor: Actor) -> Issue:
    issue = _lock(issue_id, actor)
    if issue.state != IssueState.DRAFT.value:
        raise IssueRefused("这一期已经定稿，不能再修改。")
    return issue
