"""Run the whole product on this machine for a look at it: servers, web, two workers and cron, with demo tenants.

``PORT`` (default 8000) and ``HOST`` (default 127.0.0.1) choose where it listens. All data is kept in
``var/``. Ctrl-C or SIGTERM stops everything that was started here.
"""

import os
import secrets
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import FrameType

from gkcloud import embedded, processes
from gkcloud.embedded import Servers, ServersError
from gkcloud.processes import ChildEndedError, Supervisor
from scripts import starter

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var"
RUNTIME_ROLE = "gkcloud_app"
GKCLOUD = (sys.executable, "-m", "gkcloud")
PREPARATIONS = (
    ("Migrating the database", "migrate", ("db", "upgrade")),
    ("Loading the tenants", "tenants", ("tenants", "load")),
    ("Loading the calendar", "calendar", ("calendar", "load")),
    ("Loading the demo content", "content", ("demo", "load")),
    ("Examining the deployment", "doctor", ("doctor",)),
)
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SECONDS_UNTIL_READY = 120
SECONDS_TO_STOP = 15  # a worker may finish its job
MAX_PORT = 65535


class DemoError(Exception):
    """The demo cannot run; the message is a sentence that says what to do."""


@dataclass(frozen=True)
class Address:
    """Where the demo listens."""

    host: str
    port: int

    def url(self, host: str | None = None) -> str:
        """Return the address as a browser takes it, under another ``host`` name if given."""
        host = host or self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}/"

    def reachable_hosts(self) -> tuple[str, ...]:
        """Return the names that browsers here, and in the same network where it listens there, may use."""
        if self.host not in {"0.0.0.0", "::"}:  # noqa: S104 -- compared, not bound
            return tuple(dict.fromkeys((self.host, "127.0.0.1", "localhost")))
        return tuple(dict.fromkeys(("127.0.0.1", "localhost", socket.gethostname(), *_own_addresses())))


def read_address(environ: Mapping[str, str]) -> Address:
    """Return the address that ``HOST`` and ``PORT`` ask for. Raises DemoError if they make no sense."""
    port = environ.get("PORT") or "8000"
    if not port.isascii() or not port.isdigit() or not 0 < int(port) <= MAX_PORT:
        raise DemoError(f"PORT={port} is not a port. Choose a number from 1 to {MAX_PORT}.")
    return Address(environ.get("HOST") or "127.0.0.1", int(port))


def check_free(address: Address) -> None:
    """Raise DemoError if somebody else listens at ``address`` or it is not this machine's."""
    try:
        family, kind, protocol, _, target = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(target)
    except OSError as error:
        message = f"Cannot listen at {address.host} port {address.port} ({error.strerror or error}). "
        raise DemoError(message + f"Choose another: make demo PORT={_free_port()}") from None


def environment(servers: Servers, address: Address, var: Path) -> dict[str, str]:
    """Return the environment that the product's processes run in."""
    (var / "files").mkdir(mode=0o700, exist_ok=True)
    return {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "GKCLOUD_OWNER_DATABASE_URL": servers.database_url,
        "DATABASE_URL": servers.url(database="gkcloud", role=RUNTIME_ROLE),
        "REDIS_URL": servers.redis_url,
        "GKCLOUD_SECRET_KEY": secret(var / "secret"),
        "GKCLOUD_STORAGE": f"file:{var / 'files'}",
        "GKCLOUD_FONTS_DIR": str(var / "fonts"),
        # The demo speaks http; a browser keeps secure cookies from it everywhere but on the machine itself.
        "GKCLOUD_SECURE_COOKIES": "false",
        "GKCLOUD_PLATFORM_HOSTS": ",".join(address.reachable_hosts()),
    }


def secret(path: Path) -> str:
    """Return the secret kept in ``path``, which only its owner may read; make one at the first call."""
    if not path.exists():
        unfinished = path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        unfinished.touch(mode=0o600)
        unfinished.write_text(secrets.token_urlsafe(48), encoding="ascii")
        unfinished.rename(path)
    return path.read_text(encoding="ascii")


def serve(address: Address, var: Path, *, is_over: Callable[[], bool]) -> None:
    """Start everything and watch over it until an interrupt or until ``is_over``.

    Raises DemoError, ServersError or ChildEndedError if something does not start or does not go on.
    """
    with _told("Starting PostgreSQL and Valkey"):
        servers = embedded.start(var)
    supervisor = Supervisor(var / "log", {}, ROOT, SECONDS_TO_STOP)
    try:
        supervisor.adopt(servers.children)
        servers.ensure_role(RUNTIME_ROLE)
        supervisor.env = environment(servers, address, var)
        accounts = _prepare(supervisor)
        _start(supervisor, address, is_over)
        if not is_over():
            _announce(address, accounts)
            supervisor.watch(until=is_over)
    finally:
        for number in STOPPING_SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        print("\nStopping ...", flush=True)
        supervisor.stop()
        servers.stop()
        processes.kill_descendants()


def _prepare(supervisor: Supervisor) -> str:
    for title, name, arguments in PREPARATIONS:
        with _told(title):
            supervisor.run(name, [*GKCLOUD, *arguments])
    return supervisor.run("accounts", [*GKCLOUD, "demo", "accounts"]).strip()


def _start(supervisor: Supervisor, address: Address, is_over: Callable[[], bool]) -> None:
    readyz = address.url(address.reachable_hosts()[0]) + "readyz"
    deadline = time.monotonic() + SECONDS_UNTIL_READY
    with _told("Starting web, workers and cron"):
        listen = ("--host", address.host, "--port", str(address.port))
        web = supervisor.start("web", [*GKCLOUD, "web", *listen])
        supervisor.start("worker", [*GKCLOUD, "worker", "--queues", "urgent,print"])
        supervisor.start("heavy", [*GKCLOUD, "worker", "--queues", "urgent,print,heavy"])
        supervisor.start("cron", [*GKCLOUD, "cron"])
        supervisor.watch(until=lambda: is_over() or is_ready(readyz) or time.monotonic() > deadline)
        if time.monotonic() > deadline:
            raise DemoError(f"{readyz} does not answer with 200. The end of {web.log}:\n{web.last_lines()}")


def _announce(address: Address, accounts: str) -> None:
    print(f"\n{accounts}\n")
    for host in address.reachable_hosts():
        print(f"  {address.url(host)}")
    print("\nLogs are in var/log, data is in var. Ctrl-C stops everything.")
    print(f"ready {address.url()}", flush=True)


def is_ready(url: str) -> bool:
    """Tell whether ``url`` answers with 200."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004
    except (urllib.error.URLError, OSError):
        return False


class _told:  # noqa: N801 -- reads as a sentence where it is used
    def __init__(self, title: str) -> None:
        self.title = title

    def __enter__(self) -> None:
        print(f"  {self.title} ...", end="", flush=True)
        self.began = time.monotonic()

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        print(f" {time.monotonic() - self.began:.1f} s" if kind is None else " failed", flush=True)


def _own_addresses() -> tuple[str, ...]:
    # Connecting a datagram socket sends nothing; it only asks which of our addresses leads outside.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ()
        return (probe.getsockname()[0],)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _watch_of(make: int) -> Callable[[], bool]:
    return partial(starter.has_given_up, make, caught_at_start=starter.catches_interrupts(make))


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    """Run the demo and return the exit code: 0 after an interrupt, 1 if something failed."""
    for number in STOPPING_SIGNALS:  # SIGINT too: a shell starts a background job with it ignored
        signal.signal(number, _interrupt)
    processes.adopt_orphans()
    try:
        address = read_address(os.environ)
        check_free(address)
        parent = os.getppid()
        is_over = _watch_of(parent) if starter.is_make(parent) else lambda: False
        serve(address, VAR, is_over=is_over)
    except KeyboardInterrupt:
        print("Stopped.")
        return 0
    except (DemoError, ServersError, ChildEndedError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
