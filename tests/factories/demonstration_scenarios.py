"""How the actions on demonstration units come about."""

import uuid
from collections.abc import Callable

from gkcloud.access.policy import Actor
from gkcloud.database import db, utc_now
from gkcloud.demonstration import actions
from gkcloud.demonstration.actions import Answer, Sheet
from gkcloud.demonstration.model import Nomination, Programme, Visit
from gkcloud.demonstration.queries.county import photos_of, proofs_of
from gkcloud.demonstration.rules import Move
from gkcloud.demonstration.sixhaves import Have
from gkcloud.demonstration.standingrules import ChangeKind, ReviewDay, ReviewResult
from gkcloud.tenancy.directory import directory
from tests.factories import demonstrations as demos
from tests.factories import posts
from tests.factories.cast import Cast
from tests.factories.scenarios import Scenario, scenario

LAST_YEAR = -1


def _at_desk(actor: Actor, act: Callable[[], object]) -> Scenario:
    return Scenario(demos.desk(actor), act)


@scenario("demo.create")
def _create(cast: Cast) -> Scenario:
    who = cast.inspector
    return _at_desk(who, lambda: actions.create_programme(demos.today().year, actor=who, now=utc_now()))


@scenario("demo.plan")
def _plan(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.programme(cast)
    wanted = demos.plan(quotas={})
    return _at_desk(who, lambda: actions.edit_programme(made, wanted, actor=who, now=utc_now()))


@scenario("demo.move")
def _move(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.opened(cast)
    return _at_desk(who, lambda: actions.move_programme(made, Move.STOP, actor=who, now=utc_now()))


@scenario("demo.draft-notice")
def _notice(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.programme(cast)
    county = cast.lixian.tenant
    return Scenario(posts.as_actor(who), lambda: actions.draft_notice(made, county, actor=who, now=utc_now()))


@scenario("demo.nominate")
def _nominate(cast: Cast) -> Scenario:
    who, made = cast.chexi.author, demos.opened(cast)

    def act() -> object:
        row = db.session.get_one(Programme, (cast.lixian.tenant.id, made))
        return actions.begin_nomination(row, cast.chexi.tenant, actor=who, now=utc_now())

    return _at_desk(who, act)


@scenario("demo.enter")
def _enter(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.opened(cast)
    unit = directory().by_slug("lixian-yandian")
    return _at_desk(who, lambda: actions.enter_nomination(made, unit, "按月更新。", actor=who, now=utc_now()))


@scenario("demo.fill")
def _fill(cast: Cast) -> Scenario:
    who, made = cast.chexi.author, demos.begun(cast, demos.opened(cast))
    notes = {Have.TEAM: "已明确。"}
    return _at_desk(who, lambda: actions.fill_nomination(made, "做法", notes, actor=who, now=utc_now()))


@scenario("demo.add-proof")
def _add_proof(cast: Cast) -> Scenario:
    who, made = cast.chexi.author, demos.begun(cast, demos.opened(cast))
    return _at_desk(who, lambda: actions.add_proof(made, Have.TEAM, demos.stored(who), actor=who, now=utc_now()))


@scenario("demo.remove-proof")
def _remove_proof(cast: Cast) -> Scenario:
    who, made = cast.chexi.author, demos.begun(cast, demos.opened(cast))
    demos.complete(cast, made)

    def first() -> uuid.UUID:
        return proofs_of(db.session.get_one(Nomination, (cast.lixian.tenant.id, made)))[0].id

    proof_id = demos.by(who, first)
    return _at_desk(who, lambda: actions.remove_proof(made, proof_id, actor=who, now=utc_now()))


@scenario("demo.submit")
def _submit(cast: Cast) -> Scenario:
    who, made = cast.chexi.author, demos.begun(cast, demos.opened(cast))
    demos.complete(cast, made)
    return _at_desk(who, lambda: actions.submit_nomination(made, actor=who, now=utc_now()))


@scenario("demo.accept")
def _accept(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.nominated(cast, demos.opened(cast))
    return _at_desk(who, lambda: actions.accept_nomination(made, actor=who, now=utc_now()))


@scenario("demo.return")
def _return(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.nominated(cast, demos.opened(cast))
    return _at_desk(who, lambda: actions.return_nomination(made, "缺制度文件。", actor=who, now=utc_now()))


@scenario("demo.visit")
def _visit(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.accepted(cast, demos.opened(cast))
    return _at_desk(who, lambda: actions.begin_visit(made, actor=who, now=utc_now()))


@scenario("demo.save-visit")
def _save_visit(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.visit(cast, demos.accepted(cast, demos.opened(cast)))
    sheet = Sheet(demos.today(), "督查员", {Have.TEAM: Answer(True)})
    return _at_desk(who, lambda: actions.save_visit(made, sheet, actor=who, now=utc_now()))


@scenario("demo.finish-visit")
def _finish_visit(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.visit(cast, demos.accepted(cast, demos.opened(cast)))
    return _at_desk(who, lambda: actions.finish_visit(made, actor=who, now=utc_now()))


@scenario("demo.add-photo")
def _add_photo(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.visit(cast, demos.accepted(cast, demos.opened(cast)))
    return _at_desk(who, lambda: actions.add_photo(made, demos.stored(who, "另一张.png"), actor=who, now=utc_now()))


@scenario("demo.remove-photo")
def _remove_photo(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.visit(cast, demos.accepted(cast, demos.opened(cast)))
    photo_id = demos.by(who, lambda: photos_of(db.session.get_one(Visit, (cast.lixian.tenant.id, made)))[0].id)
    return _at_desk(who, lambda: actions.remove_photo(made, photo_id, actor=who, now=utc_now()))


@scenario("demo.designate")
def _designate(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.opened(cast)
    chosen = [demos.accepted(cast, made)]
    demos.move(cast, made, Move.STOP)
    return _at_desk(who, lambda: actions.designate(made, chosen, "", actor=who, now=utc_now()))


@scenario("demo.draft-list")
def _list(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.opened(cast)
    demos.designated(cast, made, [demos.accepted(cast, made)])
    county = cast.lixian.tenant
    return Scenario(posts.as_actor(who), lambda: actions.draft_list(made, county, actor=who, now=utc_now()))


@scenario("demo.review")
def _review(cast: Cast) -> Scenario:
    who, made = cast.inspector, _designated_last_year(cast)
    day = ReviewDay(demos.today().year, demos.today())
    return _at_desk(who, lambda: actions.record_review(made, day, ReviewResult.PASSED, "", actor=who, now=utc_now()))


@scenario("demo.draft-change")
def _draft_change(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.public_unit(cast)
    kind = ChangeKind.SUSPEND
    return _at_desk(who, lambda: actions.draft_change(made, kind, "长期没有更新。", actor=who, now=utc_now()))


@scenario("demo.decide-change")
def _decide_change(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.public_unit(cast)
    change = demos.change(cast, made, ChangeKind.SUSPEND, is_decided=False)
    return _at_desk(who, lambda: actions.decide_change(made, change, actor=who, now=utc_now()))


@scenario("demo.discard-change")
def _discard_change(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.public_unit(cast)
    change = demos.change(cast, made, ChangeKind.SUSPEND, is_decided=False)
    return _at_desk(who, lambda: actions.discard_change(made, change, actor=who, now=utc_now()))


@scenario("demo.draft-decision")
def _decision(cast: Cast) -> Scenario:
    who, made = cast.inspector, demos.public_unit(cast)
    change, county = demos.change(cast, made, ChangeKind.REVOKE), cast.lixian.tenant
    return Scenario(
        posts.as_actor(who), lambda: actions.draft_decision(made, change, county, actor=who, now=utc_now())
    )


def _designated_last_year(cast: Cast) -> uuid.UUID:
    """Return a designation that is due for this year's re-review."""
    return demos.public_unit(cast, demos.today().year + LAST_YEAR)
