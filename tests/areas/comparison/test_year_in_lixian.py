"""A year in 澧县: 39 units publish, record, check themselves and are inspected; the board tells nothing but what happened.

The units, their duties and the standard are the shipped ones; only the persons are made up. Days are counted back from
today, so that the year is always the last one.
"""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from gkcloud.access.policy import Actor, Role
from gkcloud.calendar.queries import calendar_for
from gkcloud.campaigns.rules import CampaignKind, SheetKind
from gkcloud.comparison.boards import Asked, board_of
from gkcloud.comparison.model import BoardRow
from gkcloud.comparison.places import groups_below
from gkcloud.comparison.queries import record_of
from gkcloud.comparison.rules import BY_CODE, INDICATORS, MONTHS_SHOWN, PAIRS, Month, measure, up_to
from gkcloud.database import db, utc_now
from gkcloud.obligations.actions import Recorded, record_fact
from gkcloud.obligations.model import FactRow, StandingRow
from gkcloud.obligations.nightly import assess_units
from gkcloud.publishing import actions as publishing
from gkcloud.publishing.model import Revision
from gkcloud.publishing.rules import STAGE_ROLES
from gkcloud.standards.answering import Result
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.rules import Kind
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import SHANGHAI, local
from tests.factories import posts, rectifying, supervised
from tests.factories.cast import Cast
from tests.factories.people_objects import person
from tests.factories.supervised import ALL_MET, Typed

DESIGNATED = 39
TOWNSHIPS = {Kind.TOWNSHIP, Kind.STREET}
GOOD, LATE, SILENT = "good", "late", "silent"
_DECIDERS = (Role.REVIEWER, Role.SECRECY_REVIEWER, Role.SIGNER)


@dataclass(frozen=True)
class Year:
    """What was simulated: the units, how each behaves, and what the county found."""

    cast: Cast
    units: list[Tenant]
    manner: dict[uuid.UUID, str]
    orders: dict[str, uuid.UUID]


def today() -> date:
    return local(utc_now()).date()


def moment(day: date, hour: int = 10) -> datetime:
    return datetime.combine(day, time(hour), SHANGHAI)


def designated_units() -> list[Tenant]:
    """The demonstration units of 2015: 15 county units, 12 townships and streets, 12 villages and communities."""
    tree = directory()
    wanted = {Kind.DEPARTMENT: 15, Kind.TOWNSHIP: 12, Kind.VILLAGE: 12}
    groups = {
        Kind.DEPARTMENT: {Kind.DEPARTMENT},
        Kind.TOWNSHIP: TOWNSHIPS,
        Kind.VILLAGE: {Kind.VILLAGE, Kind.COMMUNITY},
    }
    below = [unit for unit in tree.below(tree.by_slug("lixian")) if unit.slug != "lixian-fuban"]
    return [
        unit
        for kind, count in wanted.items()
        for unit in [each for each in below if each.kind in groups[kind]][:count]
    ]


def officials(unit: Tenant, writer: uuid.UUID, deciders: list[uuid.UUID]) -> tuple[Actor, list[Actor]]:
    author = Actor(writer, "采编", unit.id, frozenset({Role.AUTHOR, Role.SIGNER}))
    return author, [
        Actor(who, role.value, unit.id, frozenset({role})) for who, role in zip(deciders, _DECIDERS, strict=True)
    ]


def publish(author: Actor, deciders: list[Actor], title: str, formed: date, published: date) -> None:
    """Let a unit write, decide and publish a post, each at its moment."""
    assert author.tenant_id is not None
    with posts.as_actor(author).opened():
        db.session.connection()
        content = posts.content(author.tenant_id, title=title, formed_on=formed, doc_no="")
        post = publishing.create_draft(content, actor=author, now=moment(formed, 9))
        publishing.submit(post.id, actor=author, now=moment(formed, 11))
        stages = directory().by_id(author.tenant_id).spec.workflow.stages
        for hour, stage in enumerate(stages, start=12):
            actor = next(each for each in deciders if STAGE_ROLES[stage] in each.roles)
            seen = db.session.get_one(Revision, (post.tenant_id, post.current_revision_id)).content_hash
            publishing.decide(
                post.id,
                publishing.Verdict.PASS,
                stage=stage,
                seen_hash=seen,
                request_key=uuid.uuid4(),
                actor=actor,
                now=moment(published, hour),
            )
        db.session.commit()


def meet(author: Actor, day: date) -> None:
    told = Recorded("meeting_held", day, attended=("principal_head",), label="政务公开工作会议")
    with posts.as_actor(author).opened():
        db.session.connection()
        record_fact(told, request_key=uuid.uuid4(), actor=author, now=moment(day, 17))
        db.session.commit()


def simulated(cast: Cast) -> Year:
    units = designated_units()
    assert len(units) == DESIGNATED
    writer, *deciders = [person() for _ in range(4)]
    manner = {unit.id: (GOOD, LATE, SILENT)[place % 3] for place, unit in enumerate(units)}
    for unit in units:
        author, others = officials(unit, writer, deciders)
        if manner[unit.id] == SILENT:
            continue
        formed = today() - timedelta(days=150)
        published = formed + timedelta(days=3 if manner[unit.id] == GOOD else 60)
        publish(author, others, f"{unit.short_name}关于补贴发放的公告", formed, published)
        meet(author, today() - timedelta(days=40))
    orders = supervise(cast, units, manner, writer)
    assess_units([*units, cast.lixian.tenant], now=utc_now())
    return Year(cast, units, manner, orders)


def supervise(
    cast: Cast, units: list[Tenant], manner: dict[uuid.UUID, str], writer: uuid.UUID
) -> dict[str, uuid.UUID]:
    """Two campaigns over the townships: they check themselves, then they are inspected; orders and a circular follow."""
    inspector, townships = cast.inspector, [unit for unit in units if unit.kind in TOWNSHIPS]
    checks = supervised.opened(inspector, townships, CampaignKind.SELF_CHECK)
    inspection = supervised.opened(
        inspector, townships, CampaignKind.HALF_YEAR, has_self_check=False, self_check_due=None
    )
    for unit in townships:
        author = Actor(writer, "采编", unit.id, frozenset({Role.AUTHOR, Role.SIGNER}))
        if manner[unit.id] != SILENT:
            supervised.submitted(author, supervised.sheet_id(inspector, checks, unit, SheetKind.SELF_CHECK), *ALL_MET)
        failed = Typed("1.2", Result.NOT_MET, reason="没有专人负责。") if manner[unit.id] == SILENT else ALL_MET[1]
        found = [failed if each.item == "1.2" else each for each in ALL_MET]
        supervised.submitted(
            inspector, supervised.sheet_id(inspector, inspection, unit, SheetKind.INSPECTION), *found
        )
    for campaign in (checks, inspection):
        supervised.closed(inspector, campaign)
    silent = [unit for unit in townships if manner[unit.id] == SILENT]
    orders = {
        "closed": rectifying.closed(silent[0], inspector),
        "overdue": rectifying.overdue(silent[1], inspector),
        "open": rectifying.issued(silent[2], inspector),
    }
    rectifying.issued_circular(cast.lixian.tenant, inspector)
    return orders


def every_cell_is_made_of_its_rows(year: Year) -> None:
    months = up_to(Month.of(today()), MONTHS_SHOWN)
    cells = 0
    for unit in year.units:
        with Scope.office(unit.id).opened():
            kept = {row.month: row for row in db.session.execute(select(BoardRow)).scalars()}
            record, calendar = record_of(unit, today()), calendar_for(unit)
            for month in months:
                row = kept[month.first]
                measured = measure(
                    record,
                    month,
                    row.computed_at if month == months[-1] else kept[months[-1].first].computed_at,
                    calendar,
                )
                for each in INDICATORS:
                    pair = tuple(row.counts[2 * each.place : 2 * each.place + 2])
                    cell = measured[each.code]
                    assert pair == (cell.numerator, cell.denominator), (unit.slug, month.key, each.code)
                    cells += 1
    assert cells == DESIGNATED * MONTHS_SHOWN * len(INDICATORS)
    assert all(len(row.counts) > PAIRS for row in kept.values())


def what_happened_is_what_is_told(year: Year) -> None:
    by_manner = {
        manner: [unit for unit in year.units if year.manner[unit.id] == manner] for manner in (GOOD, LATE, SILENT)
    }
    with subtree(year).opened():
        facts = db.session.execute(select(FactRow)).scalars().all()
        late = select(StandingRow.tenant_id).where(
            StandingRow.rule_id == "CN-26-1", StandingRow.standing.in_(("met_late", "overdue"))
        )
        late_units = set(db.session.execute(late).scalars())
    published = [fact for fact in facts if fact.kind == "published"]
    assert len(published) == len(by_manner[GOOD]) + len(by_manner[LATE])
    owing = {unit.id for unit in by_manner[LATE] if unit.kind not in {Kind.VILLAGE, Kind.COMMUNITY}}
    assert late_units == owing
    checked = {fact.tenant_id for fact in facts if fact.kind == "self_check_submitted"}
    assert checked == {unit.id for unit in year.units if unit.kind in TOWNSHIPS and year.manner[unit.id] != SILENT}
    county = [fact for fact in facts if fact.tenant_id == year.cast.lixian.tenant.id]
    assert {"campaign_opened", "circular_issued", "appraised"} <= {fact.kind for fact in county}


def the_inspected_worst_are_last(year: Year) -> None:
    month = Month.of(today())
    with subtree(year).opened():
        group = next(each for each in groups_below(year.cast.lixian.tenant) if each.key == "townships")
        score = BY_CODE["appraised"]
        board = board_of(
            Asked(group=group, month=month, span=12, columns=(score,), sort=score.code, this_month=month)
        )
    ranked = {line.place.unit.short_name: line for line in board.lines}
    silent = {unit.short_name for unit in year.units if unit.kind in TOWNSHIPS and year.manner[unit.id] == SILENT}
    values = {name: line.figures[score.code].value for name, line in ranked.items()}
    told = {name: value for name, value in values.items() if value is not None}
    assert silent <= told.keys()
    assert max(told[name] for name in silent) < min(value for name, value in told.items() if name not in silent)


def orders_are_told_as_they_stand(year: Year) -> None:
    with subtree(year).opened():
        kinds = db.session.execute(
            select(FactRow.kind, FactRow.subject).where(FactRow.kind.in_(("order_issued", "order_closed")))
        )
        told = {(row.kind, row.subject) for row in kinds}
    for order_id in year.orders.values():
        assert ("order_issued", str(order_id)) in told
    assert [subject for kind, subject in told if kind == "order_closed"] == [str(year.orders["closed"])]


def subtree(year: Year) -> Scope:
    county = year.cast.lixian.tenant
    return Scope.subtree(county.id, [each.id for each in directory().below(county)], year.cast.inspector.person_id)


def test_a_year(cast: Cast) -> None:
    """One test, for the year takes longer than what is asked of it."""
    year = simulated(cast)
    every_cell_is_made_of_its_rows(year)
    what_happened_is_what_is_told(year)
    the_inspected_worst_are_last(year)
    orders_are_told_as_they_stand(year)
