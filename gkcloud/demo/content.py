"""What the ``demo`` folders of the packs declare, typed; a fault names the file and the key."""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError

from gkcloud.access.policy import Role
from gkcloud.demo.supervisioncontent import DemoSupervision, Form
from gkcloud.demonstration.rules import Category
from gkcloud.demonstration.sixhaves import Have
from gkcloud.demonstration.standingrules import ChangeKind, ReviewResult
from gkcloud.publishing.content import Disclosure, Validity

Days = Annotated[int, Field(ge=0, le=400)]


class DemoInvalid(ValueError):
    """A demonstration's file cannot be used; the message lists every fault with file and key."""


class DemoPerson(Form):
    """An invented person, and by tenant's slug the roles they hold."""

    login: str
    name: str
    roles: Mapping[str, tuple[Role, ...]]


class DemoFile(Form):
    """An attachment that is generated: a workbook with one table, or a PDF of a light text."""

    kind: Literal["xlsx", "pdf"]
    name: str
    table: str = ""
    text: str = ""


class Withdrawn(Form):
    """Withdrawn so many days ago."""

    days: Days
    reason: str


class Marked(Form):
    """Marked as amended, lapsed or repealed so many days ago."""

    days: Days
    validity: Validity
    note: str


class Corrected(Form):
    """Corrected so many days ago: ``find`` in the text became ``replace``."""

    days: Days
    note: str
    find: str
    replace: str


class DemoPost(Form):
    """One post: its content, when it was published or how far it has come, and what followed.

    ``days``: calendar days ago of its last step so far. ``at``: published, or the state that it waits in.
    """

    key: str = ""
    title: str
    body: str
    days: Days
    at: Literal["published", "scheduled", "urgent", "draft", "review", "secrecy_review", "sign_off", "returned"] = (
        "published"
    )
    columns: tuple[str, ...]
    subject: str
    genre: str
    doc_no: str = ""
    issuer: str = ""
    is_signed: bool | None = None
    summary: str = ""
    keywords: str = ""
    source: str = ""
    disclosure: Disclosure = Disclosure.PROACTIVE
    withheld_basis: str = ""
    interprets: str = ""
    needs_interpretation: bool = False
    reason: str = ""
    files: tuple[DemoFile, ...] = ()
    corrected: Corrected | None = None
    marked: Marked | None = None
    withdrawn: Withdrawn | None = None


class DemoUnit(Form):
    """A unit on a programme's list and what it does well."""

    slug: str
    strengths: str


class DemoVisit(Form):
    """A visit to a unit; ``lacks`` are those of the six that were not found, with what was seen instead."""

    slug: str
    on: date
    visitors: str
    remark: str
    lacks: Mapping[Have, str] = {}


class DemoReview(Form):
    """A yearly re-review of a unit."""

    slug: str
    year: int
    on: date
    result: ReviewResult
    remark: str = ""


class DemoChange(Form):
    """A suspension, restoration or revocation, and the day on which its post was published."""

    slug: str
    kind: ChangeKind
    on: date
    posted_on: date
    reason: str


class DemoProgramme(Form):
    """A county's programme of demonstration units, with what happened when."""

    tenant: str
    year: int
    quotas: Mapping[Category, int]
    began_on: date
    notice_on: date
    nominate_by: date
    entered_on: date
    designated_on: date
    listed_on: date
    # Month and day of the present year's re-review, and those for whom it is still to be done.
    reviewed: str
    waiting: tuple[str, ...] = ()
    unit: tuple[DemoUnit, ...]
    visit: tuple[DemoVisit, ...] = ()
    review: tuple[DemoReview, ...] = ()
    change: tuple[DemoChange, ...] = ()


class _TenantPosts(Form):
    tenant: str
    post: tuple[DemoPost, ...]


class _People(Form):
    person: tuple[DemoPerson, ...]


class Demo(Form):
    """Everything that is to be loaded: persons, each tenant's posts by its slug, programmes, and supervision."""

    people: tuple[DemoPerson, ...]
    posts: Mapping[str, tuple[DemoPost, ...]]
    programmes: tuple[DemoProgramme, ...] = ()
    supervisions: tuple[DemoSupervision, ...] = ()


def read_demo(packs: Path) -> Demo:
    """Return what the packs' ``demo`` folders hold; raises DemoInvalid with every fault."""
    faults: list[str] = []
    people: list[DemoPerson] = []
    posts: dict[str, tuple[DemoPost, ...]] = {}
    programmes: list[DemoProgramme] = []
    supervisions: list[DemoSupervision] = []
    for path in sorted(packs.glob("*/demo/*.toml")):
        name = path.relative_to(packs).as_posix()
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            if path.name == "people.toml":
                people += _People.model_validate(table).person
            elif path.name == "demonstration.toml":
                programmes.append(DemoProgramme.model_validate(table))
            elif path.name == "supervision.toml":
                supervisions.append(DemoSupervision.model_validate(table))
            else:
                found = _TenantPosts.model_validate(table)
                posts[found.tenant] = posts.get(found.tenant, ()) + found.post
        except (tomllib.TOMLDecodeError, ValidationError) as error:
            faults += [f"{name}: {fault}" for fault in _faults(error)]
    if faults:
        raise DemoInvalid("演示内容有误，请改正后重试：\n" + "\n".join(faults))
    return Demo(people=tuple(people), posts=posts, programmes=tuple(programmes), supervisions=tuple(supervisions))


def _faults(error: Exception) -> Iterator[str]:
    if not isinstance(error, ValidationError):
        yield f"不是正确的 TOML（{error}）。"
        return
    for fault in error.errors(include_url=False, include_input=False):
        yield f"{_key(fault['loc'])}: {fault['msg']}"


def _key(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location)
