"""What RQ calls: one entry for every job, and the periodic work."""

import uuid
from datetime import datetime
from functools import cache

import structlog
from flask import Flask, current_app
from sqlalchemy import text

from gkcloud import create_app
from gkcloud.database import db, utc_now
from gkcloud.jobs import queries
from gkcloud.jobs.actions import begin_job, end_job
from gkcloud.jobs.model import Job
from gkcloud.jobs.queues import Queues
from gkcloud.jobs.registry import JOB_KINDS, JobFailed
from gkcloud.obligations.nightly import assess_units, move_histories, units
from gkcloud.publishing.actions.appearing import let_due_appear, tenants_with_due
from gkcloud.reminders.nightly import ask_for_reminders_everywhere
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from gkcloud.web.clock import local

log = structlog.get_logger()

# A job that was tried so often kills its worker; a person has to look.
MOST_ATTEMPTS = 5
# Seconds: how long a day's work may take before another may begin it, and how long it is known that it was done.
_DAY_TAKES_AT_MOST, _DAY_IS_KEPT = 3600, 2 * 86_400
_DAY_IN_WORK = "gkcloud:day-in-work"
_GIVEN_UP = "处理多次未能完成，请联系平台运维人员，并告知本页地址。"


class JobBroke(Exception):
    """A job ended with a fault of ours; the text is the name of the exception, nothing of what it said."""


@cache
def worker_app() -> Flask:
    """Return the worker's application, made once before RQ forks."""
    return create_app()


def run(tenant: str, job: str) -> None:
    """Carry out one recorded job in the scope of its tenant. Running it again has no further effect."""
    with worker_app().app_context():
        run_job(uuid.UUID(tenant), uuid.UUID(job))


def run_job(tenant_id: uuid.UUID, job_id: uuid.UUID) -> None:
    """Carry out one recorded job inside an application context.

    The attempt is recorded first and by itself, so that a killed worker leaves a trace. The work, its result and the
    job's end are one transaction, under a lock that a second run of the same job does not get.
    """
    scope = Scope.office(tenant_id)
    with scope.opened():
        job = begin_job(tenant_id, job_id, utc_now())
        db.session.commit()
    if job is None:
        return
    structlog.contextvars.bind_contextvars(job=str(job_id), kind=job.kind, request_id=job.request_id)
    queues: Queues = current_app.extensions["queues"]
    broken = ""
    try:
        if job.attempts > MOST_ATTEMPTS:
            # Every attempt killed its process before it could say so.
            raise JobFailed(_GIVEN_UP)
        with queues.beating(job_id), scope.opened():
            if _only_runner(job_id):
                _work(job, queues)
                end_job(tenant_id, job_id, utc_now())
                db.session.commit()
                log.info("job_done")
    except JobFailed as failure:
        _fail(scope, job, str(failure))
    except Exception as error:  # whatever it is, the queue learns its name alone
        log.exception("job_broke")
        if job.attempts >= MOST_ATTEMPTS:
            _fail(scope, job, _GIVEN_UP)
        broken = type(error).__name__
    finally:
        structlog.contextvars.unbind_contextvars("job", "kind", "request_id")
    if broken:
        # A new exception and no chain: RQ keeps the text of what it gets, and a message may hold words of a post.
        raise JobBroke(broken)


def _work(job: Job, queues: Queues) -> None:
    def progress(stage: str, percent: int) -> None:
        queues.tell_progress(job.id, stage, percent)

    JOB_KINDS[job.kind].work(job.subject_id, progress)


def _only_runner(job_id: uuid.UUID) -> bool:
    lock = text("select pg_try_advisory_xact_lock(hashtextextended(:job, 0))")
    return bool(db.session.execute(lock, {"job": str(job_id)}).scalar_one())


def _fail(scope: Scope, job: Job, message: str) -> None:
    with scope.opened():
        end_job(job.tenant_id, job.id, utc_now(), error=message)
        db.session.commit()
    log.warning("job_failed")


def reconcile() -> None:
    """Enqueue again what the queue lost: jobs never handed over, and jobs whose worker was killed."""
    with worker_app().app_context():
        reconcile_jobs()


def reconcile_jobs() -> int:
    """Return how many jobs were enqueued again; needs an application context."""
    queues: Queues = current_app.extensions["queues"]
    with Scope.platform().opened():
        open_jobs = queries.open_jobs()
    lost = [job for job in open_jobs if not queues.is_alive(job.id) and not queues.is_waiting(job.id)]
    for job in lost:
        queues.enqueue(job.tenant_id, job.id, JOB_KINDS[job.kind])
        log.warning("job_enqueued_again", job=str(job.id), kind=job.kind, attempts=job.attempts)
    return len(lost)


def publish_due() -> None:
    """Do what follows once scheduled posts have become public."""
    with worker_app().app_context():
        publish_due_posts()


def publish_due_posts() -> int:
    """Return how many scheduled posts were put into the search index; needs an application context.

    Finding the tenants reads across all of them, in a scope that cannot write; the work is done in each one's own.
    """
    now = utc_now()
    with Scope.inbox(PLATFORM_TENANT, (tenant.id for tenant in directory().all())).opened():
        tenant_ids = tenants_with_due(now)
    count = 0
    for tenant_id in tenant_ids:
        with Scope.office(tenant_id).opened():
            appeared = let_due_appear(tenant_id, now=now)
            db.session.commit()
        count += len(appeared)
        log.info("scheduled_posts_appeared", tenant=str(tenant_id), count=len(appeared))
    return count


def begin_day() -> None:
    """Do what each new day asks for, once."""
    with worker_app().app_context():
        begin_new_day(utc_now())


def begin_new_day(now: datetime) -> int | None:
    """Assess every unit for the day that ``now`` lies in and ask for its reminders, unless that was done or is being done; needs an application context.

    Returns how many standings changed, or None. That a day is done is kept in Valkey: where it is lost, the work is done
    again and changes nothing.
    """
    connection = current_app.extensions["queues"].connection
    done = f"gkcloud:day:{local(now).date().isoformat()}"
    if connection.exists(done) or not connection.set(_DAY_IN_WORK, "1", nx=True, ex=_DAY_TAKES_AT_MOST):
        return None
    try:
        moved = move_histories(now=now)
        changed = assess_units(units(), now=now)
        reminded = ask_for_reminders_everywhere()
        connection.set(done, "1", ex=_DAY_IS_KEPT)
    finally:
        connection.delete(_DAY_IN_WORK)
    log.info("day_begun", standings=changed, histories=moved, reminders=reminded)
    return changed
