"""How the history of a unit that was merged into another is taken over."""

from datetime import date

from gkcloud.database import utc_now
from gkcloud.obligations import actions
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import Scope
from tests.factories import duties
from tests.factories.cast import Cast
from tests.factories.scenarios import Scenario, scenario


@scenario("unit.take-over")
def _take_over(cast: Cast) -> Scenario:
    old, new = cast.chexi.tenant, directory().by_slug("lixian-jinluo")
    duties.told(old.id, "board_posted", date(2026, 7, 3), key="one")
    return Scenario(
        Scope.subtree(cast.lixian.tenant.id, [old.id, new.id], cast.inspector.person_id),
        lambda: actions.take_over(old.id, new.id, now=utc_now()),
    )
