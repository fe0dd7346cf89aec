"""Downloads for the public: published posts as documents, their attachments, and bulletin issues."""

import io
from uuid import UUID

from flask import Response, abort, current_app, send_file
from flask.typing import ResponseReturnValue

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.access.request import current_tenant
from gkcloud.files.storage import FileMissing, Storage
from gkcloud.site import queries
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind

area = Area("files", realm=Realm.TENANT, scope=ScopeKind.PUBLIC)

# Shown in the page, because a browser does nothing with them but draw; everything else is offered for download only,
# never opened from the tenant's own origin.
_DRAWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
# For whatever a browser should still make of a file: no script, no form, no other origin.
_SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"


@area.page("/posts/<uuid:post_id>/files/<uuid:file_id>", needs=Can.PUBLIC_READ)
def attachment(post_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Send an attachment of a published post; a withdrawn post has none."""
    tenant_id = current_tenant().id
    file = queries.public_file(tenant_id, post_id, file_id)
    if file is None:
        abort(404)
    ending = f".{file.extension.lstrip('.')}"
    name = file.name if file.name.lower().endswith(ending.lower()) else f"{file.name}{ending}"
    return _send(tenant_id, file.sha256, name, file.media_type)


@area.page("/posts/<uuid:post_id>.pdf", needs=Can.PUBLIC_READ)
def paper(post_id: UUID) -> ResponseReturnValue:
    """Send a published post as an official document in PDF."""
    tenant_id = current_tenant().id
    found = queries.public_paper(tenant_id, post_id)
    if found is None:
        abort(404)
    return _send(tenant_id, found.sha256, f"{found.title}.pdf", "application/pdf")


@area.page("/bulletins/<uuid:issue_id>.pdf", needs=Can.PUBLIC_READ)
def bulletin(issue_id: UUID) -> ResponseReturnValue:
    """Send the PDF of a published bulletin issue."""
    tenant_id = current_tenant().id
    issue = queries.public_issue(tenant_id, issue_id)
    if issue is None:
        abort(404)
    name = f"{issue.masthead}{issue.year}年第{issue.number}期.pdf"
    return _send(tenant_id, issue.sha256, name, "application/pdf")


@area.page("/printings/<uuid:printing_id>.pdf", needs=Can.PUBLIC_READ)
def printing(printing_id: UUID) -> ResponseReturnValue:
    """Send the PDF of a published gazette, handbook or notice board."""
    tenant_id = current_tenant().id
    found = queries.public_printing(tenant_id, printing_id)
    if found is None:
        abort(404)
    return _send(tenant_id, found.sha256, f"{found.title}.pdf", "application/pdf")


def _send(tenant_id: UUID, sha256: str, name: str, media_type: str) -> Response:
    """Return stored bytes under a name that may be Chinese (RFC 5987); asked about again each time, as it may go."""
    storage: Storage = current_app.extensions["storage"]
    try:
        content = storage.get(tenant_id, sha256)
    except FileMissing:
        current_app.logger.error("file_missing")
        abort(404)
    response = send_file(
        io.BytesIO(content),
        mimetype=media_type,
        as_attachment=media_type not in _DRAWN,
        download_name=name,
        etag=sha256,
    )
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["Content-Security-Policy"] = _SANDBOX
    return response
