"""Reading jobs: all open ones for the reconciler, their numbers for the metrics."""

from collections.abc import Sequence

from sqlalchemy import func, select

from gkcloud.database import db
from gkcloud.jobs.model import Job


def open_jobs() -> Sequence[Job]:
    """Return the jobs that are neither done nor failed, of every tenant that the scope reads."""
    statement = select(Job).where(Job.state.in_(("queued", "running"))).order_by(Job.created_at)
    return db.session.execute(statement).scalars().all()


def count_jobs() -> Sequence[tuple[str, str, int]]:
    """Return how many jobs there are of each kind in each state, over every tenant that the scope reads."""
    statement = select(Job.kind, Job.state, func.count()).group_by(Job.kind, Job.state).order_by(Job.kind, Job.state)
    return [(kind, state, count) for kind, state, count in db.session.execute(statement)]
