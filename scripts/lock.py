"""Renew the lock files. They name versions and hashes, but no registry, so that mirrors serve as well."""

import sys

from scripts import browser_packages, python_packages
from scripts.step import ROOT, SetupError, do, run

COMPILE = (
    "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url",
    "--no-header", "--quiet",
)  # fmt: skip
RUNTIME_EXTRAS = ("--extra", "embedded", "--extra", "s3", "--extra", "sentry")


def main() -> int:
    """Write all lock files anew, keeping what still fits; return the exit code."""
    try:
        do(python_packages.RUNTIME_LOCK.name, lambda: _compile(*RUNTIME_EXTRAS, "-o", "requirements.lock"))
        do(python_packages.DEV_LOCK.name, lambda: _compile("--all-extras", "-o", "requirements-dev.lock"))
        do(browser_packages.LOCK.name, _lock_npm)
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _compile(*arguments: str) -> None:
    run([python_packages.UV, *COMPILE, "pyproject.toml", *arguments], cwd=ROOT)


def _lock_npm() -> None:
    browser_packages.npm("install", "--package-lock-only", "--omit-lockfile-registry-resolved")


if __name__ == "__main__":
    sys.exit(main())
