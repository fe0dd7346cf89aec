"""What the set-up steps share: running a command with its output in a log, and stamps that say "done".

Standard library only: this runs before anything is installed.
"""

import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOG = ROOT / "var" / "log" / "setup.log"


class SetupError(Exception):
    """The set-up cannot go on; the message is a sentence that says what to do."""


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT) -> None:
    """Run ``command`` with its output in the set-up log.

    Raises SetupError with the end of the log if it fails.
    """
    LOG.parent.mkdir(parents=True, exist_ok=True)
    line = " ".join(str(part) for part in command)
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"\n$ {line}\n")
        log.flush()
        code = subprocess.run(
            command,
            env={**os.environ, **(env or {})},
            cwd=cwd,
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            check=False,
        ).returncode
    if code != 0:
        end = "\n".join(LOG.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise SetupError(f"This command failed:\n  {line}\nThe end of {LOG}:\n{end}")


def fingerprint(*files: Path) -> str:
    """Return a digest of the contents of ``files``."""
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def do(title: str, action: Callable[[], object]) -> None:
    """Carry out ``action``, with a line that says what runs and how long it took."""
    print(f"  {title} ...", end="", flush=True)
    began = time.monotonic()
    try:
        action()
    except BaseException:
        print(" failed", flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} s", flush=True)


def note(sentence: str) -> None:
    """Tell the person about something that is not perfect but does not stop the set-up."""
    print(f"  Note: {sentence}", file=sys.stderr, flush=True)


def stamp_of(path: Path) -> str:
    """Return what a stamp says, or an empty string if there is none."""
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""
