"""Single-use links: who may make them, what they do once, and when they are worth nothing."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from gkcloud.access.policy import Role
from gkcloud.database import db, utc_now
from gkcloud.people import actions, queries
from gkcloud.people.model import Membership, Person
from gkcloud.people.rules import assignable_roles
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.rules import Kind
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from tests.areas.people.conftest import CHEXI, at_once, is_in, type_in
from tests.factories.cast import make_cast
from tests.factories.people_objects import invitation, invitation_token, member, person
from tests.factories.signing_in import sign_in, signed_in_client

pytestmark = pytest.mark.usefixtures("no_csrf")
GOOD = "石板桥头三更灯火-71"
ACCOUNT = {"name": "陈小满", "account": "chen.xiaoman", "password": GOOD, "again": GOOD}


def roles_in(tenant, person_id):
    with Scope.office(tenant.id).opened():
        return queries.own_roles(tenant.id, person_id)


def person_called(login):
    with Scope.identity().opened():
        return db.session.execute(select(Person.id).where(Person.login == login)).scalar_one_or_none()


def link_on(page):
    found = re.search(r'class="copy-line">http://localhost(/[^<]+)<', page.text)
    assert found, page.text
    return found.group(1)


def test_from_the_administrators_page_to_the_first_sign_in(client, cast, events):
    administrator = signed_in_client(client, cast.chexi.administrator)
    data = {"name": "陈小满", "roles": ["author", "reviewer"]}
    page = administrator.post(f"{CHEXI}/members/invite", data=data, follow_redirects=True)
    link = link_on(page)
    assert 'class="copy-line"' not in administrator.get(f"{CHEXI}/members").text
    assert "陈小满" in client.get(link).text
    assert client.post(link, data=ACCOUNT).headers["Location"] == "/sign-in"
    assert type_in(client, "chen.xiaoman", GOOD).status_code == 303
    person_id = person_called("chen.xiaoman")
    assert roles_in(cast.chexi.tenant, person_id) == {Role.AUTHOR, Role.REVIEWER}
    chain = [each.action for each in events("invitation.create", cast.chexi.tenant.id)]
    assert chain == ["invitation.create"]
    assert events("invitation.accept-new", cast.chexi.tenant.id)[0].actor_id == person_id


def test_a_link_works_once(client, cast):
    link = f"{CHEXI}/invite/{invitation_token(cast.chexi.tenant)}"
    assert client.post(link, data=ACCOUNT).status_code == 303
    again = client.post(link, data=ACCOUNT | {"account": "somebody.else"})
    assert again.status_code == 404
    assert "链接已失效" in again.text
    assert person_called("somebody.else") is None


def test_a_link_is_of_one_tenant(client, cast):
    token = invitation_token(cast.chexi.tenant)
    assert client.get(f"/yuqing-baini/office/invite/{token}").status_code == 404
    assert client.get(f"/invite/{token}").status_code == 404


def test_expired_and_revoked_links_are_worth_nothing(client, cast):
    now, tenant = utc_now(), cast.chexi.tenant
    invitation(tenant, token="old", expires_at=now - timedelta(seconds=1))
    invitation(tenant, token="revoked", revoked_at=now)
    for token in ("old", "revoked", "never-was"):
        assert client.get(f"{CHEXI}/invite/{token}").status_code == 404


def test_links_last_72_hours_and_can_be_revoked(client, cast):
    administrator = signed_in_client(client, cast.chexi.administrator)
    administrator.post(f"{CHEXI}/members/invite", data={"name": "陈小满", "roles": ["author"]})
    with Scope.office(cast.chexi.tenant.id).opened():
        [row] = queries.open_invitations(cast.chexi.tenant.id, utc_now())
    assert row.expires_at - row.created_at == timedelta(hours=72)
    link = link_on(administrator.get(f"{CHEXI}/members"))
    assert administrator.post(f"{CHEXI}/members/invitations/{row.id}/revoke").status_code == 303
    assert client.get(link).status_code == 404


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"password": "abc", "again": "abc"}, "密码至少 10 个字符，现在只有 3 个"),
        ({"password": "chexi2026chexi", "again": "chexi2026chexi"}, "密码容易被猜到"),
        ({"password": "password123456", "again": "password123456"}, "含有常见的词"),
        ({"again": "石板桥头"}, "两次输入的密码不一样"),
        ({"account": "陈小满"}, "账号为 4 至 32 个字符"),
        ({"account": "lixian-chexi.author"}, "这个账号已经有人使用"),
        ({"name": ""}, "请填写姓名"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_the_link_stays_good(client, cast, change, sentence):
    link = f"{CHEXI}/invite/{invitation_token(cast.chexi.tenant)}"
    answer = client.post(link, data=ACCOUNT | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert client.post(link, data=ACCOUNT).status_code == 303


def test_whoever_is_signed_in_gets_the_roles_and_keeps_the_account(client, cast):
    me = cast.baini.author
    sign_in(client, me)
    link = f"{CHEXI}/invite/{invitation_token(cast.chexi.tenant)}"
    assert "以“" in client.get(link).text
    assert client.post(link, data={"as": "me"}).headers["Location"] == "/account"
    assert roles_in(cast.chexi.tenant, me.person_id) == {Role.AUTHOR}
    assert roles_in(cast.baini.tenant, me.person_id) == {Role.AUTHOR}


def test_nobody_signed_in_cannot_accept_as_themselves(client, cast):
    link = f"{CHEXI}/invite/{invitation_token(cast.chexi.tenant)}"
    assert client.post(link, data={"as": "me"}).status_code == 422


def test_operators_hold_no_office_and_officials_do_not_run_the_platform(client, cast):
    sign_in(client, cast.operator)
    answer = client.post(f"{CHEXI}/invite/{invitation_token(cast.chexi.tenant)}", data={"as": "me"})
    assert answer.status_code == 422
    assert "平台运维人员不能在单位任职" in answer.text
    with Scope.platform().opened():
        token = actions.invite(
            PLATFORM_TENANT, Kind.PLATFORM, name="运维", roles=[Role.OPERATOR], actor=None, now=utc_now()
        )
        db.session.commit()
    sign_in(client, cast.chexi.author)
    answer = client.post(f"/invite/{token}", data={"as": "me"})
    assert answer.status_code == 422
    assert "不能兼任平台运维" in answer.text


@pytest.mark.parametrize("role", ["operator", "inspector", "signed_in", "anyone", "emperor"])
def test_a_township_gives_no_role_above_itself(client, cast, role):
    administrator = signed_in_client(client, cast.chexi.administrator)
    answer = administrator.post(f"{CHEXI}/members/invite", data={"name": "陈小满", "roles": [role]})
    assert answer.status_code == 422
    assert "所选的项目不在可选范围内" in answer.text


def test_the_action_itself_refuses_such_a_role(cast):
    tenant = cast.chexi.tenant
    with Scope.office(tenant.id).opened(), pytest.raises(actions.Refused):
        actions.invite(
            tenant.id,
            tenant.kind,
            name="陈小满",
            roles=[Role.INSPECTOR],
            actor=cast.chexi.administrator,
            now=utc_now(),
        )


def test_inspectors_belong_to_governments():
    with_inspector = {kind for kind in Kind if Role.INSPECTOR in assignable_roles(kind)}
    assert with_inspector == {Kind.PROVINCE, Kind.PREFECTURE, Kind.COUNTY}
    assert {kind for kind in Kind if Role.OPERATOR in assignable_roles(kind)} == {Kind.PLATFORM}


def test_reset_sets_a_password_ends_sign_ins_and_drops_the_second_factor(client, cast, events):
    administrator, victim = signed_in_client(client, cast.chexi.administrator), cast.chexi.author
    theirs = signed_in_client(client, victim)
    with Scope.identity().opened():
        row = db.session.get_one(Person, victim.person_id)
        row.totp_secret, row.totp_confirmed_at = "sealed with another key", utc_now()
        db.session.commit()
    page = administrator.post(f"{CHEXI}/members/{victim.person_id}/reset-password", follow_redirects=True)
    link = link_on(page)
    assert is_in(theirs)
    assert client.post(link, data={"password": GOOD, "again": GOOD}).headers["Location"] == "/sign-in"
    assert not is_in(theirs)
    assert type_in(client, "lixian-chexi.author", GOOD).headers["Location"] == "/inbox"
    assert client.post(link, data={"password": GOOD, "again": GOOD}).status_code == 404
    assert len(events("password.reset", cast.chexi.tenant.id)) == 1


def test_one_tenant_cannot_take_over_an_account_of_another(client, cast):
    victim = cast.baini.signer
    with Scope.office(cast.chexi.tenant.id).opened():
        db.session.add(
            Membership(
                tenant_id=cast.chexi.tenant.id, person_id=victim.person_id, role="author", created_at=utc_now()
            )
        )
        db.session.commit()
    administrator = signed_in_client(client, cast.chexi.administrator)
    answer = administrator.post(f"{CHEXI}/members/{victim.person_id}/reset-password")
    assert answer.status_code == 422
    assert "还在其他单位任职" in answer.text
    # Nor with a link that was made before the person came to the other tenant.
    invitation(cast.chexi.tenant, token="made-before", roles=(), person_id=victim.person_id)
    answer = client.post(f"{CHEXI}/invite/made-before", data={"password": GOOD, "again": GOOD})
    assert answer.status_code == 422
    assert "还在其他单位任职" in answer.text


def test_an_administrator_who_leaves_leaves_no_open_link(client, cast):
    tenant, leaving = cast.chexi.tenant, cast.chexi.administrator
    member(tenant, Role.ADMINISTRATOR)
    invitation(tenant, token="kept-in-a-drawer", roles=(Role.ADMINISTRATOR,), invited_by=leaving.person_id)
    with Scope.office(tenant.id).opened():
        actions.change_roles(tenant, leaving.person_id, [Role.AUTHOR], actor=leaving, now=utc_now())
        db.session.commit()
    assert client.get(f"{CHEXI}/invite/kept-in-a-drawer").status_code == 404


def test_two_uses_at_once_have_one_effect(committing_app):
    make_cast()
    tenant = directory().by_slug("lixian-chexi")
    token, people = invitation_token(tenant), [person() for _ in range(4)]

    def accept(person_id):
        with Scope.identity(person_id, tenant.id).opened():
            actions.accept_as_member(tenant.id, token, person_id=person_id, now=utc_now())
            db.session.commit()
        return person_id

    results = at_once(committing_app, *(lambda who=who: accept(who) for who in people))
    winners = [each for each in results if not isinstance(each, actions.Refused)]
    assert len(winners) == 1
    assert [who for who in people if roles_in(tenant, who)] == winners


def test_one_login_taken_twice_at_once(committing_app):
    tenant = directory().by_slug("lixian-chexi")
    tokens = [invitation_token(tenant) for _ in range(3)]
    account = actions.NewAccount("陈小满", "chen.xiaoman", GOOD)

    def accept(token):
        with Scope.identity(None, tenant.id).opened():
            actions.accept_as_new(tenant.id, token, account, now=utc_now())
            db.session.commit()

    results = at_once(committing_app, *(lambda token=token: accept(token) for token in tokens))
    assert sorted(str(each) for each in results if each) == ["这个账号已经有人使用，请换一个。"] * 2
