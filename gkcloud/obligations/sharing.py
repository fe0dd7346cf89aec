"""The nightly assessment of every unit, shared out among processes: one core alone would take the night for a province."""

import importlib
import multiprocessing
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from datetime import datetime

from gkcloud.obligations.nightly import assess_units
from gkcloud.tenancy.directory import directory

# Few enough that the processes end together, many enough that handing them out costs nothing.
_BATCH = 25


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
        running = {pool.submit(_assess, batch, now): len(batch) for batch in batches}
        for ended in as_completed(running):
            changed, done = changed + ended.result(), done + running[ended]
            told(done)
    return changed


def _assess(unit_ids: Sequence[uuid.UUID], now: datetime) -> int:
    return assess_units([directory().by_id(each) for each in unit_ids], now=now)


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
