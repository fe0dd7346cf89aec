"""When to remind, what a message says, and which addresses may be told: decided without I/O."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from urllib.parse import parse_qs, urlsplit

from gkcloud.worktime import WorkCalendar, working_days_until

# A message after the last moment is sent only while it is news: the process may have stood still, or the channel be new.
_CATCH_UP = 10
_LONGEST_ADDRESS = 254


class ChannelKind(StrEnum):
    """How a unit is told."""

    MAIL = "mail"
    WECOM = "wecom"
    DINGTALK = "dingtalk"

    @property
    def label(self) -> str:
        """What officials call it."""
        return _KIND_LABELS[self]


_KIND_LABELS: Mapping[ChannelKind, str] = MappingProxyType(
    {ChannelKind.MAIL: "邮箱", ChannelKind.WECOM: "企业微信群机器人", ChannelKind.DINGTALK: "钉钉群机器人"}
)


class TargetRefused(ValueError):
    """Nothing may be sent there; the text is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a channel leads: a mailbox, or the key of a vendor's robot. Never an address that could lead elsewhere.

    ``secret`` signs messages to a robot of DingTalk's that asks for it.
    """

    kind: ChannelKind
    address: str
    secret: str = ""

    @property
    def hint(self) -> str:
        """What may be shown of it."""
        if self.kind is not ChannelKind.MAIL:
            return f"尾号 {self.address[-4:]}"
        name, _, host = self.address.rpartition("@")
        return f"{name[:1]}***@{host}"


@dataclass(frozen=True, slots=True)
class _Vendor:
    """Where a vendor's robots live: the only host, path and argument that are accepted."""

    host: str
    path: str
    argument: str
    example: str


VENDORS: Mapping[ChannelKind, _Vendor] = MappingProxyType(
    {
        ChannelKind.WECOM: _Vendor(
            "qyapi.weixin.qq.com",
            "/cgi-bin/webhook/send",
            "key",
            "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=",
        ),
        ChannelKind.DINGTALK: _Vendor(
            "oapi.dingtalk.com", "/robot/send", "access_token", "https://oapi.dingtalk.com/robot/send?access_token="
        ),
    }
)
_KEY = re.compile(r"[A-Za-z0-9-]{16,128}")
_SECRET = re.compile(r"SEC[A-Za-z0-9]{16,128}")
_MAILBOX = re.compile(
    r"[A-Za-z0-9](?:[A-Za-z0-9._+-]{0,62}[A-Za-z0-9])?@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
)


def target_from(kind: ChannelKind, typed: str, secret: str = "") -> Target:
    """Return where a channel leads, from what was typed. Raises TargetRefused.

    Of a robot's address only the key is kept: the host and the path that are asked later are ours, so whatever else the
    address holds leads nowhere.
    """
    text = typed.strip()
    if kind is ChannelKind.MAIL:
        if len(text) > _LONGEST_ADDRESS or _MAILBOX.fullmatch(text) is None:
            raise TargetRefused("邮箱地址的写法不对，例如 name@example.gov.cn。")
        return Target(kind, text)
    return Target(kind, _robot_key(VENDORS[kind], text), _signing(kind, secret.strip()))


def _robot_key(vendor: _Vendor, text: str) -> str:
    wrong = TargetRefused(f"机器人地址应以 {vendor.example} 开头，请从群机器人的设置中完整复制。")
    if any(char <= " " or char in "\\\x7f" for char in text):
        raise wrong
    try:
        parts = urlsplit(text)
        keys = parse_qs(parts.query, strict_parsing=True, max_num_fields=4).get(vendor.argument, [])
        is_theirs = (parts.scheme, parts.netloc, parts.path) == ("https", vendor.host, vendor.path)
    except ValueError:
        raise wrong from None
    if not is_theirs or len(keys) != 1 or _KEY.fullmatch(keys[0]) is None:
        raise wrong
    return keys[0]


def _signing(kind: ChannelKind, secret: str) -> str:
    if kind is ChannelKind.WECOM or not secret:
        return ""
    if _SECRET.fullmatch(secret) is None:
        raise TargetRefused("加签密钥以 SEC 开头，请从钉钉机器人的安全设置中完整复制；没有开启加签的不填。")
    return secret


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is due, as an area tells of it: nothing that its readers may not know, no person's name.

    ``key`` is the same for the same thing; ``href`` is a path below the unit's own address.
    """

    key: str
    title: str
    due: date
    sentence: str
    href: str


def moment_of(
    due: date, today: date, calendar: WorkCalendar, before: Sequence[int], after: Sequence[int]
) -> int | None:
    """Return which reminder a due day stands at: the last moment that has come, in working days from the due day.

    Moments that were slept through are not made up for one by one; only the latest counts. None before the first, and
    when the last is long past.
    """
    if today <= due:
        left = working_days_until(today, due, calendar)
        come = [days for days in before if left <= days]
        return -min(come) if come else None
    late = working_days_until(due, today, calendar)
    come = [days for days in after if late >= days]
    if not come or late > max(come) + _CATCH_UP:
        return None
    return max(come)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message; ``href`` is a whole address."""

    title: str
    sentence: str
    href: str
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Message:
    """What is told to one channel on one day. ``number`` is the same when it is told again by mistake."""

    unit: str
    on: date
    number: str
    lines: tuple[Line, ...]
    href: str
    is_trial: bool = False

    @property
    def subject(self) -> str:
        """The heading: 车溪乡政务公开期限：2 项逾期，3 项即将到期."""
        if self.is_trial:
            return f"{self.unit}政务公开提醒试发"
        overdue = sum(line.is_overdue for line in self.lines)
        soon = len(self.lines) - overdue
        said = [f"{overdue} 项逾期"] if overdue else []
        said += [f"{soon} 项即将到期"] if soon else []
        return f"{self.unit}政务公开期限：{'，'.join(said)}"


_MOST_LINES = 30
_TRIAL = "这是一条试发的消息。收到它，说明提醒可以送达。"


def plain_text(message: Message) -> str:
    """Return a message for a mail."""
    if message.is_trial:
        return f"{_TRIAL}\n\n编号 {message.number}\n"
    parts = [f"{_day(message.on)}，{message.subject}。", ""]
    for number, line in enumerate(message.lines[:_MOST_LINES], start=1):
        parts += [f"{number}. {line.title}", f"   {line.sentence}", f"   {line.href}", ""]
    parts += [
        *_rest(message, _MOST_LINES),
        f"全部期限：{message.href}",
        "",
        f"编号 {message.number}，编号相同的是同一次提醒。",
    ]
    return "\n".join(parts) + "\n"


def markdown(message: Message, most_bytes: int) -> str:
    """Return a message for a group's robot, in the marks that both vendors read, within their limit of bytes."""
    if message.is_trial:
        return f"**{message.subject}**\n\n{_TRIAL}\n\n编号 {message.number}"
    for shown in range(min(len(message.lines), _MOST_LINES), -1, -1):
        lines = [
            f"{at}. [{_bare(line.title)}]({line.href})：{_bare(line.sentence)}"
            for at, line in enumerate(message.lines[:shown], 1)
        ]
        text = "\n\n".join(
            [
                f"**{_bare(message.subject)}**",
                *lines,
                *_rest(message, shown),
                f"[查看全部期限]({message.href})",
                f"编号 {message.number}",
            ]
        )
        if len(text.encode()) <= most_bytes:
            return text
    raise ValueError("a message without lines is longer than a vendor takes")


def _rest(message: Message, shown: int) -> list[str]:
    left = len(message.lines) - shown
    return [f"另有 {left} 项，请登录查看。"] if left > 0 else []


def _bare(text: str) -> str:
    """Return text without what either vendor's marks are made of."""
    return re.sub(r"[\[\]()<>*`#_~\n\r]", "", text)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines with the overdue first, each in the order given."""
    return tuple(sorted(lines, key=lambda line: not line.is_overdue))
