"""The typed description of one tenant, as the rest of the system reads it.

A value that fails raises a pydantic ``ValidationError``; messages of our own are Chinese sentences, because
the person who edits a pack reads them.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StrictBool,
    StrictInt,
)
from pydantic import StringConstraints as Text
from pydantic_core import PydanticCustomError

from gkcloud.tenancy import rules
from gkcloud.tenancy.index_numbers import pattern_problem
from gkcloud.tenancy.rules import Kind, Stage, TenantStatus

ColumnKind = Literal[
    "news", "notice", "policy", "interpretation", "decision", "organisation", "finance", "project",
    "enforcement", "subsidy", "land", "data", "personnel", "service", "guide", "report", "bulletin",
    "affairs",
]  # fmt: skip
COLUMN_KINDS: tuple[str, ...] = get_args(ColumnKind)

TEXT_CONTRAST = 7.0
MEANING_CONTRAST = 4.5


def _check(test: Callable[[str], bool], message: str) -> AfterValidator:
    """Return a validator that refuses a non-empty text failing ``test`` with the sentence ``message``."""

    def checked(text: str) -> str:
        if text and not test(text):
            raise PydanticCustomError("pack", "{sentence}", {"sentence": message})
        return text

    return AfterValidator(checked)


def _matches(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)
    return lambda text: compiled.fullmatch(text) is not None


def _unique(items: tuple[str, ...]) -> tuple[str, ...]:
    repeated = sorted({item for item in items if items.count(item) > 1})
    if repeated:
        raise PydanticCustomError("pack", "{sentence}", {"sentence": f"“{'、'.join(repeated)}”重复，请只保留一个。"})
    return items


def _readable(at_least: float) -> AfterValidator:
    message = f"与白底的对比度须不低于 {at_least:g}，请选更深的颜色。"
    return _check(lambda colour: rules.contrast_on_white(colour) >= at_least, message)


def _stages(stages: tuple[Stage, ...]) -> tuple[Stage, ...]:
    # Regulation on Open Government Information, art. 17: reviewed first, published afterwards.
    if Stage.SECRECY_REVIEW not in stages:
        raise PydanticCustomError("pack", "流程须有保密审查（secrecy_review），先审查、后公开。")
    if stages[-1] is not Stage.SIGN_OFF:
        raise PydanticCustomError("pack", "流程须以签发（sign_off）结束。")
    return stages


def _pattern(pattern: str) -> str:
    problem = pattern_problem(pattern)
    if problem:
        # As a context value, not as the template: the sentence itself names {org} and its like.
        raise PydanticCustomError("pack", "{sentence}", {"sentence": problem})
    return pattern


def _day(value: object) -> date:
    """Return a TOML date, or the text that JSON keeps of one; pydantic would also take a number for a moment."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    raise PydanticCustomError("pack", "应为日期，写成 2026-07-20 的样子，不加引号和时间。")


_PHONE = _matches(r"(?=.*\d)[\d()（）、，；,; 转昼夜-]+")
_EMAIL = _matches(r"[^@\s]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_HOST = _matches(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")

Line = Annotated[str, Text(max_length=80, pattern=r"^[^\r\n]*$")]
Name = Annotated[str, Text(min_length=1, max_length=60, pattern=r"^\S+$")]
Slug = Annotated[
    str,
    _check(rules.is_slug, "网址名须以小写字母开头，只用小写字母、数字和连字符，2 至 41 个字符。"),
    _check(lambda slug: slug not in rules.RESERVED_SLUGS, "这个网址名由系统保留，请换一个。"),
    Text(min_length=1),
]
Code = Annotated[
    str,
    Text(min_length=1),
    _check(_matches(r"[a-z0-9][a-z0-9-]{0,39}"), "代码只用小写字母、数字和连字符，最多 40 个字符。"),
]
Colour = Annotated[str, _check(rules.is_colour, "颜色须写成 #rrggbb，用小写。")]
Host = Annotated[str, Text(min_length=1), _check(_HOST, "域名须为小写、不带协议和端口，例如 www.example.gov.cn。")]
Paragraph = Annotated[str, Text(min_length=1, max_length=600)]
Day = Annotated[date, BeforeValidator(_day)]
Days = Annotated[StrictInt, Field(ge=1, le=60)]
WaitingDays = Annotated[
    Mapping[Stage, Days],
    AfterValidator(MappingProxyType),
    PlainSerializer(dict, return_type=dict[Stage, int]),
]


class Spec(BaseModel):
    """Base of all parts: frozen, and a key that is not known is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False)


class Contacts(Spec):
    """How the public reaches the disclosure office (Regulation on Open Government Information, art. 12)."""

    office: Line = ""
    address: Line = ""
    phone: Annotated[Line, _check(_PHONE, "电话只写数字、连字符、括号和顿号，例如 0000-0000000。")] = ""
    email: Annotated[Line, _check(_EMAIL, "电子邮箱的写法不对，例如 name@example.com。")] = ""
    postcode: Annotated[str, _check(_matches(r"\d{6}"), "邮政编码须为 6 位数字。")] = ""
    hours: Line = ""


class Theme(Spec):
    """The tenant's two colours; both are read on white."""

    accent: Annotated[Colour, _readable(TEXT_CONTRAST)] = "#0b57a4"
    masthead: Annotated[Colour, _readable(MEANING_CONTRAST)] = "#c4161c"


class Column(Spec):
    """One column (栏目). ``update_days``: calendar days without a post after which it is stale."""

    code: Code
    name: Name
    kind: ColumnKind
    # Becomes the meta tag ColumnDescription (国办发〔2017〕47号), which has no use for an empty one.
    description: Annotated[str, Text(min_length=1, max_length=40)]
    keywords: Annotated[tuple[Name, ...], AfterValidator(_unique)] = ()
    parent: Code | None = None
    update_days: Annotated[StrictInt, Field(ge=1, le=1000)] | None = None


class Choice(Spec):
    """One subject class (主题分类) or genre class (体裁分类)."""

    code: Code
    name: Name


class Workflow(Spec):
    """What a post passes before it is published.

    ``waiting_days``: working days within which each stage is due. ``urgent_confirm_hours``: hours within
    which a second person confirms an urgent publication. ``three_people``: 三审, by three different people.
    ``supervision_list``: the supervision group passes each quarter's list before it is posted.
    """

    stages: Annotated[tuple[Stage, ...], Field(min_length=2), AfterValidator(_unique), AfterValidator(_stages)]
    three_people: StrictBool
    supervision_list: StrictBool
    urgent_confirm_hours: Annotated[StrictInt, Field(ge=1, le=168)]
    waiting_days: WaitingDays


class Word(Spec):
    """A word that the check before publication looks for."""

    word: Annotated[str, Text(min_length=2, max_length=30)]
    severity: Literal["block", "warn", "note"]
    advice: Annotated[str, Text(min_length=1, max_length=80)]


class Bulletin(Spec):
    """What every issue of the tenant's bulletin (简报) carries in its masthead and foot."""

    masthead: Annotated[str, Text(min_length=1, max_length=20)]
    editing_unit: Annotated[str, Text(min_length=1, max_length=60)]
    report_to: Line = ""
    send_to: Line = ""
    distribute_to: Line = ""
    copies: Annotated[StrictInt, Field(ge=1, le=9999)]


class GuideSection(Spec):
    """One section of the disclosure guide (信息公开指南)."""

    title: Name
    paragraphs: Annotated[tuple[Paragraph, ...], Field(min_length=1)]


class Paper(Spec):
    """What the tenant's papers carry: who prints documents (印发机关), and what its own publications are called."""

    printed_by: Line = ""
    gazette: Annotated[str, Text(min_length=1, max_length=20)] = "政府公报"
    handbook: Annotated[str, Text(min_length=1, max_length=20)] = "政策清单手册"


class Audience(Spec):
    """Whom a policy is for (适用对象): a policy that has one of the words is offered under this name in a handbook."""

    name: Annotated[str, Text(min_length=1, max_length=10)]
    words: Annotated[tuple[Name, ...], Field(min_length=1), AfterValidator(_unique)]


class LocalHoliday(Spec):
    """A day off in an autonomous area alone (全国年节及纪念日放假办法, art. 4), with the document that says so."""

    day: Day
    name: Annotated[str, Text(min_length=1, max_length=20, pattern=r"^\S+$")]
    basis: Annotated[str, Text(min_length=1, max_length=80)]


class TenantSpec(Spec):
    """The effective description of one tenant: national base, customer's pack and own row, merged.

    ``pack`` is the slug of the customer whose folder declares the tenant. ``org_code`` stands in index
    numbers; it is the credit code unless one is given. Area code, site identification code and filing
    numbers are the customer's unless given.
    """

    slug: Slug
    pack: str
    name: Name
    short_name: Annotated[str, Text(min_length=1, max_length=20, pattern=r"^\S+$")]
    kind: Kind
    parent: str | None = None
    area_code: Annotated[str, Text(min_length=1), _check(rules.is_area_code, "行政区划代码须为 6 位数字。")]
    credit_code: Annotated[
        str, _check(rules.is_credit_code, "统一社会信用代码须为 18 位且校验码相符，请对照证书核对。")
    ] = ""
    org_code: Annotated[
        str, _check(_matches(r"[0-9A-Za-z-]{1,30}"), "机构代码只用字母、数字和连字符，最多 30 个字符。")
    ] = ""
    site_id: Annotated[
        str,
        _check(rules.is_site_id, "网站标识码须为 10 位：10 位数字，或 bm 加 8 位数字，或 N 加 9 位数字。"),
    ] = ""
    icp_no: Annotated[
        str,
        _check(
            _matches(r"[\u4e00-\u9fff]ICP备\d{6,12}号(-\d+)?"),
            "ICP备案号的写法不对，例如 湘ICP备00000000号。",
        ),
    ] = ""
    police_no: Annotated[
        str,
        _check(
            _matches(r"[\u4e00-\u9fff]公网安备 ?\d{14}号"),
            "公安备案号的写法不对，须为“×公网安备”加 14 位数字和“号”。",
        ),
    ] = ""
    hosts: Annotated[tuple[Host, ...], AfterValidator(_unique)] = ()
    status: TenantStatus = TenantStatus.ACTIVE
    # The day it was set up, where anything depends on it: nothing is recorded of it before.
    since: date | None = None
    contacts: Contacts = Contacts()
    theme: Theme = Theme()
    columns: Annotated[tuple[Column, ...], Field(min_length=1)]
    subject_classes: Annotated[tuple[Choice, ...], Field(min_length=1)]
    genre_classes: Annotated[tuple[Choice, ...], Field(min_length=1)]
    doc_kinds: Annotated[tuple[Name, ...], Field(min_length=1), AfterValidator(_unique)]
    workflow: Workflow
    index_pattern: Annotated[str, Text(min_length=1, max_length=64), AfterValidator(_pattern)]
    words: tuple[Word, ...] = ()
    bulletin: Bulletin
    paper: Paper = Paper()
    audiences: tuple[Audience, ...] = ()
    guide: tuple[GuideSection, ...] = ()
    local_holidays: tuple[LocalHoliday, ...] = ()
