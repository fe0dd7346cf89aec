"""Objects of the people area that a sweep needs in addresses: the argument's name -> what makes one in a tenant."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from gkcloud.access.policy import Role
from gkcloud.database import db, utc_now
from gkcloud.people.model import Delegation, Invitation, Membership, Person, SignIn
from gkcloud.people.rules import new_token, token_hash
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.scope import Scope


def person() -> uuid.UUID:
    """Return a new person who serves no tenant."""
    person_id, now = uuid.uuid4(), utc_now()
    with Scope.identity().opened():
        row = Person(
            id=person_id,
            login=f"q{person_id.hex}",
            display_name="王五",
            password_hash="",
            created_at=now,
            password_changed_at=now,
        )
        db.session.add(row)
        db.session.commit()
    return person_id


def member(tenant: Tenant, role: Role = Role.AUTHOR) -> uuid.UUID:
    """Return a new person who holds a role in the tenant."""
    person_id = person()
    with Scope.office(tenant.id).opened():
        row = Membership(tenant_id=tenant.id, person_id=person_id, role=role.value, created_at=utc_now())
        db.session.add(row)
        db.session.commit()
    return person_id


def invitation(
    tenant: Tenant, *, token: str = "", roles: tuple[Role, ...] = (Role.AUTHOR,), **more: object
) -> uuid.UUID:
    """Return the id of an open invitation to the tenant."""
    now = utc_now()
    values = {"created_at": now, "expires_at": now + timedelta(hours=72)} | more
    with Scope.office(tenant.id).opened():
        row = Invitation(
            tenant_id=tenant.id,
            id=uuid.uuid4(),
            token_hash=token_hash(token or new_token()),
            display_name="李四",
            roles=[role.value for role in roles],
            **values,
        )
        db.session.add(row)
        db.session.commit()
        return row.id


def invitation_token(tenant: Tenant) -> str:
    """Return the secret of an open invitation's link."""
    token = new_token()
    invitation(tenant, token=token)
    return token


def delegation(tenant: Tenant) -> uuid.UUID:
    """Return the id of a role that one member lent another for today."""
    lender, borrower, now = member(tenant, Role.SIGNER), member(tenant), utc_now()
    with Scope.office(tenant.id).opened():
        row = Delegation(
            tenant_id=tenant.id,
            id=uuid.uuid4(),
            from_person_id=lender,
            to_person_id=borrower,
            role=Role.SIGNER.value,
            starts_on=now.date() - timedelta(days=1),
            ends_on=now.date() + timedelta(days=3),
            reason="外出学习",
            created_at=now,
        )
        db.session.add(row)
        db.session.commit()
        return row.id


def open_sign_in(tenant: Tenant) -> uuid.UUID:
    """Return the id of an open sign-in of a member."""
    person_id, now = member(tenant), utc_now()
    with Scope.identity().opened():
        row = SignIn(
            id=uuid.uuid4(),
            person_id=person_id,
            token_hash=token_hash(new_token()),
            created_at=now,
            seen_at=now,
            device="手机 微信",
        )
        db.session.add(row)
        db.session.commit()
        return row.id


FACTORIES: dict[str, Callable[[Tenant], object]] = {
    "member_id": member,
    "person_id": member,
    "invitation_id": invitation,
    "token": invitation_token,
    "delegation_id": delegation,
    "sign_in_id": open_sign_in,
    "tenant_id": lambda tenant: tenant.id,
}
