"""From programmes to what the county's templates draw: plain dicts, every word that a person reads."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for

from gkcloud.demonstration.model import Designation, Nomination, Programme, Proof, Visit, VisitPhoto
from gkcloud.demonstration.queries.county import DesignationView, ProgrammeView, listed_name, unit_or_none
from gkcloud.demonstration.rules import Category, NominationState, Paper, ProgrammeState
from gkcloud.demonstration.sixhaves import Have
from gkcloud.demonstration.standingrules import ChangeKind, ReviewResult, Status, review_due
from gkcloud.tenancy.rules import TenantStatus
from gkcloud.web.rendering import chinese_date, file_size, iso_date, iso_minute

Item = dict[str, Any]

PROGRAMME_SIGNS = {
    ProgrammeState.DRAFT: "waiting",
    ProgrammeState.OPEN: "soon",
    ProgrammeState.REVIEWING: "soon",
    ProgrammeState.DESIGNATED: "met",
    ProgrammeState.CLOSED: "info",
}
NOMINATION_SIGNS = {
    NominationState.DRAFT: "waiting",
    NominationState.SUBMITTED: "soon",
    NominationState.RETURNED: "overdue",
    NominationState.ACCEPTED: "met",
}
PAPER_SIGNS = {Paper.NONE: "waiting", Paper.UNDER_WAY: "soon", Paper.PUBLIC: "met", Paper.WITHDRAWN: "overdue"}
STATUS_SIGNS = {Status.STANDING: "met", Status.SUSPENDED: "soon", Status.REVOKED: "blocked"}
REVIEW_SIGNS = {ReviewResult.PASSED: "met", ReviewResult.RECTIFY: "soon", ReviewResult.FAILED: "overdue"}


def name_of(year: int) -> str:
    """Return a programme's name."""
    return f"{year}年度示范创建"


def state_of(row: Programme) -> Item:
    """Return a programme's state with its sign."""
    state = ProgrammeState(row.state)
    return {"text": state.label, "kind": PROGRAMME_SIGNS[state]}


def paper(found: Paper) -> Item:
    """Return how far a post is, with its sign."""
    return {"text": found.label, "kind": PAPER_SIGNS[found]}


def nomination_state(row: Nomination) -> Item:
    """Return a nomination's state with its sign."""
    state = NominationState(row.state)
    return {"text": state.label, "kind": NOMINATION_SIGNS[state]}


def status_of(row: Designation) -> Item:
    """Return a designation's status with its sign."""
    status = Status(row.status)
    return {"text": status.label, "kind": STATUS_SIGNS[status]}


def programme_row(row: Programme, nominated: int, designated: int, listed: Paper) -> Item:
    """Return a row of the overview."""
    return {
        "name": name_of(row.year),
        "href": url_for("demonstration.show_programme", programme_id=row.id),
        "state": state_of(row),
        "nominated": nominated,
        "designated": coverage(designated, sum(row.quotas.values())) if row.designated_on else "",
        "list": paper(listed) if row.designated_on else None,
    }


def coverage(done: int, planned: int) -> str:
    """Return how many of the planned there are."""
    return f"{done} / {planned}" if planned else str(done)


def categories(
    view: ProgrammeView, visits: Mapping[uuid.UUID, Sequence[Visit]], designated: Sequence[Designation]
) -> list[Item]:
    """Return a line for each category that is planned or has nominations."""
    named = Counter(each.category for each in designated)
    rows = []
    for category in Category:
        nominated, planned = view.of(category), view.row.quotas.get(category.value, 0)
        if not (nominated or planned):
            continue
        accepted = [each for each in nominated if each.state == NominationState.ACCEPTED.value]
        visited = sum(1 for each in accepted if any(visit.finished_at for visit in visits[each.id]))
        done = named[category.value]
        rows.append(
            {
                "name": category.label,
                "planned": planned,
                "nominated": len(nominated),
                "accepted": len(accepted),
                "visited": visited,
                "designated": coverage(done, planned) if view.row.designated_on else "",
                "is_full": done >= planned,
                "is_over": done > planned,
            }
        )
    return rows


def nomination_row(row: Nomination, visits: Sequence[Visit], designation: Designation | None) -> Item:
    """Return a nomination in its programme's list."""
    finished = next((visit for visit in visits if visit.finished_at is not None), None)
    return {
        "id": str(row.id),
        "name": row.unit_name,
        "now": name_today(row.target_id, row.unit_name),
        "href": url_for("demonstration.show_nomination", nomination_id=row.id)
        if designation is None
        else url_for("demonstration.show_unit", designation_id=designation.id),
        "state": nomination_state(row) if designation is None else status_of(designation),
        "visited": f"{iso_date(finished.visited_on)}，{met_of(finished)}" if finished else "",
        "strengths": row.strengths,
    }


def met_of(visit: Visit) -> str:
    """Return how many of the six were found."""
    met = sum(1 for each in visit.answers.values() if each.get("is_met"))
    return f"六有达到 {met} 项"


def name_today(unit_id: uuid.UUID, name_then: str) -> str:
    """Return what became of a unit that is not called so any more, or not there; empty where nothing changed."""
    unit = unit_or_none(unit_id)
    if unit is None or unit.status is TenantStatus.CLOSED:
        return "该单位已撤并"
    return "" if name_then == listed_name(unit) else f"现名：{listed_name(unit)}"


def haves(row: Nomination, proofs: Sequence[Proof], standard: Mapping[str, str], endpoint: str) -> list[Item]:
    """Return the six with what the unit says and its files."""
    return [
        {
            "name": have.label,
            "demand": standard.get(have.value, ""),
            "note": row.notes.get(have.value, ""),
            "files": [
                {
                    "id": str(each.id),
                    "name": each.name,
                    "href": url_for(endpoint, nomination_id=row.id, proof_id=each.id),
                    "kind": each.extension.upper(),
                    "size": file_size(each.size),
                }
                for each in proofs
                if each.have == have.value
            ],
        }
        for have in Have
    ]


def visit_rows(visits: Sequence[Visit], endpoint: str) -> list[Item]:
    """Return visits as a list shows them."""
    return [
        {
            "date": iso_date(visit.visited_on),
            "href": url_for(endpoint, visit_id=visit.id),
            "text": met_of(visit) if visit.finished_at else "还没有填完",
            "kind": ("met" if _is_full(visit) else "soon") if visit.finished_at else "waiting",
        }
        for visit in visits
    ]


def _is_full(visit: Visit) -> bool:
    return all(visit.answers.get(have.value, {}).get("is_met") for have in Have)


def sheet(visit: Visit) -> list[Item]:
    """Return what a visit found of each of the six."""
    rows = []
    for have in Have:
        answer = visit.answers.get(have.value, {})
        is_met = answer.get("is_met")
        words = {True: ("达到", "met"), False: ("未达到", "overdue"), None: ("没有结论", "waiting")}[is_met]
        rows.append({"name": have.label, "text": words[0], "kind": words[1], "remark": answer.get("remark", "")})
    return rows


def photo_rows(photos: Sequence[VisitPhoto], endpoint: str) -> list[Item]:
    """Return photos with their addresses."""
    return [
        {
            "id": str(each.id),
            "name": each.name,
            "href": url_for(endpoint, visit_id=each.visit_id, photo_id=each.id),
        }
        for each in photos
    ]


def unit_row(view: DesignationView, slip: tuple[int, str] | None, today: date) -> Item:
    """Return a designated unit in the overview; ``cares`` are the reasons to look at it."""
    row = view.row
    done = [each.year for each in view.reviews]
    cares = []
    if view.draft is not None:
        cares.append({"text": f"{ChangeKind(view.draft.kind).label}（拟办）", "kind": "soon"})
    if slip is not None and row.status != Status.REVOKED.value:
        cares.append({"text": slip[1], "kind": "overdue"})
    is_due = review_due(Status(row.status), designated_for=row.year, done=done, today=today)
    if is_due:
        cares.append({"text": f"{today.year} 年度待复核", "kind": "soon"})
    last = view.reviews[-1] if view.reviews else None
    if last is not None and last.result != ReviewResult.PASSED.value and row.status == Status.STANDING.value:
        cares.append({"text": f"{last.year} 年度{ReviewResult(last.result).label}", "kind": "overdue"})
    return {
        "name": row.unit_name,
        "now": name_today(row.target_id, row.unit_name),
        "href": url_for("demonstration.show_unit", designation_id=row.id),
        "category": Category(row.category).label,
        "year": row.year,
        "status": status_of(row),
        "reviewed": f"{last.year} 年度{ReviewResult(last.result).label}" if last else "",
        "cares": cares,
        "is_due": is_due,
        "weight": (slip[0] if slip else 0, len(cares)),
    }


def review_rows(view: DesignationView) -> list[Item]:
    """Return the re-reviews, the latest first."""
    return [
        {
            "year": each.year,
            "on": iso_date(each.reviewed_on),
            "text": ReviewResult(each.result).label,
            "kind": REVIEW_SIGNS[ReviewResult(each.result)],
            "remark": each.remark,
        }
        for each in reversed(view.reviews)
    ]


def change_rows(view: DesignationView, papers: Mapping[uuid.UUID, Paper]) -> list[Item]:
    """Return what was decided, and what is drafted, the latest first."""
    rows = []
    for each in reversed(view.changes):
        keys: dict[str, Any] = {"designation_id": view.row.id, "change_id": each.id}
        found = Paper.NONE if each.post_id is None else papers.get(each.post_id, Paper.UNDER_WAY)
        is_draft = each.decided_at is None
        rows.append(
            {
                "name": ChangeKind(each.kind).label,
                "on": iso_minute(each.decided_at) if each.decided_at else "",
                "reason": each.reason,
                "is_draft": is_draft,
                "paper": None if is_draft else paper(found),
                "decide": url_for("demonstration.decide", **keys) if is_draft else None,
                "discard": url_for("demonstration.discard", **keys) if is_draft else None,
                "write": None if is_draft or found is Paper.PUBLIC else url_for("demonstration.decision", **keys),
            }
        )
    return rows


def unit_facts(view: DesignationView) -> list[tuple[str, str]]:
    """Return what is known of a designation."""
    row = view.row
    status = f"{Status(row.status).label}（{chinese_date(row.status_on)}起）" if row.status_on else "有效"
    return [
        ("类别", Category(row.category).label),
        ("年度", f"{row.year} 年度"),
        ("认定日期", chinese_date(row.designated_on)),
        ("资格状态", status),
        ("单位变化", name_today(row.target_id, row.unit_name)),
    ]
