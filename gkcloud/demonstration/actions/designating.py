"""Designation: the county chooses among the accepted; the list that tells of it is a post of its own."""

import uuid
from collections import Counter
from collections.abc import Collection
from datetime import datetime

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.demonstration import facts
from gkcloud.demonstration.actions.faults import DemoRefused
from gkcloud.demonstration.actions.programmes import lock_programme, require
from gkcloud.demonstration.model import Designation, Nomination
from gkcloud.demonstration.queries.county import ProgrammeView
from gkcloud.demonstration.rules import Category, Move, NominationState, ProgrammeState, over_quota
from gkcloud.web.clock import local


@action("demo.designate")
def designate(
    programme_id: uuid.UUID, chosen: Collection[uuid.UUID], over_quota_reason: str, *, actor: Actor, now: datetime
) -> ProgrammeView:
    """Designate the units of these nominations. More than planned in a category needs a reason, which is kept.

    Raises DemoRefused when there is nobody to designate, or somebody who was not accepted. Nothing is public by this.
    """
    view = lock_programme(programme_id, actor)
    if view.row.state == ProgrammeState.DESIGNATED.value:
        nothing_to_do("demo.designate")
        return view
    require(Move.DESIGNATE, view)
    accepted = [each for each in view.nominations if each.state == NominationState.ACCEPTED.value]
    taken = [each for category in Category for each in accepted if each.category == category and each.id in chosen]
    if not taken or len(taken) != len(set(chosen)):
        raise DemoRefused("请在已受理的申报中选择要认定的单位。")
    counts = Counter(Category(each.category) for each in taken)
    quotas = {Category(key): count for key, count in view.row.quotas.items()}
    reason = over_quota_reason.strip()
    if (over := over_quota(counts, quotas)) and not reason:
        raise DemoRefused(f"{''.join(over)}确需超出计划的，请写明理由；否则请减少选择。")
    row = view.row
    row.state, row.designated_on = ProgrammeState.DESIGNATED.value, local(now).date()
    row.over_quota_reason, row.updated_at = reason if over else "", now
    made = [_designation(view, each, place, now) for place, each in enumerate(taken, 1)]
    db.session.add_all(made)
    db.session.flush()
    for each in made:
        facts.demo_designated(each, row, now, actor.person_id)
    data = {"units": [each.unit_name for each in made], "over_quota_reason": row.over_quota_reason}
    record("demo.designate", actor_id=actor.person_id, subject=("demo_programme", row.id), at=now, **data)
    return view


def _designation(view: ProgrammeView, nomination: Nomination, place: int, now: datetime) -> Designation:
    return Designation(
        tenant_id=nomination.tenant_id,
        id=uuid.uuid4(),
        programme_id=view.row.id,
        nomination_id=nomination.id,
        target_id=nomination.target_id,
        year=view.row.year,
        category=nomination.category,
        position=place,
        unit_name=nomination.unit_name,
        designated_on=local(now).date(),
        status="standing",
    )
