"""Prometheus metrics on a port of their own: requests as they are served, jobs and queues as they are asked for.

No label names a person, a tenant or an address: endpoints are names from the code.
"""

import errno
import os
import threading
import time
from collections.abc import Iterator

import structlog
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from gkcloud.jobs.queries import count_jobs
from gkcloud.jobs.queues import Queues
from gkcloud.jobs.registry import Queue
from gkcloud.tenancy.scope import Scope

log = structlog.get_logger()

_RETRY_SECONDS = 5
_BUCKETS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)

registry = CollectorRegistry()
_requests = Counter("gkcloud_requests", "Requests answered.", ["endpoint", "status"], registry=registry)
_seconds = Histogram("gkcloud_request_seconds", "Time to answer.", ["endpoint"], buckets=_BUCKETS, registry=registry)


class WorkCollector(Collector):
    """Reads the jobs of all tenants, by kind and state, and the queues' lengths, whenever it is asked."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def collect(self) -> Iterator[Metric]:
        """Yield the gauges; what does not answer is left out, and ``gkcloud_up`` says so."""
        up = GaugeMetricFamily("gkcloud_up", "Whether a server answers.", labels=["server"])
        with self._app.app_context():
            jobs = self._jobs()
            lengths = self._lengths()
        up.add_metric(["database"], 0 if jobs is None else 1)
        up.add_metric(["queue"], 0 if lengths is None else 1)
        yield up
        if jobs is not None:
            yield jobs
        if lengths is not None:
            yield lengths

    def _jobs(self) -> Metric | None:
        gauge = GaugeMetricFamily("gkcloud_jobs", "Recorded jobs.", labels=["kind", "state"])
        try:
            with Scope.platform().opened():
                for kind, state, count in count_jobs():
                    gauge.add_metric([kind, state], count)
        except SQLAlchemyError:
            return None
        return gauge

    def _lengths(self) -> Metric | None:
        gauge = GaugeMetricFamily("gkcloud_queue_length", "Entries that wait in a queue.", labels=["queue"])
        queues: Queues = self._app.extensions["queues"]
        try:
            for queue in Queue:
                gauge.add_metric([queue.value], queues.queue(queue).count)
        except RedisError:
            return None
        return gauge


def install(app: Flask) -> None:
    """Count and time every request that reaches the application."""

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        endpoint = request.endpoint or "none"
        _requests.labels(endpoint, f"{response.status_code // 100}xx").inc()
        if "began" in g:
            _seconds.labels(endpoint).observe(time.perf_counter() - g.began)
        return response


def serve(app: Flask, port: int) -> threading.Thread:
    """Answer on ``port`` from a thread of its own, and return it.

    Of several web processes on one machine one holds the port and answers for all; when it dies, another takes over.
    """
    thread = threading.Thread(target=_hold_port, args=(app, port), name="metrics", daemon=True)
    thread.start()
    return thread


def all_metrics(app: Flask) -> CollectorRegistry:
    """Return what is to be told: the numbers of every web process on this machine, jobs and queues."""
    whole = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(whole)  # type: ignore[no-untyped-call]
    else:
        whole.register(_Own())
    whole.register(WorkCollector(app))
    return whole


class _Own(Collector):
    def collect(self) -> Iterator[Metric]:
        yield from registry.collect()


def _hold_port(app: Flask, port: int) -> None:
    while True:
        try:
            _, thread = start_http_server(port, registry=all_metrics(app))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                log.exception("metrics_not_served", port=port)
                return
            time.sleep(_RETRY_SECONDS)
        else:
            thread.join()
