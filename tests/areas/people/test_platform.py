"""Operators: they provision and suspend; they see numbers, and no content, not even in SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from gkcloud.access.policy import Role
from gkcloud.database import Base, db, utc_now
from gkcloud.people import actions
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import Scope
from tests.areas.people.conftest import CHEXI, is_in, type_in
from tests.areas.people.test_invitations import ACCOUNT, GOOD, link_on, person_called, roles_in
from tests.factories.people_objects import invitation
from tests.factories.signing_in import signed_in_client

pytestmark = pytest.mark.usefixtures("no_csrf")
# What operators may read of each table; every other table is closed to them.
OPEN_TO_OPERATORS = {
    "tenants", "tenant_hosts", "directory_version", "memberships", "invitations", "delegations", "site_columns", "jobs",
    "audit_events", "audit_heads", "calendar_years", "calendar_days",
}  # fmt: skip
SOME_COLUMNS = {"people": "id, login, display_name, status, created_at", "sign_ins": "id, person_id, ended_at"}


@pytest.fixture
def operator(client, cast):
    return signed_in_client(client, cast.operator)


def may_read(table, columns="*"):
    with Scope.platform().opened():
        try:
            db.session.execute(text(f"select {columns} from {table} limit 1")).all()  # noqa: S608 - the test's own names
        except ProgrammingError as error:
            if "permission denied" not in str(error):
                raise
            return False
    return True


def test_sql_of_operators_reaches_no_table_with_content(app):
    assert {name for name in Base.metadata.tables if may_read(name)} == OPEN_TO_OPERATORS
    assert all(may_read(table, columns) for table, columns in SOME_COLUMNS.items())


def test_operators_see_no_secret_of_a_person(app):
    assert not may_read("people", "password_hash")
    assert not may_read("people", "totp_secret")
    assert not may_read("sign_ins", "token_hash")


def test_the_audit_that_operators_read_is_the_platforms_own(cast):
    with Scope.office(cast.chexi.tenant.id).opened():
        actions.change_roles(
            cast.chexi.tenant,
            cast.chexi.author.person_id,
            [Role.REVIEWER],
            actor=cast.chexi.administrator,
            now=utc_now(),
        )
        db.session.commit()
    with Scope.platform().opened():
        assert (
            db.session.execute(text("select count(*) from audit_events where action like 'member.%'")).scalar() == 0
        )


def test_operators_enter_no_office(operator):
    assert operator.get(f"{CHEXI}/members").status_code == 404
    assert operator.get(f"{CHEXI}/delegations").status_code == 404


def test_the_list_shows_units_with_numbers(operator, cast):
    page = operator.get("/platform").text
    assert "车溪乡人民政府" in page
    assert "6 人" in page
    assert page.count("邀请管理员") == len([t for t in directory().all() if t.status == "active"]) - 3


def test_the_first_administrator_of_a_unit(client, operator, cast, events):
    tenant = next(
        each for each in directory().all() if each.parent_id == cast.lixian.tenant.id and each != cast.chexi.tenant
    )
    address = f"/platform/tenants/{tenant.id}/administrator"
    assert operator.get(address).status_code == 200
    link = link_on(operator.post(address, data={"name": "陈小满"}, follow_redirects=True))
    assert link.startswith(f"/{tenant.slug}/office/invite/")
    assert client.post(link, data=ACCOUNT).status_code == 303
    assert roles_in(tenant, person_called("chen.xiaoman")) == {Role.ADMINISTRATOR}
    assert events("invitation.create")[0].data["tenant"] == str(tenant.id)
    # From now on the unit looks after itself.
    answer = operator.post(address, data={"name": "李四"})
    assert answer.status_code == 422
    assert "已有管理员" in answer.text


def test_suspended_everywhere_at_once(client, operator, cast, events):
    victim = cast.chexi.administrator
    theirs = signed_in_client(client, victim)
    invitation(cast.chexi.tenant, token="made-by-victim", invited_by=victim.person_id)
    assert "lixian-chexi.administrator" in operator.get("/platform/people?q=lixian-chexi.administrator").text
    address = f"/platform/people/{victim.person_id}"
    assert operator.get(address).status_code == 200
    assert operator.post(f"{address}/suspend", data={"reason": ""}).status_code == 422
    assert operator.post(f"{address}/suspend", data={"reason": "账号疑似被盗"}).status_code == 303
    assert not is_in(theirs)
    assert type_in(theirs, "lixian-chexi.administrator").status_code == 422
    assert client.get(f"{CHEXI}/invite/made-by-victim").status_code == 404
    assert events("person.suspend")[0].data["reason"] == "账号疑似被盗"
    assert operator.post(f"{address}/restore").status_code == 303
    assert type_in(theirs, "lixian-chexi.administrator").status_code == 303


def test_operators_cannot_suspend_themselves(operator, cast):
    answer = operator.post(f"/platform/people/{cast.operator.person_id}/suspend", data={"reason": "试一试"})
    assert answer.status_code == 422
    assert "不能停用本人" in answer.text


def test_a_reset_by_operators_needs_a_reason_and_is_recorded(client, operator, cast, events):
    address = f"/platform/people/{cast.chexi.administrator.person_id}/reset-password"
    assert operator.post(address, data={}).status_code == 422
    page = operator.post(address, data={"reason": "唯一的管理员忘记密码"}, follow_redirects=True)
    assert client.post(link_on(page), data={"password": GOOD, "again": GOOD}).status_code == 303
    assert type_in(client, "lixian-chexi.administrator", GOOD).status_code == 303
    assert events("password.offer-reset")[0].data["reason"] == "唯一的管理员忘记密码"
