"""Whether a deployment may serve: every check is made, whatever the others find.

The one that refuses is about the wall: a runtime role that could bypass row-level security makes every other promise
void, so such a deployment must not be used.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from redis import Redis
from redis.exceptions import RedisError
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from gkcloud.config import Settings, SettingsInvalid
from gkcloud.files.storage import storage_from
from gkcloud.schema import head, revision_of
from gkcloud.tenancy.packs import PackFaults, read_packs
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.tenancy.wall import wall_faults
from gkcloud.typeset.faces import FacesMissing, load_faces
from gkcloud.web.static import StaticFiles, StaticMissing
from gkcloud.worktime.moments import SHANGHAI

OLDEST_POSTGRESQL = 15
MOST_SKEW = 5.0  # seconds between this machine's clock and the database's
REFUSED = "拒绝使用：运行时角色可以绕过租户之间的隔离墙。"
_NEEDED_FILES = ("vendor/htmx.min.js",)


class Result(StrEnum):
    """How a check ended. ``WARN`` may serve, ``FAIL`` must not, ``SKIPPED`` could not be made."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: its name, how it ended, and Chinese sentences on what was found and what to do."""

    name: str
    result: Result
    messages: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the check in plain types."""
        return asdict(self)


def examine(environment: Mapping[str, str] | None = None) -> tuple[Check, ...]:
    """Return every check of the deployment that the environment describes."""
    try:
        settings = Settings.from_environment(environment)
    except SettingsInvalid as error:
        skipped = (Check(name, Result.SKIPPED, ("须先改正环境变量。",)) for name in _OF_SETTINGS)
        return (Check("settings", Result.FAIL, tuple(str(error).splitlines())), *skipped, *_of_the_machine())
    return (
        _settings(settings),
        *_database_checks(settings),
        _queue(settings),
        _storage(settings),
        _fonts(settings),
        _packs(settings),
        *_of_the_machine(),
    )


_OF_DATABASE = ("database", "migrations", "wall", "runtime-role", "clock", "calendar")
_OF_SETTINGS = (*_OF_DATABASE, "queue", "storage", "fonts", "packs")


def may_serve(checks: tuple[Check, ...]) -> bool:
    """Return whether no check failed."""
    return all(check.result is not Result.FAIL for check in checks)


def runtime_faults(connection: Connection) -> list[str]:
    """Return a Chinese sentence for each way in which the role that is logged in could bypass the wall.

    Whatever its name: rights that it holds, and rights of every role that it could take on.
    """
    role = connection.execute(text("select session_user")).scalar_one()
    faults = [f"角色 {role} {_POWERS[row.power]}。" for row in connection.execute(_OWN_POWERS)]
    faults += [
        f"角色 {role} 可以变成角色 {row.name}，后者不受行级安全限制。" for row in connection.execute(_REACHABLE)
    ]
    owned = [row.name for row in connection.execute(_OWNED)]
    if owned:
        faults.append(f"角色 {role} 是 {'、'.join(owned)} 的所有者，或可以变成其所有者。")
    granted = [row.name for row in connection.execute(_UNSCOPED)]
    if granted:
        faults.append(f"角色 {role} 不经任何范围就能使用表 {'、'.join(granted)}。")
    return [*faults, "请把 DATABASE_URL 改为 gkcloud db upgrade 建立的 gkcloud_app 角色。"] if faults else []


_POWERS = {"super": "是超级用户", "bypass": "有 BYPASSRLS 权限", "creates": "可以建立角色"}
_OWN_POWERS = text("""
    select power from pg_roles, lateral (values ('super', rolsuper), ('bypass', rolbypassrls),
      ('creates', rolcreaterole)) held(power, has) where rolname = session_user and has""")
_REACHABLE = text("""
    select rolname as name from pg_roles
    where (rolsuper or rolbypassrls or rolcreaterole) and rolname <> session_user
      and not (select rolsuper from pg_roles where rolname = session_user)
      and pg_has_role(session_user, oid, 'member') order by 1""")
_OWNED = text("""
    select kind || ' ' || name as name from (
      select 'schema' as kind, nspname::text as name, nspowner as owner from pg_namespace where nspname = 'public'
      union all
      select 'table', c.relname, c.relowner from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'public' and c.relkind in ('r', 'p')
      union all
      select 'function', p.proname, p.proowner from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname = 'public' and p.proname like 'gk%'
    ) things
    where pg_has_role(session_user, owner, 'member')
      and not (select rolsuper from pg_roles where rolname = session_user)
    order by kind, name""")
_UNSCOPED = text("""
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relname <> 'directory_version'
      and has_table_privilege(session_user, c.oid, 'select, insert, update, delete, truncate')
      and not (select rolsuper from pg_roles where rolname = session_user)
    order by 1""")


def _settings(settings: Settings) -> Check:
    notes = []
    if not settings.secure_cookies:
        notes.append("会话 Cookie 不限于 HTTPS，只能用于本机演示；正式使用请去掉 GKCLOUD_SECURE_COOKIES=false。")
    if not settings.trusted_proxies and settings.secure_cookies:
        notes.append("没有设置 GKCLOUD_TRUSTED_PROXIES；如果前面有反向代理，请设为代理的层数。")
    return Check("settings", Result.WARN if notes else Result.OK, tuple(notes))


def _database_checks(settings: Settings) -> Iterator[Check]:
    engine = create_engine(settings.database_url, connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            yield _version(connection)
            yield _guarded("migrations", connection, _migrations)
            yield _guarded("wall", connection, _wall)
            yield _guarded("runtime-role", connection, _runtime_role)
            yield _guarded("clock", connection, _clock)
            yield _guarded("calendar", connection, _calendar)
    except DBAPIError as error:
        yield Check("database", Result.FAIL, (f"数据库没有应答：{_first_line(error)}。请检查 DATABASE_URL。",))
        for name in _OF_DATABASE[1:]:
            yield Check(name, Result.SKIPPED, ("须先连上数据库。",))
    finally:
        engine.dispose()


def _guarded(name: str, connection: Connection, look: Callable[[Connection], Check]) -> Check:
    """Make one check in a transaction of its own, so that one that fails does not end the others."""
    try:
        with connection.begin_nested():
            return look(connection)
    except DBAPIError as error:
        return Check(name, Result.FAIL, (f"检查没有完成：{_first_line(error)}。",))


def _version(connection: Connection) -> Check:
    number = int(connection.execute(text("select current_setting('server_version_num')")).scalar_one())
    if number // 10_000 < OLDEST_POSTGRESQL:
        message = f"PostgreSQL 版本为 {number // 10_000}，须为 {OLDEST_POSTGRESQL} 或更新，请升级数据库。"
        return Check("database", Result.FAIL, (message,))
    return Check("database", Result.OK, (f"PostgreSQL {number // 10_000}.{number % 10_000}",))


def _migrations(connection: Connection) -> Check:
    # The runtime role reads no table by itself, so the question is asked in a scope's role.
    with _in_role(connection, ScopeKind.PLATFORM):
        found = revision_of(connection)
    if found != head():
        return Check(
            "migrations",
            Result.FAIL,
            (f"数据库结构在 {found or '空'}，程序要求 {head()}，请运行 gkcloud db upgrade。",),
        )
    return Check("migrations", Result.OK, (head(),))


def _wall(connection: Connection) -> Check:
    faults = wall_faults(connection)
    if not faults:
        return Check("wall", Result.OK)
    return Check("wall", Result.FAIL, ("租户之间的隔离墙有缺口，请用本版本重新迁移数据库：", *faults))


def _runtime_role(connection: Connection) -> Check:
    faults = runtime_faults(connection)
    return Check("runtime-role", Result.FAIL, (REFUSED, *faults)) if faults else Check("runtime-role", Result.OK)


def _clock(connection: Connection) -> Check:
    database = connection.execute(text("select clock_timestamp()")).scalar_one()
    skew = abs((datetime.now(UTC) - database).total_seconds())
    if skew > MOST_SKEW:
        message = f"本机与数据库的时钟相差 {skew:.0f} 秒，发布时间会出错，请校准两台机器的时钟。"
        return Check("clock", Result.FAIL, (message,))
    return Check("clock", Result.OK)


def _calendar(connection: Connection) -> Check:
    this_year = datetime.now(SHANGHAI).year
    with _in_role(connection, ScopeKind.PLATFORM):
        known = {row.year: row.is_final for row in connection.execute(_CALENDAR_YEARS)}
    notes = []
    for year in (this_year, this_year + 1):
        if year not in known:
            notes.append(f"没有{year}年的工作日历，到期日会算错，请运行 gkcloud calendar load。")
        elif not known[year]:
            notes.append(
                f"{year}年的放假安排未载入，跨入该年的到期日为暂定。国务院办公厅公布后，请用 gkcloud calendar load 载入。"
            )
    return Check("calendar", Result.WARN if notes else Result.OK, tuple(notes))


_CALENDAR_YEARS = text("select year, is_final from calendar_years")


@contextmanager
def _in_role(connection: Connection, kind: ScopeKind) -> Iterator[None]:
    connection.execute(text("select set_config('role', :role, true)"), {"role": kind.value})
    yield
    connection.execute(text("select set_config('role', 'none', true)"))


def _queue(settings: Settings) -> Check:
    connection = Redis.from_url(settings.redis_url, socket_connect_timeout=5)
    try:
        connection.ping()
    except RedisError as error:
        return Check("queue", Result.FAIL, (f"队列没有应答：{_first_line(error)}。请检查 REDIS_URL。",))
    finally:
        connection.close()
    return Check("queue", Result.OK)


def _storage(settings: Settings) -> Check:
    try:
        storage_from(settings).check()
    except (OSError, ImportError) as error:
        message = f"文件存储不能写入：{_first_line(error)}。请检查 GKCLOUD_STORAGE 和它的权限。"
        return Check("storage", Result.FAIL, (message,))
    return Check("storage", Result.OK)


def _fonts(settings: Settings) -> Check:
    try:
        faces = load_faces(settings.fonts_dir)
    except FacesMissing as error:
        return Check("fonts", Result.FAIL, (str(error),))
    return Check("fonts", Result.WARN if faces.notes else Result.OK, faces.fonts_report())


def _packs(settings: Settings) -> Check:
    if not settings.packs_dir.is_dir():
        return Check("packs", Result.FAIL, (f"没有租户包的文件夹 {settings.packs_dir}，请检查 GKCLOUD_PACKS_DIR。",))
    try:
        specs = read_packs(settings.packs_dir)
    except PackFaults as error:
        return Check("packs", Result.FAIL, tuple(str(fault) for fault in error.faults))
    return Check("packs", Result.OK, (f"{len(specs)} 个单位",))


def _of_the_machine() -> tuple[Check, ...]:
    return (_static_files(), _time_zone())


def _static_files() -> Check:
    files = StaticFiles()
    try:
        for name in _NEEDED_FILES:
            files.address(name)
    except StaticMissing:
        message = f"缺少浏览器端的文件 {name}，请运行 make setup。"
        return Check("static", Result.FAIL, (message,))
    return Check("static", Result.OK)


def _time_zone() -> Check:
    try:
        ZoneInfo("Asia/Shanghai")
    except ZoneInfoNotFoundError:
        return Check("time-zone", Result.FAIL, ("没有时区数据，请安装 tzdata。",))
    return Check("time-zone", Result.OK)


def _first_line(error: Exception) -> str:
    cause = getattr(error, "orig", None) or error
    return (str(cause).splitlines() or [type(error).__name__])[0].strip(" 。.")
