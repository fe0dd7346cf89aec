"""The other commands: what they do, what they print, and how they say that they cannot."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, text

from gkcloud.access.policy import Can, Role
from gkcloud.cli import COMMANDS
from gkcloud.database import db
from gkcloud.embedded import Servers
from gkcloud.publishing.model import Post, Revision
from gkcloud.schema import head
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application
from tests.areas.cli.deploying import ROOT, Deployment, run, run_json, tell
from tests.factories.cast import Cast

BROKEN_PACK = """
[tenant]
name = "某县人民政府"
short_name = "某县"
kind = "county"
area_code = "99"
colour = "red"
"""

TEXT = """某某乡人民政府关于清理河道的通知
某政发〔2026〕3号
各村民委员会：
现将有关事项通知如下：
一、清理范围
本乡境内全部河道。
某某乡人民政府
2026年3月5日
"""


def test_every_command_says_what_it_does() -> None:
    for name in COMMANDS:
        result = run(name, "--help")
        assert result.exit_code == 0
        assert len(result.stdout) > len("Usage")


def test_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gkcloud", "--version"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_missing_settings_are_all_named() -> None:
    empty = dict.fromkeys(("DATABASE_URL", "REDIS_URL", "GKCLOUD_SECRET_KEY"))
    done = subprocess.run(
        [sys.executable, "-m", "gkcloud", "tenants", "list"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "GKCLOUD_PORT": "x"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert all(name in done.stderr for name in empty)
    assert "Traceback" not in done.stderr


def test_a_database_that_is_down_is_a_sentence(deployment: Deployment, tmp_path: Path) -> None:
    environment = {
        **deployment.whole_environment,
        "DATABASE_URL": f"postgresql+psycopg://gkcloud_app@/x?host={tmp_path}",
    }
    done = subprocess.run(
        [sys.executable, "-m", "gkcloud", "tenants", "list"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("数据库没有应答")
    assert "Traceback" not in done.stderr


def test_migrates_with_the_owners_address_alone(deployment: Deployment) -> None:
    owner = deployment.environment["GKCLOUD_OWNER_DATABASE_URL"]
    result = run("db", "upgrade", env={"GKCLOUD_OWNER_DATABASE_URL": owner, "DATABASE_URL": None})
    assert result.exit_code == 0
    assert head() in result.stdout


def test_migrating_asks_for_the_owners_address() -> None:
    result = run("db", "upgrade", env={"GKCLOUD_OWNER_DATABASE_URL": None})
    assert result.exit_code == 1
    assert "GKCLOUD_OWNER_DATABASE_URL" in result.stderr


def test_checks_the_packs() -> None:
    told = run_json("tenants", "check", "--packs", str(ROOT / "tenants"))
    assert told["ok"]
    assert told["tenants"] > 50


def test_names_file_and_key_of_every_fault(tmp_path: Path) -> None:
    (tmp_path / "_base").symlink_to(ROOT / "tenants/_base")
    (tmp_path / "mou").mkdir()
    (tmp_path / "mou/pack.toml").write_text(BROKEN_PACK, encoding="utf-8")
    result = run("tenants", "check", "--packs", str(tmp_path), "--json")
    assert result.exit_code == 1
    keys = {(fault["file"], fault["key"]) for fault in json.loads(result.stdout)["faults"]}
    assert {("mou/pack.toml", "tenant.area_code"), ("mou/pack.toml", "tenant.colour")} <= keys
    shown = run("tenants", "check", "--packs", str(tmp_path))
    assert shown.exit_code == 1
    assert "mou/pack.toml: tenant.area_code" in shown.stderr


def test_loading_again_changes_nothing(deployment: Deployment) -> None:
    packs = ("--packs", str(ROOT / "tenants"))
    tell(deployment.owner, "update tenants set short_name = 'x' where slug = 'lixian-linan'")
    assert run_json("tenants", "load", *packs, app=deployment.app)["changed"] == ["lixian-linan"]
    assert run_json("tenants", "load", *packs, app=deployment.app) == {"added": [], "changed": [], "closed": []}


def test_lists_tenants_and_people(app: Application, cast: Cast) -> None:
    slugs = [row["slug"] for row in run_json("tenants", "list", app=app)]
    assert "lixian-chexi" in slugs
    assert "_platform" not in slugs
    rows = run_json("people", "list", "--tenant", "lixian-chexi", app=app)
    assert {tuple(row["roles"]) for row in rows} >= {("author",), ("signer",)}
    assert {row["tenant"] for row in rows} == {"lixian-chexi"}
    assert "password" not in json.dumps(rows)


def test_access_is_the_one_table() -> None:
    told = run_json("access")
    assert set(told) == {can.value for can in Can}
    assert told["post:write"] == [Role.AUTHOR.value]


def _file(folder: Path, text: str) -> str:
    path = folder / "文稿.txt"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_import_prints_and_needs_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gkcloud", "import", _file(tmp_path, TEXT), "--json"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["title"] == "某某乡人民政府关于清理河道的通知"
    assert told["doc_no"] == "某政发〔2026〕3号"
    assert told["formed_on"] == "2026-03-05"
    assert {"level": 1, "text": "一、清理范围"} in told["headings"]
    assert {"issuer", "addressee", "body_html", "warnings"} <= set(told)


def test_import_makes_a_draft_of_the_authors(app: Application, cast: Cast, tmp_path: Path) -> None:
    source = _file(tmp_path, TEXT)
    told = run_json("import", source, "--tenant", "lixian-chexi", "--author", "lixian-chexi.author", app=app)
    with Scope.office(cast.chexi.tenant.id).opened():
        post = db.session.execute(select(Post)).scalar_one()
        revision = db.session.execute(select(Revision)).scalar_one()
    assert str(post.id) == told["draft"]
    assert (post.state, post.created_by) == ("draft", cast.chexi.author.person_id)
    assert revision.content["doc_no"] == "某政发〔2026〕3号"


@pytest.mark.parametrize("login", ["lixian-chexi.signer", "yuqing-baini.author", "nobody"])
def test_import_refuses_who_is_no_author_there(app: Application, cast: Cast, tmp_path: Path, login: str) -> None:
    source = _file(tmp_path, TEXT)
    result = run("import", source, "--tenant", "lixian-chexi", "--author", login, app=app)
    assert result.exit_code == 1
    assert f"“{login}”不是车溪乡人民政府的采编人员" in result.stderr
    with Scope.office(cast.chexi.tenant.id).opened():
        assert db.session.execute(select(Post)).first() is None


def test_import_refuses_what_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "文稿.docx"
    path.write_bytes(b"MZ\x90\x00")
    result = run("import", str(path))
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_import_wants_both_tenant_and_author(tmp_path: Path) -> None:
    result = run("import", _file(tmp_path, TEXT), "--tenant", "lixian-chexi")
    assert result.exit_code == 2
    assert "--author" in result.stderr


def test_no_tables_yet_is_a_sentence(servers: Servers, deployment: Deployment) -> None:
    environment = {
        **deployment.whole_environment,
        "DATABASE_URL": servers.url(database="postgres", role="gkcloud_app"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "gkcloud", "tenants", "list"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "gkcloud db upgrade" in done.stderr


def test_import_prints_a_list_for_several_texts(tmp_path: Path) -> None:
    second = TEXT.replace("清理河道", "植树造林").replace("〔2026〕3号", "〔2026〕4号")
    told = run_json("import", _file(tmp_path, f"{TEXT}\n\n\n{second}"))
    assert isinstance(told, list)
    assert [each["doc_no"] for each in told] == ["某政发〔2026〕3号", "某政发〔2026〕4号"]


def test_an_invitation_from_the_command_line_can_be_accepted(app: Application) -> None:
    link = run_json(
        "people", "invite", "--tenant", "lixian-linan", "--role", "administrator", "--name", "新管理员", app=app
    )["link"]
    assert link.startswith("http://localhost/lixian-linan/office/invite/")
    assert app.test_client().get(link.removeprefix("http://localhost")).status_code == 200


def test_the_first_operator_is_invited_to_the_platform(app: Application) -> None:
    result = run(
        *("people", "invite", "--tenant", "_platform", "--role", "operator", "--name", "运维"),
        *("--address", "https://www.example.gov.cn/"),
        app=app,
    )
    assert result.stdout.startswith("https://www.example.gov.cn/invite/")


def test_a_role_that_the_tenant_cannot_give_is_refused(app: Application) -> None:
    result = run("people", "invite", "--tenant", "lixian-linan", "--role", "operator", "--name", "运维", app=app)
    assert result.exit_code == 1
    assert "不能授予" in result.stderr


def test_access_is_what_the_document_says() -> None:
    assert run("access").stdout == (ROOT / "docs/access.md").read_text(encoding="utf-8")


def test_fills_a_county_to_measure_with(make_deployment: Callable[[str], Deployment]) -> None:
    bench = make_deployment("bench")
    told = run_json("bench-data", "--tenants", "2", "--posts", "3", app=bench.app)
    assert len(told["tenants"]) == 2
    with bench.owner.connect() as connection:
        assert connection.execute(text("select count(*) from publications")).scalar_one() == 6
