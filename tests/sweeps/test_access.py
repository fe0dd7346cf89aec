"""Every page against the policy table, whoever asks; generated from the registered pages, never from a list."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Response
from flask.testing import FlaskClient
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule, UUIDConverter

import gkcloud.access.area
from gkcloud.access.area import PAGES, Page, Unsealed, seal
from gkcloud.access.matrix import markdown
from gkcloud.access.policy import Actor, Role, may
from gkcloud.access.request import answer
from gkcloud.config import Settings
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.rules import RESERVED_SLUGS
from gkcloud.web.application import Application, build
from gkcloud.web.clock import today
from tests.factories.cast import STAFF, Cast
from tests.factories.registry import factories
from tests.factories.signing_in import signed_in_client

ROOT = Path(__file__).parents[2]
FACTORIES = factories()
# Arguments that name nothing that belongs to a tenant, with a value that is right: so that the foreign object alone is what
# is refused. Those of an ``any(...)`` converter are seen from the rule.
NO_OBJECT = {
    "name": "nothing.css",  # a static file, the same for everybody
    "code": "notices",  # a column of the national base pack, the same in every tenant
    "indicator": "published",  # a row of the board's table of indicators
    "month": today().strftime("%Y-%m"),  # the present month
    "fact_kind": "test_meeting",  # a kind of fact, the same for everybody
    "stage": "review",  # a stage of the workflow
}
REACHED = "the page itself"


@dataclass(frozen=True)
class Asker:
    """Somebody who asks for a page: below which tenant, and with which roles there and on the platform."""

    name: str
    client: FlaskClient
    slug: str
    actor: Actor | None
    in_tenant: frozenset[Role] = frozenset()
    on_platform: frozenset[Role] = frozenset()

    def may_have(self, page: Page) -> bool:
        roles = self.in_tenant if page.realm is Realm.TENANT else self.on_platform
        return may(page.needs, roles, signed_in=self.actor is not None)


@pytest.fixture
def no_csrf(app: Application) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = False
    yield
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def askers(client: FlaskClient, cast: Cast) -> list[Asker]:
    """Everybody of the cast at the door of 车溪乡, the inspector at the county's, and an anonymous reader."""
    chexi = cast.chexi.tenant.slug

    def asker(name: str, actor: Actor, slug: str, *, here: bool, operator: bool = False) -> Asker:
        roles = actor.roles if here else frozenset()
        on_platform = actor.roles if operator else frozenset()
        return Asker(name, signed_in_client(client, actor), slug, actor, roles, on_platform)

    return [
        Asker("anonymous", client.application.test_client(), chexi, None),
        *(asker(role.value, cast.chexi[role], chexi, here=True) for role in STAFF),
        *(asker(f"twin {role.value}", cast.baini[role], chexi, here=False) for role in STAFF),
        asker("inspector at the county", cast.inspector, cast.lixian.tenant.slug, here=True),
        asker("inspector at the township", cast.inspector, chexi, here=False),
        asker("operator", cast.operator, chexi, here=False, operator=True),
    ]


def rules_of(app: Application) -> list[tuple[Rule, Page]]:
    return [(rule, PAGES[rule.endpoint]) for rule in app.url_map.iter_rules()]


def path_of(app: Application, rule: Rule, page: Page, slug: str, values: dict[str, object]) -> str:
    adapter = app.url_map.bind("localhost", subdomain=page.realm.value)
    path = adapter.build(rule.endpoint, values)
    return f"/{slug}{path}" if page.realm is Realm.TENANT else path


def anything(rule: Rule) -> dict[str, object]:
    """Return values of the right shape that name nothing."""
    return {name: _nothing(rule._converters[name]) for name in rule.arguments}


def _nothing(converter: BaseConverter) -> object:
    if isinstance(converter, UUIDConverter):
        return uuid.uuid4()
    if isinstance(converter, IntegerConverter):
        return 1
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return "nothing"


@pytest.mark.usefixtures("no_csrf")
def test_every_page_is_open_to_exactly_those_whom_the_policy_grants(
    app: Application, askers: list[Asker], monkeypatch: pytest.MonkeyPatch
) -> None:
    # The real check runs, then a marker instead of the page: so what is asked is who comes through, nothing else.
    monkeypatch.setattr(
        gkcloud.access.area, "answer", lambda needs, scope, _view, _args: answer(needs, scope, lambda: REACHED, {})
    )
    faults = []
    for rule, page in rules_of(app):
        for method in sorted(rule.methods or ()):
            for asker in askers:
                path = path_of(app, rule, page, asker.slug, anything(rule))
                faults += _judge(asker, page, method, path, asker.client.open(path, method=method))
    assert faults == []


def _judge(asker: Asker, page: Page, method: str, path: str, given: Response) -> list[str]:
    is_open = asker.may_have(page)
    if is_open:
        is_right = given.status_code == 200 and (method == "HEAD" or given.text == REACHED)
    elif asker.actor is not None:
        is_right = given.status_code == 404
    elif method in {"GET", "HEAD"}:
        is_right = given.status_code == 303 and given.headers["Location"].startswith("/sign-in?next=")
    else:
        is_right = given.status_code == 401
    wanted = "open" if is_open else "refused"
    return [] if is_right else [f"{asker.name} {method} {path}: {given.status_code}, should be {wanted}"]


def test_no_method_answers_that_no_page_declares(app: Application) -> None:
    extra = {
        str(rule): (rule.methods or set()) - set(page.methods) - {"HEAD"}
        for rule, page in rules_of(app)
        if (rule.methods or set()) - set(page.methods) - {"HEAD"}
    }
    assert extra == {}


def test_an_address_without_a_capability_keeps_the_application_from_starting(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Application("plain", static_folder=None)
    seal(plain)
    plain.add_url_rule("/open-door", "open_door", lambda: "welcome")
    with pytest.raises(Unsealed, match="open-door"):
        seal(plain)

    class OpenArea:
        def register(self, app: Application) -> None:
            app.add_url_rule("/open-door", "open_door", lambda: "welcome")

    monkeypatch.setattr("gkcloud.web.application.AREAS", (OpenArea(),))
    with pytest.raises(Unsealed, match="open-door"):
        build(settings)


def test_the_document_is_what_the_code_says(app: Application) -> None:
    written = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    assert written == markdown(), "run `python -m gkcloud access > docs/access.md`"


def test_addresses_are_lower_case_words_joined_by_hyphens(app: Application) -> None:
    pattern = re.compile(r"[a-z0-9.]+(-[a-z0-9.]+)*|(<[^>]+>)(\.[a-z]+)?")
    bad = [
        str(rule)
        for rule, page in rules_of(app)
        if not all(pattern.fullmatch(part) for part in page.rule.strip("/").split("/") if part)
    ]
    assert bad == []


def test_no_tenant_can_take_an_address_of_the_platform(app: Application) -> None:
    first = {page.rule.strip("/").split("/")[0] for _, page in rules_of(app) if page.realm is Realm.PLATFORM}
    assert {part for part in first if part and not part.startswith("<")} <= RESERVED_SLUGS


@pytest.mark.usefixtures("no_csrf")
def test_things_of_another_tenant_are_not_there(app: Application, client: FlaskClient, cast: Cast) -> None:
    chexi, baini = cast.chexi.tenant, cast.baini.tenant
    clients = {role: signed_in_client(client, cast.baini[role]) for role in STAFF}
    faults = []
    for rule, page in rules_of(app):
        objects = {name for name in rule.arguments if not _is_fixed_word(rule, name)}
        if not objects:
            continue
        if missing := objects - set(FACTORIES):
            faults.append(f"{page.rule}: no factory makes {sorted(missing)}")
            continue
        values = _real_values(rule, chexi)
        for who, slug in _twins(page, baini, chexi):
            path = path_of(app, rule, page, slug, values)
            for method in sorted(rule.methods or ()):
                given = clients[who].open(path, method=method)
                if given.status_code != 404:
                    faults.append(f"{who} of {baini.slug} {method} {path}: {given.status_code}")
    assert faults == []


def _is_fixed_word(rule: Rule, name: str) -> bool:
    return name in NO_OBJECT or isinstance(rule._converters[name], AnyConverter)


def _real_values(rule: Rule, tenant: Tenant) -> dict[str, object]:
    fixed = {name: NO_OBJECT.get(name, value) for name, value in anything(rule).items() if name not in FACTORIES}
    return fixed | {name: FACTORIES[name](tenant) for name in rule.arguments if name in FACTORIES}


def _twins(page: Page, baini: Tenant, chexi: Tenant) -> Iterator[tuple[Role, str]]:
    """Name the twin who may use such a page at home; below the own tenant and, where it is not public, the other."""
    who = next((role for role in STAFF if may(page.needs, (role,))), Role.ADMINISTRATOR)
    yield who, baini.slug
    if page.realm is Realm.TENANT and not may(page.needs, (), signed_in=False):
        yield who, chexi.slug
