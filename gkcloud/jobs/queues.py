"""The queues in Valkey: ids of jobs, progress and signs of life; nothing that cannot be rebuilt from the database."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from redis import Redis
from rq import Queue as RqQueue

from gkcloud.jobs.registry import JobKind, Queue

_BEAT_SECONDS = 5
_BEAT_LASTS = 15
_PROGRESS_LASTS = 3600


@dataclass(frozen=True, slots=True)
class ProgressSeen:
    """How far a running job is."""

    stage: str
    percent: int


class Queues:
    """The queues of one deployment."""

    def __init__(self, connection: Redis) -> None:
        self.connection = connection

    def queue(self, name: Queue) -> RqQueue:
        """Return one queue of RQ's."""
        return RqQueue(name.value, connection=self.connection)

    def enqueue(self, tenant_id: uuid.UUID, job_id: uuid.UUID, kind: JobKind) -> None:
        """Hand a recorded job to a worker. Only ids travel; a second entry for the same job does no harm."""
        self.queue(kind.queue).enqueue_call(
            "gkcloud.worker.run",
            args=(str(tenant_id), str(job_id)),
            timeout=kind.time_limit,
            result_ttl=60,
            failure_ttl=24 * 3600,
            description=kind.name,
        )
        self.connection.set(f"gk:queued:{job_id}", 1, ex=120)

    def is_waiting(self, job_id: uuid.UUID) -> bool:
        """Return whether the job was handed over less than two minutes ago."""
        return bool(self.connection.exists(f"gk:queued:{job_id}"))

    def tell_progress(self, job_id: uuid.UUID, stage: str, percent: int) -> None:
        """Note how far a job is."""
        self.connection.set(f"gk:progress:{job_id}", f"{percent} {stage}", ex=_PROGRESS_LASTS)

    def progress(self, job_id: uuid.UUID) -> ProgressSeen | None:
        """Return how far a job is, if it told anything lately."""
        told = self.connection.get(f"gk:progress:{job_id}")
        if told is None:
            return None
        percent, _, stage = (told.decode() if isinstance(told, bytes) else told).partition(" ")
        return ProgressSeen(stage, int(percent))

    def is_alive(self, job_id: uuid.UUID) -> bool:
        """Return whether the process that runs the job gave a sign of life in the last fifteen seconds."""
        return bool(self.connection.exists(f"gk:beat:{job_id}"))

    @contextmanager
    def beating(self, job_id: uuid.UUID) -> Iterator[None]:
        """Give signs of life from a thread while the block runs."""
        ended = threading.Event()
        self._beat(job_id)
        # From here on the beat alone tells whether somebody works on it.
        self.connection.delete(f"gk:queued:{job_id}")

        def beat() -> None:
            while not ended.wait(_BEAT_SECONDS):
                self._beat(job_id)

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self.connection.delete(f"gk:beat:{job_id}")

    def _beat(self, job_id: uuid.UUID) -> None:
        self.connection.set(f"gk:beat:{job_id}", 1, ex=_BEAT_LASTS)
