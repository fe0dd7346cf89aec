"""A draft out of an imported text: what was recognised fills the fields, what was not stays empty."""

from datetime import datetime

from gkcloud.access.policy import Actor
from gkcloud.publishing.actions import create_draft
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.importing import ImportedText
from gkcloud.publishing.model import Post
from gkcloud.publishing.sanitize import clean_body
from gkcloud.tenancy.directory import Tenant

UNTITLED = "（未识别出标题）"


def draft_from_import(text: ImportedText, *, tenant: Tenant, actor: Actor, now: datetime) -> Post:
    """Return a new draft with what the importer recognised; its warnings wait in the first revision's note."""
    content = PostContent(
        title=text.title or UNTITLED,
        body_html=clean_body(text.body_html),
        doc_no=text.doc_no,
        issuer=text.issuer,
        formed_on=text.formed_on,
        source=text.issuer or tenant.name,
    )
    return create_draft(content, actor=actor, now=now, note="\n".join(text.warnings), imported=True)
