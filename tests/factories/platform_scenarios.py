"""How the actions come about that belong to no single area: packs, files, the demonstration."""

from pathlib import Path

from gkcloud.database import utc_now
from gkcloud.demo.accounts import load_accounts
from gkcloud.demo.content import read_demo
from gkcloud.demo.load import load_tenant
from gkcloud.files.actions import store_file
from gkcloud.tenancy.actions import load_packs
from gkcloud.tenancy.packs import read_packs
from gkcloud.tenancy.scope import Scope
from tests.factories import posts
from tests.factories.cast import Cast
from tests.factories.scenarios import Scenario, scenario, scenario_of_nobody

PACKS = Path(__file__).parents[2] / "tenants"


@scenario("tenants.load")
def _load(cast: Cast) -> Scenario:
    specs = read_packs(PACKS)
    fewer = [spec for spec in specs if spec.slug != "yuqing-dawujiang"]
    return Scenario(Scope.platform(), lambda: load_packs(fewer, now=utc_now()))


@scenario("file.store")
def _store(cast: Cast) -> Scenario:
    actor = cast.chexi.author
    return Scenario(
        posts.as_actor(actor),
        lambda: store_file(
            b"name,amount\n", "a.csv", tenant_id=cast.chexi.tenant.id, actor_id=actor.person_id, now=utc_now()
        ),
    )


@scenario_of_nobody("demo.accounts")
def _accounts() -> Scenario:
    people = read_demo(PACKS).people[:2]
    return Scenario(Scope.platform(), lambda: load_accounts(people, now=utc_now()))


@scenario("demo.load")
def _load_demo(cast: Cast) -> Scenario:
    tenant, some = cast.chexi.tenant, read_demo(PACKS).posts["lixian-chexi"][:2]
    staff = list(cast.chexi.by_role.values())
    return Scenario(Scope.office(tenant.id), lambda: load_tenant(tenant, some, staff, now=utc_now()))
