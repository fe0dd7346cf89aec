"""A person's own account: password, second factor, sign-ins."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pyotp
import pytest
from sqlalchemy import update

from gkcloud.database import db, utc_now
from gkcloud.people import actions, passwords, totp
from gkcloud.people.model import Person
from gkcloud.people.rules import device_name
from gkcloud.tenancy.scope import Scope
from tests.areas.people.conftest import at_once, is_in, type_in
from tests.factories.cast import PASSWORD, make_cast
from tests.factories.people_objects import open_sign_in
from tests.factories.signing_in import sign_in, signed_in_client

pytestmark = pytest.mark.usefixtures("no_csrf")
AUTHOR = "lixian-chexi.author"
GOOD = "石板桥头三更灯火-71"


@pytest.fixture
def me(cast):
    return cast.chexi.author


def change(client, **data):
    typed = {"current": PASSWORD, "new": GOOD, "again": GOOD} | data
    return client.post("/account/password", data=typed)


def test_a_new_password_ends_every_other_sign_in(client, me, events):
    sign_in(client, me)
    other = signed_in_client(client, me)
    assert change(client).status_code == 303
    assert (is_in(client), is_in(other)) == (True, False)
    assert type_in(other, AUTHOR).status_code == 422
    assert type_in(other, AUTHOR, GOOD).status_code == 303
    assert events("password.change")[0].data == {"sign_ins_ended": 1}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"current": "wrong"}, "当前密码不对"),
        ({"again": "other"}, "两次输入的密码不一样"),
        ({"new": PASSWORD, "again": PASSWORD}, "新密码和当前密码相同"),
        ({"new": "lixian-chexi.author", "again": "lixian-chexi.author"}, "密码容易被猜到"),
        ({"new": "车溪乡人民政府2026", "again": "车溪乡人民政府2026"}, "密码容易被猜到"),
        ({"new": "x" * 129, "again": "x" * 129}, "密码最多 128 个字符"),
    ],
)
def test_what_is_wrong_with_a_password_is_said(client, me, data, sentence):
    sign_in(client, me)
    answer = change(client, **data)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert GOOD not in answer.text


def test_an_account_left_open_cannot_be_guessed_out_of(client, me):
    sign_in(client, me)
    assert [change(client, current=f"guess {n}").status_code for n in range(11)] == [422] * 10 + [429]


@pytest.mark.parametrize("full_width", ["石板桥头三更灯火－７１", GOOD])
def test_full_width_forms_are_the_same_password(full_width):
    assert passwords.is_password(passwords.hash_password(GOOD), full_width)


def switch_on(client):
    """Switch the second factor on through the pages and return the secret that the page showed."""
    answer = client.post("/account/second-factor", data={"current": PASSWORD, "do": "set-up"})
    assert answer.headers["Location"] == "/account/second-factor/set-up"
    page = client.get(answer.headers["Location"]).text
    secret = re.search(r'class="secret">([^<]+)<', page).group(1).replace(" ", "")
    image = re.search(r'src="(data:image/svg\+xml[^"]+)"', page).group(1)
    assert "<svg" in unquote(image)
    code = pyotp.TOTP(secret).now()
    assert client.post("/account/second-factor/set-up", data={"code": code}).headers["Location"] == "/account"
    return secret


def code_later(secret, steps=1):
    return pyotp.TOTP(secret).at(utc_now() + timedelta(seconds=30 * steps))


def test_with_a_second_factor_signing_in_takes_two_steps(client, me, events):
    sign_in(client, me)
    secret = switch_on(client)
    phone = client.application.test_client()
    first = type_in(phone, AUTHOR, query="?next=/account/password")
    assert first.headers["Location"] == "/sign-in/code"
    assert not is_in(phone)
    assert phone.post("/sign-in/code", data={"code": "000000x"}).status_code == 422
    assert not is_in(phone)
    done = phone.post("/sign-in/code", data={"code": code_later(secret)})
    assert done.headers["Location"] == "/account/password"
    assert is_in(phone)
    assert [each.data["reason"] for each in events("session.refuse")] == ["code"]
    assert events("session.open")[-1].data["second_factor"] is True


def test_a_code_is_accepted_once(client, me):
    sign_in(client, me)
    secret = switch_on(client)
    used = pyotp.TOTP(secret).now()
    code = code_later(secret)
    for typed, status in ((used, 422), (code, 303), (code, 422)):
        phone = client.application.test_client()
        type_in(phone, AUTHOR)
        assert phone.post("/sign-in/code", data={"code": typed}).status_code == status


def test_one_code_spent_twice_at_once(committing_app):
    cast, key = make_cast(), "k" * 32
    secret, who = totp.new_secret(), cast.chexi.author.person_id
    with Scope.identity().opened():
        values = {"totp_secret": totp.seal_secret(secret, key)}
        db.session.execute(update(Person).where(Person.id == who).values(**values))
        db.session.commit()
    now = utc_now()
    code = pyotp.TOTP(secret).at(now)

    def spend():
        with Scope.identity(who).opened():
            is_accepted = actions.spend_code(db.session.get_one(Person, who), code, key=key, now=now)
            db.session.commit()
            return is_accepted

    assert sorted(at_once(committing_app, *[spend] * 4)) == [False, False, False, True]


def test_the_first_step_alone_is_worth_nothing_later(client, me):
    sign_in(client, me)
    secret = switch_on(client)
    phone, slow = client.application.test_client(), client.application.test_client()
    type_in(phone, AUTHOR)
    type_in(slow, AUTHOR)
    with slow.session_transaction() as session:
        session["second_step"] = session["second_step"] | {"at": utc_now().timestamp() - 301}
    assert slow.post("/sign-in/code", data={"code": code_later(secret)}).headers["Location"] == "/sign-in"
    change(client)
    assert phone.post("/sign-in/code", data={"code": code_later(secret)}).headers["Location"] == "/sign-in"
    assert client.application.test_client().get("/sign-in/code").headers["Location"] == "/sign-in"


def test_codes_cannot_be_tried_without_end(client, me):
    sign_in(client, me)
    switch_on(client)
    thief = client.application.test_client()
    type_in(thief, AUTHOR, address="198.51.100.7")
    elsewhere = {"REMOTE_ADDR": "198.51.100.7"}
    tries = [thief.post("/sign-in/code", data={"code": f"{n:06}"}, environ_overrides=elsewhere) for n in range(11)]
    assert tries[-1].status_code == 429
    assert int(tries[-1].headers["Retry-After"]) > 0


def test_an_unconfirmed_secret_asks_for_nothing(client, me):
    sign_in(client, me)
    client.post("/account/second-factor", data={"current": PASSWORD, "do": "set-up"})
    assert client.post("/account/second-factor/set-up", data={"code": "12345x"}).status_code == 422
    assert type_in(client.application.test_client(), AUTHOR).headers["Location"] == "/inbox"


def test_switching_off_needs_the_password(client, me, events):
    sign_in(client, me)
    switch_on(client)
    assert client.post("/account/second-factor", data={"current": "wrong", "do": "remove"}).status_code == 422
    assert client.post("/account/second-factor", data={"current": PASSWORD, "do": "remove"}).status_code == 303
    assert type_in(client.application.test_client(), AUTHOR).headers["Location"] == "/inbox"
    assert len(events("totp.remove")) == 1


def test_the_table_does_not_hold_the_secret_itself(client, me):
    sign_in(client, me)
    secret = switch_on(client)
    with Scope.identity().opened():
        kept = db.session.get_one(Person, me.person_id).totp_secret
    assert secret not in kept
    assert totp.open_secret(kept, str(client.application.secret_key)) == secret
    assert totp.open_secret(kept, "another key of another deployment") is None


@pytest.mark.parametrize(("offset", "step"), [(0, 0), (-30, -1), (30, 1), (-60, None), (60, None)], ids=str)
def test_codes_of_a_clock_half_a_minute_off_are_right(offset, step):
    secret, now = "JBSWY3DPEHPK3PXP" * 2, datetime(2026, 11, 21, 1, 30, 15, tzinfo=UTC)
    code = pyotp.TOTP(secret).at(now + timedelta(seconds=offset))
    wanted = None if step is None else int(now.timestamp()) // 30 + step
    assert totp.step_of(secret, code, now) == wanted
    # A Chinese keyboard may send full-width digits.
    wide = "".join(chr(ord(digit) - ord("0") + ord("０")) for digit in code)
    assert totp.step_of(secret, wide, now) == wanted
    assert totp.step_of(secret, "", now) is None


def test_administrators_are_reminded_but_not_kept_from_work(client, cast):
    for actor, is_reminded in ((cast.chexi.administrator, True), (cast.operator, True), (cast.chexi.author, False)):
        page = signed_in_client(client, actor).get("/account")
        assert page.status_code == 200
        assert ("请开启动态口令" in page.text) is is_reminded


def test_nobody_ends_a_strangers_sign_in(client, cast, me):
    sign_in(client, me)
    assert client.post(f"/account/sign-ins/{open_sign_in(cast.chexi.tenant)}/end").status_code == 404


def test_text_size_is_kept_on_the_device(client, me):
    sign_in(client, me)
    client.post("/account/text-size", data={"size": "larger"})
    assert 'data-text="larger"' in client.get("/account").text
    assert client.post("/account/text-size", data={"size": "huge"}).status_code == 400


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36 MicroMessenger/8.0", "手机 微信"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) Version/18.0 Mobile Safari/604.1", "手机 苹果浏览器"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120.0 Safari/537.36 Edg/120.0", "电脑 Edge 浏览器"),
        ("Mozilla/5.0 (Windows NT 10.0; rv:120.0) Firefox/120.0", "电脑 火狐浏览器"),
        ("", "电脑 浏览器"),
    ],
)
def test_devices_have_names_that_people_know(agent, name):
    assert device_name(agent) == name
