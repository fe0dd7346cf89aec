"""A unit's own pages: what it may enter, its nominations, and what the county made of them."""

import uuid
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from gkcloud.access.policy import Actor, Can
from gkcloud.access.request import commit_anyway, current_actor, current_tenant
from gkcloud.database import db, utc_now
from gkcloud.demonstration import actions, views
from gkcloud.demonstration.actions import DemoRefused
from gkcloud.demonstration.forms import ChoiceForm, NominationForm
from gkcloud.demonstration.model import Designation, Nomination, Programme
from gkcloud.demonstration.pages.area import BOTH, HERE_OWN, act, area, ask, send_photo, send_proof, status
from gkcloud.demonstration.queries import county as shared
from gkcloud.demonstration.queries import unit as queries
from gkcloud.demonstration.rules import Category, NominationState, missing_of
from gkcloud.demonstration.sixhaves import Have
from gkcloud.files.actions import store_file
from gkcloud.files.archives import FileRefused
from gkcloud.tenancy.directory import directory
from gkcloud.web.addresses import tenant_address
from gkcloud.web.office import show_office
from gkcloud.web.rendering import chinese_date, see_other


@area.page("/own", needs=Can.DEMO_NOMINATE)
def own() -> ResponseReturnValue:
    """Show the programmes that are open, the unit's nominations and its designations."""
    tenant = current_tenant()
    nominations = queries.own_nominations(tenant.id)
    designated = queries.own_designations(tenant.id)
    visits = shared.visits_of([row.id for row, _ in nominations if row.target_id == tenant.id])
    return show_office(
        "demonstration/own.html",
        here=HERE_OWN,
        title="示范单位",
        tenant=tenant,
        programmes=[
            {
                "name": f"{directory().by_id(row.tenant_id).short_name}{views.name_of(row.year)}",
                "until": chinese_date(row.nominate_by),
                "href": url_for("demonstration.nominate", programme_id=row.id),
            }
            for row in queries.open_programmes(tenant)
        ],
        nominations=[_nomination_row(row, programme) for row, programme in nominations],
        designations=[_designation_row(row) for row in designated],
        visits=[row for each in visits.values() for row in views.visit_rows(each, "demonstration.own_visit")],
    )


def _nomination_row(row: Nomination, programme: Programme) -> dict[str, Any]:
    return {
        "name": f"{views.name_of(programme.year)}：{row.unit_name}",
        "href": url_for("demonstration.fill", nomination_id=row.id),
        "category": Category(row.category).label,
        "state": views.nomination_state(row),
        "reason": row.returned_reason if row.state == NominationState.RETURNED.value else "",
    }


def _designation_row(row: Designation) -> dict[str, Any]:
    county = directory().by_id(row.tenant_id)
    unit = directory().by_id(row.target_id)
    return {
        "name": f"{row.year}年度{Category(row.category).label}",
        "href": tenant_address(county, "demonstrations.show_unit", unit=unit.slug) if row.post_id else None,
        "on": chinese_date(row.designated_on),
        "passed": chinese_date(row.passed_on) if row.passed_on else "",
        "status": views.status_of(row),
    }


@area.page("/own/programmes/<uuid:programme_id>/nominate", needs=Can.DEMO_NOMINATE, methods=BOTH)
def nominate(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Begin a nomination: of the unit, or of a village below it that has nobody of its own."""
    tenant, actor = current_tenant(), current_actor()
    programme = queries.access_open_programme(programme_id, tenant)
    found, back = queries.candidates(tenant, programme), url_for("demonstration.own")
    if not found.units:
        flash("可以申报的单位都已申报，请在下面继续填报或查看。", "soon")
        return redirect(back, 303)
    form = ChoiceForm(found.units, data={"unit": str(found.units[0].id)})
    with_people = "、".join(each.short_name for each in found.staffed)
    note = f"{with_people}有自己的经办人员，由其自行申报。" if with_people else ""
    words = ("申报示范单位", f"选择要申报的单位，再逐项填写“六有”情况。{note}", "开始填报")
    facts = [("创建活动", views.name_of(programme.year)), ("申报截止", chinese_date(programme.nominate_by))]
    if not form.validate_on_submit():
        return ask(words, form, back, facts, here=HERE_OWN)
    try:
        unit = directory().by_id(uuid.UUID(form.unit.data))
        row = actions.begin_nomination(programme, unit, actor=actor, now=utc_now())
    except DemoRefused as refused:
        form.form_errors.append(str(refused))
        return ask(words, form, back, facts, here=HERE_OWN)
    return see_other("demonstration.fill", nomination_id=row.id)


@area.page("/own/nominations/<uuid:nomination_id>", needs=Can.DEMO_NOMINATE, methods=BOTH)
def fill(nomination_id: uuid.UUID) -> ResponseReturnValue:
    """Fill in a nomination and send it; once it is sent, or another's, only read it."""
    tenant, actor = current_tenant(), current_actor()
    row, programme = queries.access_own_nomination(nomination_id, actor)
    is_open = NominationState(row.state).is_open and row.nominator_id == tenant.id
    form = NominationForm.of(row)
    if is_open and form.validate_on_submit() and (done := _save(row, form, actor)) is not None:
        flash(done, "met")
        return see_other("demonstration.fill", nomination_id=nomination_id)
    proofs = shared.proofs_of(row)
    notes = {Have(key): text for key, text in row.notes.items()}
    rows = views.haves(row, proofs, programme.standard, "demonstration.own_proof")
    for have, each in zip(Have, rows, strict=True):
        each["field"], each["upload"] = form[f"note_{have.value}"], form[f"files_{have.value}"]
        for file in each["files"]:
            keys = {"nomination_id": row.id, "proof_id": file["id"]}
            file["remove"] = url_for("demonstration.remove_own_proof", **keys) if is_open else None
    return show_office(
        "demonstration/own_nomination.html",
        here=HERE_OWN,
        title="申报表",
        tenant=tenant,
        status=status(),
        heading=f"{row.unit_name}申报{programme.year}年度{Category(row.category).label}",
        state=views.nomination_state(row),
        back_href=url_for("demonstration.own"),
        is_open=is_open,
        until=chinese_date(programme.nominate_by),
        returned=row.returned_reason if row.state == NominationState.RETURNED.value else "",
        strengths=row.strengths,
        missing=missing_of(notes, [Have(each.have) for each in proofs], row.strengths),
        form=form,
        haves=rows,
        submit_key=str(uuid.uuid4()),
    )


def _save(row: Nomination, form: NominationForm, actor: Actor) -> str | None:
    """Save the words, then the files, then send it if that was asked for; None where something was refused."""
    now = utc_now()
    try:
        actions.fill_nomination(row.id, form.strengths.data or "", form.notes(), actor=actor, now=now)
    except DemoRefused as refused:
        form.form_errors.append(str(refused))
        return None
    # The words are kept although a file may be refused: typing them again is what people do not forgive.
    commit_anyway()
    is_kept = True
    for have in Have:
        field = form[f"files_{have.value}"]
        try:
            with db.session.begin_nested():
                _add(row, have, [upload for upload in field.data or [] if upload and upload.filename], actor)
        except (FileRefused, DemoRefused) as refused:
            field.errors = [str(refused)]
            is_kept = False
    if not is_kept or request.form.get("then") != "submit":
        return "已保存，可以接着填。" if is_kept else None
    try:
        actions.submit_nomination(row.id, actor=actor, now=now)
    except DemoRefused as refused:
        form.form_errors.append(str(refused))
        return None
    return "已申报，县里审核后会在这里告知结果。"


def _add(row: Nomination, have: Have, uploads: list[FileStorage], actor: Actor) -> None:
    if actor.tenant_id is None:
        raise ValueError("a nomination is written by a tenant")
    for upload in uploads:
        data, name = upload.read(), upload.filename or ""
        file = store_file(data, name, tenant_id=actor.tenant_id, actor_id=actor.person_id, now=utc_now())
        actions.add_proof(row.id, have, file, actor=actor, now=utc_now())


@area.page("/own/nominations/<uuid:nomination_id>/files/<uuid:proof_id>", needs=Can.DEMO_NOMINATE)
def own_proof(nomination_id: uuid.UUID, proof_id: uuid.UUID) -> ResponseReturnValue:
    """Send a file of the unit's nomination."""
    row, _ = queries.access_own_nomination(nomination_id, current_actor())
    return send_proof(shared.access_proof(row, proof_id))


@area.page(
    "/own/nominations/<uuid:nomination_id>/files/<uuid:proof_id>/remove", needs=Can.DEMO_NOMINATE, methods=["POST"]
)
def remove_own_proof(nomination_id: uuid.UUID, proof_id: uuid.UUID) -> ResponseReturnValue:
    """Take a file off; what is typed in the form around the button is saved with it."""
    actor = current_actor()
    row, _ = queries.access_own_nomination(nomination_id, actor)
    shared.access_proof(row, proof_id)
    form = NominationForm.of(row)

    def do() -> None:
        if "strengths" in request.form and form.validate():
            actions.fill_nomination(row.id, form.strengths.data or "", form.notes(), actor=actor, now=utc_now())
        actions.remove_proof(row.id, proof_id, actor=actor, now=utc_now())

    return act(do, "材料已移除。", url_for("demonstration.fill", nomination_id=nomination_id))


@area.page("/own/visits/<uuid:visit_id>", needs=Can.DEMO_NOMINATE)
def own_visit(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Show a finished visit to the unit."""
    tenant = current_tenant()
    visit = queries.access_own_visit(visit_id, current_actor())
    return show_office(
        "demonstration/visit.html",
        here=HERE_OWN,
        title="走访表",
        tenant=tenant,
        heading="县里走访本单位的情况",
        back={"href": url_for("demonstration.own"), "name": "示范单位"},
        facts=[
            ("走访日期", chinese_date(visit.visited_on)),
            ("走访人员", visit.visitors),
            ("结论", views.met_of(visit)),
            ("总体印象", visit.remark),
        ],
        sheet=views.sheet(visit),
        photos=views.photo_rows(shared.photos_of(visit), "demonstration.own_photo"),
    )


@area.page("/own/visits/<uuid:visit_id>/photos/<uuid:photo_id>", needs=Can.DEMO_NOMINATE)
def own_photo(visit_id: uuid.UUID, photo_id: uuid.UUID) -> ResponseReturnValue:
    """Send a photo of a visit to the unit."""
    visit = queries.access_own_visit(visit_id, current_actor())
    return send_photo(shared.access_photo(visit, photo_id))
