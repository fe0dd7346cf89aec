"""A paper's content: stored as JSON with its kind, read back as the dataclass of that kind."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from gkcloud.papers.kinds import KINDS
from gkcloud.papers.paper import Paper, PaperKind


def as_json(paper: Paper) -> dict[str, Any]:
    """Return what is stored of a paper."""
    stored: dict[str, Any] = adapter(paper.KIND).dump_python(paper, mode="json")
    return {"kind": paper.KIND.value, **stored}


def from_json(stored: Mapping[str, Any]) -> Paper:
    """Return the paper that was stored; raises pydantic's ValidationError if it was not one of ours.

    Issues that were locked before there were other kinds have no kind of their own.
    """
    given = dict(stored)
    kind = PaperKind(given.pop("kind", PaperKind.BULLETIN))
    paper: Paper = adapter(kind).validate_python(given)
    return paper


def content_hash(stored: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a stored paper, in hexadecimal."""
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def adapter(kind: PaperKind) -> TypeAdapter[Any]:
    """Return what reads and writes papers of this kind."""
    return TypeAdapter(KINDS[kind])
