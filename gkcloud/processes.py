"""Child processes that write to a log file, leave no orphan and can be stopped as a whole.

Used by the embedded servers and by ``scripts/demo``; production has its own process manager.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# Runs in a bare interpreter between fork and exec, where `preexec_fn` would be unsafe beside threads.
# Linux tells the child when its parent is gone, even after SIGKILL; elsewhere the next start cleans up.
_LAUNCHER = """
import ctypes, os, sys
parent, death, uid, gid, *command = sys.argv[1:]
prctl = getattr(ctypes.CDLL(None), "prctl", None)
if int(uid) >= 0:
    os.setgroups([])
    os.setgid(int(gid))
    os.setuid(int(uid))
if prctl:
    prctl(1, int(death))  # PR_SET_PDEATHSIG; after setuid, which would undo it
    if os.getppid() != int(parent):
        sys.exit(0)
os.execv(command[0], command)
"""


@dataclass(frozen=True)
class Account:
    """A system account that a child runs as, by its numbers."""

    uid: int
    gid: int


@dataclass(frozen=True)
class Child:
    """A running child process with its name, its log file and the signal that ends it in an orderly way."""

    name: str
    log: Path
    popen: "subprocess.Popen[bytes]"
    stop_signal: signal.Signals

    def is_running(self) -> bool:
        """Tell whether the process still runs."""
        return self.popen.poll() is None

    def ask_to_stop(self) -> None:
        """Send the stop signal to the process; one that has ended already is left alone."""
        if self.is_running():
            self.popen.send_signal(self.stop_signal)

    def finish(self, seconds: float) -> None:
        """Wait ``seconds`` for the end, then kill whatever is left of the process group."""
        try:
            self.popen.wait(timeout=max(seconds, 0))
        except subprocess.TimeoutExpired:
            self.popen.kill()
        # Nobody may be left in the group; macOS says so with a permission error.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def last_lines(self, count: int = 20) -> str:
        """Return the last ``count`` lines of the log."""
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def launch(
    name: str,
    command: Sequence[str],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    account: Account | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    """Start ``command`` in a process group of its own, its output appended to ``log``.

    The group of its own keeps a Ctrl-C in the terminal with the parent, which then stops its children in
    order. ``command[0]`` must be an absolute path. On Linux the child gets ``stop_signal`` when the thread
    that launched it is gone, so launch from one that lives on.
    """
    uid, gid = (account.uid, account.gid) if account else (-1, -1)
    numbers = [str(number) for number in (os.getpid(), int(stop_signal), uid, gid)]
    with log.open("ab") as output:
        popen = subprocess.Popen(  # noqa: S603 -- callers pass fixed programs, never input
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, *numbers, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            cwd=cwd,
            start_new_session=True,
        )
    return Child(name, log, popen, stop_signal)


def stop_all(children: Sequence[Child], *, seconds: float) -> None:
    """Stop ``children`` together, then kill what has not ended within ``seconds``."""
    deadline = time.monotonic() + seconds
    for child in children:
        child.ask_to_stop()
    for child in children:
        child.finish(deadline - time.monotonic())
