"""What people of the demonstration's units recorded: meetings, trainings, named officers, on the day of each."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from gkcloud.access.policy import Actor, Can
from gkcloud.demo.supervisioncontent import DemoFact
from gkcloud.obligations.actions import Recorded, record_fact
from gkcloud.web.clock import local

# Its own namespace: the same fact of the same unit is recorded once.
_NAMES = uuid.UUID("6f1d1d0a-5c3e-4f0e-9d67-0f6a2b7c9e41")


def record_demo_fact(fact: DemoFact, staff: Sequence[Actor], *, at: datetime) -> None:
    """Record a fact in its unit's office scope, on the day of ``at``; raises StopIteration where nobody may."""
    actor = next(each for each in staff if each.may(Can.FACT_RECORD))
    key = uuid.uuid5(_NAMES, f"{fact.slugs}:{fact.kind}:{fact.label}:{fact.item}:{fact.days}")
    told = Recorded(
        kind=fact.kind,
        on=local(at).date(),
        item=fact.item,
        value=fact.value,
        attended=fact.attended,
        label=fact.label,
        note=fact.note,
    )
    record_fact(told, request_key=key, actor=actor, now=at)
