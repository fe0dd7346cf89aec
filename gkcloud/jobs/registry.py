"""Which kinds of job there are: each kind names its queue and the one action that carries it out."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Queue(StrEnum):
    """Publishing waits behind no paper, and a paper of a few pages not behind a gazette.

    ``print`` is for what takes seconds, ``heavy`` for what takes minutes. Workers serve the queues in this order; one that
    leaves ``heavy`` out is always soon free again (docs/operations.md, worker).
    """

    URGENT = "urgent"
    PRINT = "print"
    HEAVY = "heavy"


class JobFailed(Exception):
    """The job cannot succeed as things are; the message is a Chinese sentence for the person who asked."""


class Progress(Protocol):
    """Tell how far a job is: a stage in Chinese and a percentage from 0 to 100."""

    def __call__(self, stage: str, percent: int) -> None:  # noqa: D102 - the class says it
        ...


Work = Callable[[uuid.UUID, Progress], None]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job: ``work`` takes the subject's id and a progress function, in the scope of the job's tenant."""

    name: str
    queue: Queue
    work: Work
    time_limit: int


JOB_KINDS: dict[str, JobKind] = {}


def job(name: str, *, queue: Queue, time_limit: int = 300) -> Callable[[Work], Work]:
    """Register ``work`` as a kind of job; ``time_limit`` is in seconds. It may run twice and must have one effect."""

    def register(work: Work) -> Work:
        JOB_KINDS[name] = JobKind(name, queue, work, time_limit)
        return work

    return register
