"""The real processes: web, worker and cron started as production starts them."""

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import psutil
import pytest
from sqlalchemy import text

from gkcloud.tenancy.directory import directory
from tests.areas.cli.deploying import ROOT, Deployment, run
from tests.areas.cli.scheduling import scheduled_post
from tests.factories.cast import STAFF, Staff

PATIENCE = 60  # seconds


@contextmanager
def _process(deployment: Deployment, *arguments: str, **environment: str) -> "Iterator[subprocess.Popen[str]]":
    """Start a command; what it logs is shown if the test fails."""
    process = subprocess.Popen(
        [sys.executable, "-m", "gkcloud", *arguments],
        cwd=ROOT,
        env={**deployment.whole_environment, **environment},
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _until(is_so: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _get(port: int, path: str) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            body: bytes = answer.read()
            return body.decode()
    except (OSError, urllib.error.URLError):
        return ""


@pytest.mark.faults
def test_web_survives_the_death_of_a_process_and_keeps_telling_metrics(deployment: Deployment) -> None:
    port, metrics = _free_port(), _free_port()
    arguments = ("web", "--port", str(port), "--workers", "2")
    with _process(deployment, *arguments, GKCLOUD_METRICS_PORT=str(metrics)) as web:
        assert _until(lambda: _get(port, "/healthz") == "ok\n")
        assert _until(lambda: "gkcloud_requests_total" in _get(metrics, "/metrics"))
        workers = psutil.Process(web.pid).children(recursive=True)
        holder = next(each for each in workers if any(c.laddr.port == metrics for c in each.net_connections()))
        holder.kill()
        assert _until(lambda: _get(port, "/healthz") == "ok\n")
        assert _until(lambda: "gkcloud_requests_total" in _get(metrics, "/metrics"))
        web.send_signal(signal.SIGTERM)
        assert web.wait(PATIENCE) == 0


@pytest.mark.faults
def test_cron_and_worker_let_a_due_post_appear_and_stop_in_order(deployment: Deployment) -> None:
    with deployment.app.app_context():
        tenant = directory().by_slug("lixian-linan")
    staff = Staff(tenant, {role: deployment.official(tenant.slug, role) for role in STAFF})
    with deployment.app.app_context():
        post_id = scheduled_post(staff, due_in=timedelta(minutes=-1))

    def is_found() -> bool:
        with deployment.owner.connect() as connection:
            statement = text("select 1 from search_entries where post_id = :id")
            return connection.execute(statement, {"id": post_id}).first() is not None

    assert not is_found()
    with _process(deployment, "worker") as worker, _process(deployment, "cron") as cron:
        assert _until(is_found)
        for process in (cron, worker):
            process.send_signal(signal.SIGTERM)
            assert process.wait(PATIENCE) == 0


def test_a_worker_wants_queues_that_exist(deployment: Deployment) -> None:
    result = run("worker", "--queues", "urgent,later")
    assert result.exit_code == 2
    assert "没有队列“later”" in result.stderr
