"""Several people at once: numbers stay gap-free and unique, of two deciders one wins, a tap counts once."""

import threading
import uuid
from collections.abc import Callable

import pytest

from gkcloud.audit.queries import breaks_of
from gkcloud.database import db
from gkcloud.publishing.actions import Refused
from gkcloud.publishing.model import Decision, Post
from gkcloud.tenancy.rules import Stage
from gkcloud.tenancy.scope import Scope
from tests.factories import posts
from tests.faults.conftest import Deployment

pytestmark = pytest.mark.faults
AT_ONCE = 6


def at_once(deployment: Deployment, works: list[Callable[[], object]]) -> list[BaseException | None]:
    """Run the works together, each in a thread and an application context of its own; return what each raised."""
    outcomes: list[BaseException | None] = [None] * len(works)
    gate = threading.Barrier(len(works))

    def run(place: int) -> None:
        with deployment.app.app_context():
            gate.wait()
            try:
                works[place]()
            except Refused as refused:
                outcomes[place] = refused

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return outcomes


def test_index_numbers_are_gap_free_and_unique_under_concurrent_publication(deployment: Deployment) -> None:
    chexi = deployment.cast.chexi
    ids = [posts.at_sign_off(chexi) for _ in range(AT_ONCE)]
    seen = {post_id: posts.seen_hash(chexi, post_id) for post_id in ids}
    works = [
        lambda post_id=post_id: posts.decide(chexi.signer, post_id, Stage.SIGN_OFF, seen[post_id]) for post_id in ids
    ]
    assert at_once(deployment, works) == [None] * AT_ONCE
    with Scope.office(chexi.tenant.id).opened():
        numbers = sorted(db.session.get_one(Post, (chexi.tenant.id, post_id)).index_no[-5:] for post_id in ids)
        assert numbers == [f"{number:05}" for number in range(1, AT_ONCE + 1)]
        assert breaks_of(chexi.tenant.id) == []


def test_of_two_deciders_one_wins_and_the_other_is_told(deployment: Deployment) -> None:
    from dataclasses import replace

    chexi = deployment.cast.chexi
    post_id = posts.submitted(chexi)
    seen = posts.seen_hash(chexi, post_id)
    colleague = replace(chexi.administrator, roles=chexi.reviewer.roles)
    works = [
        lambda: posts.decide(chexi.reviewer, post_id, Stage.REVIEW, seen),
        lambda: posts.decide(colleague, post_id, Stage.REVIEW, seen),
    ]
    outcomes = at_once(deployment, works)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Refused"]


def test_the_same_tap_from_two_connections_counts_once(deployment: Deployment) -> None:
    chexi = deployment.cast.chexi
    post_id = posts.at_sign_off(chexi)
    seen, key = posts.seen_hash(chexi, post_id), uuid.uuid4()
    works = [lambda: posts.decide(chexi.signer, post_id, Stage.SIGN_OFF, seen, request_key=key)] * 3
    assert at_once(deployment, works) == [None] * 3
    with Scope.office(chexi.tenant.id).opened():
        assert db.session.query(Decision).filter_by(post_id=post_id, stage="sign_off").count() == 1
