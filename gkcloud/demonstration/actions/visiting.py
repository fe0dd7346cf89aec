"""Site visits: a sheet begun, saved as often as one likes, and finished; with photos."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.audit.actions import action, nothing_to_do, record
from gkcloud.database import db
from gkcloud.demonstration import facts
from gkcloud.demonstration.actions.faults import DemoRefused
from gkcloud.demonstration.model import Nomination, Visit, VisitPhoto
from gkcloud.demonstration.queries.county import photos_of, programme_of, visits_of
from gkcloud.demonstration.rules import MOST_PHOTOS, NominationState, refuse_visit_day
from gkcloud.demonstration.sixhaves import Have
from gkcloud.files.model import StoredFile
from gkcloud.web.clock import local


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found of one of the six; None: not looked at yet."""

    is_met: bool | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is on a sheet. ``visitors`` are posts, such as 县政府办公室督查员, never names."""

    visited_on: date
    visitors: str
    answers: Mapping[Have, Answer]
    remark: str = ""


@action("demo.visit")
def begin_visit(nomination_id: uuid.UUID, *, actor: Actor, now: datetime) -> Visit:
    """Return the sheet of a visit to a unit; one that is not finished is taken up again."""
    statement = select(Nomination).where(Nomination.tenant_id == actor.tenant_id, Nomination.id == nomination_id)
    nomination = db.session.execute(statement.with_for_update()).scalar_one_or_none()
    if nomination is None or nomination.state != NominationState.ACCEPTED.value:
        raise DemoRefused("受理的申报才能安排走访，请先受理。")
    begun = next((each for each in visits_of([nomination.id])[nomination.id] if each.finished_at is None), None)
    if begun is not None:
        nothing_to_do("demo.visit")
        return begun
    visit = Visit(
        tenant_id=nomination.tenant_id,
        id=uuid.uuid4(),
        nomination_id=nomination.id,
        target_id=nomination.target_id,
        visited_on=local(now).date(),
        visitors="",
        answers={},
        remark="",
        created_by=actor.person_id,
        created_at=now,
        updated_at=now,
    )
    db.session.add(visit)
    db.session.flush()
    record("demo.visit", actor_id=actor.person_id, subject=("demo_visit", visit.id), at=now)
    return visit


@action("demo.save-visit")
def save_visit(visit_id: uuid.UUID, sheet: Sheet, *, actor: Actor, now: datetime) -> Visit:
    """Save a sheet that is not finished. Raises DemoRefused for a day in the future."""
    visit = _lock(visit_id, actor)
    _require_open(visit)
    year = programme_of(_nomination(visit)).year
    if reason := refuse_visit_day(sheet.visited_on, year=year, today=local(now).date()):
        raise DemoRefused(reason)
    wanted = (sheet.visited_on, sheet.visitors.strip(), _stored(sheet.answers), sheet.remark.strip())
    if (visit.visited_on, visit.visitors, visit.answers, visit.remark) == wanted:
        nothing_to_do("demo.save-visit")
        return visit
    visit.visited_on, visit.visitors, visit.answers, visit.remark = wanted
    visit.updated_at = now
    record("demo.save-visit", actor_id=actor.person_id, subject=("demo_visit", visit.id), at=now)
    return visit


@action("demo.finish-visit")
def finish_visit(visit_id: uuid.UUID, *, actor: Actor, now: datetime) -> Visit:
    """Finish a sheet: from then on the unit reads it and nobody changes it. Raises DemoRefused while an item is open."""
    visit = _lock(visit_id, actor)
    if visit.finished_at is not None:
        nothing_to_do("demo.finish-visit")
        return visit
    left = [have.label for have in Have if visit.answers.get(have.value, {}).get("is_met") is None]
    if left:
        raise DemoRefused(f"还有 {len(left)} 项没有结论：{'、'.join(left)}。请逐项选择后再完成。")
    if not visit.visitors:
        raise DemoRefused("请填写走访人员的职务。")
    bare = [
        h.label for h in Have if visit.answers[h.value]["is_met"] is False and not visit.answers[h.value]["remark"]
    ]
    if bare:
        raise DemoRefused(f"未达到的项目须写明情况：{'、'.join(bare)}。")
    visit.finished_at = visit.updated_at = now
    facts.demo_visited(visit, programme_of(_nomination(visit)), now, actor.person_id)
    record("demo.finish-visit", actor_id=actor.person_id, subject=("demo_visit", visit.id), at=now)
    return visit


@action("demo.add-photo")
def add_photo(visit_id: uuid.UUID, file: StoredFile, *, actor: Actor, now: datetime) -> VisitPhoto:
    """Add a photo to a sheet; the same one twice is one. Raises DemoRefused for anything but a picture."""
    visit = _lock(visit_id, actor)
    _require_open(visit)
    photos = photos_of(visit)
    known = next((each for each in photos if each.file_id == file.id), None)
    if known is not None:
        nothing_to_do("demo.add-photo")
        return known
    if not file.media_type.startswith("image/"):
        raise DemoRefused("走访表只收照片（.jpg、.png、.webp），其他材料请让单位随申报上传。")
    if len(photos) >= MOST_PHOTOS:
        raise DemoRefused(f"一张走访表最多 {MOST_PHOTOS} 张照片，请移除一些后再添加。")
    photo = VisitPhoto(
        tenant_id=visit.tenant_id,
        id=uuid.uuid4(),
        visit_id=visit.id,
        target_id=visit.target_id,
        file_id=file.id,
        name=file.name,
        media_type=file.media_type,
        sha256=file.sha256,
        created_at=now,
    )
    db.session.add(photo)
    db.session.flush()
    data = {"sha256": file.sha256}
    record("demo.add-photo", actor_id=actor.person_id, subject=("demo_visit", visit.id), at=now, **data)
    return photo


@action("demo.remove-photo")
def remove_photo(visit_id: uuid.UUID, photo_id: uuid.UUID, *, actor: Actor, now: datetime) -> None:
    """Take a photo off a sheet that is not finished."""
    visit = _lock(visit_id, actor)
    _require_open(visit)
    photo = next((each for each in photos_of(visit) if each.id == photo_id), None)
    if photo is None:
        nothing_to_do("demo.remove-photo")
        return
    db.session.delete(photo)
    db.session.flush()
    data = {"sha256": photo.sha256}
    record("demo.remove-photo", actor_id=actor.person_id, subject=("demo_visit", visit.id), at=now, **data)


def _stored(answers: Mapping[Have, Answer]) -> dict[str, Any]:
    return {have.value: {"is_met": each.is_met, "remark": each.remark.strip()} for have, each in answers.items()}


def _nomination(visit: Visit) -> Nomination:
    return db.session.get_one(Nomination, (visit.tenant_id, visit.nomination_id))


def _lock(visit_id: uuid.UUID, actor: Actor) -> Visit:
    statement = select(Visit).where(Visit.tenant_id == actor.tenant_id, Visit.id == visit_id)
    statement = statement.with_for_update().execution_options(populate_existing=True)
    visit = db.session.execute(statement).scalar_one_or_none()
    if visit is None:
        raise DemoRefused("没有找到这张走访表，请返回申报查看。")
    return visit


def _require_open(visit: Visit) -> None:
    if visit.finished_at is not None:
        raise DemoRefused("走访表已经完成，不能再改。有新的情况，请另填一张。")
