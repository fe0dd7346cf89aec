"""Units that are slipping: a port, so that this area knows nothing of the duties behind it.

Whoever keeps standings registers a provider; without one no unit is said to slip.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date

# Units and today -> of those with overdue duties, how many and a Chinese sentence. It runs in the county's subtree scope
# and asks as many statements for many units as for one.
Provider = Callable[[Sequence[uuid.UUID], date], Mapping[uuid.UUID, tuple[int, str]]]

_providers: list[Provider] = []


def provides_slipping(provider: Provider) -> Provider:
    """Register what tells of overdue duties."""
    _providers.append(provider)
    return provider


def is_provided() -> bool:
    """Return whether anybody tells of overdue duties: a page that knows nothing must not say that all is well."""
    return bool(_providers)


def slipping(unit_ids: Sequence[uuid.UUID], today: date) -> dict[uuid.UUID, tuple[int, str]]:
    """Return the units among these that have overdue duties, with their number and a sentence."""
    found: dict[uuid.UUID, tuple[int, str]] = {}
    for provider in _providers if unit_ids else ():
        found |= {unit: told for unit, told in provider(unit_ids, today).items() if told[0]}
    return found
