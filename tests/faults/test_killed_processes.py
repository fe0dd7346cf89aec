"""Two web processes and two workers; one of each is killed in the middle of its work. Nothing is lost or doubled."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import httpx
import psutil
import pytest
from flask import current_app

from gkcloud.audit.queries import breaks_of
from gkcloud.bulletins import actions as bulletins
from gkcloud.bulletins.model import Issue
from gkcloud.database import db, utc_now
from gkcloud.files.model import StoredFile
from gkcloud.jobs.model import Job
from gkcloud.publishing.model import Decision, Post, Publication
from gkcloud.tenancy.scope import Scope
from gkcloud.worker import reconcile_jobs
from tests.factories import posts
from tests.factories.signing_in import session_cookie
from tests.faults.conftest import ROOT, Deployment

pytestmark = pytest.mark.faults
POSTS = 12


@contextmanager
def running(deployment: Deployment, *commands: list[str]) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Run gkcloud commands, each in a process group of its own, and end what is left of them."""
    environment = {**os.environ, **deployment.environment, "PYTHONWARNINGS": "default"}
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "gkcloud", *command],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        for command in commands
    ]
    try:
        yield processes
    finally:
        for process in processes:
            kill_tree(process.pid)
            process.wait(20)


def kill_tree(pid: int) -> None:
    """SIGKILL a process and everything it started."""
    with suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        # Stopped first: a server that sees its workers die would start others while they are being counted.
        root.suspend()
        for process in [*root.children(recursive=True), root]:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGKILL)


def until(condition: Callable[[], object], *, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {seconds} s"
        time.sleep(0.05)


def is_ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def free_ports(count: int) -> list[int]:
    import socket

    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def test_a_killed_web_process_loses_and_doubles_no_signature(deployment: Deployment) -> None:
    chexi = deployment.cast.chexi
    ids = [posts.at_sign_off(chexi, title=f"第{number}号公告") for number in range(POSTS)]
    cookie = session_cookie(deployment.app, chexi.signer)
    ports = free_ports(2)
    commands = [["web", "--port", str(port), "--workers", "1"] for port in ports]
    with running(deployment, *commands) as (first, _second):
        for port in ports:
            until(lambda port=port: is_ready(port), seconds=30, what=f"serving on {port}")
        signed: list[uuid.UUID] = []
        kill_at = threading.Event()

        told: list[BaseException] = []

        def sign_all(mine: list[uuid.UUID]) -> None:
            try:
                for place, post_id in enumerate(mine):
                    sign_off(ports, cookie, post_id)
                    signed.append(post_id)
                    if place == 1:
                        kill_at.set()
            except (AssertionError, TypeError) as fault:
                told.append(fault)

        threads = [threading.Thread(target=sign_all, args=(ids[part::3],)) for part in range(3)]
        for thread in threads:
            thread.start()
        kill_at.wait(30)
        kill_tree(first.pid)
        for thread in threads:
            thread.join(90)
        assert told == []
        assert len(signed) == POSTS
    with Scope.office(chexi.tenant.id).opened():
        rows = db.session.query(Post).filter(Post.id.in_(ids)).all()
        assert {row.state for row in rows} == {"published"}
        assert sorted(row.index_no[-5:] for row in rows) == [f"{number:05}" for number in range(1, POSTS + 1)]
        assert db.session.query(Publication).count() == POSTS
        assert db.session.query(Decision).filter_by(stage="sign_off").count() == POSTS
        assert breaks_of(chexi.tenant.id) == []


def sign_off(ports: list[int], cookie: tuple[str, str], post_id: uuid.UUID) -> None:
    """Sign a post off as the phone does: the same form again, through whichever server answers, until it is done."""
    with httpx.Client(timeout=10) as phone:
        # With its domain, so that the server's answer replaces it instead of standing beside it.
        phone.cookies.set(*cookie, domain="127.0.0.1", path="/")
        page = get_from_any(phone, ports, f"/lixian-chexi/office/posts/{post_id}/decide")
        fields = {
            name: re.search(rf'name="{name}" value="([^"]+)"', page.text)[1]  # type: ignore[index]
            for name in ("csrf_token", "submit_key", "revision_hash")
        }
        for attempt in range(60):
            port = ports[attempt % len(ports)]
            address = f"http://127.0.0.1:{port}/lixian-chexi/office/posts/{post_id}/decide/pass/sign_off"
            with suppress(httpx.HTTPError):
                answer = phone.post(address, data=fields)
                assert answer.status_code == 303, answer.text
                return
            time.sleep(0.1)
        raise AssertionError("no server took the signature")


def get_from_any(phone: httpx.Client, ports: list[int], path: str) -> httpx.Response:
    for attempt in range(60):
        with suppress(httpx.HTTPError):
            answer = phone.get(f"http://127.0.0.1:{ports[attempt % len(ports)]}{path}")
            assert answer.status_code == 200, answer.text
            return answer
        time.sleep(0.1)
    raise AssertionError("no server answered")


def test_a_killed_worker_leaves_its_issue_to_the_other(deployment: Deployment) -> None:
    chexi = deployment.cast.chexi
    body = "<p>" + "各村须在月底前将补贴发放名册张贴上墙，接受群众监督。" * 40 + "</p>"
    ids = [posts.published(chexi, title=f"第{number}号公告", body_html=body * 4) for number in range(8)]
    with Scope.office(chexi.tenant.id, chexi.author.person_id).opened():
        today = utc_now().date()
        issue_id = bulletins.create_issue(chexi.tenant, actor=chexi.author, now=utc_now(), today=today).id
        keys = [(chexi.tenant.id, post_id) for post_id in ids]
        bulletins.choose_posts(issue_id, keys, actor=chexi.author, now=utc_now())
        bulletins.lock_issue(issue_id, actor=chexi.author, now=utc_now())
        db.session.commit()
    queues = current_app.extensions["queues"]
    with running(deployment, ["worker"]) as (first,):
        until(lambda: state_of(chexi.tenant.id, issue_id) == "running", seconds=40, what="the first attempt")
        kill_tree(first.pid)
    assert state_of(chexi.tenant.id, issue_id) == "running"
    with running(deployment, ["worker"], ["worker"]):
        until(lambda: not queues.is_alive(job_of(chexi.tenant.id, issue_id).id), seconds=25, what="the beat's end")
        assert reconcile_jobs() == 1
        until(lambda: state_of(chexi.tenant.id, issue_id) == "done", seconds=60, what="the second attempt")
    with Scope.office(chexi.tenant.id).opened():
        issue = db.session.get_one(Issue, (chexi.tenant.id, issue_id))
        assert issue.file_id is not None
        assert db.session.query(StoredFile).filter(StoredFile.name.contains("期")).count() == 1
        assert db.session.query(Job).filter_by(subject_id=issue_id).one().attempts == 2
        assert breaks_of(chexi.tenant.id) == []


def job_of(tenant_id: uuid.UUID, issue_id: uuid.UUID) -> Job:
    with Scope.office(tenant_id).opened():
        return db.session.query(Job).filter_by(subject_id=issue_id).one()


def state_of(tenant_id: uuid.UUID, issue_id: uuid.UUID) -> str:
    return job_of(tenant_id, issue_id).state
