"""Printings in every state, made by the actions themselves, in 车溪乡."""

import hashlib
import uuid
from datetime import date, datetime, time, timedelta

from flask import current_app

from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.jobs.actions import begin_job, end_job
from gkcloud.jobs.queues import Queues
from gkcloud.papers.paper import PaperKind
from gkcloud.papers.press import Preview
from gkcloud.printing import actions
from gkcloud.printing.kinds import MAKERS, stored_options
from gkcloud.printing.model import Printing, PrintingPublication
from gkcloud.printing.previews import keep
from gkcloud.printing.rules import month_before
from gkcloud.publishing.actions import Verdict
from gkcloud.supervision.rules import quarter_of
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.rules import Stage
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import SHANGHAI, local
from tests.factories import posts
from tests.factories.cast import Staff
from tests.factories.issues import small_pdf
from tests.factories.objects import LONG_AGO, PNG, somebody


def desk(staff: Staff) -> Scope:
    return Scope.subtree(staff.tenant.id, (), staff.author.person_id)


def published_on(staff: Staff, day: date, **given: object) -> uuid.UUID:
    """Return a document that was published on the morning of a day."""
    post_id = posts.at_sign_off(staff, **given)
    seen, when = posts.seen_hash(staff, post_id), datetime.combine(day, time(10), SHANGHAI)
    posts.decide(staff.signer, post_id, Stage.SIGN_OFF, seen, Verdict.PASS, now=when)
    return post_id


def with_documents(staff: Staff) -> None:
    """Publish what a printing of any kind takes that is begun today: last quarter, last month and this year."""
    today = local(utc_now()).date()
    quarter_end = quarter_of(today).before.last_day
    month_start, _ = month_before(today)
    published_on(
        staff,
        quarter_end,
        title="关于做好水稻种植补贴发放工作的通知",
        doc_no="车政发〔2026〕12号",
        summary="按登记面积发放。",
    )
    published_on(
        staff, month_start + timedelta(days=1), title="关于做好秋季防火工作的通知", doc_no="车政发〔2026〕13号"
    )


def draft(staff: Staff, kind: PaperKind = PaperKind.BOARD) -> uuid.UUID:
    """Return a draft that something is in."""
    with_documents(staff)
    with desk(staff).opened():
        made = actions.create_printing(kind, staff.tenant, actor=staff.author, now=utc_now())
        db.session.commit()
        return made.id


def locked(staff: Staff, kind: PaperKind = PaperKind.BOARD) -> uuid.UUID:
    """Return a printing that waits for its file."""
    printing_id = draft(staff, kind)
    fill(staff, printing_id)
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


def kept_preview(tenant: Tenant) -> str:
    """Return what names a preview that was just shown in a tenant."""
    digest = hashlib.sha256(tenant.slug.encode()).hexdigest()
    keep(tenant.id, digest, Preview(1, PNG))
    return digest


def fill(staff: Staff, printing_id: uuid.UUID) -> None:
    """Give a draft what its kind cannot do without and does not begin with."""
    with desk(staff).opened():
        row = db.session.get_one(Printing, (staff.tenant.id, printing_id))
        row.options = {**row.options, **NEEDED.get(PaperKind(row.kind), {})}
        db.session.commit()


# What an editor has to type before a kind can be locked.
NEEDED: dict[PaperKind, dict[str, object]] = {
    PaperKind.CIRCULAR: {
        "period": "2026年第三季度",
        "basis": "按照年度工作安排，县政府办公室对各单位政务公开工作进行了检查。",
        "checked": 23,
        "passed": 21,
        "problems": "车溪乡：公开栏更新不及时。",
        "requirements": "有关单位要逐项整改。",
        "report_by": "2099-12-31",
    }
}
FACTORIES = {"printing_id": public_printing, "digest": kept_preview}
