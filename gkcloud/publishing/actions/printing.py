"""The publication as an official document in PDF: asked for when a post is published, kept when it is printed."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.files.model import StoredFile
from gkcloud.jobs.actions import request_job
from gkcloud.publishing.model import Publication, PublicationPaper

PRINT_POST = "post.print"


def ask_for_paper(publication: Publication) -> None:
    """Ask for the publication's PDF, in the transaction that publishes it."""
    request_job(PRINT_POST, publication.post_id, tenant_id=publication.tenant_id, requested_by=None)


@action("post.printed")
def keep_paper(publication: Publication, file: StoredFile, *, pages: int, now: datetime) -> None:
    """Attach the printed file to the publication, in place of that of an earlier revision."""
    key = {"tenant_id": publication.tenant_id, "post_id": publication.post_id}
    kept = db.session.get(PublicationPaper, (publication.tenant_id, publication.post_id))
    if kept is not None and kept.revision_id == publication.revision_id:
        nothing_to_do("post.printed")
        return
    values = {
        "revision_id": publication.revision_id,
        "file_id": file.id,
        "sha256": file.sha256,
        "size": file.size,
        "pages": pages,
    }
    statement = insert(PublicationPaper).values(**key, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "post_id"], set_=values))
    record(
        "post.printed",
        actor_id=None,
        subject=("post", publication.post_id),
        at=now,
        sha256=file.sha256,
        pages=pages,
    )
