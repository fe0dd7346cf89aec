"""Reading channels, digests and what was told. ``access_channel`` is the only way a page gets a channel."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from gkcloud.access.policy import Actor
from gkcloud.database import db
from gkcloud.jobs.model import Job
from gkcloud.reminders.model import NoticeChannel, Reminder, ReminderDigest

SEND = "reminder.send"


@dataclass(frozen=True, slots=True)
class LastSent:
    """How the last message to a channel went; ``error`` is a sentence, "" when nothing is wrong."""

    digest: ReminderDigest
    error: str


def access_channel(channel_id: uuid.UUID, actor: Actor) -> NoticeChannel:
    """Return a channel of the actor's tenant that is in use; 404 when there is none."""
    row = db.session.get(NoticeChannel, (actor.tenant_id, channel_id))
    if row is None or row.stopped_at is not None:
        abort(404)
    return row


def channels_of(tenant_id: uuid.UUID) -> Sequence[NoticeChannel]:
    """Return a unit's channels in use, the oldest first."""
    statement = select(NoticeChannel).where(NoticeChannel.tenant_id == tenant_id, NoticeChannel.stopped_at.is_(None))
    return db.session.execute(statement.order_by(NoticeChannel.created_at, NoticeChannel.id)).scalars().all()


def tenants_with_channels() -> Sequence[uuid.UUID]:
    """Return which units are to be reminded, of those that the scope reads."""
    statement = select(NoticeChannel.tenant_id).where(NoticeChannel.stopped_at.is_(None)).distinct()
    return db.session.execute(statement.order_by(NoticeChannel.tenant_id)).scalars().all()


def last_sent(tenant_id: uuid.UUID) -> Mapping[uuid.UUID, LastSent]:
    """Return the last message to each channel of a unit, with what became of it."""
    latest = (
        select(ReminderDigest)
        .where(ReminderDigest.tenant_id == tenant_id)
        .ext(distinct_on(ReminderDigest.channel_id))
        .order_by(ReminderDigest.channel_id, ReminderDigest.created_at.desc())
    )
    digests = db.session.execute(latest).scalars().all()
    jobs = (
        select(Job.subject_id, Job.error)
        .where(Job.tenant_id == tenant_id, Job.kind == SEND, Job.subject_id.in_([each.id for each in digests]))
        .order_by(Job.created_at)
    )
    errors = {row.subject_id: row.error for row in db.session.execute(jobs)}
    return {each.channel_id: LastSent(each, "" if each.sent_at else errors.get(each.id, "")) for each in digests}


def told_already(tenant_id: uuid.UUID, subjects: Collection[str]) -> set[tuple[uuid.UUID, str, date, int]]:
    """Return what was told of these subjects, as channel, subject, due day and moment."""
    statement = select(Reminder.channel_id, Reminder.subject, Reminder.due_on, Reminder.moment).where(
        Reminder.tenant_id == tenant_id, Reminder.subject.in_(subjects)
    )
    return {(row.channel_id, row.subject, row.due_on, row.moment) for row in db.session.execute(statement)}


def unsent(tenant_id: uuid.UUID, since: date) -> Sequence[ReminderDigest]:
    """Return the digests of channels in use that nobody took yet, not older than a day."""
    statement = (
        select(ReminderDigest)
        .join(
            NoticeChannel,
            (NoticeChannel.tenant_id == ReminderDigest.tenant_id) & (NoticeChannel.id == ReminderDigest.channel_id),
        )
        .where(
            ReminderDigest.tenant_id == tenant_id,
            ReminderDigest.sent_at.is_(None),
            ReminderDigest.on_day >= since,
            NoticeChannel.stopped_at.is_(None),
        )
    )
    return db.session.execute(statement.order_by(ReminderDigest.created_at)).scalars().all()


def reminders_in(digest: ReminderDigest) -> Sequence[Reminder]:
    """Return what a digest tells, by due day."""
    statement = select(Reminder).where(Reminder.tenant_id == digest.tenant_id, Reminder.digest_id == digest.id)
    return db.session.execute(statement.order_by(Reminder.due_on, Reminder.subject)).scalars().all()
