"""The attacks: what the public, another unit and another county may not see of a programme, asked of the tables themselves."""

import uuid

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import ProgrammingError

from gkcloud.access.policy import Actor
from gkcloud.database import Base, db, utc_now
from gkcloud.demonstration import actions
from gkcloud.demonstration.actions import DemoRefused
from gkcloud.demonstration.model import (
    Designation,
    DesignationChange,
    Nomination,
    Programme,
    Proof,
    Visit,
    VisitPhoto,
)
from gkcloud.demonstration.queries import public
from gkcloud.demonstration.rules import Move
from gkcloud.demonstration.standingrules import ChangeKind
from gkcloud.publishing import actions as publishing
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.scope import Scope
from tests.factories import demonstrations as demos
from tests.factories import posts
from tests.factories.cast import Cast

# Everything of a programme but what a published list tells.
CLOSED = (Nomination, Proof, Visit, VisitPhoto, DesignationChange)
CANARY = "渡鸦柒叁玖"


def count(scope: Scope, *models: type[Base]) -> dict[str, int]:
    with scope.opened():
        return {
            model.__tablename__: db.session.execute(select(func.count()).select_from(model)).scalar_one()
            for model in models
        }


def office(slug: str) -> Scope:
    tenant = directory().by_slug(slug)
    return Scope.office(tenant.id, uuid.uuid4())


@pytest.fixture
def nomination_id(cast: Cast) -> uuid.UUID:
    """车溪乡's nomination with a visit under way, full of words that nobody else may read."""
    made = demos.opened(cast)
    nomination_id = demos.nominated(cast, made, words=CANARY)
    who = cast.inspector
    demos.by(who, lambda: actions.accept_nomination(nomination_id, actor=who, now=utc_now()))
    demos.visit(cast, nomination_id, CANARY)
    return nomination_id


@pytest.mark.parametrize("model", CLOSED)
def test_the_public_has_no_right_to_what_is_not_listed(
    model: type[Base], cast: Cast, nomination_id: uuid.UUID
) -> None:
    with Scope.public(cast.lixian.tenant.id).opened(), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(select(func.count()).select_from(model))


def test_another_unit_sees_nothing_of_a_nomination(cast: Cast, nomination_id: uuid.UUID) -> None:
    everything = (*CLOSED, Designation)
    assert set(count(office("lixian-jinluo"), *everything).values()) == {0}
    assert set(count(office("yuqing-baini"), Programme, *everything).values()) == {0}
    other = directory().by_slug("yuqing")
    below = [each.id for each in directory().below(other)]
    assert set(count(Scope.subtree(other.id, below, uuid.uuid4()), Programme, *everything).values()) == {0}


def test_a_unit_reads_its_own_visit_once_it_is_finished(cast: Cast, nomination_id: uuid.UUID) -> None:
    assert count(office("lixian-chexi"), Visit, VisitPhoto) == {"demo_visits": 0, "demo_visit_photos": 0}
    demos.visit(cast, nomination_id, is_finished=True)
    assert count(office("lixian-chexi"), Visit, VisitPhoto) == {"demo_visits": 1, "demo_visit_photos": 1}
    assert count(office("lixian-jinluo"), Visit, VisitPhoto) == {"demo_visits": 0, "demo_visit_photos": 0}


def test_the_county_does_not_look_over_a_units_shoulder(cast: Cast) -> None:
    demos.begun(cast, demos.opened(cast))
    assert count(demos.desk(cast.inspector), Nomination) == {"demo_nominations": 0}
    assert count(office("lixian-chexi"), Nomination) == {"demo_nominations": 1}


def test_a_programme_that_is_being_prepared_is_the_countys_own(cast: Cast) -> None:
    demos.programme(cast)
    assert count(office("lixian-chexi"), Programme) == {"demo_programmes": 0}
    assert count(office("lixian"), Programme) == {"demo_programmes": 1}


@pytest.mark.usefixtures("cast")
class TestWriting:
    """What a unit may write, whatever SQL it finds a way to."""

    def test_into_a_programme_of_another_county(self, cast: Cast) -> None:
        made = demos.opened(cast)
        with pytest.raises(ProgrammingError, match="row-level security"):
            self._insert(cast, made, cast.baini.tenant, cast.baini.author)

    def test_for_another_unit(self, cast: Cast) -> None:
        made = demos.opened(cast)
        with pytest.raises(ProgrammingError, match="row-level security"):
            self._insert(cast, made, directory().by_slug("lixian-jinluo"), cast.chexi.author)

    def test_as_accepted(self, cast: Cast) -> None:
        made = demos.opened(cast)
        with pytest.raises(ProgrammingError, match="row-level security"):
            self._insert(cast, made, cast.chexi.tenant, cast.chexi.author, state="accepted")

    def test_after_the_submission(self, cast: Cast) -> None:
        sent = demos.nominated(cast, demos.opened(cast))
        with posts.as_actor(cast.chexi.author).opened():
            changed = db.session.execute(
                update(Nomination).where(Nomination.id == sent).values(strengths="另说").returning(Nomination.id)
            )
            assert changed.all() == []

    def test_its_own_designation(self, cast: Cast) -> None:
        demos.public_unit(cast)
        with posts.as_actor(cast.chexi.author).opened():
            changed = db.session.execute(update(Designation).values(status="standing").returning(Designation.id))
            assert changed.all() == []

    def _insert(self, cast: Cast, programme_id: uuid.UUID, unit: Tenant, actor: Actor, state: str = "draft") -> None:
        now = utc_now()
        row = Nomination(
            tenant_id=cast.lixian.tenant.id,
            id=uuid.uuid4(),
            programme_id=programme_id,
            target_id=unit.id,
            nominator_id=actor.tenant_id,
            category="township",
            unit_name="甲",
            state=state,
            notes={},
            created_by=actor.person_id,
            created_at=now,
            updated_at=now,
        )
        with posts.as_actor(actor).opened():
            db.session.add(row)
            db.session.flush()


def seen_by_the_public(cast: Cast) -> list[str]:
    with Scope.public(cast.lixian.tenant.id).opened():
        return [row.unit_name for row in public.listed(cast.lixian.tenant.id)]


def test_a_designation_is_public_with_its_list_and_no_sooner(cast: Cast) -> None:
    made = demos.opened(cast)
    demos.designated(cast, made, [demos.accepted(cast, made)])
    assert seen_by_the_public(cast) == []
    post_id = demos.listed(cast, made)
    assert seen_by_the_public(cast) == []
    demos.publish(cast, post_id)
    assert seen_by_the_public(cast) == ["车溪乡"]
    assert count(Scope.public(cast.baini.tenant.id), Designation) == {"demo_designations": 0}
    signer = cast.lixian.signer
    with posts.as_actor(signer).opened():
        publishing.withdraw(post_id, reason="名单有误。", actor=signer, now=utc_now())
        db.session.commit()
    assert seen_by_the_public(cast) == []


def test_a_unit_that_the_published_list_does_not_name_is_not_public(cast: Cast) -> None:
    made = demos.opened(cast)
    chosen = [demos.accepted(cast, made), demos.entered(cast, made, "lixian-yandian")]
    demos.designated(cast, made, chosen)
    post_id = demos.listed(cast, made)
    seen, author = posts.seen_hash(cast.lixian, post_id), cast.lixian.author
    from gkcloud.publishing.content import PostContent
    from gkcloud.publishing.queries import access_post

    with posts.as_actor(author).opened():
        content = PostContent.from_json(access_post(post_id, author).revision.content)
        shorter = PostContent.from_json(
            {**content.as_json(), "body_html": content.body_html.replace("<td>车溪乡</td>", "<td></td>")}
        )
        publishing.save_revision(post_id, shorter, base_hash=seen, actor=author, now=utc_now())
        db.session.commit()
    demos.publish(cast, post_id)
    assert seen_by_the_public(cast) == ["艳电局"]


def test_a_revocation_shows_when_it_is_decided_and_never_its_reason(cast: Cast) -> None:
    designation_id = demos.public_unit(cast)
    change_id = demos.change(cast, designation_id, ChangeKind.REVOKE, CANARY, is_decided=False)
    county, unit = cast.lixian.tenant.id, cast.chexi.tenant.id

    def status() -> list[str]:
        with Scope.public(county).opened():
            rows = public.listed_unit(county, unit)
            assert all(CANARY not in str(tuple(row)) for row in rows)
            return [row.status for row in rows]

    assert status() == ["standing"]
    assert count(office("lixian-chexi"), DesignationChange) == {"demo_changes": 0}
    who = cast.inspector
    demos.by(who, lambda: actions.decide_change(designation_id, change_id, actor=who, now=utc_now()))
    assert status() == ["revoked"]
    assert count(office("lixian-chexi"), DesignationChange) == {"demo_changes": 1}
    assert count(office("lixian-jinluo"), DesignationChange) == {"demo_changes": 0}


def test_the_countys_own_columns_are_not_the_publics(cast: Cast) -> None:
    demos.public_unit(cast)
    for column in (Designation.nomination_id, Programme.over_quota_reason, Programme.state):
        with Scope.public(cast.lixian.tenant.id).opened(), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(column))


def test_target_and_owner_of_a_row_cannot_lie(cast: Cast, nomination_id: uuid.UUID) -> None:
    """The keys hold both sides: a visit cannot say that it was paid to another unit than the one nominated."""
    from sqlalchemy.exc import IntegrityError

    other = directory().by_slug("lixian-jinluo")
    with demos.desk(cast.inspector).opened(), pytest.raises(IntegrityError):
        db.session.execute(update(Visit).values(target_id=other.id))


def test_a_programme_is_moved_by_its_own_county_only(cast: Cast) -> None:
    made = demos.opened(cast)
    stranger = Actor(cast.inspector.person_id, "督查员", cast.baini.tenant.id, cast.inspector.roles)
    with demos.desk(stranger).opened(), pytest.raises(DemoRefused, match="没有找到"):
        actions.move_programme(made, Move.STOP, actor=stranger, now=utc_now())
