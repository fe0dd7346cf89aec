"""Which publications a printing is made of: what the conditions of several kinds share."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, Select, select

from gkcloud.publishing.model import Publication
from gkcloud.web.clock import SHANGHAI


def publications(*conditions: ColumnElement[bool]) -> Select[Publication]:
    """Return the statement of the publications that meet every condition and were not withdrawn, newest first."""
    return (
        select(Publication)
        .where(Publication.withdrawn_at.is_(None), *conditions)
        .order_by(Publication.published_at.desc(), Publication.post_id)
    )


def published_within(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    """Return the conditions of having been published from ``first`` to ``last``, both days included."""
    conditions: list[ColumnElement[bool]] = []
    if first is not None:
        conditions.append(Publication.published_at >= _midnight(first))
    if last is not None:
        conditions.append(Publication.published_at < _midnight(last + timedelta(days=1)))
    return conditions


def is_document() -> ColumnElement[bool]:
    """Return the condition of being an official document: having a document number."""
    return Publication.doc_no != ""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)
