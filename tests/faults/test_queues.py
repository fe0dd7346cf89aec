"""Two workers as fly.toml runs them: while one is busy with a gazette, the other does everything that is short."""

import shlex
import time
import tomllib
from collections.abc import Callable

import pytest
from flask import current_app
from rq.job import JobStatus

from gkcloud.jobs.registry import Queue
from tests.faults.conftest import ROOT, Deployment
from tests.faults.test_killed_processes import running

pytestmark = pytest.mark.faults
SHORT_JOBS = 50


def workers_of_fly() -> list[list[str]]:
    commands = tomllib.loads((ROOT / "fly.toml").read_text(encoding="utf-8"))["processes"].values()
    words = (shlex.split(command)[1:] for command in commands)
    return [command for command in words if command[0] == "worker"]


def until(is_so: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_one_worker_serves_what_is_heavy_and_another_does_not() -> None:
    served = [set(command[command.index("--queues") + 1].split(",")) for command in workers_of_fly()]
    assert {str(Queue.URGENT), str(Queue.PRINT)} in served
    assert set(map(str, Queue)) in served


def test_no_short_job_waits_behind_a_long_one(deployment: Deployment) -> None:
    queues = current_app.extensions["queues"]
    heavy, short = queues.queue(Queue.HEAVY), queues.queue(Queue.PRINT)
    with running(deployment, *workers_of_fly()):
        gazettes = [heavy.enqueue_call("time.sleep", args=(120,), timeout=180) for _ in range(2)]
        until(lambda: gazettes[0].get_status() is JobStatus.STARTED, seconds=40)
        asked = [short.enqueue_call("time.sleep", args=(0.01,), result_ttl=300) for _ in range(SHORT_JOBS)]
        until(lambda: all(job.get_status() is JobStatus.FINISHED for job in asked), seconds=40)
        assert [gazette.get_status() for gazette in gazettes] == [JobStatus.STARTED, JobStatus.QUEUED]
        assert len({job.worker_name for job in asked}) == 1
