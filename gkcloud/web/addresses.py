"""Addresses across realms: from a tenant's page to the platform's and back, and whole ones for feeds and QR codes."""

from flask import current_app, request

from gkcloud.config import Settings
from gkcloud.tenancy.directory import Tenant, cached_directory
from gkcloud.tenancy.routing import OWN_HOST, Realm


def platform_address(endpoint: str, **values: object) -> str:
    """Return the path of a platform page; right from every realm that is served on the platform's host."""
    adapter = current_app.url_map.bind(request.host, script_name="/", subdomain=Realm.PLATFORM)
    return adapter.build(endpoint, {key: value for key, value in values.items() if value is not None})


def tenant_address(tenant: Tenant, endpoint: str, *, whole: bool = False, **values: object) -> str:
    """Return the address of a tenant's page.

    A path where the reader already is on the right host; with ``whole`` always with scheme and host: the tenant's own
    host name where it has one, the platform's otherwise.
    """
    own_host = cached_directory().host_of(tenant)
    on_own_host = request.environ.get(OWN_HOST) is not None
    base = "/" if own_host and (on_own_host or whole) else f"/{tenant.slug}/"
    adapter = current_app.url_map.bind(request.host, script_name=base, subdomain=Realm.TENANT)
    path = adapter.build(endpoint, {key: value for key, value in values.items() if value is not None})
    if not whole and not (on_own_host and not own_host):
        return path
    return f"{request.scheme}://{own_host or _platform_host()}{path}"


def printed_address(tenant: Tenant, endpoint: str, **values: object) -> str:
    """Return the whole address of a tenant's public page as it goes onto paper: the same whoever asks, and without a request.

    The tenant's own host name where it has one, otherwise the first of the platform's; https unless the deployment does
    without, as the demonstration does.
    """
    settings: Settings = current_app.settings  # type: ignore[attr-defined]
    own_host = cached_directory().host_of(tenant)
    host, base = (own_host, "/") if own_host else (settings.platform_hosts[0], f"/{tenant.slug}/")
    adapter = current_app.url_map.bind(host, script_name=base, subdomain=Realm.TENANT)
    return f"{'https' if settings.secure_cookies else 'http'}://{host}{adapter.build(endpoint, values)}"


def here(path: str) -> str:
    """Return the whole address of a path on the host that the request came to; for links that people copy."""
    return f"{request.scheme}://{request.host}{path}"


def _platform_host() -> str:
    if request.environ.get(OWN_HOST) is None:
        return request.host
    hosts: tuple[str, ...] = current_app.settings.platform_hosts  # type: ignore[attr-defined]
    return hosts[0]
