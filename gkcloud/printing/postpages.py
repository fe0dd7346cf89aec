"""The office's page that sets one post as an official document: a preview, a PDF, a Word file. It changes nothing."""

import uuid
from collections.abc import Mapping

from flask import Response, current_app, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.files.sending import send_download
from gkcloud.files.storage import Storage
from gkcloud.papers.content import as_json
from gkcloud.papers.document import OfficialDocument
from gkcloud.papers.docx import document_docx
from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.papers.press import print_paper
from gkcloud.printing.documents import PictureFile, document_of
from gkcloud.printing.forms import DocumentForm
from gkcloud.printing.previews import PreviewShown, faults_of, preview_of
from gkcloud.printing.queries import PRINTED_PICTURES
from gkcloud.publishing import queries
from gkcloud.publishing.content import PostContent
from gkcloud.publishing.queries import PostView
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.faces import faces, fonts_folder
from gkcloud.web.office import show_office

area = Area("post_paper", realm=Realm.TENANT, prefix="/office/posts", scope=ScopeKind.OFFICE)

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@area.page("/<uuid:post_id>/paper", needs=Can.POST_READ, methods=["GET", "POST"])
def show_paper(post_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for what the post does not say by itself, and show its first page."""
    view = queries.access_post(post_id, current_actor())
    document, files = _document_of(view)
    form = DocumentForm.of(document)
    shown = None
    if form.is_submitted():
        shown = (
            preview_of(form.document(document), tenant_id=view.post.tenant_id, files=files)
            if form.validate()
            else PreviewShown(faults=faults_of(form))
        )
    return _show(view, form, shown)


@area.page("/<uuid:post_id>/paper.pdf", needs=Can.POST_READ, methods=["POST"])
def paper_pdf(post_id: uuid.UUID) -> ResponseReturnValue:
    """Send the post as an official document in PDF."""
    view = queries.access_post(post_id, current_actor())
    document, files = _document_of(view)
    form = DocumentForm.of(document)
    if not form.validate():
        return _show(view, form, PreviewShown(faults=faults_of(form)), status=422)
    wanted = form.document(document)
    try:
        content = print_paper(as_json(wanted), fonts=fonts_folder(), files=files, progress=lambda *_: None)
    except PaperNotPrintable as refused:
        return _show(view, form, PreviewShown(faults=refused.faults), status=422)
    return send_download(content, f"{wanted.label}.pdf", "application/pdf")


@area.page("/<uuid:post_id>/paper.docx", needs=Can.POST_READ, methods=["POST"])
def paper_docx(post_id: uuid.UUID) -> ResponseReturnValue:
    """Send the post as an official document for Word and WPS."""
    view = queries.access_post(post_id, current_actor())
    document, files = _document_of(view)
    form = DocumentForm.of(document)
    if not form.validate():
        return _show(view, form, PreviewShown(faults=faults_of(form)), status=422)
    wanted = form.document(document)
    if faults := wanted.faults(faces(), files):
        return _show(view, form, PreviewShown(faults=faults), status=422)
    return send_download(document_docx(wanted, files=files), f"{wanted.label}.docx", _WORD)


def _document_of(view: PostView) -> tuple[OfficialDocument, Mapping[str, bytes]]:
    content = PostContent.from_json(view.revision.content)
    storage: Storage = current_app.extensions["storage"]
    attached = [file for file in content.attachments if file.media_type in PRINTED_PICTURES]
    pictures = [PictureFile.of(file.file_id, file.name) for file in attached]
    document = document_of(content, current_tenant().spec, pictures=pictures)
    return document, {str(file.file_id): storage.get(view.post.tenant_id, file.sha256) for file in attached}


def _show(view: PostView, form: DocumentForm, shown: PreviewShown | None, *, status: int = 200) -> Response:
    address = url_for("post_paper.show_paper", post_id=view.post.id)
    return show_office(
        "printing/document.html",
        here="publish",
        title="公文排版",
        tenant=current_tenant(),
        block="preview_panel",
        status=status,
        heading=view.post.title,
        back_href=url_for("publishing.show_post", post_id=view.post.id),
        form=form,
        action=address,
        pdf_action=url_for("post_paper.paper_pdf", post_id=view.post.id),
        docx_action=url_for("post_paper.paper_docx", post_id=view.post.id),
        preview={"action": address, "shown": shown},
    )
