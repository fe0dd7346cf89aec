"""Several people at one quarterly list: one list a quarter, one opinion a tap, and no objection lost behind a posting."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from gkcloud.audit.queries import breaks_of, events_about
from gkcloud.database import db, utc_now
from gkcloud.supervision import actions
from gkcloud.supervision.actions import ListRefused, Posting
from gkcloud.supervision.model import QuarterlyItem, QuarterlyList
from gkcloud.supervision.rules import ListState, Verdict
from gkcloud.web.clock import local
from tests.factories import posts, quarterly
from tests.faults.conftest import Deployment
from tests.faults.test_races import at_once

pytestmark = pytest.mark.faults


def test_a_quarter_opened_by_several_authors_at_once_has_one_list(deployment: Deployment) -> None:
    baini, quarter = deployment.cast.baini, quarterly.quarter_ended()
    quarterly.published_in(baini, quarter)

    def open_list() -> None:
        with posts.as_actor(baini.author).opened():
            actions.create_list(quarter, actor=baini.author, now=utc_now())
            db.session.commit()

    assert at_once(deployment, [open_list] * 4) == [None] * 4
    with posts.as_actor(baini.author).opened():
        for table in (QuarterlyList, QuarterlyItem):
            assert db.session.execute(select(func.count()).select_from(table)).scalar_one() == 1
        assert breaks_of(baini.tenant.id) == []


def test_the_same_tap_from_several_connections_is_one_opinion(deployment: Deployment) -> None:
    baini = deployment.cast.baini
    list_id, made = quarterly.submitted(baini)
    member = quarterly.member(baini)
    tap = [lambda: quarterly.say(member, list_id, made[0], Verdict.AGREE)] * 4
    assert at_once(deployment, tap) == [None] * 4
    with posts.as_actor(member).opened():
        assert [event.action for event in events_about(list_id)].count("list.review") == 1


def test_an_objection_and_a_posting_at_once_never_both_count(deployment: Deployment) -> None:
    baini = deployment.cast.baini
    list_id, made = quarterly.submitted(baini)
    member = quarterly.member(baini)
    quarterly.say(member, list_id, made[0], Verdict.AGREE)
    refused: list[str] = []

    def objecting() -> None:
        try:
            quarterly.say(member, list_id, made[0], Verdict.OBJECT, "请核对金额。")
        except ListRefused:
            refused.append("objection")

    def posting() -> None:
        now = utc_now() + timedelta(seconds=1)
        with posts.as_actor(baini.signer).opened():
            try:
                where = Posting("政务公开栏", local(now).date())
                actions.mark_posted(list_id, where, actor=baini.signer, now=now)
                db.session.commit()
            except ListRefused:
                refused.append("posting")

    at_once(deployment, [objecting, posting])
    view = quarterly.look(member, list_id)
    [opinion] = view.items[0].opinions
    outcome = (refused, view.row.state, opinion.verdict)
    assert outcome in (
        (["objection"], ListState.POSTED.value, "agree"),
        (["posting"], ListState.RETURNED.value, "object"),
    )
