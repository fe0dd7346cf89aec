"""What publishing tells: facts of what happened, when, and nothing that the public may not know."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from gkcloud.database import db, utc_now
from gkcloud.obligations.model import FactRow
from gkcloud.publishing import actions
from gkcloud.publishing.actions.appearing import let_due_appear
from gkcloud.publishing.content import Disclosure
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local
from tests.factories import posts, turns
from tests.factories.cast import Cast, Staff
from tests.factories.numbers import resident_id


def told(staff: Staff, post_id: object, *, also_withdrawn: bool = False) -> dict[str, FactRow]:
    with Scope.office(staff.tenant.id).opened():
        statement = select(FactRow).where(FactRow.subject == f"post:{post_id}")
        found = db.session.execute(statement).scalars().all()
    return {row.kind: row for row in found if also_withdrawn or row.withdrawn_at is None}


def test_the_clock_of_a_document_begins_on_its_date_and_names_no_title(cast: Cast) -> None:
    day = local(utc_now()).date() - timedelta(days=3)
    facts = told(cast.chexi, posts.submitted(cast.chexi, title="还没有公开的办法", formed_on=day))
    assert facts.keys() == {"formed"}
    assert (facts["formed"].on_day, facts["formed"].label) == (day, "")


def test_a_publication_is_told_with_what_rules_ask_of_it(cast: Cast) -> None:
    facts = told(cast.chexi, posts.published(cast.chexi, title="关于补贴的公告"))
    assert facts.keys() >= {"formed", "published"}
    published = facts["published"]
    assert published.label == "关于补贴的公告"
    assert published.on_day == local(utc_now()).date()
    assert published.data["column_kinds"]


def test_a_scheduled_post_is_told_when_its_moment_has_come(cast: Cast) -> None:
    moment = utc_now() + timedelta(hours=1)
    post_id = posts.published(cast.chexi, publish_at=moment)
    assert "published" not in told(cast.chexi, post_id)
    with Scope.office(cast.chexi.tenant.id).opened():
        let_due_appear(cast.chexi.tenant.id, now=moment + timedelta(minutes=1))
        db.session.commit()
    assert told(cast.chexi, post_id)["published"].at == moment


def test_what_is_not_for_the_public_has_no_clock(cast: Cast) -> None:
    withheld: dict[str, Any] = {"disclosure": Disclosure.WITHHELD, "withheld_basis": "内部事务信息"}
    assert told(cast.chexi, posts.published(cast.chexi, **withheld)) == {}


def test_a_withdrawn_post_is_evidence_of_nothing(cast: Cast) -> None:
    assert told(cast.chexi, turns.withdrawn(cast.chexi)).keys() == {"withdrawn"}


def test_a_return_is_counted_and_says_nothing_of_the_post(cast: Cast) -> None:
    facts = told(cast.chexi, turns.returned(cast.chexi, title="保密的稿子"))
    assert facts["returned"].label == ""
    assert "保密" not in str(facts["returned"].data)


def test_a_discarded_draft_stops_its_clock(cast: Cast) -> None:
    post_id = turns.returned(cast.chexi)
    with posts.as_actor(cast.chexi.author).opened():
        actions.discard(post_id, actor=cast.chexi.author, now=utc_now())
        db.session.commit()
    assert "formed" not in told(cast.chexi, post_id)


def test_what_the_check_blocks_is_counted_once_for_each_content(cast: Cast) -> None:
    body = f"<p>申请人身份证号 {resident_id()}，请核对。</p>"
    facts = told(cast.chexi, posts.draft(cast.chexi, body_html=body))
    assert facts.keys() == {"privacy_blocked"}
    assert facts["privacy_blocked"].label == ""


def test_an_urgent_publication_and_its_interpretation_are_told(cast: Cast) -> None:
    assert told(cast.chexi, turns.urgent(cast.chexi)).keys() >= {"published", "urgent_published"}
    policy = posts.published(cast.chexi, title="关于补贴的办法")
    posts.published(cast.chexi, title="解读", policy_id=policy)
    assert "interpreted" in told(cast.chexi, policy)


def test_a_correction_is_told_as_one(cast: Cast) -> None:
    opened = turns.being_corrected(cast.chexi, title="关于公示的公告")
    turns.corrected(cast.chexi, opened, body_html="<p>更正后的正文。</p>")
    assert told(cast.chexi, opened).keys() >= {"published", "corrected"}


def test_the_draft_of_a_correction_tells_nothing_and_the_corrected_title_replaces_the_first(cast: Cast) -> None:
    opened = turns.being_corrected(cast.chexi, title="关于张某某申请的公示")
    turns.sent_again(cast.chexi, opened, title="还没有公开的新标题")
    assert "新标题" not in str([row.label for row in told(cast.chexi, opened).values()])
    again = turns.being_corrected(cast.chexi, title="关于李某某申请的公示")
    turns.corrected(cast.chexi, again, title="关于困难群众申请的公示")
    labels = {kind: row.label for kind, row in told(cast.chexi, again).items()}
    assert labels["published"] == labels["formed"] == "关于困难群众申请的公示"
