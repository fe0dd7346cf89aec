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


def has_given_up(pid: int) -> bool:
    """Tell whether make, running as ``pid``, has ended or has been interrupted.

    In its signal handler make restores the signal's default action: so it catches SIGINT until it gets one.
    """
    if os.getppid() != pid:
        return True
    for line in Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("SigCgt:"):
            return not int(line.split()[1], 16) & 1 << (signal.SIGINT - 1)
    return False
