"""The one command line. A command's module is imported when the command is called, so that each starts quickly."""

import importlib
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo

from gkcloud import create_app
from gkcloud.commands.console import told

# Name -> module of gkcloud.commands and the command in it, in the order of the help.
COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "doctor": "checks:doctor",
        "db": "database:db_group",
        "tenants": "tenants:tenants",
        "calendar": "calendar:calendar",
        "people": "people:people",
        "import": "texts:import_command",
        "paper": "texts:paper",
        "audit": "checks:audit",
        "access": "checks:access",
        "demo": "demo:demo",
        "bench-data": "bench:bench_data",
        "web": "processes:web",
        "worker": "processes:worker",
        "cron": "processes:cron",
    }
)


class Console(click.Group):
    """Finds commands by name without importing the others, and tells faults as sentences."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click asks for it
        """Return the commands' names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command, or None if there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"gkcloud.commands.{module}"), name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what an operator can put right is a sentence and exit code 1, not a traceback."""
        with told():
            return super().invoke(ctx)


def _version() -> str:
    # The set-up puts the project on the path without building a package, so there is no installed metadata to ask.
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


@click.group("gkcloud", cls=Console)
@click.version_option(version=_version(), prog_name="gkcloud")
def cli() -> None:
    """Run a deployment for the openness of government affairs: one deployment, many tenants."""


def main() -> None:
    """Run the command line; Flask's own machinery makes the application for the commands that need it."""

    def make_app() -> Flask:
        return create_app()

    sys.exit(cli.main(obj=ScriptInfo(create_app=make_app), prog_name="gkcloud"))
