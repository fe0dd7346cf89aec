"""The text of a circular (通报): what an official edits, the paper made of it, and what the public may read of it.

Pure: no Flask, no SQLAlchemy, no clock.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from gkcloud.access.policy import Actor, Can
from gkcloud.papers.circular import AnnexedList, Circular, CircularPurpose, GoodPractice, Problem
from gkcloud.printing.documents import names_in

_CELLS = re.compile(r"[|｜\t]")


class CircularState(StrEnum):
    """Where a circular stands. An edit brings it back to the draft and takes the signature with it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SIGNED = "signed"
    ISSUED = "issued"
    DISCARDED = "discarded"

    @property
    def label(self) -> str:
        """The state as officials write it."""
        return STATE_LABELS[self]


STATE_LABELS: Mapping[CircularState, str] = MappingProxyType(
    {
        CircularState.DRAFT: "拟稿中",
        CircularState.SUBMITTED: "待签发",
        CircularState.SIGNED: "已签发，待印发",
        CircularState.ISSUED: "已印发",
        CircularState.DISCARDED: "已作废",
    }
)


class Part(StrEnum):
    """A part of a circular that its public version may leave out."""

    GOOD_PRACTICE = "good_practice"
    PROBLEMS = "problems"
    REQUIREMENTS = "requirements"
    ANNEX = "annex"

    @property
    def label(self) -> str:
        """The part as the form calls it."""
        return PART_LABELS[self]


PART_LABELS: Mapping[Part, str] = MappingProxyType(
    {
        Part.GOOD_PRACTICE: "好的做法",
        Part.PROBLEMS: "存在的问题（含单位名称）",
        Part.REQUIREMENTS: "整改要求和报送日期",
        Part.ANNEX: "附表",
    }
)


@dataclass(frozen=True, slots=True)
class CircularText:
    """What a circular says, as it is typed. ``left_out`` are the parts that its public version does without.

    ``good_practice`` and ``problems`` have one entry a line, units and text parted by a colon; ``annex`` has its title
    in the first line, its head in the second, a row in each further one, cells parted by a bar.
    """

    purpose: CircularPurpose = CircularPurpose.INSPECTION
    title: str = ""
    subject: str = ""
    issuers: str = ""
    doc_no: str = ""
    addressee: str = ""
    basis: str = ""
    period: str = ""
    counted: str = "单位"
    checked: int = 0
    passed: int = 0
    overview: str = ""
    good_practice: str = ""
    problems: str = ""
    requirements: str = ""
    report_by: date | None = None
    annex: str = ""
    copies_to: str = ""
    left_out: tuple[Part, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what is stored."""
        stored = asdict(self)
        stored["purpose"] = self.purpose.value
        stored["report_by"] = self.report_by.isoformat() if self.report_by else None
        stored["left_out"] = [each.value for each in self.left_out]
        return stored

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "CircularText":
        """Return the text that was stored."""
        given = {each.name: stored[each.name] for each in fields(cls) if each.name in stored}
        given["purpose"] = CircularPurpose(given["purpose"])
        given["report_by"] = date.fromisoformat(given["report_by"]) if given.get("report_by") else None
        given["left_out"] = tuple(Part(each) for each in given.get("left_out", ()))
        return cls(**given)

    def content_hash(self) -> str:
        """Return the SHA-256 of all that a signer sees, in hexadecimal."""
        text = json.dumps(self.as_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def paper(self, *, formed_on: date | None, printed_by: str = "") -> Circular:
        """Return the paper that the text makes."""
        issuers = names_in(self.issuers)
        return Circular(
            purpose=self.purpose,
            title=self.title,
            subject=self.subject,
            basis=self.basis,
            period=self.period,
            counted=self.counted,
            checked=self.checked,
            passed=self.passed,
            overview=self.overview,
            good_practice=tuple(GoodPractice(units, text) for units, text in entries(self.good_practice)),
            problems=tuple(Problem("、".join(units), text) for units, text in entries(self.problems)),
            requirements=self.requirements,
            report_by=self.report_by,
            lists=annexed(self.annex),
            marks=issuers,
            doc_no=self.doc_no,
            addressee=self.addressee,
            issuers=issuers,
            formed_on=formed_on,
            copies_to=names_in(self.copies_to),
            printed_by=printed_by,
            printed_on=formed_on,
        )

    def for_the_public(self) -> "CircularText":
        """Return the text without the parts that are left out, and without what only the document's readers need."""
        empty: dict[str, Any] = {part.value: "" for part in self.left_out}
        if Part.REQUIREMENTS in self.left_out or Part.PROBLEMS in self.left_out:
            empty["report_by"] = None
        return replace(self, **empty, addressee="", copies_to="", left_out=())


def entries(typed: str) -> tuple[tuple[tuple[str, ...], str], ...]:
    """Return the lines of a text such as 车溪乡、大堰垱镇：公开及时 as units and what is said of them."""
    found = []
    for line in filter(None, (each.strip() for each in typed.splitlines())):
        names, _, text = line.replace(":", "：", 1).partition("：")
        found.append((names_in(names), text.strip()))
    return tuple(found)


def annexed(typed: str) -> tuple[AnnexedList, ...]:
    """Return the lists that a typed annex holds; an empty line begins another."""
    blocks = [block.splitlines() for block in re.split(r"\n\s*\n", typed.replace("\r", "").strip()) if block.strip()]
    return tuple(
        AnnexedList(lines[0].strip(), _cells(lines[1]) if len(lines) > 1 else (), tuple(map(_cells, lines[2:])))
        for lines in ([line for line in block if line.strip()] for block in blocks)
    )


def typed_annex(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a list as it is typed; ``annexed`` reads it back."""
    return "\n".join([title, "｜".join(header), *("｜".join(row) for row in rows)])


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in _CELLS.split(line))


class Act(StrEnum):
    """What somebody may do with a circular."""

    EDIT = "edit"
    SUBMIT = "submit"
    SIGN = "sign"
    SEND_BACK = "send_back"
    ISSUE = "issue"
    TO_POST = "to_post"
    DISCARD = "discard"


_BEFORE_ISSUE = frozenset({CircularState.DRAFT, CircularState.SUBMITTED, CircularState.SIGNED})
_STATES: Mapping[Act, frozenset[CircularState]] = MappingProxyType(
    {
        Act.EDIT: _BEFORE_ISSUE,
        Act.SUBMIT: frozenset({CircularState.DRAFT}),
        Act.SIGN: frozenset({CircularState.SUBMITTED}),
        Act.SEND_BACK: frozenset({CircularState.SUBMITTED}),
        Act.ISSUE: frozenset({CircularState.SIGNED}),
        Act.TO_POST: frozenset({CircularState.SIGNED, CircularState.ISSUED}),
        Act.DISCARD: _BEFORE_ISSUE,
    }
)
_NEEDS: Mapping[Act, Can] = MappingProxyType(
    {
        Act.EDIT: Can.CIRCULAR_WRITE,
        Act.SUBMIT: Can.CIRCULAR_WRITE,
        Act.SIGN: Can.CIRCULAR_SIGN,
        Act.SEND_BACK: Can.CIRCULAR_SIGN,
        Act.ISSUE: Can.CIRCULAR_WRITE,
        Act.TO_POST: Can.CIRCULAR_TO_POST,
        Act.DISCARD: Can.CIRCULAR_WRITE,
    }
)


@dataclass(frozen=True, slots=True)
class CircularFacts:
    """What the rules need to know of a circular."""

    owner_id: UUID
    state: CircularState
    has_post: bool = False


def allowed_acts(facts: CircularFacts, actor: Actor) -> frozenset[Act]:
    """Return what ``actor`` may do with a circular; it becomes one post and no second."""
    if actor.tenant_id != facts.owner_id:
        return frozenset()
    here = {act for act, states in _STATES.items() if facts.state in states and actor.may(_NEEDS[act])}
    return frozenset(here - {Act.TO_POST} if facts.has_post else here)


def why_not(act: Act, facts: CircularFacts, actor: Actor) -> str:
    """Return a Chinese sentence on why an act is not allowed."""
    if not actor.may(_NEEDS[act]):
        return "您现在的职责不能进行这项操作，请由承办或者签发人员办理。"
    if facts.state is CircularState.ISSUED:
        return "这份通报已经印发，内容不再改动。确需改动的，请另拟一份。"
    if facts.state is CircularState.DISCARDED:
        return "这份通报已经作废。"
    if act is Act.ISSUE:
        return "这份通报还没有签发，或者签发以后又有改动。请重新送签，签发后再印发。"
    return "这份通报的状态已经变化，不能进行这项操作，请刷新后查看。"
