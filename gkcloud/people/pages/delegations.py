"""Lending a role for an absence (外出委托)."""

import uuid
from datetime import date

from flask import Response, abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from gkcloud.access.area import Area
from gkcloud.access.names import role_name
from gkcloud.access.policy import Can, Role
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.people import actions, queries
from gkcloud.people.actions.delegations import Loan
from gkcloud.people.forms import DelegationForm, role_choices
from gkcloud.people.model import Delegation
from gkcloud.people.rules import LENDABLE
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import local, today
from gkcloud.web.office import show_office
from gkcloud.web.rendering import chinese_date, see_other

area = Area("delegations", realm=Realm.TENANT, prefix="/office/delegations", scope=ScopeKind.OFFICE)


@area.page("", needs=Can.DELEGATION_LEND, methods=["GET", "POST"])
def list_delegations() -> ResponseReturnValue:
    """Show what is lent, one's own or, for an administrator, everybody's; and lend a role."""
    form = _form()
    if request.method == "GET" or not form.validate():
        return _page(form)
    loan = Loan(
        lender_id=uuid.UUID(form.lender.data),
        borrower_id=uuid.UUID(form.borrower.data),
        role=Role(form.role.data),
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        reason=form.reason.data,
    )
    now = utc_now()
    try:
        actions.lend_role(current_tenant().id, loan, actor=current_actor(), now=now, today=local(now).date())
    except actions.Refused as refused:
        form.form_errors = [refused.sentence]
        return _page(form)
    flash("委托已设置，到期自动收回。", "met")
    return see_other("delegations.list_delegations")


@area.page("/<uuid:delegation_id>/revoke", needs=Can.DELEGATION_LEND, methods=["POST"])
def revoke_delegation(delegation_id: uuid.UUID) -> ResponseReturnValue:
    """Take a lent role back at once."""
    try:
        actions.revoke_delegation(current_tenant().id, delegation_id, actor=current_actor(), now=utc_now())
    except actions.Refused:
        abort(404)
    flash("委托已收回，立即生效。", "met")
    return see_other("delegations.list_delegations")


def _is_manager() -> bool:
    return current_actor().may(Can.DELEGATION_MANAGE)


def _form() -> DelegationForm:
    actor, members = current_actor(), [each for each in queries.members_of(current_tenant().id) if each.roles]
    form = DelegationForm(request.form, lender=str(actor.person_id), starts_on=today())
    lenders = members if _is_manager() else [each for each in members if each.person_id == actor.person_id]
    form.lender.choices = [(str(each.person_id), each.name) for each in lenders if each.roles & LENDABLE]
    form.borrower.choices = [(str(each.person_id), each.name) for each in members if each.is_active]
    held = {role for each in lenders for role in each.roles}
    form.role.choices = role_choices(role for role in Role if role in held & LENDABLE)
    return form


def _page(form: Form) -> Response:
    tenant, actor = current_tenant(), current_actor()
    rows = queries.delegations_of(tenant.id, today(), None if _is_manager() else actor.person_id)
    names = {each.person_id: each.name for each in queries.members_of(tenant.id)}
    return show_office(
        "people/delegations.html",
        title="外出委托",
        here="delegations",
        tenant=current_tenant(),
        status=422 if form.errors else 200,
        delegations=[_row(row, names, today()) for row in rows],
        form=form if form.lender.choices else None,
        action=url_for("delegations.list_delegations"),
    )


def _row(row: Delegation, names: dict[uuid.UUID, str], day: date) -> dict[str, object]:
    is_running = row.starts_on <= day
    return {
        "lender": names.get(row.from_person_id, ""),
        "borrower": names.get(row.to_person_id, ""),
        "role": role_name(row.role),
        "days": f"{chinese_date(row.starts_on)}至{chinese_date(row.ends_on)}",
        "reason": row.reason,
        "state": {"text": "生效中", "kind": "met"} if is_running else {"text": "未开始", "kind": "waiting"},
        "revoke_action": url_for("delegations.revoke_delegation", delegation_id=row.id),
    }
