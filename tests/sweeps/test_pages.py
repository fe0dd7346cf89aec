"""Every page as it is, with real objects: valid, complete, light, and with no link that leads nowhere."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import template_rendered
from jinja2 import Template

from gkcloud.access.area import PAGES
from gkcloud.access.policy import Can
from gkcloud.tenancy.routing import Realm
from gkcloud.web import rendering
from gkcloud.web.application import Application
from tests.conftest import ROOT, rolled_back
from tests.factories.cast import make_cast
from tests.factories.world import make_world
from tests.html import fragment_faults, page_faults, settled
from tests.sweeps.drawing import Drawing, html_of
from tests.weights import compressed

KIB = 1024
# Pages that answer without drawing anything, and what they do instead.
NOT_DRAWN = {
    "publishing.enter": "leads an official to where their work is",
    "site.text_size": "keeps the text size and leads back; a link, so that it works without scripts",
    "static.send_static": "sends a file that pages name",
}
MOST_BYTES = 60 * KIB
# The signer's path, for a phone in the villages.
TIGHTER = {"publishing.decide_post": 40 * KIB, "inbox.show_inbox": 40 * KIB}
# The editor itself is ten times as heavy; authors sit at a desk, and the browser keeps it.
WITH_EDITOR = {"publishing.blank_post", "publishing.edit_post"}
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def templates() -> Iterator[set[str]]:
    """The names of the templates that were drawn."""
    seen: set[str] = set()

    def note(_app: Application, template: Template, **_more: object) -> None:
        seen.add(template.name or "")

    with template_rendered.connected_to(note):
        yield seen


@pytest.fixture(scope="module")
def drawing(application: Application, templates: set[str]) -> Iterator[Drawing]:
    with rolled_back(application):
        made = Drawing(application, make_world(make_cast()))
        made.draw()
        yield made


def test_every_page_is_drawn(drawing: Drawing) -> None:
    assert drawing.faults == []
    readable = {page.endpoint for page in PAGES.values() if "GET" in page.methods}
    assert readable - drawing.answered == set(NOT_DRAWN)
    assert len(drawing.drawn) > len(readable)


def test_every_page_is_valid(drawing: Drawing) -> None:
    faults = {str(drawn): found for drawn in drawing.drawn if (found := page_faults(drawn.html))}
    assert faults == {}


def test_public_pages_carry_no_script(drawing: Drawing) -> None:
    public = [drawn for drawn in drawing.drawn if drawn.page.needs is Can.PUBLIC_READ]
    assert len(public) > 15
    assert [str(drawn) for drawn in public if "<script" in drawn.html] == []


def test_pages_of_errors_are_valid(drawing: Drawing) -> None:
    for reader in drawing.readers:
        for path in ("/nothing/here", f"/{reader.slug}/nothing-here", f"/{reader.slug}/office/nothing-here"):
            answer = reader.client.get(path)
            assert answer.status_code == 404
            assert page_faults(answer.text) == [], path


def test_every_page_template_is_drawn(drawing: Drawing, templates: set[str]) -> None:
    drawing.readers[0].client.get("/nothing/here")
    folder = ROOT / "templates"
    pages = {
        str(path.relative_to(folder))
        for area in folder.iterdir()
        if area.name not in {"layout", "ui", "pdf"}
        for path in area.glob("[!_]*.html")
    }
    assert pages - templates == set()


def test_every_part_draws_alone_as_it_does_in_its_page(drawing: Drawing, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    whole_block = rendering.render_block  # type: ignore[attr-defined]

    def noting(template: str, block: str, **context: object) -> str:
        asked.add(block)
        return str(whole_block(template, block, **context))

    monkeypatch.setattr(rendering, "render_block", noting)
    faults = {}
    for drawn in drawing.drawn:
        # The whole page first: it takes up what is left to be said, which a part would bring along.
        whole = html_of(drawn.reader.client.get(drawn.path))
        part = html_of(drawn.reader.client.get(drawn.path, headers=HTMX))
        if "<!doctype" in part:
            continue
        faults[str(drawn)] = [*fragment_faults(part), *_not_in(whole, part)]
    assert {drawn: found for drawn, found in faults.items() if found} == {}
    _check_what_is_typed(drawing)
    assert asked == _named_in_the_code()


def _not_in(whole: str, part: str) -> list[str]:
    is_there = part and settled(part).strip() in settled(whole)
    return [] if is_there else ["differs from what its page shows"]


def _check_what_is_typed(drawing: Drawing) -> None:
    """Ask for the findings of a text that is not saved, as the editor's button does."""
    page = next(drawn for drawn in drawing.drawn if drawn.page.endpoint == "publishing.blank_post")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.html)
    assert token
    typed = {"csrf_token": token[1], "title": "名册", "body": "<p>正文。</p>"}
    path = page.path.replace("/blank", "/check")
    part, whole = (html_of(page.reader.client.post(path, data=typed, headers=sent)) for sent in (HTMX, {}))
    assert fragment_faults(part) == []
    assert "<!doctype" not in part
    assert settled(part).strip() in settled(whole)


def _named_in_the_code() -> set[str]:
    files = (ROOT / "gkcloud").rglob("*.py")
    return {name for path in files for name in re.findall(r'\bblock="(\w+)"', path.read_text(encoding="utf-8"))}


def test_no_link_leads_nowhere(drawing: Drawing) -> None:
    faults, seen = [], set()
    for drawn in drawing.drawn:
        for href in re.findall(r'<a [^>]*href="(/[^"]*)"', drawn.html):
            address = href.replace("&amp;", "&")
            if (key := (drawn.reader.name, _kind(address))) in seen:
                continue
            seen.add(key)
            answer = drawn.reader.client.get(address)
            if answer.status_code >= 400:
                faults.append(f"{drawn}: {address} answers {answer.status_code}")
            if (html := html_of(answer)) and (found := page_faults(html)):
                faults.append(f"{drawn.reader.name} at {address}: {found}")
    assert faults == []
    assert len(seen) > 100


def _kind(address: str) -> tuple[str, tuple[str, ...]]:
    """Return the same for addresses of the same page with the same filters."""
    parts = urlsplit(address)
    path = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", parts.path)
    return path, tuple(sorted(part.partition("=")[0] for part in parts.query.split("&")))


def test_no_form_leads_where_its_reader_may_not_go(drawing: Drawing) -> None:
    faults = set()
    for drawn in drawing.drawn:
        for tag in re.findall(r"<form\s[^>]*>", drawn.html):
            found = re.search(r'action="([^"]*)"', tag)
            if found is None:
                continue
            method = "POST" if 'method="post"' in tag else "GET"
            page = _page_at(drawing, urlsplit(found[1] or drawn.path).path, method)
            if not drawn.reader.may_have(PAGES[page]):
                faults.add(f"{drawn}: {method} {found[1]}")
    assert faults == set()


def _page_at(drawing: Drawing, path: str, method: str) -> str:
    first, _, rest = path.lstrip("/").partition("/")
    is_tenants = first in {reader.slug for reader in drawing.readers}
    below, realm = (f"/{rest}", Realm.TENANT) if is_tenants else (path, Realm.PLATFORM)
    endpoint, _ = drawing.app.url_map.bind("localhost", subdomain=realm.value).match(below, method)
    return str(endpoint)


def test_pages_for_officials_are_light(drawing: Drawing) -> None:
    heavy: dict[str, int] = {}
    weighed: set[str] = set()
    for drawn in drawing.drawn:
        endpoint = drawn.page.endpoint
        if drawn.page.needs is Can.PUBLIC_READ or endpoint in {*weighed, *WITH_EDITOR}:
            continue
        weighed.add(endpoint)
        size = compressed(drawn.reader.client, drawn.path)
        if size > TIGHTER.get(endpoint, MOST_BYTES):
            heavy[endpoint] = size
    assert heavy == {}
    assert set(TIGHTER) <= weighed


def test_the_sweep_sees_a_fault() -> None:
    broken = (
        '<!doctype html><html><head><title></title></head><body><p id="a"><p id="a"><h1>一</h1><b>'
        '<a href="#">去</a><a href="#no">去</a><img src="x"><p style="color:red" onclick="x()">一</p>'
        '<form method="post" action="/x"></form><script>1</script>第None期</body></html>'
    )
    found = "\n".join(page_faults(broken))
    for fault in (
        "line 1",
        "id a occurs 2 times",
        "no title",
        "no language",
        "nothing has the id ''",
        "nothing has the id 'no'",
        "image x without a text",
        "p with a style",
        "p with onclick",
        "form to /x with 0 tokens",
        "script without an address",
        "第None期",
    ):
        assert fault in found
