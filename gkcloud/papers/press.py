"""Printing in a process of its own: no secret, no database, its memory given back when it ends.

Setting a hundred pages takes as much memory as the rest of a worker; and a body that kills the engine kills only this.
The process has limits of time and memory (gkcloud.papers.limits), and whatever it starts ends with it. Its other end is
gkcloud.papers.pressroom.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from gkcloud.papers import limits as sentences
from gkcloud.papers.limits import PREVIEW_LIMITS, Limits, limits_for
from gkcloud.papers.paper import NO_FILES, PaperKind, PaperNotPrintable

ROOT = Path(__file__).parents[2]
NOT_PRINTABLE, NO_MEMORY = 3, 4  # exit codes
# What the other process needs of the environment; everything else, passwords among it, stays here.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "FONTCONFIG_FILE", "PYTHONPATH", "LD_LIBRARY_PATH")
# The last words of the interpreter, of GLib (under Pango) and of Rust where memory is refused to them.
_NO_MEMORY_WORDS = (
    "MemoryError",
    "failed to allocate",
    "Cannot allocate memory",
    "memory allocation of",
    "Error creating thread",
    "not enough memory",
)
_PREFIX = "gkcloud-press-"
_LEFT_AFTER = 7200  # seconds; no paper takes so long
_ROOM = "gkcloud.papers.pressroom"

Progress = Callable[[str, int], None]


class PressFailed(Exception):
    """The printing process ended without a result; the text names its exit code and its last words."""


@dataclass(frozen=True, slots=True)
class Preview:
    """How many pages a paper has, and a picture of the first: PNG, 800 pixels wide."""

    page_count: int
    picture: bytes


@dataclass(slots=True)
class _Told:
    """What the process told: its faults, and how many pages there are."""

    faults: list[str] = field(default_factory=list)
    pages: int = 0


def print_paper(
    stored: Mapping[str, Any],
    *,
    fonts: Path,
    progress: Progress,
    files: Mapping[str, bytes] = NO_FILES,
    limits: Limits | None = None,
) -> bytes:
    """Return a stored paper as a PDF, rendered by a process that is ended when this call ends, however it ends.

    ``files`` holds the pictures by the keys that bodies name; ``limits`` are those of the paper's kind unless given. Raises
    PaperNotPrintable with a sentence for every fault, or for the limit that was reached, and PressFailed.
    """
    content, _ = _press("paper", stored, fonts, progress, files, limits)
    return content


def print_preview(
    stored: Mapping[str, Any],
    *,
    fonts: Path,
    files: Mapping[str, bytes] = NO_FILES,
    limits: Limits = PREVIEW_LIMITS,
) -> Preview:
    """Return the number of pages of a stored paper and a picture of its first; raises as ``print_paper`` does."""
    picture, pages = _press("preview", stored, fonts, _untold, files, limits)
    return Preview(pages, picture)


def _untold(_stage: str, _percent: int) -> None:
    """Report nothing."""


def _press(
    product: str,
    stored: Mapping[str, Any],
    fonts: Path,
    progress: Progress,
    files: Mapping[str, bytes],
    limits: Limits | None,
) -> tuple[bytes, int]:
    """Return the product's bytes and the number of pages."""
    kind = PaperKind(stored.get("kind", PaperKind.BULLETIN))
    limits = limits or limits_for(kind)
    sentences.refuse_long_text(kind, stored, limits)
    _sweep_left_folders()
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        folder = Path(name)
        out, errors, order = folder / "product", folder / "errors", folder / "order.json"
        asked = {
            "product": product,
            "paper": dict(stored),
            "fonts": str(fonts),
            "out": str(out),
            "files": _laid_out(files, folder),
            "limits": [getattr(limits, each) for each in Limits.__slots__],
        }
        order.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
        with errors.open("wb") as last_words, _start(order, last_words) as process:
            is_late = threading.Event()
            told = _watch(process, progress, limits.seconds, is_late)
        if out.exists():
            return out.read_bytes(), told.pages
        raise _failure(kind, limits, process.returncode, told, errors, is_late=is_late.is_set())


def _sweep_left_folders() -> None:
    """Remove the folders of callers that were killed: they hold text and pictures."""
    for left in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(FileNotFoundError):  # another process sweeps too
            if time.time() - left.stat().st_mtime > _LEFT_AFTER:
                shutil.rmtree(left, ignore_errors=True)


def _laid_out(files: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    """Write the pictures into the folder under names of ours and return where each key lies."""
    places = {}
    for number, (key, content) in enumerate(files.items()):
        place = folder / f"picture-{number}"
        place.write_bytes(content)
        places[key] = str(place)
    return places


def _start(order: Path, errors: IO[bytes]) -> "subprocess.Popen[str]":
    """Start the process in a group of its own. Its standard input stays open and empty: it ends when we are gone."""
    return subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", _ROOM, str(order)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        cwd=ROOT,
        # What a killed process leaves behind lies in the folder that goes with this call.
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"TMPDIR": str(order.parent)},
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def _watch(process: "subprocess.Popen[str]", progress: Progress, seconds: float, is_late: threading.Event) -> _Told:
    """Follow the process to its end, or to the end of its time; nothing of its group is left running."""

    def stop() -> None:
        is_late.set()
        _kill_group(process)

    clock = threading.Timer(seconds, stop)
    clock.daemon = True
    clock.start()
    try:
        return _follow(process, progress)
    finally:
        clock.cancel()
        _kill_group(process)


def _kill_group(process: "subprocess.Popen[str]") -> None:
    # Nobody may be left in the group; macOS says so with a permission error.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _follow(process: "subprocess.Popen[str]", progress: Progress) -> _Told:
    """Pass progress on until the process ends, and return what else it told. A line is a JSON list."""
    told = _Told()
    for line in process.stdout or ():
        what, *rest = json.loads(line)
        if what == "progress":
            progress(*rest)
        elif what == "fault":
            told.faults += rest
        elif what == "pages":
            told.pages = rest[0]
    process.wait()
    return told


def _failure(
    kind: PaperKind, limits: Limits, code: int, told: _Told, errors: Path, *, is_late: bool
) -> PaperNotPrintable | PressFailed:
    """Return what to raise for a process that ended without its product."""
    if is_late:
        return sentences.too_much_time(kind, limits)
    if code == NOT_PRINTABLE:
        return PaperNotPrintable(tuple(told.faults))
    last_words = errors.read_text(encoding="utf-8", errors="replace")
    if code == NO_MEMORY or any(words in last_words for words in _NO_MEMORY_WORDS):
        return sentences.too_much_memory(kind, limits)
    if code < 0:
        return sentences.engine_died(kind, signal.Signals(-code).name)
    return PressFailed(f"exit code {code}, {_kind_of_error(last_words)}")


def _kind_of_error(last_words: str) -> str:
    """Return the name of the exception that ended the process; its message may hold words of a post.

    It is the first line after the last traceback that is not indented; the lines below it are its message.
    """
    _, _, last = last_words.rpartition("Traceback")
    named = (line for line in last.splitlines()[1:] if line[:1].strip())
    return next(named, "no error").partition(":")[0].rpartition(".")[2]
