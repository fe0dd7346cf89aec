"""A province for measuring: 50 counties of 60 units, 60 duties each, a year of facts. Written by the owner, past the wall."""

import random
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import psycopg
from flask import Flask
from psycopg.types.json import Jsonb

from gkcloud.obligations.rulebook import EXTENSION, FactKind, RuleBook, rule_book
from gkcloud.obligations.rules import DutyType, PeriodKind, Rule, Unit
from gkcloud.tenancy.packs import TenantSpec
from gkcloud.worktime.moments import SHANGHAI

PROVINCE, PREFIX = "bench-province", "bench-c"
COUNTIES, UNITS = 50, 60
TODAY = date(2026, 11, 20)
NOW = datetime.combine(TODAY, time(20), SHANGHAI)
_RECORDED = tuple(f"bench_{number:02}" for number in range(20))
_VARIANTS = 12
_P = PeriodKind


def rules() -> tuple[Rule, ...]:
    """Return sixty duties in about the mixture that the seeds have."""
    made: list[Rule] = []

    def add(kind: DutyType, **given: object) -> None:
        number = len(made) + 1
        name = f"CN-{number}" if number % 6 == 0 else f"B{number:03}"
        made.append(Rule(id=name, title=f"义务{number}", type=kind, weight=1 + number % 5, **given))  # type: ignore[arg-type]

    for number in range(16):
        period = (_P.WEEK, _P.MONTH, _P.MONTH, _P.QUARTER, _P.QUARTER, _P.QUARTER, _P.HALF_YEAR, _P.YEAR)[number % 8]
        add(DutyType.FREQUENCY, period=period, evidence=(_RECORDED[number],), at_least=1 + number % 3)
    for number in range(10):
        within = (5, 7, 10, 20, 20)[number % 5]
        trigger, evidence = ("formed", "published") if number % 2 else ("urgent_published", "urgent_confirmed")
        period = _P.MONTH if number < 4 else _P.QUARTER
        add(
            DutyType.DEADLINE,
            period=period,
            trigger=trigger,
            evidence=(evidence,),
            within=within,
            unit=Unit.WORKING_DAYS,
        )
    for number in range(14):
        evidence = ("board_posted",) if number < 4 else (_RECORDED[number],)
        if number % 2:
            add(DutyType.FIXED_DATE, period=_P.QUARTER, evidence=evidence, days_after=5 + number)
        else:
            add(DutyType.FIXED_DATE, period=_P.YEAR, evidence=evidence, month=1 + number % 12, day=15)
    for number in range(8):
        add(
            DutyType.RECENCY,
            period=_P.MONTH,
            evidence=("published", "bulletin_issued")[: 1 + number % 2],
            within=7 + 7 * (number % 4),
        )
    for number in range(6):
        if number < 3:
            add(DutyType.PAIRING, period=_P.QUARTER, trigger="policy_published", evidence=("interpreted",))
        else:
            add(DutyType.PAIRING, period=_P.ONCE, evidence=(_RECORDED[number],))
    for number in range(6):
        add(
            DutyType.THRESHOLD,
            period=_P.YEAR if number % 2 else _P.QUARTER,
            evidence=("published",),
            at_least=5 + number,
        )
    return tuple(made)


def install_rules(app: Flask) -> None:
    """Give every unit of the province these duties."""
    with app.app_context():
        kinds = {kind: FactKind(kind, kind, is_recorded=True) for kind in _RECORDED}
        app.extensions[EXTENSION] = RuleBook({"_base": rules()}, {**rule_book().fact_kinds, **kinds})


def fill(address: str, county: TenantSpec, unit: TenantSpec, *, with_facts: int = COUNTIES) -> None:
    """Write the tree and its facts, and have the statistics made that autovacuum would have made."""
    with psycopg.connect(address, autocommit=True) as owner:
        _add_tenants(owner, county, unit)
        _add_facts(owner, with_facts)
        owner.execute("update directory_version set version = version + 1")
        owner.execute("vacuum analyze")


def copy_board(address: str) -> None:
    """Give the units that were not assessed the numbers of the first county's, so that pages have all of them to sum."""
    with psycopg.connect(address, autocommit=True) as owner:
        owner.execute(
            """
            insert into board_rows
            select t.id, b.month, b.counts, b.version, b.computed_at
            from tenants t join tenants u on right(u.slug, 3) = right(t.slug, 3) and u.slug like %s
            join board_rows b on b.tenant_id = u.id
            where t.kind = 'township' and t.slug like %s on conflict do nothing
            """,
            (f"{PREFIX}00-%", f"{PREFIX}%"),
        )
        owner.execute("vacuum analyze")


def _add_tenants(
    owner: "psycopg.Connection[tuple[object, ...]]",
    county: TenantSpec,
    unit: TenantSpec,
) -> None:
    def row(spec: TenantSpec, slug: str, name: str, kind: str, parent: uuid.UUID | None) -> tuple[object, ...]:
        own = {
            "pack": PROVINCE,
            "hosts": (),
            "slug": slug,
            "name": name,
            "short_name": name,
            "kind": kind,
            "parent": None,
        }
        content = spec.model_copy(update=own).model_dump(mode="json")
        tenant_id = uuid.uuid4()
        rows.append((tenant_id, slug, name, name, kind, "active", parent, 20_000 + len(rows), Jsonb(content)))
        return tenant_id, slug

    rows: list[tuple[object, ...]] = []
    top, _ = row(county, PROVINCE, "测试省", "province", None)
    for number in range(COUNTIES):
        county_id, slug = row(county, f"{PREFIX}{number:02}", f"测试{number + 1}县", "county", top)
        for place in range(UNITS):
            row(unit, f"{slug}-{place:02}", f"测试{place + 1}乡", "township", county_id)
    with (
        owner.cursor() as cursor,
        cursor.copy(
            "copy tenants (id, slug, name, short_name, kind, status, parent_id, position, spec) from stdin"
        ) as out,
    ):
        for each in rows:
            out.write_row(each)


def _add_facts(owner: "psycopg.Connection[tuple[object, ...]]", counties: int) -> None:
    owner.execute(
        "create temporary table pattern (variant int, kind text, key text, on_day date, data jsonb, value float)"
    )
    with owner.cursor() as cursor, cursor.copy("copy pattern from stdin") as out:
        for variant in range(_VARIANTS):
            for kind, key, day, data, value in _year(random.Random(variant)):
                out.write_row((variant, kind, key, day, Jsonb(data), value))
    owner.execute(
        """
        insert into facts (tenant_id, id, kind, key, on_day, at, subject, item, value, period, attended, label, note, href,
                           data, is_recorded, created_at, withdrawn_reason)
        select t.id, gen_random_uuid(), p.kind, p.key, p.on_day, p.on_day + interval '12 hours', p.key, '', p.value, '', '{}',
               '', '', '', p.data, false, p.on_day, ''
        from tenants t join pattern p on p.variant = t.position %% %s where t.kind = 'township' and t.slug like %s and t.slug < %s
        """,
        (_VARIANTS, f"{PREFIX}%", f"{PREFIX}{counties:02}"),
    )


def _year(chance: random.Random) -> Iterator[tuple[str, str, date, dict[str, object], float | None]]:
    first = date(2025, 11, 1)

    def day() -> date:
        return first + timedelta(days=chance.randrange((TODAY - first).days))

    for number in range(60):
        published = day()
        formed, key = (
            published - timedelta(days=chance.randrange(50)),
            f"post:{uuid.UUID(int=chance.getrandbits(128))}",
        )
        yield "formed", key, formed, {}, None
        yield "published", key, published, {"formed_on": formed.isoformat()}, None
        if number % 12 == 0:
            yield "policy_published", key, published, {}, None
            if number % 24:
                yield "interpreted", key, published, {}, None
        if number % 10 == 0:
            yield "returned", f"r{key}", published, {}, None
        if number % 15 == 0:
            yield "urgent_published", key, published, {}, None
            if number % 30:
                yield "urgent_confirmed", key, published + timedelta(days=1), {}, None
    for kind, number in ((kind, number) for kind in _RECORDED for number in range(chance.randrange(2, 12))):
        yield kind, f"{kind}{number}", day(), {}, None
    for number, kind in enumerate(("board_posted",) * 4 + ("bulletin_issued",) * 6 + ("self_check_submitted",) * 2):
        yield kind, f"{kind}{number}", day(), {}, None
    yield "order_issued", "order:1", day(), {"due_on": "2026-08-01"}, None
    yield "appraised", "a1", day(), {}, float(chance.randrange(60, 100))
