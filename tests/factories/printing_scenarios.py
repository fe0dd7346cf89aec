"""How the actions and jobs of printing come about."""

import uuid

from sqlalchemy import func, select

from gkcloud.audit.queries import events_about
from gkcloud.database import db, utc_now
from gkcloud.files.actions import store_file
from gkcloud.files.model import StoredFile
from gkcloud.publishing.actions.printing import PRINT_POST, keep_paper
from gkcloud.publishing.model import Publication, PublicationPaper
from gkcloud.tenancy.scope import Scope
from tests.factories import posts
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
