"""What every kind of printing gives: its form, the posts it would take, and the paper made of them."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Protocol

from flask_wtf import FlaskForm
from sqlalchemy import Select

from gkcloud.papers.paper import Paper, PaperKind
from gkcloud.publishing.model import Publication
from gkcloud.tenancy.directory import Tenant

MOST_POSTS = 1000


@dataclass(frozen=True, slots=True)
class Numbered:
    """The number and the day that a printing gets when it is locked; ``number`` is 0 in a preview."""

    issued_on: date
    year: int
    number: int = 0
    total_number: int = 0


@dataclass(frozen=True, slots=True)
class Source:
    """What a paper is made of: the tenant whose paper it is, its posts in order, and where a post is read."""

    tenant: Tenant
    posts: Sequence[Publication]
    unit_of: Callable[[uuid.UUID], Tenant]
    address_of: Callable[[Publication], str]


class Options(Protocol):
    """What a kind's form asks for: a frozen dataclass, stored as JSON."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class OptionsForm(FlaskForm):  # type: ignore[misc]
    """A kind's form. Its fields are named as those of its options."""

    def options(self) -> Any:
        """Return what was typed."""
        raise NotImplementedError

    @classmethod
    def values_of(cls, options: Any) -> Mapping[str, Any]:
        """Return the fields' values for stored options."""
        return {name: getattr(options, name) for name in options.__dataclass_fields__}


@dataclass(frozen=True, slots=True)
class Maker:
    """One kind of printing.

    ``select`` returns the statement of the publications that the options take, newest first, or None where a paper
    is not made of posts; ``make`` makes the paper of those that were not left out.
    """

    kind: PaperKind
    purpose: str
    options: type[Any]
    form: type[OptionsForm]
    begin: Callable[[Tenant, date], Any]
    title: Callable[[Tenant, Any], str]
    select: Callable[[Tenant, Any], Select[tuple[Publication]] | None]
    make: Callable[[Any, Source, Numbered], Paper]
    is_numbered: bool = False
