"""Filling sheets in item by item, handing them over to another inspector, and handing them in."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.campaigns import facts, queries
from gkcloud.campaigns.actions.refusals import SheetConflict, SheetRefused
from gkcloud.campaigns.model import Sheet, SheetAnswer
from gkcloud.campaigns.queries import SheetView
from gkcloud.campaigns.rules import CampaignState, SheetKind, SheetState, may_take_over, refuse_writing
from gkcloud.database import db
from gkcloud.standards.answering import NUMBERED, Answer, Result, refuse_answer, result_of
from gkcloud.standards.rules import Item
from gkcloud.standards.scoring import Outcome, Score
from gkcloud.web.clock import local

# How many saves of one item are remembered: what a phone sends again is far fewer.
KEYS_KEPT = 20
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody said of an item. ``key`` names this one save, ``seen`` the version of the answer that they saw."""

    item: str
    result: Result | None
    value: Decimal | None = None
    of: Decimal | None = None
    reason: str = ""
    key: str = ""
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """A save that arrived: the answer's version now, and the sheet."""

    version: int
    view: SheetView


@action("sheet.save")
def save(sheet_id: uuid.UUID, typed: Typed, *, actor: Actor, now: datetime) -> Saved:
    """Keep what was said of one item. The same ``key`` again changes nothing, however late it comes.

    Raises SheetConflict when somebody else answered since, and SheetRefused when the answer cannot stand.
    """
    view = lock_sheet(sheet_id, actor, now)
    item, held = _item(view, typed.item), view.answers.get(typed.item)
    if held is not None and typed.key and typed.key in held.keys:
        nothing_to_do("sheet.save")
        return Saved(held.version, view)
    require_writable(view, actor)
    answer = _answer(view, item, typed)
    reason = typed.reason.strip()[:LONGEST_REASON]
    if held is not None and _says(held) == (answer.result.value, answer.value, answer.of, reason):
        nothing_to_do("sheet.save")
        return Saved(held.version, view)
    if held is not None and typed.seen is not None and typed.seen != held.version:
        raise SheetConflict(Result(held.result).label, held.version)
    held = _keep(view, held, typed, answer, reason, actor, now)
    touch(view, actor, now)
    record(
        "sheet.save",
        actor_id=actor.person_id,
        subject=("sheet", sheet_id),
        at=now,
        item=item.code,
        result=answer.result.value,
        version=held.version,
    )
    return Saved(held.version, queries.sheet_view(view.row, local(now).date()))


@action("sheet.take-over")
def take_over(sheet_id: uuid.UUID, *, actor: Actor, now: datetime) -> Sheet:
    """Take an inspection over from another inspector; everything that was saved stays."""
    view = lock_sheet(sheet_id, actor, now)
    if view.row.holder_id == actor.person_id:
        nothing_to_do("sheet.take-over")
        return view.row
    if not may_take_over(view.facts, actor.person_id):
        raise SheetRefused("这张检查表现在不能接手，请刷新页面后查看。")
    before, view.row.holder_id, view.row.updated_at = view.row.holder_id, actor.person_id, now
    _record("sheet.take-over", view.row, actor, now, before=str(before))
    return view.row


@action("sheet.submit")
def submit(sheet_id: uuid.UUID, summary: str = "", *, actor: Actor, now: datetime) -> SheetView:
    """Hand a sheet in: its score is worked out and kept. Raises SheetRefused while an item is open."""
    view = lock_sheet(sheet_id, actor, now)
    if view.row.state == SheetState.SUBMITTED.value:
        nothing_to_do("sheet.submit")
        return view
    require_writable(view, actor)
    if not view.score.is_settled:
        raise SheetRefused(view.score.sentences[0])
    row = view.row
    row.state, row.submitted_by, row.submitted_at = SheetState.SUBMITTED.value, actor.person_id, now
    row.summary = summary.strip()[:2000]
    _keep_score(row, view.score, now)
    _record("sheet.submit", row, actor, now, outcome=view.score.outcome.value, total=str(view.score.total))
    if view.kind is SheetKind.SELF_CHECK:
        facts.self_check_submitted(row, view.campaign, actor_id=actor.person_id, at=now)
    return queries.sheet_view(row, local(now).date())


@action("sheet.reopen")
def reopen(sheet_id: uuid.UUID, reason: str, *, actor: Actor, now: datetime) -> Sheet:
    """Give a sheet back to whoever filled it in, for a reason; the county does, while the campaign is under way."""
    view = lock_sheet(sheet_id, actor, now)
    if view.row.state == SheetState.OPEN.value:
        nothing_to_do("sheet.reopen")
        return view.row
    if view.row.tenant_id != actor.tenant_id or view.facts.campaign is not CampaignState.OPEN:
        raise SheetRefused("督查进行中才能退回，现在不能退回。")
    if not reason.strip():
        raise SheetRefused("退回须写明需要补充或更正什么，请填写后再提交。")
    row = view.row
    row.state, row.submitted_at, row.submitted_by, row.total, row.result = (
        SheetState.OPEN.value,
        None,
        None,
        None,
        None,
    )
    _record("sheet.reopen", row, actor, now, reason=reason.strip()[:LONGEST_REASON])
    return row


@action("sheet.correct")
def correct(
    sheet_id: uuid.UUID, changes: Mapping[str, Typed], reason: str, *, actor: Actor, now: datetime
) -> SheetView:
    """Change answers of a sheet that was handed in, and its score: what an appeal (复核) led to.

    Raises SheetRefused for a sheet that is open, one of another county, or an answer that cannot stand.
    """
    view = lock_sheet(sheet_id, actor, now)
    if view.row.tenant_id != actor.tenant_id or view.row.state != SheetState.SUBMITTED.value:
        raise SheetRefused("只有已提交的检查表可以按复核结果更正。")
    before, changed = view.row.total, False
    for code, typed in changes.items():
        item, held = _item(view, code), view.answers.get(code)
        answer = _answer(view, item, typed)
        said = typed.reason.strip() or reason.strip()
        if held is not None and _says(held) == (answer.result.value, answer.value, answer.of, said):
            continue
        _keep(view, held, typed, answer, said, actor, now)
        changed = True
    if not changed:
        nothing_to_do("sheet.correct")
        return view
    db.session.flush()
    view = queries.sheet_view(view.row, local(now).date())
    _keep_score(view.row, view.score, now)
    _record("sheet.correct", view.row, actor, now, reason=reason, before=str(before), total=str(view.row.total))
    if view.facts.campaign is CampaignState.CLOSED and view.kind is SheetKind.INSPECTION:
        facts.appraised(view.row, view.campaign, actor_id=actor.person_id, at=now)
    return view


def lock_sheet(sheet_id: uuid.UUID, actor: Actor, now: datetime) -> SheetView:
    """Lock a sheet of the actor's county, or about the actor's unit, so that saves come one after another."""
    mine = (Sheet.tenant_id == actor.tenant_id) | (
        (Sheet.target_id == actor.tenant_id) & (Sheet.kind == SheetKind.SELF_CHECK.value)
    )
    statement = select(Sheet).where(Sheet.id == sheet_id, mine).with_for_update()
    row = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise SheetRefused("没有找到这张表，请返回列表查看。")
    return queries.sheet_view(row, local(now).date())


def _item(view: SheetView, code: str) -> Item:
    item = view.content.item(code)
    if item is None:
        raise SheetRefused("这张表上没有这一项，请刷新页面后再填。")
    return item


def require_writable(view: SheetView, actor: Actor) -> None:
    """Refuse whoever may not write: the county on a unit's self-check, or an inspector on another's sheet."""
    owner = view.row.target_id if view.kind is SheetKind.SELF_CHECK else view.row.tenant_id
    if owner != actor.tenant_id:
        raise SheetRefused("这张表由被检查单位自己填写。")
    if reason := refuse_writing(view.facts, actor.person_id):
        raise SheetRefused(reason)


def _answer(view: SheetView, item: Item, typed: Typed) -> Answer:
    result = typed.result
    is_number = item.scoring in NUMBERED and result is not Result.NOT_APPLICABLE
    if is_number and typed.value is not None:
        result = result_of(item, typed.value, typed.of)
    elif result is None:
        raise SheetRefused("请填写数字。" if is_number else "请选择一个结论后再保存。")
    answer = Answer(result, typed.value if is_number else None, typed.of if is_number else None)
    prefill = view.prefills.get(item.code)
    reason = refuse_answer(
        item, answer, suggested=prefill.suggested if prefill else None, reason=typed.reason.strip()
    )
    if reason:
        raise SheetRefused(reason)
    return answer


def _says(row: SheetAnswer) -> tuple[str, Decimal | None, Decimal | None, str]:
    return row.result, row.value, row.of, row.reason


def _keep(
    view: SheetView,
    held: SheetAnswer | None,
    typed: Typed,
    answer: Answer,
    reason: str,
    actor: Actor,
    now: datetime,
) -> SheetAnswer:
    if held is None:
        prefill = view.prefills.get(typed.item)
        held = SheetAnswer(
            tenant_id=view.row.tenant_id,
            sheet_id=view.row.id,
            target_id=view.row.target_id,
            item=typed.item,
            auto=prefill.as_json() if prefill else None,
            version=0,
            keys=[],
        )
        db.session.add(held)
    held.result, held.value, held.of, held.reason = answer.result.value, answer.value, answer.of, reason
    held.version += 1
    if typed.key:
        held.keys = [*held.keys, typed.key][-KEYS_KEPT:]
    assert actor.tenant_id is not None  # noqa: S101 - the sheet was found by it
    held.answered_in, held.answered_by, held.answered_at = actor.tenant_id, actor.person_id, now
    return held


def touch(view: SheetView, actor: Actor, now: datetime) -> None:
    """Note that the sheet was worked on; the first who writes on an inspection has it in hand."""
    view.row.updated_at = now
    if view.kind is SheetKind.INSPECTION and view.row.holder_id is None:
        view.row.holder_id = actor.person_id
    db.session.flush()


def _keep_score(row: Sheet, score: Score, now: datetime) -> None:
    row.total, row.updated_at = score.total, now
    row.result = {
        "outcome": score.outcome.value,
        "grade": "不合格" if score.outcome is Outcome.VETOED else score.grade,
        "possible": str(score.possible),
        "earned": str(score.earned),
        "bonus": str(score.bonus),
        "sentences": list(score.sentences),
    }


def _record(name: str, row: Sheet, actor: Actor, now: datetime, **data: object) -> None:
    row.updated_at = now
    db.session.flush()
    record(name, actor_id=actor.person_id, subject=("sheet", row.id), at=now, **data)
