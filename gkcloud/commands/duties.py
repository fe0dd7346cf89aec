"""``gkcloud duties``: the duties as the packs have them."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from gkcloud.commands.console import json_option, progress, show_json, show_table
from gkcloud.commands.tenants import packs_folder
from gkcloud.database import utc_now
from gkcloud.obligations.coverage import Coverage, coverage_of, markdown, read_systems
from gkcloud.obligations.dutybook import read_duties
from gkcloud.obligations.nightly import assess_units, move_histories, units
from gkcloud.tenancy.directory import directory

_SYSTEMS = Path(__file__).parents[2] / "docs" / "systems.toml"


@click.group()
def duties() -> None:
    """Look into the duties that the packs declare."""


@duties.command()
@click.option(
    "--packs",
    "folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="The folder of the packs; GKCLOUD_PACKS_DIR or tenants unless given.",
)
@click.option("--markdown", "as_markdown", is_flag=True, help="Print docs/coverage.md.")
@json_option
@click.pass_context
def coverage(ctx: click.Context, folder: Path | None, *, as_markdown: bool, as_json: bool) -> None:
    """Print which duty has which evidence, and how many; exit code 1 if one of D001 to D194 is missing.

    Reads the packs alone: no database and no settings are needed.
    """
    if as_markdown and as_json:
        raise click.UsageError("--markdown 和 --json 只能选一个。")
    book = read_duties(folder or packs_folder())
    found = coverage_of(book)
    if as_markdown:
        click.echo(markdown(found, book, read_systems(_SYSTEMS)), nl=False)
    elif as_json:
        show_json(_values(found))
    else:
        _show(found)
    if found.missing:
        click.echo(f"缺少 {len(found.missing)} 项：{'、'.join(found.missing)}。请在相应的租户包中补上。", err=True)
    if found.repeated:
        click.echo(f"编号重复：{'、'.join(found.repeated)}。请核对各租户包，只保留一处。", err=True)
    ctx.exit(1 if found.missing or found.repeated else 0)


@duties.command()
@click.option("--tenant", "slug", help="One unit only; all that are served unless given.")
@json_option
@with_appcontext
def assess(slug: str | None, *, as_json: bool) -> None:
    """Assess duties for today, as each new day does by itself, and print how many standings changed."""
    moved = move_histories(now=utc_now())
    chosen = [directory().by_slug(slug)] if slug else units()
    with progress("Assessing", len(chosen)) as tell:
        changed = assess_units(chosen, now=utc_now(), told=tell)
    found = {"units": len(chosen), "standings_changed": changed, "facts_moved": moved}
    if as_json:
        show_json(found)
    else:
        click.echo("; ".join(f"{name.replace('_', ' ')}: {count}" for name, count in found.items()))


def _values(found: Coverage) -> dict[str, object]:
    return {
        **found.counts(),
        "missing": list(found.missing),
        "repeated": list(found.repeated),
        "duties": [row.as_json() for row in found.rows],
    }


def _show(found: Coverage) -> None:
    show_table(
        ("id", "pack", "type", "evidence", "title", "facts"),
        [
            (row.duty.id, row.pack, row.duty.type.value, row.mode, row.duty.title, " ".join(row.kinds))
            for row in found.rows
        ],
    )
    counts = found.counts()
    click.echo()
    click.echo(
        f"{counts['total']} duties: {counts['automatic']} automatic, {counts['recorded']} recorded,"
        f" {counts['mixed']} mixed; {counts['national']} rules hold nationally."
    )
    for name in ("per_pack", "per_type"):
        click.echo(f"{name.replace('_', ' ')}: " + ", ".join(f"{key} {count}" for key, count in counts[name].items()))
