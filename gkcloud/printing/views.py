"""From printings to what the templates draw."""

from collections.abc import Collection, Sequence
from typing import Any

from flask import url_for

from gkcloud.files.model import StoredFile
from gkcloud.jobs.model import Job
from gkcloud.jobs.queues import ProgressSeen
from gkcloud.papers.paper import PaperKind
from gkcloud.printing.kinds import MAKERS
from gkcloud.printing.kinds.base import OptionsForm
from gkcloud.printing.model import Printing
from gkcloud.printing.queries import key_of
from gkcloud.printing.rules import PrintingState
from gkcloud.publishing.model import Publication
from gkcloud.tenancy.directory import directory
from gkcloud.web.jobpanel import job_panel
from gkcloud.web.rendering import chinese_date, iso_date, iso_minute

SIGNS = {PrintingState.DRAFT: "soon", PrintingState.LOCKED: "info", PrintingState.PUBLISHED: "met"}


def state_of(printing: Printing) -> dict[str, str]:
    """Return a printing's state with its sign."""
    state = PrintingState(printing.state)
    return {"text": state.label, "kind": SIGNS[state]}


def list_row(printing: Printing, *, may_edit: bool) -> dict[str, Any]:
    """Return a row of the office's list."""
    opens_editor = may_edit and printing.state == PrintingState.DRAFT.value
    has_file = printing.file_id is not None
    return {
        "name": printing.title,
        "href": url_for("printing.edit" if opens_editor else "printing.show_printing", printing_id=printing.id),
        "kind": PaperKind(printing.kind).label,
        "pages": printing.pages,
        "state": state_of(printing),
        "changed": iso_minute(printing.updated_at),
        "pdf": url_for("printing.download", printing_id=printing.id) if has_file else None,
    }


def kind_choices() -> list[dict[str, str]]:
    """Return the kinds that can be begun, with what each is for."""
    return [{"value": kind.value, "name": kind.label, "purpose": maker.purpose} for kind, maker in MAKERS.items()]


def form_parts(form: OptionsForm) -> list[dict[str, Any]]:
    """Return a form's fields in order, those under one heading together; the first part may have no heading."""
    parts: list[dict[str, Any]] = []
    for field in form:
        if field.type in {"CSRFTokenField", "HiddenField"}:
            continue
        heading = form.HEADINGS.get(field.name, "")
        if heading or not parts:
            parts.append({"name": heading, "fields": []})
        parts[-1]["fields"].append(field)
    return parts


def post_choices(posts: Sequence[Publication], left_out: Collection[str]) -> list[dict[str, Any]]:
    """Return the posts that a printing's options take, ticked unless they are left out."""
    tree = directory()
    return [
        {
            "id": key_of(post),
            "title": post.title,
            "unit": tree.by_id(post.tenant_id).short_name,
            "published": iso_date(post.published_at),
            "is_kept": key_of(post) not in left_out,
        }
        for post in posts
    ]


def facts(printing: Printing) -> list[tuple[str, str]]:
    """Return what there is to know of a printing."""
    number = f"{printing.year}年第{printing.number}期（总第{printing.total_number}期）" if printing.number else ""
    rows = [
        ("种类", PaperKind(printing.kind).label),
        ("编号", number),
        ("定稿日期", chinese_date(printing.issued_on) if printing.issued_on else ""),
        ("页数", f"{printing.pages} 页" if printing.pages else ""),
    ]
    return [(label, value) for label, value in rows if value]


def panel(
    printing: Printing, job: Job | None, seen: ProgressSeen | None, file: StoredFile | None, *, may_retry: bool
) -> dict[str, Any]:
    """Return how far the PDF is, in words."""
    return job_panel(
        job,
        seen,
        file,
        is_draft=printing.state == PrintingState.DRAFT.value,
        poll_href=url_for("printing.show_printing", printing_id=printing.id),
        file_href=url_for("printing.download", printing_id=printing.id),
        retry_action=url_for("printing.retry", printing_id=printing.id) if may_retry else None,
    )
