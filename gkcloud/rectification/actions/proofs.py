"""Orders as their unit handles them: received, answered with words and files, or asked more time for. In its office scope."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do
from gkcloud.database import db
from gkcloud.files.inspect import FileKind, FileRefused, clean_filename, inspect_file
from gkcloud.files.photos import as_kept
from gkcloud.files.storage import Storage
from gkcloud.rectification.actions.common import Refused, add_step, is_done_already, lock_order, note, require
from gkcloud.rectification.model import Order, OrderFile, OrderStep
from gkcloud.rectification.rules import Move, OrderState, StepKind

MOST_FILES = 12


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    data: bytes


@action("order.receive")
def receive_order(order_id: uuid.UUID, *, actor: Actor, now: datetime) -> Order:
    """Sign for an order; a second time is once. Raises Refused where the actor may not answer it."""
    row = lock_order(order_id, actor)
    if is_done_already(row, "received"):
        nothing_to_do("order.receive")
        return row
    require(Move.RECEIVE, row, actor, now)
    add_step(row, StepKind.RECEIVED, "", "received", actor, now)
    note("order.receive", row, actor, now)
    return row


@action("order.request")
def request_time(order_id: uuid.UUID, reason: str, *, key: str, actor: Actor, now: datetime) -> Order:
    """Ask the county for more time, with a reason. Raises Refused while an earlier request waits."""
    row = lock_order(order_id, actor)
    if is_done_already(row, key):
        nothing_to_do("order.request")
        return row
    require(Move.REQUEST, row, actor, now)
    if not reason.strip():
        raise Refused("请写明申请延长期限的理由和需要的时间。")
    add_step(row, StepKind.REQUEST, reason.strip(), key, actor, now)
    note("order.request", row, actor, now)
    return row


@action("order.prove")
def send_proof(
    order_id: uuid.UUID, text: str, uploads: Sequence[Upload] = (), *, key: str, actor: Actor, now: datetime
) -> Order:
    """Report what was put right, in words, with photos or files; again while the county has not verified it.

    The files go to the county's storage. Raises Refused without words, and FileRefused with a sentence for a file that
    may not be taken in; then nothing is kept.
    """
    row = lock_order(order_id, actor)
    if is_done_already(row, key):
        nothing_to_do("order.prove")
        return row
    require(Move.PROVE, row, actor, now)
    if not text.strip():
        raise Refused("请写明整改情况：做了什么、什么时候完成、结果如何。")
    if len(uploads) > MOST_FILES:
        raise Refused(f"一次最多上传 {MOST_FILES} 个文件，请分次报送或者合并。")
    taken = [_inspected(upload) for upload in uploads]
    step = add_step(row, StepKind.PROOF, text.strip(), key, actor, now)
    for upload, kind in taken:
        _keep(row, step, upload, kind, actor, now)
    row.state = OrderState.ANSWERED.value
    note("order.prove", row, actor, now, files=[hashlib.sha256(each.data).hexdigest() for each, _ in taken])
    return row


def _inspected(upload: Upload) -> tuple[Upload, FileKind]:
    """Return a file as it is kept, a photo without where and when it was taken, and what it is."""
    try:
        kind = inspect_file(upload.data, upload.name)
        data = as_kept(upload.data, kind.extension)
    except FileRefused as refused:
        raise FileRefused(f"“{clean_filename(upload.name)}”没有收下：{refused}") from refused
    return Upload(upload.name, data), kind


def _keep(row: Order, step: OrderStep, upload: Upload, kind: FileKind, actor: Actor, now: datetime) -> None:
    """Keep a file under the county's prefix; the same bytes sent again with a step are one file."""
    storage: Storage = current_app.extensions["storage"]
    sha256 = storage.put(row.tenant_id, upload.data)
    key = f"{step.position}:{sha256}"
    if any(isinstance(each, OrderFile) and each.key == key and each.order_id == row.id for each in db.session.new):
        return
    db.session.add(
        OrderFile(
            tenant_id=row.tenant_id,
            id=uuid.uuid4(),
            order_id=row.id,
            target_id=row.target_id,
            step_id=step.id,
            key=key,
            sha256=sha256,
            name=clean_filename(upload.name),
            extension=kind.extension,
            media_type=kind.media_type,
            size=len(upload.data),
            uploaded_in=actor.tenant_id,
            uploaded_by=actor.person_id,
            created_at=now,
        )
    )
