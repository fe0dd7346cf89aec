"""``gkcloud demo``: invented persons and posts, for a look at the product."""

import click
from flask.cli import with_appcontext

from gkcloud.commands.console import Fault, json_option, progress, show_json, show_table
from gkcloud.commands.tenants import packs_folder
from gkcloud.demo.accounts import PASSWORD, NotEmpty
from gkcloud.demo.content import DemoInvalid, read_demo
from gkcloud.tenancy.packs import read_packs, role_names


@click.group()
def demo() -> None:
    """Fill an empty deployment with invented persons and posts."""


@demo.command()
@json_option
@with_appcontext
def load(*, as_json: bool) -> None:
    """Load persons, posts and supervision as if the last year had been worked through. A second run changes nothing."""
    from gkcloud.database import utc_now  # noqa: PLC0415 - `demo accounts` needs no application
    from gkcloud.demo.load import load_demo  # noqa: PLC0415

    try:
        content = read_demo(packs_folder())
        with progress("Loading the demonstration", len(content.posts)) as tell:
            count = load_demo(content, now=utc_now(), done=tell)
    except (DemoInvalid, NotEmpty) as error:
        raise Fault(str(error)) from None
    if as_json:
        show_json({"posts": count})
    else:
        click.echo(f"{count} posts made." if count else "The demonstration is loaded already; nothing was changed.")


@demo.command()
@json_option
def accounts(*, as_json: bool) -> None:
    """Print the demonstration's accounts and their password. Needs neither database nor settings."""
    folder = packs_folder()
    try:
        people = read_demo(folder).people
    except DemoInvalid as error:
        raise Fault(str(error)) from None
    if as_json:
        rows = [{"login": each.login, "name": each.name, "roles": each.roles} for each in people]
        show_json({"password": PASSWORD, "accounts": rows})
        return
    roles_by_key = role_names(folder)
    names = {spec.slug: spec.short_name for spec in read_packs(folder)}
    lines = []
    for person in people:
        held = (
            names.get(slug, "平台") + " " + "、".join(roles_by_key[role.value] for role in roles)
            for slug, roles in person.roles.items()
        )
        lines.append((person.login, person.name, "；".join(held)))
    show_table(("账号", "姓名", "单位和角色"), lines)
    click.echo(f"\n所有演示账号的密码：{PASSWORD}")
