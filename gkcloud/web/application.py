"""Putting the application together: database, queues, areas, errors; sealed at the end."""

from datetime import timedelta
from pathlib import Path

from flask import Flask, Request
from redis import Redis
from redis.connection import ConnectionPool
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import MapAdapter

import gkcloud.models  # noqa: F401 - foreign keys between areas need all of them
from gkcloud.access import names
from gkcloud.access.area import Area, platform_paths, seal
from gkcloud.config import Settings
from gkcloud.database import db
from gkcloud.files.storage import storage_from
from gkcloud.jobs import actions as jobs
from gkcloud.jobs.queues import Queues
from gkcloud.obligations import rulebook, standings
from gkcloud.people import session
from gkcloud.tenancy import scope
from gkcloud.tenancy.routing import REALM, Realm, TenantRouting
from gkcloud.web import compression, connections, errors, headers, limits, logs, metrics, rendering, sentry, static
from gkcloud.web.areas import AREAS
from gkcloud.web.sessions import QuietSessions

ROOT = Path(__file__).parents[2]


class Application(Flask):
    """Flask with two sets of addresses in one map: the platform's, and each tenant's."""

    settings: Settings

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Bind the map to the request's realm; outside a request there is no address to build."""
        if request is None:
            return None
        realm = request.environ.get(REALM, Realm.PLATFORM)
        return self.url_map.bind_to_environ(request.environ, subdomain=realm)


def build(settings: Settings) -> Application:
    """Return the application for these settings."""
    app = Application("gkcloud", static_folder=None, template_folder=str(ROOT / "templates"))
    app.settings = settings
    app.config.update(_flask_config(settings))
    app.session_interface = QuietSessions()
    sentry.install(settings)
    compression.install(app)
    logs.install(app)
    if settings.metrics_port is not None:
        metrics.install(app)
    db.init_app(app)
    with app.app_context():
        connections.install(db.engine)
    scope.install(db.session)
    jobs.install(db.session)
    standings.install(db.session)
    app.extensions["queues"] = Queues(Redis(connection_pool=ConnectionPool.from_url(settings.redis_url)))
    app.extensions["storage"] = storage_from(settings)
    names.install(app, settings.packs_dir)
    rulebook.install(app, settings.packs_dir)
    session.install(app)
    limits.install(app, app.extensions["queues"].connection)
    static.install(app)
    rendering.install(app)
    headers.install(app)
    errors.install(app)
    _register(app, AREAS)
    seal(app)
    app.wsgi_app = TenantRouting(app.wsgi_app, settings.platform_hosts, platform_paths(app))  # type: ignore[method-assign]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        # Not the host: proxies pass the Host header on, and a forged X-Forwarded-Host would choose another tenant.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    return app


def _register(app: Application, areas: tuple[Area, ...]) -> None:
    for area in areas:
        area.register(app)


def _flask_config(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key.get_secret_value(),
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {"pool_size": settings.pool_size, "max_overflow": 4, "hide_parameters": True},
        "SESSION_COOKIE_NAME": "__Host-gk" if settings.secure_cookies else "gk",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_PATH": "/",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "MAX_CONTENT_LENGTH": settings.upload_megabytes * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        # Flask would answer OPTIONS by itself, past the sealed pages.
        "PROVIDE_AUTOMATIC_OPTIONS": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_I18N_ENABLED": False,
    }
