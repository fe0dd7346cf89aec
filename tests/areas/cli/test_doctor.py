"""``gkcloud doctor``: a deployment that may serve, and each way in which one may not."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from gkcloud.doctor import REFUSED, Check, Result, examine
from gkcloud.embedded import Servers
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.worktime.moments import SHANGHAI
from tests.areas.cli.deploying import Deployment, run, run_json, tell

SCOPES = ", ".join(kind.value for kind in ScopeKind)


def _by_name(environment: dict[str, str]) -> dict[str, Check]:
    return {check.name: check for check in examine(environment)}


def _as_role(deployment: Deployment, servers: Servers, role: str) -> dict[str, Check]:
    return _by_name({**deployment.environment, "DATABASE_URL": servers.url(database="commands", role=role)})


@contextmanager
def _role(deployment: Deployment, name: str, *statements: str) -> Iterator[None]:
    """Make a runtime role like our own, spoil it, and clean up."""
    tell(deployment.owner, f"create role {name} login noinherit in role {SCOPES}")
    for statement in statements:
        tell(deployment.owner, statement)
    try:
        yield
    finally:
        tell(deployment.owner, f"reassign owned by {name} to postgres")
        tell(deployment.owner, f"drop owned by {name}")
        tell(deployment.owner, f"drop role {name}")


def test_a_right_deployment(deployment: Deployment) -> None:
    checks = _by_name(deployment.environment)
    for name in ("database", "migrations", "wall", "runtime-role", "clock", "queue", "storage", "packs", "time-zone"):
        assert checks[name].result is Result.OK, checks[name]


def test_another_name_for_the_runtime_role_is_as_good(deployment: Deployment, servers: Servers) -> None:
    with _role(deployment, "gk_other"):
        assert _as_role(deployment, servers, "gk_other")["runtime-role"].result is Result.OK


def test_refuses_the_superuser(deployment: Deployment, servers: Servers) -> None:
    check = _as_role(deployment, servers, "postgres")["runtime-role"]
    assert check.result is Result.FAIL
    assert check.messages[0] == REFUSED
    assert "角色 postgres 是超级用户。" in check.messages


BAD_ROLES = {
    "that bypasses": (("alter role gk_bad bypassrls",), "有 BYPASSRLS 权限"),
    "that makes roles": (("alter role gk_bad createrole",), "可以建立角色"),
    "that owns a table": (("alter table posts owner to gk_bad",), "table posts 的所有者"),
    "that may become one that bypasses": (
        ("create role gk_power bypassrls nologin", "grant gk_power to gk_bad"),
        "可以变成角色 gk_power",
    ),
    "that may become the superuser": (("grant postgres to gk_bad",), "可以变成角色 postgres"),
    "that may become an owner": (
        ("create role gk_owner nologin", "alter table posts owner to gk_owner", "grant gk_owner to gk_bad"),
        "table posts 的所有者，或可以变成其所有者",
    ),
    "with rights outside any scope": (("grant select on revisions to gk_bad",), "不经任何范围就能使用表 revisions"),
    "that inherits a scope's rights": (("alter role gk_bad inherit", "grant gkcloud_office to gk_bad with inherit true"), "不经任何范围就能使用表"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ROLES)
def test_refuses_a_role(deployment: Deployment, servers: Servers, name: str) -> None:
    statements, told = BAD_ROLES[name]
    with _role(deployment, "gk_bad", *statements):
        check = _as_role(deployment, servers, "gk_bad")["runtime-role"]
    for made in ("gk_power", "gk_owner"):
        tell(deployment.owner, "alter table posts owner to postgres")
        tell(deployment.owner, f"drop role if exists {made}")
    assert check.result is Result.FAIL
    assert check.messages[0] == REFUSED
    assert told in "".join(check.messages)


def test_says_so_and_exits_with_1(deployment: Deployment, servers: Servers) -> None:
    environment = {**deployment.environment, "DATABASE_URL": servers.url(database="commands")}
    shown = run("doctor", env=dict(environment))
    assert shown.exit_code == 1
    assert REFUSED in shown.stdout
    told = run("doctor", "--json", env=dict(environment))
    assert told.exit_code == 1
    assert not json.loads(told.stdout)["ok"]


def test_a_gap_in_the_wall(deployment: Deployment) -> None:
    tell(deployment.owner, "alter table posts no force row level security")
    try:
        check = _by_name(deployment.environment)["wall"]
    finally:
        tell(deployment.owner, "alter table posts force row level security")
    assert check.result is Result.FAIL
    assert "posts" in "".join(check.messages[1:])


def test_a_database_that_is_behind(deployment: Deployment) -> None:
    tell(deployment.owner, "update alembic_version set version_num = '0000'")
    try:
        check = _by_name(deployment.environment)["migrations"]
    finally:
        tell(deployment.owner, "update alembic_version set version_num = '0001'")
    assert check.result is Result.FAIL
    assert "gkcloud db upgrade" in check.messages[0]


def test_a_year_that_is_missing_or_not_announced(deployment: Deployment) -> None:
    this_year = datetime.now(SHANGHAI).year
    tell(deployment.owner, "update calendar_years set is_final = true")
    years = "insert into calendar_years select y, true, '', '', null, 1, now(), null from generate_series(cast(:a as int), cast(:b as int)) y"
    tell(deployment.owner, f"{years} on conflict do nothing", a=this_year, b=this_year + 1)
    assert _by_name(deployment.environment)["calendar"].result is Result.OK
    tell(deployment.owner, "update calendar_years set is_final = false where year = :year", year=this_year + 1)
    check = _by_name(deployment.environment)["calendar"]
    assert check.result is Result.WARN
    assert f"{this_year + 1}年的放假安排未载入" in check.messages[0]
    tell(deployment.owner, "delete from calendar_days")
    tell(deployment.owner, "delete from calendar_years")
    check = _by_name(deployment.environment)["calendar"]
    assert check.result is Result.WARN
    assert [told.partition("年")[0] for told in check.messages] == [f"没有{this_year}", f"没有{this_year + 1}"]
    run_json("calendar", "load", app=deployment.app)


def test_a_database_without_tables(deployment: Deployment, servers: Servers) -> None:
    url = servers.url(database="postgres", role="gkcloud_app")
    checks = _by_name({**deployment.environment, "DATABASE_URL": url})
    assert checks["migrations"].result is Result.FAIL
    assert checks["database"].result is Result.OK


def test_bad_settings_are_all_named(deployment: Deployment) -> None:
    checks = _by_name({"GKCLOUD_SECRET_KEY": "short", "REDIS_URL": "nowhere"})
    told = "".join(checks["settings"].messages)
    assert checks["settings"].result is Result.FAIL
    for name in ("DATABASE_URL", "REDIS_URL", "GKCLOUD_SECRET_KEY"):
        assert name in told
    assert "short" not in told
    assert checks["database"].result is Result.SKIPPED
    assert checks["time-zone"].result is Result.OK


def test_servers_that_are_down(deployment: Deployment, tmp_path: str) -> None:
    checks = _by_name(
        {
            **deployment.environment,
            "DATABASE_URL": f"postgresql+psycopg://gkcloud_app@/x?host={tmp_path}",
            "REDIS_URL": f"unix://{tmp_path}/none.sock",
        }
    )
    assert checks["database"].result is Result.FAIL
    assert checks["wall"].result is Result.SKIPPED
    assert checks["queue"].result is Result.FAIL


def test_a_storage_that_cannot_be_written(deployment: Deployment) -> None:
    # A file stands where the folder should be: that stops the superuser of the machine too.
    checks = _by_name({**deployment.environment, "GKCLOUD_STORAGE": f"file:{os.devnull}/files"})
    assert checks["storage"].result is Result.FAIL
