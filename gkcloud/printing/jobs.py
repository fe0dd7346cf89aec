"""Printing in the background: a publication's own PDF, and the papers made of many posts."""

import uuid

from gkcloud.database import utc_now
from gkcloud.files.actions import store_file
from gkcloud.jobs.registry import JobFailed, Progress, Queue, job
from gkcloud.papers.content import as_json
from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.papers.press import print_paper
from gkcloud.printing import queries
from gkcloud.printing.documents import document_of
from gkcloud.publishing.actions.printing import PRINT_POST, keep_paper
from gkcloud.tenancy.directory import directory
from gkcloud.web.clock import local
from gkcloud.web.faces import fonts_folder


@job(PRINT_POST, queue=Queue.HEAVY, time_limit=180)
def print_post(post_id: uuid.UUID, progress: Progress) -> None:
    """Print a publication as an official document; one that was withdrawn meanwhile is left alone."""
    publication = queries.publication_to_print(post_id)
    if publication is None:
        return
    tenant = directory().by_id(publication.tenant_id)
    pictures = queries.pictures_of(publication)
    document = document_of(
        publication,
        tenant.spec,
        published_on=local(publication.published_at).date(),
        pictures=[each.picture for each in pictures],
    )
    files = {each.picture.key: each.content for each in pictures}
    try:
        content = print_paper(as_json(document), fonts=fonts_folder(), files=files, progress=progress)
    except PaperNotPrintable as refused:
        raise JobFailed(str(refused)) from refused
    file = store_file(content, f"{post_id}.pdf", tenant_id=tenant.id, actor_id=None, now=utc_now())
    keep_paper(publication, file, pages=queries.pages_of(content), now=utc_now())
