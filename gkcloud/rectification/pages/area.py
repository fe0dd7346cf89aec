"""The area, and what every page of it begins with."""

import uuid
from collections.abc import Callable
from typing import Any

from flask import abort, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from gkcloud.access.area import Area
from gkcloud.access.request import current_tenant
from gkcloud.rectification import views
from gkcloud.rectification.actions import Refused
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.office import show_office
from gkcloud.web.rendering import see_other

# A unit reads what was issued to it in its office; the county's own acts are over its subtree, where facts about units
# are written.
area = Area("rectification", realm=Realm.TENANT, prefix="/office/rectification", scope=ScopeKind.OFFICE)
SUBTREE = ScopeKind.SUBTREE
BOTH = ("GET", "POST")
UNPROCESSABLE = 422


def county() -> Tenant:
    """Return the request's tenant; 404 unless it supervises others."""
    tenant = current_tenant()
    if not views.supervises(tenant):
        abort(404)
    return tenant


def submit_key() -> str:
    """Return the key of this showing of a form: that of the form that was sent, or a new one."""
    return request.form.get("submit_key") or str(uuid.uuid4())


def submit_id() -> uuid.UUID:
    """Return that key as an id."""
    try:
        return uuid.UUID(submit_key())
    except ValueError:
        abort(400)


def with_words(
    form: FlaskForm,
    act: Callable[[], object],
    words: tuple[str, str, str],
    done: tuple[str, str],
    *,
    here: str,
    facts: list[tuple[str, Any]],
    is_danger: bool = False,
    **address: Any,
) -> ResponseReturnValue:
    """Ask for what an act needs, carry it out, and lead back; ``words`` are heading, lead and button.

    ``done`` is the endpoint to lead back to and what to say there. A refusal stands above the form, with what was typed.
    """
    endpoint, said = done
    if form.validate_on_submit():
        try:
            act()
        except Refused as refused:
            form.form_errors.append(str(refused))
        else:
            flash(said, "met")
            return see_other(endpoint, **address)
    heading, lead, label = words
    return show_office(
        "publishing/act.html",
        here=here,
        title=heading,
        tenant=current_tenant(),
        status=UNPROCESSABLE if request.method == "POST" else 200,
        heading=heading,
        lead=lead,
        facts=facts,
        form=form,
        action=f"{request.script_root}{request.path}",
        back_href=url_for(endpoint, **address),
        submit_key=submit_key(),
        seen="",
        confirm_label=label,
        is_danger=is_danger,
    )


def at_once(act: Callable[[], object], done: str, endpoint: str, **address: Any) -> ResponseReturnValue:
    """Carry out an act that needs no words, and lead back with what came of it."""
    try:
        act()
    except Refused as refused:
        # Nothing was changed before the refusal, so that committing it is harmless.
        flash(str(refused), "overdue")
    else:
        flash(done, "met")
    return see_other(endpoint, **address)
