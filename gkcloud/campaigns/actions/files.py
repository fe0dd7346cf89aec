"""Photos and files beside an item: inspected, freed of what they tell about place and device, kept once."""

import uuid
from datetime import datetime

from flask import current_app
from sqlalchemy import func, select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.campaigns.actions.refusals import SheetRefused
from gkcloud.campaigns.actions.sheets import lock_sheet, require_writable, touch
from gkcloud.campaigns.model import AnswerFile
from gkcloud.database import db
from gkcloud.files.inspect import FileRefused, clean_filename, inspect_file
from gkcloud.files.photos import as_kept
from gkcloud.files.storage import Storage

MOST_FILES = 9


@action("sheet.add-file")
def add_file(
    sheet_id: uuid.UUID, item_code: str, data: bytes, filename: str, key: str, *, actor: Actor, now: datetime
) -> AnswerFile:
    """Keep a photo or a file beside an item; the same ``key`` again keeps nothing twice.

    Raises SheetRefused when the sheet is closed or full, and when the file is not what may be taken in.
    """
    view = lock_sheet(sheet_id, actor, now)
    known = db.session.execute(
        select(AnswerFile).where(
            AnswerFile.tenant_id == view.row.tenant_id, AnswerFile.sheet_id == sheet_id, AnswerFile.key == key
        )
    ).scalar_one_or_none()
    if known is not None:
        nothing_to_do("sheet.add-file")
        return known
    require_writable(view, actor)
    if view.content.item(item_code) is None:
        raise SheetRefused("这张表上没有这一项，请刷新页面后再上传。")
    if _count(view.row.tenant_id, sheet_id, item_code) >= MOST_FILES:
        raise SheetRefused(f"每一项最多 {MOST_FILES} 个文件，请先删除不用的再上传。")
    try:
        kind = inspect_file(data, filename)
        kept = as_kept(data, kind.extension)
    except FileRefused as refused:
        raise SheetRefused(f"{clean_filename(filename)}没有保存：{refused}") from None
    storage: Storage = current_app.extensions["storage"]
    assert actor.tenant_id is not None  # noqa: S101 - the sheet was found by it
    file = AnswerFile(
        tenant_id=view.row.tenant_id,
        id=uuid.uuid4(),
        sheet_id=sheet_id,
        target_id=view.row.target_id,
        item=item_code,
        key=key,
        # The county's file, as the sheet is the county's: it outlives the unit.
        sha256=storage.put(view.row.tenant_id, kept),
        name=clean_filename(filename),
        extension=kind.extension,
        media_type=kind.media_type,
        size=len(kept),
        uploaded_in=actor.tenant_id,
        uploaded_by=actor.person_id,
        created_at=now,
    )
    db.session.add(file)
    touch(view, actor, now)
    about = {"item": item_code, "sha256": file.sha256, "size": file.size}
    record("sheet.add-file", actor_id=actor.person_id, subject=("sheet", sheet_id), at=now, **about)
    return file


@action("sheet.remove-file")
def remove_file(sheet_id: uuid.UUID, file_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Take a file away from an item; the record of it stays."""
    view = lock_sheet(sheet_id, actor, now)
    file = next((each for files in view.files.values() for each in files if each.id == file_id), None)
    if file is None:
        nothing_to_do("sheet.remove-file")
        return
    require_writable(view, actor)
    file.removed_at = now
    touch(view, actor, now)
    about = {"item": file.item, "sha256": file.sha256}
    record("sheet.remove-file", actor_id=actor.person_id, subject=("sheet", sheet_id), at=now, **about)


def _count(tenant_id: uuid.UUID, sheet_id: uuid.UUID, item_code: str) -> int:
    statement = select(func.count()).where(
        AnswerFile.tenant_id == tenant_id,
        AnswerFile.sheet_id == sheet_id,
        AnswerFile.item == item_code,
        AnswerFile.removed_at.is_(None),
    )
    return db.session.execute(statement).scalar_one()
