"""``gkcloud bench-data``: many tenants with many posts, to measure with."""

import click
from flask.cli import with_appcontext

from gkcloud.commands.console import json_option, progress, show_json
from gkcloud.commands.tenants import packs_folder
from gkcloud.tenancy.packs import read_packs
from gkcloud.tenancy.rules import Kind


@click.command()
@click.option("--tenants", default=60, show_default=True, type=click.IntRange(1, 5000))
@click.option("--posts", default=1000, show_default=True, type=click.IntRange(1, 100_000), help="In each tenant.")
@json_option
@with_appcontext
def bench_data(tenants: int, posts: int, *, as_json: bool) -> None:
    """Make a county of many units with many published posts, past the workflow. Never where the public reads."""
    from gkcloud.benchdata import fill  # noqa: PLC0415 - slow to import

    specs = read_packs(packs_folder())
    pattern = [next(spec for spec in specs if spec.kind is kind) for kind in (Kind.COUNTY, Kind.TOWNSHIP)]
    with progress("Writing", tenants) as tell:
        slugs = fill(pattern, tenants=tenants, posts=posts, told=tell)
    if as_json:
        show_json({"tenants": slugs, "posts": posts})
    else:
        click.echo(f"{len(slugs)} tenants with {posts} posts each, from {slugs[0]} to {slugs[-1]}.")
