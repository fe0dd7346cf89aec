"""Printing in the background: a publication's own PDF, and the papers made of many posts."""

import uuid

from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.jobs.registry import JobFailed, Progress, Queue, job
from gkcloud.papers.content import as_json
from gkcloud.printing import queries
from gkcloud.printing.actions import PRINT, PRINT_LONG, keep_printing
from gkcloud.printing.documents import document_of, plain_document
from gkcloud.printing.model import Printing
from gkcloud.printing.presswork import print_for_job
from gkcloud.publishing.actions.printing import PRINT_POST, keep_paper
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import current_scope
from gkcloud.web.clock import local
from gkcloud.web.faces import faces


@job(PRINT_POST, queue=Queue.PRINT, time_limit=180)
def print_post(post_id: uuid.UUID, progress: Progress) -> None:
    """Print a publication as an official document; one that was withdrawn meanwhile is left alone."""
    publication = queries.publication_to_print(post_id)
    if publication is None:
        return
    tenant = directory().by_id(publication.tenant_id)
    pictures = queries.pictures_of(publication)
    files = {each.picture.key: each.content for each in pictures}
    day, shown = local(publication.published_at).date(), [each.picture for each in pictures]
    document = document_of(publication, tenant.spec, published_on=day, pictures=shown)
    if document.faults(faces(), files):
        # The public is not to go without because an old number has another form; what else is wrong is told below.
        document = plain_document(publication, tenant.spec, published_on=day, pictures=shown)
    content = print_for_job(as_json(document), progress, files=files)
    file = store_file(content, f"{post_id}.pdf", tenant_id=tenant.id, actor_id=None, now=utc_now())
    keep_paper(publication, file, pages=queries.pages_of(content), now=utc_now())


@job(PRINT, queue=Queue.PRINT, time_limit=600)
def print_printing(printing_id: uuid.UUID, progress: Progress) -> None:
    """Print one locked printing of a few pages into the stored file that it keeps for good."""
    _print(printing_id, progress)


@job(PRINT_LONG, queue=Queue.HEAVY, time_limit=2400)
def print_long_printing(printing_id: uuid.UUID, progress: Progress) -> None:
    """Print one that may have a thousand pages; on a queue of its own, so that nothing short waits behind it."""
    _print(printing_id, progress)


def _print(printing_id: uuid.UUID, progress: Progress) -> None:
    printing = db.session.get(Printing, (current_scope().tenant_id, printing_id))
    if printing is None or printing.content is None:
        raise JobFailed("这份印件还没有定稿，不能生成电子版。请先定稿。")
    if printing.file_id is not None:
        return
    content = print_for_job(printing.content, progress)
    file = store_file(content, f"{printing.title}.pdf", tenant_id=printing.tenant_id, actor_id=None, now=utc_now())
    keep_printing(printing, file, pages=queries.pages_of(content), now=utc_now())
