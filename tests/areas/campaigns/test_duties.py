"""A sheet begins with what the system has seen, and what is handed in is seen by the duties."""

from datetime import date

from gkcloud.campaigns.duties import seen_of_duties
from gkcloud.campaigns.rules import Period
from gkcloud.standards.answering import Result
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application
from tests.factories import duties
from tests.factories.cast import Cast

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def test_the_worst_period_is_shown_with_its_proof(app: Application, cast: Cast) -> None:
    unit = cast.chexi.tenant
    with duties.rules(duties.rule()):
        duties.told(
            unit.id, "test_meeting", date(2026, 2, 3), key="one", label="专题会议", now=duties.noon(date(2026, 7, 2))
        )
        with (
            app.test_request_context("/"),
            Scope.subtree(cast.lixian.tenant.id, [unit.id], cast.inspector.person_id).opened(),
        ):
            seen = seen_of_duties(["T001", "T999"], target=unit, period=YEAR, today=date(2026, 7, 2))
    assert seen.keys() == {"T001"}
    assert seen["T001"].suggested is Result.NOT_MET
    assert "第二季度" in seen["T001"].sentence
    assert seen["T001"].evidence == (("专题会议（2026-02-03）", ""),)
