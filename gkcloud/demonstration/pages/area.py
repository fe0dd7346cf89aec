"""The areas, and what every page begins with."""

import io
import uuid
from collections.abc import Callable, Sequence

from flask import Response, abort, current_app, flash, redirect, request, send_file
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from gkcloud.access.area import Area
from gkcloud.access.request import current_tenant
from gkcloud.demonstration.actions import DemoRefused
from gkcloud.demonstration.model import Proof, VisitPhoto
from gkcloud.demonstration.rules import RUNS_PROGRAMMES
from gkcloud.files.sending import send_download
from gkcloud.files.storage import Storage
from gkcloud.tenancy.directory import Tenant
from gkcloud.tenancy.routing import Realm
from gkcloud.tenancy.scope import ScopeKind
from gkcloud.web.office import show_office

# The county reads its units' rows, and a township those of its villages; only what writes posts needs the office's scope.
area = Area("demonstration", realm=Realm.TENANT, prefix="/office/demonstration", scope=ScopeKind.SUBTREE)
public_area = Area("demonstrations", realm=Realm.TENANT, prefix="/demonstration", scope=ScopeKind.PUBLIC)
BOTH = ("GET", "POST")
HERE, HERE_OWN = "demonstration", "demonstration-own"


def runs_programmes(tenant: Tenant) -> bool:
    """Return whether a tenant is one that designates units below it."""
    return tenant.kind in RUNS_PROGRAMMES


def county() -> Tenant:
    """Return the request's tenant; 404 unless it runs programmes."""
    tenant = current_tenant()
    if not runs_programmes(tenant):
        abort(404)
    return tenant


def send_proof(proof: Proof) -> Response:
    """Send a file of a nomination from the storage of whoever uploaded it."""
    storage: Storage = current_app.extensions["storage"]
    return send_download(storage.get(proof.holder_id, proof.sha256), proof.name, proof.media_type)


def send_photo(photo: VisitPhoto) -> Response:
    """Send a photo of a visit to be seen in its page: a picture by its content, as was inspected when it came."""
    storage: Storage = current_app.extensions["storage"]
    response = send_file(io.BytesIO(storage.get(photo.tenant_id, photo.sha256)), mimetype=photo.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def act(do: Callable[[], object], done: str, back: str) -> ResponseReturnValue:
    """Carry out what needs no words, say how it went, and go back."""
    try:
        do()
    except DemoRefused as refused:
        flash(str(refused), "overdue")
    else:
        flash(done, "met")
    return redirect(back, 303)


def ask(
    words: tuple[str, str, str],
    form: FlaskForm,
    back: str,
    facts: Sequence[tuple[str, str]] = (),
    *,
    here: str = HERE,
    is_danger: bool = False,
) -> ResponseReturnValue:
    """Ask for the words that an act needs: heading, what will happen, and the button."""
    heading, lead, confirm = words
    return show_office(
        "publishing/act.html",
        here=here,
        title=heading,
        tenant=current_tenant(),
        status=status(),
        heading=heading,
        lead=lead,
        facts=facts,
        form=form,
        action=f"{request.script_root}{request.path}",
        back_href=back,
        submit_key=str(uuid.uuid4()),
        seen="",
        confirm_label=confirm,
        is_danger=is_danger,
    )


def with_words(
    words: tuple[str, str, str],
    form: FlaskForm,
    do: Callable[[], object],
    done: str,
    back: str,
    facts: Sequence[tuple[str, str]] = (),
    *,
    is_danger: bool = False,
) -> ResponseReturnValue:
    """Ask, carry out what was asked for, and go back; a refusal stands above the form."""
    if not form.validate_on_submit():
        return ask(words, form, back, facts, is_danger=is_danger)
    try:
        do()
    except DemoRefused as refused:
        form.form_errors.append(str(refused))
        return ask(words, form, back, facts, is_danger=is_danger)
    flash(done, "met")
    return redirect(back, 303)


def status() -> int:
    """Return the status of a form's page: what was sent is not right, or nothing was sent yet."""
    return 422 if request.method == "POST" else 200
