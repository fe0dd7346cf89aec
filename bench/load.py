"""A bounded load on a server of this machine: wrk where it is installed, a small client of our own otherwise.

Whatever is compared has to be measured by the same of the two.
"""

import asyncio
import itertools
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

CONNECTIONS = 16

_SCRIPT = """
local paths = {paths}
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


class LoadFailed(RuntimeError):
    """The server answered something else than 200, or nothing."""


def requests_per_second(address: str, paths: Sequence[str], seconds: int) -> float:
    """Ask for ``paths`` in turn over CONNECTIONS connections and return the answers per second.

    Raises LoadFailed unless every answer is 200.
    """
    if shutil.which("wrk"):
        return _with_wrk(address, paths, seconds)
    return asyncio.run(_with_asyncio(address, paths, seconds))


def _with_wrk(address: str, paths: Sequence[str], seconds: int) -> float:
    with tempfile.NamedTemporaryFile("w", suffix=".lua", encoding="utf-8") as script:
        script.write(_SCRIPT.format(paths="{" + ",".join(json.dumps(path) for path in paths) + "}"))
        script.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", script.name, address]
        told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 30).stdout
    found = re.search(r"Requests/sec:\s+([\d.]+)", told)
    if found is None or "Non-2xx" in told:
        raise LoadFailed(told)
    return float(found.group(1))


async def _with_asyncio(address: str, paths: Sequence[str], seconds: int) -> float:
    until = time.monotonic() + seconds
    turn = itertools.cycle(paths)
    counts = await asyncio.gather(*(_connection(address, turn, until) for _ in range(CONNECTIONS)))
    return sum(counts) / seconds


async def _connection(address: str, paths: Iterator[str], until: float) -> int:
    parts = urlsplit(address)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    count = 0
    while time.monotonic() < until:
        writer.write(f"GET {next(paths)} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = re.search(r"content-length: (\d+)", head)
        if " 200 " not in head or length is None:
            raise LoadFailed(head)
        await reader.readexactly(int(length.group(1)))
        count += 1
    writer.close()
    return count
