"""Every page that can be read is valid HTML with one h1, a title and no duplicate ids."""

import re
from typing import cast
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from gkcloud.access.area import PAGES, Page
from gkcloud.access.policy import Can, may
from gkcloud.tenancy.directory import directory
from gkcloud.tenancy.routing import Realm
from gkcloud.web.application import Application
from tests.factories.objects import FACTORIES, attach
from tests.html import page_faults

_ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")
_SLUG = "lixian-chexi"
# Arguments that are not made but known.
_KNOWN = {"code": "notices"}


def open_pages() -> list[Page]:
    """Return the pages that an anonymous reader may GET and whose arguments the factories make."""
    return [
        page
        for page in PAGES.values()
        if "GET" in page.methods and may(page.needs, (), signed_in=False) and set(arguments(page)) <= _makeable()
    ]


def arguments(page: Page) -> list[str]:
    """Return the names of a page's arguments."""
    return _ARGUMENT.findall(page.rule)


def _makeable() -> set[str]:
    return {*FACTORIES, *_KNOWN}


def path_of(page: Page, made: dict[str, object]) -> str:
    """Return a page's address with ``made`` in the place of its arguments."""
    path = _ARGUMENT.sub(lambda found: str({**_KNOWN, **made}[found.group(1)]), page.rule)
    return f"/{_SLUG}{path}" if page.realm is Realm.TENANT else path


def make_arguments(page: Page) -> dict[str, object]:
    """Make the objects that a page's address names."""
    tenant = directory().by_slug(_SLUG)
    made: dict[str, object] = {name: FACTORIES[name](tenant) for name in arguments(page) if name in FACTORIES}
    if {"post_id", "file_id"} <= set(made):
        made["file_id"] = attach(tenant, cast("UUID", made["post_id"]))
    return made


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize("endpoint", [page.endpoint for page in open_pages()])
def test_page_is_valid(endpoint: str, client: FlaskClient) -> None:
    page = PAGES[endpoint]
    response = client.get(path_of(page, make_arguments(page)))
    assert response.status_code < 400
    if response.mimetype == "text/html" and response.status_code == 200:
        assert page_faults(response.get_data(as_text=True)) == []


def test_every_public_page_is_in_the_sweep(app: Application) -> None:
    """A page with an argument that no factory makes would be left out in silence."""
    public = {page.endpoint for page in PAGES.values() if page.needs is Can.PUBLIC_READ}
    assert public <= {page.endpoint for page in open_pages()}
    assert len(public) > 15


def test_the_sweep_sees_a_fault() -> None:
    broken = '<!doctype html><html><head><title></title></head><body><p id="a"><p id="a"><h1>一</h1><b></body></html>'
    faults = page_faults(broken)
    assert any("id a occurs 2 times" in fault for fault in faults)
    assert "no title" in faults
    assert "no language" in faults
    assert any(fault.startswith("line") for fault in faults)
