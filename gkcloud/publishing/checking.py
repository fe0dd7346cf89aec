"""The pre-publication check on a revision: its fields, its text, and the bytes of its attachments."""

import uuid

from flask import current_app

from gkcloud.files.storage import Storage
from gkcloud.publishing.content import FIELD_LABELS, PostContent
from gkcloud.publishing.facts import REQUIRED
from gkcloud.publishing.screening import Attachment, Report, Severity, WatchWord, screen
from gkcloud.tenancy.packs import TenantSpec


def check_content(tenant_id: uuid.UUID, content: PostContent, spec: TenantSpec) -> Report:
    """Return what the check finds in one content; reads the attachments from the storage."""
    storage: Storage = current_app.extensions["storage"]
    attachments = [Attachment(file.name, storage.get(tenant_id, file.sha256)) for file in content.attachments]
    fields = {
        "title": content.title,
        "doc_no": content.doc_no,
        "issuer": content.issuer,
        "formed_on": content.formed_on.isoformat() if content.formed_on else "",
        "columns": " ".join(content.columns),
        "subject_class": content.subject_class,
        "genre_class": content.genre_class,
        "summary": content.summary,
        "keywords": content.keywords,
        "source": content.source,
        "withheld_basis": content.withheld_basis,
    }
    words = [WatchWord(word.word, Severity(word.severity), word.advice) for word in spec.words]
    required = {"body" if name == "body_html" else name: FIELD_LABELS[name] for name in REQUIRED}
    return screen(fields, content.body_html, attachments, words=words, required=required)
