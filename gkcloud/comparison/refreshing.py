"""Bringing the board up to facts and standings: after a fact in its own transaction, and each night. Both are the same."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from gkcloud.comparison.model import BoardRow
from gkcloud.comparison.queries import record_of
from gkcloud.comparison.rules import MONTHS_SHOWN, VERSION, Month, counts_of, up_to
from gkcloud.database import db
from gkcloud.obligations.listeners import after_facts
from gkcloud.obligations.standings import calendar_of
from gkcloud.tenancy.directory import directory
from gkcloud.web.clock import local


@after_facts
def refresh_board(tenant_id: uuid.UUID, now: datetime) -> None:
    """Count a unit's last twelve months anew and write what changed.

    Asks three statements and writes one. The present month's row is always written: its ``computed_at`` says as of when all
    rows of the unit hold, so that a number can be taken apart into its rows as of the same moment.
    """
    today = local(now).date()
    months = up_to(Month.of(today), MONTHS_SHOWN)
    record = record_of(directory().by_id(tenant_id), today)
    counted = counts_of(record, months, now, calendar_of(tenant_id))
    known = _known(tenant_id, months[0].first)
    rows = [
        {"month": month.first, "counts": list(counts)}
        for month, counts in counted.items()
        if month == months[-1] or known.get(month.first) != list(counts)
    ]
    statement = insert(BoardRow).values(
        [{**row, "tenant_id": tenant_id, "version": VERSION, "computed_at": now} for row in rows]
    )
    changed = {name: statement.excluded[name] for name in ("counts", "version", "computed_at")}
    db.session.execute(statement.on_conflict_do_update(index_elements=["tenant_id", "month"], set_=changed))


def _known(tenant_id: uuid.UUID, since: date) -> Mapping[date, list[int]]:
    statement = select(BoardRow.month, BoardRow.counts).where(
        BoardRow.tenant_id == tenant_id, BoardRow.month >= since, BoardRow.version == VERSION
    )
    return {row.month: row.counts for row in db.session.execute(statement)}
