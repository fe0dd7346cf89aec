"""Whether the process lives, and whether it can serve."""

from flask import current_app, jsonify
from flask.typing import ResponseReturnValue
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.jobs.queues import Queues
from gkcloud.tenancy.directory import is_outdated
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import Scope

area = Area("health", realm=Realm.PLATFORM, scope=None)


@area.page("/healthz", needs=Can.HEALTH_READ)
def healthz() -> ResponseReturnValue:
    """Say that the process lives."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


@area.page("/readyz", needs=Can.HEALTH_READ)
def readyz() -> ResponseReturnValue:
    """Say whether database, queue and storage answer."""
    answers = {"database": _database_answers(), "queue": _queue_answers(), "storage": _storage_answers()}
    return jsonify(answers), 200 if all(answers.values()) else 503


def _database_answers() -> bool:
    try:
        with Scope.public(None).opened():
            is_outdated()
    except SQLAlchemyError:
        return False
    return True


def _queue_answers() -> bool:
    queues: Queues = current_app.extensions["queues"]
    try:
        return bool(queues.connection.ping())
    except RedisError:
        return False


def _storage_answers() -> bool:
    try:
        current_app.extensions["storage"].check()
    except OSError:
        return False
    return True
