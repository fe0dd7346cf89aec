"""Loading the calendar: what it takes, what it keeps, and whom it tells."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import ProgrammingError

from gkcloud.audit.model import AuditEvent
from gkcloud.calendar import listeners
from gkcloud.calendar.actions import CalendarRefused, Loaded, load_calendar
from gkcloud.calendar.listeners import after_calendar_change, tell_listeners
from gkcloud.calendar.model import CalendarDayRow, CalendarYear
from gkcloud.calendar.queries import calendar_for, national_calendar, schedules, untold
from gkcloud.calendar.schedulefile import read_schedule
from gkcloud.database import db, utc_now
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.model import TenantRecord
from gkcloud.tenancy.scope import Scope, ScopeKind
from gkcloud.web.application import Application
from gkcloud.worktime import due_after
from gkcloud.worktime.packages import package_schedules
from gkcloud.worktime.schedule import YearSchedule
from tests.factories.calendar_scenarios import AFTER_IT, ANNOUNCEMENT
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("app")
LATER = datetime(2027, 1, 20, 2, tzinfo=UTC)


def announced(old: str = "", new: str = "") -> YearSchedule:
    assert not old or ANNOUNCEMENT.count(old) == 1
    return read_schedule(ANNOUNCEMENT.replace(old, new).encode() if old else ANNOUNCEMENT.encode(), "2027.toml")


def load(*offered: YearSchedule, now: datetime = AFTER_IT) -> Loaded:
    with Scope.platform().opened():
        loaded = load_calendar(offered, now=now)
        db.session.commit()
    return loaded


def events(name: str) -> list[AuditEvent]:
    with Scope.platform().opened():
        statement = select(AuditEvent).where(AuditEvent.action == name).order_by(AuditEvent.seq)
        return list(db.session.execute(statement).scalars())


def chexi() -> Tenant:
    return directory().by_slug("lixian-chexi")


def test_the_packages_are_loaded_with_their_sources() -> None:
    calendar = national_calendar()
    assert calendar.announced_until == date(2026, 12, 31)
    assert calendar.why(date(2026, 10, 10)).name == "国庆节调休上班"
    assert calendar.why(date(2026, 10, 6)).source.startswith("chinesecalendar ")
    assert "安排未公布" in calendar.why(date(2027, 10, 1)).source
    assert not calendar.is_workday(date(2005, 12, 31))


def test_loading_again_changes_nothing() -> None:
    before = events("calendar.load")
    assert load(*package_schedules()) == Loaded()
    load(announced())
    with Scope.platform().opened():
        version = db.session.execute(text("select version from directory_version")).scalar_one()
    assert load(announced()) == Loaded()
    with Scope.platform().opened():
        assert db.session.execute(text("select version from directory_version")).scalar_one() == version
    assert len(events("calendar.load")) == len(before) + 1


def test_an_announced_year_replaces_the_provisional_one() -> None:
    start = date(2027, 9, 10)
    before = due_after(start, 20, calendar_for(chexi()))
    loaded = load(announced())
    after = due_after(start, 20, calendar_for(chexi()))
    assert before.is_provisional
    assert not after.is_provisional
    assert loaded.years == (2027,)
    changed = {each.day: each.is_workday for each in loaded.days}
    # Worked for others, off for them; what the packages gave as statutory days and the announcement does not.
    assert changed == {
        date(2027, 2, 11): False,
        date(2027, 2, 12): False,
        date(2027, 2, 14): True,
        date(2027, 2, 20): True,
        date(2027, 4, 25): True,
        date(2027, 5, 5): False,
        date(2027, 5, 8): True,
        date(2027, 9, 26): True,
        date(2027, 10, 6): False,
        date(2027, 10, 7): False,
        date(2027, 10, 9): True,
    }
    (event,) = [each for each in events("calendar.load") if each.subject_id == "2027"]
    assert event.data["years"][0]["source"] == "国办发明电〔2026〕7号"
    assert event.data["days"]["2027-10-09"] is True


def test_packages_do_not_undo_an_announcement() -> None:
    load(announced())
    assert load(*package_schedules()) == Loaded()
    theirs = next(each for each in package_schedules() if each.year == 2027)
    told = load(replace(theirs, is_final=True, source="chinesecalendar 1.12.0"))
    assert told.years == ()
    assert told.notes == ("2027年已按国办发明电〔2026〕7号确定，chinesecalendar 1.12.0 与之不同，仍以文件为准。",)
    with Scope.platform().opened():
        assert schedules([2027])[2027].document_no == "国办发明电〔2026〕7号"


def test_a_later_document_corrects_a_final_year() -> None:
    load(announced())
    longer = announced("until = 2027-02-12", "until = 2027-02-13")
    later = replace(longer, document_no="国办发明电〔2027〕1号", document_date=date(2027, 1, 15))
    with pytest.raises(CalendarRefused, match="日期还没有到"):
        load(later)
    # The 13th is a Saturday: named now, and off before as well.
    assert load(later, now=LATER) == Loaded((2027,), ())
    assert national_calendar().why(date(2027, 2, 13)).name == "春节"
    assert [each.subject_id for each in events("calendar.load")][-2:] == ["2027", "2027"]
    with pytest.raises(CalendarRefused, match=r"只能用日期更晚的文件更正，这份文件的日期是 2026-11-10"):
        load(announced(), now=LATER)


def test_a_slip_of_the_pen_is_corrected_by_a_revision() -> None:
    load(announced())
    wrong = announced("worked = [2027-09-26, 2027-10-09]", "worked = [2027-09-26]")
    with pytest.raises(CalendarRefused, match="revision = 2"):
        load(wrong)
    assert national_calendar().is_workday(date(2027, 10, 9))
    assert [each.day for each in load(replace(wrong, revision=2)).days] == [date(2027, 10, 9)]
    assert not national_calendar().is_workday(date(2027, 10, 9))


def test_what_is_refused_loses_nothing() -> None:
    with Scope.platform().opened():
        before = schedules()
    good = announced()
    with Scope.platform().opened():
        with pytest.raises(CalendarRefused):
            load_calendar([good, replace(good, year=2028, document_date=date(2030, 1, 1))], now=AFTER_IT)
        assert schedules() == before


def test_a_december_belongs_to_the_next_years_announcement() -> None:
    early = announced("from = 2027-01-01\nuntil = 2027-01-03", "from = 2026-12-31\nuntil = 2027-01-03")
    loaded = load(early)
    assert loaded.touched_years == {2026, 2027}
    assert not national_calendar().is_workday(date(2026, 12, 31))
    assert load(*package_schedules()) == Loaded()
    assert not national_calendar().is_workday(date(2026, 12, 31))


def test_two_announcements_do_not_fight_over_a_day() -> None:
    load(announced("from = 2027-01-01\nuntil = 2027-01-03", "from = 2026-12-31\nuntil = 2027-01-03"))
    ours = next(each for each in package_schedules() if each.year == 2026)
    again = replace(
        ours,
        document_no="国办发明电〔2025〕7号",
        document_date=date(2025, 11, 4),
        days=(*ours.days, replace(ours.days[0], day=date(2026, 12, 31))),
    )
    with pytest.raises(CalendarRefused, match="2026年12月31日已由2027年的安排规定"):
        load(again)


def test_no_query_once_it_is_kept() -> None:
    tenant = chexi()
    first = calendar_for(tenant)
    with counted() as found, Scope.office(tenant.id).opened():
        db.session.connection()
        assert calendar_for(tenant) is first
    assert len(found) == 0
    load(announced())
    assert calendar_for(chexi()) is not first
    assert not calendar_for(chexi()).is_provisional(date(2027, 1, 1), date(2027, 12, 31))


def test_local_holidays_lie_over_it() -> None:
    local = [{"day": "2026-08-14", "name": "县庆日", "basis": "自治条例"}]
    with Scope.platform().opened():
        row = db.session.execute(select(TenantRecord).where(TenantRecord.slug == "lixian-chexi")).scalar_one()
        row.spec = {**row.spec, "local_holidays": local}
        db.session.execute(text("update directory_version set version = version + 1"))
        db.session.commit()
    calendar, beside = calendar_for(chexi()), calendar_for(directory().by_slug("lixian-linan"))
    day = date(2026, 8, 14)
    assert (calendar.is_workday(day), beside.is_workday(day)) == (False, True)
    assert (calendar.why(day).name, calendar.why(day).source) == ("县庆日", "自治条例")
    assert due_after(date(2026, 8, 13), 1, calendar).day == date(2026, 8, 17)
    assert due_after(date(2026, 8, 13), 1, beside).day == day
    with Scope.office(chexi().id).opened():
        db.session.connection()
        assert calendar_for(chexi()) is calendar_for(chexi())


@pytest.fixture
def told() -> Iterator[list[frozenset[int]]]:
    calls: list[frozenset[int]] = []

    @after_calendar_change
    def note(years: frozenset[int], _now: datetime) -> None:
        calls.append(years)

    yield calls
    listeners.LISTENERS.remove(note)


def test_listeners_are_told_once(told: list[frozenset[int]]) -> None:
    tell_listeners(utc_now())
    told.clear()
    load(announced())
    with Scope.platform().opened():
        assert set(untold()) == {2027}
    assert tell_listeners(utc_now()) == {2027}
    assert tell_listeners(utc_now()) == frozenset()
    assert told == [frozenset({2027})]
    assert events("calendar.answer")[-1].data["years"] == [2027]


def test_a_listener_that_breaks_is_told_again(told: list[frozenset[int]]) -> None:
    tell_listeners(utc_now())
    told.clear()

    @after_calendar_change
    def broken(years: frozenset[int], _now: datetime) -> None:
        raise RuntimeError("a process was killed here")

    load(announced())
    with pytest.raises(RuntimeError):
        tell_listeners(utc_now())
    listeners.LISTENERS.remove(broken)
    tell_listeners(utc_now())
    assert told == [frozenset({2027})] * 2


@pytest.mark.parametrize("kind", list(ScopeKind))
def test_everybody_reads_and_only_operators_write(app: Application, kind: ScopeKind) -> None:
    scope = Scope(kind, chexi().id, (chexi().id,))
    with scope.opened():
        assert db.session.get(CalendarYear, 2026) is not None
        assert db.session.get(CalendarDayRow, date(2026, 10, 1)) is not None
    writes = (
        "insert into calendar_days (day, year, is_workday, name, source) values ('2026-03-03', 2026, false, 'x', 'x')",
        "update calendar_years set is_final = true where year = 2027",
        "delete from calendar_days where day = '2026-10-01'",
    )
    for statement in writes:
        with scope.opened():
            if kind is ScopeKind.PLATFORM:
                db.session.execute(text(statement))
                continue
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(text(statement))


def test_an_announced_year_is_never_taken_away(owner: Connection) -> None:
    allowed = text("select has_table_privilege('gkcloud_platform', 'calendar_years', 'delete')")
    assert owner.execute(allowed).scalar_one() is False
