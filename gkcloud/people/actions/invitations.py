"""Single-use links: invitations to a tenant, and new passwords for people who lost theirs.

The link holds 256 random bits; the table keeps their hash. Using one locks its row, so of two uses at once one finds it
used.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from gkcloud.access.policy import Actor, Role
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.people import passwords, queries
from gkcloud.people.actions.faults import Refused
from gkcloud.people.actions.signing_in import end_sign_ins
from gkcloud.people.model import Invitation, Membership, Person
from gkcloud.people.rules import INVITATION_LASTS, assignable_roles, is_login, new_token, normal_login, token_hash
from gkcloud.tenancy.rules import Kind
from gkcloud.tenancy.scope import PLATFORM_TENANT

SPENT = "这个链接已经用过、已撤销或过了有效期，请联系管理员重新发送。"
_ELSEWHERE = "该人员还在其他单位任职，本单位不能重设其密码，请联系平台运维人员。"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a person fills in to open an account."""

    name: str
    login: str
    password: str


@action("invitation.create")
def invite(
    tenant_id: uuid.UUID, kind: Kind, *, name: str, roles: Iterable[Role], actor: Actor | None, now: datetime
) -> str:
    """Record an invitation and return the secret of its link. Raises Refused for a role that the tenant cannot give.

    ``actor`` is None for the very first operator, who is invited from the command line.
    """
    wanted = _allowed(roles, kind)
    token, row = _new_link(tenant_id, name, wanted, actor, now=now)
    record(
        "invitation.create",
        actor_id=actor.person_id if actor else None,
        subject=("invitation", row.id),
        at=now,
        tenant=str(tenant_id),
        roles=[role.value for role in wanted],
    )
    return token


@action("password.offer-reset")
def offer_reset(tenant_id: uuid.UUID, person_id: uuid.UUID, *, actor: Actor, now: datetime, reason: str = "") -> str:
    """Record a link that sets a new password and switches the second factor off; return its secret.

    A tenant's administrator may do so only for people who serve no other tenant: otherwise one tenant could take over
    an account of another. Raises Refused. Needs a scope that reads every membership.
    """
    person = queries.person_found(person_id)
    if person is None:
        raise Refused("没有找到这个人员，请返回列表查看。")
    if tenant_id != PLATFORM_TENANT and queries.serves_elsewhere(person_id, tenant_id):
        raise Refused(_ELSEWHERE)
    _revoke(Invitation.tenant_id == tenant_id, Invitation.person_id == person_id, now=now)
    token, row = _new_link(tenant_id, person.name, (), actor, now=now, person_id=person_id)
    record(
        "password.offer-reset",
        actor_id=actor.person_id,
        subject=("person", person_id),
        at=now,
        invitation=str(row.id),
        reason=reason,
    )
    return token


@action("invitation.revoke")
def revoke_invitation(tenant_id: uuid.UUID, invitation_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Make a link useless; one that is used or revoked stays as it is. Raises Refused when there is none."""
    if db.session.get(Invitation, (tenant_id, invitation_id)) is None:
        raise Refused("没有找到这个邀请，请返回列表查看。")
    if not _revoke(Invitation.tenant_id == tenant_id, Invitation.id == invitation_id, now=now):
        nothing_to_do("invitation.revoke")
        return
    record("invitation.revoke", actor_id=actor.person_id, subject=("invitation", invitation_id), at=now)


@action("invitation.accept-new")
def accept_as_new(
    tenant_id: uuid.UUID, token: str, account: NewAccount, *, now: datetime, words: tuple[str, ...] = ()
) -> uuid.UUID:
    """Open an account with the invited roles and return the person's id. Raises Refused."""
    invitation = _take(tenant_id, token, now)
    login = normal_login(account.login)
    if invitation.person_id is not None:
        raise Refused(SPENT)
    if not account.name.strip():
        raise Refused("请填写姓名。", "name")
    if not is_login(login):
        raise Refused("账号为 4 至 32 个字符，以字母开头，只用字母、数字、点和横线。", "account")
    if faults := passwords.password_faults(account.password, (login, account.name, *words)):
        raise Refused(faults[0], "password")
    person = Person(
        id=uuid.uuid4(),
        login=login,
        display_name=account.name.strip(),
        password_hash=passwords.hash_password(account.password),
        created_at=now,
        password_changed_at=now,
    )
    try:
        with db.session.begin_nested():
            db.session.add(person)
    except IntegrityError:
        raise Refused("这个账号已经有人使用，请换一个。", "account") from None
    _fulfil(invitation, person.id, now)
    record("invitation.accept-new", actor_id=person.id, subject=("invitation", invitation.id), at=now)
    return person.id


@action("invitation.accept")
def accept_as_member(tenant_id: uuid.UUID, token: str, *, person_id: uuid.UUID, now: datetime) -> None:
    """Add the invited roles to an account that exists. Raises Refused.

    Whoever runs the platform holds no office in a tenant, and the other way round: operators do not read content.
    """
    invitation = _take(tenant_id, token, now)
    if invitation.person_id is not None:
        raise Refused(SPENT)
    is_operator = bool(queries.own_roles(PLATFORM_TENANT, person_id))
    if tenant_id != PLATFORM_TENANT and is_operator:
        raise Refused("平台运维人员不能在单位任职，请用另一个账号接受邀请。")
    if tenant_id == PLATFORM_TENANT and queries.serves_elsewhere(person_id, tenant_id):
        raise Refused("在单位任职的人员不能兼任平台运维，请用另一个账号接受邀请。")
    _fulfil(invitation, person_id, now)
    record("invitation.accept", actor_id=person_id, subject=("invitation", invitation.id), at=now)


@action("password.reset")
def reset_password(
    tenant_id: uuid.UUID, token: str, new: str, *, now: datetime, words: tuple[str, ...] = ()
) -> uuid.UUID:
    """Set a new password, switch the second factor off and end every sign-in; return the person. Raises Refused."""
    invitation = _take(tenant_id, token, now)
    person_id = invitation.person_id
    if person_id is None:
        raise Refused(SPENT)
    # Roles elsewhere may have come since the link was made.
    if tenant_id != PLATFORM_TENANT and queries.serves_elsewhere(person_id, tenant_id):
        raise Refused(_ELSEWHERE)
    person = db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
    if faults := passwords.password_faults(new, (person.login, person.display_name, *words)):
        raise Refused(faults[0], "password")
    person.password_hash, person.password_changed_at = passwords.hash_password(new), now
    person.totp_secret = person.totp_confirmed_at = person.totp_last_step = None
    invitation.used_at, invitation.used_by = now, person_id
    ended = end_sign_ins(person_id, now)
    record("password.reset", actor_id=person_id, subject=("person", person_id), at=now, sign_ins_ended=ended)
    return person_id


def give_roles(tenant_id: uuid.UUID, person_id: uuid.UUID, roles: Iterable[Role], now: datetime) -> None:
    """Give roles as a part of another action; a role that was held before is held again."""
    for role in roles:
        row = {"id": uuid.uuid4(), "tenant_id": tenant_id, "person_id": person_id, "role": role.value}
        statement = insert(Membership).values(**row, created_at=now, ended_at=None)
        again = statement.on_conflict_do_update(
            index_elements=["tenant_id", "person_id", "role"], set_={"ended_at": None}
        )
        db.session.execute(again)


def revoke_invitations_by(person_id: uuid.UUID, now: datetime, tenant_id: uuid.UUID | None = None) -> None:
    """Revoke every open link that a person made, as a part of what ends their right to make any."""
    where = [Invitation.invited_by == person_id]
    if tenant_id is not None:
        where.append(Invitation.tenant_id == tenant_id)
    _revoke(*where, now=now)


def revoke_resets_of(person_id: uuid.UUID, now: datetime, tenant_id: uuid.UUID) -> None:
    """Revoke the open links that would set a new password for a person."""
    _revoke(Invitation.tenant_id == tenant_id, Invitation.person_id == person_id, now=now)


def _allowed(roles: Iterable[Role], kind: Kind) -> tuple[Role, ...]:
    wanted = tuple(dict.fromkeys(roles))
    if not wanted:
        raise Refused("请至少选择一个角色。", "roles")
    if not set(wanted) <= set(assignable_roles(kind)):
        raise Refused("本单位不能授予所选的角色，请重新选择。", "roles")
    return wanted


def _new_link(
    tenant_id: uuid.UUID,
    name: str,
    roles: Iterable[Role],
    actor: Actor | None,
    *,
    now: datetime,
    person_id: uuid.UUID | None = None,
) -> tuple[str, Invitation]:
    token = new_token()
    row = Invitation(
        tenant_id=tenant_id,
        id=uuid.uuid4(),
        token_hash=token_hash(token),
        display_name=name.strip(),
        roles=[role.value for role in roles],
        person_id=person_id,
        invited_by=actor.person_id if actor else None,
        created_at=now,
        expires_at=now + INVITATION_LASTS,
    )
    db.session.add(row)
    db.session.flush()
    return token, row


def _take(tenant_id: uuid.UUID, token: str, now: datetime) -> Invitation:
    invitation = queries.access_invitation(tenant_id, token, now, lock=True)
    if invitation is None:
        raise Refused(SPENT)
    return invitation


def _fulfil(invitation: Invitation, person_id: uuid.UUID, now: datetime) -> None:
    give_roles(invitation.tenant_id, person_id, [Role(role) for role in invitation.roles], now)
    invitation.used_at, invitation.used_by = now, person_id


def _revoke(*where: ColumnElement[bool], now: datetime) -> int:
    still_open = [Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)]
    found = db.session.execute(select(Invitation.id).where(*where, *still_open)).scalars().all()
    if found:
        db.session.execute(update(Invitation).where(Invitation.id.in_(found), *still_open).values(revoked_at=now))
    return len(found)
