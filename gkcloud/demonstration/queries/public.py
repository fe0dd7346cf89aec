"""What the public reads: units that a published list names, by the public role's rights and as rows.

Which rows there are is decided by the policy of ``demo_designations``; what is said of a unit is what the published list
says of it, read out of the list itself, so that nothing is shown that was not signed off.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from lxml import html as lxml_html
from sqlalchemy import Row, and_, select
from sqlalchemy.orm import aliased

from gkcloud.database import db
from gkcloud.demonstration.model import Designation, Programme
from gkcloud.publishing.model import Publication

AnyRow = Row[*tuple[Any, ...]]

_COLUMNS = (
    Designation.target_id,
    Designation.post_id,
    Designation.year,
    Designation.category,
    Designation.unit_name,
    Designation.designated_on,
    Designation.status,
    Designation.status_on,
    Designation.passed_on,
)


def listed(tenant_id: uuid.UUID) -> Sequence[AnyRow]:
    """Return every public designation of a county with its list's title, the latest year first, in the lists' order."""
    statement = (
        select(*_COLUMNS, Publication.title.label("list_title"))
        .join(Publication, _is_post(Publication, Designation.post_id))
        .where(Designation.tenant_id == tenant_id)
        .order_by(Designation.year.desc(), Designation.position)
    )
    return db.session.execute(statement).all()


def listed_unit(tenant_id: uuid.UUID, unit_id: uuid.UUID) -> Sequence[AnyRow]:
    """Return a unit's public designations with the lists' texts and, where it is public, the decision on the status."""
    decision = aliased(Publication)
    statement = (
        select(
            *_COLUMNS,
            Publication.title.label("list_title"),
            Publication.body_html.label("list_body"),
            decision.post_id.label("decision_id"),
            decision.title.label("decision_title"),
        )
        .join(Publication, _is_post(Publication, Designation.post_id))
        .outerjoin(
            decision,
            and_(_is_post(decision, Designation.status_post_id), decision.withdrawn_at.is_(None)),
        )
        .where(Designation.tenant_id == tenant_id, Designation.target_id == unit_id)
        .order_by(Designation.year.desc())
    )
    return db.session.execute(statement).all()


def notices(tenant_id: uuid.UUID) -> Sequence[AnyRow]:
    """Return the notices with their standards that are public, the latest year first."""
    statement = (
        select(Programme.year, Publication.post_id, Publication.title)
        .join(Publication, _is_post(Publication, Programme.notice_post_id, of=Programme))
        .where(Programme.tenant_id == tenant_id, Publication.withdrawn_at.is_(None))
        .order_by(Programme.year.desc())
    )
    return db.session.execute(statement).all()


def _is_post(publication: Any, post_id: Any, *, of: Any = Designation) -> Any:
    return and_(publication.tenant_id == of.tenant_id, publication.post_id == post_id)


def said_of(unit_name: str, list_body: str) -> str:
    """Return what a list says of a unit: the last cell of the row that names it, if that is another cell."""
    for row in lxml_html.fromstring(f"<div>{list_body}</div>").iter("tr"):
        cells = ["".join(map(str, cell.itertext())).strip() for cell in row.iter("td", "th")]
        if unit_name in cells and cells[-1] != unit_name:
            return cells[-1]
    return ""
