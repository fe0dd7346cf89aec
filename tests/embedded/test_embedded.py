"""The embedded servers: what they promise to the demo and to the other tests."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
from sqlalchemy import create_engine, text

from gkcloud import embedded
from gkcloud.embedded import Servers, ServersError

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    with embedded.start(tmp_path_factory.mktemp("var"), durable=False) as running:
        yield running


def query(servers: Servers, statement: str, *, database: str = "gkcloud", role: str = "postgres") -> object:
    engine = create_engine(servers.url(database=database, role=role), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        result = connection.execute(text(statement))
        answer = result.scalar() if result.returns_rows else None
    engine.dispose()
    return answer


def test_the_database_url_logs_in_as_the_superuser(servers: Servers) -> None:
    engine = create_engine(servers.database_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")) is True
        assert connection.scalar(text("SELECT current_database()")) == "gkcloud"
    engine.dispose()


def test_valkey_answers_at_its_url(servers: Servers) -> None:
    with redis.Redis.from_url(servers.redis_url) as client:
        client.set("greeting", "您好")
        assert client.get("greeting") == "您好".encode()


def test_further_databases_and_roles_log_in_without_a_password(servers: Servers) -> None:
    servers.ensure_role("clerk")
    servers.ensure_role("clerk")
    query(servers, "CREATE DATABASE second TEMPLATE gkcloud")
    assert query(servers, "SELECT current_user", database="second", role="clerk") == "clerk"


def test_a_runtime_role_cannot_step_around_row_level_security(servers: Servers) -> None:
    servers.ensure_role("walled")
    powers = "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = "
    assert query(servers, powers + "'walled'") is False


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("max_connections", "200"),
        ("server_encoding", "UTF8"),
        ("TimeZone", "UTC"),
        ("listen_addresses", ""),
        ("fsync", "off"),
    ],
)
def test_postgres_runs_with_the_setting(servers: Servers, setting: str, value: str) -> None:
    assert query(servers, f"SHOW {setting}") == value


def test_chinese_text_has_upper_and_lower_case_and_code_point_order(servers: Servers) -> None:
    assert query(servers, "SELECT lower('ÉA')") == "éa"
    assert query(servers, "SELECT '一' < '丁'") is True


def test_nobody_else_can_reach_the_servers(servers: Servers) -> None:
    sockets = Path(servers.redis_url.removeprefix("unix://").partition("/valkey.sock")[0])
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    for child in servers.children:
        assert psutil.Process(child.popen.pid).net_connections("inet") == [], child.name


def test_the_servers_do_not_run_as_root(servers: Servers) -> None:
    assert all(psutil.Process(child.popen.pid).uids().real != 0 for child in servers.children)


def test_a_second_start_on_the_same_folder_is_refused(servers: Servers) -> None:
    var = servers.children[0].log.parents[1]
    with pytest.raises(ServersError, match=f"in use by process {os.getpid()}"):
        embedded.start(var, durable=False)
    assert query(servers, "SELECT 1") == 1


def test_data_survives_a_restart(tmp_path: Path) -> None:
    with embedded.start(tmp_path) as first:
        assert query(first, "SHOW fsync") == "on"
        query(first, "CREATE TABLE note AS SELECT '保留' AS body")
        with redis.Redis.from_url(first.redis_url) as client:
            client.set("queued", "yes")
    assert not any(child.is_running() for child in first.children)
    first.stop()
    with embedded.start(tmp_path) as second:
        assert query(second, "SELECT body FROM note") == "保留"
        with redis.Redis.from_url(second.redis_url) as client:
            assert client.get("queued") == b"yes"


def start_in_another_process(var: Path) -> "subprocess.Popen[str]":
    program = (
        "import sys, time; from pathlib import Path; from gkcloud import embedded;"
        "s = embedded.start(Path(sys.argv[1]));"
        "print(*(c.popen.pid for c in s.children), flush=True); time.sleep(600)"
    )
    return subprocess.Popen([sys.executable, "-c", program, str(var)], stdout=subprocess.PIPE, text=True, cwd=ROOT)


def test_a_killed_owner_leaves_data_but_nothing_in_the_way(tmp_path: Path) -> None:
    with start_in_another_process(tmp_path) as owner:
        assert owner.stdout is not None
        pids = [int(pid) for pid in owner.stdout.readline().split()]
        owner.kill()
    if sys.platform == "linux":
        psutil.wait_procs([psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)], timeout=10)
        assert not any(psutil.pid_exists(pid) for pid in pids)
    with embedded.start(tmp_path) as servers:
        assert query(servers, "SELECT 1") == 1


def test_killed_servers_start_again_though_their_process_ids_went_to_others(tmp_path: Path) -> None:
    with embedded.start(tmp_path) as first:
        query(first, "CREATE TABLE note AS SELECT '保留' AS body")
        for child in first.children:
            child.popen.send_signal(signal.SIGKILL)
            child.popen.wait()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        for name in ("postgres/postmaster.pid", "valkey/valkey.pid"):
            pid_file = tmp_path / name
            _, *rest = pid_file.read_text().splitlines()
            pid_file.write_text("\n".join([str(bystander.pid), *rest]) + "\n")
        with embedded.start(tmp_path) as second:
            assert query(second, "SELECT body FROM note") == "保留"
        assert bystander.poll() is None
        bystander.communicate(b"\n")


def test_an_interrupted_first_start_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    with embedded.start(tmp_path, durable=False) as servers:
        assert query(servers, "SELECT 1") == 1


def test_data_of_another_postgres_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("16\n")
    with pytest.raises(ServersError, match="made by PostgreSQL 16"):
        embedded.start(tmp_path, durable=False)
    assert (tmp_path / "postgres" / "PG_VERSION").read_text() == "16\n"


def test_a_broken_cluster_is_reported_with_its_log(tmp_path: Path) -> None:
    with embedded.start(tmp_path, durable=False):
        pass
    (tmp_path / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(ServersError, match="pg_control"):
        embedded.start(tmp_path, durable=False)


def test_a_folder_too_deep_for_a_socket_works(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 100)
    with embedded.start(deep, durable=False) as servers:
        assert query(servers, "SELECT 1") == 1
        sockets = Path(servers.redis_url.removeprefix("unix://").partition("/valkey.sock")[0])
        assert not sockets.is_relative_to(deep)
    assert not sockets.exists()


def test_a_private_folder_above_stays_unlisted(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    with embedded.start(private / "var", durable=False) as servers:
        assert query(servers, "SELECT 1") == 1
    assert not private.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH)


def test_open_sessions_do_not_delay_the_stop(tmp_path: Path) -> None:
    with embedded.start(tmp_path, durable=False) as servers:
        session = psycopg.connect(servers.database_url.replace("+psycopg", ""))
        session.execute("SELECT 1")
        began = time.monotonic()
        servers.stop()
        assert time.monotonic() - began < 10
        session.close()
