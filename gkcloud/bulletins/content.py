"""A locked issue's content: stored as JSON, printed as a BulletinIssue."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from gkcloud.bulletins.issue import BulletinIssue, BulletinItem

_LISTS = ("report_to", "send_to", "distribute_to")


def as_json(issue: BulletinIssue) -> dict[str, Any]:
    """Return what is stored of an issue."""
    stored: dict[str, Any] = json.loads(json.dumps(asdict(issue), default=_iso, ensure_ascii=False))
    return stored


def from_json(stored: Mapping[str, Any]) -> BulletinIssue:
    """Return the issue that was stored."""
    given = dict(stored)
    given["issued_on"] = date.fromisoformat(given["issued_on"])
    given["items"] = tuple(
        BulletinItem(**{**item, "published_on": _date(item["published_on"])}) for item in given["items"]
    )
    for name in _LISTS:
        given[name] = tuple(given[name])
    return BulletinIssue(**given)


def content_hash(stored: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a stored issue, in hexadecimal."""
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _iso(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} is not part of an issue")


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
