"""The vocabulary of tenants: kinds, stages, and the codes that identify an organ.

Pure: no Flask, no SQLAlchemy, no clock.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Kind(StrEnum):
    """What a tenant is. Decides its columns, its workflow and where it may stand in the tree."""

    PLATFORM = "platform"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"
    TOWNSHIP = "township"
    STREET = "street"
    DEPARTMENT = "department"
    VILLAGE = "village"
    COMMUNITY = "community"
    STATION = "station"
    PUBLIC_BODY = "public_body"

    @property
    def label(self) -> str:
        """The kind's name as officials write it."""
        return KIND_LABELS[self]


class TenantStatus(StrEnum):
    """Whether a tenant is served. Nothing is deleted when one is closed."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The status as officials write it."""
        return STATUS_LABELS[self]


class Stage(StrEnum):
    """One decision that a post passes between its draft and its publication."""

    REVIEW = "review"
    SECRECY_REVIEW = "secrecy_review"
    SIGN_OFF = "sign_off"
    SUPERVISION = "supervision"

    @property
    def label(self) -> str:
        """The stage's name as officials write it."""
        return STAGE_LABELS[self]


KIND_LABELS: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.PLATFORM: "平台",
        Kind.PROVINCE: "省（自治区、直辖市）",
        Kind.PREFECTURE: "市（州）",
        Kind.COUNTY: "县（市、区）",
        Kind.TOWNSHIP: "乡镇",
        Kind.STREET: "街道",
        Kind.DEPARTMENT: "部门",
        Kind.VILLAGE: "村",
        Kind.COMMUNITY: "社区",
        Kind.STATION: "站所",
        Kind.PUBLIC_BODY: "公共企事业单位",
    }
)

STATUS_LABELS: Mapping[TenantStatus, str] = MappingProxyType(
    {TenantStatus.ACTIVE: "正常", TenantStatus.SUSPENDED: "暂停", TenantStatus.CLOSED: "关闭"}
)

STAGE_LABELS: Mapping[Stage, str] = MappingProxyType(
    {
        Stage.REVIEW: "审核",
        Stage.SECRECY_REVIEW: "保密审查",
        Stage.SIGN_OFF: "签发",
        Stage.SUPERVISION: "监督小组审查",
    }
)

_GOVERNMENTS = frozenset({Kind.PROVINCE, Kind.PREFECTURE, Kind.COUNTY})
_GRASSROOTS = frozenset({Kind.TOWNSHIP, Kind.STREET})

# None stands for "no parent". A prefecture without counties (Dongguan) has townships directly below it; a
# province-level city (Chongqing) has districts directly below it.
PARENT_KINDS: Mapping[Kind, frozenset[Kind | None]] = MappingProxyType(
    {
        Kind.PLATFORM: frozenset({None}),
        Kind.PROVINCE: frozenset({None, Kind.PLATFORM}),
        Kind.PREFECTURE: frozenset({None, Kind.PLATFORM, Kind.PROVINCE}),
        Kind.COUNTY: frozenset({None, Kind.PLATFORM, Kind.PROVINCE, Kind.PREFECTURE}),
        Kind.TOWNSHIP: frozenset({Kind.COUNTY, Kind.PREFECTURE}),
        Kind.STREET: frozenset({Kind.COUNTY, Kind.PREFECTURE}),
        Kind.DEPARTMENT: _GOVERNMENTS,
        Kind.VILLAGE: _GRASSROOTS,
        Kind.COMMUNITY: _GRASSROOTS,
        Kind.STATION: _GRASSROOTS | {Kind.DEPARTMENT},
        Kind.PUBLIC_BODY: _GOVERNMENTS | _GRASSROOTS | {Kind.DEPARTMENT},
    }
)

# First path segments of the platform host that are not tenants.
RESERVED_SLUGS = frozenset(
    {
        "_base", "account", "api", "assets", "favicon.ico", "files", "healthz", "inbox", "invite", "metrics",
        "office",
        "platform", "readyz", "robots.txt", "sign-in", "sign-out", "sitemap.xml", "static",
    }
)  # fmt: skip

_SLUG = re.compile(r"[a-z][a-z0-9-]{1,40}")
_AREA_CODE = re.compile(r"[1-9][0-9]{5}")
_SITE_ID = re.compile(r"[0-9]{10}|bm[0-9]{8}|N[0-9]{9}")
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE = re.compile(rf"[{_CREDIT_ALPHABET}]{{18}}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def may_stand_under(kind: Kind, parent: Kind | None) -> bool:
    """Tell whether a tenant of ``kind`` may have a parent of kind ``parent`` (None: may stand at the top)."""
    return parent in PARENT_KINDS[kind]


def is_slug(text: str) -> bool:
    """Tell whether ``text`` has a slug's form. Reserved words are a separate question: see RESERVED_SLUGS."""
    return _SLUG.fullmatch(text) is not None


def is_area_code(code: str) -> bool:
    """Tell whether ``code`` has the form of a GB/T 2260 area code: six digits, the first not 0."""
    return _AREA_CODE.fullmatch(code) is not None


def is_site_id(code: str) -> bool:
    """Tell whether ``code`` is a site identification code (网站标识码): 10 characters (国办发〔2017〕47号).

    Ten digits, or ``bm`` and 8 digits for central departments, or ``N`` and 9 digits for others.
    """
    return _SITE_ID.fullmatch(code) is not None


def credit_check_character(first_17: str) -> str:
    """Return the 18th character of the unified credit code that begins with ``first_17`` (GB 32100-2015).

    Raises ValueError if a character is not of the code's alphabet (which lacks I, O, S, V and Z).
    """
    total = sum(_CREDIT_ALPHABET.index(char) * pow(3, i, 31) for i, char in enumerate(first_17))
    return _CREDIT_ALPHABET[-total % 31]


def is_credit_code(code: str) -> bool:
    """Tell whether ``code`` is a unified credit code whose check character fits (GB 32100-2015)."""
    return _CREDIT_CODE.fullmatch(code) is not None and credit_check_character(code[:17]) == code[17]


def is_colour(text: str) -> bool:
    """Tell whether ``text`` is a colour as ``#rrggbb`` in lower case."""
    return _COLOUR.fullmatch(text) is not None


def contrast_on_white(colour: str) -> float:
    """Return the contrast ratio of ``colour`` (``#rrggbb``) on white, 1 to 21 (WCAG 2.2)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    # The branch that WCAG prints as 0.03928 is 0.04045 in sRGB; no 8-bit value lies between them.
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)  # noqa: PLR2004
    luminance = sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 1.05 / (luminance + 0.05)
