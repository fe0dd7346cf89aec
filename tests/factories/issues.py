"""Bulletin issues in every state, made by the actions themselves."""

import io
import uuid
from collections.abc import Sequence

from flask import current_app
from pypdf import PdfWriter

from gkcloud.bulletins import actions as bulletins
from gkcloud.bulletins.model import Issue
from gkcloud.database import db, utc_now
from gkcloud.files.model import StoredFile
from gkcloud.jobs.actions import begin_job, end_job
from gkcloud.jobs.queues import Queues
from gkcloud.tenancy.scope import Scope
from tests.factories import posts
from tests.factories.cast import Staff


def small_pdf() -> bytes:
    """Return a PDF of two empty pages, unlike any other."""
    out, writer = io.BytesIO(), PdfWriter()
    for _ in range(2):
        writer.add_blank_page(595, 842)
    writer.add_metadata({"/Title": uuid.uuid4().hex})
    writer.write(out)
    return out.getvalue()


def _desk(staff: Staff) -> Scope:
    return Scope.subtree(staff.tenant.id, (), staff.author.person_id)


def compiled(staff: Staff, post_ids: Sequence[uuid.UUID]) -> uuid.UUID:
    """Return a draft issue that holds these posts."""
    with _desk(staff).opened():
        issue = bulletins.create_issue(staff.tenant, actor=staff.author, now=utc_now(), today=utc_now().date())
        keys = [(staff.tenant.id, post_id) for post_id in post_ids]
        if keys:
            bulletins.choose_posts(issue.id, keys, actor=staff.author, now=utc_now())
        db.session.commit()
        return issue.id


def locked(staff: Staff, post_ids: Sequence[uuid.UUID]) -> uuid.UUID:
    """Return an issue that has its number and waits for its file."""
    issue_id = compiled(staff, post_ids)
    with _desk(staff).opened():
        bulletins.lock_issue(issue_id, actor=staff.author, now=utc_now())
        db.session.commit()
    return issue_id


def in_work(staff: Staff, post_ids: Sequence[uuid.UUID], *, error: str = "") -> uuid.UUID:
    """Return an issue whose file is being made, or failed with a sentence."""
    issue_id = locked(staff, post_ids)
    queues: Queues = current_app.extensions["queues"]
    with posts.as_actor(staff.author).opened():
        issue = db.session.get_one(Issue, (staff.tenant.id, issue_id))
        assert issue.job_id is not None
        begin_job(issue.tenant_id, issue.job_id, utc_now())
        if error:
            end_job(issue.tenant_id, issue.job_id, utc_now(), error=error)
        queues.tell_progress(issue.job_id, "排版", 40)
        db.session.commit()
    return issue_id


def rendered(staff: Staff, post_ids: Sequence[uuid.UUID], *, is_public: bool = False) -> uuid.UUID:
    """Return an issue that has its file; the public may have it too."""
    issue_id, tenant_id = locked(staff, post_ids), staff.tenant.id
    data = small_pdf()
    sha256 = current_app.extensions["storage"].put(tenant_id, data)
    with posts.as_actor(staff.author).opened():
        issue = db.session.get_one(Issue, (tenant_id, issue_id))
        file = StoredFile(
            tenant_id=tenant_id,
            id=uuid.uuid4(),
            sha256=sha256,
            name="简报.pdf",
            extension="pdf",
            media_type="application/pdf",
            size=len(data),
            created_at=utc_now(),
        )
        db.session.add(file)
        db.session.flush()
        bulletins.keep_rendering(issue, file, now=utc_now())
        assert issue.job_id is not None
        end_job(tenant_id, issue.job_id, utc_now())
        db.session.commit()
    if is_public:
        with _desk(staff).opened():
            bulletins.publish_issue(issue_id, actor=staff.author, now=utc_now())
            db.session.commit()
    return issue_id
