"""What every kind of printing gives: its form, the posts it would take, and the paper made of them."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

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
    """What a paper is made of: the tenant whose paper it is, its posts in order, and where a post stands and is read."""

    tenant: Tenant
    posts: Sequence[Publication]
    unit_of: Callable[[uuid.UUID], Tenant]
    columns_of: Callable[[Publication], Sequence[str]]
    address_of: Callable[[Publication], str]


class OptionsForm(FlaskForm):  # type: ignore[misc]
    """A kind's form. Its fields are named as those of its options.

    ``HEADINGS`` divides a long one: the heading that stands above a field, by the field's name.
    """

    HEADINGS: ClassVar[Mapping[str, str]] = {}

    def options(self) -> Any:
        """Return what was typed."""
        raise NotImplementedError

    @classmethod
    def of(cls, tenant: Tenant, options: Any) -> Self:  # noqa: ARG003 - some kinds offer what the tenant has
        """Return the form, filled with what was sent, or else with stored options."""
        return cls(data={name: getattr(options, name) for name in options.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Maker:
    """One kind of printing.

    ``select`` returns the statement of the publications that the options take, newest first, or None where a paper
    is not made of posts, and at most ``most_posts`` of them are taken; ``make`` makes the paper of those that were not left out, where the kind lets an editor pick.
    """

    kind: PaperKind
    purpose: str
    options: type[Any]
    form: type[OptionsForm]
    begin: Callable[[Tenant, date], Any]
    title: Callable[[Tenant, Any], str]
    select: Callable[[Tenant, Any], Select[Publication] | None]
    make: Callable[[Any, Source, Numbered], Paper]
    # The options of a paper that another area composed, where the kind takes such papers.
    options_of: Callable[[Any], Any] | None = None
    is_numbered: bool = False
    is_picked: bool = True
    most_posts: int = MOST_POSTS
