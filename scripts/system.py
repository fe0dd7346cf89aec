"""The system packages that gkcloud needs beside Python: which are missing, and how they get installed."""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scripts.step import SetupError, do, note, run

APT = ("apt-get", "-o", "DPkg::Lock::Timeout=300")


@dataclass(frozen=True)
class Need:
    """One thing the system must bring: its Debian package, its Homebrew formula, and whether it is here."""

    package: str
    formula: str
    is_here: bool
    required: bool = True


def needs(*, browser: bool) -> list[Need]:
    """Return what the product needs of this system; ``browser`` adds what its browser tests need."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    found = [
        Need(f"python{version}-venv", "python", importlib.util.find_spec("ensurepip") is not None),
        Need("libpango-1.0-0", "pango", _has_library("libpango-1.0", 0)),
        Need("libpangoft2-1.0-0", "pango", _has_library("libpangoft2-1.0", 0)),
        Need("libharfbuzz-subset0", "harfbuzz", _has_library("libharfbuzz-subset", 0)),
        Need("libfontconfig1", "fontconfig", _has_library("libfontconfig", 1)),
        Need("fonts-noto-cjk", "font-noto-serif-cjk-sc", _has_noto(), required=False),
    ]
    if browser:
        found.append(Need("chromium", "chromium", shutil.which("chromium") is not None))
    return found


def ensure(wanted: Iterable[Need]) -> None:
    """Install what is missing through apt.

    Raises SetupError with the exact command for a person if apt may not be used.
    """
    missing = [need for need in wanted if not need.is_here]
    required = [need.package for need in missing if need.required]
    if may_install():
        if required:
            do(f"System packages: {' '.join(required)}", lambda: install(required))
        for need in missing:
            if not need.required:
                _install_if_offered(need.package)
    elif required:
        raise SetupError(what_to_do(missing, sys.platform))


def what_to_do(missing: Iterable[Need], platform: str) -> str:
    """Return the sentence for a person whose system lacks ``missing`` and who has to install it."""
    if platform == "darwin":
        formulas = " ".join(sorted({need.formula for need in missing if need.required}))
        return f"Some system libraries are missing. Install them and run this again: brew install {formulas}"
    packages = " ".join(need.package for need in missing)
    command = f"sudo apt-get install -y {packages}"
    return f"Some system packages are missing. Install them and run this again: {command}"


def may_install() -> bool:
    """Tell whether apt may be used without asking anybody: as root, or with sudo and no password."""
    if shutil.which("apt-get") is None:
        return False
    if os.geteuid() == 0:
        return True
    return shutil.which("sudo") is not None and (
        subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    )


def install(packages: Iterable[str]) -> None:
    """Install Debian ``packages``, refreshing the package lists if they are missing or too old."""
    command = [*_as_root(), *APT, "install", "-y", "--no-install-recommends", *packages]
    try:
        run(command)
    except SetupError:
        update_lists()
        run(command)


def update_lists() -> None:
    """Refresh apt's package lists."""
    run([*_as_root(), *APT, "update"])


def _as_root() -> list[str]:
    environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
    return environment if os.geteuid() == 0 else ["sudo", "-n", *environment]


def _install_if_offered(package: str) -> None:
    try:
        do(f"System package: {package}", lambda: install([package]))
    except SetupError:
        note(f"{package} could not be installed; another source is tried.")


def _has_library(name: str, version: int) -> bool:
    if sys.platform == "darwin":
        folders = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"), Path("/opt/local/lib"))
        return any((folder / f"{name}.{version}.dylib").exists() for folder in folders)
    try:
        ctypes.CDLL(f"{name}.so.{version}")
    except OSError:
        return False
    return True


def _has_noto() -> bool:
    # macOS and other systems get theirs from npm, see `fonts`.
    return sys.platform == "darwin" or Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc").exists()
