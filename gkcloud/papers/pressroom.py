"""The printing process: ``python -m gkcloud.papers.pressroom ORDER.json``, started by gkcloud.papers.press.

The order names the paper, the font folder, the pictures' files, the limits, and the file for the product, which is there
when the process ends well. Standard output tells progress, faults and pages, a JSON list on each line.
"""

import fcntl
import gc
import json
import os
import resource
import select
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gkcloud.papers.limits import Limits
from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.papers.press import NO_MEMORY, NOT_PRINTABLE
from gkcloud.typeset.faces import FacesMissing


class _Pictures(Mapping[str, bytes]):
    """The pictures of an order, read when they are asked for."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self._places = places

    def __getitem__(self, key: str) -> bytes:
        return Path(self._places[key]).read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def main(order_file: str) -> int:
    """Carry out one order; return the exit code."""
    _end_with_our_caller()
    # Looking for cycles among millions of boxes takes a sixth of the time when it is done as often as is usual; done
    # this seldom it takes a hundredth, and gives as much memory back (55 MB of 450 for a hundred pages).
    gc.set_threshold(60_000, 5, 5)
    order = json.loads(Path(order_file).read_bytes())
    limits = Limits(*order["limits"])
    # Mapped font files do not count as data; what the engine, its libraries and their children allocate does.
    resource.setrlimit(resource.RLIMIT_DATA, (limits.memory_mb * 1_000_000,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the text
    sys.stdout.reconfigure(encoding="utf-8", line_buffering=True)  # type: ignore[union-attr]
    try:
        content = _product(order, limits)
    except PaperNotPrintable as refused:
        for fault in refused.faults:
            _tell("fault", fault)
        return NOT_PRINTABLE
    except FacesMissing as missing:
        _tell("fault", str(missing))
        return NOT_PRINTABLE
    except MemoryError:
        return NO_MEMORY
    out = Path(order["out"])
    unfinished = out.with_suffix(".new")
    unfinished.write_bytes(content)
    unfinished.rename(out)
    return 0


def _end_with_our_caller() -> None:
    """Have the kernel end this process and its children as soon as the other end of standard input is closed.

    Whoever sent the order may be killed without a chance to end us; we would go on for nobody.
    """
    fcntl.fcntl(0, fcntl.F_SETOWN, -os.getpgrp())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)
    if select.select([0], [], [], 0)[0]:  # closed before we asked: nothing is ever written to it
        sys.exit(0)


def _product(order: Mapping[str, Any], limits: Limits) -> bytes:
    # Here and not above: the limits hold for loading the engine too.
    from gkcloud.papers.content import from_json  # noqa: PLC0415
    from gkcloud.papers.render import preview_paper, render_paper  # noqa: PLC0415
    from gkcloud.typeset.faces import load_faces  # noqa: PLC0415

    paper, files = from_json(order["paper"]), _Pictures(order["files"])
    faces = load_faces(Path(order["fonts"]))
    if order["product"] == "preview":
        pages, picture = preview_paper(paper, faces=faces, files=files, limits=limits)
        _tell("pages", pages)
        return picture
    return render_paper(
        paper,
        faces=faces,
        files=files,
        limits=limits,
        progress=lambda stage, percent: _tell("progress", stage, percent),
    )


def _tell(*words: object) -> None:
    sys.stdout.write(json.dumps(words, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
