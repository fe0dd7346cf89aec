"""The county's pages about nominations."""

import uuid

from flask import url_for
from flask.typing import ResponseReturnValue

from gkcloud.access.policy import Can
from gkcloud.access.request import current_actor
from gkcloud.database import utc_now
from gkcloud.demonstration import actions, views
from gkcloud.demonstration.forms import ReturnForm
from gkcloud.demonstration.pages.area import BOTH, HERE, act, area, county, send_proof, with_words
from gkcloud.demonstration.queries import county as queries
from gkcloud.demonstration.rules import Category, NominationState, ProgrammeState
from gkcloud.web.office import show_office
from gkcloud.web.rendering import iso_minute


@area.page("/nominations/<uuid:nomination_id>", needs=Can.DEMO_MANAGE)
def show_nomination(nomination_id: uuid.UUID) -> ResponseReturnValue:
    """Show a nomination with its proofs and its visits."""
    tenant = county()
    row = queries.access_nomination(nomination_id, current_actor())
    programme = queries.programme_of(row)
    is_under_review = programme.state in {ProgrammeState.OPEN.value, ProgrammeState.REVIEWING.value}
    asks = row.state == NominationState.SUBMITTED.value and is_under_review
    is_accepted = row.state == NominationState.ACCEPTED.value
    by_whom = queries.unit_or_none(row.nominator_id)
    return show_office(
        "demonstration/nomination.html",
        here=HERE,
        title=row.unit_name,
        tenant=tenant,
        heading=row.unit_name,
        state=views.nomination_state(row),
        back={
            "href": url_for("demonstration.show_programme", programme_id=programme.id),
            "name": views.name_of(programme.year),
        },
        facts=[
            ("申报类别", Category(row.category).label),
            ("填报", "" if by_whom is None or by_whom.id == row.target_id else f"{by_whom.short_name}代为填报"),
            ("申报时间", iso_minute(row.submitted_at) if row.submitted_at else ""),
            ("单位变化", views.name_today(row.target_id, row.unit_name)),
            ("退回时的要求", row.returned_reason),
        ],
        strengths=row.strengths,
        is_on_paper=row.nominator_id == row.tenant_id,
        haves=views.haves(row, queries.proofs_of(row), programme.standard, "demonstration.proof"),
        visits=views.visit_rows(queries.visits_of([row.id])[row.id], "demonstration.show_visit"),
        accept=url_for("demonstration.accept", nomination_id=row.id) if asks else None,
        give_back=url_for("demonstration.give_back", nomination_id=row.id) if asks else None,
        visit=url_for("demonstration.begin_visit", nomination_id=row.id) if is_accepted else None,
    )


@area.page("/nominations/<uuid:nomination_id>/accept", needs=Can.DEMO_MANAGE, methods=["POST"])
def accept(nomination_id: uuid.UUID) -> ResponseReturnValue:
    """Accept a nomination for the review."""
    county()
    actor = current_actor()
    queries.access_nomination(nomination_id, actor)
    return act(
        lambda: actions.accept_nomination(nomination_id, actor=actor, now=utc_now()),
        "已受理，可以安排走访。",
        url_for("demonstration.show_nomination", nomination_id=nomination_id),
    )


@area.page("/nominations/<uuid:nomination_id>/return", needs=Can.DEMO_MANAGE, methods=BOTH)
def give_back(nomination_id: uuid.UUID) -> ResponseReturnValue:
    """Send a nomination back for completion."""
    county()
    actor = current_actor()
    row, form = queries.access_nomination(nomination_id, actor), ReturnForm()
    return with_words(
        ("退回补充", "单位补充后可以再次提交，过了申报截止日期也可以。", "退回"),
        form,
        lambda: actions.return_nomination(nomination_id, form.reason.data, actor=actor, now=utc_now()),
        "已退回，单位会看到需要补充的内容。",
        url_for("demonstration.show_nomination", nomination_id=nomination_id),
        [("申报单位", row.unit_name)],
    )


@area.page("/nominations/<uuid:nomination_id>/files/<uuid:proof_id>", needs=Can.DEMO_MANAGE)
def proof(nomination_id: uuid.UUID, proof_id: uuid.UUID) -> ResponseReturnValue:
    """Send a file of a nomination."""
    county()
    return send_proof(queries.access_proof(queries.access_nomination(nomination_id, current_actor()), proof_id))
