"""What a person finds behind an invitation's link, or behind a link that sets a new password."""

import uuid
from collections.abc import Callable

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue
from wtforms import Form

from gkcloud.access.area import Area
from gkcloud.access.names import role_name
from gkcloud.access.policy import Can
from gkcloud.access.request import current_tenant
from gkcloud.database import utc_now
from gkcloud.people import actions, queries
from gkcloud.people.forms import AcceptForm, ResetForm
from gkcloud.people.model import Invitation
from gkcloud.people.pages.sign_in import area
from gkcloud.people.session import signed_in
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import PLATFORM_TENANT, ScopeKind
from gkcloud.web.addresses import platform_address
from gkcloud.web.plain import show_plain
from gkcloud.web.rendering import chinese_date

# The link names its tenant, so that the scope in which it is used can write there and nowhere else.
office_area = Area("invitations", realm=Realm.TENANT, prefix="/office", scope=ScopeKind.IDENTITY)


@office_area.page("/invite/<token>", needs=Can.INVITATION_ACCEPT, methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    """Accept an invitation to a tenant, or set a new password there."""
    return _answer(token, current_tenant())


@area.page("/invite/<token>", needs=Can.INVITATION_ACCEPT, methods=["GET", "POST"])
def accept_on_platform(token: str) -> ResponseReturnValue:
    """Accept an invitation to run the platform, or set a new password that operators offered."""
    return _answer(token, None)


def _answer(token: str, tenant: Tenant | None) -> ResponseReturnValue:
    tenant_id = tenant.id if tenant else PLATFORM_TENANT
    invitation = queries.access_invitation(tenant_id, token, utc_now())
    if invitation is None:
        return _page("邀请已失效", None, tenant, AcceptForm(), status=404)
    if invitation.person_id is not None:
        return _reset(token, invitation, tenant)
    if request.form.get("as") == "me" and signed_in() is not None:
        return _join(token, invitation, tenant)
    return _open_account(token, invitation, tenant)


def _open_account(token: str, invitation: Invitation, tenant: Tenant | None) -> ResponseReturnValue:
    form = AcceptForm(request.form, name=invitation.display_name)
    if request.method == "GET" or not form.validate():
        return _page("接受邀请", invitation, tenant, form)
    account = actions.NewAccount(form.name.data, form.account.data, form.password.data)
    words, tenant_id = _words(tenant), invitation.tenant_id
    return _finish(
        lambda: actions.accept_as_new(tenant_id, token, account, now=utc_now(), words=words),
        lambda: _page("接受邀请", invitation, tenant, form),
        form,
        "账号已开通，请登录。",
    )


def _join(token: str, invitation: Invitation, tenant: Tenant | None) -> ResponseReturnValue:
    me = signed_in()
    person_id = me.person_id if me else uuid.UUID(int=0)
    form = AcceptForm(name=invitation.display_name)
    return _finish(
        lambda: actions.accept_as_member(invitation.tenant_id, token, person_id=person_id, now=utc_now()),
        lambda: _page("接受邀请", invitation, tenant, form),
        form,
        "邀请已接受，新角色已经生效。",
        target="people.account",
    )


def _reset(token: str, invitation: Invitation, tenant: Tenant | None) -> ResponseReturnValue:
    form = ResetForm(request.form)
    if request.method == "GET" or not form.validate():
        return _page("重设密码", invitation, tenant, form)
    words, tenant_id = _words(tenant), invitation.tenant_id
    return _finish(
        lambda: actions.reset_password(tenant_id, token, form.password.data, now=utc_now(), words=words),
        lambda: _page("重设密码", invitation, tenant, form),
        form,
        "密码已重设，请用新密码登录。",
    )


def _finish(
    act: Callable[[], object],
    again: Callable[[], Response],
    form: Form,
    done: str,
    *,
    target: str = "people.sign_in",
) -> ResponseReturnValue:
    try:
        act()
    except actions.Refused as refused:
        if refused.field:
            form[refused.field].errors = [refused.sentence]
        else:
            form.form_errors = [refused.sentence]
        return again()
    flash(done, "met")
    return redirect(platform_address(target), 303)


def _page(
    title: str, invitation: Invitation | None, tenant: Tenant | None, form: Form, *, status: int | None = None
) -> Response:
    me, shown = signed_in(), None
    if invitation is not None:
        by = queries.names_of([invitation.invited_by]) if invitation.invited_by else {}
        shown = {
            "tenant": tenant.name if tenant else "政务公开平台",
            "role": "、".join(role_name(role) for role in invitation.roles),
            "by": next(iter(by.values()), "平台"),
            "until": chinese_date(invitation.expires_at),
            "is_reset": invitation.person_id is not None,
        }
    return show_plain(
        "people/invite.html",
        title=title,
        status=status or (422 if form.errors else 200),
        invitation=shown,
        form=form,
        action=request.script_root + request.path,
        me={"name": me.name, "account": me.login} if me else None,
        sign_in_href=platform_address("people.sign_in", next=request.script_root + request.path),
    )


def _words(tenant: Tenant | None) -> tuple[str, ...]:
    return (tenant.name, tenant.short_name, tenant.slug) if tenant else ()
