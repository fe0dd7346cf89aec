"""Printing in a process of its own: no secret, no database, its memory given back when it ends.

Setting a hundred pages takes as much memory as the rest of a worker; and a body that kills the engine kills only this.
``python -m gkcloud.papers.press`` is the other end: JSON on standard input, progress as lines on standard output, the
PDF in the file that the JSON names.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from gkcloud.papers.content import from_json
from gkcloud.papers.paper import NO_FILES, PaperNotPrintable

ROOT = Path(__file__).parents[2]
_NOT_PRINTABLE = 3
# What the other process needs of the environment; everything else, passwords among it, stays here.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TZ", "HOME", "TMPDIR", "FONTCONFIG_FILE", "PYTHONPATH", "LD_LIBRARY_PATH")

Progress = Callable[[str, int], None]


class PressFailed(Exception):
    """The printing process ended without a result; the text names its exit code and its last words."""


def print_paper(
    stored: Mapping[str, Any], *, fonts: Path, progress: Progress, files: Mapping[str, bytes] = NO_FILES
) -> bytes:
    """Return a stored paper as a PDF, rendered by a process that is ended when this call ends, however it ends.

    ``files`` holds the pictures by the keys that bodies name. Raises PaperNotPrintable with every fault, and PressFailed.
    """
    with tempfile.TemporaryDirectory(prefix="gkcloud-press-") as name:
        folder = Path(name)
        out, errors = folder / "paper.pdf", folder / "errors"
        order = {"paper": dict(stored), "fonts": str(fonts), "out": str(out), "files": _laid_out(files, folder)}
        with errors.open("wb") as last_words:
            process = _start(last_words)
            with process:
                try:
                    faults = _follow(process, json.dumps(order, ensure_ascii=False), progress)
                finally:
                    process.kill()
        if process.returncode == _NOT_PRINTABLE:
            raise PaperNotPrintable(tuple(faults))
        if not out.exists():
            raise PressFailed(f"exit code {process.returncode}, {_kind_of_error(errors)}")
        return out.read_bytes()


def _laid_out(files: Mapping[str, bytes], folder: Path) -> dict[str, str]:
    """Write the pictures into the folder under names of ours and return where each key lies."""
    places = {}
    for number, (key, content) in enumerate(files.items()):
        place = folder / f"picture-{number}"
        place.write_bytes(content)
        places[key] = str(place)
    return places


def _start(errors: IO[bytes]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "gkcloud.papers.press"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        cwd=ROOT,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        text=True,
        encoding="utf-8",
    )


def _kind_of_error(errors: Path) -> str:
    """Return the name of the exception that ended the process; its message may hold words of a post.

    It is the first line after the last traceback that is not indented; the lines below it are its message.
    """
    _, _, last = errors.read_text(encoding="utf-8", errors="replace").rpartition("Traceback")
    named = (line for line in last.splitlines()[1:] if line[:1].strip())
    return next(named, "no error").partition(":")[0].rpartition(".")[2]


def _follow(process: "subprocess.Popen[str]", order: str, progress: Progress) -> list[str]:
    """Hand over the order, pass progress on until the process ends, and return the faults that it named."""
    if process.stdin is None or process.stdout is None:
        raise PressFailed("no pipes")
    process.stdin.write(order)
    process.stdin.close()
    faults = []
    for line in process.stdout:
        kind, _, rest = line.rstrip("\n").partition(" ")
        if kind == "progress":
            percent, _, stage = rest.partition(" ")
            progress(stage, int(percent))
        elif kind == "fault":
            faults.append(rest)
    process.wait()
    return faults


def main() -> int:
    """Print the paper that standard input describes; return the exit code."""
    # Here and not above: whoever sends an order does not load the engine.
    from gkcloud.papers.render import render_paper  # noqa: PLC0415
    from gkcloud.typeset.faces import load_faces  # noqa: PLC0415

    order = json.loads(sys.stdin.buffer.read())
    sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)  # type: ignore[union-attr]
    try:
        content = render_paper(
            from_json(order["paper"]),
            faces=load_faces(Path(order["fonts"])),
            files={key: Path(place).read_bytes() for key, place in order["files"].items()},
            progress=_tell,
        )
    except PaperNotPrintable as refused:
        for fault in refused.faults:
            sys.stdout.write(f"fault {fault}\n")
        return _NOT_PRINTABLE
    unfinished = Path(order["out"]).with_suffix(".new")
    unfinished.write_bytes(content)
    unfinished.rename(order["out"])
    return 0


def _tell(stage: str, percent: int) -> None:
    sys.stdout.write(f"progress {percent} {stage}\n")


if __name__ == "__main__":
    sys.exit(main())
