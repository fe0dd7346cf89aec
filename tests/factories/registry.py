"""What the sweeps are made of, found in the modules of this package, none of which is listed anywhere.

A module may have ``FACTORIES``: what stands for an address's arguments. A factory makes one real object in a tenant and
returns what the address needs of it, an id or a secret. A module may register scenarios of actions, and of jobs.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from types import ModuleType

import tests.factories
from gkcloud.tenancy.directory import Tenant
from tests.factories.job_scenarios import JOB_SCENARIOS, JobScenario
from tests.factories.scenarios import SCENARIOS, Scenario

Factory = Callable[[Tenant], object]


def _modules() -> Iterator[ModuleType]:
    for module in pkgutil.iter_modules(tests.factories.__path__, "tests.factories."):
        yield importlib.import_module(module.name)


def factories() -> dict[str, Factory]:
    """Return every factory by the name of the argument that it stands for."""
    found: dict[str, Factory] = {}
    for module in _modules():
        found |= getattr(module, "FACTORIES", {})
    return found


def scenarios() -> Mapping[str, Callable[[], Scenario]]:
    """Return what prepares each action's scenario, by the action's name; each makes the persons it needs."""
    list(_modules())
    return SCENARIOS


def job_scenarios() -> Mapping[str, Callable[[], JobScenario]]:
    """Return what prepares each kind of job's scenario, by the kind's name."""
    list(_modules())
    return JOB_SCENARIOS
