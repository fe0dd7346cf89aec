"""``gkcloud doctor``, ``audit`` and ``access``: whether things are as they must be."""

import click
from flask.cli import with_appcontext

from gkcloud.access.matrix import markdown
from gkcloud.access.policy import GRANTS, Can
from gkcloud.audit.model import AuditHead
from gkcloud.audit.queries import breaks_of
from gkcloud.audit.rules import Break
from gkcloud.commands.console import json_option, progress, show_json
from gkcloud.database import db
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.scope import Scope

_MARKS = {"ok": "ok  ", "warn": "注意", "fail": "不行", "skipped": "未查"}


@click.command()
@json_option
@click.pass_context
def doctor(ctx: click.Context, *, as_json: bool) -> None:
    """Check everything that this deployment needs; exit code 1 if it must not serve."""
    from gkcloud.doctor import examine, may_serve  # noqa: PLC0415 - typesetting is slow to import

    checks = examine()
    if as_json:
        show_json({"ok": may_serve(checks), "checks": [check.as_json() for check in checks]})
    else:
        for check in checks:
            first, *others = check.messages or ("",)
            click.echo(f"{_MARKS[check.result]}  {check.name:<13}{first}".rstrip())
            for message in others:
                click.echo(f"{'':<19}{message}")
    ctx.exit(0 if may_serve(checks) else 1)


@click.group()
def audit() -> None:
    """Look into the records of state changes."""


@audit.command()
@click.option("--tenant", "slug", help="Only this tenant, by its slug.")
@json_option
@click.pass_context
@with_appcontext
def verify(ctx: click.Context, slug: str | None, *, as_json: bool) -> None:
    """Recompute every chain and name each altered, removed or reordered event; exit code 1 if there is one."""
    tenants = [directory().by_slug(slug)] if slug else directory().all()
    found: list[tuple[Tenant, int, list[Break]]] = []
    with progress("Verifying", len(tenants)) as tell:
        for tenant in tenants:
            found.append((tenant, *_verify(tenant)))
            tell(len(found), tenant.slug)
    broken = [each for each in found if each[2]]
    if as_json:
        rows = [
            {
                "tenant": tenant.slug,
                "events": events,
                "breaks": [{"seq": each.seq, "message": each.message} for each in breaks],
            }
            for tenant, events, breaks in found
        ]
        show_json({"ok": not broken, "tenants": rows})
    else:
        for tenant, _, breaks in broken:
            click.echo(f"{tenant.name}（{tenant.slug}）的操作记录不完整：", err=True)
            for each in breaks:
                click.echo(f"  {each.message}", err=True)
        if not broken:
            click.echo(f"{sum(events for _, events, _ in found)} events of {len(found)} tenants, every chain holds.")
    ctx.exit(1 if broken else 0)


def _verify(tenant: Tenant) -> tuple[int, list[Break]]:
    with Scope.office(tenant.id).opened():
        head = db.session.get(AuditHead, tenant.id)
        return head.seq if head else 0, breaks_of(tenant.id)


@click.command()
@json_option
def access(*, as_json: bool) -> None:
    """Print who may do what: docs/access.md, from the one table and the pages. Needs no database and no settings."""
    from gkcloud.web import areas  # noqa: F401, PLC0415 - importing them registers their pages

    if as_json:
        show_json({can.value: sorted(role.value for role in GRANTS[can]) for can in Can})
    else:
        click.echo(markdown(), nl=False)
