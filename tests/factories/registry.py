"""What stands for an address's arguments in the sweeps: every module of this package may have its ``FACTORIES``.

A factory makes one real object in a tenant and returns what the address needs of it, an id or a secret.
"""

import importlib
import pkgutil
from collections.abc import Callable

import tests.factories
from gkcloud.tenancy.directory import Tenant

Factory = Callable[[Tenant], object]


def factories() -> dict[str, Factory]:
    """Return every factory by the name of the argument that it stands for."""
    found: dict[str, Factory] = {}
    for module in pkgutil.iter_modules(tests.factories.__path__, "tests.factories."):
        found |= getattr(importlib.import_module(module.name), "FACTORIES", {})
    return found
