"""Robots of groups in 企业微信 and 钉钉: two hosts, two paths, and nothing that was typed but a key.

No redirect is followed, no proxy of the environment is used, and an answer is read up to its first kilobytes.
"""

import base64
import hashlib
import hmac
import http.client
import json
import ssl
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from gkcloud.config import Settings
from gkcloud.database import utc_now
from gkcloud.reminders.rules import VENDORS, ChannelKind, Message, Target, markdown
from gkcloud.reminders.sending.faults import NotSent, NotTaken

_SECONDS = 10
_MOST_ANSWER = 16 * 1024
_OK = 200
_SERVER_FAULT = 500
_TOO_MANY = 429
# What each vendor takes of one message.
_MOST_BYTES: Mapping[ChannelKind, int] = MappingProxyType({ChannelKind.WECOM: 4096, ChannelKind.DINGTALK: 15_000})
# Their numbers for: busy, too many messages a minute.
_LATER = frozenset({-1, 45009, 45033, 130101, 410100, 660026})


def send_to_robot(target: Target, message: Message, settings: Settings) -> None:
    """Send a message into a group. Raises NotSent and NotTaken."""
    vendor = VENDORS[target.kind]
    path = f"{vendor.path}?{vendor.argument}={quote(target.address, safe='')}{_signature(target, utc_now())}"
    content = json.dumps(_content(target.kind, message), ensure_ascii=False).encode()
    connection = _connection(vendor.host, settings)
    try:
        connection.request("POST", path, content, {"Content-Type": "application/json; charset=utf-8"})
        answer = connection.getresponse()
        status, body = answer.status, answer.read(_MOST_ANSWER)
    except (OSError, http.client.HTTPException):
        raise NotSent(f"{target.kind.label}没有应答。") from None
    finally:
        connection.close()
    _judge(target.kind, status, body)


def _connection(host: str, settings: Settings) -> http.client.HTTPConnection:
    if settings.robot_stand_in is not None:
        own = urlsplit(settings.robot_stand_in)
        return http.client.HTTPConnection(own.hostname or "127.0.0.1", own.port, timeout=_SECONDS)
    return http.client.HTTPSConnection(host, timeout=_SECONDS, context=ssl.create_default_context())


def _signature(target: Target, now: datetime) -> str:
    """Return the arguments that sign a message to a robot of DingTalk's; nothing for others."""
    if not target.secret:
        return ""
    stamp = str(int(now.timestamp() * 1000))
    signed = hmac.new(target.secret.encode(), f"{stamp}\n{target.secret}".encode(), hashlib.sha256).digest()
    return f"&timestamp={stamp}&sign={quote_plus(base64.b64encode(signed))}"


def _content(kind: ChannelKind, message: Message) -> dict[str, Any]:
    text = markdown(message, _MOST_BYTES[kind])
    if kind is ChannelKind.WECOM:
        return {"msgtype": "markdown", "markdown": {"content": text}}
    return {"msgtype": "markdown", "markdown": {"title": message.subject, "text": text}}


def _judge(kind: ChannelKind, status: int, body: bytes) -> None:
    if status >= _SERVER_FAULT or status == _TOO_MANY:
        raise NotSent(f"{kind.label}暂时不能接收。")
    try:
        code = json.loads(body)["errcode"] if status == _OK else None
    except (ValueError, KeyError, TypeError):
        code = None
    if code == 0:
        return
    if code in _LATER:
        raise NotSent(f"{kind.label}暂时不能接收。")
    known = f"（错误码 {code}）" if isinstance(code, int) else ""
    raise NotTaken(f"{kind.label}没有接收{known}，请核对机器人是否还在群里、地址和加签密钥是否正确。")
