"""A person's own account: roles, password, second factor, open sign-ins."""

import uuid
from datetime import timedelta

from flask import Response, abort, current_app, flash, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Form

from gkcloud.access.names import role_name
from gkcloud.access.policy import Can
from gkcloud.database import db, utc_now
from gkcloud.people import actions, queries, totp
from gkcloud.people.forms import CodeForm, ConfirmForm, PasswordForm
from gkcloud.people.model import Person
from gkcloud.people.pages.sign_in import area
from gkcloud.people.rules import SIGN_IN_LASTS
from gkcloud.people.session import SignedIn, signed_in
from gkcloud.tenancy.directory import directory
from gkcloud.web.addresses import tenant_address
from gkcloud.web.limits import caller_of, limits
from gkcloud.web.office import show_office
from gkcloud.web.plain import show_plain
from gkcloud.web.rendering import iso_minute, see_other

_TEXT_SIZES = {"normal": "标准", "large": "大字", "larger": "特大字"}
_YEAR = 365 * 24 * 3600


@area.page("/account", needs=Can.ACCOUNT_MANAGE)
def account() -> ResponseReturnValue:
    """Show who one is, where one serves, and where one is signed in."""
    me = _me()
    person = db.session.get_one(Person, me.person_id)
    chosen, sessions = request.cookies.get("text", "normal"), _sessions(me)
    is_on = person.totp_confirmed_at is not None
    return show_office(
        "people/account.html",
        title="我的",
        here="account",
        tenant=None,
        facts=[("姓名", me.name), ("账号", me.login), ("密码修改时间", iso_minute(person.password_changed_at))],
        roles=_roles(me),
        password_href=url_for("people.change_password"),
        totp={"is_on": is_on, "is_due": _is_due(me, person), "href": url_for("people.second_factor")},
        sessions=sessions,
        end_others_action=url_for("people.end_other_sign_ins") if len(sessions) > 1 else None,
        text_sizes=[{"name": name, "value": key, "is_current": key == chosen} for key, name in _TEXT_SIZES.items()],
        text_size_action=url_for("people.choose_text_size"),
    )


@area.page("/account/password", needs=Can.ACCOUNT_MANAGE, methods=["GET", "POST"])
def change_password() -> ResponseReturnValue:
    """Change the password; every other sign-in ends."""
    me = _me()
    form = PasswordForm(request.form)
    if request.method == "GET" or not form.validate():
        return _password_page(form)
    if (slowed := _slow_down(me, form)) is not None:
        return slowed
    try:
        actions.change_password(
            me.person_id,
            current=form.current.data,
            new=form.new.data,
            keep=me.sign_in_id,
            now=utc_now(),
            words=_words(me),
        )
    except actions.Refused as refused:
        form[refused.field].errors = [refused.sentence]
        return _password_page(form)
    limits().forgive(caller_of(me.login, purpose="confirm"))
    flash("密码已修改，其他设备上的登录已全部退出。", "met")
    return see_other("people.account")


@area.page("/account/second-factor", needs=Can.ACCOUNT_MANAGE, methods=["GET", "POST"])
def second_factor() -> ResponseReturnValue:
    """Ask for the password before the second factor is set up anew or switched off."""
    me = _me()
    form = ConfirmForm(request.form)
    if request.method == "GET" or not form.validate():
        return _confirm_page(form)
    if (slowed := _slow_down(me, form)) is not None:
        return slowed
    try:
        if request.form.get("do") == "remove":
            actions.remove_totp(me.person_id, current=form.current.data, now=utc_now())
            flash("动态口令已关闭。", "soon")
            target = "people.account"
        else:
            key = str(current_app.secret_key)
            actions.prepare_totp(me.person_id, current=form.current.data, key=key, now=utc_now())
            target = "people.set_up_second_factor"
    except actions.Refused as refused:
        form.current.errors = [refused.sentence]
        return _confirm_page(form)
    limits().forgive(caller_of(me.login, purpose="confirm"))
    return see_other(target)


@area.page("/account/second-factor/set-up", needs=Can.ACCOUNT_MANAGE, methods=["GET", "POST"])
def set_up_second_factor() -> ResponseReturnValue:
    """Show the secret, as a QR code and as text, until a first code confirms it."""
    me, key = _me(), str(current_app.secret_key)
    person = db.session.get_one(Person, me.person_id)
    secret = totp.open_secret(person.totp_secret, key) if person.totp_secret else None
    if secret is None or person.totp_confirmed_at is not None:
        return redirect(url_for("people.second_factor"), 303)
    form = CodeForm(request.form)
    if request.method == "GET" or not form.validate():
        return _set_up_page(form, secret, me.login)
    caller = caller_of(me.login, purpose="confirm code")
    if seconds := limits().wait(caller):
        form.code.errors = [f"尝试次数过多，请在 {seconds} 秒后再试。"]
        return _set_up_page(form, secret, me.login, status=429)
    try:
        actions.confirm_totp(me.person_id, form.code.data, key=key, now=utc_now())
    except actions.Refused as refused:
        form.code.errors = [refused.sentence]
        return _set_up_page(form, secret, me.login)
    limits().forgive(caller)
    flash("动态口令已开启，下次登录时需要输入。", "met")
    return see_other("people.account")


@area.page("/account/sign-ins/<uuid:sign_in_id>/end", needs=Can.ACCOUNT_MANAGE, methods=["POST"])
def end_sign_in(sign_in_id: uuid.UUID) -> ResponseReturnValue:
    """End one of one's own sign-ins."""
    me = _me()
    if sign_in_id not in {each["id"] for each in _sessions(me)}:
        abort(404)
    actions.close_sign_in(sign_in_id, person_id=me.person_id, now=utc_now())
    flash("该设备已退出登录。", "met")
    return see_other("people.account")


@area.page("/account/sign-ins/end-others", needs=Can.ACCOUNT_MANAGE, methods=["POST"])
def end_other_sign_ins() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    me = _me()
    ended = actions.close_other_sign_ins(me.person_id, keep=me.sign_in_id, now=utc_now())
    flash(f"已退出其他 {ended} 台设备。" if ended else "没有其他登录的设备。", "met")
    return see_other("people.account")


@area.page("/account/text-size", needs=Can.ACCOUNT_MANAGE, methods=["POST"])
def choose_text_size() -> ResponseReturnValue:
    """Keep the chosen size of text on this device."""
    size = request.form.get("size", "")
    if size not in _TEXT_SIZES:
        abort(400)
    response = make_response(redirect(url_for("people.account"), 303))
    response.set_cookie(
        "text", size, max_age=_YEAR, samesite="Lax", secure=bool(current_app.config["SESSION_COOKIE_SECURE"])
    )
    return response


def _me() -> SignedIn:
    person = signed_in()
    if person is None:
        abort(404)
    return person


def _slow_down(me: SignedIn, form: Form) -> Response | None:
    """Slow down who guesses the password of an account that somebody left open."""
    caller = caller_of(me.login, purpose="confirm")
    seconds = limits().wait(caller)
    if not seconds:
        return None
    form.current.errors = [f"尝试次数过多，请在 {seconds} 秒后再试。"]
    page = _password_page(form) if isinstance(form, PasswordForm) else _confirm_page(form)
    page.status_code = 429
    page.headers["Retry-After"] = str(seconds)
    return page


def _is_due(me: SignedIn, person: Person) -> bool:
    held = {can for tenant_id in me.roles for can in _POWERFUL if me.actor_in(tenant_id).may(can)}
    return person.totp_confirmed_at is None and bool(held)


_POWERFUL = (Can.MEMBERS_MANAGE, Can.TENANTS_PROVISION)


def _roles(me: SignedIn) -> list[dict[str, str]]:
    tree, shown = directory(), []
    for tenant_id in me.tenant_ids:
        tenant = tree.by_id(tenant_id)
        lent = me.stands_in.get(tenant_id, {})
        names = [
            f"{role_name(role)}（受托）" if role in lent else role_name(role) for role in sorted(me.roles[tenant_id])
        ]
        may_read = me.actor_in(tenant_id).may(Can.POST_READ)
        endpoint = "publishing.list_posts" if may_read else "bulletins.list_issues"
        shown.append(
            {
                "tenant": tenant.name,
                "role": "、".join(names),
                "href": tenant_address(tenant, endpoint),
                "lend_href": tenant_address(tenant, "delegations.list_delegations"),
            }
        )
    return shown


def _sessions(me: SignedIn) -> list[dict[str, object]]:
    now, minutes = utc_now(), current_app.settings.idle_minutes  # type: ignore[attr-defined]
    rows = queries.open_sign_ins(me.person_id, since=now - SIGN_IN_LASTS, seen_since=now - timedelta(minutes=minutes))
    return [
        {
            "id": row.id,
            "where": row.device,
            "at": iso_minute(row.seen_at),
            "is_current": row.id == me.sign_in_id,
            "end_action": url_for("people.end_sign_in", sign_in_id=row.id),
        }
        for row in rows
    ]


def _words(me: SignedIn) -> tuple[str, ...]:
    tree = directory()
    tenants = [tree.by_id(tenant_id) for tenant_id in me.tenant_ids]
    return tuple(word for tenant in tenants for word in (tenant.name, tenant.short_name, tenant.slug))


def _password_page(form: Form) -> Response:
    return show_plain(
        "people/password.html",
        title="修改密码",
        status=_status(form),
        form=form,
        action=url_for("people.change_password"),
        back_href=url_for("people.account"),
    )


def _confirm_page(form: Form) -> Response:
    person = db.session.get_one(Person, _me().person_id)
    return show_plain(
        "people/second_factor.html",
        title="动态口令",
        status=_status(form),
        form=form,
        is_on=person.totp_confirmed_at is not None,
        action=url_for("people.second_factor"),
        back_href=url_for("people.account"),
    )


def _set_up_page(form: Form, secret: str, login: str, *, status: int | None = None) -> Response:
    setup = {"qr_src": totp.qr_image(secret, login), "secret": totp.readable(secret), "codes": []}
    return show_plain(
        "people/totp.html",
        title="开启动态口令",
        status=status or _status(form),
        form=form,
        setup=setup,
        action=url_for("people.set_up_second_factor"),
        back_href=url_for("people.account"),
    )


def _status(form: Form) -> int:
    return 422 if form.errors else 200
