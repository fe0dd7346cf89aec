"""Naming channels, asking for the day's reminders, and sending one digest."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.calendar.queries import calendar_for
from gkcloud.config import Settings
from gkcloud.database import db
from gkcloud.jobs.actions import request_job
from gkcloud.jobs.registry import JobFailed
from gkcloud.reminders import queries
from gkcloud.reminders.gathering import items_of
from gkcloud.reminders.model import NoticeChannel, Reminder, ReminderDigest
from gkcloud.reminders.queries import SEND
from gkcloud.reminders.rules import Item, Line, Message, Target, in_order, moment_of
from gkcloud.reminders.sealing import seal, unseal
from gkcloud.reminders.sending import NotTaken, send
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.addresses import printed_address

# How many days a digest that nobody took is still worth sending.
_WORTH_SENDING = timedelta(days=2)
MOST_CHANNELS = 10


class ChannelRefused(Exception):
    """The channel cannot be added as things are; the text is a Chinese sentence."""


@action("channel.add")
def add_channel(name: str, target: Target, *, request_key: uuid.UUID, actor: Actor, now: datetime) -> NoticeChannel:
    """Keep where a unit wants to be reminded; the same form sent twice is one channel. Raises ChannelRefused."""
    tenant_id = _office(actor)
    known = db.session.get(NoticeChannel, (tenant_id, request_key))
    if known is not None:
        nothing_to_do("channel.add")
        return known
    if len(queries.channels_of(tenant_id)) >= MOST_CHANNELS:
        raise ChannelRefused(f"最多设置 {MOST_CHANNELS} 个提醒方式，请先停用不用的。")
    row = NoticeChannel(
        tenant_id=tenant_id,
        id=request_key,
        kind=target.kind.value,
        name=name.strip(),
        hint=target.hint,
        sealed=seal(target, _key()),
        created_by=actor.person_id,
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    record("channel.add", actor_id=actor.person_id, subject=("channel", row.id), at=now, kind=row.kind)
    return row


@action("channel.stop")
def stop_channel(channel_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Send nothing there any more, and forget where it led."""
    row = db.session.get_one(NoticeChannel, (_office(actor), channel_id), with_for_update=True)
    if row.stopped_at is not None:
        nothing_to_do("channel.stop")
        return
    row.stopped_at, row.sealed = now, ""
    record("channel.stop", actor_id=actor.person_id, subject=("channel", channel_id), at=now)


@action("channel.try")
def try_channel(channel_id: uuid.UUID, today: date, *, request_key: uuid.UUID, actor: Actor, now: datetime) -> None:
    """Ask for a message that says that messages arrive; the same form sent twice asks for one."""
    tenant_id = _office(actor)
    digest, is_new = _digest(tenant_id, channel_id, f"trial:{request_key}", today, now)
    if not is_new:
        nothing_to_do("channel.try")
        return
    request_job(SEND, digest, tenant_id=tenant_id, requested_by=actor.person_id)
    record("channel.try", actor_id=actor.person_id, subject=("channel", channel_id), at=now)


@action("reminder.ask")
def ask_for_reminders(tenant: Tenant, *, today: date, now: datetime) -> int:
    """Collect what a unit is to be reminded of today, once for each channel, and return how many messages are under way.

    What was asked for and not taken by anybody yet is asked for again, as long as it is worth sending. Running it again
    changes nothing.
    """
    channels = queries.channels_of(tenant.id)
    due = _due(tenant, today) if channels else []
    told = queries.told_already(tenant.id, [item.key for item, _ in due])
    added = {}
    for channel in channels:
        fresh = [(item, moment) for item, moment in due if (channel.id, item.key, item.due, moment) not in told]
        added[channel.id] = _note(tenant, channel, fresh, today, now)
    waiting = queries.unsent(tenant.id, today - _WORTH_SENDING)
    for digest in waiting:
        request_job(SEND, digest.id, tenant_id=tenant.id, requested_by=None)
    if not any(added.values()):
        nothing_to_do("reminder.ask")
        return len(waiting)
    counts = {str(channel_id): count for channel_id, count in added.items() if count}
    record("reminder.ask", actor_id=None, subject=("tenant", tenant.id), at=now, on=today.isoformat(), told=counts)
    return len(waiting)


@action("reminder.send")
def send_digest(digest_id: uuid.UUID, *, now: datetime) -> None:
    """Hand a digest over to its channel and mark it as sent. Raises JobFailed when it will not be taken.

    At least once: a process that is killed between the server's answer and the commit sends it again. See
    docs/decisions/0021-reminders.md.
    """
    statement = select(ReminderDigest).where(ReminderDigest.id == digest_id).with_for_update()
    digest = db.session.execute(statement).scalar_one()
    channel = db.session.get_one(NoticeChannel, (digest.tenant_id, digest.channel_id))
    if digest.sent_at is not None or channel.stopped_at is not None:
        nothing_to_do("reminder.send")
        return
    target = unseal(channel.sealed, _key())
    if target is None:
        raise JobFailed("平台的密钥更换过，请停用这个提醒方式后重新添加。")
    reminders = queries.reminders_in(digest)
    try:
        send(target, _message(digest, reminders), _settings())
    except NotTaken as refused:
        raise JobFailed(str(refused)) from None
    digest.sent_at = now
    record(
        "reminder.send", actor_id=None, subject=("digest", digest_id), at=now, kind=channel.kind, told=len(reminders)
    )


def _note(
    tenant: Tenant, channel: NoticeChannel, fresh: Sequence[tuple[Item, int]], today: date, now: datetime
) -> int:
    """Write what one channel is told today and return how much that is."""
    if not fresh:
        return 0
    digest_id = _open_digest(tenant.id, channel.id, today, now)
    db.session.add_all(
        Reminder(
            tenant_id=tenant.id,
            channel_id=channel.id,
            subject=item.key,
            due_on=item.due,
            moment=moment,
            digest_id=digest_id,
            title=item.title,
            sentence=item.sentence,
            href=item.href,
            is_overdue=item.due < today,
        )
        for item, moment in fresh
    )
    db.session.flush()
    return len(fresh)


def _due(tenant: Tenant, today: date) -> list[tuple[Item, int]]:
    calendar, settings = calendar_for(tenant), _settings()
    found = []
    for item in items_of(tenant, today):
        moment = moment_of(item.due, today, calendar, settings.remind_before, settings.remind_after)
        if moment is not None:
            found.append((item, moment))
    return found


def _open_digest(tenant_id: uuid.UUID, channel_id: uuid.UUID, today: date, now: datetime) -> uuid.UUID:
    """Return today's digest of a channel; what comes up on the same day once it is sent gets another."""
    part = 0
    while True:
        key = today.isoformat() if part == 0 else f"{today.isoformat()}/{part}"
        digest_id, is_new = _digest(tenant_id, channel_id, key, today, now)
        if is_new or db.session.get_one(ReminderDigest, (tenant_id, digest_id)).sent_at is None:
            return digest_id
        part += 1


def _digest(
    tenant_id: uuid.UUID, channel_id: uuid.UUID, key: str, today: date, now: datetime
) -> tuple[uuid.UUID, bool]:
    """Return the digest of a key, and whether it is new."""
    values = {"tenant_id": tenant_id, "id": uuid.uuid4(), "channel_id": channel_id, "key": key}
    added = insert(ReminderDigest).values(**values, on_day=today, created_at=now)
    added = added.on_conflict_do_nothing(index_elements=["tenant_id", "channel_id", "key"])
    new_id = db.session.execute(added.returning(ReminderDigest.id)).scalar_one_or_none()
    if new_id is not None:
        return new_id, True
    known = select(ReminderDigest.id).where(
        ReminderDigest.tenant_id == tenant_id, ReminderDigest.channel_id == channel_id, ReminderDigest.key == key
    )
    return db.session.execute(known).scalar_one(), False


def _message(digest: ReminderDigest, reminders: Sequence[Reminder]) -> Message:
    tenant = directory().by_id(digest.tenant_id)
    home = printed_address(tenant, "obligations.show_today")
    base = home.removesuffix("/office/duties")
    lines = [Line(row.title, row.sentence, f"{base}{row.href}", row.is_overdue) for row in reminders]
    return Message(
        unit=tenant.short_name,
        on=digest.on_day,
        number=str(digest.id),
        lines=in_order(lines),
        href=home,
        is_trial=digest.key.startswith("trial:"),
    )


def _office(actor: Actor) -> uuid.UUID:
    if actor.tenant_id is None:
        raise ValueError("a channel belongs to a tenant")
    return actor.tenant_id


def _settings() -> Settings:
    settings: Settings = current_app.settings  # type: ignore[attr-defined]
    return settings


def _key() -> str:
    return str(current_app.secret_key)
