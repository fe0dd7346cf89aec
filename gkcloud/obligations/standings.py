"""Bringing standings up to the facts: incrementally after a fact, in full each night. Both are the same function."""

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from gkcloud.calendar.queries import calendar_for
from gkcloud.database import db
from gkcloud.obligations import queries
from gkcloud.obligations.listeners import LISTENERS
from gkcloud.obligations.rulebook import rules_for
from gkcloud.obligations.rules import NO_CHOICE, Assessment, Choice, Period, Rule, Standing, assess, periods_of
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.web.clock import local
from gkcloud.worktime import WorkCalendar

_PENDING = "facts_pending"
# The units that wait while settling is put off; None, as nearly always, where every commit settles.
_put_off: ContextVar[set[uuid.UUID] | None] = ContextVar("put_off", default=None)


@dataclass(frozen=True, slots=True)
class Change:
    """A standing that is no longer what it was; ``before`` is None for a new one."""

    rule_id: str
    period: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]


def note_pending(tenant_id: uuid.UUID, kind: str, now: datetime) -> None:
    """Have a unit's standings brought up to a fact of this kind before the transaction commits."""
    pending: dict[uuid.UUID, tuple[set[str], datetime]] = db.session.info.setdefault(_PENDING, {})
    kinds, latest = pending.get(tenant_id, (set(), now))
    pending[tenant_id] = (kinds | {kind}, max(latest, now))


def settle() -> None:
    """Bring standings up to the facts of this transaction; done by itself before it commits."""
    pending: dict[uuid.UUID, tuple[set[str], datetime]] = db.session.info.pop(_PENDING, {})
    for tenant_id, (kinds, now) in pending.items():
        tenant = directory().by_id(tenant_id)
        rules = [rule for rule in rules_for(tenant) if rule.fact_kinds & kinds]
        if rules:
            bring_up(tenant_id, rules, local(now).date(), calendar_of(tenant_id))
        for listener in LISTENERS:
            listener(tenant_id, now)


@contextmanager
def deferred() -> Iterator[set[uuid.UUID]]:
    """Put settling off in the block, and yield the units that wait for it; whoever does this has them assessed afterwards.

    For the demonstration alone: a year of work is written at once, and only what it comes to in the end is looked at.
    """
    waiting: set[uuid.UUID] = set()
    token = _put_off.set(waiting)
    try:
        yield waiting
    finally:
        _put_off.reset(token)


def assess_tenant(tenant_id: uuid.UUID, *, now: datetime) -> list[Change]:
    """Assess all duties of a unit for today and return what changed; a closed unit's standings stay as they were."""
    tenant = directory().by_id(tenant_id)
    if tenant.status is TenantStatus.CLOSED:
        return []
    rules, today = rules_for(tenant), local(now).date()
    _drop_others(tenant_id, [rule.id for rule in rules], today)
    changes = bring_up(tenant_id, rules, today, calendar_of(tenant_id))
    for listener in LISTENERS:
        listener(tenant_id, now)
    return changes


def calendar_of(tenant_id: uuid.UUID) -> WorkCalendar:
    """Return the calendar that a unit's working days are counted by."""
    return calendar_for(directory().by_id(tenant_id))


def bring_up(tenant_id: uuid.UUID, rules: Sequence[Rule], today: date, calendar: WorkCalendar) -> list[Change]:
    """Assess some duties of a unit over the window that is kept, write what changed, and return it.

    Asks three statements and writes one, however many rules, periods and facts there are.
    """
    # Plain statements flush nothing by themselves, and what is pending may be the very fact.
    db.session.flush()
    since = queries.window(today)
    facts = queries.facts_for(tenant_id, rules, since)
    choices = queries.choices_of(tenant_id)
    known = _known(tenant_id, [rule.id for rule in rules], since)
    changes: list[Change] = []
    for rule in rules:
        for period in periods_of(rule, since, today):
            choice = _choice(choices, rule.id, period)
            values = _values(rule, period, assess(rule, facts, period, today, calendar, choice))
            before = known.get(values[:2])
            if before != values:
                was = None if before is None else dict(zip(_NAMES, before, strict=True))
                changes.append(Change(rule.id, period.key, was, dict(zip(_NAMES, values, strict=True))))
    _write(tenant_id, changes, today)
    return changes


def _choice(choices: Mapping[tuple[str, str], Choice], rule_id: str, period: Period) -> Choice:
    if not choices:
        return NO_CHOICE
    for_all = choices.get((rule_id, ""), NO_CHOICE)
    own = choices.get((rule_id, period.key))
    if own is None:
        return for_all
    return Choice(
        own.excused or for_all.excused, own.not_applicable or for_all.not_applicable, own.shift or for_all.shift
    )


def _values(rule: Rule, period: Period, found: Assessment) -> tuple[Any, ...]:
    """Return what is kept of a standing, in the order of ``_NAMES``."""
    return (
        rule.id,
        period.key,
        period.first,
        period.last,
        found.standing.value,
        found.due,
        found.is_provisional,
        found.sentence,
        list(found.evidence),
        found.done,
        found.wanted,
    )


_NAMES = (
    "rule_id", "period", "first_day", "last_day", "standing", "due_on", "is_provisional", "sentence", "evidence", "done",
    "wanted",
)  # fmt: skip
# Hundreds of rows of every unit each night: compared as tuples, as the driver gives them.
_KNOWN = text(
    f"select {', '.join(_NAMES)} from standings"  # noqa: S608 - names of our own
    " where tenant_id = :tenant_id and rule_id = any(:rule_ids) and last_day >= :since"
)


def _known(tenant_id: uuid.UUID, rule_ids: Sequence[str], since: date) -> dict[tuple[str, ...], tuple[Any, ...]]:
    given = {"tenant_id": tenant_id, "rule_ids": rule_ids, "since": since}
    return {row[:2]: tuple(row) for row in db.session.execute(_KNOWN, given).all()}


# All rows travel as one value: a unit's first night writes hundreds, and one at a time they take most of it.
_WRITE = text("""
    insert into standings (tenant_id, rule_id, period, first_day, last_day, standing, due_on, is_provisional, sentence,
                           evidence, done, wanted, changed_on)
    select cast(:tenant_id as uuid), r.rule_id, r.period, r.first_day, r.last_day, r.standing, r.due_on, r.is_provisional,
           r.sentence, r.evidence, r.done, r.wanted, :today
    from jsonb_to_recordset(cast(:rows as jsonb)) as r (
        rule_id text, period text, first_day date, last_day date, standing text, due_on date, is_provisional boolean,
        sentence text, evidence uuid[], done integer, wanted integer)
    on conflict (tenant_id, rule_id, period) do update set
        first_day = excluded.first_day, last_day = excluded.last_day, standing = excluded.standing,
        due_on = excluded.due_on, is_provisional = excluded.is_provisional, sentence = excluded.sentence,
        evidence = excluded.evidence, done = excluded.done, wanted = excluded.wanted, changed_on = excluded.changed_on
""")


def _write(tenant_id: uuid.UUID, changes: Sequence[Change], today: date) -> None:
    if not changes:
        return
    rows = json.dumps([change.after for change in changes], default=str, ensure_ascii=False)
    db.session.execute(_WRITE, {"tenant_id": str(tenant_id), "today": today, "rows": rows})


_DROP = text(
    "delete from standings where tenant_id = :tenant_id and rule_id <> all(:rule_ids) and last_day >= :since"
)


def _drop_others(tenant_id: uuid.UUID, rule_ids: Sequence[str], today: date) -> None:
    """Drop what stands under a rule that the unit no longer has; earlier periods stay as history."""
    db.session.execute(_DROP, {"tenant_id": tenant_id, "rule_ids": list(rule_ids), "since": queries.window(today)})


def _settle_before_commit(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    waiting = _put_off.get()
    if waiting is None:
        settle()
    else:
        waiting.update(session.info.pop(_PENDING))


def _forget_after_rollback(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_PENDING, None)


def install(session_factory: object) -> None:
    """Attach the settling of standings to every session of this factory."""
    event.listen(session_factory, "before_commit", _settle_before_commit)
    event.listen(session_factory, "after_rollback", _forget_after_rollback)


__all__ = ["Change", "Standing", "assess_tenant", "bring_up", "deferred", "install", "note_pending", "settle"]
