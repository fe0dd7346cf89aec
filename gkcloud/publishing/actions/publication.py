"""Publishing: the signed revision is copied into the tables that the public reads, with its index number."""

import uuid
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from gkcloud.database import db
from gkcloud.publishing.actions.printing import ask_for_paper
from gkcloud.publishing.actions.telling import tell_published
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.model import (
    Post,
    Publication,
    PublicationColumn,
    PublicationFile,
    Revision,
    SearchEntry,
    Series,
)
from gkcloud.publishing.rules import State
from gkcloud.publishing.searching import index_text, tenant_token
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.index_numbers import Codes, index_number
from gkcloud.web.clock import local

INDEX_SERIES = "index"


def publish(post: Post, revision: Revision, tenant: Tenant, *, now: datetime, published_at: datetime) -> Publication:
    """Make a revision what the public reads, from ``published_at`` on, and return the publication.

    The first publication takes the next index number of its year, in this transaction; a correction keeps number and
    date and says so.
    """
    content = PostContent.from_json(revision.content)
    publication = db.session.get(Publication, (post.tenant_id, post.id))
    if publication is None:
        post.index_no = next_index_no(tenant, local(published_at).year)
        publication = Publication(
            tenant_id=post.tenant_id, post_id=post.id, index_no=post.index_no, published_at=published_at
        )
        db.session.add(publication)
        post.published_at = published_at
    else:
        publication.corrected_at, publication.correction_note = now, post.correction_note
    _copy(publication, post, revision, content)
    db.session.flush()
    _place(publication, content)
    post.state, post.stage, post.stage_entered_at = State.PUBLISHED.value, None, None
    post.published_revision_id, post.updated_at = revision.id, now
    # Until then the sweeper has something to do for it: see actions/appearing.py.
    post.publish_at = publication.published_at if publication.published_at > now else None
    if publication.published_at <= now:
        index_for_search(publication)
        tell_published(publication, post, content, now)
    ask_for_paper(publication)
    return publication


def next_number(tenant_id: uuid.UUID, series: str, year: int) -> int:
    """Return the next number of a series; the row stays locked until the transaction ends, so none is lost."""
    statement = insert(Series).values(tenant_id=tenant_id, name=series, year=year, last=1)
    statement = statement.on_conflict_do_update(
        index_elements=["tenant_id", "name", "year"], set_={"last": Series.last + 1}
    )
    return db.session.execute(statement.returning(Series.last)).scalar_one()


def next_index_no(tenant: Tenant, year: int) -> str:
    """Return the tenant's next index number of a year (政府信息公开目录系统实施指引)."""
    spec = tenant.spec
    serial = next_number(tenant.id, INDEX_SERIES, year)
    codes = Codes(org=spec.org_code, credit=spec.credit_code, area=spec.area_code)
    return index_number(spec.index_pattern, codes, year=year, serial=serial)


def index_for_search(publication: Publication) -> None:
    """Put a text that is public now into the search index."""
    body = index_text(publication.title, publication.doc_no, publication.summary, publication.body_html)
    values = {
        "tenant_id": publication.tenant_id,
        "post_id": publication.post_id,
        "title": publication.title,
        "published_at": publication.published_at,
        "text": body.plain,
        "words": body.vector(tenant_token(publication.tenant_id)),
    }
    statement = insert(SearchEntry).values(id=uuid.uuid4(), **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["post_id"], set_=values))


def forget_for_search(tenant_id: uuid.UUID, post_id: uuid.UUID) -> None:
    """Take a text out of the search index."""
    db.session.execute(delete(SearchEntry).where(SearchEntry.tenant_id == tenant_id, SearchEntry.post_id == post_id))


def _copy(publication: Publication, post: Post, revision: Revision, content: PostContent) -> None:
    publication.revision_id = revision.id
    for name in ("title", "doc_no", "issuer", "formed_on", "subject_class", "genre_class", "summary", "keywords"):
        setattr(publication, name, getattr(content, name))
    publication.source, publication.body_html = content.source, content.body_html
    publication.disclosure, publication.policy_id = content.disclosure.value, post.policy_id
    publication.is_urgent = post.is_urgent


def _place(publication: Publication, content: PostContent) -> None:
    key = {"tenant_id": publication.tenant_id, "post_id": publication.post_id}
    for table in (PublicationColumn, PublicationFile):
        db.session.execute(delete(table).filter_by(**key))
    for code in content.columns:
        db.session.add(PublicationColumn(**key, column_code=code, published_at=publication.published_at))
    for position, file in enumerate(content.attachments):
        db.session.add(
            PublicationFile(
                **key,
                file_id=file.file_id,
                position=position,
                name=file.name,
                size=file.size,
                media_type=file.media_type,
                extension=file.extension,
                sha256=file.sha256,
            )
        )
    db.session.flush()
