"""What each new day asks for is done once, and again for the next."""

from datetime import date

from gkcloud.web.application import Application
from gkcloud.worker import begin_new_day
from tests.factories import duties
from tests.factories.cast import Cast


def test_a_day_is_begun_once(app: Application, cast: Cast) -> None:
    with duties.rules(duties.rule()):
        assert begin_new_day(duties.noon(date(2026, 9, 10)))
        assert begin_new_day(duties.noon(date(2026, 9, 10))) is None
        found = duties.standing(cast.chexi.tenant.id, "T001", "2026Q3")
        assert found is not None
        assert found.standing == "on_course"
        assert begin_new_day(duties.noon(date(2026, 10, 1))) is not None
        found = duties.standing(cast.chexi.tenant.id, "T001", "2026Q3")
        assert found is not None
        assert found.standing == "missed"


def test_one_that_is_in_work_is_left_to_whoever_has_it(app: Application, cast: Cast) -> None:
    app.extensions["queues"].connection.set("gkcloud:day-in-work", "1")
    assert begin_new_day(duties.noon(date(2026, 9, 10))) is None
