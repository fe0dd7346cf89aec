"""Reading facts and standings. ``access_fact`` is the only way a page gets a fact."""

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from flask import abort
from sqlalchemy import extract, func, or_, select, text

from gkcloud.access.policy import Actor
from gkcloud.database import db
from gkcloud.files.model import StoredFile
from gkcloud.obligations.model import DutyChoice, FactFile, FactRow, StandingRow
from gkcloud.obligations.rulebook import lasting_kinds
from gkcloud.obligations.rules import Choice, Fact, Facts, Rule, Shift, Standing, months_back
from gkcloud.web.paging import Slice

# How far back standings are kept up to date: the months of a trend, and the one before them.
MONTHS_KEPT = 13
_OPEN = tuple(each.value for each in Standing if each.is_open)
_PRESSING = (Standing.OVERDUE.value, Standing.DUE_SOON.value)


def window(today: date) -> date:
    """Return the first day from which standings are kept up to date."""
    return months_back(today, MONTHS_KEPT)


def access_fact(fact_id: uuid.UUID, actor: Actor) -> FactRow:
    """Return a fact of the actor's tenant; 404 when there is none."""
    row = db.session.get(FactRow, (actor.tenant_id, fact_id))
    if row is None:
        abort(404)
    return row


# The columns alone: a year of a busy unit is a thousand facts, and none of them is changed.
_COLUMNS = "id, kind, on_day, at, subject, item, value, period, attended, label, data"
_NOBODY: frozenset[str] = frozenset()
# What is to be kept fresh may have been fresh for the last time before; what lasts is among the first already.
_FACTS = text(f"""
    select {_COLUMNS} from facts
    where tenant_id = :tenant_id and kind = any(:kinds) and withdrawn_at is null
        and (on_day >= :since or kind = any(:lasting))
    union all (
        select distinct on (kind) {_COLUMNS} from facts
        where tenant_id = :tenant_id and kind = any(:kinds) and kind <> all(:lasting) and withdrawn_at is null
            and on_day < :since
        order by kind, on_day desc)
""")  # noqa: S608 - names of our own


def facts_for(tenant_id: uuid.UUID, rules: Iterable[Rule], since: date) -> Facts:
    """Return what rules look at of a unit: the facts since a day, those that last, and the latest before of each kind."""
    rules = tuple(rules)
    kinds = {kind for rule in rules for kind in rule.fact_kinds}
    given = {
        "tenant_id": tenant_id,
        "kinds": sorted(kinds),
        "lasting": sorted(lasting_kinds(rules)),
        "since": since,
    }
    rows = db.session.execute(_FACTS, given).all() if kinds else ()
    return Facts(_fact(*row) for row in rows)


def choices_of(tenant_id: uuid.UUID) -> Mapping[tuple[str, str], Choice]:
    """Return what was decided about a unit's duties, by rule and period; the period is empty where it is for all."""
    statement = select(DutyChoice).where(DutyChoice.tenant_id == tenant_id)
    found: dict[tuple[str, str], dict[str, str]] = {}
    for row in db.session.execute(statement).scalars():
        words = found.setdefault((row.rule_id, row.period), {})
        words[row.choice] = row.value if row.choice == "shift" else row.reason
    return {key: _choice(words) for key, words in found.items()}


def _choice(words: Mapping[str, str]) -> Choice:
    shift = words.get("shift")
    return Choice(words.get("excused", ""), words.get("not_applicable", ""), Shift(shift) if shift else None)


def standings_of(
    tenant_ids: Collection[uuid.UUID],
    *,
    rule_ids: Collection[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Sequence[StandingRow]:
    """Return the standings of units whose periods touch the days from ``since`` to ``until``, by rule and period."""
    statement = select(StandingRow).where(StandingRow.tenant_id.in_(tenant_ids))
    if rule_ids is not None:
        statement = statement.where(StandingRow.rule_id.in_(rule_ids))
    if since is not None:
        statement = statement.where(StandingRow.last_day >= since)
    if until is not None:
        statement = statement.where(StandingRow.first_day <= until)
    ordered = statement.order_by(StandingRow.rule_id, StandingRow.first_day)
    return db.session.execute(ordered).scalars().all()


def standing_of(tenant_id: uuid.UUID, rule_id: str, on: date) -> StandingRow | None:
    """Return where a unit stands with a duty in the period that a day lies in, or in the latest before."""
    statement = select(StandingRow).where(
        StandingRow.tenant_id == tenant_id, StandingRow.rule_id == rule_id, StandingRow.first_day <= on
    )
    return db.session.execute(statement.order_by(StandingRow.first_day.desc()).limit(1)).scalar_one_or_none()


def units_due_in(years: Collection[int]) -> list[uuid.UUID]:
    """Return the units that the scope reads and that have something due in these years, or on a day not settled yet."""
    year = extract("year", StandingRow.due_on)
    statement = select(StandingRow.tenant_id).where(or_(year.in_(years), StandingRow.is_provisional))
    return list(db.session.execute(statement.distinct()).scalars())


def overdue_of(tenant_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Return the ids of the overdue duties of units, the longest overdue first; units without any are left out."""
    statement = select(StandingRow.tenant_id, StandingRow.rule_id).where(
        StandingRow.tenant_id.in_(tenant_ids), StandingRow.standing == Standing.OVERDUE.value
    )
    found: dict[uuid.UUID, list[str]] = {}
    for row in db.session.execute(statement.order_by(StandingRow.due_on, StandingRow.rule_id)):
        if row.rule_id not in found.setdefault(row.tenant_id, []):
            found[row.tenant_id].append(row.rule_id)
    return found


def standings_now(tenant_ids: Collection[uuid.UUID], today: date) -> Sequence[StandingRow]:
    """Return what is of the present: periods that are not over, and earlier ones that can still be made good."""
    statement = select(StandingRow).where(
        StandingRow.tenant_id.in_(tenant_ids),
        StandingRow.first_day <= today,
        or_(StandingRow.last_day >= today, StandingRow.standing.in_(_OPEN)),
    )
    return db.session.execute(statement.order_by(StandingRow.due_on, StandingRow.rule_id)).scalars().all()


def standings_due(tenant_id: uuid.UUID, first: date, last: date) -> Sequence[StandingRow]:
    """Return a unit's standings whose due day lies between two days, by day."""
    statement = select(StandingRow).where(StandingRow.tenant_id == tenant_id, StandingRow.due_on.between(first, last))
    return db.session.execute(statement.order_by(StandingRow.due_on, StandingRow.rule_id)).scalars().all()


def count_pressing(tenant_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Mapping[Standing, int]]:
    """Return how many duties of each unit are overdue, and how many due soon, in one statement."""
    statement = (
        select(StandingRow.tenant_id, StandingRow.standing, func.count())
        .where(StandingRow.tenant_id.in_(tenant_ids), StandingRow.standing.in_(_PRESSING))
        .group_by(StandingRow.tenant_id, StandingRow.standing)
    )
    found: dict[uuid.UUID, dict[Standing, int]] = {}
    for tenant_id, standing, count in db.session.execute(statement):
        found.setdefault(tenant_id, {})[Standing(standing)] = count
    return found


def decisions_of(tenant_ids: Collection[uuid.UUID], rule_id: str | None = None) -> Sequence[DutyChoice]:
    """Return what was decided about duties of units, the latest first."""
    statement = select(DutyChoice).where(DutyChoice.tenant_id.in_(tenant_ids))
    if rule_id is not None:
        statement = statement.where(DutyChoice.rule_id == rule_id)
    return db.session.execute(statement.order_by(DutyChoice.decided_at.desc())).scalars().all()


def facts_page(tenant_id: uuid.UUID, part: Slice, *, is_recorded: bool) -> tuple[Sequence[FactRow], int]:
    """Return one page of a unit's facts, newest first, with how many there are; withdrawn ones are shown as such."""
    wanted = (FactRow.tenant_id == tenant_id, FactRow.is_recorded.is_(is_recorded))
    total = db.session.execute(select(func.count()).select_from(FactRow).where(*wanted)).scalar_one()
    statement = select(FactRow).where(*wanted).order_by(FactRow.on_day.desc(), FactRow.created_at.desc(), FactRow.id)
    rows = db.session.execute(statement.limit(part.per_page).offset(part.offset)).scalars().all()
    return rows, total


def files_of(
    tenant_id: uuid.UUID, fact_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, list[tuple[str, StoredFile]]]:
    """Return the files beside facts of a unit, each with the name that it was given."""
    statement = (
        select(FactFile.fact_id, FactFile.name, StoredFile)
        .join(StoredFile, (StoredFile.tenant_id == FactFile.tenant_id) & (StoredFile.id == FactFile.file_id))
        .where(FactFile.tenant_id == tenant_id, FactFile.fact_id.in_(fact_ids))
        .order_by(StoredFile.created_at, FactFile.name)
    )
    found: dict[uuid.UUID, list[tuple[str, StoredFile]]] = {}
    for fact_id, name, file in db.session.execute(statement):
        found.setdefault(fact_id, []).append((name, file))
    return found


def access_fact_file(fact: FactRow, file_id: uuid.UUID) -> StoredFile:
    """Return a file beside a fact that its reader has; 404 for any other file of the office."""
    beside = files_of(fact.tenant_id, [fact.id]).get(fact.id, ())
    file = next((file for _, file in beside if file.id == file_id), None)
    if file is None:
        abort(404)
    return file


def facts_by_id(tenant_id: uuid.UUID, ids: Collection[uuid.UUID]) -> dict[uuid.UUID, FactRow]:
    """Return facts of a unit by their ids, withdrawn ones included."""
    statement = select(FactRow).where(FactRow.tenant_id == tenant_id, FactRow.id.in_(ids))
    return {row.id: row for row in db.session.execute(statement).scalars()}


def list_facts(
    tenant_id: uuid.UUID,
    *,
    kinds: Collection[str] | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Sequence[FactRow]:
    """Return a unit's facts, newest first, without the withdrawn ones."""
    statement = select(FactRow).where(FactRow.tenant_id == tenant_id, FactRow.withdrawn_at.is_(None))
    if kinds is not None:
        statement = statement.where(FactRow.kind.in_(kinds))
    if since is not None:
        statement = statement.where(FactRow.on_day >= since)
    if until is not None:
        statement = statement.where(FactRow.on_day <= until)
    return db.session.execute(statement.order_by(FactRow.on_day.desc(), FactRow.at.desc())).scalars().all()


def _fact(
    id_: uuid.UUID, kind: str, on: date, at: object, subject: str, item: str, value: float | None, period: str,
    attended: list[str], label: str, data: dict[str, object],
) -> Fact:  # fmt: skip
    who = frozenset(attended) if attended else _NOBODY
    return Fact(id_, kind, on, at, subject, item, value, period, who, label, data)  # type: ignore[arg-type]
