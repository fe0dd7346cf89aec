"""Programmes of 澧县 at every point, made by the actions themselves; 车溪乡 is a unit of it, 护城社区 has no people of its own."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.database import db, utc_now
from gkcloud.demonstration import actions
from gkcloud.demonstration.actions import Answer, Plan, Sheet
from gkcloud.demonstration.model import (
    Designation,
    DesignationChange,
    Nomination,
    Programme,
    Proof,
    Visit,
    VisitPhoto,
)
from gkcloud.demonstration.queries.county import designations
from gkcloud.demonstration.rules import Category, Move
from gkcloud.demonstration.sixhaves import USUAL_DEMANDS, Have
from gkcloud.demonstration.standingrules import ChangeKind, ReviewDay, ReviewResult
from gkcloud.files.actions import store_file
from gkcloud.files.model import StoredFile
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.rules import Stage
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local
from tests.factories import posts
from tests.factories.cast import Cast
from tests.factories.objects import PNG, somebody

T = TypeVar("T")
QUOTAS = {Category.UNIT: 15, Category.TOWNSHIP: 12, Category.STATION: 0, Category.VILLAGE: 12}
STRENGTHS = "每月十日前更换公开栏，补贴到户资金逐笔公开。"
# So many that the sweeps do not happen to meet one twice.
MANY_YEARS = 1_000_000


def today() -> date:
    return local(utc_now()).date()


def desk(actor: Actor) -> Scope:
    """Return the scope in which the area's pages work: the tenant and what is below it."""
    assert actor.tenant_id is not None
    below = directory().below(directory().by_id(actor.tenant_id))
    return Scope.subtree(actor.tenant_id, (each.id for each in below), actor.person_id)


def by(actor: Actor, act: Callable[[], T]) -> T:
    """Carry out an action of an office's, and commit."""
    with desk(actor).opened():
        done = act()
        db.session.commit()
        return done


def plan(**given: object) -> Plan:
    values = {"quotas": QUOTAS, "nominate_by": today() + timedelta(days=30), "standard": USUAL_DEMANDS, **given}
    return Plan(**values)  # type: ignore[arg-type]


def programme(cast: Cast, year: int | None = None, **planned: object) -> uuid.UUID:
    """Return a programme that is being prepared."""
    who = cast.inspector
    made = by(who, lambda: actions.create_programme(year or today().year, actor=who, now=utc_now()).id)
    by(who, lambda: actions.edit_programme(made, plan(**planned), actor=who, now=utc_now()))
    return made


def publish(cast: Cast, post_id: uuid.UUID) -> None:
    """Bring a draft of the county's before the public."""
    staff = cast.lixian
    from gkcloud.publishing import actions as publishing

    with posts.as_actor(staff.author).opened():
        publishing.submit(post_id, actor=staff.author, now=utc_now())
        db.session.commit()
    seen = posts.seen_hash(staff, post_id)
    for stage, actor in (
        (Stage.REVIEW, staff.reviewer),
        (Stage.SECRECY_REVIEW, staff.secrecy),
        (Stage.SIGN_OFF, staff.signer),
    ):
        posts.decide(actor, post_id, stage, seen)


def notice(cast: Cast, programme_id: uuid.UUID) -> uuid.UUID:
    """Return the notice of a programme, a draft post."""
    who, county = cast.inspector, cast.lixian.tenant
    with posts.as_actor(who).opened():
        post_id = actions.draft_notice(programme_id, county, actor=who, now=utc_now())
        db.session.commit()
        return post_id


def move(cast: Cast, programme_id: uuid.UUID, what: Move) -> None:
    who = cast.inspector
    by(who, lambda: actions.move_programme(programme_id, what, actor=who, now=utc_now()))


def opened(cast: Cast, year: int | None = None, **planned: object) -> uuid.UUID:
    """Return a programme that is open for nomination, its standard public."""
    made = programme(cast, year, **planned)
    publish(cast, notice(cast, made))
    move(cast, made, Move.OPEN)
    return made


def begun(cast: Cast, programme_id: uuid.UUID, unit: Tenant | None = None, actor: Actor | None = None) -> uuid.UUID:
    """Return a nomination that its unit is still filling in."""
    who, unit = actor or cast.chexi.author, unit or cast.chexi.tenant

    def act() -> uuid.UUID:
        row = db.session.get_one(Programme, (cast.lixian.tenant.id, programme_id), populate_existing=True)
        return actions.begin_nomination(row, unit, actor=who, now=utc_now()).id

    return by(who, act)


def stored(actor: Actor, name: str = "材料.png", data: bytes = PNG) -> StoredFile:
    assert actor.tenant_id is not None
    return store_file(data, name, tenant_id=actor.tenant_id, actor_id=actor.person_id, now=utc_now())


def complete(cast: Cast, nomination_id: uuid.UUID, actor: Actor | None = None, words: str = "") -> None:
    """Fill in a nomination and prove each of the six."""
    who = actor or cast.chexi.author

    def act() -> None:
        notes = dict.fromkeys(Have, f"{words}已落实到人。")
        actions.fill_nomination(nomination_id, f"{words}{STRENGTHS}", notes, actor=who, now=utc_now())
        for have in Have:
            file = stored(who, f"{words}{have.label}.png")
            actions.add_proof(nomination_id, have, file, actor=who, now=utc_now())

    by(who, act)


def nominated(cast: Cast, programme_id: uuid.UUID, actor: Actor | None = None, words: str = "") -> uuid.UUID:
    """Return 车溪乡's nomination, sent to the county."""
    who = actor or cast.chexi.author
    made = begun(cast, programme_id, directory().by_id(who.tenant_id), who)  # type: ignore[arg-type]
    complete(cast, made, who, words)
    by(who, lambda: actions.submit_nomination(made, actor=who, now=utc_now()))
    return made


def accepted(cast: Cast, programme_id: uuid.UUID) -> uuid.UUID:
    made, who = nominated(cast, programme_id), cast.inspector
    by(who, lambda: actions.accept_nomination(made, actor=who, now=utc_now()))
    return made


def entered(cast: Cast, programme_id: uuid.UUID, slug: str, words: str = STRENGTHS) -> uuid.UUID:
    """Return a nomination that came on paper."""
    who, unit = cast.inspector, directory().by_slug(slug)
    return by(who, lambda: actions.enter_nomination(programme_id, unit, words, actor=who, now=utc_now()).id)


def visit(
    cast: Cast, nomination_id: uuid.UUID, remark: str = "公开栏内容较新。", *, is_finished: bool = False
) -> uuid.UUID:
    """Return a visit's sheet with a photo."""
    who, now = cast.inspector, utc_now()

    def act() -> uuid.UUID:
        made = actions.begin_visit(nomination_id, actor=who, now=now)
        answers = {have: Answer(have is not Have.FUNDS, remark) for have in Have}
        sheet = Sheet(today(), "县政府办公室督查员", answers, remark)
        actions.save_visit(made.id, sheet, actor=who, now=now)
        actions.add_photo(made.id, stored(who, "公开栏.png"), actor=who, now=now)
        if is_finished:
            actions.finish_visit(made.id, actor=who, now=now)
        return made.id

    return by(who, act)


def designated(cast: Cast, programme_id: uuid.UUID, nomination_ids: list[uuid.UUID]) -> list[uuid.UUID]:
    """Return the designations, decided but not published."""
    who = cast.inspector
    move(cast, programme_id, Move.STOP)
    by(who, lambda: actions.designate(programme_id, nomination_ids, "确有需要。", actor=who, now=utc_now()))
    with desk(who).opened():
        rows = designations(cast.lixian.tenant.id)
        return [each.id for each in rows if each.programme_id == programme_id]


def listed(cast: Cast, programme_id: uuid.UUID) -> uuid.UUID:
    """Return the list of a programme, a draft post."""
    who, county = cast.inspector, cast.lixian.tenant
    with posts.as_actor(who).opened():
        post_id = actions.draft_list(programme_id, county, actor=who, now=utc_now())
        db.session.commit()
        return post_id


def public_unit(cast: Cast, year: int | None = None) -> uuid.UUID:
    """Return 车溪乡's designation, public, of a programme of a year."""
    made = opened(cast, year)
    [designation_id] = designated(cast, made, [accepted(cast, made)])
    publish(cast, listed(cast, made))
    return designation_id


def change(
    cast: Cast,
    designation_id: uuid.UUID,
    kind: ChangeKind,
    reason: str = "公开栏长期没有更新。",
    *,
    is_decided: bool = True,
) -> uuid.UUID:
    who, now = cast.inspector, utc_now()

    def act() -> uuid.UUID:
        made = actions.draft_change(designation_id, kind, reason, actor=who, now=now).id
        if is_decided:
            actions.decide_change(designation_id, made, actor=who, now=now)
        return made

    return by(who, act)


def review(
    cast: Cast, designation_id: uuid.UUID, result: ReviewResult = ReviewResult.PASSED, remark: str = ""
) -> None:
    who = cast.inspector
    day = ReviewDay(today().year, today())
    by(who, lambda: actions.record_review(designation_id, day, result, remark, actor=who, now=utc_now()))


def everything(cast: Cast) -> dict[str, list[uuid.UUID]]:
    """Return programmes in every state with what belongs to them, by the names of addresses' arguments."""
    year = today().year
    # Last year's is public: one unit stands with a review, a suspension that is decided and another that is drafted.
    old = opened(cast, year - 1)
    sent, paper = accepted(cast, old), entered(cast, old, "lixian-yandian")
    sheet = visit(cast, sent, is_finished=True)
    chexi, yandian = designated(cast, old, [sent, paper])
    if _unit_of(cast, chexi) != cast.chexi.tenant.id:
        chexi, yandian = yandian, chexi
    publish(cast, listed(cast, old))
    review(cast, chexi, ReviewResult.RECTIFY, "公开栏内容过期。")
    changes = [change(cast, chexi, ChangeKind.SUSPEND), change(cast, yandian, ChangeKind.REVOKE, is_decided=False)]
    # This year's is open: a nomination that waits, one that was returned, one accepted with a visit under way.
    now = opened(cast, year)
    own = begun(cast, now)
    village = entered(cast, now, "lixian-lixi-hucheng")
    under_way = visit(cast, village)
    # Next year's is being prepared; of the year before last one waits for the choice, and one is over.
    prepared = programme(cast, year + 1)
    choosing = opened(cast, year - 2)
    waiting = nominated(cast, choosing)
    third = entered(cast, choosing, "lixian-dishui")
    reviewing = opened(cast, year - 3)
    entered(cast, reviewing, "lixian-dishui")
    move(cast, reviewing, Move.STOP)
    empty = opened(cast, year - 4)
    return {
        "programme_id": [old, now, prepared, choosing, reviewing, empty],
        "nomination_id": [sent, paper, own, village, waiting, third],
        "designation_id": [chexi, yandian],
        "visit_id": [sheet, under_way],
        "change_id": changes,
        **_files_of(cast),
    }


def _unit_of(cast: Cast, designation_id: uuid.UUID) -> uuid.UUID:
    with desk(cast.inspector).opened():
        return db.session.get_one(Designation, (cast.lixian.tenant.id, designation_id)).target_id


def _files_of(cast: Cast) -> dict[str, list[uuid.UUID]]:
    with desk(cast.inspector).opened():
        proofs = db.session.execute(select(Proof.id)).scalars().all()
        photos = db.session.execute(select(VisitPhoto.id)).scalars().all()
        return {"proof_id": list(proofs[:1]), "photo_id": list(photos)}


# Rows about any unit, in the county above it: for asking whether another tenant sees them.


def _add(county: Tenant, person_id: uuid.UUID, *rows: object) -> None:
    with Scope.office(county.id, person_id).opened():
        for row in rows:
            db.session.add(row)
            db.session.flush()
        db.session.commit()


def about(unit: Tenant) -> dict[str, uuid.UUID]:
    """Make a programme with everything that a unit can have in one, and return the ids by the names of arguments."""
    county, person_id, now = directory().ancestors(unit)[0], somebody(), utc_now()
    with Scope.office(county.id, person_id).opened():
        file = store_file(PNG, "照片.png", tenant_id=county.id, actor_id=person_id, now=now)
        db.session.commit()
        kept = {name: getattr(file, name) for name in ("name", "media_type", "sha256")}
        proved = {**kept, "extension": file.extension, "size": file.size, "file_id": file.id, "holder_id": county.id}
    names = ("programme_id", "nomination_id", "proof_id", "visit_id", "photo_id", "designation_id", "change_id")
    ids = {name: uuid.uuid4() for name in names}
    year = 1000 + ids["programme_id"].int % MANY_YEARS
    key = {"tenant_id": county.id, "target_id": unit.id}
    begun = {"created_by": person_id, "created_at": now}
    programme_id, nomination_id = ids["programme_id"], ids["nomination_id"]
    visit_id, designation_id = ids["visit_id"], ids["designation_id"]
    category = {"category": "township", "unit_name": unit.short_name}
    told = {"designation_id": designation_id, "kind": "revoke", "reason": "理由"}
    _add(
        county,
        person_id,
        Programme(
            tenant_id=county.id,
            id=programme_id,
            year=year,
            state="open",
            quotas={},
            standard=dict(USUAL_DEMANDS),
            nominate_by=now.date(),
            updated_at=now,
            **begun,
        ),
        Nomination(
            **key,
            id=nomination_id,
            programme_id=programme_id,
            nominator_id=county.id,
            **category,
            state="accepted",
            notes={},
            updated_at=now,
            **begun,
        ),
        Proof(**key, id=ids["proof_id"], nomination_id=nomination_id, have="team", **proved, created_at=now),
        Visit(
            **key,
            id=visit_id,
            nomination_id=nomination_id,
            visited_on=now.date(),
            visitors="督查员",
            answers={},
            updated_at=now,
            finished_at=now,
            **begun,
        ),
        VisitPhoto(**key, id=ids["photo_id"], visit_id=visit_id, file_id=file.id, **kept, created_at=now),
        Designation(
            **key,
            id=designation_id,
            programme_id=programme_id,
            nomination_id=nomination_id,
            year=year,
            position=1,
            designated_on=now.date(),
            **category,
        ),
        DesignationChange(**key, id=ids["change_id"], **told, **begun),
    )
    return ids


def _maker(name: str) -> Callable[[Tenant], object]:
    return lambda unit: about(unit)[name]


FACTORIES = {
    **{
        name: _maker(name)
        for name in (
            "programme_id",
            "nomination_id",
            "proof_id",
            "visit_id",
            "photo_id",
            "designation_id",
            "change_id",
        )
    },
    "unit": lambda unit: unit.slug,
}
