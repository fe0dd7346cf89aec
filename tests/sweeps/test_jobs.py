"""Every kind of job, asked the same questions: does a second run change anything, and what becomes of one that fails?"""

import uuid
from collections.abc import Callable

import pytest
from flask import current_app

import gkcloud.web.areas  # noqa: F401 - every kind of job is imported by some area
from gkcloud.database import db, utc_now
from gkcloud.jobs.actions import request_job
from gkcloud.jobs.model import Job
from gkcloud.jobs.queues import Queues
from gkcloud.jobs.registry import JOB_KINDS, JobFailed, JobKind, Progress, Queue
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application
from gkcloud.worker import MOST_ATTEMPTS, JobBroke, reconcile_jobs, run_job
from tests.factories.cast import Cast
from tests.factories.registry import job_scenarios

SCENARIOS = job_scenarios()
KIND = "test.work"
SENTENCE = "第3页缺一个字，请改正后重新提交。"

Work = Callable[[uuid.UUID, Progress], None]


def ask(tenant_id: uuid.UUID, kind: str, subject_id: uuid.UUID) -> uuid.UUID:
    with Scope.office(tenant_id).opened():
        job = request_job(kind, subject_id, tenant_id=tenant_id, requested_by=None)
        db.session.commit()
        return job.id


def row(tenant_id: uuid.UUID, job_id: uuid.UUID) -> Job:
    with Scope.office(tenant_id).opened():
        return db.session.get_one(Job, (tenant_id, job_id))


def test_every_kind_has_a_scenario_and_every_scenario_a_kind() -> None:
    assert set(SCENARIOS) == set(JOB_KINDS)


@pytest.mark.parametrize("kind", sorted(SCENARIOS))
def test_two_runs_have_one_effect(kind: str, app: Application) -> None:
    scenario = SCENARIOS[kind]()
    tenant_id, office = scenario.tenant_id, Scope.office(scenario.tenant_id)
    with office.opened():
        before = scenario.effect()
    first = ask(tenant_id, kind, scenario.subject_id)
    run_job(tenant_id, first)
    with office.opened():
        once = scenario.effect()
    assert once != before
    assert row(tenant_id, first).state == "done"

    second = ask(tenant_id, kind, scenario.subject_id)
    assert second != first
    run_job(tenant_id, second)
    with office.opened():
        assert scenario.effect() == once
    assert row(tenant_id, second).state == "done"


@pytest.fixture
def told(app: Application, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], uuid.UUID]:
    """Record a job that does what the test says; return its id."""

    def record(work: Work) -> uuid.UUID:
        monkeypatch.setitem(JOB_KINDS, KIND, JobKind(KIND, Queue.URGENT, work, 10))
        return ask(cast.chexi.tenant.id, KIND, uuid.uuid4())

    return record


def test_what_is_done_is_not_run_again(told: Callable[[Work], uuid.UUID], cast: Cast) -> None:
    runs: list[uuid.UUID] = []
    job_id = told(lambda subject, _progress: runs.append(subject))
    for _ in range(2):
        run_job(cast.chexi.tenant.id, job_id)
    assert len(runs) == 1
    assert row(cast.chexi.tenant.id, job_id).attempts == 1


def test_what_cannot_succeed_leaves_its_sentence_and_rests(told: Callable[[Work], uuid.UUID], cast: Cast) -> None:
    runs: list[uuid.UUID] = []

    def fail(subject: uuid.UUID, _progress: Progress) -> None:
        runs.append(subject)
        raise JobFailed(SENTENCE)

    tenant_id, job_id = cast.chexi.tenant.id, told(fail)
    for _ in range(2):
        run_job(tenant_id, job_id)
    assert (row(tenant_id, job_id).state, row(tenant_id, job_id).error) == ("failed", SENTENCE)
    assert len(runs) == 1
    forget_hand_over(cast)
    assert reconcile_jobs() == 0


def test_what_breaks_leaves_nothing_half_done(told: Callable[[Work], uuid.UUID], cast: Cast) -> None:
    tenant_id, another = cast.chexi.tenant.id, uuid.uuid4()

    def half(_subject: uuid.UUID, _progress: Progress) -> None:
        now = utc_now()
        about = {"kind": KIND, "subject_id": another, "arguments": {}, "queue": "urgent", "created_at": now}
        db.session.add(Job(tenant_id=tenant_id, id=another, **about))
        db.session.flush()
        raise RuntimeError("the disk is full")

    with pytest.raises(JobBroke, match=r"^RuntimeError$"):
        run_job(tenant_id, told(half))
    with Scope.office(tenant_id).opened():
        assert db.session.get(Job, (tenant_id, another)) is None


def test_what_breaks_is_tried_again_and_given_up_in_the_end(told: Callable[[Work], uuid.UUID], cast: Cast) -> None:
    def broken(_subject: uuid.UUID, _progress: Progress) -> None:
        raise RuntimeError("the disk is full")

    tenant_id, job_id = cast.chexi.tenant.id, told(broken)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        with pytest.raises(JobBroke, match=r"^RuntimeError$"):
            run_job(tenant_id, job_id)
        assert row(tenant_id, job_id).attempts == attempt
        assert row(tenant_id, job_id).state == ("running" if attempt < MOST_ATTEMPTS else "failed")
        assert reconcile_jobs() == (1 if attempt < MOST_ATTEMPTS else 0)
    assert row(tenant_id, job_id).error.startswith("处理多次未能完成，请联系平台运维人员")


def test_what_kills_its_process_each_time_is_given_up_too(told: Callable[[Work], uuid.UUID], cast: Cast) -> None:
    runs: list[uuid.UUID] = []
    tenant_id, job_id = cast.chexi.tenant.id, told(lambda subject, _progress: runs.append(subject))
    with Scope.office(tenant_id).opened():
        db.session.get_one(Job, (tenant_id, job_id)).attempts = MOST_ATTEMPTS
        db.session.commit()
    run_job(tenant_id, job_id)
    assert runs == []
    assert row(tenant_id, job_id).state == "failed"
    assert row(tenant_id, job_id).error.startswith("处理多次未能完成")


def test_what_was_just_handed_over_is_not_handed_over_again(told: Callable[[Work], uuid.UUID], cast: Cast) -> None:
    told(lambda _subject, _progress: None)
    assert reconcile_jobs() == 0
    forget_hand_over(cast)
    assert reconcile_jobs() == 1


def forget_hand_over(cast: Cast) -> None:
    """Lose the queue, as when its server is replaced."""
    current_app.extensions["queues"].connection.flushdb()


def test_a_savepoint_hands_nothing_over(cast: Cast, app: Application) -> None:
    queues: Queues = app.extensions["queues"]
    tenant_id = cast.chexi.tenant.id
    with Scope.office(tenant_id).opened():
        with db.session.begin_nested():
            kind = next(iter(JOB_KINDS))
            job_id = request_job(kind, uuid.uuid4(), tenant_id=tenant_id, requested_by=None).id
        assert not queues.is_waiting(job_id)
        db.session.commit()
        assert queues.is_waiting(job_id)
