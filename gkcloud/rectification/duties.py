"""What follows from supervision is evidence for duties: each fact is told of the unit that it is about."""

from gkcloud.obligations.emitting import emit
from gkcloud.rectification.facts import Told, on_fact


@on_fact
def tell_duties(told: Told) -> None:
    """Tell a fact of rectification, a mention or a circular."""
    emit(
        told.kind,
        tenant_id=told.tenant_id,
        at=told.at,
        now=told.at,
        subject=told.subject,
        label=told.label,
        href=told.href,
        actor_id=told.actor_id,
    )
