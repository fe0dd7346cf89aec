"""What is typed about where a unit is reminded."""

import uuid

from flask import request
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from gkcloud.reminders.rules import ChannelKind, Target, target_from


class ChannelForm(FlaskForm):  # type: ignore[misc]
    """A new channel."""

    kind = RadioField(
        "提醒方式",
        [InputRequired("请选择提醒方式。")],
        choices=[SelectChoice(kind.value, kind.label) for kind in ChannelKind],
        default=ChannelKind.MAIL.value,
    )
    name = StringField(
        "名称",
        [InputRequired("请填写名称，便于辨认。"), Length(max=30, message="名称最多 30 字，请缩短。")],
        description="例如：党政办邮箱、政务公开工作群。",
    )
    address = StringField(
        "邮箱或机器人地址",
        [InputRequired("请填写邮箱，或从群机器人的设置中复制地址。"), Length(max=500, message="地址过长，请核对。")],
        description="保存后不再完整显示。",
    )
    secret = StringField(
        "加签密钥",
        [Length(max=200, message="密钥过长，请核对。")],
        description="只有开启了“加签”的钉钉机器人需要，以 SEC 开头。",
    )

    def target(self) -> Target:
        """Return where it leads. Raises TargetRefused."""
        return target_from(ChannelKind(self.kind.data), self.address.data, self.secret.data or "")


def request_key() -> uuid.UUID:
    """Return the key that makes a repeated tap one effect; a form without one gets a fresh key."""
    try:
        return uuid.UUID(request.form.get("submit_key", ""))
    except ValueError:
        return uuid.uuid4()
