"""``gkcloud audit verify`` finds whatever was done to the records behind the product's back, and names it."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import text

from gkcloud.access.policy import Role
from gkcloud.database import db, utc_now
from gkcloud.publishing.actions import create_draft
from gkcloud.publishing.content import PostContent
from gkcloud.tenancy.scope import Scope
from tests.areas.cli.deploying import Deployment, run

EVENTS = 9


def _with_events(deployment: Deployment, slug: str) -> str:
    actor = deployment.official(slug, Role.AUTHOR)
    with deployment.app.app_context(), Scope.office(actor.tenant_id).opened():
        for number in range(EVENTS):
            create_draft(PostContent(title=f"第{number}条"), actor=actor, now=utc_now())
        db.session.commit()
    return str(actor.tenant_id)


def _tamper(deployment: Deployment, tenant_id: str, *statements: str) -> None:
    with deployment.owner.begin() as connection:
        connection.execute(text("alter table audit_events disable trigger audit_events_append_only"))
        for statement in statements:
            whole = statement.replace("where seq", "where tenant_id = :tenant and seq")
            connection.execute(text(whole), {"tenant": tenant_id})
        connection.execute(text("alter table audit_events enable trigger audit_events_append_only"))


TAMPERINGS = {
    "altered content": (
        "lixian-dishui",
        ("update audit_events set data = data || '{\"imported\": true}' where seq = 4",),
        {4},
    ),
    "altered time": (
        "lixian-fangguan",
        ("update audit_events set at = at - interval '1 hour' where seq = 1",),
        {1},
    ),
    "altered hash": (
        "lixian-gongshang",
        ("update audit_events set hash = repeat('f', 64) where seq = 5",),
        {5, 6},
    ),
    "removed from the middle": ("lixian-shenji", ("delete from audit_events where seq between 3 and 4",), {3}),
    "removed from the end": ("lixian-renkou", ("delete from audit_events where seq > 7",), {8}),
    "removed altogether": ("lixian-linye", ("delete from audit_events where seq > 0",), {1}),
    "two in each other's place": (
        "lixian-nongji",
        (
            "update audit_events set seq = 100 where seq = 2",
            "update audit_events set seq = 2 where seq = 6",
            "update audit_events set seq = 6 where seq = 100",
        ),
        {2, 6},
    ),
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_names_what_was_done(deployment: Deployment, name: str) -> None:
    slug, statements, named = TAMPERINGS[name]
    tenant_id = _with_events(deployment, slug)
    assert run("audit", "verify", "--tenant", slug, app=deployment.app).exit_code == 0

    _tamper(deployment, tenant_id, *statements)
    result = run("audit", "verify", "--tenant", slug, "--json", app=deployment.app)

    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert not told["ok"]
    assert named <= {each["seq"] for each in told["tenants"][0]["breaks"]}


def test_names_every_one_of_many_removed(deployment: Deployment) -> None:
    tenant_id = _with_events(deployment, "lixian-yandian")
    _tamper(deployment, tenant_id, "delete from audit_events where seq between 2 and 8")
    result = run("audit", "verify", "--tenant", "lixian-yandian", app=deployment.app)
    assert "缺少第 2 至第 8 条记录" in result.stderr


def test_says_which_tenant_among_all(deployment: Deployment) -> None:
    tenant_id = _with_events(deployment, "lixian-yancao")
    _tamper(deployment, tenant_id, "update audit_events set actor_id = null where seq = 2")
    result = run("audit", "verify", app=deployment.app)
    assert result.exit_code == 1
    assert "澧县烟草局（lixian-yancao）的操作记录不完整" in result.stderr
    assert "第 2 条记录的内容被改动" in result.stderr


def test_a_whole_deployment_that_holds(make_deployment: Callable[[str], Deployment]) -> None:
    untouched = make_deployment("untouched")
    result = run("audit", "verify", "--json", app=untouched.app)
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert told["ok"]
    assert sum(each["events"] for each in told["tenants"]) == 2  # the packs and the calendar were loaded


def test_an_unknown_tenant(deployment: Deployment) -> None:
    result = run("audit", "verify", "--tenant", "nowhere", app=deployment.app)
    assert result.exit_code == 1
    assert "没有网址名为“nowhere”的单位" in result.stderr
