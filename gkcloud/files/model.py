"""Stored files of a tenant: what they are called and what they hold; the bytes are in the storage."""

import uuid
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from gkcloud.database import Base, TenantRow


class StoredFile(TenantRow, Base):
    """A file that was inspected on arrival and is kept under its content's hash."""

    __tablename__ = "stored_files"
    __table_args__ = (UniqueConstraint("tenant_id", "sha256", "name"),)

    sha256: Mapped[str]
    name: Mapped[str]
    extension: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    uploaded_by: Mapped[uuid.UUID | None]
    created_at: Mapped[datetime]
