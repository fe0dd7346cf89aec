"""Channels, calendars, what is due in a unit, and the scenarios of their actions and of the job that sends."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import select

from gkcloud.access.policy import Actor, Role
from gkcloud.database import db, utc_now
from gkcloud.feeds import actions as feeds
from gkcloud.feeds.model import CalendarFeed
from gkcloud.obligations.model import StandingRow
from gkcloud.people.rules import new_token, token_hash
from gkcloud.reminders import actions as reminders
from gkcloud.reminders.model import ReminderDigest
from gkcloud.reminders.rules import ChannelKind, Target, target_from
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.scope import Scope
from gkcloud.web.clock import local
from tests.factories import posts
from tests.factories.cast import Cast
from tests.factories.duty_scenarios import install
from tests.factories.job_scenarios import JobScenario, job_scenario
from tests.factories.people_objects import member
from tests.factories.post_office import OFFICE
from tests.factories.scenarios import Scenario, scenario

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
DINGTALK = "https://oapi.dingtalk.com/robot/send?access_token=" + "0123456789abcdef" * 4
SIGNING = "SEC" + "0123456789abcdef" * 4
MAILBOX = "gongkai@example.gov.cn"


def target(kind: ChannelKind = ChannelKind.MAIL) -> Target:
    """Return where a channel of a kind may lead."""
    typed = {ChannelKind.MAIL: MAILBOX, ChannelKind.WECOM: WECOM, ChannelKind.DINGTALK: DINGTALK}[kind]
    return target_from(kind, typed, SIGNING if kind is ChannelKind.DINGTALK else "")


def administrator(tenant: Tenant) -> Actor:
    """Return a new administrator of a unit."""
    return Actor(member(tenant, Role.ADMINISTRATOR), "管理员", tenant.id, frozenset({Role.ADMINISTRATOR}))


def channel(tenant: Tenant, kind: ChannelKind = ChannelKind.MAIL, *, by: Actor | None = None) -> uuid.UUID:
    """Return the id of a channel of a unit."""
    actor = by or administrator(tenant)
    with Scope.office(tenant.id, actor.person_id).opened():
        row = reminders.add_channel("党政办", target(kind), request_key=uuid.uuid4(), actor=actor, now=utc_now())
        db.session.commit()
        return row.id


def feed_secret(tenant: Tenant, person_id: uuid.UUID | None = None) -> str:
    """Return the secret of a calendar of a person's in a unit."""
    secret = new_token()
    with Scope.office(tenant.id).opened():
        row = CalendarFeed(
            tenant_id=tenant.id,
            id=uuid.uuid4(),
            person_id=person_id or member(tenant),
            token_hash=token_hash(secret),
            created_at=utc_now(),
        )
        db.session.add(row)
        db.session.commit()
    return secret


def stand(
    tenant: Tenant, rule_id: str, due_on: date, *, standing: str = "due_soon", period: str = "", **more: object
) -> None:
    """Write a unit's standing as an assessment leaves it."""
    first = due_on.replace(day=1)
    values = {
        "period": period or f"{first:%Y-%m}",
        "first_day": first - timedelta(days=62),
        "last_day": due_on + timedelta(days=400),
        "is_provisional": False,
        "sentence": "应在到期前完成。",
        "evidence": [],
        "done": 0,
        "wanted": 1,
        "changed_on": first,
    } | more
    with Scope.office(tenant.id).opened():
        db.session.merge(
            StandingRow(tenant_id=tenant.id, rule_id=rule_id, standing=standing, due_on=due_on, **values)
        )
        db.session.commit()


def asked(tenant: Tenant, today: date) -> int:
    """Ask for a unit's reminders of a day and commit; return how many messages are under way."""
    with Scope.office(tenant.id).opened():
        count = reminders.ask_for_reminders(tenant, today=today, now=utc_now())
        db.session.commit()
    return count


def digests(tenant: Tenant) -> list[ReminderDigest]:
    """Return a unit's digests, the oldest first."""
    with Scope.office(tenant.id).opened():
        statement = select(ReminderDigest).where(ReminderDigest.tenant_id == tenant.id)
        return list(db.session.execute(statement.order_by(ReminderDigest.created_at)).scalars())


def trial(tenant: Tenant, kind: ChannelKind = ChannelKind.MAIL) -> uuid.UUID:
    """Return the id of a digest that waits to be sent."""
    actor = administrator(tenant)
    channel_id = channel(tenant, kind, by=actor)
    with Scope.office(tenant.id, actor.person_id).opened():
        today = local(utc_now()).date()
        reminders.try_channel(channel_id, today, request_key=uuid.uuid4(), actor=actor, now=utc_now())
        db.session.commit()
    return next(each.id for each in digests(tenant) if each.channel_id == channel_id)


@scenario("channel.add")
def _add(cast: Cast) -> Scenario:
    actor, key = cast.chexi.administrator, uuid.uuid4()
    return Scenario(
        posts.as_actor(actor),
        lambda: reminders.add_channel("党政办", target(), request_key=key, actor=actor, now=utc_now()),
    )


@scenario("channel.stop")
def _stop(cast: Cast) -> Scenario:
    actor, channel_id = cast.chexi.administrator, channel(cast.chexi.tenant)
    return Scenario(posts.as_actor(actor), lambda: reminders.stop_channel(channel_id, actor=actor, now=utc_now()))


@scenario("channel.try")
def _try(cast: Cast) -> Scenario:
    actor, channel_id, key = cast.chexi.administrator, channel(cast.chexi.tenant), uuid.uuid4()
    today = local(utc_now()).date()
    return Scenario(
        posts.as_actor(actor),
        lambda: reminders.try_channel(channel_id, today, request_key=key, actor=actor, now=utc_now()),
    )


@scenario("reminder.ask")
def _ask(cast: Cast) -> Scenario:
    install()
    tenant, today = cast.chexi.tenant, local(utc_now()).date()
    channel(tenant)
    stand(tenant, "T001", today)
    return Scenario(Scope.office(tenant.id), lambda: reminders.ask_for_reminders(tenant, today=today, now=utc_now()))


@scenario("reminder.send")
def _send(cast: Cast) -> Scenario:
    digest_id = trial(cast.chexi.tenant)
    return Scenario(Scope.office(cast.chexi.tenant.id), lambda: reminders.send_digest(digest_id, now=utc_now()))


@scenario("feed.open")
def _open_feed(cast: Cast) -> Scenario:
    actor = cast.chexi.author
    return Scenario(posts.as_actor(actor), lambda: feeds.open_address(actor=actor, now=utc_now()))


@scenario("feed.revoke")
def _revoke_feed(cast: Cast) -> Scenario:
    actor = cast.chexi.author
    feed_secret(cast.chexi.tenant, actor.person_id)
    return Scenario(posts.as_actor(actor), lambda: feeds.revoke_address(actor=actor, now=utc_now()))


@job_scenario("reminder.send")
def _send_job(cast: Cast) -> JobScenario:
    tenant = cast.chexi.tenant
    digest_id = trial(tenant, ChannelKind.WECOM)

    def effect() -> object:
        row = db.session.get_one(ReminderDigest, (tenant.id, digest_id))
        return row.sent_at, len(OFFICE.posted)

    return JobScenario(tenant.id, digest_id, effect)


FACTORIES: dict[str, Callable[[Tenant], object]] = {"channel_id": channel, "secret": feed_secret}
