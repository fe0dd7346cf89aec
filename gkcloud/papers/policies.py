"""A policy as a handbook prints it, and what keeps it from being printed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from gkcloud.papers.paper import body_report
from gkcloud.papers.plain import all_text
from gkcloud.papers.qr import address_faults
from gkcloud.typeset.body import read_body
from gkcloud.typeset.faces import Faces


class Validity(StrEnum):
    """Whether a policy is in force (有效性), by the values that a post's validity has."""

    IN_FORCE = "in_force"
    AMENDED = "amended"
    LAPSED = "lapsed"
    REPEALED = "repealed"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return _VALIDITY[self][0]

    @property
    def warning(self) -> str:
        """What a reader has to know before relying on the policy; empty where it is simply in force."""
        return _VALIDITY[self][1]


_VALIDITY: Mapping[Validity, tuple[str, str]] = {
    Validity.IN_FORCE: ("有效", ""),
    Validity.AMENDED: ("已修改", "本件部分内容已经修改，请以修改后的文本为准。"),
    Validity.LAPSED: ("失效", "本件已经失效，仅供查阅，不再作为办事依据。"),
    Validity.REPEALED: ("废止", "本件已经废止，仅供查阅，不再作为办事依据。"),
}


class Extent(StrEnum):
    """How much of the policy's text is printed."""

    EXCERPT = "excerpt"
    WHOLE = "whole"

    @property
    def label(self) -> str:
        """The extent as the handbook's heading says it."""
        return _EXTENTS[self]


_EXTENTS: Mapping[Extent, str] = {Extent.EXCERPT: "政策原文（摘录）", Extent.WHOLE: "政策原文（全文）"}


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy: what it is, whom it is for (``audiences``: 个人, 企业, 农户), what it says, where to apply.

    ``body_html`` is sanitised and may be empty. ``address`` is the web address of the full text, for the QR code.
    """

    title: str
    issuer: str
    audiences: tuple[str, ...]
    key_points: tuple[str, ...]
    doc_no: str = ""
    formed_on: date | None = None
    validity: Validity = Validity.IN_FORCE
    apply_at: str = ""
    body_html: str = ""
    extent: Extent = Extent.EXCERPT
    address: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """The policies of one theme (种粮补贴, 就业创业), in the order they are printed."""

    name: str
    policies: tuple[Policy, ...]


def policy_faults(place: str, policy: Policy, faces: Faces, files: Mapping[str, bytes] | None) -> Iterator[str]:
    """Return a sentence for each thing that keeps the policy from being printed; ``place`` says which one it is."""
    blocks = read_body(policy.body_html)
    if not policy.title.strip():
        yield f"{place}没有标题。请补上标题。"
    if not policy.issuer.strip():
        yield f"{place}没有发文机关。请补上发文机关。"
    if not policy.audiences:
        yield f"{place}没有适用对象，读者按对象查不到。请至少选一类对象。"
    if not any(point.strip() for point in policy.key_points) and not blocks:
        yield f"{place}既没有要点也没有原文。请至少补上一条要点。"
    yield from address_faults(place, policy.address)
    words = (policy.title, policy.issuer, policy.doc_no, policy.apply_at, policy.audiences, policy.key_points)
    yield from body_report(place, blocks, faces, files, beside=all_text(*words))
