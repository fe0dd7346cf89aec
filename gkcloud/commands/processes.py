"""``gkcloud web``, ``worker`` and ``cron``: the processes of a deployment."""

import logging
import os
import sys
import tempfile
from pathlib import Path

import click
import structlog
from redis import Redis

from gkcloud.config import Settings
from gkcloud.jobs.registry import Queue
from gkcloud.web.logs import structure_library_logs

log = structlog.get_logger()

ROOT = Path(__file__).parents[2]

# Requests that one process may have in hand or waiting; the next ones wait in the kernel's backlog.
_WAITING_PER_THREAD = 16
_MOST_WORKERS = 4
_RECONCILE_SECONDS = 15
_BEGIN_DAY_SECONDS = 600
_PUBLISH_DUE_SECONDS = 20


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    envvar="WEB_CONCURRENCY",
    default=lambda: min(_MOST_WORKERS, os.cpu_count() or 1),
    show_default=f"one for each core, at most {_MOST_WORKERS}",
    help="Number of processes.",
)
def web(host: str, port: int, workers: int) -> None:
    """Serve the pages with granian, in place of this process."""
    settings = Settings.from_environment()
    # A request holds one database connection at a time; a few threads more than connections keep them all busy.
    threads = settings.pool_size + 2
    command = [
        sys.executable, "-m", "granian",
        "--interface", "wsgi",
        "--host", host,
        "--port", str(port),
        "--workers", str(workers),
        "--blocking-threads", str(threads),
        "--backpressure", str(threads * _WAITING_PER_THREAD),
        "--respawn-failed-workers",
        "--workers-kill-timeout", "20",
        "--no-ws",
        "--no-access-log",
        "--working-dir", str(Path.cwd()),
        "wsgi:app",
    ]  # fmt: skip
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH")))),
    }
    if settings.metrics_port is not None:
        # The processes add their numbers up in files; whichever holds the port answers for all of them.
        environment["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="gkcloud-metrics-")
    os.execve(sys.executable, command, environment)  # noqa: S606 - a fixed program


@click.command()
@click.option(
    "--queues",
    default=",".join(Queue),
    show_default=True,
    help="Which queues to serve, the most urgent first, separated by commas.",
)
def worker(queues: str) -> None:
    """Carry out recorded jobs; a stop signal lets the one in hand finish."""
    names = _queues(queues)
    from rq import Queue as RqQueue  # noqa: PLC0415 - only this process needs it
    from rq import Worker  # noqa: PLC0415

    from gkcloud.worker import worker_app  # noqa: PLC0415

    app = worker_app()  # made before RQ forks, so that no job waits for it
    structure_library_logs(app)
    connection = app.extensions["queues"].connection
    log.info("worker_started", queues=names)
    process = Worker(
        [RqQueue(name, connection=connection) for name in names],
        connection=connection,
        # Seconds; short, so that a job whose process was killed is noticed soon.
        job_monitoring_interval=5,
    )
    # Our own lines tell of each job; RQ's would repeat them for every look at the clock.
    process.work(logging_level="WARNING")
    log.info("worker_stopped")


@click.command()
def cron() -> None:
    """Ask for the periodic work: lost jobs, scheduled posts whose moment has come, and what each new day asks for."""
    from rq.cron import CronScheduler  # noqa: PLC0415 - only this process needs it

    from gkcloud.worker import begin_day, publish_due, reconcile, worker_app  # noqa: PLC0415

    app = worker_app()
    structure_library_logs(app)
    connection: Redis = app.extensions["queues"].connection
    connection.ping()
    logging.getLogger("rq.cron").setLevel(logging.WARNING)
    scheduler = CronScheduler(connection=connection)
    for work, seconds in ((reconcile, _RECONCILE_SECONDS), (publish_due, _PUBLISH_DUE_SECONDS)):
        # The entry lives as long as one interval, so that a stopped worker finds no heap of them.
        scheduler.register(
            work, Queue.URGENT.value, interval=seconds, job_timeout=120, result_ttl=0, ttl=seconds, failure_ttl=3600
        )
    # Asked for often and done once a day, so that a night in which nothing ran is made good in the morning.
    scheduler.register(
        begin_day,
        Queue.HEAVY.value,
        interval=_BEGIN_DAY_SECONDS,
        job_timeout=3600,
        result_ttl=0,
        ttl=_BEGIN_DAY_SECONDS,
        failure_ttl=3600,
    )
    log.info("cron_started")
    scheduler.start()  # type: ignore[no-untyped-call]
    log.info("cron_stopped")


def _queues(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Queue)]
    if unknown or not names:
        raise click.BadParameter(
            f"没有队列“{'、'.join(unknown)}”，可用的是 {'、'.join(Queue)}。", param_hint="--queues"
        )
    return names
