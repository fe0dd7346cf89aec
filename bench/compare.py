"""The comparison board, its refreshing after a fact, and the nightly assessment: each against its goal, in one run.

``python bench/compare.py`` starts servers of its own and fills them with a province of 3,000 units, 60 duties each, and a year
of facts. Pages are asked for in this process, one after the other; what they are compared with is the empty list of posts.
"""

import argparse
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import event
from sqlalchemy.engine import Engine

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench import provinces  # noqa: E402 - the project is run from its folder
from bench.site_pages import _environment  # noqa: E402
from gkcloud import create_app  # noqa: E402
from gkcloud.access.policy import Role  # noqa: E402
from gkcloud.database import db, utc_now  # noqa: E402
from gkcloud.embedded import start  # noqa: E402
from gkcloud.obligations.emitting import emit  # noqa: E402
from gkcloud.obligations.nightly import assess_all, units_to_assess  # noqa: E402
from gkcloud.schema import upgrade  # noqa: E402
from gkcloud.tenancy.actions import load_packs  # noqa: E402
from gkcloud.tenancy.directory import directory, forget_directory  # noqa: E402
from gkcloud.tenancy.packs import read_packs  # noqa: E402
from gkcloud.tenancy.scope import Scope  # noqa: E402

COUNTY_TIMES, PROVINCE_TIMES, FACT_MS, NIGHT_SECONDS = 3, 10, 50, 120
_COUNTY = f"{provinces.PREFIX}00"


class Table:
    """What was measured, against its goal."""

    def __init__(self) -> None:
        self.is_reached = True

    def add(self, what: str, found: float, goal: float | None, unit: str, note: str = "") -> None:
        """Print a line."""
        is_reached = goal is None or found <= goal
        self.is_reached = self.is_reached and is_reached
        wanted = "" if goal is None else f"goal {goal:g}{unit}  {'reached' if is_reached else 'MISSED'}"
        print(f"{what:<62} {found:8.1f}{unit:<3} {wanted:<24} {note}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument(
        "--counties", type=int, default=provinces.COUNTIES, help="that are assessed; pages always show 50"
    )
    parser.add_argument("--processes", type=int, default=2)
    arguments = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="gkcloud-bench-") as folder,
        start(Path(folder) / "var", durable=False) as servers,
    ):
        address = servers.database_url.replace("+psycopg", "")
        upgrade(servers.database_url)
        os.environ.update(_environment(servers, Path(folder)))
        app = create_app()
        with app.app_context():
            _fill(address, app.settings.packs_dir, arguments.counties)
            provinces.install_rules(app)
            table = Table()
            _nightly(table, arguments.processes, arguments.counties)
            provinces.copy_board(address)
            _fact(table, arguments.rounds)
            _pages(table, app, arguments.rounds)
            db.engine.dispose()
    print("all goals reached" if table.is_reached else "a goal was MISSED")


def _fill(address: str, packs: Path, counties: int) -> None:
    specs = read_packs(packs)
    with Scope.platform().opened():
        load_packs(specs, now=utc_now())
        db.session.commit()
    by_slug = {spec.slug: spec for spec in specs}
    provinces.fill(address, by_slug["lixian"], by_slug["lixian-chexi"], with_facts=counties)
    print(f"filled; the machine's load is {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores", flush=True)
    forget_directory()


def _nightly(table: Table, processes: int, counties: int) -> None:
    # Outside a transaction the tree is read each time that it is asked for.
    tree, end = directory(), f"{provinces.PREFIX}{counties:02}"
    units = [each for each in units_to_assess() if provinces.PREFIX <= tree.by_id(each).slug < end]
    prepare = "bench.provinces:install_rules"
    third = len(units) // 3
    seconds = {}
    # The first night writes every row; the second finds them written, as all nights after it do.
    for part, chosen in (("first 1/3", units[:third]), ("other 2/3", units[third:]), ("all again", units)):
        begun = time.perf_counter()
        assess_all(chosen, provinces.NOW, processes=processes, prepare=prepare)
        seconds[part] = time.perf_counter() - begun
    worked = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = f"the processes worked {worked.ru_utime + worked.ru_stime:.0f} s for both nights"
    first = seconds["first 1/3"] + seconds["other 2/3"]
    table.add(f"night: {len(units)} units x 60 duties, first time", first, NIGHT_SECONDS, "s")
    table.add(f"night: {len(units)} units x 60 duties, as every night", seconds["all again"], NIGHT_SECONDS, "s", cpu)
    per_unit = [seconds["first 1/3"] / third * 1000, seconds["other 2/3"] / (len(units) - third) * 1000]
    ratio = per_unit[1] / per_unit[0]
    table.add("night: time a unit, of twice as many units", ratio, 1.2, "x", "1 is linear")


def _fact(table: Table, rounds: int) -> None:
    spent: list[float] = []
    begun: list[float] = []
    event.listen(Engine, "before_cursor_execute", lambda *_: begun.append(time.perf_counter()))
    event.listen(Engine, "after_cursor_execute", lambda *_: spent.append(time.perf_counter() - begun[-1]))
    unit = directory().by_slug(f"{_COUNTY}-07").id
    found, whole = [], []
    for number in range(rounds):
        spent.clear()
        start_at = time.perf_counter()
        with Scope.office(unit).opened():
            emit("published", tenant_id=unit, at=provinces.NOW, now=provinces.NOW, subject=f"post:new{number}")
            db.session.commit()
        found.append(sum(spent) * 1000)
        whole.append((time.perf_counter() - start_at) * 1000)
    note = f"{len(spent)} statements; {statistics.median(whole):.0f} ms with everything"
    table.add("one fact to standings and board: database time", statistics.median(found), FACT_MS, "ms", note)


def _pages(table: Table, app: object, rounds: int) -> None:
    client = _signed_in(app)
    empty = _timed(client, f"/{_COUNTY}/office/posts", rounds)
    table.add("an empty page for officials", empty, None, "ms")
    month = f"month={provinces.TODAY:%Y-%m}"
    for what, path, goal in (
        ("county of 60, usual columns, trends", f"/{_COUNTY}/office/compare?{month}", COUNTY_TIMES),
        (
            "county of 60, 46 indicators, 12 months",
            f"/{_COUNTY}/office/compare?{month}&span=12&col=all",
            COUNTY_TIMES,
        ),
        ("province of 3,000, usual columns, trends", f"/{provinces.PROVINCE}/office/compare?{month}", PROVINCE_TIMES),
        (
            "province of 3,000, 46 indicators, 12 months",
            f"/{provinces.PROVINCE}/office/compare?{month}&span=12&col=all",
            PROVINCE_TIMES,
        ),
    ):
        found = _timed(client, path, rounds)
        statements = _statements(lambda path=path: client.get(path))
        table.add(what, found / empty, goal, "x", f"{found:.0f} ms, {statements} statements")


def _timed(client: object, path: str, rounds: int) -> float:
    times = []
    for _ in range(rounds + 3):
        begun = time.perf_counter()
        answer = client.get(path)
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}")
    return statistics.median(times[3:])


def _statements(ask: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    ask()
    event.remove(Engine, "before_cursor_execute", note)
    return len(seen)


def _signed_in(app: object) -> object:
    import uuid  # noqa: PLC0415

    from gkcloud.people.model import Membership, Person, SignIn  # noqa: PLC0415
    from gkcloud.people.rules import new_token, token_hash  # noqa: PLC0415

    now, person_id, token = utc_now(), uuid.uuid4(), new_token()
    with Scope.platform().opened():
        db.session.add(
            Person(
                id=person_id,
                login="bench.compare",
                display_name="测试",
                password_hash="",
                created_at=now,
                password_changed_at=now,
            )
        )
        db.session.flush()
        for slug in (_COUNTY, provinces.PROVINCE):
            tenant_id = directory().by_slug(slug).id
            db.session.add(
                Membership(tenant_id=tenant_id, person_id=person_id, role=Role.SIGNER.value, created_at=now)
            )
        db.session.commit()
    with Scope.identity().opened():
        db.session.add(
            SignIn(
                id=uuid.uuid4(),
                person_id=person_id,
                token_hash=token_hash(token),
                created_at=now,
                seen_at=now,
                device="",
            )
        )
        db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


if __name__ == "__main__":
    main()
