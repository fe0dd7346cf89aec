"""What a paper would look like: its first page and the number of its pages, kept for a while by its content."""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app, url_for
from flask_wtf import FlaskForm
from redis import Redis

from gkcloud.jobs.queues import Queues
from gkcloud.papers.content import as_json, content_hash
from gkcloud.papers.paper import NO_FILES, Paper, PaperNotPrintable
from gkcloud.papers.press import PressFailed, Preview, print_preview
from gkcloud.web.faces import faces, fonts_folder

_KEPT_SECONDS = 1800
_PATIENCE_SECONDS = 10
_BUSY = "现在排版的人较多，预览没有生成。请稍等几秒，再改动任一处或按“更新预览”。"
_BROKE = "预览没有生成。请保存后再试；仍然不行的，请联系平台运维人员。"

# One at a time in each process: a preview takes a core for a second or two, and pages must go on being answered.
_press = threading.BoundedSemaphore(1)


@dataclass(frozen=True, slots=True)
class PreviewShown:
    """A preview as the page shows it: either pages and picture, or the sentences that say why not."""

    pages: int = 0
    picture_href: str = ""
    faults: tuple[str, ...] = ()


def faults_of(form: FlaskForm) -> tuple[str, ...]:
    """Return what is wrong with a form's fields, a sentence each, in place of a preview."""
    return tuple(f"{field.label.text}：{field.errors[0]}" for field in form if field.errors)


def preview_of(paper: Paper, *, tenant_id: uuid.UUID, files: Mapping[str, bytes] = NO_FILES) -> PreviewShown:
    """Return the paper's preview, typeset now unless the same content was shown a short while ago."""
    if faults := paper.faults(faces(), files or None):
        return PreviewShown(faults=faults)
    stored = as_json(paper)
    digest = content_hash(stored)
    kept = _connection().get(_key(tenant_id, digest, "pages"))
    if kept is not None:
        return PreviewShown(int(kept), url_for("printing.preview_picture", digest=digest))
    if not _press.acquire(timeout=_PATIENCE_SECONDS):
        return PreviewShown(faults=(_BUSY,))
    try:
        preview = print_preview(stored, fonts=fonts_folder(), files=files)
    except PaperNotPrintable as refused:
        return PreviewShown(faults=refused.faults)
    except PressFailed:
        current_app.logger.exception("preview_failed")
        return PreviewShown(faults=(_BROKE,))
    finally:
        _press.release()
    keep(tenant_id, digest, preview)
    return PreviewShown(preview.page_count, url_for("printing.preview_picture", digest=digest))


def keep(tenant_id: uuid.UUID, digest: str, preview: Preview) -> None:
    """Keep a preview for a while; the picture before the number, so that who finds the number finds the picture."""
    _connection().set(_key(tenant_id, digest, "picture"), preview.picture, ex=_KEPT_SECONDS + 60)
    _connection().set(_key(tenant_id, digest, "pages"), preview.page_count, ex=_KEPT_SECONDS)


def picture_kept(tenant_id: uuid.UUID, digest: str) -> bytes | None:
    """Return the picture of a preview that was shown in this tenant, as long as it is kept."""
    found = _connection().get(_key(tenant_id, digest, "picture"))
    return found if isinstance(found, bytes) else None


def _key(tenant_id: uuid.UUID, digest: str, part: str) -> str:
    return f"gk:preview:{tenant_id}:{digest}:{part}"


def _connection() -> Redis:
    queues: Queues = current_app.extensions["queues"]
    return queues.connection
