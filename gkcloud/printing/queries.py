"""Reading what is printed, and the printings themselves."""

import io
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, current_app
from pypdf import PdfReader
from sqlalchemy import func, or_, select, tuple_

from gkcloud.access.policy import Actor
from gkcloud.database import db
from gkcloud.files.storage import Storage
from gkcloud.jobs.model import Job
from gkcloud.papers.paper import Paper, PaperKind
from gkcloud.printing.documents import PictureFile
from gkcloud.printing.kinds import MAKERS, read_options
from gkcloud.printing.kinds.base import Numbered, Source
from gkcloud.printing.model import Printing
from gkcloud.printing.rules import PrintingState
from gkcloud.publishing.model import Publication, PublicationColumn, PublicationFile, PublicationPaper
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import current_scope
from gkcloud.typeset.pictures import inspect_picture
from gkcloud.web.addresses import printed_address
from gkcloud.web.paging import Slice

PRINTED_PICTURES = ("image/jpeg", "image/png")


@dataclass(frozen=True, slots=True)
class PictureContent:
    """A picture with its bytes."""

    picture: PictureFile
    content: bytes


def publication_to_print(post_id: uuid.UUID) -> Publication | None:
    """Return a publication of the scope's tenant that was not withdrawn and whose revision has no file yet."""
    key = (current_scope().tenant_id, post_id)
    publication = db.session.get(Publication, key)
    if publication is None or publication.withdrawn_at is not None:
        return None
    paper = db.session.get(PublicationPaper, key)
    return None if paper is not None and paper.revision_id == publication.revision_id else publication


def pictures_of(publication: Publication) -> Sequence[PictureContent]:
    """Return the pictures among a publication's attachments that can be printed, in their order."""
    storage: Storage = current_app.extensions["storage"]
    statement = select(PublicationFile).where(
        PublicationFile.tenant_id == publication.tenant_id,
        PublicationFile.post_id == publication.post_id,
        PublicationFile.media_type.in_(PRINTED_PICTURES),
    )
    found = []
    for file in db.session.execute(statement.order_by(PublicationFile.position)).scalars():
        content = storage.get(file.tenant_id, file.sha256)
        if inspect_picture(content)[1] is None:
            found.append(PictureContent(PictureFile.of(file.file_id, file.name), content))
    return found


def pages_of(content: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(PdfReader(io.BytesIO(content)).pages)


def access_printing(printing_id: uuid.UUID, actor: Actor) -> Printing:
    """Return a printing of the actor's tenant; 404 when there is none."""
    printing = db.session.get(Printing, (actor.tenant_id, printing_id))
    if printing is None:
        abort(404)
    return printing


def list_printings(tenant_id: uuid.UUID, part: Slice) -> tuple[Sequence[Printing], int]:
    """Return one slice of a tenant's printings, last changed first, and how many there are."""
    statement = select(Printing).where(Printing.tenant_id == tenant_id)
    ordered = statement.order_by(Printing.updated_at.desc()).limit(part.per_page).offset(part.offset)
    total = db.session.execute(select(func.count()).where(Printing.tenant_id == tenant_id)).scalar_one()
    return db.session.execute(ordered).scalars().all(), total


def job_of(printing: Printing) -> Job | None:
    """Return the job that prints a printing, if it was asked for."""
    return db.session.get(Job, (printing.tenant_id, printing.job_id)) if printing.job_id else None


def total_before(tenant_id: uuid.UUID, kind: PaperKind) -> int:
    """Return how many printings of a kind the tenant has numbered so far."""
    is_numbered = or_(Printing.state == PrintingState.LOCKED.value, Printing.state == PrintingState.PUBLISHED.value)
    statement = select(func.count()).where(Printing.tenant_id == tenant_id, Printing.kind == kind.value, is_numbered)
    return db.session.execute(statement).scalar_one()


def selected_posts(printing: Printing, options: Any) -> Sequence[Publication]:
    """Return the publications that a printing's options take, those that were left out among them."""
    maker = MAKERS[PaperKind(printing.kind)]
    statement = maker.select(directory().by_id(printing.tenant_id), options)
    return () if statement is None else db.session.execute(statement.limit(maker.most_posts)).scalars().all()


def key_of(post: Publication) -> str:
    """Return what stands for a post in a form: its tenant and its id."""
    return f"{post.tenant_id}.{post.post_id}"


def kept_posts(printing: Printing, options: Any, left_out: Iterable[str]) -> Sequence[Publication]:
    """Return the publications that the options take, without those that are left out."""
    out = set(left_out)
    return [post for post in selected_posts(printing, options) if key_of(post) not in out]


def paper_of(printing: Printing, options: Any, posts: Sequence[Publication], numbered: Numbered) -> Paper:
    """Return the paper that a printing would be with these options and this number, made of exactly these posts."""
    tree = directory()
    source = Source(
        tenant=tree.by_id(printing.tenant_id),
        posts=posts,
        unit_of=tree.by_id,
        columns_of=_columns_of(posts),
        address_of=lambda post: printed_address(tree.by_id(post.tenant_id), "site.post", post_id=post.post_id),
    )
    return MAKERS[PaperKind(printing.kind)].make(options, source, numbered)


def _columns_of(posts: Sequence[Publication]) -> Callable[[Publication], Sequence[str]]:
    """Return what tells the codes of the columns that a post stands in; one statement for all posts."""
    keys = [(post.tenant_id, post.post_id) for post in posts]
    statement = select(PublicationColumn).where(
        tuple_(PublicationColumn.tenant_id, PublicationColumn.post_id).in_(keys)
    )
    codes: dict[uuid.UUID, list[str]] = {}
    for place in db.session.execute(statement).scalars() if keys else ():
        codes.setdefault(place.post_id, []).append(place.column_code)
    return lambda post: codes.get(post.post_id, ())


def options_of(printing: Printing) -> Any:
    """Return a printing's options."""
    return read_options(PaperKind(printing.kind), printing.options)
