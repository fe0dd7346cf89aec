"""Reading what is printed, and the printings themselves."""

import io
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app
from pypdf import PdfReader
from sqlalchemy import select

from gkcloud.database import db
from gkcloud.files.storage import Storage
from gkcloud.printing.documents import PictureFile
from gkcloud.publishing.model import Publication, PublicationFile, PublicationPaper
from gkcloud.tenancy.scope import current_scope
from gkcloud.typeset.pictures import inspect_picture

_PICTURES = ("image/jpeg", "image/png")


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
        PublicationFile.media_type.in_(_PICTURES),
    )
    found = []
    for file in db.session.execute(statement.order_by(PublicationFile.position)).scalars():
        content = storage.get(file.tenant_id, file.sha256)
        if inspect_picture(content)[1] is None:
            name = file.name.rpartition(".")[0] or file.name
            found.append(PictureContent(PictureFile(str(file.file_id), name), content))
    return found


def pages_of(content: bytes) -> int:
    """Return how many pages a PDF has."""
    return len(PdfReader(io.BytesIO(content)).pages)
