"""``gkcloud tenants``: the packs, checked and loaded."""

import os
from pathlib import Path

import click
from flask.cli import with_appcontext

from gkcloud.calendar.actions import reopen
from gkcloud.calendar.listeners import tell_listeners
from gkcloud.calendar.queries import local_days
from gkcloud.commands.console import json_option, show_json, show_table
from gkcloud.config import Settings
from gkcloud.database import db, utc_now
from gkcloud.obligations.dutybook import DutyBook, read_duties
from gkcloud.tenancy.actions import load_packs
from gkcloud.tenancy.directory import directory, forget_directory
from gkcloud.tenancy.packs import Fault, PackFaults, TenantSpec, read_packs
from gkcloud.tenancy.rules import Kind
from gkcloud.tenancy.scope import Scope

_folder = click.option(
    "--packs",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder of the packs; GKCLOUD_PACKS_DIR or tenants unless given.",
)


@click.group()
def tenants() -> None:
    """Look after the tenants that the packs declare."""


@tenants.command()
@_folder
@json_option
@click.pass_context
def check(ctx: click.Context, folder: Path | None, *, as_json: bool) -> None:
    """Report every fault of the packs with its file and key. Needs no database."""
    folder = folder or packs_folder()
    try:
        specs, book = _read(folder)
    except PackFaults as error:
        if not as_json:
            raise
        faults = [{"file": each.file, "key": each.key, "message": each.message} for each in error.faults]
        show_json({"ok": False, "faults": faults})
        ctx.exit(1)
    if as_json:
        show_json({"ok": True, "tenants": len(specs), "duties": len(book.duties), "faults": []})
    else:
        click.echo(f"{len(specs)} tenants, {len(book.duties)} duties, no fault.")


def _read(folder: Path) -> tuple[tuple[TenantSpec, ...], DutyBook]:
    """Read tenants and duties; raises PackFaults with the faults of both."""
    faults: list[Fault] = []
    try:
        specs = read_packs(folder)
    except PackFaults as error:
        faults += error.faults
    try:
        book = read_duties(folder)
    except PackFaults as error:
        faults += error.faults
    if faults:
        raise PackFaults(tuple(faults))
    return specs, book


@tenants.command()
@_folder
@json_option
@with_appcontext
def load(folder: Path | None, *, as_json: bool) -> None:
    """Bring the tenants to what the packs say. Nothing published is touched; a second run changes nothing."""
    specs = read_packs(folder or packs_folder())
    with Scope.platform().opened():
        before = local_days()
        loaded = load_packs(specs, now=utc_now())
        reopen({day.year for _, day in before ^ local_days()}, now=utc_now())
        db.session.commit()
    forget_directory()
    tell_listeners(utc_now())
    if as_json:
        show_json({"added": loaded.added, "changed": loaded.changed, "closed": loaded.closed})
        return
    for word, slugs in (("added", loaded.added), ("changed", loaded.changed), ("closed", loaded.closed)):
        click.echo(f"{len(slugs)} {word}" + (f": {', '.join(slugs)}" if slugs else ""))


@tenants.command("list")
@json_option
@with_appcontext
def list_command(*, as_json: bool) -> None:
    """List the tenants as the database has them, in the packs' order."""
    found = [tenant for tenant in directory().all() if tenant.kind is not Kind.PLATFORM]
    if as_json:
        rows = [{name: str(getattr(each, name)) for name in ("slug", "name", "kind", "status")} for each in found]
        show_json(rows)
        return
    show_table(
        ("slug", "name", "kind", "status"),
        [(each.slug, each.name, each.kind.label, each.status.label) for each in found],
    )


def packs_folder() -> Path:
    """Return the folder of the packs without asking for the other settings."""
    field = Settings.model_fields["packs_dir"]
    return Path(os.environ.get(field.alias or "") or field.default)
