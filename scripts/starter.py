"""The `make` that started the demo, and whether it still wants the demo to run.

GNU make passes SIGTERM on to its children but keeps SIGINT for itself and then waits for them: it relies on
the terminal, which interrupts a whole process group. ``kill -INT`` of make alone would therefore hang, and
SIGKILL would leave the demo without a parent.
"""

import os
import signal
from pathlib import Path


def is_make(pid: int) -> bool:
    """Tell whether process ``pid`` is a make; never on a system without /proc."""
    name = Path(f"/proc/{pid}/comm")
    return name.exists() and name.read_text(encoding="utf-8").strip() in {"make", "gmake"}


def catches_interrupts(pid: int) -> bool:
    """Tell whether process ``pid`` has a handler for SIGINT.

    A make that a script started in the background has none: the shell made it ignore SIGINT.
    """
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("SigCgt:"):
            return bool(int(line.split()[1], 16) & 1 << (signal.SIGINT - 1))
    return False


def has_given_up(pid: int, *, caught_at_start: bool) -> bool:
    """Tell whether make, running as ``pid``, has ended or has been interrupted.

    In its signal handler make restores the signal's default action: so a make that caught SIGINT when the demo
    started catches it until it gets one.
    """
    if os.getppid() != pid:
        return True
    return caught_at_start and not catches_interrupts(pid)
