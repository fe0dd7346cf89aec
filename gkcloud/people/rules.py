"""Decisions about persons that need no database: secrets, devices, roles that may be given, lent roles.

Pure: no Flask, no SQLAlchemy, no clock.
"""

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from gkcloud.access.policy import Role
from gkcloud.tenancy.rules import Kind

INVITATION_LASTS = timedelta(hours=72)
SIGN_IN_LASTS = timedelta(hours=12)
SECOND_STEP_LASTS = timedelta(minutes=5)
LONGEST_DELEGATION = timedelta(days=92)

_EVERYWHERE = frozenset(
    {
        Role.AUTHOR,
        Role.REVIEWER,
        Role.SECRECY_REVIEWER,
        Role.SIGNER,
        Role.SUPERVISION_MEMBER,
        Role.ADMINISTRATOR,
    }
)
# Inspection (督查) is the business of a government that has units below it.
_GOVERNMENTS = frozenset({Kind.COUNTY, Kind.PREFECTURE, Kind.PROVINCE})
# Who administers, or runs the platform, is decided by appointment, not by lending.
LENDABLE = _EVERYWHERE - {Role.ADMINISTRATOR} | {Role.INSPECTOR}

_LOGIN = re.compile(r"[a-z][a-z0-9._-]{3,31}")


def assignable_roles(kind: Kind) -> tuple[Role, ...]:
    """Return the roles that may be given in a tenant of this kind, in the policy's order."""
    if kind is Kind.PLATFORM:
        return (Role.OPERATOR,)
    allowed = _EVERYWHERE | {Role.INSPECTOR} if kind in _GOVERNMENTS else _EVERYWHERE
    return tuple(role for role in Role if role in allowed)


def new_token() -> str:
    """Return a secret of 256 random bits for a cookie or a link."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return what the table keeps of a secret token; tokens are 256 random bits, so one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def normal_login(text: str) -> str:
    """Return a login as the table keeps it: full-width forms, case and stray spaces do not matter."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def is_login(login: str) -> bool:
    """Tell whether a normal login may be taken: 4 to 32 letters, digits, dots, hyphens; a letter first."""
    return _LOGIN.fullmatch(login) is not None


def is_over(created_at: datetime, seen_at: datetime, now: datetime, *, idle_minutes: int) -> bool:
    """Tell whether a sign-in has been idle too long or has reached its age of 12 hours."""
    return now - seen_at > timedelta(minutes=idle_minutes) or now - created_at > SIGN_IN_LASTS


def local_path(target: str | None) -> str | None:
    """Return ``target`` if it is a path on this host that a browser cannot read as another host, else None."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    # Browsers drop tabs and line breaks and read a backslash as a slash.
    if any(ord(char) < ord(" ") or char in "\\\x7f" for char in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target


def device_name(user_agent: str) -> str:
    """Return what a person recognises a device by, such as 手机 微信, out of the User-Agent header."""
    is_phone = re.search(r"Mobile|Android|iPhone|HarmonyOS", user_agent) is not None
    programs = (
        ("MicroMessenger", "微信"),
        ("DingTalk", "钉钉"),
        ("Edg", "Edge 浏览器"),
        ("Firefox", "火狐浏览器"),
        ("Chrome", "谷歌内核浏览器"),
        ("Safari", "苹果浏览器"),
    )
    program = next((name for mark, name in programs if mark in user_agent), "浏览器")
    return f"{'手机' if is_phone else '电脑'} {program}"


def delegation_fault(
    *,
    role: Role,
    starts_on: date,
    ends_on: date,
    today: date,
    lender_roles: Iterable[Role],
    borrower_roles: Iterable[Role],
    is_same_person: bool,
) -> str | None:
    """Return why a role cannot be lent for these days, as a sentence, or None.

    ``lender_roles`` and ``borrower_roles`` are those that each holds in person: what is itself lent is lent no further.
    """
    held = frozenset(borrower_roles)
    checks = (
        (role not in LENDABLE, "这个角色不能委托，请由管理员另行任命。"),
        (role not in set(lender_roles), "委托人本人没有这个角色，受托得来的角色不能再转委托。"),
        (is_same_person, "不能委托给本人，请选择其他人员。"),
        (not held, "受托人不是本单位人员，请先邀请其加入本单位。"),
        (role in held, "受托人本来就有这个角色，不需要委托。"),
        (ends_on < starts_on, "结束日期早于开始日期，请核对。"),
        (ends_on < today, "结束日期已经过去，请核对。"),
        (ends_on - starts_on > LONGEST_DELEGATION, "一次委托不超过三个月，请缩短期限。"),
    )
    return next((sentence for is_wrong, sentence in checks if is_wrong), None)
