"""The people area in the gallery: accounts, members, lent roles, operators; the area's own forms, invented people."""

from gkcloud.people import totp
from gkcloud.people.forms import (
    AcceptForm,
    CodeForm,
    ConfirmForm,
    DelegationForm,
    InviteForm,
    PasswordForm,
    ProvisionForm,
    ReasonForm,
    ResetForm,
    RolesForm,
)

from .content import Context
from .desk import PLAIN, _sign, office

ROLES = [("author", "采编"), ("reviewer", "审核"), ("secrecy_reviewer", "保密审查"), ("signer", "签发")]
SECRET = "JBSWY3DPEHPK3PXP" * 2


def _with_roles(form: InviteForm | RolesForm) -> InviteForm | RolesForm:
    form.roles.choices = ROLES
    return form


def _lending() -> DelegationForm:
    form = DelegationForm()
    form.lender.choices = [("1", "周明远")]
    form.role.choices = ROLES[3:]
    form.borrower.choices = [("2", "胡志高"), ("3", "龙秀英")]
    return form


def _refused() -> PasswordForm:
    form = PasswordForm()
    form.new.errors = ["密码容易被猜到：含有年份。请加长，或改用几个互不相关的词。"]
    return form


def _sessions(count: int) -> list[Context]:
    rows = [("手机 微信", "2026-11-21 08:31"), ("电脑 谷歌内核浏览器", "2026-11-20 17:02")][:count]
    return [{"where": w, "at": at, "is_current": i == 0, "end_action": "#"} for i, (w, at) in enumerate(rows)]


def _account(*, is_on: bool, is_due: bool, sessions: int) -> Context:
    return office(
        "我的",
        page_title="我的",
        facts=[("姓名", "周明远"), ("账号", "zhoumingyuan"), ("密码修改时间", "2026-11-02 08:31")],
        roles=[
            {"tenant": "大堰垱镇人民政府", "role": "签发", "href": "#", "lend_href": "#"},
            {"tenant": "澧县人民政府办公室", "role": "监督小组（受托）", "href": "#", "lend_href": "#"},
        ],
        totp={"is_on": is_on, "is_due": is_due, "href": "#"},
        password_href="#",
        sessions=_sessions(sessions),
        end_others_action="#" if sessions > 1 else None,
        text_sizes=[
            {"name": n, "value": v, "is_current": v == "normal"}
            for n, v in [("标准", "normal"), ("大字", "large"), ("特大字", "larger")]
        ],
        text_size_action="#",
    )


MEMBERS = [
    {
        "name": name,
        "account": account,
        "roles": roles,
        "state": _sign("在用", "met") if roles else _sign("已停用", "blocked"),
        "href": "#",
        "suspend_action": "#" if roles else None,
        "restore_href": None if roles else "#",
    }
    for name, account, roles in [
        ("陈晓芸", "chenxiaoyun", "采编"),
        ("胡志高", "huzhigao", "审核、保密审查"),
        ("周明远", "zhoumingyuan", "签发"),
        ("唐立新", "tanglixin", ""),
    ]
]
LOANS = [
    {
        "lender": "周明远",
        "borrower": "胡志高",
        "role": "签发",
        "days": "2026年11月20日至2026年11月27日",
        "reason": "外出学习",
        "state": _sign("生效中", "met"),
        "revoke_action": "#",
    }
]
TENANTS = [
    {
        "name": name,
        "kind": kind,
        "slug": "s",
        "href": "#",
        "state": _sign("正常", "met"),
        "members": members,
        "administrators": administrators,
        "invite_href": None if administrators else "#",
    }
    for name, kind, members, administrators in [
        ("澧县人民政府", "县（市、区）", 12, 2),
        ("大堰垱镇人民政府", "乡镇", 6, 1),
        ("澧县民政局", "部门", 0, 0),
    ]
]
INVITATION = {
    "tenant": "大堰垱镇人民政府",
    "role": "采编",
    "by": "周明远",
    "until": "2026年11月28日",
    "is_reset": False,
}
LINK = "https://gk.lixian.example/lixian-dayandang/office/invite/Jq0Xo3mYd5rC1hZb8sKwPvTn2uEaLf7iGg4QyRxS9Mc"


def _members(form: InviteForm | RolesForm, *, new_link: str | None = None, notice: str = "") -> Context:
    return office(
        "人员与角色",
        page_title="人员与角色",
        new_link=new_link,
        notice=notice,
        invite={"form": form, "action": "#"},
        members=MEMBERS,
        open_invitations=[{"to": "唐立新", "role": "采编", "until": "2026-11-28 09:12", "cancel_action": "#"}],
    )


def _invite(form: AcceptForm | ResetForm, me: Context | None, *, is_reset: bool = False) -> Context:
    invitation = INVITATION | {"is_reset": is_reset, "role": "" if is_reset else "采编"}
    return {
        **PLAIN,
        "page_title": "接受邀请",
        "form": form,
        "invitation": invitation,
        "me": me,
        "sign_in_href": "#",
    }


PAGES: dict[str, tuple[str, Context]] = {
    "account": ("people/account.html", _account(is_on=True, is_due=False, sessions=2)),
    "account-due": ("people/account.html", _account(is_on=False, is_due=True, sessions=1)),
    "members": ("people/members.html", _members(_with_roles(InviteForm(())))),
    "members-link": ("people/members.html", _members(_with_roles(InviteForm(())), new_link=LINK)),
    "member": (
        "people/member.html",
        office(
            "人员与角色",
            page_title="胡志高",
            member={"name": "胡志高", "account": "huzhigao", "roles": "审核、保密审查"},
            form=_with_roles(RolesForm((), data={"roles": ["reviewer", "secrecy_reviewer"]})),
            action="#",
            reset_action="#",
            back_href="#",
            notice="",
        ),
    ),
    "delegations": (
        "people/delegations.html",
        office("外出委托", page_title="外出委托", delegations=LOANS, form=_lending(), action="#"),
    ),
    "delegations-none": (
        "people/delegations.html",
        office("外出委托", page_title="外出委托", delegations=[], form=None, action="#"),
    ),
    "platform": (
        "people/platform.html",
        office("平台管理", page_title="平台管理", tenants=TENANTS, new_link=None),
    ),
    "platform-none": (
        "people/platform.html",
        office("平台管理", page_title="平台管理", tenants=[], new_link=LINK),
    ),
    "provision": (
        "people/provision.html",
        office(
            "平台管理",
            page_title="邀请管理员",
            unit="澧县民政局",
            form=ProvisionForm(),
            action="#",
            back_href="#",
        ),
    ),
    "platform-people": (
        "people/platform_people.html",
        office(
            "平台人员",
            page_title="平台人员",
            query="周明远",
            people=[{"name": "周明远", "account": "zhoumingyuan", "state": _sign("在用", "met"), "href": "#"}],
            new_link=None,
        ),
    ),
    "platform-person": (
        "people/platform_person.html",
        office(
            "平台人员",
            page_title="周明远",
            who={"name": "周明远", "account": "zhoumingyuan", "is_active": True},
            serves=[("大堰垱镇人民政府", "签发")],
            form=ReasonForm(),
            suspend_action="#",
            restore_action=None,
            reset_action="#",
            back_href="#",
        ),
    ),
    "password": (
        "people/password.html",
        {**PLAIN, "page_title": "修改密码", "form": _refused(), "back_href": "#"},
    ),
    "second-factor": (
        "people/second_factor.html",
        {**PLAIN, "page_title": "动态口令", "form": ConfirmForm(), "is_on": True, "back_href": "#"},
    ),
    "totp-set-up": (
        "people/totp.html",
        {
            **PLAIN,
            "page_title": "开启动态口令",
            "form": CodeForm(),
            "back_href": "#",
            "setup": {
                "qr_src": totp.qr_image(SECRET, "zhoumingyuan"),
                "secret": totp.readable(SECRET),
                "codes": [],
            },
        },
    ),
    "invite": ("people/invite.html", _invite(AcceptForm(name="陈晓芸"), None)),
    "invite-me": (
        "people/invite.html",
        _invite(AcceptForm(), {"name": "陈晓芸", "account": "chenxiaoyun"}),
    ),
    "reset": ("people/invite.html", _invite(ResetForm(), None, is_reset=True)),
    "invite-over": ("people/invite.html", _invite(AcceptForm(), None) | {"invitation": None}),
}
