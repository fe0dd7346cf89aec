"""Who acts in the demonstration's supervision, and where: somebody of the county over its units, somebody of a unit at home."""

import uuid
from collections.abc import Callable, Sequence
from typing import TypeVar

from gkcloud.access.policy import Actor, Role
from gkcloud.database import db
from gkcloud.demo.accounts import staff_of
from gkcloud.demo.content import DemoPerson
from gkcloud.tenancy.directory import cached_directory
from gkcloud.tenancy.scope import Scope

T = TypeVar("T")


class Desks:
    """A county and the units below it with those who serve there, read once; each act has a scope and a commit."""

    def __init__(self, slug: str, people: Sequence[DemoPerson]) -> None:
        tree = cached_directory()
        self.county = tree.by_slug(slug)
        self.units = {slug: self.county} | {each.slug: each for each in tree.below(self.county)}
        with Scope.platform().opened():
            self._staff = {
                each: staff_of(people, each) for each in self.units if any(each in p.roles for p in people)
            }
        self.inspector = self.one(slug, Role.INSPECTOR)

    def staff(self, slug: str) -> Sequence[Actor]:
        """Return who serves in a unit."""
        return self._staff[slug]

    def one(self, slug: str, role: Role) -> Actor:
        """Return the first of a unit who holds a role."""
        return next(actor for actor in self._staff[slug] if role in actor.roles)

    def id_of(self, slug: str) -> uuid.UUID:
        """Return a unit's id."""
        return self.units[slug].id

    def over(self, do: Callable[[], T]) -> T:
        """Carry out what somebody of the county does about it and its units, and commit."""
        below = (each.id for each in self.units.values())
        return _within(Scope.subtree(self.county.id, below, self.inspector.person_id), do)

    def at_home(self, slug: str, actor: Actor, do: Callable[[], T]) -> T:
        """Carry out what somebody of a unit does there, and commit."""
        return _within(Scope.office(self.id_of(slug), actor.person_id), do)


def _within(scope: Scope, do: Callable[[], T]) -> T:
    with scope.opened():
        db.session.connection()  # as a request does before its page runs
        done = do()
        db.session.commit()
        return done
