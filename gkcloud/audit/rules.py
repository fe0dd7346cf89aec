"""The chain: what is hashed, and what a broken chain looks like."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

FIRST_HASH = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """One stored event as the chain sees it; ``content`` holds every column but the two hashes."""

    seq: int
    content: dict[str, Any]
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold: the sequence number and, in Chinese, what is wrong there."""

    seq: int
    message: str


def chain_hash(previous_hash: str, content: dict[str, Any]) -> str:
    """Return the SHA-256 of an event's content together with the hash before it, in hexadecimal."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()


def chain_breaks(links: Iterable[Link], head_seq: int, head_hash: str) -> list[Break]:
    """Return every break of a chain given in order of ``seq``: altered, removed, reordered or cut-off events."""
    breaks: list[Break] = []
    expected_seq, previous = 1, FIRST_HASH
    for link in links:
        if link.seq != expected_seq:
            breaks.append(Break(expected_seq, f"缺少第 {_span(expected_seq, link.seq - 1)} 条记录。"))
        elif link.previous_hash != previous:
            breaks.append(Break(link.seq, f"第 {link.seq} 条记录与前一条不相接，前一条可能被改动或调换。"))
        if chain_hash(link.previous_hash, link.content) != link.hash:
            breaks.append(Break(link.seq, f"第 {link.seq} 条记录的内容被改动。"))
        expected_seq, previous = link.seq + 1, link.hash
    if (expected_seq - 1, previous) != (head_seq, head_hash):
        breaks.append(
            Break(expected_seq, f"链尾应为第 {head_seq} 条，实际到第 {expected_seq - 1} 条，末尾记录可能被删除。")
        )
    return breaks


def _span(first: int, last: int) -> str:
    return str(first) if first >= last else f"{first} 至第 {last}"
