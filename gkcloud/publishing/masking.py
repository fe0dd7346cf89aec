"""One action that masks what can be masked in a post: its text, its short fields and its attachments."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import current_app

from gkcloud.access.policy import Actor
from gkcloud.files.actions import store_file
from gkcloud.files.storage import Storage
from gkcloud.publishing.content import FileRef, PostContent
from gkcloud.publishing.screening import Attachment, mask_attachment, mask_html, mask_text

SHORT_FIELDS = ("title", "summary", "keywords", "source")


def mask_content(content: PostContent, *, actor: Actor, now: datetime) -> tuple[PostContent, tuple[str, ...]]:
    """Return the content with personal numbers masked, and sentences that say what was done."""
    body = mask_html(content.body_html)
    done = list(body.actions)
    short: dict[str, Any] = {}
    for name in SHORT_FIELDS:
        masked = mask_text(getattr(content, name))
        if masked.actions:
            short[name] = masked.content
            done += masked.actions
    files = []
    for file in content.attachments:
        kept, said = _mask_file(file, actor, now)
        files.append(kept)
        done += said
    return replace(content, body_html=body.content, attachments=tuple(files), **short), tuple(done)


def _mask_file(file: FileRef, actor: Actor, now: datetime) -> tuple[FileRef, tuple[str, ...]]:
    if actor.tenant_id is None:
        raise ValueError("a post belongs to a tenant")
    storage: Storage = current_app.extensions["storage"]
    original = Attachment(file.name, storage.get(actor.tenant_id, file.sha256))
    masked, said = mask_attachment(original)
    if masked.data == original.data:
        return file, said
    stored = store_file(masked.data, masked.name, tenant_id=actor.tenant_id, actor_id=actor.person_id, now=now)
    return FileRef(stored.id, stored.name, stored.extension, stored.media_type, stored.size, stored.sha256), said
