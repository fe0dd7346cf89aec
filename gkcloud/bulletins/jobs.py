"""Rendering a locked issue, on the queue for papers of a few pages."""

import uuid

from gkcloud.bulletins.actions import RENDER, keep_rendering
from gkcloud.bulletins.model import Issue
from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.jobs.registry import JobFailed, Progress, Queue, job
from gkcloud.papers.content import from_json
from gkcloud.printing.presswork import print_for_job
from gkcloud.tenancy.scope import current_scope


@job(RENDER, queue=Queue.PRINT, time_limit=300)
def render(issue_id: uuid.UUID, progress: Progress) -> None:
    """Render one locked issue into the stored file that it keeps for good."""
    tenant_id = current_scope().tenant_id
    issue = db.session.get(Issue, (tenant_id, issue_id))
    if issue is None or issue.content is None:
        raise JobFailed("这一期简报还没有定稿，不能生成电子版。请先定稿。")
    if issue.file_id is not None:
        return
    content = print_for_job(issue.content, progress)
    file = store_file(
        content, f"{from_json(issue.content).label}.pdf", tenant_id=issue.tenant_id, actor_id=None, now=utc_now()
    )
    keep_rendering(issue, file, now=utc_now())
