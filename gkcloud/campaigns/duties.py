"""Campaigns and duties: what the system has seen of a duty fills a sheet, and what a campaign finds is told as facts."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from gkcloud.campaigns.facts import SupervisionFact, listen
from gkcloud.campaigns.prefill import Prefill, prefill_from
from gkcloud.campaigns.rules import Period
from gkcloud.obligations.emitting import emit
from gkcloud.obligations.model import FactRow, StandingRow
from gkcloud.obligations.queries import facts_by_id, standings_of
from gkcloud.obligations.rulebook import rule_book
from gkcloud.obligations.rules import Standing
from gkcloud.obligations.subjects import post_of
from gkcloud.standards.answering import Result
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.scope import ScopeKind, current_scope
from gkcloud.web.addresses import tenant_address

# From the worst to the best: a sheet shows the worst of the periods that it looks at.
_ORDER = (
    Standing.MISSED,
    Standing.OVERDUE,
    Standing.NO_EVIDENCE,
    Standing.MET_LATE,
    Standing.DUE_SOON,
    Standing.ON_COURSE,
    Standing.MET,
    Standing.EXCUSED,
    Standing.NOT_APPLICABLE,
)
_SUGGESTED = {
    Standing.MET: Result.MET,
    Standing.MET_LATE: Result.PARTLY,
    Standing.MISSED: Result.NOT_MET,
    Standing.OVERDUE: Result.NOT_MET,
    Standing.NOT_APPLICABLE: Result.NOT_APPLICABLE,
    Standing.EXCUSED: Result.NOT_APPLICABLE,
}
_SHOWN = 6
# What a county's own duties count of its units.
_COUNTED_BY_COUNTY = frozenset({"appraised"})


@prefill_from
def seen_of_duties(duties: Collection[str], *, target: Tenant, period: Period, today: date) -> Mapping[str, Prefill]:
    """Return what the standings of a unit say of duties in a period, with the facts that show it; three statements."""
    del today  # standings are of today already
    rows: dict[str, list[StandingRow]] = {}
    for row in standings_of([target.id], rule_ids=duties, since=period.first, until=period.last):
        rows.setdefault(row.rule_id, []).append(row)
    ids = {fact_id for each in rows.values() for row in each for fact_id in row.evidence[-_SHOWN:]}
    facts = facts_by_id(target.id, ids) if ids else {}
    return {rule_id: _prefill(each, facts, target) for rule_id, each in rows.items()}


def _prefill(rows: Sequence[StandingRow], facts: Mapping[UUID, FactRow], target: Tenant) -> Prefill:
    standing = min((Standing(row.standing) for row in rows), key=_ORDER.index)
    shown = [row for row in rows if row.standing == standing.value]
    proofs = [facts[fact_id] for row in rows for fact_id in row.evidence[-_SHOWN:] if fact_id in facts]
    return Prefill(
        standing.label,
        standing.sign,
        "".join(row.sentence for row in shown[:2]),
        tuple(_proofs(proofs[-_SHOWN:], target)),
        _SUGGESTED.get(standing),
    )


def _proofs(facts: Iterable[FactRow], target: Tenant) -> Iterable[tuple[str, str]]:
    for fact in facts:
        name = fact.label or rule_book().fact_kinds[fact.kind].name
        # Only what is public has a label and a page to go to.
        post_id = post_of(fact.subject) if fact.label else None
        href = tenant_address(target, "site.post", post_id=post_id) if post_id else ""
        yield f"{name}（{fact.on_day.isoformat()}）", href


@listen
def tell_duties(fact: SupervisionFact) -> None:
    """Tell what a campaign found of the unit, and of the county whose duty it is to have asked."""
    told_of = [fact.tenant_id]
    scope = current_scope()
    if fact.kind in _COUNTED_BY_COUNTY and scope.kind is ScopeKind.SUBTREE and scope.tenant_id:
        told_of.append(scope.tenant_id)
    for tenant_id in told_of:
        emit(
            fact.kind,
            tenant_id=tenant_id,
            at=fact.at,
            now=fact.at,
            subject=fact.subject,
            item=fact.item,
            label=fact.label,
            value=float(fact.value) if fact.value is not None else None,
            actor_id=fact.actor_id,
        )
