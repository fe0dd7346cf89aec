"""Sending, as workers do it."""

import uuid

from gkcloud.database import utc_now
from gkcloud.jobs.registry import Progress, Queue, job
from gkcloud.reminders import actions
from gkcloud.reminders.queries import SEND


@job(SEND, queue=Queue.URGENT, time_limit=60)
def send(digest_id: uuid.UUID, progress: Progress) -> None:
    """Send one digest to its channel."""
    progress("发送提醒", 10)
    actions.send_digest(digest_id, now=utc_now())
