"""Signing in, in one step or two, and out."""

import uuid
from datetime import UTC, datetime

from flask import Response, current_app, flash, make_response, redirect, request, session
from flask.typing import ResponseReturnValue
from wtforms import Form

from gkcloud.access.area import Area
from gkcloud.access.policy import Can, Role
from gkcloud.access.request import commit_anyway
from gkcloud.database import db, utc_now
from gkcloud.people import actions, passwords, queries
from gkcloud.people.forms import CodeForm, SignInForm
from gkcloud.people.model import Person
from gkcloud.people.rules import SECOND_STEP_LASTS, device_name, local_path, normal_login
from gkcloud.people.session import begin_session, end_session, signed_in
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.addresses import platform_address
from gkcloud.web.limits import Caller, caller_of, limits, remember_device
from gkcloud.web.office import exists
from gkcloud.web.plain import show_plain
from gkcloud.web.rendering import see_other

area = Area("people", realm=Realm.PLATFORM, scope=ScopeKind.IDENTITY)

_WRONG = "账号或密码不对，请核对后再试。"
_PENDING = "second_step"


@area.page("/sign-in", needs=Can.SIGN_IN, methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Ask for account and password, and sign in or go on to the second step."""
    if request.method == "GET":
        if signed_in() is not None:
            return redirect(_landing(is_operator=_runs_platform()), 303)
        return _sign_in_page(SignInForm())
    form = SignInForm(request.form)
    if not form.validate():
        return _sign_in_page(form, status=422)
    caller = caller_of(normal_login(form.account.data))
    if seconds := limits().wait(caller):
        return _too_many(_sign_in_page(form, error=_wait_sentence(seconds), status=429), seconds)
    return _judge(form, caller)


def _judge(form: Form, caller: Caller) -> ResponseReturnValue:
    login, password = normal_login(form.account.data), form.password.data
    person = queries.person_by_login(login)
    is_right = passwords.is_password(person.password_hash if person else None, password)
    if person is None or not is_right or person.status != "active":
        reason = "suspended" if person is not None and is_right else "password"
        return _refuse(_sign_in_page(form, error=_WRONG, status=422), person, reason, caller)
    if person.totp_confirmed_at is not None:
        _await_code(person)
        return see_other("people.sign_in_code")
    return _welcome(person, caller, password)


@area.page("/sign-in/code", needs=Can.SIGN_IN, methods=["GET", "POST"])
def sign_in_code() -> ResponseReturnValue:
    """Ask for the code of the second factor, from whoever gave the right password within five minutes."""
    person = _pending_person()
    if person is None:
        session.pop(_PENDING, None)
        flash("等待时间过长，请重新输入账号和密码。", "soon")
        return see_other("people.sign_in")
    if request.method == "GET":
        return _code_page(CodeForm())
    form = CodeForm(request.form)
    if not form.validate():
        return _code_page(form, status=422)
    caller = caller_of(person.login, purpose="code")
    if seconds := limits().wait(caller):
        form.code.errors = [_wait_sentence(seconds)]
        return _too_many(_code_page(form, status=429), seconds)
    key = str(current_app.secret_key)
    if not actions.spend_code(person, form.code.data, key=key, now=utc_now()):
        form.code.errors = ["动态口令不对或已经用过，请等验证器换出新的数字再输入。"]
        return _refuse(_code_page(form, status=422), person, "code", caller)
    limits().forgive(caller)
    return _welcome(person, caller_of(person.login))


@area.page("/sign-out", needs=Can.SIGN_IN, methods=["POST"])
def sign_out() -> ResponseReturnValue:
    """Sign out here; also for somebody whose sign-in is over already."""
    person = signed_in()
    if person is not None:
        actions.close_sign_in(person.sign_in_id, person_id=person.person_id, now=utc_now())
    end_session()
    flash("您已退出登录。", "met")
    return see_other("people.sign_in")


def _welcome(person: Person, caller: Caller, password: str | None = None) -> Response:
    before, roles = signed_in(), _roles_anywhere(person.id)
    asked_for = local_path(request.args.get("next")) or _pending_target()
    token = actions.open_sign_in(
        person,
        device=device_name(request.headers.get("User-Agent", "")),
        now=utc_now(),
        password=password,
        replaces=before.sign_in_id if before else None,
    )
    limits().forgive(caller)
    begin_session(token, person.id, person.display_name, person.login)
    if person.totp_confirmed_at is None and roles & {Role.ADMINISTRATOR, Role.OPERATOR}:
        flash("您有管理权限，请在“我的”中开启动态口令。", "soon")
    target = asked_for or _landing(is_operator=Role.OPERATOR in roles)
    response = make_response(redirect(target, 303))
    remember_device(response, person.login)
    return response


def _roles_anywhere(person_id: uuid.UUID) -> set[Role]:
    held = queries.tenants_of([person_id]).get(person_id, {})
    return {role for roles in held.values() for role in roles}


def _runs_platform() -> bool:
    person = signed_in()
    return person is not None and person.actor_in(None).may(Can.TENANTS_PROVISION)


def _refuse(response: Response, person: Person | None, reason: str, caller: Caller) -> Response:
    limits().count_failure(caller)
    actions.refuse_sign_in(person.id if person else None, reason=reason, now=utc_now())
    commit_anyway()
    return response


def _await_code(person: Person) -> None:
    target = local_path(request.args.get("next"))
    session.clear()
    session[_PENDING] = {
        "person": str(person.id),
        "at": utc_now().timestamp(),
        # A password changed in between makes the first step worth nothing.
        "password": person.password_changed_at.timestamp(),
        "next": target,
    }


def _pending_person() -> Person | None:
    pending = session.get(_PENDING)
    if not pending:
        return None
    asked_at = datetime.fromtimestamp(pending["at"], UTC)
    person = db.session.get(Person, uuid.UUID(pending["person"]))
    if person is None or utc_now() - asked_at > SECOND_STEP_LASTS:
        return None
    is_same = person.status == "active" and person.password_changed_at.timestamp() == pending["password"]
    return person if is_same and person.totp_confirmed_at is not None else None


def _pending_target() -> str | None:
    return local_path((session.get(_PENDING) or {}).get("next"))


def _landing(*, is_operator: bool) -> str:
    # Operators work on the platform's own pages; everybody else begins with what waits for them.
    if is_operator:
        return platform_address("platform.list_tenants")
    return platform_address("inbox.show_inbox" if exists("inbox.show_inbox") else "people.account")


def _sign_in_page(form: Form, *, error: str | None = None, status: int = 200) -> Response:
    action = platform_address("people.sign_in", next=local_path(request.args.get("next")))
    # Accounts are shown only in the demonstration, which puts them here.
    demo = current_app.config.get("DEMO_ACCOUNTS", [])
    return show_plain(
        "people/sign_in.html", title="登录", status=status, form=form, error=error, action=action, demo=demo
    )


def _code_page(form: Form, *, status: int = 200) -> Response:
    return show_plain(
        "people/totp.html",
        title="动态口令",
        status=status,
        form=form,
        setup=None,
        action=platform_address("people.sign_in_code"),
        back_href=platform_address("people.sign_in"),
    )


def _wait_sentence(seconds: int) -> str:
    wait = f"{seconds} 秒" if seconds < 120 else f"{-(-seconds // 60)} 分钟"  # noqa: PLR2004 - two minutes
    return f"尝试次数过多，请在 {wait}后再试。如忘记密码，请联系本单位管理员重设。"


def _too_many(response: Response, seconds: int) -> Response:
    response.headers["Retry-After"] = str(seconds)
    return response
