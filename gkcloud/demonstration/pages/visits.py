"""The county inspector's pages about visits: one sheet, filled in on a phone, saved as often as one likes."""

import uuid

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from gkcloud.access.policy import Actor, Can
from gkcloud.access.request import commit_anyway, current_actor
from gkcloud.database import db, utc_now
from gkcloud.demonstration import actions, views
from gkcloud.demonstration.actions import DemoRefused
from gkcloud.demonstration.forms import VisitForm
from gkcloud.demonstration.model import Nomination, Visit
from gkcloud.demonstration.pages.area import BOTH, HERE, act, area, county, send_photo, status
from gkcloud.demonstration.queries import county as queries
from gkcloud.demonstration.sixhaves import Have
from gkcloud.files.actions import store_file
from gkcloud.files.archives import FileRefused
from gkcloud.web.office import show_office
from gkcloud.web.rendering import chinese_date, see_other


@area.page("/nominations/<uuid:nomination_id>/visit", needs=Can.DEMO_MANAGE, methods=["POST"])
def begin_visit(nomination_id: uuid.UUID) -> ResponseReturnValue:
    """Begin a sheet, or take up the one that is not finished."""
    county()
    actor = current_actor()
    queries.access_nomination(nomination_id, actor)
    try:
        visit = actions.begin_visit(nomination_id, actor=actor, now=utc_now())
    except DemoRefused as refused:
        flash(str(refused), "overdue")
        return see_other("demonstration.show_nomination", nomination_id=nomination_id)
    return see_other("demonstration.edit_visit", visit_id=visit.id)


@area.page("/visits/<uuid:visit_id>", needs=Can.DEMO_MANAGE)
def show_visit(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Show a finished sheet; one that is not finished is edited."""
    tenant = county()
    visit = queries.access_visit(visit_id, current_actor())
    if visit.finished_at is None:
        return see_other("demonstration.edit_visit", visit_id=visit_id)
    nomination = _nomination(visit)
    return show_office(
        "demonstration/visit.html",
        here=HERE,
        title="走访表",
        tenant=tenant,
        heading=f"{nomination.unit_name}走访表",
        back={
            "href": url_for("demonstration.show_nomination", nomination_id=nomination.id),
            "name": nomination.unit_name,
        },
        facts=[
            ("走访日期", chinese_date(visit.visited_on)),
            ("走访人员", visit.visitors),
            ("结论", views.met_of(visit)),
            ("总体印象", visit.remark),
        ],
        sheet=views.sheet(visit),
        photos=views.photo_rows(queries.photos_of(visit), "demonstration.photo"),
    )


@area.page("/visits/<uuid:visit_id>/edit", needs=Can.DEMO_MANAGE, methods=BOTH)
def edit_visit(visit_id: uuid.UUID) -> ResponseReturnValue:
    """Fill in a sheet. What was typed stays, whatever a photo or the date is refused for."""
    tenant, actor = county(), current_actor()
    visit = queries.access_visit(visit_id, actor)
    if visit.finished_at is not None:
        return see_other("demonstration.show_visit", visit_id=visit_id)
    form = VisitForm.of(visit)
    if form.validate_on_submit() and (done := _save(visit, form, actor)) is not None:
        flash(done, "met")
        endpoint = "demonstration.show_visit" if visit.finished_at else "demonstration.edit_visit"
        return see_other(endpoint, visit_id=visit_id)
    nomination = _nomination(visit)
    programme = queries.programme_of(nomination)
    return show_office(
        "demonstration/visit_edit.html",
        here=HERE,
        title="走访表",
        tenant=tenant,
        status=status(),
        heading=f"{nomination.unit_name}走访表",
        back={
            "href": url_for("demonstration.show_nomination", nomination_id=nomination.id),
            "name": nomination.unit_name,
        },
        form=form,
        items=[
            {
                "demand": programme.standard.get(have.value, ""),
                "note": nomination.notes.get(have.value, ""),
                "met": form[f"met_{have.value}"],
                "remark": form[f"remark_{have.value}"],
            }
            for have in Have
        ],
        photos=[
            {**row, "remove": url_for("demonstration.remove_photo", visit_id=visit_id, photo_id=row["id"])}
            for row in views.photo_rows(queries.photos_of(visit), "demonstration.photo")
        ],
        submit_key=str(uuid.uuid4()),
    )


def _save(visit: Visit, form: VisitForm, actor: Actor) -> str | None:
    """Save what was typed, then the photos, then finish if that was asked for; None where something was refused.

    What could be saved is kept although the answer says that something could not: the sheet is filled in on the spot.
    """
    now = utc_now()
    try:
        actions.save_visit(visit.id, form.sheet(), actor=actor, now=now)
    except DemoRefused as refused:
        form.visited_on.errors = [str(refused)]
        return None
    commit_anyway()
    uploads: list[FileStorage] = [upload for upload in form.photos.data or [] if upload and upload.filename]
    try:
        with db.session.begin_nested():
            for upload in uploads:
                file = store_file(
                    upload.read(),
                    upload.filename or "",
                    tenant_id=visit.tenant_id,
                    actor_id=actor.person_id,
                    now=now,
                )
                actions.add_photo(visit.id, file, actor=actor, now=now)
    except (FileRefused, DemoRefused) as refused:
        form.photos.errors = [str(refused)]
        return None
    if request.form.get("then") != "finish":
        return "已保存，可以接着填。"
    try:
        actions.finish_visit(visit.id, actor=actor, now=now)
    except DemoRefused as refused:
        form.form_errors.append(str(refused))
        return None
    return "走访表已完成，单位可以看到。"


@area.page("/visits/<uuid:visit_id>/photos/<uuid:photo_id>", needs=Can.DEMO_MANAGE)
def photo(visit_id: uuid.UUID, photo_id: uuid.UUID) -> ResponseReturnValue:
    """Send a photo."""
    county()
    return send_photo(queries.access_photo(queries.access_visit(visit_id, current_actor()), photo_id))


@area.page("/visits/<uuid:visit_id>/photos/<uuid:photo_id>/remove", needs=Can.DEMO_MANAGE, methods=["POST"])
def remove_photo(visit_id: uuid.UUID, photo_id: uuid.UUID) -> ResponseReturnValue:
    """Take a photo off a sheet."""
    county()
    actor = current_actor()
    queries.access_photo(queries.access_visit(visit_id, actor), photo_id)
    back = url_for("demonstration.edit_visit", visit_id=visit_id)
    if request.form.get("visited_on"):
        # The button stands inside the form, so what is typed comes along and is kept.
        form = VisitForm.of(queries.access_visit(visit_id, actor))
        if form.validate():
            return act(lambda: _keep_and_remove(visit_id, photo_id, form, actor), "照片已移除。", back)
    return act(lambda: actions.remove_photo(visit_id, photo_id, actor=actor, now=utc_now()), "照片已移除。", back)


def _keep_and_remove(visit_id: uuid.UUID, photo_id: uuid.UUID, form: VisitForm, actor: Actor) -> None:
    actions.save_visit(visit_id, form.sheet(), actor=actor, now=utc_now())
    actions.remove_photo(visit_id, photo_id, actor=actor, now=utc_now())


def _nomination(visit: Visit) -> Nomination:
    return db.session.get_one(Nomination, (visit.tenant_id, visit.nomination_id))
