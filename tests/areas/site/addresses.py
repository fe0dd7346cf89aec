"""The addresses of every public page, with objects that factories make; an argument that none makes raises KeyError."""

import re
from typing import cast
from uuid import UUID

from gkcloud.access.area import PAGES, Page
from gkcloud.access.policy import Can
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.routing import Realm
from tests.factories.objects import attach
from tests.factories.registry import factories

_ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_SLUG = "lixian-chexi"
# Arguments that are not made but known.
_KNOWN = {"code": "notices"}


def public_pages() -> list[Page]:
    """Return the pages of the public subsites that a reader may GET."""
    return [page for page in PAGES.values() if "GET" in page.methods and page.needs is Can.PUBLIC_READ]


def arguments(page: Page) -> list[str]:
    """Return the names of a page's arguments."""
    return _ARGUMENT.findall(page.rule)


def path_of(page: Page, made: dict[str, object]) -> str:
    """Return a page's address with ``made`` in the place of its arguments."""
    path = _ARGUMENT.sub(lambda found: str({**_KNOWN, **made}[found.group(1)]), page.rule)
    return f"/{_SLUG}{path}" if page.realm is Realm.TENANT else path


def make_arguments(page: Page) -> dict[str, object]:
    """Make the objects that a page's address names."""
    tenant = directory().by_slug(_SLUG)
    known = factories()
    made: dict[str, object] = {name: known[name](tenant) for name in arguments(page) if name in known}
    if {"post_id", "file_id"} <= set(made):
        made["file_id"] = attach(tenant, cast("UUID", made["post_id"]))
    return made
