"""Calendars with a secret address: attacks first, then what they hold."""

import re
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import select, text, update
from sqlalchemy.exc import ProgrammingError

from gkcloud.database import db, utc_now
from gkcloud.feeds.model import CalendarFeed
from gkcloud.feeds.rules import Event, calendar_text
from gkcloud.obligations.rules import DutyType, PeriodKind, Shift
from gkcloud.people.model import Membership, Person
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application
from gkcloud.web.clock import local
from tests.factories import duties
from tests.factories.cast import Cast
from tests.factories.duty_scenarios import make_duties
from tests.factories.reminder_scenarios import feed_secret
from tests.factories.signing_in import signed_in_client
from tests.html import page_faults

HERE = "/lixian-chexi/office/calendar"
TODAY = local(utc_now()).date()
LATE = TODAY - timedelta(days=10)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', page))


def opened(client: FlaskClient) -> str:
    """Make an address and return its path, as the page shows it once."""
    client.post(f"{HERE}/open", data=hidden(client.get(HERE).text))
    page = client.get(HERE).text
    assert page_faults(page) == []
    found = re.search(rf"http://localhost({HERE}/[\w-]{{43}}\.ics)", page)
    assert found
    assert found[1] not in client.get(HERE).text, "shown once"
    return found[1]


def test_a_secret_opens_nothing_in_another_unit(client: FlaskClient, cast: Cast) -> None:
    secret = feed_secret(cast.chexi.tenant)
    assert client.get(f"{HERE}/{secret}.ics").status_code == 200
    assert client.get(f"/yuqing-baini/office/calendar/{secret}.ics").status_code == 404
    assert client.get(f"/lixian/office/calendar/{secret}.ics").status_code == 404
    for wrong in ("x" * 43, "..", secret[:-1], secret.upper(), "%00"):
        assert client.get(f"{HERE}/{wrong}.ics").status_code == 404


def test_only_the_hash_of_a_secret_is_kept(client: FlaskClient, cast: Cast) -> None:
    secret = feed_secret(cast.chexi.tenant)
    with Scope.office(cast.chexi.tenant.id).opened():
        row = db.session.execute(select(CalendarFeed)).scalar_one()
        assert secret not in str(vars(row))
        events = db.session.execute(text("select coalesce(string_agg(data::text, ''), '') from audit_events"))
        assert secret not in events.scalar_one()


def test_a_renewed_and_a_revoked_address_lead_nowhere(client: FlaskClient, cast: Cast) -> None:
    author = signed_in_client(client, cast.chexi.author)
    first = opened(author)
    second = opened(author)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200
    author.post(f"{HERE}/revoke", data=hidden(author.get(HERE).text))
    assert client.get(second).status_code == 404
    assert "生成订阅地址" in author.get(HERE).text


def test_who_left_the_unit_or_was_suspended_has_no_calendar_of_it(client: FlaskClient, cast: Cast) -> None:
    actor = cast.chexi.author
    path = f"{HERE}/{feed_secret(cast.chexi.tenant, actor.person_id)}.ics"
    assert client.get(path).status_code == 200
    with Scope.office(cast.chexi.tenant.id).opened():
        ended = update(Membership).where(Membership.person_id == actor.person_id)
        db.session.execute(ended.values(ended_at=utc_now()))
        db.session.commit()
    assert client.get(path).status_code == 404
    other = cast.chexi.signer
    path = f"{HERE}/{feed_secret(cast.chexi.tenant, other.person_id)}.ics"
    with Scope.platform().opened():
        db.session.execute(update(Person).where(Person.id == other.person_id).values(status="suspended"))
        db.session.commit()
    assert client.get(path).status_code == 404


def test_the_public_and_the_county_read_no_addresses(app: Application, cast: Cast) -> None:
    feed_secret(cast.chexi.tenant)
    chexi, county = cast.chexi.tenant.id, cast.lixian.tenant.id
    for scope in (Scope.public(chexi), Scope.subtree(county, [chexi], cast.inspector.person_id), Scope.platform()):
        with scope.opened(), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(CalendarFeed)).all()
    with Scope.identity(None, cast.baini.tenant.id).opened():
        assert db.session.execute(select(CalendarFeed)).all() == []


def test_no_name_and_no_words_that_somebody_typed_leave_with_a_calendar(client: FlaskClient, cast: Cast) -> None:
    make_duties(cast)
    rule = duties.rule(DutyType.DEADLINE, id="T020", period=PeriodKind.YEAR, trigger="returned", within=3)
    with duties.rules(rule):
        duties.told(cast.chexi.tenant.id, "returned", LATE, subject="s", label="张三的低保申请", now=utc_now())
        sent = client.get(f"{HERE}/{feed_secret(cast.chexi.tenant)}.ics").text
        found = duties.standing(cast.chexi.tenant.id, "T020", str(LATE.year))
        assert found is not None
        assert "张三" in found.sentence
    assert "T020" in sent
    assert "张三" not in sent
    assert cast.chexi.author.name not in sent


def test_a_calendar_holds_due_days_of_now_and_of_a_year_ahead(client: FlaskClient, cast: Cast) -> None:
    make_duties(cast)
    answer = client.get(f"{HERE}/{feed_secret(cast.chexi.tenant)}.ics")
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    calendar = Calendar.from_ical(answer.data)
    assert calendar["X-WR-CALNAME"] == "车溪乡政务公开期限"
    events = list(calendar.walk("VEVENT"))
    uids = [str(event["UID"]) for event in events]
    assert len(uids) == len(set(uids)) > 12
    by_uid = {uid.partition("@")[0]: event for uid, event in zip(uids, events, strict=True)}
    ahead = by_uid[f"duty:T007:{TODAY.year + 1}"]
    assert ahead["DTSTART"].dt == date(TODAY.year + 1, 1, 31)
    assert str(ahead["URL"]) == "http://localhost/lixian-chexi/office/duties/T007"
    late = next(event for key, event in by_uid.items() if key.startswith("duty:T003"))
    assert "已逾期" in str(late["SUMMARY"])
    assert client.get(answer.request.path).data == answer.data, "the same as long as nothing changes"


def test_a_due_day_that_moves_keeps_its_name_and_gets_a_higher_number() -> None:
    def event(due: date, changed: date, *, is_provisional: bool = False) -> Calendar:
        one = Event("duty:T001:2026Q3", "报送", due, "应报送。", "/office/duties/T001", changed, is_provisional)
        content = calendar_text("期限", "unit", "https://x.cn", [one], date(2026, 11, 21))
        return Calendar.from_ical(content).walk("VEVENT")[0]

    before = event(date(2027, 1, 2), date(2026, 11, 3), is_provisional=True)
    after = event(date(2027, 1, 4), date(2026, 11, 20))
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert str(before["STATUS"]) == "TENTATIVE"
    assert "暂定" in str(before["SUMMARY"])
    assert str(after["STATUS"]) == "CONFIRMED"
    assert (after["DTEND"].dt - after["DTSTART"].dt) == timedelta(days=1)


def test_a_day_that_may_still_move_is_marked_in_the_calendar(client: FlaskClient, cast: Cast) -> None:
    given = {"month": 1, "day": 2, "shift": Shift.AFTER, "evidence": ("board_posted",)}
    with duties.rules(duties.rule(DutyType.FIXED_DATE, id="T010", period=PeriodKind.YEAR, **given)):
        sent = client.get(f"{HERE}/{feed_secret(cast.chexi.tenant)}.ics").text
    assert "STATUS:TENTATIVE" in sent
