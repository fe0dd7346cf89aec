"""What is kept of each unit and month, so that a board of thousands of units is one statement."""

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, PrimaryKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from gkcloud.database import Base


class BoardRow(Base):
    """A unit's numbers of one month: derived from facts and standings at ``computed_at``, and never edited.

    ``counts`` is laid out by the table of indicators of that ``version``; rows of another version are not read.
    """

    __tablename__ = "board_rows"
    __table_args__ = (PrimaryKeyConstraint("tenant_id", "month"),)

    tenant_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("tenants.id"))
    month: Mapped[date]
    counts: Mapped[list[int]]
    version: Mapped[int]
    computed_at: Mapped[datetime]
