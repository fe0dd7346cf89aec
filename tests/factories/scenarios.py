"""One scenario for each action: how it comes about, so that sweeps can ask every action the same questions.

A scenario prepares what the action needs and returns the scope to act in and the act itself, which may be repeated.
The scenarios stand in the modules of this package that are called after their area; the registry finds them.
"""

from collections.abc import Callable
from dataclasses import dataclass

from gkcloud.tenancy.scope import Scope
from tests.factories.cast import Cast, make_cast


@dataclass(frozen=True)
class Scenario:
    """``act`` runs inside ``scope`` and may run twice."""

    scope: Scope
    act: Callable[[], object]


SCENARIOS: dict[str, Callable[[], Scenario]] = {}


def scenario(name: str) -> Callable[[Callable[[Cast], Scenario]], Callable[[Cast], Scenario]]:
    """Register how the action ``name`` comes about among the cast."""

    def register(make: Callable[[Cast], Scenario]) -> Callable[[Cast], Scenario]:
        SCENARIOS[name] = lambda: make(make_cast())
        return make

    return register


def scenario_of_nobody(name: str) -> Callable[[Callable[[], Scenario]], Callable[[], Scenario]]:
    """Register how the action ``name`` comes about in a deployment without any person."""

    def register(make: Callable[[], Scenario]) -> Callable[[], Scenario]:
        SCENARIOS[name] = make
        return make

    return register
