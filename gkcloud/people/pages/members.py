"""The people of a tenant, for its administrators."""

import uuid

from flask import Response, abort, flash, request, session, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from gkcloud.access.area import Area
from gkcloud.access.names import role_name
from gkcloud.access.policy import Can, Role
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.database import utc_now
from gkcloud.people import actions, queries
from gkcloud.people.forms import InviteForm, RolesForm
from gkcloud.people.queries import Member
from gkcloud.people.rules import assignable_roles
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.addresses import here
from gkcloud.web.office import show_office
from gkcloud.web.rendering import iso_minute, see_other

area = Area("members", realm=Realm.TENANT, prefix="/office/members", scope=ScopeKind.OFFICE)
NEW_LINK = "new_link"


@area.page("", needs=Can.MEMBERS_MANAGE)
def list_members() -> ResponseReturnValue:
    """Show the people of the tenant and its open invitations."""
    return _list_page(InviteForm(assignable_roles(current_tenant().kind)))


@area.page("/invite", needs=Can.MEMBERS_MANAGE, methods=["POST"])
def invite() -> ResponseReturnValue:
    """Make an invitation and show its link, once."""
    tenant = current_tenant()
    form = InviteForm(assignable_roles(tenant.kind), request.form)
    if not form.validate():
        return _list_page(form)
    roles = [Role(role) for role in form.roles.data]
    token = actions.invite(
        tenant.id, tenant.kind, name=form.name.data, roles=roles, actor=current_actor(), now=utc_now()
    )
    session[NEW_LINK] = here(url_for("invitations.accept", token=token))
    return see_other("members.list_members")


@area.page("/invitations/<uuid:invitation_id>/revoke", needs=Can.MEMBERS_MANAGE, methods=["POST"])
def revoke_invitation(invitation_id: uuid.UUID) -> ResponseReturnValue:
    """Make a link useless."""
    try:
        actions.revoke_invitation(current_tenant().id, invitation_id, actor=current_actor(), now=utc_now())
    except actions.Refused:
        abort(404)
    flash("邀请已撤销，链接不能再用。", "met")
    return see_other("members.list_members")


@area.page("/<uuid:member_id>", needs=Can.MEMBERS_MANAGE, methods=["GET", "POST"])
def show_member(member_id: uuid.UUID) -> ResponseReturnValue:
    """Show a member and change their roles."""
    member, tenant = _member(member_id), current_tenant()
    form = RolesForm(_choices(member), request.form, data={"roles": [role.value for role in member.roles]})
    if request.method == "GET" or not form.validate():
        return _member_page(member, form)
    try:
        wanted = [Role(role) for role in form.roles.data or ()]
        actions.change_roles(tenant, member_id, wanted, actor=current_actor(), now=utc_now())
    except actions.Refused as refused:
        form.roles.errors = [refused.sentence]
        return _member_page(member, form)
    flash(f"{member.name}的角色已更新，立即生效。", "met")
    return see_other("members.list_members")


@area.page("/<uuid:member_id>/suspend", needs=Can.MEMBERS_MANAGE, methods=["POST"])
def suspend_member(member_id: uuid.UUID) -> ResponseReturnValue:
    """End a member's roles and sign-ins at once."""
    member = _member(member_id)
    try:
        actions.suspend_member(current_tenant(), member_id, actor=current_actor(), now=utc_now())
    except actions.Refused as refused:
        return _list_page(InviteForm(assignable_roles(current_tenant().kind)), notice=refused.sentence)
    flash(f"{member.name}已停用，各处登录已全部退出。", "met")
    return see_other("members.list_members")


# Whether somebody serves another tenant is known to the identity scope only; it writes to this tenant alone.
@area.page("/<uuid:member_id>/reset-password", needs=Can.MEMBERS_MANAGE, methods=["POST"], scope=ScopeKind.IDENTITY)
def offer_reset(member_id: uuid.UUID) -> ResponseReturnValue:
    """Make a link that sets a new password, and show it, once."""
    member = _member(member_id)
    if not member.roles:
        abort(404)
    try:
        token = actions.offer_reset(current_tenant().id, member_id, actor=current_actor(), now=utc_now())
    except actions.Refused as refused:
        return _member_page(member, _roles_form(member), notice=refused.sentence)
    session[NEW_LINK] = here(url_for("invitations.accept", token=token))
    return see_other("members.list_members")


def _member(member_id: uuid.UUID) -> Member:
    member = queries.access_member(current_tenant().id, member_id)
    if member is None:
        abort(404)
    return member


def _choices(member: Member) -> list[Role]:
    # A role that the tenant could not give today, but that the person holds, can still be taken away.
    allowed = assignable_roles(current_tenant().kind)
    return [role for role in Role if role in allowed or role in member.roles]


def _roles_form(member: Member) -> RolesForm:
    return RolesForm(_choices(member), data={"roles": [role.value for role in member.roles]})


def _list_page(form: Form, *, notice: str = "") -> Response:
    tenant = current_tenant()
    return show_office(
        "people/members.html",
        title="人员与角色",
        here="members",
        tenant=current_tenant(),
        status=422 if form.errors or notice else 200,
        members=[_row(member) for member in queries.members_of(tenant.id)],
        invite={"form": form, "action": url_for("members.invite")},
        open_invitations=_open_invitations(tenant.id),
        new_link=session.pop(NEW_LINK, None),
        notice=notice,
    )


def _row(member: Member) -> dict[str, object]:
    state = ("在用", "met") if member.roles and member.is_active else ("已停用", "blocked")
    href = url_for("members.show_member", member_id=member.person_id)
    can_suspend = bool(member.roles) and member.person_id != current_actor().person_id
    return {
        "name": member.name,
        "account": member.login,
        "roles": _names(member),
        "state": {"text": state[0], "kind": state[1]},
        "href": href,
        "suspend_action": url_for("members.suspend_member", member_id=member.person_id) if can_suspend else None,
        "restore_href": None if member.roles else href,
    }


def _names(member: Member) -> str:
    return "、".join(role_name(role) for role in Role if role in member.roles)


def _open_invitations(tenant_id: uuid.UUID) -> list[dict[str, str]]:
    return [
        {
            "to": row.display_name,
            "role": "重设密码" if row.person_id else "、".join(role_name(role) for role in row.roles),
            "until": iso_minute(row.expires_at),
            "cancel_action": url_for("members.revoke_invitation", invitation_id=row.id),
        }
        for row in queries.open_invitations(tenant_id, utc_now())
    ]


def _member_page(member: Member, form: Form, *, notice: str = "") -> Response:
    return show_office(
        "people/member.html",
        title=member.name,
        here="members",
        tenant=current_tenant(),
        status=422 if form.errors or notice else 200,
        member={"name": member.name, "account": member.login, "roles": _names(member)},
        form=form,
        action=url_for("members.show_member", member_id=member.person_id),
        reset_action=url_for("members.offer_reset", member_id=member.person_id) if member.roles else None,
        back_href=url_for("members.list_members"),
        notice=notice,
    )
