"""What the county that runs a programme reads. ``access_`` functions are the only way a page gets a row."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import abort
from sqlalchemy import select

from gkcloud.access.policy import Actor
from gkcloud.database import db
from gkcloud.demonstration.model import (
    Designation,
    DesignationChange,
    DesignationReview,
    Nomination,
    Programme,
    Proof,
    Visit,
    VisitPhoto,
)
from gkcloud.demonstration.rules import (
    RUNS_PROGRAMMES,
    Category,
    NominationState,
    Paper,
    Possible,
    ProgrammeFacts,
    ProgrammeState,
    category_of,
    possible,
)
from gkcloud.publishing.model import Publication
from gkcloud.tenancy.directory import Tenant, TenantUnknown, directory
from gkcloud.tenancy.rules import TenantStatus


@dataclass(frozen=True)
class ProgrammeView:
    """A programme with its nominations, and what the actor may do."""

    row: Programme
    nominations: tuple[Nomination, ...]
    facts: ProgrammeFacts
    possible: Possible

    def of(self, category: Category) -> list[Nomination]:
        """Return the nominations of a category, in the order of the units."""
        return [each for each in self.nominations if each.category == category.value]


@dataclass(frozen=True)
class DesignationView:
    """A designation with what came after it, oldest first."""

    row: Designation
    reviews: tuple[DesignationReview, ...]
    changes: tuple[DesignationChange, ...]

    @property
    def draft(self) -> DesignationChange | None:
        """The change that is not decided yet."""
        return next((each for each in self.changes if each.decided_at is None), None)


def access_programme(programme_id: uuid.UUID, actor: Actor) -> ProgrammeView:
    """Return a programme of the actor's county; 404 when there is none."""
    row = db.session.get(Programme, (actor.tenant_id, programme_id))
    if row is None:
        abort(404)
    return view_of(row, actor)


def view_of(row: Programme, actor: Actor) -> ProgrammeView:
    """Return a programme with its nominations and what the actor may do."""
    found = nominations_of([row])[row.id]
    facts = facts_of(row, found, papers_of(row.tenant_id, [row.notice_post_id, row.list_post_id]))
    return ProgrammeView(row, found, facts, possible(facts, actor))


def facts_of(row: Programme, found: Sequence[Nomination], papers: Mapping[uuid.UUID, Paper]) -> ProgrammeFacts:
    """Return what the rules ask for of a programme."""
    states = Counter(NominationState(each.state) for each in found)
    return ProgrammeFacts(
        state=ProgrammeState(row.state),
        notice=paper_of(row.notice_post_id, papers),
        list=paper_of(row.list_post_id, papers),
        undecided=states[NominationState.SUBMITTED],
        accepted=states[NominationState.ACCEPTED],
    )


def paper_of(post_id: uuid.UUID | None, papers: Mapping[uuid.UUID, Paper]) -> Paper:
    """Return how far a post is."""
    return Paper.NONE if post_id is None else papers.get(post_id, Paper.UNDER_WAY)


def papers_of(tenant_id: uuid.UUID, post_ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, Paper]:
    """Return those of the posts that are public, or were."""
    ids = [post_id for post_id in post_ids if post_id is not None]
    if not ids:
        return {}
    statement = select(Publication.post_id, Publication.withdrawn_at).where(
        Publication.tenant_id == tenant_id, Publication.post_id.in_(ids)
    )
    return {
        post_id: Paper.PUBLIC if withdrawn_at is None else Paper.WITHDRAWN
        for post_id, withdrawn_at in db.session.execute(statement)
    }


def programmes(tenant_id: uuid.UUID) -> Sequence[Programme]:
    """Return a county's programmes, the latest year first."""
    statement = select(Programme).where(Programme.tenant_id == tenant_id).order_by(Programme.year.desc())
    return db.session.execute(statement).scalars().all()


def nominations_of(rows: Sequence[Programme]) -> dict[uuid.UUID, tuple[Nomination, ...]]:
    """Return the nominations of each programme that were sent, by its id."""
    found: dict[uuid.UUID, list[Nomination]] = {row.id: [] for row in rows}
    statement = select(Nomination).where(Nomination.programme_id.in_(list(found)))
    statement = statement.where(Nomination.state != NominationState.DRAFT.value)
    # Units write them too, so an earlier copy may be old.
    for each in db.session.execute(statement.execution_options(populate_existing=True)).scalars() if rows else ():
        found[each.programme_id].append(each)
    order = {tenant.id: place for place, tenant in enumerate(directory().all())}
    return {key: tuple(sorted(each, key=lambda row: order.get(row.target_id, 0))) for key, each in found.items()}


def access_nomination(nomination_id: uuid.UUID, actor: Actor) -> Nomination:
    """Return a nomination to the actor's county; 404 when there is none, or when the unit has not sent it."""
    row = db.session.get(Nomination, (actor.tenant_id, nomination_id))
    if row is None or row.state == NominationState.DRAFT.value:
        abort(404)
    return row


def programme_of(row: Nomination | Designation) -> Programme:
    """Return the programme of a nomination or a designation."""
    return db.session.get_one(Programme, (row.tenant_id, row.programme_id))


def proofs_of(nomination: Nomination) -> Sequence[Proof]:
    """Return the files of a nomination, in the order in which they came."""
    statement = select(Proof).where(Proof.tenant_id == nomination.tenant_id, Proof.nomination_id == nomination.id)
    return db.session.execute(statement.order_by(Proof.created_at, Proof.id)).scalars().all()


def access_proof(nomination: Nomination, proof_id: uuid.UUID) -> Proof:
    """Return a file of a nomination; 404 when it has none such."""
    proof = db.session.get(Proof, (nomination.tenant_id, proof_id))
    if proof is None or proof.nomination_id != nomination.id:
        abort(404)
    return proof


def visits_of(nomination_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Visit]]:
    """Return the visits of each nomination that the scope may see, the latest first."""
    found: dict[uuid.UUID, list[Visit]] = {each: [] for each in nomination_ids}
    statement = select(Visit).where(Visit.nomination_id.in_(nomination_ids))
    statement = statement.order_by(Visit.visited_on.desc(), Visit.created_at.desc())
    for visit in db.session.execute(statement).scalars() if nomination_ids else ():
        found[visit.nomination_id].append(visit)
    return found


def access_visit(visit_id: uuid.UUID, actor: Actor) -> Visit:
    """Return a visit of the actor's county; 404 when there is none."""
    visit = db.session.get(Visit, (actor.tenant_id, visit_id))
    if visit is None:
        abort(404)
    return visit


def photos_of(visit: Visit) -> Sequence[VisitPhoto]:
    """Return the photos of a visit."""
    statement = select(VisitPhoto).where(VisitPhoto.tenant_id == visit.tenant_id, VisitPhoto.visit_id == visit.id)
    return db.session.execute(statement.order_by(VisitPhoto.created_at, VisitPhoto.id)).scalars().all()


def access_photo(visit: Visit, photo_id: uuid.UUID) -> VisitPhoto:
    """Return a photo of a visit; 404 when it has none such."""
    photo = db.session.get(VisitPhoto, (visit.tenant_id, photo_id))
    if photo is None or photo.visit_id != visit.id:
        abort(404)
    return photo


def designations(tenant_id: uuid.UUID) -> Sequence[Designation]:
    """Return every designation of a county, the latest year first, in the lists' order."""
    statement = select(Designation).where(Designation.tenant_id == tenant_id)
    ordered = statement.order_by(Designation.year.desc(), Designation.position)
    return db.session.execute(ordered).scalars().all()


def access_designation(designation_id: uuid.UUID, actor: Actor) -> DesignationView:
    """Return a designation of the actor's county; 404 when there is none."""
    row = db.session.get(Designation, (actor.tenant_id, designation_id))
    if row is None:
        abort(404)
    return aftermath_of([row])[row.id]


def access_change(view: DesignationView, change_id: uuid.UUID) -> DesignationChange:
    """Return a change of a designation; 404 when it has none such."""
    change = next((each for each in view.changes if each.id == change_id), None)
    if change is None:
        abort(404)
    return change


def aftermath_of(rows: Sequence[Designation]) -> dict[uuid.UUID, DesignationView]:
    """Return each designation with its reviews and changes, in two statements however many there are."""
    ids = [row.id for row in rows]
    reviews: dict[uuid.UUID, list[DesignationReview]] = {each: [] for each in ids}
    changes: dict[uuid.UUID, list[DesignationChange]] = {each: [] for each in ids}
    if ids:
        found = select(DesignationReview).where(DesignationReview.designation_id.in_(ids))
        for review in db.session.execute(found.order_by(DesignationReview.year)).scalars():
            reviews[review.designation_id].append(review)
        told = select(DesignationChange).where(DesignationChange.designation_id.in_(ids))
        for change in db.session.execute(told.order_by(DesignationChange.created_at)).scalars():
            changes[change.designation_id].append(change)
    return {row.id: DesignationView(row, tuple(reviews[row.id]), tuple(changes[row.id])) for row in rows}


def unlisted(rows: Sequence[Designation]) -> list[str]:
    """Return the units that were designated but that the published list does not name; the public does not see them."""
    post_ids = {row.post_id for row in rows if row.post_id is not None}
    if not post_ids:
        return []
    statement = select(Publication.post_id, Publication.body_html).where(
        Publication.tenant_id == rows[0].tenant_id,
        Publication.post_id.in_(post_ids),
        Publication.withdrawn_at.is_(None),
    )
    texts = {row.post_id: row.body_html for row in db.session.execute(statement)}
    return [row.unit_name for row in rows if row.post_id in texts and f">{row.unit_name}<" not in texts[row.post_id]]


def units_without_nomination(view: ProgrammeView) -> list[Tenant]:
    """Return the active units of the county that may still be nominated."""
    tree = directory()
    taken = {each.target_id for each in view.nominations}
    return [
        unit
        for unit in tree.below(tree.by_id(view.row.tenant_id))
        if unit.status is TenantStatus.ACTIVE and category_of(unit.kind) is not None and unit.id not in taken
    ]


def listed_name(unit: Tenant) -> str:
    """Return a unit's name as lists have it: a village's with its township's before it, since villages share names."""
    parent = unit_or_none(unit.parent_id) if unit.parent_id else None
    is_below = parent is not None and parent.kind not in RUNS_PROGRAMMES
    return f"{parent.short_name}{unit.short_name}" if parent is not None and is_below else unit.short_name


def unit_or_none(unit_id: uuid.UUID) -> Tenant | None:
    """Return a unit as it is today, or None if it is hosted no more."""
    try:
        return directory().by_id(unit_id)
    except TenantUnknown:
        return None
