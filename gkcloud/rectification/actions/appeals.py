"""Appeals against scores: filed once by the unit, decided once by the county."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.campaigns.facts import appraised
from gkcloud.campaigns.model import Sheet
from gkcloud.database import db
from gkcloud.rectification.actions.common import Refused
from gkcloud.rectification.appealing import (
    AppealState,
    Ruling,
    refuse_deciding,
    refuse_filing,
    refuse_ruling,
    rescored,
)
from gkcloud.rectification.model import Appeal
from gkcloud.rectification.queries.appeals import INSPECTION, score_view
from gkcloud.web.clock import local


@action("appeal.file")
def file_appeal(
    sheet_id: uuid.UUID, items: Sequence[str], reason: str, *, key: uuid.UUID, actor: Actor, now: datetime
) -> Appeal:
    """Appeal the score of a sheet, in the unit's office scope; ``key`` is the form's own and becomes the appeal's id.

    Raises Refused where the rules do (told too long ago, appealed before), without a reason, or for an item that the
    standard has not.
    """
    statement = select(Sheet).where(
        Sheet.id == sheet_id, Sheet.target_id == actor.tenant_id, Sheet.kind == INSPECTION
    )
    sheet = db.session.execute(statement).scalar_one_or_none()
    if sheet is None:
        raise Refused("没有找到这次得分，请返回列表查看。")
    score = score_view(sheet)
    if score.appeal is not None and score.appeal.id == key:
        nothing_to_do("appeal.file")
        return score.appeal
    if fault := refuse_filing(score.facts, actor, local(now).date()):
        raise Refused(fault)
    if not reason.strip():
        raise Refused("请写明申请复核的理由。")
    if not items or set(items) - set(score.items):
        raise Refused("请选择对哪些项目的得分有异议。")
    row = Appeal(
        tenant_id=sheet.tenant_id,
        id=key,
        sheet_id=sheet.id,
        target_id=sheet.target_id,
        items=[code for code in score.items if code in set(items)],
        reason=reason.strip(),
        state=AppealState.FILED.value,
        filed_by=actor.person_id,
        filed_at=now,
        decision="",
        total_before=sheet.total,
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
            db.session.flush()
    except IntegrityError:
        # Two signers at the same moment: the one who was first has appealed.
        raise Refused("这次得分已经申请过复核，同一得分只能申请一次。") from None
    record("appeal.file", actor_id=actor.person_id, subject=("appeal", row.id), at=now, sheet=str(sheet.id))
    return row


@action("appeal.decide")
def decide_appeal(appeal_id: uuid.UUID, ruling: Ruling, *, actor: Actor, now: datetime) -> Appeal:
    """Decide an appeal: the score is upheld, or changed with the new points, which become the sheet's total.

    The same decision again is nothing more. Raises Refused for another one, without a reason, or by whoever may not.
    """
    statement = select(Appeal).where(Appeal.tenant_id == actor.tenant_id, Appeal.id == appeal_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise Refused("没有找到这次复核申请，请返回列表查看。")
    if row.decided_by == actor.person_id and _said(row) == (ruling.state.value, ruling.total, ruling.reason.strip()):
        nothing_to_do("appeal.decide")
        return row
    if fault := refuse_deciding(AppealState(row.state), row.tenant_id, actor):
        raise Refused(fault)
    before = row.total_before if row.total_before is not None else Decimal(0)
    if fault := refuse_ruling(ruling, before, tuple(row.items)):
        raise Refused(fault)
    row.state, row.decision = ruling.state.value, ruling.reason.strip()
    row.changes = {code: str(points) for code, points in ruling.points.items()}
    row.total_after = row.total_before if ruling.total is None else ruling.total
    row.decided_by, row.decided_at = actor.person_id, now
    if ruling.total is not None:
        _rescore(row, ruling.total, actor, now)
    db.session.flush()
    totals = {"before": str(row.total_before), "after": str(row.total_after)}
    record("appeal.decide", actor_id=actor.person_id, subject=("appeal", row.id), at=now, state=row.state, **totals)
    return row


def _rescore(row: Appeal, total: Decimal, actor: Actor, now: datetime) -> None:
    """Give the sheet its new total, with the grade that goes with it, and tell of the new score."""
    score = score_view(db.session.get_one(Sheet, (row.tenant_id, row.sheet_id)))
    sheet, before = score.sheet, row.total_before or Decimal(0)
    said = f"经复核，得分由 {before:g} 分调整为 {total:g} 分。"
    sheet.result = rescored(sheet.result or {}, score.content, total, said)
    sheet.total, sheet.updated_at = total, now
    db.session.flush()
    appraised(sheet, score.campaign, actor_id=actor.person_id, at=now)


def _said(row: Appeal) -> tuple[str, Decimal | None, str]:
    changed = row.state == AppealState.CHANGED.value
    return row.state, row.total_after if changed else None, row.decision
