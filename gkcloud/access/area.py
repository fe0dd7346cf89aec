"""Sealed registration of pages: no address exists that does not name who may use it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import answer
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind

if TYPE_CHECKING:
    from werkzeug.routing import Rule

View = Callable[..., ResponseReturnValue]


@dataclass(frozen=True, slots=True)
class Page:
    """What an address needs: a capability, a realm, and the scope that its transaction takes."""

    endpoint: str
    needs: Can
    realm: Realm
    scope: ScopeKind | None
    methods: tuple[str, ...]
    rule: str


PAGES: dict[str, Page] = {}


class Unsealed(RuntimeError):
    """The finished URL map holds an address that no capability guards."""


class Area:
    """A feature's pages. ``prefix`` is where they begin, below the tenant or the platform."""

    def __init__(self, name: str, *, realm: Realm, prefix: str = "", scope: ScopeKind | None) -> None:
        self.name = name
        self._realm = realm
        self._prefix = prefix
        self._scope = scope
        self._blueprint = Blueprint(name, f"gkcloud.{name}")

    def page(
        self, rule: str, *, needs: Can, methods: Iterable[str] = ("GET",), scope: ScopeKind | None = None
    ) -> Callable[[View], View]:
        """Register a view under ``rule``; the request's scope is opened around it and committed once after it."""

        def register(view: View) -> View:
            endpoint = f"{self.name}.{view.__name__}"
            path = f"{self._prefix}{rule}"
            page = Page(endpoint, needs, self._realm, scope or self._scope, tuple(methods), path)
            if endpoint in PAGES and PAGES[endpoint] != page:
                raise RuntimeError(f"two pages are called {endpoint}")
            PAGES[endpoint] = page

            @wraps(view)
            def guarded(**arguments: Any) -> ResponseReturnValue:
                return answer(page.needs, page.scope, view, arguments)

            self._blueprint.add_url_rule(
                path, view.__name__, guarded, methods=list(page.methods), subdomain=self._realm.value
            )
            return view

        return register

    def register(self, app: Flask) -> None:
        """Attach the area's pages to the application."""
        app.register_blueprint(self._blueprint)


def seal(app: Flask) -> None:
    """Raise Unsealed unless every rule of the finished URL map was registered by an Area."""
    rules: Iterable[Rule] = app.url_map.iter_rules()
    open_rules = [str(rule) for rule in rules if rule.endpoint not in PAGES]
    if open_rules:
        raise Unsealed(f"These addresses name no capability: {', '.join(open_rules)}")


def platform_paths(app: Flask) -> frozenset[str]:
    """Return the first path segments that belong to the platform and so can be no tenant's slug."""
    return frozenset(
        str(rule).split("|", 1)[-1].lstrip("/").partition("/")[0]
        for rule in app.url_map.iter_rules()
        if rule.subdomain == Realm.PLATFORM.value
    ) - {""}
