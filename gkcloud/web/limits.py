"""Rate limits that slow guessing down and that nobody can use to lock somebody else out.

An attempt is counted against the pair of account and network it comes from, so hammering an account from one place
leaves its owner free everywhere else. A device that signed in before carries a signed cookie and is counted alone. The
count of an account over all networks never closes it: beyond its limit, strange devices merely get fewer attempts each.

When Valkey does not answer, each process counts for itself: signing in goes on, guessing stays slow.
"""

import hashlib
import hmac
import ipaddress
import math
import secrets
import time
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

PER_PAIR = parse("10 per 15 minutes")  # one account from one network
PER_DEVICE = parse("10 per 15 minutes")  # one account from a device that it was signed in on
PER_NETWORK = parse("100 per 15 minutes")  # failures of all accounts from one network; an office shares an address
PER_ACCOUNT = parse("100 per hour")  # strangers' attempts on one account; beyond it the next line holds
PER_PAIR_UNDER_ATTACK = parse("1 per minute")

_DEVICE_AGE = 400 * 24 * 3600
_KEPT_ACCOUNTS = 20


@dataclass(frozen=True, slots=True)
class Caller:
    """Where an attempt comes from: its network, and the device's own number if it knows the account."""

    account: str
    network: str
    device: str | None


class Limits:
    """The counters of one deployment."""

    def __init__(self, connection: "Redis") -> None:
        self._shared = MovingWindowRateLimiter(
            RedisStorage("redis://", connection_pool=connection.connection_pool, key_prefix="gk:limits")
        )
        self._own = MovingWindowRateLimiter(MemoryStorage())

    def wait(self, caller: Caller) -> int:
        """Count one attempt to sign in; return 0 if it may go on, else the seconds to wait."""
        if caller.device is not None:
            return self._take(PER_DEVICE, "device", caller.device, caller.account)
        if not self._run("test", PER_NETWORK, "network", caller.network):
            return self._seconds(PER_NETWORK, "network", caller.network)
        seconds = self._take(PER_PAIR, "pair", caller.account, caller.network)
        if seconds == 0 and not self._run("hit", PER_ACCOUNT, "account", caller.account):
            return self._take(PER_PAIR_UNDER_ATTACK, "attacked", caller.account, caller.network)
        return seconds

    def count_failure(self, caller: Caller) -> None:
        """Count a failed attempt against its network."""
        if caller.device is None:
            self._run("hit", PER_NETWORK, "network", caller.network)

    def forgive(self, caller: Caller) -> None:
        """Forget the attempts that led to a successful one."""
        if caller.device is not None:
            self._run("clear", PER_DEVICE, "device", caller.device, caller.account)
        self._run("clear", PER_PAIR, "pair", caller.account, caller.network)

    def _take(self, limit: RateLimitItem, *key: str) -> int:
        return 0 if self._run("hit", limit, *key) else self._seconds(limit, *key)

    def _seconds(self, limit: RateLimitItem, *key: str) -> int:
        reset_time: float = self._run("get_window_stats", limit, *key).reset_time
        return max(1, math.ceil(reset_time - time.time()))

    def _run(self, method: str, limit: RateLimitItem, *key: str) -> Any:
        try:
            return getattr(self._shared, method)(limit, *key)
        except RedisError as error:
            log.error("rate_limits_counted_alone", error=type(error).__name__)
            return getattr(self._own, method)(limit, *key)


def install(app: Flask, connection: "Redis") -> None:
    """Give the application its counters."""
    app.extensions["limits"] = Limits(connection)


def limits() -> Limits:
    """Return the application's counters."""
    found: Limits = current_app.extensions["limits"]
    return found


def caller_of(account: str, purpose: str = "password") -> Caller:
    """Return where the current request's attempt on an account comes from; each ``purpose`` is counted apart."""
    name = _account_key(account)
    device, accounts = _read_device()
    return Caller(f"{name} {purpose}", network_of(request.remote_addr), device if name in accounts else None)


def network_of(address: str | None) -> str:
    """Return the network that one subscriber gets: /24 of IPv4, /56 of IPv6; ``local`` for a Unix socket."""
    try:
        ip = ipaddress.ip_address(address or "")
    except ValueError:
        return "local"
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    length = 24 if ip.version == 4 else 56  # noqa: PLR2004 - the two versions of IP
    return str(ipaddress.ip_network((ip, length), strict=False))


def remember_device(response: Response, account: str) -> None:
    """Let this device be counted alone for the account from now on."""
    device, accounts = _read_device()
    name = _account_key(account)
    kept = [name, *(each for each in accounts if each != name)][:_KEPT_ACCOUNTS]
    value = _serializer().dumps([device or secrets.token_hex(12), kept])
    response.set_cookie(
        _cookie_name(),
        value,
        max_age=_DEVICE_AGE,
        httponly=True,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        samesite="Lax",
        path="/",
    )


def _read_device() -> tuple[str | None, list[str]]:
    try:
        device, accounts = _serializer().loads(request.cookies.get(_cookie_name(), ""))
    except BadSignature:
        return None, []
    return device, accounts


def _account_key(account: str) -> str:
    # Logins are nobody's business in Valkey or in a cookie; the key keeps short ones from being guessed back.
    key = str(current_app.secret_key).encode()
    return hmac.new(key, f"account {account}".encode(), hashlib.sha256).hexdigest()[:24]


def _cookie_name() -> str:
    return "__Host-gk-device" if current_app.config["SESSION_COOKIE_SECURE"] else "gk-device"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="known device")
