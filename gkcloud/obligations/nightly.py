"""The nightly assessment of every unit, shared out among processes: one core alone would take the night for a province."""

import importlib
import multiprocessing
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from datetime import datetime

from gkcloud.database import db
from gkcloud.obligations.standings import assess_tenant
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.tenancy.scope import Scope

# Few enough that the processes end together, many enough that handing them out costs nothing.
_BATCH = 25


def units_to_assess() -> list[uuid.UUID]:
    """Return every unit that is not closed, in the packs' order."""
    return [tenant.id for tenant in directory().all() if tenant.status is not TenantStatus.CLOSED]


def assess_units(units: Sequence[uuid.UUID], now: datetime) -> int:
    """Assess some units, each in a scope and a transaction of its own; return how many standings changed."""
    changed = 0
    for unit_id in units:
        with Scope.office(unit_id).opened():
            # Only a transaction that has begun knows the tree's version; before, the whole tree would be read each time.
            db.session.connection()
            changed += len(assess_tenant(unit_id, now=now))
            db.session.commit()
    return changed


def assess_all(
    units: Sequence[uuid.UUID],
    now: datetime,
    *,
    processes: int = 2,
    prepare: str = "",
    told: Callable[[int], None] = lambda _done: None,
) -> int:
    """Assess units in so many processes and return how many standings changed.

    Each process makes an application of its own from the environment. ``prepare`` names a function, as module:function, that
    it calls first with that application. ``told`` is called with the number of units done. What fails in one of them is
    raised here, after the others have ended; what they have committed stays.
    """
    batches = list(_batches(units))
    context = multiprocessing.get_context("spawn")
    changed = done = 0
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(prepare,)) as pool:
        running = {pool.submit(assess_units, batch, now): len(batch) for batch in batches}
        for ended in as_completed(running):
            changed, done = changed + ended.result(), done + running[ended]
            told(done)
    return changed


def _batches(units: Sequence[uuid.UUID]) -> Iterator[Sequence[uuid.UUID]]:
    return (units[at : at + _BATCH] for at in range(0, len(units), _BATCH))


# What a process keeps open for as long as it lives.
_open = ExitStack()


def _begin(prepare: str) -> None:
    from gkcloud import create_app  # noqa: PLC0415 - the application imports this module's area

    app = create_app()
    _open.enter_context(app.app_context())
    if prepare:
        module, _, name = prepare.partition(":")
        getattr(importlib.import_module(module), name)(app)
