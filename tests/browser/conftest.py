"""A real deployment with web and worker processes, and a real Chromium looking at it."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.faults.conftest import ROOT, Deployment, deployed
from tests.faults.test_killed_processes import free_ports, kill_tree

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1440, "height": 900}
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
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with deployed(tmp_path_factory.mktemp("live")) as deployment:
        (port,) = free_ports(1)
        log = (tmp_path_factory.mktemp("log") / "processes.log").open("wb")
        commands = (["web", "--port", str(port), "--workers", "2"], ["worker"])
        processes = [
            subprocess.Popen(
                [sys.executable, "-m", "gkcloud", *command],
                cwd=ROOT,
                env={**os.environ, **deployment.environment},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            for command in commands
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


@pytest.fixture
def phone(chromium: Browser, live: Live) -> Iterator[Callable[[], Page]]:
    """Make pages of phones, each with cookies of its own."""
    contexts = []

    def new() -> Page:
        context = chromium.new_context(
            viewport=PHONE, base_url=live.address, locale="zh-CN", has_touch=True, is_mobile=True
        )
        context.set_default_timeout(8000)
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def desktop(chromium: Browser, live: Live) -> Iterator[Callable[[], Page]]:
    """Make pages of desktops, each with cookies of its own."""
    contexts = []

    def new() -> Page:
        context = chromium.new_context(viewport=DESKTOP, base_url=live.address, locale="zh-CN")
        context.set_default_timeout(8000)
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()
