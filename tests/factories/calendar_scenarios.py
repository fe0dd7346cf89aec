"""How the calendar's actions come about, and an announcement of a year to load."""

from datetime import UTC, datetime

from gkcloud.calendar.actions import load_calendar, mark_told
from gkcloud.calendar.queries import untold
from gkcloud.calendar.schedulefile import read_schedule
from gkcloud.database import db, utc_now
from gkcloud.tenancy.scope import Scope
from tests.factories.scenarios import Scenario, scenario_of_nobody

# Made up: what the State Council will announce for 2027 is not known here. In form and length it is 2026's.
ANNOUNCEMENT = """
year = 2027
document_no = "国办发明电〔2026〕7号"
document_date = 2026-11-10

[[holiday]]
name = "元旦"
from = 2027-01-01
until = 2027-01-03

[[holiday]]
name = "春节"
from = 2027-02-05
until = 2027-02-12
worked = [2027-02-14, 2027-02-20]

[[holiday]]
name = "清明节"
from = 2027-04-03
until = 2027-04-05

[[holiday]]
name = "劳动节"
from = 2027-05-01
until = 2027-05-05
worked = [2027-04-25, 2027-05-08]

[[holiday]]
name = "端午节"
from = 2027-06-09
until = 2027-06-09

[[holiday]]
name = "中秋节"
from = 2027-09-15
until = 2027-09-15

[[holiday]]
name = "国庆节"
from = 2027-10-01
until = 2027-10-07
worked = [2027-09-26, 2027-10-09]
"""
AFTER_IT = datetime(2026, 11, 12, 2, tzinfo=UTC)


@scenario_of_nobody("calendar.load")
def _load() -> Scenario:
    announced = read_schedule(ANNOUNCEMENT.encode(), "2027.toml")
    return Scenario(Scope.platform(), lambda: load_calendar([announced], now=AFTER_IT))


@scenario_of_nobody("calendar.answer")
def _answer() -> Scenario:
    announced = read_schedule(ANNOUNCEMENT.encode(), "2027.toml")
    with Scope.platform().opened():
        load_calendar([announced], now=AFTER_IT)
        db.session.commit()
        changes = untold()
    return Scenario(Scope.platform(), lambda: mark_told(changes, now=utc_now()))
