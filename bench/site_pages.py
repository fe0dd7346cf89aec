"""How fast public pages are, as a share of what nginx reaches for a static file of the same size.

``python bench/site_pages.py`` starts servers of its own, fills them, and loads one thing after the other, several
times over, on one machine: only ratios within a run mean anything. Nothing is cached: each request reads the database.
"""

import argparse
import os
import re
import secrets
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.load import requests_per_second  # noqa: E402 - the project is run from its folder
from gkcloud import create_app  # noqa: E402
from gkcloud.benchdata import fill  # noqa: E402
from gkcloud.calendar.actions import load_calendar  # noqa: E402
from gkcloud.database import db, utc_now  # noqa: E402
from gkcloud.embedded import Servers, start  # noqa: E402
from gkcloud.schema import upgrade  # noqa: E402
from gkcloud.site.queries import column_latest  # noqa: E402
from gkcloud.tenancy.actions import load_packs  # noqa: E402
from gkcloud.tenancy.directory import directory  # noqa: E402
from gkcloud.tenancy.packs import read_packs  # noqa: E402
from gkcloud.tenancy.scope import Scope  # noqa: E402
from gkcloud.worktime.packages import package_schedules  # noqa: E402

# The target: at least 1/120 of nginx.
TARGET = 120
WORKERS = 2
_STARTED_WITHIN = 30.0  # seconds

_NGINX = """
worker_processes {workers}; pid {folder}/pid; error_log {folder}/error.log; daemon off; {user}
events {{ worker_connections 1024; }}
http {{
  access_log off; sendfile on; keepalive_requests 1000000; default_type text/html;
  client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
  uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
  server {{ listen 127.0.0.1:{port}; root {folder}/html; }}
}}
"""


@dataclass(frozen=True)
class Kind:
    """A kind of page and its addresses in several tenants."""

    name: str
    paths: Sequence[str]


def main() -> None:
    """Measure and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenants", type=int, default=60)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--seconds", type=int, default=5, help="of load each time")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--var", type=Path, help="keep the data here and use it again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gkcloud-bench-") as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)  # nginx's workers are another user
        with start(arguments.var or folder / "var", durable=False) as servers:
            environment = _environment(servers, folder)
            kinds = _prepare(servers, environment, arguments.tenants, arguments.posts)
            _measure(environment, kinds, folder, seconds=arguments.seconds, rounds=arguments.rounds)


def _environment(servers: Servers, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": servers.url(database="gkcloud", role="gkcloud_app"),
        "REDIS_URL": servers.redis_url,
        "GKCLOUD_SECRET_KEY": secrets.token_hex(32),
        "GKCLOUD_STORAGE": f"file:{folder}/files",
        "GKCLOUD_SECURE_COOKIES": "false",
        "GKCLOUD_PACKS_DIR": str(ROOT / "tenants"),
    }


def _prepare(servers: Servers, environment: dict[str, str], tenants: int, posts: int) -> list[Kind]:
    upgrade(servers.database_url)
    os.environ.update(environment)
    app = create_app()
    with app.app_context():
        specs = read_packs(app.settings.packs_dir)
        with Scope.platform().opened():
            load_packs(specs, now=utc_now())
            load_calendar(package_schedules(), now=utc_now())
            db.session.commit()
        by_slug = {spec.slug: spec for spec in specs}
        pattern = (by_slug["lixian"], by_slug["lixian-chexi"])
        slugs = fill(pattern, tenants=tenants, posts=posts, told=lambda done: _say(f"\rfilled {done}/{tenants}"))
        _say("\n")
        kinds = _kinds(slugs)
        db.engine.dispose()
    with psycopg.connect(servers.database_url.replace("+psycopg", ""), autocommit=True) as owner:
        # What autovacuum would have done by the time a deployment holds this much.
        owner.execute("vacuum analyze")
    return kinds


def _kinds(slugs: Sequence[str]) -> list[Kind]:
    code = "notices"
    posts = []
    for slug in slugs:
        tenant = directory().by_slug(slug)
        with Scope.public(tenant.id).opened():
            posts += [f"/{slug}/posts/{row.post_id}" for row in column_latest(tenant.id, code, limit=5)]
    return [Kind("column page", [f"/{slug}/columns/{code}" for slug in slugs]), Kind("post page", posts)]


def _measure(environment: dict[str, str], kinds: Sequence[Kind], folder: Path, *, seconds: int, rounds: int) -> None:
    if shutil.which("nginx") is None:
        raise SystemExit("nginx is not installed, so there is nothing to compare with: apt-get install nginx-light")
    port = _free_port()
    with _granian(environment, folder, port) as pages:
        for kind in kinds:
            _warm(pages, kind)
            body = _get(pages + kind.paths[0])
            with _nginx(body, folder) as static:
                ratios = [_round(pages, kind, static, seconds) for _ in range(rounds)]
            share = statistics.median(ratios)
            verdict = "reached" if share <= TARGET else "missed"
            spread = f"{min(ratios):.0f} to {max(ratios):.0f}"
            print(
                f"{kind.name} ({len(body) / 1024:.0f} KB): 1/{share:.0f} of nginx (1/{spread}), 1/{TARGET} {verdict}"
            )


def _round(pages: str, kind: Kind, static: str, seconds: int) -> float:
    """Return how many times nginx is faster, from its speed just before and just after the pages'."""
    before = requests_per_second(static, ["/page.html"], seconds)
    own = requests_per_second(pages, kind.paths, seconds)
    after = requests_per_second(static, ["/page.html"], seconds)
    return (before + after) / 2 / own


def _warm(address: str, kind: Kind) -> None:
    for path in kind.paths:
        _get(address + path)


@contextmanager
def _granian(environment: dict[str, str], folder: Path, port: int) -> Iterator[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", str(WORKERS)]
    # More threads than a process can run at once only wait for each other.
    command += ["--blocking-threads", "2", "--host", "127.0.0.1", "--port", str(port), "wsgi:app"]
    with _running(command, folder / "granian.log", port, environment):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _nginx(body: bytes, folder: Path) -> Iterator[str]:
    port = _free_port()
    (folder / "html").mkdir(exist_ok=True)
    (folder / "html" / "page.html").write_bytes(body)
    user = "user nobody nogroup;" if os.geteuid() == 0 and _has_group("nogroup") else ""
    settings = _NGINX.format(workers=WORKERS, folder=folder, port=port, user=user)
    (folder / "nginx.conf").write_text(settings, encoding="utf-8")
    command = ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    with _running(command, folder / "nginx.log", port, dict(os.environ)):
        yield f"http://127.0.0.1:{port}"


def _has_group(name: str) -> bool:
    return re.search(rf"^{name}:", Path("/etc/group").read_text(encoding="utf-8"), re.MULTILINE) is not None


@contextmanager
def _running(command: Sequence[str], log: Path, port: int, environment: dict[str, str]) -> Iterator[None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait_for(port, process, log)
            yield
        finally:
            process.terminate()
            process.wait(_STARTED_WITHIN)


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _STARTED_WITHIN
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"{process.args} did not start:\n{log.read_text(encoding='utf-8')}")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 - an address of our own
        body: bytes = answer.read()
        return body


def _say(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


if __name__ == "__main__":
    main()
