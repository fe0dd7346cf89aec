"""Draws every page that can be read, for somebody who may read it, with every object of the world that it can show."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import product

from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.routing import AnyConverter, Rule
from werkzeug.test import TestResponse

from gkcloud.access.area import PAGES, Page
from gkcloud.access.policy import Actor, Can, Role, may
from gkcloud.database import db, utc_now
from gkcloud.files.model import StoredFile
from gkcloud.people import totp
from gkcloud.people.model import Person
from gkcloud.people.rules import new_token
from gkcloud.standards.model import StandardVersion
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.rules import Stage
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope
from gkcloud.web.application import Application
from gkcloud.web.clock import today
from tests.factories import rectifying
from tests.factories.cast import PASSWORD, STAFF
from tests.factories.people_objects import invitation, invitation_token
from tests.factories.registry import factories
from tests.factories.signing_in import open_session, sign_in
from tests.factories.world import World

OK = 200
# Who has to do with quarterly lists; 白泥镇 has them, 车溪乡 has not.
LISTING = (Role.AUTHOR, Role.SUPERVISION_MEMBER, Role.SIGNER)


@dataclass(frozen=True)
class Reader:
    """Somebody who looks at pages: with which browser, below which tenant, holding which roles."""

    name: str
    client: FlaskClient
    slug: str
    in_tenant: frozenset[Role] = frozenset()
    on_platform: frozenset[Role] = frozenset()
    is_signed_in: bool = True

    def may_have(self, page: Page) -> bool:
        roles = self.in_tenant if page.realm is Realm.TENANT else self.on_platform
        return may(page.needs, roles, signed_in=self.is_signed_in)


@dataclass(frozen=True)
class Drawn:
    """One page as one reader got it."""

    page: Page
    reader: Reader
    path: str
    html: str = field(repr=False)

    def __str__(self) -> str:
        return f"{self.reader.name} at {self.path}"


def html_of(answer: TestResponse) -> str:
    """Return a page's text, empty for anything else than a page that was drawn."""
    return answer.text if answer.status_code == OK and answer.mimetype == "text/html" else ""


def readers_of(app: Application, world: World) -> list[Reader]:
    """Return everybody: who holds most first, so that a page is drawn with everything it offers."""
    cast, chexi = world.cast, world.cast.chexi.tenant.slug

    def reader(actor: Actor, slug: str, *, is_operator: bool = False) -> Reader:
        client = app.test_client()
        sign_in(client, actor)
        held, none = actor.roles, frozenset[Role]()
        return Reader(actor.name, client, slug, none if is_operator else held, held if is_operator else none)

    return [
        Reader("anonymous", app.test_client(), chexi, is_signed_in=False),
        # Some pages are a county's only.
        Reader("anonymous", app.test_client(), cast.lixian.tenant.slug, is_signed_in=False),
        *(reader(cast.chexi[role], chexi) for role in STAFF),
        *(reader(cast.baini[role], cast.baini.tenant.slug) for role in LISTING),
        reader(cast.inspector, cast.lixian.tenant.slug),
        reader(cast.lixian.signer, cast.lixian.tenant.slug),
        reader(cast.operator, chexi, is_operator=True),
        _with_half_a_second_factor(app, world),
        _before_the_code(app, world),
    ]


def _with_half_a_second_factor(app: Application, world: World) -> Reader:
    """Return somebody whose phone has the secret but has not shown a code."""
    actor = world.cast.lixian.author
    _give_secret(app, actor, is_confirmed=False)
    client = app.test_client()
    sign_in(client, actor)
    open_session(actor)
    return Reader("with half a second factor", client, world.cast.lixian.tenant.slug, actor.roles)


def _before_the_code(app: Application, world: World) -> Reader:
    """Return somebody who gave the right password and is asked for the code."""
    actor, slug = world.cast.lixian.reviewer, world.cast.lixian.tenant.slug
    _give_secret(app, actor, is_confirmed=True)
    client = app.test_client()
    token = client.get("/sign-in").text.partition('name="csrf_token" value="')[2].partition('"')[0]
    typed = {"account": f"{slug}.{Role.REVIEWER.value}", "password": PASSWORD, "csrf_token": token}
    answer = client.post("/sign-in", data=typed)
    assert answer.location.endswith("/sign-in/code"), answer.text
    return Reader("before the code", client, slug, is_signed_in=False)


def _give_secret(app: Application, actor: Actor, *, is_confirmed: bool) -> None:
    secret = totp.seal_secret(totp.new_secret(), str(app.secret_key))
    values = {"totp_secret": secret, "totp_confirmed_at": utc_now() if is_confirmed else None}
    with Scope.identity(actor.person_id).opened():
        db.session.execute(update(Person).where(Person.id == actor.person_id).values(**values))
        db.session.commit()


class Drawing:
    """What stands for the arguments of addresses, and everything drawn with it."""

    def __init__(self, app: Application, world: World) -> None:
        self.app = app
        self.readers = readers_of(app, world)
        self._tenant = world.cast.chexi.tenant
        self._choices = self._objects(world)
        self.drawn: list[Drawn] = []
        self.answered: set[str] = set()
        self.faults: list[str] = []

    def draw(self) -> None:
        """Ask for every page that answers GET."""
        for rule in self.app.url_map.iter_rules():
            page = PAGES[rule.endpoint]
            if "GET" in page.methods:
                self._draw(rule, page)

    def _draw(self, rule: Rule, page: Page) -> None:
        for values in self._values(rule):
            for reader in self._asking(page):
                path = self.path_of(rule, page, reader.slug, values)
                answer = reader.client.get(path)
                if answer.status_code >= 500:
                    self.faults.append(f"{reader.name} at {path}: {answer.status_code}")
                if answer.status_code != OK:
                    continue
                self.answered.add(page.endpoint)
                if not (html := html_of(answer)):
                    return
                self.drawn.append(Drawn(page, reader, path, html))
                if rule.arguments:
                    break

    def _asking(self, page: Page) -> Iterable[Reader]:
        if page.needs is Can.PUBLIC_READ:
            return self.readers[:2]
        return [reader for reader in self.readers if reader.may_have(page)]

    def path_of(self, rule: Rule, page: Page, slug: str, values: dict[str, object]) -> str:
        """Return an address below a tenant."""
        path = self.app.url_map.bind("localhost", subdomain=page.realm.value).build(rule.endpoint, values)
        return f"/{slug}{path}" if page.realm is Realm.TENANT else path

    def _values(self, rule: Rule) -> Iterator[dict[str, object]]:
        names = sorted(rule.arguments)
        for chosen in product(*(self._choice(rule, name) for name in names)):
            yield dict(zip(names, chosen, strict=True))

    def _choice(self, rule: Rule, name: str) -> list[object]:
        converter = rule._converters[name]
        if isinstance(converter, AnyConverter):
            return list(converter.items)
        if name not in self._choices and name in (made := factories()):
            self._choices[name] = [made[name](self._tenant)]
        # A page whose argument nothing makes is not drawn, and the sweep says so.
        return self._choices.get(name, [])

    def _objects(self, world: World) -> dict[str, list[object]]:
        tenant, platform = self._tenant, directory().by_id(PLATFORM_TENANT)
        with Scope.office(tenant.id).opened():
            files = db.session.execute(select(StoredFile.id)).scalars().all()
        with Scope.office(world.cast.lixian.tenant.id).opened():
            versions: list[object] = list(db.session.execute(select(StandardVersion.id)).scalars())
        # Two areas may call theirs by the same name: a page takes what it has, and answers 404 to the other's.
        orders = {name: list(made.values()) for name, made in rectifying.everything(world.cast).items()}
        shared = {
            name: [*world.demonstrations.get(name, ()), *orders.get(name, ())]
            for name in {*world.demonstrations, *orders}
        }
        shared["photo_id"] = [*shared.get("photo_id", ()), *world.photos]
        return {
            **shared,
            "post_id": [*world.posts.values(), *world.listed],
            "list_id": list(world.lists.values()),
            "issue_id": list(world.issues.values()),
            "printing_id": list(world.printings.values()),
            "file_id": list(files),
            "unit": [world.cast.chexi.tenant.slug],
            "standard_id": list(world.standards),
            "version_id": versions,
            "campaign_id": list(world.campaigns.values()),
            "sheet_id": list(world.sheets.values()),
            "target_id": [tenant.id],
            "token": [invitation_token(tenant), _reset_token(tenant, world), invitation_token(platform)],
            "stage": [Stage.SIGN_OFF.value],
            "unit_id": [tenant.id, world.cast.lixian.tenant.id],
            "indicator": ["score", "published", "publish_days"],
            "month": [f"{today():%Y-%m}"],
            "code": [column.code for column in tenant.spec.columns[:3]],
        }


def _reset_token(tenant: Tenant, world: World) -> str:
    token, person_id = new_token(), world.cast.chexi.author.person_id
    invitation(tenant, token=token, roles=(), person_id=person_id)
    return token
