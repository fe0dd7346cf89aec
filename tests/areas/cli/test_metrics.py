"""Metrics: what is counted, and that nothing in them names a person or a tenant."""

import uuid
from collections.abc import Iterator

import pytest
from prometheus_client import generate_latest
from redis import Redis

from gkcloud.config import Settings
from gkcloud.database import db, utc_now
from gkcloud.jobs.model import Job
from gkcloud.tenancy.scope import Scope
from gkcloud.web import metrics
from gkcloud.web.application import Application, build
from tests.factories.cast import Cast


@pytest.fixture
def measured(settings: Settings) -> Iterator[Application]:
    app = build(settings.model_copy(update={"metrics_port": 9464}))
    yield app
    with app.app_context():
        db.engine.dispose()
    app.extensions["queues"].connection.close()


def _told(app: Application) -> str:
    return generate_latest(metrics.all_metrics(app)).decode()


def test_requests_by_endpoint_and_class_of_status(measured: Application) -> None:
    client = measured.test_client()
    client.get("/healthz")
    client.get("/no-such-tenant/office/")
    told = _told(measured)
    assert 'gkcloud_requests_total{endpoint="health.healthz",status="2xx"}' in told
    assert 'status="4xx"' in told
    assert 'gkcloud_request_seconds_count{endpoint="health.healthz"}' in told
    assert "no-such-tenant" not in told


def test_jobs_and_queues(app: Application, cast: Cast) -> None:
    with Scope.office(cast.chexi.tenant.id).opened():
        for state in ("queued", "failed", "failed"):
            db.session.add(
                Job(
                    tenant_id=cast.chexi.tenant.id,
                    id=uuid.uuid4(),
                    kind="test.kind",
                    subject_id=uuid.uuid4(),
                    arguments={},
                    queue="heavy",
                    state=state,
                    created_at=utc_now(),
                )
            )
        db.session.commit()
    told = _told(app)
    assert 'gkcloud_jobs{kind="test.kind",state="failed"} 2.0' in told
    assert 'gkcloud_jobs{kind="test.kind",state="queued"} 1.0' in told
    for queue in ("urgent", "print", "heavy"):
        assert f'gkcloud_queue_length{{queue="{queue}"}} 0.0' in told
    assert str(cast.chexi.tenant.id) not in told


def test_a_queue_that_is_down_is_told(app: Application, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Redis(unix_socket_path=f"{tmp_path}/none.sock")
    monkeypatch.setattr(app.extensions["queues"], "connection", nowhere)
    told = _told(app)
    monkeypatch.undo()
    nowhere.close()
    assert 'gkcloud_up{server="queue"} 0.0' in told
    assert 'gkcloud_up{server="database"} 1.0' in told
    assert "gkcloud_queue_length{" not in told
