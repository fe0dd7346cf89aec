"""Printings in every state, made by the actions themselves, in 车溪乡."""

import uuid
from datetime import datetime, time, timedelta

from flask import current_app

from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.jobs.actions import begin_job, end_job
from gkcloud.jobs.queues import Queues
from gkcloud.papers.paper import PaperKind
from gkcloud.printing import actions
from gkcloud.printing.kinds import MAKERS, stored_options
from gkcloud.printing.model import Printing, PrintingPublication
from gkcloud.printing.rules import days_of_quarter, month_before, quarter_before
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import SHANGHAI, local
from tests.factories.cast import Staff
from tests.factories.issues import small_pdf
from tests.factories.objects import LONG_AGO, publication, somebody


def desk(staff: Staff) -> Scope:
    return Scope.subtree(staff.tenant.id, (), staff.author.person_id)


def published_lately(tenant: Tenant) -> uuid.UUID:
    """Return a document of the month before that also lies in the last quarter or, early in one, of that quarter."""
    today = local(utc_now()).date()
    _, last = days_of_quarter(*quarter_before(today))
    return publication(
        tenant,
        title="关于做好水稻种植补贴发放工作的通知",
        doc_no="车政发〔2026〕12号",
        summary="种植面积以村民小组登记为准。",
        published_at=datetime.combine(last, time(10), SHANGHAI),
    )


def published_last_month(tenant: Tenant) -> uuid.UUID:
    """Return a document that a gazette begun today would take."""
    first, _ = month_before(local(utc_now()).date())
    return publication(
        tenant,
        title="关于做好秋季防火工作的通知",
        doc_no="车政发〔2026〕13号",
        published_at=datetime.combine(first + timedelta(days=1), time(10), SHANGHAI),
    )


def draft(staff: Staff, kind: PaperKind = PaperKind.BOARD) -> uuid.UUID:
    """Return a draft that something is in."""
    published_lately(staff.tenant)
    published_last_month(staff.tenant)
    with desk(staff).opened():
        made = actions.create_printing(kind, staff.tenant, actor=staff.author, now=utc_now())
        db.session.commit()
        return made.id


def locked(staff: Staff, kind: PaperKind = PaperKind.BOARD) -> uuid.UUID:
    """Return a printing that waits for its file."""
    printing_id = draft(staff, kind)
    with desk(staff).opened():
        actions.lock_printing(printing_id, actor=staff.author, now=utc_now())
        db.session.commit()
    return printing_id


def in_work(staff: Staff, *, error: str = "") -> uuid.UUID:
    """Return a printing whose file is being made, or failed with a sentence."""
    printing_id = locked(staff)
    queues: Queues = current_app.extensions["queues"]
    with Scope.office(staff.tenant.id).opened():
        row = db.session.get_one(Printing, (staff.tenant.id, printing_id))
        assert row.job_id is not None
        begin_job(row.tenant_id, row.job_id, utc_now())
        if error:
            end_job(row.tenant_id, row.job_id, utc_now(), error=error)
        queues.tell_progress(row.job_id, "排版", 40)
        db.session.commit()
    return printing_id


def done(staff: Staff, kind: PaperKind = PaperKind.BOARD, *, is_public: bool = False) -> uuid.UUID:
    """Return a printing that has its file; the public may have it too."""
    printing_id, tenant_id = locked(staff, kind), staff.tenant.id
    with Scope.office(tenant_id).opened():
        row = db.session.get_one(Printing, (tenant_id, printing_id))
        file = store_file(small_pdf(), "x.pdf", tenant_id=tenant_id, actor_id=None, now=utc_now())
        actions.keep_printing(row, file, pages=2, now=utc_now())
        assert row.job_id is not None
        end_job(tenant_id, row.job_id, utc_now())
        db.session.commit()
    if is_public:
        with desk(staff).opened():
            actions.publish_printing(printing_id, actor=staff.author, now=utc_now())
            db.session.commit()
    return printing_id


def public_printing(tenant: Tenant) -> uuid.UUID:
    """Return a notice board of any tenant that the public may have: for asking whether another tenant sees it."""
    person_id, now, data = somebody(), utc_now(), b"%PDF-1.7 board" + uuid.uuid4().bytes
    sha256 = current_app.extensions["storage"].put(tenant.id, data)
    with Scope.office(tenant.id, person_id).opened():
        row = Printing(
            tenant_id=tenant.id,
            id=uuid.uuid4(),
            kind=PaperKind.BOARD.value,
            title="公开栏",
            options=stored_options(PaperKind.BOARD, MAKERS[PaperKind.BOARD].begin(tenant, local(now).date())),
            left_out=[],
            created_by=person_id,
            created_at=now,
            updated_at=now,
        )
        db.session.add(row)
        db.session.flush()
        db.session.add(
            PrintingPublication(
                tenant_id=tenant.id,
                printing_id=row.id,
                kind=row.kind,
                title=row.title,
                issued_on=local(LONG_AGO).date(),
                pages=1,
                size=len(data),
                sha256=sha256,
                published_at=LONG_AGO,
            )
        )
        db.session.commit()
        return row.id


FACTORIES = {"printing_id": public_printing}
