"""One scenario for each kind of job: what it is about, and how to see what it did."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from tests.factories.cast import Cast, make_cast


@dataclass(frozen=True)
class JobScenario:
    """A subject that the job may work on; ``effect``, called in the scope of an office, says what is there by now."""

    tenant_id: uuid.UUID
    subject_id: uuid.UUID
    effect: Callable[[], object]


JOB_SCENARIOS: dict[str, Callable[[], JobScenario]] = {}


def job_scenario(kind: str) -> Callable[[Callable[[Cast], JobScenario]], Callable[[Cast], JobScenario]]:
    """Register what a job of ``kind`` has to do among the cast."""

    def register(make: Callable[[Cast], JobScenario]) -> Callable[[Cast], JobScenario]:
        JOB_SCENARIOS[kind] = lambda: make(make_cast())
        return make

    return register
