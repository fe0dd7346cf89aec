"""Signing in and out: what the page answers, what the session is, what the chain keeps."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import update

from gkcloud.database import db, utc_now
from gkcloud.people import passwords
from gkcloud.people.model import Person, SignIn
from gkcloud.people.rules import local_path
from gkcloud.tenancy.scope import Scope
from tests.areas.people.conftest import csrf_token, is_in, type_in
from tests.factories.cast import PASSWORD
from tests.factories.signing_in import sign_in, signed_in_client

pytestmark = pytest.mark.usefixtures("no_csrf")
AUTHOR = "lixian-chexi.author"


def test_right_password_signs_in_and_the_chain_says_so(client, cast, events):
    answer = type_in(client, AUTHOR)
    assert answer.status_code == 303
    assert is_in(client)
    [event] = events("session.open")
    assert event.actor_id == cast.chexi.author.person_id


@pytest.mark.parametrize("account", ["lixian-chexi.author", "nobody.at-all"])
def test_wrong_password_and_unknown_account_look_the_same(client, cast, events, account):
    answer = type_in(client, account, "小桥流水人家-9027")
    assert answer.status_code == 422
    assert "账号或密码不对，请核对后再试。" in answer.text
    assert account in answer.text
    assert "小桥流水人家-9027" not in answer.text
    [event] = events("session.refuse")
    kept = f"{event.subject_id} {event.data}"
    assert "小桥" not in kept
    assert account not in kept
    assert event.subject_id == (str(cast.chexi.author.person_id) if account == AUTHOR else "unknown")
    assert not is_in(client)


def test_unknown_account_costs_the_same_hash(client, cast, monkeypatch):
    verified = []

    class Watched(PasswordHasher):
        def verify(self, hash, password):  # noqa: A002 - the library's name
            verified.append(hash)
            return super().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Watched(time_cost=1, memory_cost=8, parallelism=1))
    type_in(client, "nobody.at-all")
    type_in(client, AUTHOR, "wrong")
    assert len(verified) == 2
    # What stands in for the missing hash has the cost of any other.
    assert not passwords.is_outdated(verified[0])


def test_empty_fields_are_named(client):
    answer = client.post("/sign-in", data={"account": "", "password": ""})
    assert answer.status_code == 422
    assert "请填写账号。" in answer.text
    assert "请填写密码。" in answer.text


def test_signing_in_makes_a_new_session_and_ends_the_old(client, cast):
    old_id = sign_in(client, cast.chexi.reviewer)
    with client.session_transaction() as session:
        session["csrf_token"], before = "planted", session["_user_id"]
    type_in(client, AUTHOR)
    with client.session_transaction() as session:
        assert session["_user_id"] != before
        assert "csrf_token" not in session
    with Scope.identity().opened():
        assert db.session.get_one(SignIn, old_id).ended_at is not None


def test_a_hash_of_other_parameters_is_renewed(client, cast, monkeypatch):
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    person_id = cast.chexi.author.person_id
    with Scope.identity().opened():
        assert passwords.is_outdated(db.session.get_one(Person, person_id).password_hash)
    type_in(client, AUTHOR)
    with Scope.identity().opened():
        renewed = db.session.get_one(Person, person_id).password_hash
    assert not passwords.is_outdated(renewed)
    assert passwords.is_password(renewed, PASSWORD)


def _age(sign_in_id, **times):
    with Scope.identity().opened():
        db.session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(**times))
        db.session.commit()


def test_idle_and_old_sign_ins_are_over(client, cast, settings):
    now = utc_now()
    idle = sign_in(client, cast.chexi.author)
    _age(idle, seen_at=now - timedelta(minutes=settings.idle_minutes + 1))
    assert not is_in(client)
    old = sign_in(client, cast.chexi.author)
    _age(old, created_at=now - timedelta(hours=12, minutes=1))
    assert not is_in(client)
    assert client.get("/account").headers["Location"].startswith("/sign-in?next=")


def test_use_is_noted_once_a_minute(client, cast):
    sign_in_id = sign_in(client, cast.chexi.author)
    minutes_ago, seconds_ago = utc_now() - timedelta(minutes=5), utc_now() - timedelta(seconds=20)
    for seen_at, is_noted in ((minutes_ago, True), (seconds_ago, False)):
        _age(sign_in_id, seen_at=seen_at)
        assert is_in(client)
        with Scope.identity().opened():
            assert (db.session.get_one(SignIn, sign_in_id).seen_at != seen_at) is is_noted


def test_signing_out_ends_the_sign_in_itself(client, cast, events):
    sign_in(client, cast.chexi.author)
    with client.session_transaction() as session:
        stolen = dict(session)
    client.post("/sign-out")
    with client.session_transaction() as session:
        session.update(stolen)
    assert not is_in(client)
    assert len(events("session.close")) == 1


def test_suspended_person_cannot_sign_in_and_is_told_nothing(client, cast, events):
    with Scope.identity().opened():
        db.session.execute(update(Person).where(Person.login == AUTHOR).values(status="suspended"))
        db.session.commit()
    answer = type_in(client, AUTHOR)
    assert answer.status_code == 422
    assert "账号或密码不对" in answer.text
    assert events("session.refuse")[0].data == {"reason": "suspended"}


def test_next_goes_back_to_a_page_of_this_host_only(client, cast):
    assert type_in(client, AUTHOR, query="?next=/lixian-chexi/office/delegations").headers["Location"] == (
        "/lixian-chexi/office/delegations"
    )
    for bad in ("//evil.example/", "/%5Cevil.example", "https://evil.example/", "/%09/evil.example"):
        other = client.application.test_client()
        assert "evil" not in type_in(other, AUTHOR, query=f"?next={bad}").headers["Location"]


@pytest.mark.parametrize(
    ("target", "is_local"),
    [
        ("/a?b=c", True),
        ("/a#b", True),
        ("", False),
        (None, False),
        ("a", False),
        ("//x", False),
        ("/\\x", False),
        ("/a\\x", False),
        ("/\n/x", False),
        ("javascript:alert(1)", False),
    ],
)
def test_local_path(target, is_local):
    assert local_path(target) == (target if is_local else None)


def test_works_on_a_host_of_a_tenants_own(client, cast):
    answer = client.get("/sign-in", base_url="http://www.chexi.example/")
    assert answer.status_code == 200
    assert client.get("/static/none", base_url="http://www.chexi.example/").status_code == 404
    signed = client.post(
        "/sign-in", data={"account": AUTHOR, "password": PASSWORD}, base_url="http://www.chexi.example/"
    )
    assert signed.status_code == 303
    # The cookie is that host's: the platform's own host asks again.
    assert client.get("/account", base_url="http://www.chexi.example/").status_code == 200
    assert client.get("/account", base_url="http://localhost/").status_code == 303


def test_forms_without_token_are_refused(app, client, cast):
    app.config["WTF_CSRF_ENABLED"] = True
    assert type_in(client, AUTHOR).status_code == 400
    page = client.get("/sign-in")
    assert page.headers["Cache-Control"] == "no-store"
    data = {"account": AUTHOR, "password": PASSWORD, "csrf_token": csrf_token(page)}
    assert client.post("/sign-in", data=data).status_code == 303


def test_cookies_are_closed_to_scripts_and_other_sites(client, cast):
    cookies = type_in(client, AUTHOR).headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie for cookie in cookies)


def test_one_of_ones_sign_ins_can_be_ended_and_all_others_too(client, cast, events):
    me = cast.chexi.author
    sign_in(client, me)
    phone, tablet = signed_in_client(client, me), signed_in_client(client, me)
    stranger = signed_in_client(client, cast.chexi.reviewer)
    page = client.get("/account").text
    assert page.count('/end"') == 2
    assert client.post("/account/sign-ins/end-others").status_code == 303
    assert (is_in(client), is_in(phone), is_in(tablet), is_in(stranger)) == (True, False, False, True)
    assert len(events("session.close-others")) == 1


def test_signed_in_visitor_reads_open_pages(client, cast):
    sign_in(client, cast.chexi.author)
    # Looking the person up inside the page's own scope would raise.
    assert client.get("/healthz").status_code == 200
    assert client.get("/sign-in").status_code == 303
    assert client.get("/lixian-chexi/office/invite/none").status_code == 404


def test_operator_begins_at_the_platform(client, cast):
    assert type_in(client, "operator").headers["Location"] == "/platform"
