"""Taking in a file: inspected first, then kept by its hash."""

import uuid
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.files.inspect import clean_filename, inspect_file
from gkcloud.files.model import StoredFile
from gkcloud.files.storage import Storage


@action("file.store")
def store_file(
    data: bytes, filename: str, *, tenant_id: uuid.UUID, actor_id: uuid.UUID | None, now: datetime
) -> StoredFile:
    """Inspect and keep a file, and return its record; the same content under the same name is kept once.

    Raises FileRefused with a Chinese sentence when the file may not be taken in.
    """
    kind = inspect_file(data, filename)
    name = clean_filename(filename)
    storage: Storage = current_app.extensions["storage"]
    sha256 = storage.put(tenant_id, data)
    statement = select(StoredFile).where(
        StoredFile.tenant_id == tenant_id, StoredFile.sha256 == sha256, StoredFile.name == name
    )
    known = db.session.execute(statement).scalar_one_or_none()
    if known is not None:
        nothing_to_do("file.store")
        return known
    file = StoredFile(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        sha256=sha256,
        name=name,
        extension=kind.extension,
        media_type=kind.media_type,
        size=len(data),
        uploaded_by=actor_id,
        created_at=now,
    )
    db.session.add(file)
    db.session.flush()
    record("file.store", actor_id=actor_id, subject=("file", file.id), at=now, sha256=sha256, size=len(data))
    return file
