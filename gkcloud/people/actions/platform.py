"""What operators may do to a person: close and reopen an account everywhere."""

import uuid
from datetime import datetime

from sqlalchemy import update

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.people import queries
from gkcloud.people.actions.faults import Refused
from gkcloud.people.actions.invitations import revoke_invitations_by
from gkcloud.people.actions.signing_in import end_sign_ins
from gkcloud.people.model import Person

_UNKNOWN = "没有找到这个人员，请返回列表查看。"


@action("person.suspend")
def suspend_person(person_id: uuid.UUID, *, reason: str, actor: Actor, now: datetime) -> None:
    """Close an account at once, in every tenant; its roles stay for the day it is reopened. Raises Refused."""
    person = queries.person_found(person_id)
    if person is None:
        raise Refused(_UNKNOWN)
    if person_id == actor.person_id:
        raise Refused("不能停用本人，请由另一名运维人员办理。")
    if not reason.strip():
        raise Refused("请填写停用原因。", "reason")
    if not person.is_active:
        nothing_to_do("person.suspend")
        return
    _set_status(person_id, "suspended")
    ended = end_sign_ins(person_id, now)
    revoke_invitations_by(person_id, now)
    record(
        "person.suspend",
        actor_id=actor.person_id,
        subject=("person", person_id),
        at=now,
        reason=reason.strip(),
        sign_ins_ended=ended,
    )


@action("person.restore")
def restore_person(person_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Reopen an account. Raises Refused when there is none."""
    person = queries.person_found(person_id)
    if person is None:
        raise Refused(_UNKNOWN)
    if person.is_active:
        nothing_to_do("person.restore")
        return
    _set_status(person_id, "active")
    record("person.restore", actor_id=actor.person_id, subject=("person", person_id), at=now)


def _set_status(person_id: uuid.UUID, status: str) -> None:
    statement = update(Person).where(Person.id == person_id).values(status=status)
    db.session.execute(statement.execution_options(synchronize_session=False))
