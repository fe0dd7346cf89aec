"""Where a unit is reminded, for its administrator."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import current_app, flash, request, url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor, current_tenant
from gkcloud.config import Settings
from gkcloud.database import utc_now
from gkcloud.reminders import actions, queries
from gkcloud.reminders.actions import ChannelRefused
from gkcloud.reminders.forms import ChannelForm, request_key
from gkcloud.reminders.model import NoticeChannel
from gkcloud.reminders.queries import LastSent
from gkcloud.reminders.rules import ChannelKind, TargetRefused
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.clock import today
from gkcloud.web.office import show_office
from gkcloud.web.rendering import iso_date, iso_minute, see_other

area = Area("reminders", realm=Realm.TENANT, prefix="/office/reminders", scope=ScopeKind.OFFICE)


@area.page("", needs=Can.NOTICE_MANAGE, methods=["GET", "POST"])
def list_channels() -> ResponseReturnValue:
    """Show where the unit is reminded, and take another channel in."""
    form = ChannelForm()
    if not form.validate_on_submit():
        return _show(form, status=422 if request.method == "POST" else 200)
    try:
        actions.add_channel(
            form.name.data, form.target(), request_key=request_key(), actor=current_actor(), now=utc_now()
        )
    except TargetRefused as refused:
        field = form.secret if str(refused).startswith("加签") else form.address
        field.errors = [str(refused)]
        return _show(form, status=422)
    except ChannelRefused as refused:
        form.form_errors.append(str(refused))
        return _show(form, status=422)
    flash("提醒方式已保存，请试发一条，看能否收到。", "met")
    return see_other("reminders.list_channels")


@area.page("/<uuid:channel_id>/try", needs=Can.NOTICE_MANAGE, methods=["POST"])
def try_channel(channel_id: uuid.UUID) -> ResponseReturnValue:
    """Send a message that says that messages arrive."""
    row = queries.access_channel(channel_id, current_actor())
    actions.try_channel(row.id, today(), request_key=request_key(), actor=current_actor(), now=utc_now())
    flash(f"正在向“{row.name}”试发，通常一分钟内送达；稍后刷新本页可以看到结果。", "met")
    return see_other("reminders.list_channels")


@area.page("/<uuid:channel_id>/stop", needs=Can.NOTICE_MANAGE, methods=["POST"])
def stop_channel(channel_id: uuid.UUID) -> ResponseReturnValue:
    """Send nothing there any more."""
    row = queries.access_channel(channel_id, current_actor())
    actions.stop_channel(row.id, actor=current_actor(), now=utc_now())
    flash(f"“{row.name}”已停用，不再发送提醒。", "met")
    return see_other("reminders.list_channels")


def _show(form: ChannelForm, *, status: int = 200) -> ResponseReturnValue:
    tenant, settings = current_tenant(), _settings()
    sent = queries.last_sent(tenant.id)
    return show_office(
        "reminders/channels.html",
        here="reminders",
        title="提醒",
        tenant=tenant,
        status=status,
        block="channel_rows",
        rows=[_row(row, sent) for row in queries.channels_of(tenant.id)],
        form=form,
        action=url_for("reminders.list_channels"),
        submit_key=str(uuid.uuid4()),
        has_mail=settings.smtp_url is not None and settings.mail_from is not None,
        when=_when(settings),
    )


def _row(row: NoticeChannel, sent: Mapping[uuid.UUID, LastSent]) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": ChannelKind(row.kind).label,
        "hint": row.hint,
        "since": iso_date(row.created_at),
        "last": _last(sent.get(row.id)),
        "try_action": url_for("reminders.try_channel", channel_id=row.id),
        "stop_action": url_for("reminders.stop_channel", channel_id=row.id),
    }


def _last(last: LastSent | None) -> dict[str, str]:
    if last is None:
        return {"text": "还没有发送过", "kind": "waiting"}
    if last.digest.sent_at is not None:
        return {"text": f"{iso_minute(last.digest.sent_at)}送达", "kind": "met"}
    if last.error:
        return {"text": last.error, "kind": "overdue"}
    return {"text": "正在发送", "kind": "soon"}


def _when(settings: Settings) -> str:
    before = "、".join(f"{days} 个" for days in settings.remind_before)
    after = "、".join(f"{days} 个" for days in settings.remind_after)
    return f"到期前 {before}工作日，逾期后 {after}工作日"


def _settings() -> Settings:
    settings: Settings = current_app.settings  # type: ignore[attr-defined]
    return settings
