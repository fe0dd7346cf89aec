"""Forms of the people area. Every message is a sentence that says what to do."""

from collections.abc import Iterable
from typing import Any

from wtforms import DateField, Form, PasswordField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from gkcloud.access.names import role_name
from gkcloud.access.policy import Role
from gkcloud.people.passwords import SHORTEST

_PASSWORD_HINT = f"至少 {SHORTEST} 个字符，可以用几个互不相关的词，不要用姓名、单位名称或生日。"
_CODE_HINT = "打开手机上的验证器，输入它现在显示的数字。"


class CheckboxesField(SelectMultipleField):  # type: ignore[misc]
    """Several choices, each a checkbox; the template macro draws it as a fieldset."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, _form: Form) -> None:
        """Refuse a choice that was not offered."""
        offered = {value for value, *_ in self.iter_choices()}
        if not set(self.data or ()) <= offered:
            raise ValidationError("所选的项目不在可选范围内，请重新选择。")


class ChoiceField(SelectField):  # type: ignore[misc]
    """One choice of a list."""

    def pre_validate(self, _form: Form) -> None:
        """Refuse a choice that was not offered."""
        if self.data not in {value for value, *_ in self.iter_choices()}:
            raise ValidationError("请从列表中选择一项。")


class DayField(DateField):  # type: ignore[misc]
    """A date."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a date as browsers send it."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("日期写作 2026-01-31 这样的形式，请核对。") from None


class SignInForm(Form):  # type: ignore[misc]
    """Account and password."""

    account = StringField("账号", [InputRequired("请填写账号。"), Length(max=100, message="账号太长，请核对。")])
    password = PasswordField("密码", [InputRequired("请填写密码。")])


class CodeForm(Form):  # type: ignore[misc]
    """A one-time code."""

    code = StringField("6 位数字", [InputRequired("请填写动态口令。")], description=_CODE_HINT)


class ConfirmForm(Form):  # type: ignore[misc]
    """The current password, before something that matters."""

    current = PasswordField("当前密码", [InputRequired("请填写当前密码。")])


class PasswordForm(ConfirmForm):
    """A change of password."""

    new = PasswordField("新密码", [InputRequired("请填写新密码。")], description=_PASSWORD_HINT)
    again = PasswordField("再输一次新密码", [InputRequired("请再输一次新密码。")])

    def validate_again(self, field: PasswordField) -> None:
        """Compare the two."""
        if field.data != self.new.data:
            raise ValidationError("两次输入的密码不一样，请重新输入。")


class ResetForm(Form):  # type: ignore[misc]
    """A new password without the old one, behind a link."""

    password = PasswordField("新密码", [InputRequired("请填写新密码。")], description=_PASSWORD_HINT)
    again = PasswordField("再输一次密码", [InputRequired("请再输一次密码。")])

    def validate_again(self, field: PasswordField) -> None:
        """Compare the two."""
        if field.data != self.password.data:
            raise ValidationError("两次输入的密码不一样，请重新输入。")


class AcceptForm(ResetForm):
    """A new account."""

    name = StringField("姓名", [InputRequired("请填写姓名。"), Length(max=40, message="姓名最多 40 个字。")])
    account = StringField(
        "账号", [InputRequired("请填写账号。")], description="4 至 32 个字母、数字、点或横线，字母开头，登录时使用。"
    )
    password = PasswordField("密码", [InputRequired("请填写密码。")], description=_PASSWORD_HINT)


class InviteForm(Form):  # type: ignore[misc]
    """Name and roles of somebody to invite."""

    name = StringField("姓名", [InputRequired("请填写姓名。"), Length(max=40, message="姓名最多 40 个字。")])
    roles = CheckboxesField("角色", [InputRequired("请至少选择一个角色。")])

    def __init__(self, roles: Iterable[Role], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles.choices = role_choices(roles)


class RolesForm(Form):  # type: ignore[misc]
    """The roles of a member."""

    roles = CheckboxesField("角色", description="全部不选，即调离本单位。")

    def __init__(self, roles: Iterable[Role], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles.choices = role_choices(roles)


class DelegationForm(Form):  # type: ignore[misc]
    """A role to lend."""

    lender = ChoiceField("委托人", [InputRequired("请选择委托人。")])
    role = ChoiceField("角色", [InputRequired("请选择角色。")])
    borrower = ChoiceField("受托人", [InputRequired("请选择受托人。")])
    starts_on = DayField("开始日期", [InputRequired("请填写开始日期。")])
    ends_on = DayField("结束日期", [InputRequired("请填写结束日期，当天仍然有效。")])
    reason = TextAreaField(
        "事由", [InputRequired("请填写委托事由。"), Length(max=200, message="事由最多 200 个字。")]
    )


class ProvisionForm(Form):  # type: ignore[misc]
    """The first administrator of a tenant."""

    name = StringField("管理员姓名", [InputRequired("请填写姓名。"), Length(max=40, message="姓名最多 40 个字。")])


class ReasonForm(Form):  # type: ignore[misc]
    """Why an operator steps in."""

    reason = StringField("原因", [InputRequired("请填写原因。"), Length(max=200, message="原因最多 200 个字。")])


def role_choices(roles: Iterable[Role]) -> list[tuple[str, str]]:
    """Return the choices of a form for these roles, by name."""
    return [(role.value, role_name(role)) for role in roles]
