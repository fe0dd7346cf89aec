"""Who may do what: one table. Nothing else in the code base grants anything."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID


class Role(StrEnum):
    """What a person is in a tenant; the last two rows are not held but follow from the request."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    SECRECY_REVIEWER = "secrecy_reviewer"
    SIGNER = "signer"
    SUPERVISION_MEMBER = "supervisor"
    INSPECTOR = "inspector"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"
    SIGNED_IN = "signed_in"
    ANYONE = "anyone"


class Can(StrEnum):
    """A capability: what a page or an action asks for."""

    PUBLIC_READ = "public:read"
    PLATFORM_READ = "platform:read"
    HEALTH_READ = "health:read"
    SIGN_IN = "session:sign-in"
    INVITATION_ACCEPT = "invitation:accept"
    ACCOUNT_MANAGE = "account:manage"
    INBOX_READ = "inbox:read"
    OFFICE_ENTER = "office:enter"
    POST_READ = "post:read"
    POST_WRITE = "post:write"
    POST_DECIDE = "post:decide"
    POST_PUBLISH_URGENTLY = "post:publish-urgently"
    POST_CONFIRM_URGENT = "post:confirm-urgent"
    POST_WITHDRAW = "post:withdraw"
    POST_MARK_VALIDITY = "post:mark-validity"
    BULLETIN_READ = "bulletin:read"
    BULLETIN_EDIT = "bulletin:edit"
    PRINTING_READ = "printing:read"
    PRINTING_EDIT = "printing:edit"
    LIST_REVIEW = "list:review"
    LIST_POST = "list:post"
    DEMO_NOMINATE = "demo:nominate"
    DEMO_MANAGE = "demo:manage"
    STANDARD_MANAGE = "standard:manage"
    CAMPAIGN_MANAGE = "campaign:manage"
    SHEET_FILL = "sheet:fill"
    SHEET_INSPECT = "sheet:inspect"
    COMPARE_READ = "compare:read"
    DUTY_READ = "duty:read"
    FACT_RECORD = "fact:record"
    DUTY_CHOOSE = "duty:choose"
    FEED_READ = "feed:read"
    NOTICE_MANAGE = "notice:manage"
    MEMBERS_MANAGE = "members:manage"
    DELEGATION_LEND = "delegation:lend"
    DELEGATION_MANAGE = "delegation:manage"
    ORDER_READ = "order:read"
    ORDER_MANAGE = "order:manage"
    ORDER_ANSWER = "order:answer"
    APPEAL_FILE = "appeal:file"
    APPEAL_DECIDE = "appeal:decide"
    CIRCULAR_READ = "circular:read"
    CIRCULAR_WRITE = "circular:write"
    CIRCULAR_SIGN = "circular:sign"
    CIRCULAR_TO_POST = "circular:to-post"
    AUDIT_READ = "audit:read"
    TENANTS_PROVISION = "tenants:provision"
    PEOPLE_SUSPEND = "people:suspend"


_OFFICIALS = frozenset(
    {Role.AUTHOR, Role.REVIEWER, Role.SECRECY_REVIEWER, Role.SIGNER, Role.SUPERVISION_MEMBER, Role.ADMINISTRATOR}
)
_DECIDERS = frozenset({Role.REVIEWER, Role.SECRECY_REVIEWER, Role.SIGNER, Role.SUPERVISION_MEMBER})
_ANYONE = frozenset({Role.ANYONE})
_SIGNED_IN = frozenset({Role.SIGNED_IN})

GRANTS: Mapping[Can, frozenset[Role]] = MappingProxyType(
    {
        Can.PUBLIC_READ: _ANYONE,
        Can.PLATFORM_READ: _ANYONE,
        Can.HEALTH_READ: _ANYONE,
        Can.SIGN_IN: _ANYONE,
        Can.INVITATION_ACCEPT: _ANYONE,
        Can.ACCOUNT_MANAGE: _SIGNED_IN,
        Can.INBOX_READ: _SIGNED_IN,
        Can.OFFICE_ENTER: _OFFICIALS | {Role.INSPECTOR},
        Can.POST_READ: _OFFICIALS,
        Can.POST_WRITE: frozenset({Role.AUTHOR}),
        Can.POST_DECIDE: _DECIDERS,
        Can.POST_PUBLISH_URGENTLY: frozenset({Role.SIGNER}),
        Can.POST_CONFIRM_URGENT: frozenset({Role.REVIEWER, Role.SIGNER}),
        Can.POST_WITHDRAW: frozenset({Role.SIGNER}),
        Can.POST_MARK_VALIDITY: frozenset({Role.REVIEWER, Role.SIGNER}),
        Can.BULLETIN_READ: _OFFICIALS | {Role.INSPECTOR},
        Can.BULLETIN_EDIT: frozenset({Role.AUTHOR, Role.SIGNER}),
        Can.PRINTING_READ: _OFFICIALS | {Role.INSPECTOR},
        Can.PRINTING_EDIT: frozenset({Role.AUTHOR, Role.SIGNER}),
        Can.LIST_REVIEW: frozenset({Role.SUPERVISION_MEMBER}),
        Can.LIST_POST: frozenset({Role.AUTHOR, Role.SIGNER}),
        Can.DEMO_NOMINATE: frozenset({Role.AUTHOR, Role.SIGNER}),
        Can.DEMO_MANAGE: frozenset({Role.INSPECTOR}),
        Can.STANDARD_MANAGE: frozenset({Role.INSPECTOR}),
        Can.CAMPAIGN_MANAGE: frozenset({Role.INSPECTOR}),
        Can.SHEET_FILL: frozenset({Role.AUTHOR, Role.SIGNER, Role.ADMINISTRATOR}),
        Can.SHEET_INSPECT: frozenset({Role.INSPECTOR}),
        Can.COMPARE_READ: frozenset({Role.INSPECTOR, Role.SIGNER, Role.ADMINISTRATOR}),
        Can.DUTY_READ: _OFFICIALS | {Role.INSPECTOR},
        Can.FACT_RECORD: frozenset({Role.AUTHOR, Role.SIGNER, Role.ADMINISTRATOR, Role.INSPECTOR}),
        Can.DUTY_CHOOSE: frozenset({Role.INSPECTOR, Role.ADMINISTRATOR}),
        # Whoever knows a calendar's secret address; what it shows follows its owner's right to read duties.
        Can.FEED_READ: _ANYONE,
        Can.NOTICE_MANAGE: frozenset({Role.ADMINISTRATOR}),
        Can.MEMBERS_MANAGE: frozenset({Role.ADMINISTRATOR}),
        Can.DELEGATION_LEND: _OFFICIALS | {Role.INSPECTOR},
        Can.DELEGATION_MANAGE: frozenset({Role.ADMINISTRATOR}),
        Can.ORDER_READ: _OFFICIALS | {Role.INSPECTOR},
        Can.ORDER_MANAGE: frozenset({Role.INSPECTOR}),
        Can.ORDER_ANSWER: frozenset({Role.AUTHOR, Role.SIGNER}),
        Can.APPEAL_FILE: frozenset({Role.SIGNER}),
        Can.APPEAL_DECIDE: frozenset({Role.INSPECTOR}),
        Can.CIRCULAR_READ: _OFFICIALS | {Role.INSPECTOR},
        Can.CIRCULAR_WRITE: frozenset({Role.INSPECTOR}),
        Can.CIRCULAR_SIGN: frozenset({Role.SIGNER}),
        Can.CIRCULAR_TO_POST: frozenset({Role.AUTHOR, Role.INSPECTOR}),
        Can.AUDIT_READ: frozenset({Role.ADMINISTRATOR, Role.INSPECTOR}),
        Can.TENANTS_PROVISION: frozenset({Role.OPERATOR}),
        Can.PEOPLE_SUSPEND: frozenset({Role.OPERATOR}),
    }
)

if set(GRANTS) != set(Can):
    raise RuntimeError(f"no grant for {sorted(set(Can) - set(GRANTS))}")


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, in one tenant (or in none, on the platform's pages).

    ``stands_in`` maps a role that is held through a delegation to the person who lent it.
    """

    person_id: UUID
    name: str
    tenant_id: UUID | None = None
    roles: frozenset[Role] = frozenset()
    stands_in: Mapping[Role, UUID] = field(default_factory=dict)

    def may(self, can: Can) -> bool:
        """Return whether one of the actor's roles is granted ``can``."""
        return may(can, self.roles)


def may(can: Can, roles: Iterable[Role], *, signed_in: bool = True) -> bool:
    """Return whether somebody with these roles is granted ``can``; anonymous readers pass ``signed_in=False``."""
    implied = {Role.ANYONE, Role.SIGNED_IN} if signed_in else {Role.ANYONE}
    return not GRANTS[can].isdisjoint({*roles, *implied})
