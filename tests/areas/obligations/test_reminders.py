"""Reminders over a real mail server and a real server of robots on this machine: attacks first, then once and no more."""

import base64
import hashlib
import hmac
import json
import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from gkcloud.audit.model import AuditEvent
from gkcloud.config import Settings
from gkcloud.database import db, utc_now
from gkcloud.jobs.model import Job
from gkcloud.obligations.rules import DutyType, PeriodKind
from gkcloud.reminders.gathering import GATHERERS
from gkcloud.reminders.model import NoticeChannel, Reminder
from gkcloud.reminders.nightly import ask_for_reminders_everywhere
from gkcloud.reminders.rules import ChannelKind, Item
from gkcloud.reminders.sealing import unseal
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.scope import Scope
from gkcloud.web.application import Application
from gkcloud.web.clock import local
from gkcloud.worker import JobBroke, run_job
from tests.factories import duties
from tests.factories.cast import Cast
from tests.factories.duty_scenarios import install
from tests.factories.post_office import PostOffice, links_in
from tests.factories.reminder_scenarios import (
    DINGTALK,
    MAILBOX,
    SIGNING,
    WECOM,
    asked,
    channel,
    digests,
    stand,
    trial,
)
from tests.factories.signing_in import signed_in_client
from tests.html import page_faults

HERE = "/lixian-chexi/office/reminders"
TODAY = local(utc_now()).date()
LATE = TODAY - timedelta(days=10)
# Workdays around it, far from any holiday.
DUE = date(2026, 9, 10)
FIVE_BEFORE, FOUR_BEFORE, ONE_BEFORE = date(2026, 9, 3), date(2026, 9, 4), date(2026, 9, 9)
ONE_AFTER, FIVE_AFTER = date(2026, 9, 11), date(2026, 9, 17)


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', page))


def work(tenant: Tenant) -> None:
    """Run every open job of a unit."""
    with Scope.office(tenant.id).opened():
        jobs = db.session.execute(select(Job.id).where(Job.state.in_(("queued", "running")))).scalars().all()
    for job_id in jobs:
        run_job(tenant.id, job_id)


def add(client: FlaskClient, **typed: str) -> object:
    given = {"kind": "wecom", "name": "工作群", "address": WECOM, "secret": ""} | typed
    return client.post(HERE, data={**hidden(client.get(HERE).text), **given})


# The attacks first.


@pytest.mark.parametrize("kind", ["wecom", "dingtalk"])
@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:6379/",
        "https://10.0.0.8/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
        "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
        "https://qyapi.weixin.qq.com@10.0.0.8/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
        "https://qyapi.weixin.qq.com:8443/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
        "https://qyapi.weixin.qq.com.evil.cn/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
        "https://qyapi.weixin.qq.com\\@evil.cn/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
        "https://qyapi.weixin.qq.com/cgi-bin/../webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=a%0d%0aHost:%20evil.cn%0d%0axxxxxxxxxx",
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0&key=693a91f6-7xxx-4bc4",
        "https://oapi.dingtalk.com/robot/send?access_token=",
        "https://oapi.dingtalk.com/robot/send#?access_token=0123456789abcdef0123456789abcdef",
        "file:///etc/passwd",
        "https://[::1]/robot/send?access_token=0123456789abcdef0123456789abcdef",
        "https://[/robot/send?access_token=0123456789abcdef",
    ],
)
def test_a_robot_is_at_its_vendors_or_nowhere(client: FlaskClient, cast: Cast, kind: str, address: str) -> None:
    answer = add(signed_in_client(client, cast.chexi.administrator), kind=kind, address=address)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "请从群机器人的设置中完整复制" in answer.text  # type: ignore[attr-defined]
    with Scope.office(cast.chexi.tenant.id).opened():
        assert db.session.execute(select(NoticeChannel)).all() == []


@pytest.mark.parametrize(
    "address", ["a@b\r\nBcc: all@example.cn", "a@b.cn, c@d.cn", "<script>@x.cn", "a@localhost", "@x.cn", "a b@x.cn"]
)
def test_a_mailbox_is_one_mailbox(client: FlaskClient, cast: Cast, address: str) -> None:
    answer = add(signed_in_client(client, cast.chexi.administrator), kind="mail", address=address)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "邮箱地址的写法不对" in answer.text  # type: ignore[attr-defined]


def test_the_stand_in_for_vendors_is_on_this_machine_or_the_settings_are_refused(settings: Settings) -> None:
    for wrong in ("http://10.0.0.8:80", "https://evil.cn", "http://127.0.0.1.evil.cn:80", "http://127.0.0.1:80/x"):
        with pytest.raises(ValidationError):
            Settings.model_validate(settings.model_dump(by_alias=True) | {"GKCLOUD_ROBOT_STAND_IN": wrong})
    with pytest.raises(ValidationError):
        Settings.model_validate(settings.model_dump(by_alias=True) | {"GKCLOUD_SMTP_URL": "http://x"})


def test_a_redirect_is_not_followed(app: Application, cast: Cast, post_office: PostOffice) -> None:
    post_office.answers = [(302, b"", {"Location": f"{post_office.robots}/inside"})]
    trial(cast.chexi.tenant, ChannelKind.WECOM)
    work(cast.chexi.tenant)
    assert [posted.path.partition("?")[0] for posted in post_office.posted] == ["/cgi-bin/webhook/send"]
    assert digests(cast.chexi.tenant)[0].sent_at is None


def test_a_channel_is_of_its_unit_and_for_its_administrator_alone(client: FlaskClient, cast: Cast) -> None:
    channel_id = channel(cast.chexi.tenant)
    twin = signed_in_client(client, cast.baini.administrator)
    token = hidden(twin.get("/yuqing-baini/office/reminders").text)
    for act in ("try", "stop"):
        for slug in ("lixian-chexi", "yuqing-baini"):
            path = f"/{slug}/office/reminders/{channel_id}/{act}"
            assert twin.post(path, data=token).status_code == 404
    assert signed_in_client(client, cast.chexi.author).get(HERE).status_code == 404
    assert signed_in_client(client, cast.inspector).get(HERE).status_code == 404


def test_other_scopes_read_no_channel(app: Application, cast: Cast) -> None:
    channel(cast.chexi.tenant)
    chexi, county = cast.chexi.tenant.id, cast.lixian.tenant.id
    for scope in (
        Scope.public(chexi),
        Scope.subtree(county, [chexi], cast.inspector.person_id),
        Scope.platform(),
        Scope.identity(None, chexi),
    ):
        with scope.opened(), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(NoticeChannel)).all()
    with Scope.office(cast.baini.tenant.id).opened():
        assert db.session.execute(select(NoticeChannel)).all() == []


def test_where_a_channel_leads_is_never_shown_nor_kept_in_the_open(client: FlaskClient, cast: Cast) -> None:
    administrator = signed_in_client(client, cast.chexi.administrator)
    assert add(administrator, kind="dingtalk", address=DINGTALK, secret=SIGNING).status_code == 303  # type: ignore[attr-defined]
    assert add(administrator, kind="mail", address=MAILBOX).status_code == 303  # type: ignore[attr-defined]
    page = administrator.get(HERE).text
    assert page_faults(page) == []
    secrets = (DINGTALK.partition("=")[2], SIGNING, MAILBOX)
    assert not any(secret in page for secret in secrets)
    assert "g***@example.gov.cn" in page
    assert "尾号 cdef" in page
    with Scope.office(cast.chexi.tenant.id).opened():
        for table in (NoticeChannel.__table__, AuditEvent.__table__, Job.__table__):
            said = str(db.session.execute(table.select()).all())
            assert not any(secret in said for secret in secrets), table.name


def test_a_stopped_channel_forgets_where_it_led(client: FlaskClient, cast: Cast, post_office: PostOffice) -> None:
    trial(cast.chexi.tenant)
    channel_id = digests(cast.chexi.tenant)[0].channel_id
    administrator = signed_in_client(client, cast.chexi.administrator)
    administrator.post(f"{HERE}/{channel_id}/stop", data=hidden(administrator.get(HERE).text))
    with Scope.office(cast.chexi.tenant.id).opened():
        assert db.session.get_one(NoticeChannel, (cast.chexi.tenant.id, channel_id)).sealed == ""
    work(cast.chexi.tenant)
    assert post_office.mails == []
    assert "还没有设置提醒" in administrator.get(HERE).text


def test_no_name_and_no_words_that_somebody_typed_are_sent(
    app: Application, cast: Cast, post_office: PostOffice
) -> None:
    tenant = cast.chexi.tenant
    rule = duties.rule(
        DutyType.DEADLINE, id="T020", title="来信三日内答复", period=PeriodKind.YEAR, trigger="returned", within=3
    )
    with duties.rules(rule):
        duties.told(tenant.id, "returned", LATE, subject="s", label="张三的低保申请", now=utc_now())
        found = duties.standing(tenant.id, "T020", str(LATE.year))
        assert found is not None
        assert "张三" in found.sentence
        channel(tenant)
        channel(tenant, ChannelKind.WECOM)
        assert asked(tenant, TODAY) == 2
        work(tenant)
    said = post_office.mails[0].get_content() + json.dumps(post_office.posted[0].content, ensure_ascii=False)
    assert said.count("来信三日内答复") == 2
    assert "张三" not in said
    assert all(link.startswith("http://localhost/lixian-chexi/office/duties") for link in links_in(said))


# Once before and once after.


def told(tenant: Tenant) -> list[tuple[str, date, int]]:
    with Scope.office(tenant.id).opened():
        rows = db.session.execute(select(Reminder).order_by(Reminder.due_on, Reminder.moment)).scalars()
        return [(row.subject, row.due_on, row.moment) for row in rows]


def test_each_moment_is_told_once(app: Application, cast: Cast, post_office: PostOffice) -> None:
    install()
    tenant = cast.chexi.tenant
    channel(tenant)
    stand(tenant, "T002", DUE, standing="on_course")
    assert asked(tenant, date(2026, 9, 2)) == 0
    for day in (FIVE_BEFORE, FIVE_BEFORE, FOUR_BEFORE, ONE_BEFORE, DUE, ONE_AFTER, date(2026, 9, 12), FIVE_AFTER):
        asked(tenant, day)
        work(tenant)
    assert [moment for _, _, moment in told(tenant)] == [-5, -1, 1, 5]
    assert [mail["Subject"] for mail in post_office.mails] == [
        "车溪乡政务公开期限：1 项即将到期",
        "车溪乡政务公开期限：1 项即将到期",
        "车溪乡政务公开期限：1 项逾期",
        "车溪乡政务公开期限：1 项逾期",
    ]
    assert asked(tenant, date(2026, 10, 20)) == 0
    assert len(post_office.mails) == 4


def test_a_day_that_was_slept_through_is_made_up_for_once(app: Application, cast: Cast) -> None:
    install()
    tenant = cast.chexi.tenant
    channel(tenant)
    stand(tenant, "T002", DUE, standing="due_soon")
    asked(tenant, date(2026, 9, 7))
    assert [moment for _, _, moment in told(tenant)] == [-5]


def test_a_due_day_that_moved_is_told_of_anew(app: Application, cast: Cast) -> None:
    install()
    tenant = cast.chexi.tenant
    channel(tenant)
    stand(tenant, "T002", DUE, period="2026-09")
    asked(tenant, ONE_BEFORE)
    stand(tenant, "T002", date(2026, 9, 14), period="2026-09")
    asked(tenant, DUE)
    assert [(due, moment) for _, due, moment in told(tenant)] == [(DUE, -1), (date(2026, 9, 14), -5)]


def test_what_is_done_is_not_told_of(app: Application, cast: Cast) -> None:
    install()
    tenant = cast.chexi.tenant
    channel(tenant)
    for number, standing in enumerate(("met", "met_late", "excused", "not_applicable", "missed"), start=2):
        stand(tenant, f"T00{number}", DUE, standing=standing)
    assert asked(tenant, ONE_BEFORE) == 0


def test_everything_of_a_day_is_one_message_for_each_channel(
    app: Application, cast: Cast, post_office: PostOffice
) -> None:
    install()
    tenant = cast.chexi.tenant
    for kind in ChannelKind:
        channel(tenant, kind)
    stand(tenant, "T002", DUE)
    stand(tenant, "T004", DUE, standing="on_course")
    stand(tenant, "T007", date(2026, 9, 8), standing="overdue")
    assert asked(tenant, ONE_BEFORE) == 3
    work(tenant)
    (mail,) = post_office.mails
    assert mail["Subject"] == "车溪乡政务公开期限：1 项逾期，2 项即将到期"
    assert mail["To"] == MAILBOX
    content = mail.get_content()
    assert content.index("年度报告") < content.index("每月1日前"), "the overdue first"
    assert len(post_office.posted) == 2
    work(tenant)
    assert asked(tenant, ONE_BEFORE) == 0
    assert len(post_office.mails) == 1


def test_every_unit_that_wants_it_is_asked_and_no_other(
    app: Application, cast: Cast, post_office: PostOffice
) -> None:
    install()
    for tenant in (cast.chexi.tenant, cast.lixian.tenant):
        stand(tenant, "T004", TODAY, standing="due_soon")
    channel(cast.chexi.tenant)
    assert ask_for_reminders_everywhere() == 1
    assert ask_for_reminders_everywhere() == 1, "under way, and not asked for twice"
    work(cast.chexi.tenant)
    assert ask_for_reminders_everywhere() == 0
    assert len(post_office.mails) == 1


def test_other_areas_are_reminded_too(app: Application, cast: Cast, post_office: PostOffice) -> None:
    install()
    tenant = cast.chexi.tenant
    channel(tenant)

    def orders(of: Tenant, _today: date) -> list[Item]:
        return (
            [Item("order:1", "整改通知", DUE, "应于9月10日前整改。", "/office/orders/1")]
            if of.id == tenant.id
            else []
        )

    GATHERERS.append(orders)
    try:
        assert asked(tenant, ONE_BEFORE) == 1
    finally:
        GATHERERS.remove(orders)
    work(tenant)
    assert "http://localhost/lixian-chexi/office/orders/1" in post_office.mails[0].get_content()


# What each vendor is sent, and what it answers.


def test_a_robot_of_wecom_gets_markdown(app: Application, cast: Cast, post_office: PostOffice) -> None:
    trial(cast.chexi.tenant, ChannelKind.WECOM)
    work(cast.chexi.tenant)
    (posted,) = post_office.posted
    assert urlsplit(posted.path).path == "/cgi-bin/webhook/send"
    assert parse_qs(urlsplit(posted.path).query) == {"key": [WECOM.partition("=")[2]]}
    assert posted.content["msgtype"] == "markdown"
    assert "这是一条试发的消息" in posted.content["markdown"]["content"]


def test_a_robot_of_dingtalk_gets_a_signed_message(app: Application, cast: Cast, post_office: PostOffice) -> None:
    trial(cast.chexi.tenant, ChannelKind.DINGTALK)
    work(cast.chexi.tenant)
    (posted,) = post_office.posted
    given = {name: values[0] for name, values in parse_qs(urlsplit(posted.path).query).items()}
    assert set(given) == {"access_token", "timestamp", "sign"}
    signed = hmac.new(SIGNING.encode(), f"{given['timestamp']}\n{SIGNING}".encode(), hashlib.sha256).digest()
    assert given["sign"] == base64.b64encode(signed).decode()
    assert abs(int(given["timestamp"]) / 1000 - utc_now().timestamp()) < 60
    assert posted.content["markdown"]["title"] == "车溪乡政务公开提醒试发"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (200, b'{"errcode": 93000, "errmsg": "invalid webhook url"}', "错误码 93000"),
        (200, b"<html>", "没有接收"),
        (404, b"{}", "没有接收"),
    ],
)
def test_a_refusal_for_good_is_told_to_the_administrator(
    client: FlaskClient, cast: Cast, post_office: PostOffice, status: int, body: bytes, said: str
) -> None:
    post_office.answers = [(status, body, {})]
    trial(cast.chexi.tenant, ChannelKind.WECOM)
    work(cast.chexi.tenant)
    assert len(post_office.posted) == 1
    page = signed_in_client(client, cast.chexi.administrator).get(HERE).text
    assert said in page
    work(cast.chexi.tenant)
    assert len(post_office.posted) == 1


@pytest.mark.parametrize(("status", "body"), [(200, b'{"errcode": 45009, "errmsg": "freq"}'), (503, b""), (429, b"")])
def test_what_may_go_through_later_is_tried_again(
    app: Application, cast: Cast, post_office: PostOffice, status: int, body: bytes
) -> None:
    post_office.answers = [(status, body, {}), (200, b'{"errcode": 0}', {})]
    trial(cast.chexi.tenant, ChannelKind.WECOM)
    with pytest.raises(JobBroke, match="NotSent"):
        work(cast.chexi.tenant)
    work(cast.chexi.tenant)
    assert digests(cast.chexi.tenant)[0].sent_at is not None
    assert len(post_office.posted) == 2


def test_a_mail_server_that_refuses_or_is_silent(client: FlaskClient, cast: Cast, post_office: PostOffice) -> None:
    post_office.refusal = "451 later"
    trial(cast.chexi.tenant)
    with pytest.raises(JobBroke, match="NotSent"):
        work(cast.chexi.tenant)
    post_office.refusal = "550 no such mailbox"
    work(cast.chexi.tenant)
    page = signed_in_client(client, cast.chexi.administrator).get(HERE).text
    assert "邮件服务器拒收，请核对邮箱地址后重新添加。" in page
    assert MAILBOX not in page
    post_office.forget()
    post_office.is_silent = True
    trial(cast.lixian.tenant)
    with pytest.raises(JobBroke, match="NotSent"):
        work(cast.lixian.tenant)


def test_what_nobody_took_is_asked_for_again_the_next_day_and_given_up_then(
    app: Application, cast: Cast, post_office: PostOffice
) -> None:
    install()
    tenant = cast.chexi.tenant
    channel(tenant, ChannelKind.WECOM)
    stand(tenant, "T002", DUE)
    post_office.answers = [(200, b'{"errcode": 93000}', {})]
    asked(tenant, ONE_BEFORE)
    work(tenant)
    assert asked(tenant, DUE) == 1
    post_office.answers = []
    work(tenant)
    assert digests(tenant)[0].sent_at is not None
    assert len(digests(tenant)) == 1


def test_a_message_that_is_sent_again_by_mistake_has_the_same_name(
    app: Application, cast: Cast, post_office: PostOffice
) -> None:
    """A process killed between the server's answer and the commit: the transaction is gone, the mail is not."""
    digest_id = trial(cast.chexi.tenant)
    from gkcloud.reminders.actions import send_digest

    for _ in range(2):
        with Scope.office(cast.chexi.tenant.id).opened():
            send_digest(digest_id, now=utc_now())
            db.session.rollback()
    first, second = post_office.mails
    assert first["Message-ID"] == second["Message-ID"] == f"<{digest_id}@example.gov.cn>"


def test_without_a_mail_server_the_administrator_is_told(
    app: Application, client: FlaskClient, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "settings", app.settings.model_copy(update={"smtp_url": None}))
    assert "还没有配置邮件服务器" in signed_in_client(client, cast.chexi.administrator).get(HERE).text
    trial(cast.chexi.tenant)
    work(cast.chexi.tenant)
    with Scope.office(cast.chexi.tenant.id).opened():
        assert "请联系平台运维人员" in db.session.execute(select(Job.error)).scalar_one()


def test_another_key_of_the_deployment_opens_no_channel(app: Application, cast: Cast) -> None:
    channel(cast.chexi.tenant)
    with Scope.office(cast.chexi.tenant.id).opened():
        sealed = db.session.execute(select(NoticeChannel.sealed)).scalar_one()
    assert unseal(sealed, "another key of the deployment, 32+") is None
    found = unseal(sealed, str(app.secret_key))
    assert found is not None
    assert found.address == MAILBOX


def test_a_mail_goes_through_a_server_elsewhere_only_encrypted(
    app: Application, cast: Cast, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gkcloud.reminders.sending import mail

    monkeypatch.setattr(mail, "_HERE", frozenset())
    trial(cast.chexi.tenant)
    work(cast.chexi.tenant)
    assert post_office.mails == []
    with Scope.office(cast.chexi.tenant.id).opened():
        assert "不支持加密连接" in db.session.execute(select(Job.error)).scalar_one()
