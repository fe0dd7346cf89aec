"""A real deployment with web and worker processes, and a real Chromium looking at it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from gkcloud.access.policy import Actor
from tests.factories.signing_in import session_cookie
from tests.faults.conftest import ROOT, Deployment, deployed
from tests.faults.test_killed_processes import free_ports, kill_tree

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Live:
    """A deployment that serves at ``address``."""

    deployment: Deployment
    address: str


@pytest.fixture(scope="module")
def live(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Serve; a module whose ``PROCESSES`` leave out the worker keeps its jobs as it made them."""
    names = getattr(request.module, "PROCESSES", ("web", "worker"))
    with deployed(tmp_path_factory.mktemp("live")) as deployment:
        (port,) = free_ports(1)
        log = (tmp_path_factory.mktemp("log") / "processes.log").open("wb")
        options = {"web": ["--port", str(port), "--workers", "2"], "worker": []}
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "gkcloud", name, *options[name]],
                cwd=ROOT,
                env={**os.environ, **deployment.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            for name in names
        ]
        try:
            address = f"http://127.0.0.1:{port}"
            until(lambda: is_ready(address), seconds=40, what="serving")
            yield Live(deployment, address)
        finally:
            for process in processes:
                kill_tree(process.pid)
                process.wait(20)
            log.close()


def until(condition: Callable[[], object], *, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds} s"
        time.sleep(0.05)


def is_ready(address: str) -> bool:
    try:
        return httpx.get(f"{address}/readyz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert program, "Chromium is not installed: run `make setup`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Visitors:
    """Makes pages of browsers, each with cookies of its own."""

    chromium: Browser
    live: Live
    contexts: list[BrowserContext]

    def __call__(self, actor: Actor | None = None, *, is_phone: bool = True, **options: Any) -> Page:
        """Return a page, signed in as the actor where one is named. ``options`` are those of Playwright's contexts."""
        given: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
        given = given if is_phone else {"viewport": DESKTOP}
        context = self.chromium.new_context(base_url=self.live.address, locale="zh-CN", **(given | options))
        context.set_default_timeout(8000)
        self.contexts.append(context)
        if actor is not None:
            name, value = session_cookie(self.live.deployment.app, actor)
            context.add_cookies([{"name": name, "value": value, "url": self.live.address}])
        return context.new_page()

    def close(self) -> None:
        """Close every browser made."""
        for context in self.contexts:
            context.close()


@pytest.fixture
def visitor(chromium: Browser, live: Live) -> Iterator[Visitors]:
    made = Visitors(chromium, live, [])
    yield made
    made.close()


@pytest.fixture
def phone(visitor: Visitors) -> Callable[[], Page]:
    """Make pages of phones."""
    return visitor


@pytest.fixture
def desktop(visitor: Visitors) -> Callable[[], Page]:
    """Make pages of desktops."""
    return partial(visitor, is_phone=False)
