"""A person as an actor outside a request: for commands, which know a sign-in name and no session."""

import uuid
from datetime import date

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.database import db
from gkcloud.people.model import Person
from gkcloud.people.queries import roles_of
from gkcloud.tenancy.scope import Scope


def find_actor(login: str, tenant_id: uuid.UUID, *, today: date) -> Actor | None:
    """Return the active person with this sign-in name as an actor in a tenant, with the roles held today, or None.

    Opens scopes of its own, so call it outside any.
    """
    with Scope.identity().opened():
        statement = select(Person.id, Person.display_name).where(Person.login == login, Person.status == "active")
        found = db.session.execute(statement).one_or_none()
        if found is None:
            return None
        person_id, name = found
    with Scope.identity(person_id).opened():
        roles, stands_in = roles_of(person_id, today)
    return Actor(person_id, name, tenant_id, roles.get(tenant_id, frozenset()), stands_in.get(tenant_id, {}))
