"""Filling a sheet in, the same for an inspector and for a unit: plain forms that a script may send later."""

import io
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, current_app, flash, jsonify, make_response, request, send_file, url_for
from werkzeug.datastructures import FileStorage

from gkcloud.access.request import commit_anyway, current_actor
from gkcloud.campaigns import actions, queries, sheetviews
from gkcloud.campaigns.actions import SheetConflict, SheetRefused
from gkcloud.campaigns.forms import LONGEST_KEY, typed_answer
from gkcloud.campaigns.model import AnswerFile
from gkcloud.campaigns.pages.area import page
from gkcloud.campaigns.queries import SheetView
from gkcloud.campaigns.rules import SheetKind, refuse_writing
from gkcloud.campaigns.words import FILLING_WORDS
from gkcloud.database import utc_now
from gkcloud.files.sending import send_download
from gkcloud.files.storage import FileMissing, Storage
from gkcloud.web.clock import today
from gkcloud.web.rendering import see_other

Access = Callable[[uuid.UUID], SheetView]
CONFLICT, REFUSED = 409, 422


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a sheet is filled in: which area's pages, and how a sheet is reached there."""

    area: str
    access: Access

    def address(self, name: str, view: SheetView, **more: Any) -> str:
        """Return the address of one of the area's pages about a sheet."""
        return url_for(f"{self.area}.{name}", sheet_id=view.row.id, **more)

    def file_address(self, file: AnswerFile) -> str:
        """Return where a file is read."""
        return url_for(f"{self.area}.send_photo", sheet_id=file.sheet_id, photo_id=file.id)

    def fill_href(self, view: SheetView, place: int) -> str:
        """Return where an item is filled in."""
        return f"{self.address('fill_sheet', view)}#item-{place}"


def show_filling(
    desk: Desk, sheet_id: uuid.UUID, *, status: int = 200, at: int | None = None, error: str = ""
) -> Response:
    """Return the page with every item of a sheet; ``at`` is the one whose answer could not be kept."""
    view = desk.access(sheet_id)
    if reason := refuse_writing(view.facts, current_actor().person_id):
        flash(reason, "soon")
        return see_other(f"{desk.area}.show_sheet", sheet_id=sheet_id)
    links = {
        "file": desk.file_address,
        "remove": lambda file: desk.address("remove_photo", view, photo_id=file.id),
        "answer": lambda place: desk.address("answer_item", view, place=place),
        "photos": lambda place: desk.address("add_photo", view, place=place),
    }
    count = len(view.content.items)
    own = queries.self_check_beside(view, today()) if view.kind is SheetKind.INSPECTION else None
    beside = [sheetviews.said_of(own, each) for each in own.score.items] if own else [None] * count
    items = [
        {
            **sheetviews.fill_item(view, place, request.form if place == at else None, links),
            "error": error if place == at else "",
            "own": beside[place - 1],
        }
        for place in range(1, count + 1)
    ]
    return page(
        "campaigns/fill.html",
        desk.area,
        view.campaign.title,
        status=status,
        sheet_name=f"{view.target.name}　{view.kind.label}",
        items=items,
        progress=sheetviews.progress_of(view.score),
        words=FILLING_WORDS,
        owner=f"{current_actor().person_id}/{sheet_id}",
        start=at or view.first_open() or 1,
        back_href=desk.address("show_sheet", view),
    )


def save_answer(desk: Desk, sheet_id: uuid.UUID, place: int) -> Response:
    """Keep an answer, with the files that a plain form brings along; tell a script in JSON how it went."""
    view = desk.access(sheet_id)
    item = view.item_at(place)
    refusals = [] if _is_script() else _keep_files(view, item.code)
    try:
        saved = actions.save(sheet_id, typed_answer(item, request.form), actor=current_actor(), now=utc_now())
    except SheetRefused as refused:
        status = CONFLICT if isinstance(refused, SheetConflict) else REFUSED
        if _is_script():
            more = {"version": refused.version} if isinstance(refused, SheetConflict) else {}
            return _told("conflict" if more else "refused", status, sentence=str(refused), **more)
        return show_filling(desk, sheet_id, status=status, at=place, error=str(refused))
    progress = sheetviews.progress_of(saved.view.score)
    if _is_script():
        return _told("saved", 200, version=saved.version, progress=progress)
    for sentence in refusals:
        flash(sentence, "overdue")
    if refusals:
        return make_response("", 303, {"Location": desk.fill_href(view, place)})
    if place == len(view.content.items):
        return see_other(f"{desk.area}.show_sheet", sheet_id=sheet_id)
    return make_response("", 303, {"Location": desk.fill_href(view, place + 1)})


def save_photo(desk: Desk, sheet_id: uuid.UUID, place: int) -> Response:
    """Keep one file of an item, named by its key so that it is kept once."""
    view = desk.access(sheet_id)
    code = view.item_at(place).code
    sent, key = request.files.get("photo"), request.form.get("key", "")[:LONGEST_KEY]
    try:
        if sent is None or not sent.filename:
            raise SheetRefused("没有收到文件，请重新选择后上传。")
        file = _keep_file(view, code, sent, key or str(uuid.uuid4()))
    except SheetRefused as refused:
        if _is_script():
            return _told("refused", REFUSED, sentence=str(refused))
        return show_filling(desk, sheet_id, status=REFUSED, at=place, error=str(refused))
    if not _is_script():
        return make_response("", 303, {"Location": desk.fill_href(view, place)})
    remove = desk.address("remove_photo", view, photo_id=file.id)
    return _told("saved", 200, file={**sheetviews.file_of(file, desk.file_address), "remove": remove})


def remove_photo(desk: Desk, sheet_id: uuid.UUID, file_id: uuid.UUID) -> Response:
    """Take a file away from its item."""
    view = desk.access(sheet_id)
    file = queries.access_file(view, file_id)
    try:
        actions.remove_file(sheet_id, file_id, actor=current_actor(), now=utc_now())
    except SheetRefused as refused:
        flash(str(refused), "overdue")
        return see_other(f"{desk.area}.show_sheet", sheet_id=sheet_id)
    return make_response("", 303, {"Location": desk.fill_href(view, view.place_of(file.item))})


def send_photo(view: SheetView, file_id: uuid.UUID) -> Response:
    """Send a file of a sheet: a picture to be looked at, anything else as a download."""
    file = queries.access_file(view, file_id)
    storage: Storage = current_app.extensions["storage"]
    try:
        data = storage.get(file.tenant_id, file.sha256)
    except FileMissing:
        current_app.logger.error("file_missing")
        return make_response("", 404)
    if not file.media_type.startswith("image/"):
        return send_download(data, file.name, file.media_type)
    response = send_file(io.BytesIO(data), mimetype=file.media_type, download_name=file.name)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _keep_files(view: SheetView, code: str) -> list[str]:
    """Keep the files that came with a plain form, and return a sentence for each that could not be."""
    refusals = []
    key = request.form.get("key", "")[:LONGEST_KEY] or str(uuid.uuid4())
    sent = [each for each in request.files.getlist("photo") if each.filename]
    for number, file in enumerate(sent):
        try:
            _keep_file(view, code, file, f"{key}-{number}")
        except SheetRefused as refused:
            refusals.append(str(refused))
        else:
            # A photo stays even when the answer beside it has to be corrected.
            commit_anyway()
    return refusals


def _keep_file(view: SheetView, code: str, sent: FileStorage, key: str) -> AnswerFile:
    data, name = sent.read(), sent.filename or ""
    return actions.add_file(view.row.id, code, data, name, key, actor=current_actor(), now=utc_now())


def _is_script() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _told(state: str, status: int, **more: Any) -> Response:
    response = make_response(jsonify(state=state, **more), status)
    response.headers["Vary"] = "Accept, Cookie"
    return response
