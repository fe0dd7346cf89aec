"""The roles' names as people read them, from the base pack."""

from collections.abc import Mapping
from pathlib import Path

from flask import Flask, current_app

from gkcloud.access.policy import Role
from gkcloud.tenancy import packs


def install(app: Flask, packs_dir: Path) -> None:
    """Read the names once and give templates ``role_name``."""
    app.extensions["role_names"] = packs.role_names(packs_dir)
    app.jinja_env.globals["role_name"] = role_name


def role_name(role: Role | str) -> str:
    """Return a role's name in Chinese, such as 采编."""
    names: Mapping[str, str] = current_app.extensions["role_names"]
    return names[str(role)]
