"""Members of a tenant and their end; the last administrator; lent roles."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from gkcloud.access.policy import Actor, Role
from gkcloud.database import db, utc_now
from gkcloud.people import actions, queries
from gkcloud.people.actions.delegations import Loan
from gkcloud.people.model import Membership
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import today
from tests.areas.people.conftest import CHEXI, at_once, is_in, type_in
from tests.areas.people.test_invitations import roles_in
from tests.factories.people_objects import delegation, member
from tests.factories.signing_in import signed_in_client

pytestmark = pytest.mark.usefixtures("no_csrf")


@pytest.fixture
def administrator(client, cast):
    return signed_in_client(client, cast.chexi.administrator)


def test_roles_change_with_the_next_request(client, cast, administrator, events):
    author = signed_in_client(client, cast.chexi.author)
    assert author.get(f"{CHEXI}/members").status_code == 404
    address = f"{CHEXI}/members/{cast.chexi.author.person_id}"
    assert administrator.get(address).status_code == 200
    assert administrator.post(address, data={"roles": ["author", "administrator"]}).status_code == 303
    assert author.get(f"{CHEXI}/members").status_code == 200
    [event] = events("member.change-roles", cast.chexi.tenant.id)
    assert (event.data["given"], event.data["ended"]) == (["administrator"], [])


def test_a_role_that_came_back_is_the_same_membership(cast):
    tenant, who = cast.chexi.tenant, cast.chexi.author.person_id
    for roles in ([Role.REVIEWER], [Role.AUTHOR]):
        with Scope.office(tenant.id).opened():
            actions.change_roles(tenant, who, roles, actor=cast.chexi.administrator, now=utc_now())
            db.session.commit()
    assert roles_in(tenant, who) == {Role.AUTHOR}
    with Scope.office(tenant.id).opened():
        rows = db.session.execute(select(Membership.role).where(Membership.person_id == who)).scalars().all()
    assert sorted(rows) == ["author", "reviewer"]


def test_suspended_at_once_and_out_everywhere(client, cast, administrator, events):
    phone, desk = (signed_in_client(client, cast.chexi.author) for _ in range(2))
    address = f"{CHEXI}/members/{cast.chexi.author.person_id}/suspend"
    assert administrator.post(address).status_code == 303
    assert not is_in(phone)
    assert not is_in(desk)
    [event] = events("member.suspend", cast.chexi.tenant.id)
    assert event.data == {"ended": ["author"], "sign_ins_ended": 2}
    # The account is the person's own: it opens again, without any right here.
    assert type_in(phone, "lixian-chexi.author").status_code == 303
    assert phone.get(f"{CHEXI}/delegations").status_code == 404
    assert administrator.post(address).status_code == 303
    assert len(events("member.suspend", cast.chexi.tenant.id)) == 1


def test_the_last_administrator_stays(cast, administrator):
    me = cast.chexi.administrator.person_id
    answer = administrator.post(f"{CHEXI}/members/{me}", data={"roles": ["author"]})
    assert answer.status_code == 422
    assert "最后一名管理员" in answer.text
    answer = administrator.post(f"{CHEXI}/members/{me}/suspend")
    assert answer.status_code == 422
    assert "不能停用本人" in answer.text
    member(cast.chexi.tenant, Role.ADMINISTRATOR)
    assert administrator.post(f"{CHEXI}/members/{me}", data={"roles": ["author"]}).status_code == 303


def test_two_administrators_cannot_remove_each_other_at_once(committing_app):
    tenant = directory().by_slug("lixian-chexi")
    for _ in range(4):
        pair = [member(tenant, Role.ADMINISTRATOR) for _ in range(2)]
        actors = [Actor(who, "", tenant.id, frozenset({Role.ADMINISTRATOR})) for who in pair]

        def suspend(actor, other):
            with Scope.office(tenant.id, actor.person_id).opened():
                actions.suspend_member(tenant, other, actor=actor, now=utc_now())
                db.session.commit()

        first, second = actors
        results = at_once(
            committing_app,
            lambda f=first, s=second: suspend(f, s.person_id),
            lambda f=first, s=second: suspend(s, f.person_id),
        )
        assert sum(isinstance(each, actions.Refused) for each in results) == 1
        [left] = [who for who in pair if roles_in(tenant, who)]
        with Scope.office(tenant.id).opened():
            actions.change_roles(tenant, left, [Role.ADMINISTRATOR], actor=first, now=utc_now())
            for row in db.session.execute(select(Membership).where(Membership.person_id == left)).scalars():
                row.ended_at = utc_now()
            db.session.commit()


def test_strangers_are_no_members(cast, administrator):
    for who in (cast.baini.author.person_id, cast.operator.person_id):
        assert administrator.get(f"{CHEXI}/members/{who}").status_code == 404
        assert administrator.post(f"{CHEXI}/members/{who}", data={"roles": ["author"]}).status_code == 404


def test_a_township_cannot_make_an_inspector_but_the_county_can(client, cast, administrator):
    address = f"{CHEXI}/members/{cast.chexi.author.person_id}"
    assert administrator.post(address, data={"roles": ["inspector"]}).status_code == 422
    county = signed_in_client(client, cast.lixian.administrator)
    address = f"/lixian/office/members/{cast.lixian.author.person_id}"
    assert county.post(address, data={"roles": ["author", "inspector"]}).status_code == 303
    assert county.post(address, data={"roles": ["operator"]}).status_code == 422


def lend(client, lender, borrower, role="signer", change=None):
    data = {
        "lender": str(lender.person_id),
        "borrower": str(borrower.person_id),
        "role": role,
        "starts_on": today().isoformat(),
        "ends_on": (today() + timedelta(days=3)).isoformat(),
        "reason": "外出学习",
    }
    return signed_in_client(client, lender).post(f"{CHEXI}/delegations", data=data | (change or {}))


def roles_today(person_id, on=None):
    with Scope.identity(person_id).opened():
        return queries.roles_of(person_id, on or today())


def test_a_signer_lends_the_role_and_takes_it_back(client, cast, events):
    lender, borrower, tenant = cast.chexi.signer, cast.chexi.author, cast.chexi.tenant
    assert lend(client, lender, borrower).status_code == 303
    roles, stands_in = roles_today(borrower.person_id)
    assert roles[tenant.id] == {Role.AUTHOR, Role.SIGNER}
    assert stands_in == {tenant.id: {Role.SIGNER: lender.person_id}}
    assert roles_today(borrower.person_id, today() + timedelta(days=3))[1]
    assert not roles_today(borrower.person_id, today() + timedelta(days=4))[1]
    [event] = events("delegation.lend", tenant.id)
    again = lend(client, lender, borrower)
    assert again.status_code == 303
    assert len(events("delegation.lend", tenant.id)) == 1
    page = signed_in_client(client, lender)
    assert "外出学习" in page.get(f"{CHEXI}/delegations").text
    assert page.post(f"{CHEXI}/delegations/{event.subject_id}/revoke").status_code == 303
    assert not roles_today(borrower.person_id)[1]


def test_a_lent_role_ends_with_the_borrowers_membership(client, cast, administrator):
    borrower = cast.chexi.author.person_id
    lend(client, cast.chexi.signer, cast.chexi.author)
    administrator.post(f"{CHEXI}/members/{borrower}/suspend")
    assert roles_today(borrower) == ({}, {})
    # Back with another role, the loan of before does not come back with it.
    administrator.post(f"{CHEXI}/members/{borrower}", data={"roles": ["reviewer"]})
    assert roles_today(borrower)[0] == {cast.chexi.tenant.id: {Role.REVIEWER}}


def test_even_an_open_loan_counts_only_for_members(cast):
    loan_id, tenant = delegation(cast.chexi.tenant), cast.chexi.tenant
    with Scope.office(tenant.id).opened():
        loan = next(each for each in queries.delegations_of(tenant.id, today()) if each.id == loan_id)
        for row in db.session.execute(select(Membership).where(Membership.person_id == loan.to_person_id)).scalars():
            row.ended_at = utc_now()
        db.session.commit()
    assert roles_today(loan.to_person_id) == ({}, {})


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_on": "2020-01-01"}, "结束日期早于开始日期"),
        ({"starts_on": "2020-01-01", "ends_on": "2020-01-02"}, "结束日期已经过去"),
        ({"ends_on": "2099-01-01"}, "一次委托不超过三个月"),
        ({"ends_on": "明天"}, "日期写作"),
        ({"reason": ""}, "请填写委托事由"),
        ({"role": "author"}, "请从列表中选择一项"),
        ({"role": "administrator"}, "请从列表中选择一项"),
        ({"borrower": "nobody"}, "请从列表中选择一项"),
    ],
)
def test_what_cannot_be_lent_is_said(client, cast, change, sentence):
    answer = lend(client, cast.chexi.signer, cast.chexi.author, change=change)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_nobody_lends_what_is_not_theirs(client, cast):
    author, signer = cast.chexi.author, cast.chexi.signer
    answer = lend(client, author, cast.chexi.reviewer, role="author", change={"lender": str(signer.person_id)})
    assert answer.status_code == 422
    # A lent role is lent no further: it is not even offered, and the action refuses it as well.
    lend(client, signer, author)
    assert lend(client, author, cast.chexi.reviewer, role="signer").status_code == 422
    stand_in = Actor(author.person_id, "", cast.chexi.tenant.id, frozenset({Role.AUTHOR, Role.SIGNER}))
    loan = Loan(author.person_id, cast.chexi.reviewer.person_id, Role.SIGNER, today(), today(), "外出")
    with Scope.office(cast.chexi.tenant.id).opened(), pytest.raises(actions.Refused, match="不能再转委托"):
        actions.lend_role(cast.chexi.tenant.id, loan, actor=stand_in, now=utc_now(), today=today())


def test_an_administrator_lends_for_somebody_away_but_a_colleague_does_not(client, cast, administrator):
    data = {
        "lender": str(cast.chexi.signer.person_id),
        "borrower": str(cast.chexi.reviewer.person_id),
        "role": "signer",
        "starts_on": today().isoformat(),
        "ends_on": today().isoformat(),
        "reason": "住院",
    }
    assert administrator.post(f"{CHEXI}/delegations", data=data).status_code == 303
    loan_id = delegation(cast.chexi.tenant)
    author = signed_in_client(client, cast.chexi.author)
    assert author.post(f"{CHEXI}/delegations/{loan_id}/revoke").status_code == 404
    assert "住院" not in author.get(f"{CHEXI}/delegations").text
