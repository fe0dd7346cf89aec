"""Guessing is slow, and nobody can keep somebody else out by guessing."""

import pytest
from limits import parse
from redis.exceptions import ConnectionError as RedisDown

from gkcloud.web import limits
from gkcloud.web.limits import network_of
from tests.areas.people.conftest import type_in

pytestmark = pytest.mark.usefixtures("no_csrf")
AUTHOR = "lixian-chexi.author"
ATTACKER, OWNER = "198.51.100.7", "192.0.2.10"


def _attack(client, times, address=ATTACKER, account=AUTHOR):
    attacker = client.application.test_client()
    return [type_in(attacker, account, "wrong", address=address).status_code for _ in range(times)]


def test_hammering_one_account_is_stopped_with_a_sentence(client, cast):
    assert _attack(client, 12) == [422] * 10 + [429] * 2
    answer = type_in(client, AUTHOR, "wrong", address=ATTACKER)
    assert 0 < int(answer.headers["Retry-After"]) <= 15 * 60
    assert "尝试次数过多" in answer.text
    assert "分钟后再试" in answer.text
    # Even the right password: otherwise the limit would tell when it was found.
    assert type_in(client, AUTHOR, address=ATTACKER).status_code == 429


def test_owner_elsewhere_is_not_kept_out(client, cast):
    _attack(client, 30)
    assert type_in(client, AUTHOR, address=OWNER).status_code == 303


def test_owner_at_a_known_device_is_not_kept_out_even_in_the_attackers_network(client, cast):
    assert type_in(client, AUTHOR, address=OWNER).status_code == 303
    _attack(client, 30, address="192.0.2.99")
    client.post("/sign-out")
    assert type_in(client, AUTHOR, address=OWNER).status_code == 303


def test_owner_on_a_new_device_gets_through_while_many_networks_attack(client, cast, monkeypatch):
    monkeypatch.setattr(limits, "PER_ACCOUNT", parse("20 per hour"))
    for number in range(6):
        _attack(client, 5, address=f"198.51.{number}.7")
    # Slowed to one attempt a minute from each place, but not kept out.
    assert _attack(client, 2, address="198.51.50.7") == [422, 429]
    assert type_in(client, AUTHOR, address=OWNER).status_code == 303


def test_guessing_many_accounts_from_one_network_is_stopped(client, cast, monkeypatch):
    monkeypatch.setattr(limits, "PER_NETWORK", parse("5 per 15 minutes"))
    codes = [_attack(client, 1, account=f"somebody.{number}")[0] for number in range(7)]
    assert codes == [422] * 5 + [429] * 2
    assert type_in(client, AUTHOR, address=OWNER).status_code == 303


def test_success_forgives_earlier_slips(client, cast):
    for _ in range(3):
        for _ in range(6):
            type_in(client, AUTHOR, "wrong", address=OWNER)
        assert type_in(client, AUTHOR, address=OWNER).status_code == 303
        client.post("/sign-out")


def test_a_device_knows_only_the_accounts_that_were_signed_in_on_it(client, cast):
    type_in(client, "lixian-chexi.reviewer", address=ATTACKER)
    client.post("/sign-out")
    codes = [type_in(client, AUTHOR, "wrong", address=ATTACKER).status_code for _ in range(11)]
    assert codes[-1] == 429
    assert type_in(client.application.test_client(), AUTHOR, address=OWNER).status_code == 303


def test_a_forged_device_cookie_is_worth_nothing(client, cast):
    _attack(client, 10)
    client.set_cookie("gk-device", "WyJkZXZpY2UiLFsieCJdXQ.forged")
    assert type_in(client, AUTHOR, address=ATTACKER).status_code == 429


def test_without_valkey_people_sign_in_and_guessing_stays_slow(app, client, cast, monkeypatch):
    def down(*_args):
        raise RedisDown("no connection")

    counters = app.extensions["limits"]
    for method in ("hit", "test", "clear", "get_window_stats"):
        monkeypatch.setattr(counters._shared, method, down)
    assert type_in(client, AUTHOR, address=OWNER).status_code == 303
    assert _attack(client, 12, address="203.0.113.5")[-1] == 429
    counters._own.storage.reset()


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("", "local"),
        (None, "local"),
    ],
)
def test_network_of(address, network):
    assert network_of(address) == network
