"""A person's own account: password and second factor."""

import uuid
from datetime import datetime

from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.people import passwords, totp
from gkcloud.people.actions.faults import Refused
from gkcloud.people.actions.signing_in import end_sign_ins, spend_code
from gkcloud.people.model import Person

_WRONG_PASSWORD = "当前密码不对，请重新输入。"  # noqa: S105 - a sentence


@action("password.change")
def change_password(
    person_id: uuid.UUID,
    *,
    current: str,
    new: str,
    keep: uuid.UUID | None,
    now: datetime,
    words: tuple[str, ...] = (),
) -> None:
    """Set a new password and end every sign-in but ``keep``; raises Refused. ``words`` must not carry the password."""
    person = _lock(person_id)
    if not passwords.is_password(person.password_hash, current):
        raise Refused(_WRONG_PASSWORD, "current")
    if faults := passwords.password_faults(new, (person.login, person.display_name, *words)):
        raise Refused(faults[0], "new")
    if passwords.is_password(person.password_hash, new):
        raise Refused("新密码和当前密码相同，请换一个。", "new")
    person.password_hash, person.password_changed_at = passwords.hash_password(new), now
    ended = end_sign_ins(person_id, now, keep=keep)
    record("password.change", actor_id=person_id, subject=("person", person_id), at=now, sign_ins_ended=ended)


@action("totp.prepare")
def prepare_totp(person_id: uuid.UUID, *, current: str, key: str, now: datetime) -> None:
    """Give the account a new secret, which counts once a code confirmed it. Raises Refused for a wrong password.

    Until then signing in asks for no code, so an interrupted change of phones locks nobody out.
    """
    person = _lock(person_id)
    if not passwords.is_password(person.password_hash, current):
        raise Refused(_WRONG_PASSWORD, "current")
    person.totp_secret, person.totp_confirmed_at = totp.seal_secret(totp.new_secret(), key), None
    person.totp_last_step = None
    record("totp.prepare", actor_id=person_id, subject=("person", person_id), at=now)


@action("totp.confirm")
def confirm_totp(person_id: uuid.UUID, code: str, *, key: str, now: datetime) -> None:
    """Switch the second factor on, with a first code as the proof that the phone has the secret. Raises Refused."""
    person = _lock(person_id)
    if not spend_code(person, code, key=key, now=now):
        raise Refused("动态口令不对，请核对手机时间后输入最新的 6 位数字。", "code")
    person.totp_confirmed_at = now
    record("totp.confirm", actor_id=person_id, subject=("person", person_id), at=now)


@action("totp.remove")
def remove_totp(person_id: uuid.UUID, *, current: str, now: datetime) -> None:
    """Switch the second factor off; twice is once. Raises Refused for a wrong password."""
    person = _lock(person_id)
    if not passwords.is_password(person.password_hash, current):
        raise Refused(_WRONG_PASSWORD, "current")
    if person.totp_secret is None:
        nothing_to_do("totp.remove")
        return
    person.totp_secret = person.totp_confirmed_at = person.totp_last_step = None
    record("totp.remove", actor_id=person_id, subject=("person", person_id), at=now)


def _lock(person_id: uuid.UUID) -> Person:
    return db.session.get_one(Person, person_id, with_for_update=True, populate_existing=True)
