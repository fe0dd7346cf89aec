"""What this area tells, for duties to be measured by: one function for each event, in the transaction of the change.

``unit_id`` is the unit that the event is about, ``county_id`` whose
programme it is; a label never holds the text of anything that is not public.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from gkcloud.demonstration.model import (
    Designation,
    DesignationChange,
    DesignationReview,
    Nomination,
    Programme,
    Visit,
)
from gkcloud.demonstration.rules import Category
from gkcloud.demonstration.standingrules import ChangeKind, ReviewResult
from gkcloud.obligations.emitting import emit
from gkcloud.tenancy.scope import ScopeKind, current_scope


@dataclass(frozen=True, slots=True)
class DemoFact:
    """One event. ``subject`` is what it is about and ``key`` names it once and for all."""

    kind: str
    county_id: uuid.UUID
    unit_id: uuid.UUID
    subject: str
    key: str
    at: datetime
    label: str
    period: str = ""
    item: str = ""
    value: int | None = None
    actor_id: uuid.UUID | None = None


def demo_standard_published(programme: Programme, at: datetime, actor_id: uuid.UUID) -> None:
    """Say that nominations were opened under a standard that is public."""
    label = f"{programme.year}年度示范创建标准"
    _tell("demo_standard_published", programme, programme.tenant_id, programme.id, at, label, actor_id)


def demo_nominated(nomination: Nomination, programme: Programme, at: datetime, actor_id: uuid.UUID) -> None:
    """Say that a unit was nominated."""
    category = Category(nomination.category)
    label = f"申报{programme.year}年度{category.label}"
    _tell("demo_nominated", programme, nomination.target_id, nomination.id, at, label, actor_id, item=category.value)


def demo_visited(visit: Visit, programme: Programme, at: datetime, actor_id: uuid.UUID) -> None:
    """Say that a unit was visited; the value is how many of the six were found."""
    found = sum(1 for each in visit.answers.values() if each.get("is_met"))
    label = f"{programme.year}年度示范创建实地走访"
    _tell("demo_visited", programme, visit.target_id, visit.id, at, label, actor_id, value=found)


def demo_designated(designation: Designation, programme: Programme, at: datetime, actor_id: uuid.UUID | None) -> None:
    """Say that a unit was designated."""
    category = Category(designation.category)
    label = f"认定为{programme.year}年度{category.label}"
    _tell("demo_designated", programme, designation.target_id, designation.id, at, label, actor_id, item=category)


def demo_reviewed(review: DesignationReview, programme: Programme, at: datetime, actor_id: uuid.UUID) -> None:
    """Say that a designation was looked at again; the value is 1 when it passed."""
    result = ReviewResult(review.result)
    value = int(result is ReviewResult.PASSED)
    label = f"{review.year}年度示范单位{result.label}"
    period = str(review.year)
    _tell("demo_reviewed", programme, review.target_id, review.id, at, label, actor_id, value=value, period=period)


def demo_revoked(change: DesignationChange, programme: Programme, at: datetime, actor_id: uuid.UUID) -> None:
    """Say that a designation was suspended, restored or revoked, once that is decided; ``item`` tells which."""
    kind = ChangeKind(change.kind)
    _tell("demo_revoked", programme, change.target_id, change.id, at, kind.label, actor_id, item=kind.value)


def _tell(
    kind: str,
    programme: Programme,
    unit_id: uuid.UUID,
    about: uuid.UUID,
    at: datetime,
    label: str,
    actor_id: uuid.UUID | None,
    *,
    item: str = "",
    value: int | None = None,
    period: str = "",
) -> None:
    fact = DemoFact(
        kind=kind,
        county_id=programme.tenant_id,
        unit_id=unit_id,
        subject=str(about),
        key=f"{kind}:{about}",
        at=at,
        label=label,
        period=period or str(programme.year),
        item=str(item),
        value=value,
        actor_id=actor_id,
    )
    _emit(fact)


def _emit(fact: DemoFact) -> None:
    """Tell it of the unit, and a designation of the county too, whose quota it fills."""
    scope = current_scope()
    # A township that nominates its village may write of itself only.
    is_reached = scope.kind is ScopeKind.SUBTREE or fact.unit_id == scope.tenant_id
    told_of = [fact.unit_id if is_reached else scope.tenant_id or fact.county_id]
    if fact.kind == "demo_designated" and scope.kind is ScopeKind.SUBTREE:
        told_of.append(fact.county_id)
    for tenant_id in dict.fromkeys(told_of):
        emit(
            fact.kind,
            tenant_id=tenant_id,
            at=fact.at,
            now=fact.at,
            subject=fact.subject,
            key=fact.key,
            item=fact.item,
            value=fact.value,
            period=fact.period,
            label=fact.label,
            actor_id=fact.actor_id,
        )
