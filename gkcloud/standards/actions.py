"""Adopting a shipped standard, changing a draft of it, and making the draft the next version."""

import uuid
from datetime import datetime

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.standards import queries
from gkcloud.standards.model import Standard, StandardVersion
from gkcloud.standards.rules import Content, differences


class StandardRefused(Exception):
    """The action is not allowed as things are; the text is a Chinese sentence for whoever tried."""


@action("standard.adopt")
def adopt(code: str, *, actor: Actor, now: datetime) -> Standard:
    """Take a shipped standard into the county's library as its first version; once."""
    tenant_id = _tenant(actor)
    known = db.session.execute(
        select(Standard).where(Standard.tenant_id == tenant_id, Standard.code == code)
    ).scalar_one_or_none()
    if known is not None:
        nothing_to_do("standard.adopt")
        return known
    content = queries.shipped().get(code)
    if content is None:
        raise StandardRefused("没有找到这份标准，请从列表中选择。")
    row = Standard(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        code=code,
        title=content.title,
        created_by=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(row)
    db.session.flush()
    version = _add_version(row, content, 1, "采用系统提供的标准。", actor, now)
    _record("standard.adopt", row, actor, now, content_hash=version.content_hash)
    return row


@action("standard.edit")
def edit(standard_id: uuid.UUID, content: Content, *, actor: Actor, now: datetime) -> Standard:
    """Keep what the next version will say; versions that exist stay as they are.

    Raises StandardRefused for a standard that is out of use.
    """
    row = _lock(standard_id, actor)
    view = queries.view_of(row)
    wanted = content.as_json()
    if wanted == (row.draft if row.draft is not None else view.newest.content):
        nothing_to_do("standard.edit")
        return row
    _refuse_retired(row)
    row.draft = None if wanted == view.newest.content else wanted
    row.updated_at = now
    _record("standard.edit", row, actor, now, content_hash=content.content_hash())
    return row


@action("standard.publish")
def publish(standard_id: uuid.UUID, note: str, *, actor: Actor, now: datetime) -> StandardVersion:
    """Make the draft the next version. Campaigns that are under way keep the version that they were opened with."""
    row = _lock(standard_id, actor)
    view = queries.view_of(row)
    if row.draft is None:
        nothing_to_do("standard.publish")
        return view.newest
    _refuse_retired(row)
    content = Content.model_validate(row.draft)
    changes = list(differences(queries.content_of(view.newest), content))
    version = _add_version(row, content, view.newest.number + 1, note.strip() or "".join(changes)[:500], actor, now)
    row.draft, row.title, row.updated_at = None, content.title, now
    _record("standard.publish", row, actor, now, number=version.number, content_hash=version.content_hash)
    return version


@action("standard.discard")
def discard(standard_id: uuid.UUID, *, actor: Actor, now: datetime) -> Standard:
    """Forget the changes that have become no version."""
    row = _lock(standard_id, actor)
    if row.draft is None:
        nothing_to_do("standard.discard")
        return row
    row.draft, row.updated_at = None, now
    _record("standard.discard", row, actor, now)
    return row


@action("standard.retire")
def retire(standard_id: uuid.UUID, *, actor: Actor, now: datetime) -> Standard:
    """Take a standard out of use: no new campaign can choose it; what was appraised by it stays."""
    row = _lock(standard_id, actor)
    if row.retired_at is not None:
        nothing_to_do("standard.retire")
        return row
    row.retired_at, row.updated_at = now, now
    _record("standard.retire", row, actor, now)
    return row


def _tenant(actor: Actor) -> uuid.UUID:
    if actor.tenant_id is None:
        raise StandardRefused("请在县级单位的办公页面操作。")
    return actor.tenant_id


def _lock(standard_id: uuid.UUID, actor: Actor) -> Standard:
    statement = select(Standard).where(Standard.tenant_id == _tenant(actor), Standard.id == standard_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    row = db.session.execute(statement).scalar_one_or_none()
    if row is None:
        raise StandardRefused("没有找到这份标准，请返回列表查看。")
    return row


def _refuse_retired(row: Standard) -> None:
    if row.retired_at is not None:
        raise StandardRefused("这份标准已停用，不能再修改。")


def _add_version(
    row: Standard, content: Content, number: int, note: str, actor: Actor, now: datetime
) -> StandardVersion:
    version = StandardVersion(
        tenant_id=row.tenant_id,
        id=uuid.uuid4(),
        standard_id=row.id,
        number=number,
        title=content.title,
        content=content.as_json(),
        content_hash=content.content_hash(),
        note=note,
        created_by=actor.person_id,
        created_at=now,
    )
    db.session.add(version)
    db.session.flush()
    return version


def _record(name: str, row: Standard, actor: Actor, now: datetime, **data: object) -> None:
    db.session.flush()
    record(name, actor_id=actor.person_id, subject=("standard", row.id), at=now, **data)
