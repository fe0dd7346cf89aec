"""Every action, asked the same questions: does it leave its event, does it commit by itself, is a repeat harmless?"""

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

import gkcloud.web.areas  # noqa: F401 - every action is imported by some area
from gkcloud.audit.actions import ACTIONS, ActionUnaudited, action
from gkcloud.audit.model import AuditEvent
from gkcloud.audit.queries import breaks_of
from gkcloud.database import db
from gkcloud.web.application import Application
from tests.factories.registry import scenarios

SCENARIOS = scenarios()
# Each of these makes one more thing each time it is asked; everything else is safe to repeat.
MAKES_ANOTHER = {
    "post.create": "a draft",
    "bulletin.create": "an issue",
    "printing.create": "a draft",
    "campaign.create": "a plan",
    "session.open": "a sign-in, in whichever browser",
    "invitation.create": "a link; its secret is shown once and cannot be shown again",
    "password.offer-reset": "a link, for the same reason; the one before is revoked",
    "feed.open": "an address; the one before is revoked, and counts no more",
    "totp.prepare": "a secret; the one before counts no more",
}
# Each of these is an event of its own every time, told to the auditor as one.
RECORDS_EACH_TIME = {
    "bulletin.edit": "saving the same words again is an edit",
    "printing.edit": "the same",
    "session.refuse": "every failed attempt counts: twenty of them are an attack",
}


def test_every_action_has_a_scenario_and_every_scenario_an_action() -> None:
    assert set(SCENARIOS) == set(ACTIONS)


def events(name: str) -> int:
    statement = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == name)
    return db.session.execute(statement).scalar_one()


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_it_leaves_one_event_in_an_unbroken_chain(name: str, app: Application) -> None:
    scenario = SCENARIOS[name]()
    with scenario.scope.opened():
        before = events(name)
        scenario.act()
        assert events(name) == before + 1
        db.session.commit()
        assert scenario.scope.tenant_id is not None
        assert breaks_of(scenario.scope.tenant_id) == []


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_it_does_not_commit_by_itself(name: str, app: Application) -> None:
    scenario = SCENARIOS[name]()
    commits: list[Session] = []

    def note(session: Session) -> None:
        if not session.in_nested_transaction():  # the end of a savepoint is told as a commit too
            commits.append(session)

    with scenario.scope.opened():
        before = events(name)
        event.listen(db.session, "after_commit", note)
        try:
            scenario.act()
        finally:
            event.remove(db.session, "after_commit", note)
        db.session.rollback()
        assert events(name) == before
    # Also not before its event is written, when what it did so far would stand without one.
    assert commits == []


@pytest.mark.parametrize("name", sorted(set(SCENARIOS) - {*MAKES_ANOTHER, *RECORDS_EACH_TIME}))
def test_a_repeat_has_no_further_effect(name: str, app: Application) -> None:
    scenario = SCENARIOS[name]()
    with scenario.scope.opened():
        scenario.act()
        db.session.commit()
        once = events(name)
    with scenario.scope.opened():
        scenario.act()
        db.session.commit()
        assert events(name) == once


def test_an_action_that_records_nothing_is_refused(app: Application) -> None:
    def silent() -> None:
        """Change something and say nothing."""

    try:
        with pytest.raises(ActionUnaudited):
            action("test.silent")(silent)()
    finally:
        ACTIONS.pop("test.silent", None)
