"""Signing in and out, a person's account, invitations, members, lent roles, and the operators' pages."""

from gkcloud.access.area import Area
from gkcloud.people.pages import account, delegations, invitations, members, platform, sign_in

AREAS: tuple[Area, ...] = (
    sign_in.area,
    invitations.office_area,
    members.area,
    delegations.area,
    platform.area,
)

__all__ = ["AREAS", "account"]
