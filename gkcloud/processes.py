"""Child processes that write to a log file, leave no orphan and are watched and stopped as a whole.

Used by the embedded servers and by ``scripts/demo``; production has its own process manager.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psutil  # type: ignore[import-untyped]

_PR_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>

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


class ChildEndedError(Exception):
    """A child failed, or ended although it should go on; the message names it and shows its log's end."""

    def __init__(self, child: Child) -> None:
        code = child.popen.returncode
        how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        super().__init__(f"{child.name} {how}. The end of {child.log}:\n{child.last_lines()}")


@dataclass
class Supervisor:
    """Runs commands one after the other or side by side, each with a log of its own, and stops them all."""

    logs: Path
    env: Mapping[str, str]
    cwd: Path
    seconds_to_stop: float
    children: list[Child] = field(default_factory=list)
    adopted: list[Child] = field(default_factory=list)

    def run(self, name: str, command: Sequence[str]) -> str:
        """Run ``command`` to its end and return what it printed. Raises ChildEndedError if it fails."""
        log = self.logs / f"{name}.log"
        log.unlink(missing_ok=True)
        child = self.start(name, command)
        try:
            while child.is_running():
                self._check(others_than=child)
                _pause()
        finally:
            child.finish(0)
            self.children.remove(child)
        if child.popen.returncode != 0:
            raise ChildEndedError(child)
        return log.read_text(encoding="utf-8", errors="replace")

    def start(self, name: str, command: Sequence[str]) -> Child:
        """Start ``command``, which is to run until ``stop``."""
        child = launch(name, command, log=self.logs / f"{name}.log", env=self.env, cwd=self.cwd)
        self.children.append(child)
        return child

    def adopt(self, children: Sequence[Child]) -> None:
        """Watch ``children`` that somebody else started and will stop."""
        self.adopted.extend(children)

    def watch(self, until: Callable[[], bool]) -> None:
        """Return once ``until`` is true. Raises ChildEndedError as soon as any child ends."""
        while not until():
            self._check()
            _pause()

    def stop(self) -> None:
        """Stop every child that was started here, and whatever is left of their process groups."""
        stop_all(self.children, seconds=self.seconds_to_stop)
        self.children.clear()

    def _check(self, others_than: Child | None = None) -> None:
        for child in (*self.adopted, *self.children):
            if child is not others_than and not child.is_running():
                raise ChildEndedError(child)


def _pause() -> None:
    time.sleep(0.05)


def adopt_orphans() -> None:
    """Make this process the parent of processes that its children leave behind, where the system can (Linux).

    An RQ worker gives each job a session of its own, which no process group reaches.
    """
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl:
        prctl(_PR_SET_CHILD_SUBREAPER, 1)


def kill_descendants() -> None:
    """Kill every process below this one, as the last act before it ends."""
    descendants = psutil.Process().children(recursive=True)
    for process in descendants:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(descendants, timeout=5)
