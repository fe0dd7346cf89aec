"""What changes persons, their sign-ins and what they may do."""

from gkcloud.people.actions.account import (
    change_password,
    confirm_totp,
    prepare_totp,
    remove_totp,
)
from gkcloud.people.actions.delegations import lend_role, revoke_delegation
from gkcloud.people.actions.faults import Refused
from gkcloud.people.actions.invitations import (
    NewAccount,
    accept_as_member,
    accept_as_new,
    invite,
    offer_reset,
    reset_password,
    revoke_invitation,
)
from gkcloud.people.actions.members import change_roles, suspend_member
from gkcloud.people.actions.platform import restore_person, suspend_person
from gkcloud.people.actions.signing_in import (
    close_other_sign_ins,
    close_sign_in,
    open_sign_in,
    refuse_sign_in,
    spend_code,
)

__all__ = [
    "NewAccount",
    "Refused",
    "accept_as_member",
    "accept_as_new",
    "change_password",
    "change_roles",
    "close_other_sign_ins",
    "close_sign_in",
    "confirm_totp",
    "invite",
    "lend_role",
    "offer_reset",
    "open_sign_in",
    "prepare_totp",
    "refuse_sign_in",
    "remove_totp",
    "reset_password",
    "restore_person",
    "revoke_delegation",
    "revoke_invitation",
    "spend_code",
    "suspend_member",
    "suspend_person",
]
