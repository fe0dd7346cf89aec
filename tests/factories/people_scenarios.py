"""How the actions on persons, sign-ins and roles come about."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import update

from gkcloud.access.policy import Role
from gkcloud.database import db, utc_now
from gkcloud.people import actions, totp
from gkcloud.people.actions.delegations import Loan
from gkcloud.people.model import Person
from gkcloud.people.rules import new_token
from gkcloud.tenancy.scope import Scope
from tests.factories.cast import PASSWORD, Cast
from tests.factories.people_objects import delegation, invitation, member
from tests.factories.people_objects import person as somebody
from tests.factories.scenarios import Scenario, scenario
from tests.factories.signing_in import open_session

NEW_PASSWORD = "石板桥头三更灯火-71"
KEY = "a test's key that protects nothing, 32+"


def _once(act: Callable[[], object]) -> Callable[[], None]:
    """Return an act whose repetition is refused: the password, the code or the link is spent by then."""

    def acting() -> None:
        with suppress(actions.Refused):
            act()

    return acting


@scenario("session.open")
def _open(cast: Cast) -> Scenario:
    person_id = cast.chexi.author.person_id
    return Scenario(
        Scope.identity(person_id),
        lambda: actions.open_sign_in(db.session.get_one(Person, person_id), device="手机 微信", now=utc_now()),
    )


@scenario("session.refuse")
def _refuse(cast: Cast) -> Scenario:
    person_id = cast.chexi.author.person_id
    return Scenario(
        Scope.identity(), lambda: actions.refuse_sign_in(person_id, reason="wrong password", now=utc_now())
    )


@scenario("session.close")
def _close(cast: Cast) -> Scenario:
    person_id = cast.chexi.author.person_id
    _, sign_in_id = open_session(cast.chexi.author)
    return Scenario(
        Scope.identity(person_id), lambda: actions.close_sign_in(sign_in_id, person_id=person_id, now=utc_now())
    )


@scenario("session.close-others")
def _close_others(cast: Cast) -> Scenario:
    person_id = cast.chexi.author.person_id
    _, keep = open_session(cast.chexi.author)
    open_session(cast.chexi.author)
    return Scenario(
        Scope.identity(person_id), lambda: actions.close_other_sign_ins(person_id, keep=keep, now=utc_now())
    )


@scenario("password.change")
def _change_password(cast: Cast) -> Scenario:
    person_id = cast.chexi.author.person_id
    return Scenario(
        Scope.identity(person_id),
        _once(
            lambda: actions.change_password(person_id, current=PASSWORD, new=NEW_PASSWORD, keep=None, now=utc_now())
        ),
    )


@scenario("password.offer-reset")
def _offer_reset(cast: Cast) -> Scenario:
    tenant_id, person_id = cast.chexi.tenant.id, cast.chexi.author.person_id
    return Scenario(
        Scope.identity(tenant_id=tenant_id),
        lambda: actions.offer_reset(tenant_id, person_id, actor=cast.chexi.administrator, now=utc_now()),
    )


@scenario("password.reset")
def _reset(cast: Cast) -> Scenario:
    tenant_id, token = cast.chexi.tenant.id, new_token()
    invitation(cast.chexi.tenant, token=token, roles=(), person_id=cast.chexi.author.person_id)
    return Scenario(
        Scope.identity(tenant_id=tenant_id),
        _once(lambda: actions.reset_password(tenant_id, token, NEW_PASSWORD, now=utc_now())),
    )


def _with_secret(cast: Cast, *, confirmed_at: datetime | None = None) -> tuple[uuid.UUID, str]:
    """Give the author a second factor; return the person and the secret."""
    person_id, secret = cast.chexi.author.person_id, totp.new_secret()
    with Scope.identity(person_id).opened():
        values = {"totp_secret": totp.seal_secret(secret, KEY), "totp_confirmed_at": confirmed_at}
        db.session.execute(update(Person).where(Person.id == person_id).values(**values))
        db.session.commit()
    return person_id, secret


@scenario("totp.prepare")
def _prepare(cast: Cast) -> Scenario:
    person_id = cast.chexi.author.person_id
    return Scenario(
        Scope.identity(person_id),
        lambda: actions.prepare_totp(person_id, current=PASSWORD, key=KEY, now=utc_now()),
    )


@scenario("totp.confirm")
def _confirm(cast: Cast) -> Scenario:
    (person_id, secret), now = _with_secret(cast), utc_now()
    code = pyotp.TOTP(secret).at(now)
    return Scenario(Scope.identity(person_id), _once(lambda: actions.confirm_totp(person_id, code, key=KEY, now=now)))


@scenario("totp.remove")
def _remove(cast: Cast) -> Scenario:
    person_id, _ = _with_secret(cast, confirmed_at=utc_now())
    return Scenario(
        Scope.identity(person_id), lambda: actions.remove_totp(person_id, current=PASSWORD, now=utc_now())
    )


@scenario("delegation.lend")
def _lend(cast: Cast) -> Scenario:
    staff, today = cast.chexi, utc_now().date()
    loan = Loan(
        staff.signer.person_id,
        staff.author.person_id,
        Role.SIGNER,
        today,
        today + timedelta(days=3),
        "外出学习",
    )
    return Scenario(
        Scope.office(staff.tenant.id, staff.signer.person_id),
        lambda: actions.lend_role(staff.tenant.id, loan, actor=staff.signer, now=utc_now(), today=today),
    )


@scenario("delegation.revoke")
def _revoke_delegation(cast: Cast) -> Scenario:
    staff, delegation_id = cast.chexi, delegation(cast.chexi.tenant)
    return Scenario(
        Scope.office(staff.tenant.id, staff.administrator.person_id),
        lambda: actions.revoke_delegation(staff.tenant.id, delegation_id, actor=staff.administrator, now=utc_now()),
    )


@scenario("invitation.create")
def _invite(cast: Cast) -> Scenario:
    staff = cast.chexi
    return Scenario(
        Scope.office(staff.tenant.id, staff.administrator.person_id),
        lambda: actions.invite(
            staff.tenant.id,
            staff.tenant.kind,
            name="李四",
            roles=[Role.AUTHOR],
            actor=staff.administrator,
            now=utc_now(),
        ),
    )


@scenario("invitation.revoke")
def _revoke_invitation(cast: Cast) -> Scenario:
    staff, invitation_id = cast.chexi, invitation(cast.chexi.tenant)
    return Scenario(
        Scope.office(staff.tenant.id, staff.administrator.person_id),
        lambda: actions.revoke_invitation(staff.tenant.id, invitation_id, actor=staff.administrator, now=utc_now()),
    )


@scenario("invitation.accept-new")
def _accept_new(cast: Cast) -> Scenario:
    tenant_id, token = cast.chexi.tenant.id, new_token()
    invitation(cast.chexi.tenant, token=token)
    account = actions.NewAccount("李四", "li.si", NEW_PASSWORD)
    return Scenario(
        Scope.identity(tenant_id=tenant_id),
        _once(lambda: actions.accept_as_new(tenant_id, token, account, now=utc_now())),
    )


@scenario("invitation.accept")
def _accept(cast: Cast) -> Scenario:
    tenant_id, token, person_id = cast.chexi.tenant.id, new_token(), cast.lixian.author.person_id
    invitation(cast.chexi.tenant, token=token)
    return Scenario(
        Scope.identity(person_id, tenant_id),
        _once(lambda: actions.accept_as_member(tenant_id, token, person_id=person_id, now=utc_now())),
    )


@scenario("member.change-roles")
def _change_roles(cast: Cast) -> Scenario:
    staff, member_id = cast.chexi, member(cast.chexi.tenant)
    return Scenario(
        Scope.office(staff.tenant.id, staff.administrator.person_id),
        lambda: actions.change_roles(
            staff.tenant, member_id, [Role.REVIEWER], actor=staff.administrator, now=utc_now()
        ),
    )


@scenario("member.suspend")
def _suspend_member(cast: Cast) -> Scenario:
    staff, member_id = cast.chexi, member(cast.chexi.tenant)
    return Scenario(
        Scope.office(staff.tenant.id, staff.administrator.person_id),
        lambda: actions.suspend_member(staff.tenant, member_id, actor=staff.administrator, now=utc_now()),
    )


@scenario("person.suspend")
def _suspend_person(cast: Cast) -> Scenario:
    person_id = somebody()
    return Scenario(
        Scope.platform(cast.operator.person_id),
        lambda: actions.suspend_person(person_id, reason="本人离职", actor=cast.operator, now=utc_now()),
    )


@scenario("person.restore")
def _restore_person(cast: Cast) -> Scenario:
    person_id = somebody()
    with Scope.platform(cast.operator.person_id).opened():
        actions.suspend_person(person_id, reason="本人离职", actor=cast.operator, now=utc_now())
        db.session.commit()
    return Scenario(
        Scope.platform(cast.operator.person_id),
        lambda: actions.restore_person(person_id, actor=cast.operator, now=utc_now()),
    )
