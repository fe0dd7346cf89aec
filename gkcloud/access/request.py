"""One request: who acts where, in which scope, and its single commit."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import Response, abort, g, make_response, redirect, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from gkcloud.access.policy import Actor, Can, may
from gkcloud.database import db
from gkcloud.tenancy.directory import Tenant, TenantUnknown, cached_directory, directory, is_outdated
from gkcloud.tenancy.routing import OWN_HOST, SLUG
from gkcloud.tenancy.scope import PLATFORM_TENANT, Scope, ScopeKind

_REFUSED = 400


def current_tenant() -> Tenant:
    """Return the tenant of the request; 404 on the platform's own addresses."""
    tenant: Tenant | None = g.get("tenant")
    if tenant is None:
        abort(404)
    return tenant


def current_actor() -> Actor:
    """Return whoever acts; only for pages that need somebody signed in."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        abort(404)
    return actor


def commit_anyway() -> None:
    """Let this request commit although it answers with an error: a failed sign-in leaves its trace."""
    g.commit_anyway = True


def answer(
    needs: Can, kind: ScopeKind | None, view: Callable[..., ResponseReturnValue], arguments: dict[str, Any]
) -> ResponseReturnValue:
    """Run a view as its page declares: the right person, in the right scope, committed once.

    A page that its reader may not have answers 404, exactly as one that does not exist; an anonymous reader of an
    office page is sent to sign in.
    """
    g.tenant = _tenant_of_request()
    tenant_id = g.tenant.id if g.tenant else None
    if not may(needs, (), signed_in=False):
        if not current_user.is_authenticated:
            return _to_sign_in()
        g.actor = current_user.actor_in(tenant_id)
        if not g.actor.may(needs):
            abort(404)
    elif kind is ScopeKind.IDENTITY and current_user.is_authenticated:
        # An open page that treats whoever is signed in differently: found out before the scope opens, for scopes do
        # not nest.
        g.actor = current_user.actor_in(tenant_id)
    if kind is None:
        return view(**arguments)
    with _scope(kind, g.tenant, g.get("actor")).opened():
        if is_outdated():
            g.tenant = _tenant_of_request(fresh=True)
        response = make_response(view(**arguments))
        if request.method not in {"GET", "HEAD"}:
            _finish(response)
    return response


def _finish(response: Response) -> None:
    if response.status_code < _REFUSED or g.get("commit_anyway"):
        db.session.commit()


def _tenant_of_request(*, fresh: bool = False) -> Tenant | None:
    slug, host = request.environ.get(SLUG), request.environ.get(OWN_HOST)
    if slug is None and host is None:
        return None
    try:
        return _look_up(slug, host, fresh=fresh)
    except TenantUnknown:
        try:
            return _look_up(slug, host, fresh=True)
        except TenantUnknown:
            abort(404)


def _look_up(slug: str | None, host: str | None, *, fresh: bool) -> Tenant:
    tree = directory() if fresh else cached_directory()
    return tree.by_slug(slug) if slug is not None else tree.by_host(host or "")


def _scope(kind: ScopeKind, tenant: Tenant | None, actor: Actor | None) -> Scope:
    person_id: uuid.UUID | None = actor.person_id if actor else None
    if kind is ScopeKind.PUBLIC:
        return Scope.public(tenant.id if tenant else None)
    if kind is ScopeKind.PLATFORM:
        return Scope.platform(person_id)
    if kind is ScopeKind.IDENTITY:
        return Scope.identity(person_id, tenant.id if tenant else PLATFORM_TENANT)
    if person_id is None:
        abort(404)
    if tenant is None:
        return Scope.inbox(person_id, current_user.tenant_ids)
    if kind is ScopeKind.SUBTREE:
        below = cached_directory().below(tenant)
        return Scope.subtree(tenant.id, (each.id for each in below), person_id)
    return Scope.office(tenant.id, person_id)


def _to_sign_in() -> ResponseReturnValue:
    if request.method not in {"GET", "HEAD"}:
        abort(401)
    from gkcloud.web.addresses import platform_address  # noqa: PLC0415 - addresses need the app's finished map

    here = request.script_root + request.full_path.rstrip("?")
    target = platform_address("people.sign_in", next=here)
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": target})
    return redirect(target, 303)
