"""Asking for work, in the transaction of its cause; the queue hears of it after the commit."""

import uuid
from datetime import datetime
from typing import Any

import structlog
from flask import current_app
from redis.exceptions import RedisError
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from gkcloud.database import db, utc_now
from gkcloud.jobs.model import Job
from gkcloud.jobs.registry import JOB_KINDS

log = structlog.get_logger()


def request_job(
    kind: str, subject_id: uuid.UUID, *, tenant_id: uuid.UUID, requested_by: uuid.UUID | None, **arguments: Any
) -> Job:
    """Record a job and return it; an open one of the same kind and subject is returned instead of a second."""
    open_one = db.session.execute(
        select(Job).where(
            Job.tenant_id == tenant_id,
            Job.kind == kind,
            Job.subject_id == subject_id,
            Job.state.in_(("queued", "running")),
        )
    ).scalar_one_or_none()
    if open_one is not None:
        return open_one
    job = Job(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        kind=kind,
        subject_id=subject_id,
        arguments=arguments,
        queue=JOB_KINDS[kind].queue.value,
        created_at=utc_now(),
        requested_by=requested_by,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
    )
    db.session.add(job)
    db.session.flush()
    db.session.info.setdefault("enqueue", []).append((job.tenant_id, job.id, kind))
    return job


def begin_job(tenant_id: uuid.UUID, job_id: uuid.UUID, now: datetime) -> Job | None:
    """Mark a job as running and return it, or None if it is finished already."""
    statement = select(Job).where(Job.tenant_id == tenant_id, Job.id == job_id).with_for_update()
    job = db.session.execute(statement).scalar_one_or_none()
    if job is None or job.state in {"done", "failed"}:
        return None
    job.state, job.beat_at, job.attempts = "running", now, job.attempts + 1
    return job


def end_job(tenant_id: uuid.UUID, job_id: uuid.UUID, now: datetime, *, error: str = "") -> None:
    """Mark a job as done, or as failed with a sentence for the person who asked."""
    job = db.session.get_one(Job, (tenant_id, job_id))
    job.state = "failed" if error else "done"
    job.error, job.finished_at = error, now
    if not error:
        job.percent = 100


def _enqueue_after_commit(session: Session) -> None:
    if session.in_nested_transaction():
        # The end of a savepoint is told as a commit too; the row is not there for a worker yet.
        return
    for tenant_id, job_id, kind in session.info.pop("enqueue", []):
        try:
            current_app.extensions["queues"].enqueue(tenant_id, job_id, JOB_KINDS[kind])
        except RedisError as error:
            # The job is in the database; the reconciler enqueues it when the queue is back.
            log.warning("job_not_enqueued", job=str(job_id), kind=kind, reason=type(error).__name__)


def _forget_after_rollback(session: Session) -> None:
    session.info.pop("enqueue", None)


def install(session_factory: object) -> None:
    """Attach the hand-over to the queue to every session of this factory."""
    event.listen(session_factory, "after_commit", _enqueue_after_commit)
    event.listen(session_factory, "after_rollback", _forget_after_rollback)
