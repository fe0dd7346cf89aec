"""Reading who was commended and criticised."""

import uuid
from collections.abc import Sequence

from flask import abort
from sqlalchemy import and_, func, or_, select

from gkcloud.access.policy import Actor
from gkcloud.campaigns.model import Campaign
from gkcloud.database import db
from gkcloud.rectification.model import CircularDraft, Commendation
from gkcloud.web.paging import Slice


def mentions_of(actor: Actor, part: Slice) -> tuple[Sequence[Commendation], int]:
    """Return one slice of what a tenant recorded of its units, or was told of itself, and how many there are."""
    mine = or_(Commendation.tenant_id == actor.tenant_id, Commendation.target_id == actor.tenant_id)
    shown = and_(mine, or_(Commendation.tenant_id == actor.tenant_id, Commendation.shown_at.is_not(None)))
    statement = select(Commendation).where(shown).order_by(Commendation.decided_on.desc(), Commendation.id)
    total = db.session.execute(select(func.count()).select_from(Commendation).where(shown)).scalar_one()
    return db.session.execute(statement.limit(part.per_page).offset(part.offset)).scalars().all(), total


def access_mention(mention_id: uuid.UUID, actor: Actor) -> Commendation:
    """Return a commendation or criticism that the actor's tenant recorded; 404 when there is none."""
    row = db.session.get(Commendation, (actor.tenant_id, mention_id))
    if row is None:
        abort(404)
    return row


def sources_of(rows: Sequence[Commendation]) -> dict[uuid.UUID, str]:
    """Return the titles of the campaigns and circulars that mentions go back to, as far as the reader may see them."""
    campaigns = {row.campaign_id for row in rows if row.campaign_id}
    circulars = {row.circular_id for row in rows if row.circular_id}
    found: dict[uuid.UUID, str] = {}
    if campaigns:
        found |= dict(db.session.execute(select(Campaign.id, Campaign.title).where(Campaign.id.in_(campaigns))))
    if circulars:
        titled = select(CircularDraft.id, CircularDraft.title).where(CircularDraft.id.in_(circulars))
        found |= dict(db.session.execute(titled))
    return found
