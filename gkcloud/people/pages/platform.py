"""The operators' pages: tenants and accounts, never content. Their scope has no right to any table that holds it."""

import uuid
from typing import Any

from flask import Response, abort, flash, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from gkcloud.access.area import Area
from gkcloud.access.names import role_name
from gkcloud.access.policy import Can, Role
from gkcloud.access.request import current_actor
from gkcloud.database import utc_now
from gkcloud.people import actions, queries
from gkcloud.people.forms import ProvisionForm, ReasonForm
from gkcloud.people.queries import PersonFound
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.tenancy.scope import PLATFORM_TENANT, ScopeKind
from gkcloud.web.addresses import here, tenant_address
from gkcloud.web.office import exists, show_office
from gkcloud.web.rendering import see_other

area = Area("platform", realm=Realm.PLATFORM, prefix="/platform", scope=ScopeKind.PLATFORM)
_NEW_LINK = "new_link"
_KINDS = {TenantStatus.ACTIVE: "met", TenantStatus.SUSPENDED: "soon", TenantStatus.CLOSED: "blocked"}


@area.page("", needs=Can.TENANTS_PROVISION)
def list_tenants() -> ResponseReturnValue:
    """Show every tenant with its status and how many people serve it."""
    members, roles = queries.member_counts(), queries.role_counts()
    rows = [_row(tenant, members, roles) for tenant in directory().all() if tenant.id != PLATFORM_TENANT]
    return show_office(
        "people/platform.html",
        title="平台管理",
        here="tenants",
        tenant=None,
        tenants=rows,
        new_link=session.pop(_NEW_LINK, None),
    )


@area.page("/tenants/<uuid:tenant_id>/administrator", needs=Can.TENANTS_PROVISION, methods=["GET", "POST"])
def invite_administrator(tenant_id: uuid.UUID) -> ResponseReturnValue:
    """Invite the first administrator of a tenant. Where there is one, inviting others is that person's business."""
    tenant = _tenant(tenant_id)
    form = ProvisionForm(request.form)
    if request.method == "GET" or not form.validate():
        return _provision_page(tenant, form)
    if queries.role_counts().get((tenant.id, Role.ADMINISTRATOR)):
        form.form_errors = ["这个单位已有管理员，其他人员由该管理员邀请。"]
        return _provision_page(tenant, form)
    roles, now = [Role.ADMINISTRATOR], utc_now()
    token = actions.invite(tenant.id, tenant.kind, name=form.name.data, roles=roles, actor=current_actor(), now=now)
    session[_NEW_LINK] = here(f"/{tenant.slug}/office/invite/{token}")
    return see_other("platform.list_tenants")


@area.page("/people", needs=Can.PEOPLE_SUSPEND)
def find_people() -> ResponseReturnValue:
    """Find a person by account or name."""
    text = request.args.get("q", "").strip()
    found = queries.find_people(text) if text else []
    return show_office(
        "people/platform_people.html",
        title="平台人员",
        here="people",
        tenant=None,
        query=text,
        people=[_person_row(person) for person in found],
        new_link=session.pop(_NEW_LINK, None),
    )


@area.page("/people/<uuid:person_id>", needs=Can.PEOPLE_SUSPEND)
def show_person(person_id: uuid.UUID) -> ResponseReturnValue:
    """Show a person's account and where they serve."""
    return _person_page(_person(person_id), ReasonForm())


@area.page("/people/<uuid:person_id>/suspend", needs=Can.PEOPLE_SUSPEND, methods=["POST"])
def suspend_person(person_id: uuid.UUID) -> ResponseReturnValue:
    """Close an account at once, everywhere."""
    person, form = _person(person_id), ReasonForm(request.form)
    if not form.validate():
        return _person_page(person, form)
    try:
        actions.suspend_person(person_id, reason=form.reason.data, actor=current_actor(), now=utc_now())
    except actions.Refused as refused:
        form.form_errors = [refused.sentence]
        return _person_page(person, form)
    flash(f"{person.name}的账号已停用，各处登录已全部退出。", "met")
    return see_other("platform.show_person", person_id=person_id)


@area.page("/people/<uuid:person_id>/restore", needs=Can.PEOPLE_SUSPEND, methods=["POST"])
def restore_person(person_id: uuid.UUID) -> ResponseReturnValue:
    """Reopen an account."""
    person = _person(person_id)
    actions.restore_person(person_id, actor=current_actor(), now=utc_now())
    flash(f"{person.name}的账号已恢复。", "met")
    return see_other("platform.show_person", person_id=person_id)


@area.page("/people/<uuid:person_id>/reset-password", needs=Can.PEOPLE_SUSPEND, methods=["POST"])
def offer_reset(person_id: uuid.UUID) -> ResponseReturnValue:
    """Make a link that sets a new password, for people whom no single tenant may reset; the reason is recorded."""
    person, form = _person(person_id), ReasonForm(request.form)
    if not form.validate():
        return _person_page(person, form)
    token = actions.offer_reset(
        PLATFORM_TENANT, person_id, actor=current_actor(), now=utc_now(), reason=form.reason.data.strip()
    )
    session[_NEW_LINK] = here(url_for("people.accept_on_platform", token=token))
    return see_other("platform.find_people", q=person.login)


def _tenant(tenant_id: uuid.UUID) -> Tenant:
    try:
        tenant = directory().by_id(tenant_id)
    except TenantUnknown:
        abort(404)
    if tenant.id == PLATFORM_TENANT:
        abort(404)
    return tenant


def _person(person_id: uuid.UUID) -> PersonFound:
    person = queries.person_found(person_id)
    if person is None:
        abort(404)
    return person


def _row(
    tenant: Tenant, members: dict[uuid.UUID, int], roles: dict[tuple[uuid.UUID, Role], int]
) -> dict[str, object]:
    administrators = roles.get((tenant.id, Role.ADMINISTRATOR), 0)
    is_served = tenant.status is TenantStatus.ACTIVE
    invite = url_for("platform.invite_administrator", tenant_id=tenant.id)
    return {
        "name": tenant.name,
        "kind": tenant.kind.label,
        "slug": tenant.slug,
        "href": tenant_address(tenant, "site.home") if is_served and exists("site.home") else None,
        "state": {"text": tenant.status.label, "kind": _KINDS[tenant.status]},
        "members": members.get(tenant.id, 0),
        "administrators": administrators,
        "invite_href": invite if is_served and not administrators else None,
    }


def _provision_page(tenant: Tenant, form: Form) -> Response:
    return show_office(
        "people/provision.html",
        title="邀请管理员",
        here="tenants",
        tenant=None,
        status=422 if form.errors else 200,
        unit=tenant.name,
        form=form,
        action=url_for("platform.invite_administrator", tenant_id=tenant.id),
        back_href=url_for("platform.list_tenants"),
    )


def _person_row(person: PersonFound) -> dict[str, object]:
    return {
        "name": person.name,
        "account": person.login,
        "state": {"text": "在用", "kind": "met"} if person.is_active else {"text": "已停用", "kind": "blocked"},
        "href": url_for("platform.show_person", person_id=person.person_id),
    }


def _person_page(person: PersonFound, form: Form) -> Response:
    tree = directory()
    held = queries.tenants_of([person.person_id]).get(person.person_id, {})
    serves = [(tree.by_id(tenant_id).name, "、".join(map(role_name, roles))) for tenant_id, roles in held.items()]
    ids: dict[str, Any] = {"person_id": person.person_id}
    return show_office(
        "people/platform_person.html",
        title=person.name,
        here="people",
        tenant=None,
        status=422 if form.errors else 200,
        who={"name": person.name, "account": person.login, "is_active": person.is_active},
        serves=serves,
        form=form,
        suspend_action=url_for("platform.suspend_person", **ids) if person.is_active else None,
        restore_action=None if person.is_active else url_for("platform.restore_person", **ids),
        reset_action=url_for("platform.offer_reset", **ids),
        back_href=url_for("platform.find_people"),
    )
