"""What people do about duties: record what happened outside the system, take it back, decide about a duty of a unit."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.obligations.model import DutyChoice, FactFile, FactRow
from gkcloud.obligations.rulebook import DutyUnknown, rule_book, rule_for
from gkcloud.obligations.rules import Shift
from gkcloud.obligations.standings import Change, assess_tenant, note_pending
from gkcloud.tenancy.directory import directory
from gkcloud.web.clock import SHANGHAI, local

CHOICES = ("shift", "excused", "not_applicable")


class DutyRefused(Exception):
    """The action is not allowed as things are; the text is a Chinese sentence for whoever tried."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a person says of something that happened; ``attended`` are posts (职务), never names.

    ``files`` are pairs of a stored file's id and its name.
    """

    kind: str
    on: date
    item: str = ""
    value: float | None = None
    subject: str = ""
    period: str = ""
    attended: tuple[str, ...] = ()
    label: str = ""
    note: str = ""
    files: tuple[tuple[uuid.UUID, str], ...] = ()


@action("fact.record")
def record_fact(told: Recorded, *, request_key: uuid.UUID, actor: Actor, now: datetime) -> FactRow:
    """Keep what a person says happened, and return it; the same form sent twice is one record.

    Raises DutyRefused for a day in the future or before the unit existed, for a kind that the system sees by itself,
    and when the same thing of the same day is there already.
    """
    tenant_id = _office(actor)
    existing = _by_key(tenant_id, told.kind, f"form:{request_key}")
    if existing is not None:
        nothing_to_do("fact.record")
        return existing
    _refuse(told, tenant_id, local(now).date())
    row = FactRow(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        kind=told.kind,
        key=f"form:{request_key}",
        on_day=told.on,
        # Noon: only the day is known, and it is that day everywhere in the country.
        at=datetime.combine(told.on, time(12), SHANGHAI),
        subject=told.subject,
        item=told.item,
        value=told.value,
        period=told.period,
        attended=list(told.attended),
        label=told.label,
        note=told.note,
        href="",
        data={},
        is_recorded=True,
        recorded_in=tenant_id,
        recorded_by=actor.person_id,
        created_at=now,
        withdrawn_reason="",
    )
    db.session.add(row)
    db.session.flush()
    for file_id, name in told.files:
        db.session.add(FactFile(tenant_id=tenant_id, fact_id=row.id, file_id=file_id, name=name))
    db.session.flush()
    note_pending(tenant_id, told.kind, now)
    record(
        "fact.record",
        actor_id=actor.person_id,
        subject=("fact", row.id),
        at=now,
        kind=told.kind,
        on=told.on.isoformat(),
        files=len(told.files),
    )
    return row


@action("fact.withdraw")
def withdraw_fact(fact_id: uuid.UUID, reason: str, *, actor: Actor, now: datetime) -> FactRow:
    """Take back what a person recorded; it stays in the records with the reason. Raises DutyRefused."""
    statement = select(FactRow).where(FactRow.tenant_id == _office(actor), FactRow.id == fact_id)
    row = db.session.execute(statement.with_for_update()).scalar_one()
    if row.withdrawn_at is not None:
        nothing_to_do("fact.withdraw")
        return row
    if not row.is_recorded:
        raise DutyRefused("这条记录由系统自动生成，不能手工撤销；相关信息撤回后会自动更新。")
    if not reason.strip():
        raise DutyRefused("撤销登记须写明原因，请填写后再提交。")
    row.withdrawn_at, row.withdrawn_reason = now, reason.strip()
    note_pending(row.tenant_id, row.kind, now)
    record("fact.withdraw", actor_id=actor.person_id, subject=("fact", row.id), at=now, reason=reason.strip())
    return row


@dataclass(frozen=True, slots=True)
class Decided:
    """What a supervising office decides of a duty of units; ``period`` is empty for all periods.

    ``choice`` is one of CHOICES; ``value`` is the shift; ``reason`` is asked for except with a shift. ``is_lifted`` takes
    an earlier decision back.
    """

    rule_id: str
    choice: str
    period: str = ""
    value: str = ""
    reason: str = ""
    is_lifted: bool = False


@action("duty.choose")
def choose(tenant_ids: Sequence[uuid.UUID], decided: Decided, *, actor: Actor, now: datetime) -> None:
    """Decide about a duty of some units below the actor's office, in a subtree scope. Raises DutyRefused."""
    _refuse_choice(decided)
    changed = [tenant_id for tenant_id in tenant_ids if _choose(tenant_id, decided, actor, now)]
    if not changed:
        nothing_to_do("duty.choose")
        return
    record(
        "duty.choose",
        actor_id=actor.person_id,
        subject=("duty", decided.rule_id),
        at=now,
        choice=decided.choice,
        value=decided.value,
        period=decided.period,
        reason=decided.reason,
        lifted=decided.is_lifted,
        tenants=[str(each) for each in changed],
    )


@action("duty.recompute")
def recompute_due(tenant_id: uuid.UUID, *, why: str, now: datetime) -> list[Change]:
    """Assess a unit anew because the calendar changed, and record every due day that moved."""
    changes = assess_tenant(tenant_id, now=now)
    moved = [
        {
            "duty": change.rule_id,
            "period": change.period,
            "from": _iso(change.before["due_on"]),
            "to": _iso(change.after["due_on"]),
        }
        for change in changes
        if change.before is not None
        and (change.before["due_on"], change.before["is_provisional"])
        != (change.after["due_on"], change.after["is_provisional"])
    ]
    if not moved:
        nothing_to_do("duty.recompute")
        return changes
    record("duty.recompute", actor_id=None, subject=("tenant", tenant_id), at=now, why=why, moved=moved)
    return changes


@action("unit.take-over")
def take_over(old_id: uuid.UUID, new_id: uuid.UUID, *, now: datetime) -> int:
    """Let the history of a unit that was merged into another follow it, and return how many facts came along.

    In the scope of an office above both. What came before is not copied again; the old unit keeps its own records.
    """
    had = select(FactRow.key).where(FactRow.tenant_id == new_id, FactRow.inherited_from == old_id)
    known = set(db.session.execute(had).scalars())
    columns = [column.key for column in FactRow.__table__.columns]
    told = select(FactRow.__table__).where(FactRow.tenant_id == old_id, FactRow.withdrawn_at.is_(None))
    rows = [
        dict(row) for row in db.session.execute(told).mappings() if _inherited_key(row["key"], old_id) not in known
    ]
    for row in rows:
        own = {"tenant_id": new_id, "id": uuid.uuid4(), "inherited_from": old_id}
        row |= {**own, "key": _inherited_key(row["key"], old_id)}
    if not rows:
        nothing_to_do("unit.take-over")
        return 0
    db.session.execute(insert(FactRow), [{name: row[name] for name in columns} for row in rows])
    for kind in {row["kind"] for row in rows}:
        note_pending(new_id, kind, now)
    record("unit.take-over", actor_id=None, subject=("tenant", new_id), at=now, merged=str(old_id), facts=len(rows))
    return len(rows)


def _inherited_key(key: str, old_id: uuid.UUID) -> str:
    return f"from:{old_id}:{key}"


def _office(actor: Actor) -> uuid.UUID:
    if actor.tenant_id is None:
        raise ValueError("a record belongs to a tenant")
    return actor.tenant_id


def _refuse(told: Recorded, tenant_id: uuid.UUID, today: date) -> None:
    kind = rule_book().fact_kinds.get(told.kind)
    if kind is None or not kind.is_recorded:
        raise DutyRefused("这类事项由系统自动记录，不需要登记。")
    if told.on > today:
        raise DutyRefused("登记的日期晚于今天，请在事情办完后登记。")
    since = directory().by_id(tenant_id).spec.since
    if since is not None and told.on < since:
        raise DutyRefused(f"登记的日期早于本单位设立的 {since.isoformat()}，请核对日期。")
    same = select(FactRow.id).where(
        FactRow.tenant_id == tenant_id,
        FactRow.kind == told.kind,
        FactRow.on_day == told.on,
        FactRow.item == told.item,
        FactRow.subject == told.subject,
        FactRow.period == told.period,
        FactRow.label == told.label,
        FactRow.withdrawn_at.is_(None),
    )
    if db.session.execute(same).first() is not None:
        raise DutyRefused(
            f"{told.on.isoformat()}的“{kind.name}”已经登记过，没有重复登记；如果是另一件事，请写明名称以便区分。"
        )


def _by_key(tenant_id: uuid.UUID, kind: str, key: str) -> FactRow | None:
    statement = select(FactRow).where(FactRow.tenant_id == tenant_id, FactRow.kind == kind, FactRow.key == key)
    return db.session.execute(statement).scalar_one_or_none()


def _refuse_choice(decided: Decided) -> None:
    if decided.choice not in CHOICES:
        raise DutyRefused("没有这种处理方式，请重新选择。")
    if decided.is_lifted:
        return
    if decided.choice == "shift":
        if decided.value not in set(Shift):
            raise DutyRefused("请选择遇休息日如何处理。")
    elif not decided.reason.strip():
        raise DutyRefused("请写明理由，理由会在该单位的期限清单上显示。")


def _choose(tenant_id: uuid.UUID, decided: Decided, actor: Actor, now: datetime) -> bool:
    """Write one unit's choice and return whether that changed anything. Raises DutyRefused where it has no such duty."""
    try:
        rule = rule_for(directory().by_id(tenant_id), decided.rule_id)
    except DutyUnknown:
        raise DutyRefused("所选单位没有这项义务，请重新选择。") from None
    key = (tenant_id, decided.rule_id, decided.period, decided.choice)
    row = db.session.get(DutyChoice, key)
    if decided.is_lifted:
        if row is None:
            return False
        db.session.delete(row)
    elif row is not None and (row.value, row.reason) == (decided.value, decided.reason.strip()):
        return False
    else:
        values = {
            "value": decided.value,
            "reason": decided.reason.strip(),
            "decided_in": _office(actor),
            "decided_by": actor.person_id,
            "decided_at": now,
        }
        statement = insert(DutyChoice).values(
            tenant_id=tenant_id, rule_id=decided.rule_id, period=decided.period, choice=decided.choice, **values
        )
        keys = ["tenant_id", "rule_id", "period", "choice"]
        db.session.execute(statement.on_conflict_do_update(index_elements=keys, set_=values))
    db.session.flush()
    for kind in rule.fact_kinds:
        note_pending(tenant_id, kind, now)
    return True


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
