"""How the actions and jobs of printing come about."""

import uuid
from contextlib import suppress

from sqlalchemy import func, select

from gkcloud.audit.queries import events_about
from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.files.model import StoredFile
from gkcloud.jobs.actions import end_job
from gkcloud.jobs.model import Job
from gkcloud.papers.paper import PaperKind
from gkcloud.printing import actions as printing
from gkcloud.printing import queries
from gkcloud.printing.model import Printing
from gkcloud.publishing.actions.printing import PRINT_POST, keep_paper
from gkcloud.publishing.model import Publication, PublicationPaper
from gkcloud.tenancy.scope import Scope
from tests.factories import posts, printings
from tests.factories.cast import Cast
from tests.factories.issues import small_pdf
from tests.factories.job_scenarios import JobScenario, job_scenario
from tests.factories.scenarios import Scenario, scenario


def printed(tenant_id: uuid.UUID, post_id: uuid.UUID, content: bytes | None = None) -> None:
    """Give a publication its file; inside a scope of its office."""
    publication = db.session.get_one(Publication, (tenant_id, post_id))
    file = store_file(content or small_pdf(), f"{post_id}.pdf", tenant_id=tenant_id, actor_id=None, now=utc_now())
    keep_paper(publication, file, pages=2, now=utc_now())


@scenario("post.printed")
def _printed(cast: Cast) -> Scenario:
    tenant_id, post_id = cast.chexi.tenant.id, posts.published(cast.chexi)
    return Scenario(Scope.office(tenant_id), lambda: printed(tenant_id, post_id))


@job_scenario(PRINT_POST)
def _print(cast: Cast) -> JobScenario:
    tenant_id, post_id = cast.chexi.tenant.id, posts.published(cast.chexi)

    def effect() -> object:
        paper = db.session.get(PublicationPaper, (tenant_id, post_id))
        files = db.session.execute(select(func.count()).select_from(StoredFile)).scalar_one()
        return paper and paper.sha256, files, [event.action for event in events_about(post_id)]

    return JobScenario(tenant_id, post_id, effect)


@scenario("printing.create")
def _create(cast: Cast) -> Scenario:
    actor, tenant = cast.chexi.author, cast.chexi.tenant
    return Scenario(
        printings.desk(cast.chexi),
        lambda: printing.create_printing(PaperKind.BOARD, tenant, actor=actor, now=utc_now()),
    )


@scenario("printing.edit")
def _edit(cast: Cast) -> Scenario:
    printing_id = printings.draft(cast.chexi)

    def act() -> None:
        row = db.session.get_one(Printing, (cast.chexi.tenant.id, printing_id))
        options = queries.options_of(row)
        printing.edit_printing(
            printing_id, options, offered=["a.b"], ticked=[], actor=cast.chexi.author, now=utc_now()
        )

    return Scenario(printings.desk(cast.chexi), act)


@scenario("printing.lock")
def _lock(cast: Cast) -> Scenario:
    printing_id = printings.draft(cast.chexi, PaperKind.GAZETTE)
    return Scenario(
        printings.desk(cast.chexi),
        lambda: printing.lock_printing(printing_id, actor=cast.chexi.author, now=utc_now()),
    )


@scenario("printing.retry")
def _retry(cast: Cast) -> Scenario:
    printing_id = printings.locked(cast.chexi)
    with printings.desk(cast.chexi).opened():
        job = db.session.query(Job).filter_by(subject_id=printing_id).one()
        end_job(job.tenant_id, job.id, utc_now(), error="字体缺失。")
        db.session.commit()
    return Scenario(
        printings.desk(cast.chexi),
        lambda: printing.retry_printing(printing_id, actor=cast.chexi.author, now=utc_now()),
    )


@scenario("printing.printed")
def _keep(cast: Cast) -> Scenario:
    printing_id, tenant_id = printings.locked(cast.chexi), cast.chexi.tenant.id

    def act() -> None:
        row = db.session.get_one(Printing, (tenant_id, printing_id))
        file = store_file(small_pdf(), "x.pdf", tenant_id=tenant_id, actor_id=None, now=utc_now())
        printing.keep_printing(row, file, pages=2, now=utc_now())

    return Scenario(Scope.office(tenant_id), act)


@scenario("printing.publish")
def _publish(cast: Cast) -> Scenario:
    printing_id = printings.done(cast.chexi)
    return Scenario(
        printings.desk(cast.chexi),
        lambda: printing.publish_printing(printing_id, actor=cast.chexi.author, now=utc_now()),
    )


@scenario("printing.discard")
def _discard(cast: Cast) -> Scenario:
    printing_id = printings.draft(cast.chexi)

    def act() -> None:
        with suppress(printing.PrintingRefused):  # a second time there is nothing left to discard
            printing.discard_printing(printing_id, actor=cast.chexi.author, now=utc_now())

    return Scenario(printings.desk(cast.chexi), act)


def _print_scenario(cast: Cast, kind: PaperKind) -> JobScenario:
    tenant_id, printing_id = cast.chexi.tenant.id, printings.locked(cast.chexi, kind)

    def effect() -> object:
        row = db.session.get_one(Printing, (tenant_id, printing_id), populate_existing=True)
        files = db.session.execute(select(func.count()).select_from(StoredFile)).scalar_one()
        return row.file_id, row.pages, files, [event.action for event in events_about(printing_id)]

    return JobScenario(tenant_id, printing_id, effect)


@job_scenario(printing.PRINT)
def _print_board(cast: Cast) -> JobScenario:
    return _print_scenario(cast, PaperKind.BOARD)


@job_scenario(printing.PRINT_LONG)
def _print_gazette(cast: Cast) -> JobScenario:
    return _print_scenario(cast, PaperKind.GAZETTE)
