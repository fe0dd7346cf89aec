"""The SQLAlchemy base, the session, and column types that every area shares."""

import uuid
from datetime import UTC, date, datetime
from typing import Annotated, Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Date, DateTime, ForeignKey, Integer, MetaData, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every model."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        uuid.UUID: UUID(as_uuid=True),
        datetime: DateTime(timezone=True),
        date: Date(),
        str: Text(),
        dict[str, Any]: JSONB(),
        list[str]: ARRAY(Text()),
        list[int]: ARRAY(Integer()),
        list[uuid.UUID]: ARRAY(UUID(as_uuid=True)),
    }


# A session that is handed a connection in a transaction of somebody else's (the tests') works inside a savepoint of it.
db = SQLAlchemy(
    metadata=Base.metadata,
    disable_autonaming=True,
    session_options={"join_transaction_mode": "create_savepoint", "expire_on_commit": False},
)

Id = Annotated[uuid.UUID, mapped_column(primary_key=True, default=uuid.uuid4)]


def utc_now() -> datetime:
    """Return the present moment; call it in pages, jobs and commands only, never in a rule."""
    return datetime.now(UTC)


class TenantRow:
    """Mixin of every table that belongs to a tenant: its key begins with the tenant."""

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"), primary_key=True, sort_order=-2)
    id: Mapped[Id] = mapped_column(sort_order=-1)
