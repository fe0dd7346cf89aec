"""Which realm and which tenant an address names: ``/<slug>/…`` on the platform's hosts, ``/…`` on a tenant's own."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REALM = "gkcloud.realm"
SLUG = "gkcloud.slug"
OWN_HOST = "gkcloud.own_host"


class Realm(StrEnum):
    """The two sets of addresses; werkzeug keeps them apart as two subdomains of one map."""

    PLATFORM = "platform"
    TENANT = "tenant"


class TenantRouting:
    """WSGI middleware that moves the tenant's part of the path into SCRIPT_NAME, so that url_for is right in both."""

    def __init__(self, app: "WSGIApplication", platform_hosts: Iterable[str], platform_paths: Iterable[str]) -> None:
        self._app = app
        self._platform_hosts = frozenset(platform_hosts)
        self._platform_paths = frozenset(platform_paths)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Route, then hand on."""
        self._route(environ)
        return self._app(environ, start_response)

    def _route(self, environ: "WSGIEnvironment") -> None:
        host = host_without_port(environ.get("HTTP_HOST", ""))
        first, _, rest = environ.get("PATH_INFO", "/").lstrip("/").partition("/")
        if first in self._platform_paths and first:
            environ[REALM] = Realm.PLATFORM
        elif host not in self._platform_hosts:
            environ[REALM], environ[OWN_HOST] = Realm.TENANT, host
        elif first == "":
            environ[REALM] = Realm.PLATFORM
        else:
            environ[REALM], environ[SLUG] = Realm.TENANT, first
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{first}"
            # "/lixian" without its slash leaves an empty path, which werkzeug answers with a redirect to "/lixian/".
            environ["PATH_INFO"] = f"/{rest}" if rest or environ["PATH_INFO"].endswith("/") else ""


def host_without_port(host: str) -> str:
    """Return the host name of a Host header in lower case, without port; IPv6 brackets stay."""
    if host.startswith("["):
        return host.partition("]")[0].lower() + "]"
    return host.partition(":")[0].lower()
