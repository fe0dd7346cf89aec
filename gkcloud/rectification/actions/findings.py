"""Problems found: kept until an order takes them up, or dropped."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.rectification.actions.common import Refused, unit_below
from gkcloud.rectification.model import Finding
from gkcloud.rectification.rules import FindingState


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem at a unit; ``sheet_id`` and ``item`` say where an inspector met it, if it was on a sheet."""

    target_id: uuid.UUID
    title: str
    detail: str = ""
    campaign_id: uuid.UUID | None = None
    sheet_id: uuid.UUID | None = None
    item: str = ""


@action("finding.record")
def record_finding(problem: Problem, *, actor: Actor, now: datetime) -> Finding:
    """Keep a problem that was found at a unit; the same words about the same unit are kept once while they are open.

    Raises Refused when the unit is not below the actor's tenant, is out of service, or nothing is said.
    """
    title = problem.title.strip()
    if not title:
        raise Refused("请写明发现的问题。")
    unit_below(problem.target_id, actor)
    known = {
        "tenant_id": actor.tenant_id,
        "target_id": problem.target_id,
        "campaign_id": problem.campaign_id,
        "sheet_id": problem.sheet_id,
        "item": problem.item,
        "title": title,
    }
    statement = select(Finding).filter_by(**known).where(Finding.state != FindingState.DROPPED.value)
    row = db.session.execute(statement).scalars().first()
    if row is not None and (row.state == FindingState.OPEN.value or problem.sheet_id is not None):
        nothing_to_do("finding.record")
        return row
    row = Finding(
        **known,
        id=uuid.uuid4(),
        detail=problem.detail.strip(),
        state=FindingState.OPEN.value,
        found_by=actor.person_id,
        found_at=now,
        updated_at=now,
    )
    db.session.add(row)
    db.session.flush()
    target = {"target": str(problem.target_id), "sheet": str(problem.sheet_id or ""), "item": problem.item}
    record("finding.record", actor_id=actor.person_id, subject=("finding", row.id), at=now, **target)
    return row


@action("finding.drop")
def drop_finding(finding_id: uuid.UUID, *, actor: Actor, now: datetime) -> Finding:
    """Give up a problem that no order has taken up. Raises Refused when one has."""
    statement = select(Finding).where(Finding.tenant_id == actor.tenant_id, Finding.id == finding_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise Refused("没有找到这个问题，请返回列表查看。")
    if row.state == FindingState.DROPPED.value:
        nothing_to_do("finding.drop")
        return row
    if row.state != FindingState.OPEN.value:
        raise Refused("这个问题已经列入整改通知，不能删去。")
    row.state, row.updated_at = FindingState.DROPPED.value, now
    record("finding.drop", actor_id=actor.person_id, subject=("finding", row.id), at=now)
    return row
