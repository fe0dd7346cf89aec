"""Commendation and criticism (表扬、批评) of a unit, for a reason and on a basis. In a subtree scope."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from gkcloud.access.policy import Actor, Can
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.campaigns.model import CampaignTarget
from gkcloud.database import db
from gkcloud.rectification import facts
from gkcloud.rectification.actions.common import Refused, unit_below
from gkcloud.rectification.model import CircularDraft, Commendation
from gkcloud.rectification.rules import Mention
from gkcloud.web.clock import local


@dataclass(frozen=True, slots=True)
class MentionText:
    """What is said of a unit. ``basis`` names a document; a campaign or a circular of this office may stand beside it."""

    target_id: uuid.UUID
    kind: Mention
    reason: str
    basis: str
    decided_on: date
    campaign_id: uuid.UUID | None = None
    circular_id: uuid.UUID | None = None


@action("mention.record")
def record_mention(text: MentionText, *, actor: Actor, now: datetime) -> Commendation:
    """Record that a unit was commended or criticised and let it know; the same words about the same day are one.

    What belongs to a circular that is not issued is told with it. Raises Refused without reason or basis, for a day in
    the future, and for a campaign that did not look at the unit.
    """
    if not actor.may(Can.ORDER_MANAGE):
        raise Refused("您现在没有督查职责，不能登记表扬和批评。")
    unit = unit_below(text.target_id, actor)
    if not text.reason.strip():
        raise Refused("请写明表扬或者批评的事由。")
    if not text.basis.strip() and text.campaign_id is None and text.circular_id is None:
        raise Refused("请写明依据：文件、检查结果或者通报。")
    if text.decided_on > local(now).date():
        raise Refused("日期不能晚于今天。")
    if text.campaign_id and not db.session.get(CampaignTarget, (actor.tenant_id, text.campaign_id, text.target_id)):
        raise Refused(f"{unit.short_name}不在所选检查的范围内，请重新选择。")
    circular = db.session.get(CircularDraft, (actor.tenant_id, text.circular_id)) if text.circular_id else None
    if text.circular_id and circular is None:
        raise Refused("没有找到所选的通报，请重新选择。")
    said = {
        "tenant_id": actor.tenant_id,
        "target_id": text.target_id,
        "kind": text.kind.value,
        "campaign_id": text.campaign_id,
        "circular_id": text.circular_id,
        "basis": text.basis.strip(),
        "reason": text.reason.strip(),
        "decided_on": text.decided_on,
    }
    known = db.session.execute(select(Commendation).filter_by(**said, withdrawn_at=None)).scalars().first()
    if known is not None:
        nothing_to_do("mention.record")
        return known
    is_waiting = circular is not None and circular.printing_id is None
    row = Commendation(
        **said,
        id=uuid.uuid4(),
        decided_by=actor.person_id,
        decided_at=now,
        shown_at=None if is_waiting else now,
        withdrawn_reason="",
    )
    db.session.add(row)
    db.session.flush()
    target = str(text.target_id)
    record(
        "mention.record", actor_id=actor.person_id, subject=("mention", row.id), at=now, kind=row.kind, target=target
    )
    if not is_waiting:
        tell_fact(row, now)
    return row


@action("mention.withdraw")
def withdraw_mention(mention_id: uuid.UUID, reason: str, *, actor: Actor, now: datetime) -> Commendation:
    """Take a commendation or criticism back, for a reason; it stays in the records. Raises Refused without a reason."""
    statement = select(Commendation).where(Commendation.tenant_id == actor.tenant_id, Commendation.id == mention_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None or not actor.may(Can.ORDER_MANAGE):
        raise Refused("没有找到这条记录，或者您现在没有督查职责。")
    if row.withdrawn_at is not None:
        nothing_to_do("mention.withdraw")
        return row
    if not reason.strip():
        raise Refused("请写明撤销的理由。")
    row.withdrawn_at, row.withdrawn_reason = now, reason.strip()
    db.session.flush()
    record("mention.withdraw", actor_id=actor.person_id, subject=("mention", row.id), at=now)
    return row


def tell_fact(row: Commendation, now: datetime) -> None:
    """Tell that a unit knows now of what was said of it."""
    told = facts.commended if row.kind == Mention.COMMENDED.value else facts.criticised
    told(row, at=now)
