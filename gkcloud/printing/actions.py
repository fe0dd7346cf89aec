"""Making a printing: begun with what the pack says, edited, locked with its content, printed by a job, published."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.files.model import StoredFile
from gkcloud.jobs.actions import request_job
from gkcloud.obligations.emitting import emit
from gkcloud.obligations.subjects import of_post
from gkcloud.papers.content import as_json, content_hash
from gkcloud.papers.paper import Paper, PaperKind
from gkcloud.printing import queries
from gkcloud.printing.kinds import MAKERS, stored_options
from gkcloud.printing.kinds.base import Numbered
from gkcloud.printing.model import Printing, PrintingPublication
from gkcloud.printing.rules import LONG, OFFERED_TO_THE_PUBLIC, TOLD_AS, PrintingState, left_out_after
from gkcloud.publishing.actions.publication import next_number
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.web.clock import local
from gkcloud.web.faces import faces

PRINT, PRINT_LONG = "printing.print", "printing.print-long"


class PrintingRefused(Exception):
    """The action is not allowed as things are; ``faults`` are Chinese sentences."""

    def __init__(self, *faults: str) -> None:
        super().__init__("".join(faults))
        self.faults = faults


@action("printing.create")
def create_printing(kind: PaperKind, tenant: Tenant, *, actor: Actor, now: datetime) -> Printing:
    """Return a new draft of this kind, with what the pack and the day suggest."""
    maker = MAKERS[kind]
    options = maker.begin(tenant, local(now).date())
    printing = Printing(
        tenant_id=tenant.id,
        id=uuid.uuid4(),
        kind=kind.value,
        title=maker.title(tenant, options),
        options=stored_options(kind, options),
        left_out=[],
        created_by=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(printing)
    db.session.flush()
    record("printing.create", actor_id=actor.person_id, subject=("printing", printing.id), at=now, kind=kind.value)
    return printing


@action("printing.edit")
def edit_printing(
    printing_id: uuid.UUID,
    options: Any,
    *,
    offered: Sequence[str],
    ticked: Sequence[str],
    actor: Actor,
    now: datetime,
) -> Printing:
    """Save a draft's options and which of the offered posts it takes. Raises PrintingRefused when it is locked."""
    printing = _lock_draft(printing_id, actor)
    kind = PaperKind(printing.kind)
    printing.options = stored_options(kind, options)
    printing.title = MAKERS[kind].title(directory().by_id(printing.tenant_id), options)
    printing.left_out = left_out_after(printing.left_out, offered, ticked)
    printing.updated_at = now
    record("printing.edit", actor_id=actor.person_id, subject=("printing", printing.id), at=now)
    return printing


@action("printing.lock")
def lock_printing(printing_id: uuid.UUID, *, actor: Actor, now: datetime) -> Printing:
    """Fix a draft's content, number it if its kind is numbered, and ask for its file; twice is once.

    Raises PrintingRefused with every fault.
    """
    printing = _lock(printing_id, actor)
    if printing.state != PrintingState.DRAFT.value:
        nothing_to_do("printing.lock")
        return printing
    kind, today = PaperKind(printing.kind), local(now).date()
    options = queries.options_of(printing)
    posts = queries.kept_posts(printing, options, printing.left_out)
    if faults := queries.paper_of(printing, options, posts, Numbered(today, today.year, 1, 1)).faults(faces()):
        raise PrintingRefused(*faults)
    numbered = Numbered(today, today.year)
    if MAKERS[kind].is_numbered:
        # The series stays locked until the transaction ends, so the count after it is the present one.
        number = next_number(printing.tenant_id, kind.value, today.year)
        numbered = Numbered(today, today.year, number, queries.total_before(printing.tenant_id, kind) + 1)
        printing.year, printing.number, printing.total_number = today.year, number, numbered.total_number
    printing.issued_on = today
    paper = queries.paper_of(printing, options, posts, numbered)
    printing.content, printing.title = as_json(paper), paper.label
    printing.content_hash = content_hash(printing.content)
    printing.state, printing.updated_at = PrintingState.LOCKED.value, now
    db.session.flush()
    _ask_for_file(printing, actor)
    record(
        "printing.lock",
        actor_id=actor.person_id,
        subject=("printing", printing.id),
        at=now,
        number=printing.number,
        content_hash=printing.content_hash,
    )
    return printing


@action("printing.set")
def set_paper(
    paper: Paper, printing_id: uuid.UUID, tenant: Tenant, *, issued_on: date, actor: Actor, now: datetime
) -> Printing:
    """Return the locked printing of a paper that another area composed, and ask for its file.

    ``printing_id`` is the caller's: the same one again is the printing that is there. Raises PrintingRefused with every
    fault, and ValueError for a kind whose papers are made here only.
    """
    known = db.session.get(Printing, (tenant.id, printing_id))
    if known is not None:
        nothing_to_do("printing.set")
        return known
    options_of = MAKERS[paper.KIND].options_of
    if options_of is None or MAKERS[paper.KIND].is_numbered:
        raise ValueError(f"{paper.KIND} is made from posts")
    if faults := paper.faults(faces()):
        raise PrintingRefused(*faults)
    content = as_json(paper)
    printing = Printing(
        tenant_id=tenant.id,
        id=printing_id,
        kind=paper.KIND.value,
        state=PrintingState.LOCKED.value,
        title=paper.label,
        options=stored_options(paper.KIND, options_of(paper)),
        left_out=[],
        issued_on=issued_on,
        content=content,
        content_hash=content_hash(content),
        created_by=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(printing)
    db.session.flush()
    _ask_for_file(printing, actor)
    hashed = printing.content_hash
    record("printing.set", actor_id=actor.person_id, subject=("printing", printing.id), at=now, content_hash=hashed)
    return printing


@action("printing.retry")
def retry_printing(printing_id: uuid.UUID, *, actor: Actor, now: datetime) -> Printing:
    """Ask again for the file of a locked printing whose job failed."""
    printing = _lock(printing_id, actor)
    job = queries.job_of(printing)
    if printing.file_id is not None or job is None or job.state != "failed":
        nothing_to_do("printing.retry")
        return printing
    _ask_for_file(printing, actor)
    record("printing.retry", actor_id=actor.person_id, subject=("printing", printing.id), at=now)
    return printing


@action("printing.printed")
def keep_printing(printing: Printing, file: StoredFile, *, pages: int, now: datetime) -> None:
    """Attach the file to its printing; one printing never gets a second, different file."""
    if printing.file_id is not None:
        nothing_to_do("printing.printed")
        return
    printing.file_id, printing.pages, printing.updated_at = file.id, pages, now
    record(
        "printing.printed",
        actor_id=None,
        subject=("printing", printing.id),
        at=now,
        sha256=file.sha256,
        size=file.size,
        pages=pages,
    )


@action("printing.publish")
def publish_printing(printing_id: uuid.UUID, *, actor: Actor, now: datetime) -> Printing:
    """Offer a printed gazette, handbook or notice board to the public; twice is once.

    Raises PrintingRefused before it is printed, and for kinds that are the office's own.
    """
    printing = _lock(printing_id, actor)
    if printing.state == PrintingState.PUBLISHED.value:
        nothing_to_do("printing.publish")
        return printing
    kind = PaperKind(printing.kind)
    if kind not in OFFERED_TO_THE_PUBLIC:
        raise PrintingRefused(f"{kind.label}供单位内部使用，不在网站公开。需要公开的内容请作为信息发布。")
    if printing.file_id is None or printing.issued_on is None or printing.pages is None:
        raise PrintingRefused("电子版还没有生成，请等生成后再公开。")
    file = db.session.get_one(StoredFile, (printing.tenant_id, printing.file_id))
    db.session.add(
        PrintingPublication(
            tenant_id=printing.tenant_id,
            printing_id=printing.id,
            kind=printing.kind,
            title=printing.title,
            issued_on=printing.issued_on,
            pages=printing.pages,
            size=file.size,
            sha256=file.sha256,
            published_at=now,
        )
    )
    printing.state, printing.updated_at = PrintingState.PUBLISHED.value, now
    _tell_issued(printing, kind, actor, now)
    record("printing.publish", actor_id=actor.person_id, subject=("printing", printing.id), at=now)
    return printing


@action("printing.discard")
def discard_printing(printing_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Delete a draft that was never locked."""
    printing = _lock_draft(printing_id, actor)
    db.session.delete(printing)
    record("printing.discard", actor_id=actor.person_id, subject=("printing", printing_id), at=now)


def _tell_issued(printing: Printing, kind: PaperKind, actor: Actor, now: datetime) -> None:
    """Tell that a gazette or a handbook is out; a gazette document by document, for each has it as its statutory carrier."""
    about = [f"printing:{printing.id}"]
    if kind is PaperKind.GAZETTE:
        posts = queries.kept_posts(printing, queries.options_of(printing), printing.left_out)
        about = [
            of_post(each.post_id)
            for each in posts
            if printing.issued_on and local(each.published_at).date() <= printing.issued_on
        ]
    for subject in about if kind in TOLD_AS else ():
        emit(
            TOLD_AS[kind],
            tenant_id=printing.tenant_id,
            at=now,
            now=now,
            subject=subject,
            key=f"{printing.id}:{subject}",
            label=printing.title,
            actor_id=actor.person_id,
        )


def _ask_for_file(printing: Printing, actor: Actor) -> None:
    job = PRINT_LONG if PaperKind(printing.kind) in LONG else PRINT
    printing.job_id = request_job(job, printing.id, tenant_id=printing.tenant_id, requested_by=actor.person_id).id


def _lock(printing_id: uuid.UUID, actor: Actor) -> Printing:
    statement = select(Printing).where(Printing.tenant_id == actor.tenant_id, Printing.id == printing_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    printing = db.session.execute(statement).scalar_one_or_none()
    if printing is None:
        raise PrintingRefused("没有找到这份印件，请返回列表查看。")
    return printing


def _lock_draft(printing_id: uuid.UUID, actor: Actor) -> Printing:
    printing = _lock(printing_id, actor)
    if printing.state != PrintingState.DRAFT.value:
        raise PrintingRefused("这份印件已经定稿，不能再修改。")
    return printing
