"""`make demo`: what it prints, and that nothing it started outlives it however it ends."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from scripts import demo, starter
from scripts.demo import Address, DemoError

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.faults
RUN = """
import sys
from pathlib import Path
from scripts import demo
demo.VAR = Path(sys.argv[1])
demo.GKCLOUD = (sys.executable, sys.argv[2])
demo.SECONDS_TO_STOP = 0.5
sys.exit(demo.main())
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Running:
    process: "subprocess.Popen[str]"
    var: Path
    port: int

    def lines_until_ready(self) -> list[str]:
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line.rstrip("\n"))
            if line.startswith("ready "):
                break
        return lines

    def family(self) -> list[psutil.Process]:
        job = int((self.var / "job").read_text())
        return [*psutil.Process(self.process.pid).children(recursive=True), psutil.Process(job)]

    def end(self) -> tuple[int, str]:
        output, _ = self.process.communicate(timeout=30)
        return self.process.returncode, output


class Demos:
    def __init__(self, var: Path) -> None:
        self.var = var
        self.started: list[Running] = []

    def start(self, *, command: list[str] | None = None, **environ: str) -> Running:
        port = int(environ.pop("PORT", "0")) or free_port()
        run = [sys.executable, "-c", RUN, str(self.var), str(Path(__file__).with_name("stand_in.py"))]
        environment = {**os.environ, "PORT": str(port), "STAND_IN_JOB": str(self.var / "job"), **environ}
        process = subprocess.Popen(
            command or run,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.started.append(Running(process, self.var, port))
        return self.started[-1]


@pytest.fixture
def demos(tmp_path: Path) -> Iterator[Demos]:
    demos = Demos(tmp_path)
    yield demos
    for running in demos.started:
        if running.process.poll() is None:
            running.process.terminate()
        running.process.communicate(timeout=30)


def assert_all_gone(family: list[psutil.Process]) -> None:
    deadline = time.monotonic() + 5
    while alive := [process for process in family if is_alive(process)]:
        assert time.monotonic() < deadline, alive
        time.sleep(0.02)


def is_alive(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def test_it_says_where_it_serves_and_who_may_sign_in(demos: Demos) -> None:
    running = demos.start()
    lines = running.lines_until_ready()
    assert lines[-1] == f"ready http://127.0.0.1:{running.port}/"
    assert f"  http://127.0.0.1:{running.port}/" in lines
    assert "author / password postgresql+psycopg://gkcloud_app" in lines
    with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/readyz") as answer:
        assert answer.status == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_process_even_those_in_other_sessions(demos: Demos, number: signal.Signals) -> None:
    running = demos.start()
    running.lines_until_ready()
    family = running.family()
    assert len(family) >= 7
    running.process.send_signal(number)
    code, output = running.end()
    assert code == 0
    assert output.endswith("Stopped.\n")
    assert_all_gone(family)


def test_a_kill_leaves_no_server_and_a_second_run_keeps_the_data(demos: Demos) -> None:
    first = demos.start()
    first.lines_until_ready()
    secret = (demos.var / "secret").read_text()
    family = first.family()
    servers = [process for process in family if process.name() in {"postgres", "valkey-server"}]
    first.process.kill()
    first.process.wait()
    if sys.platform == "linux":
        assert_all_gone(servers)
    for process in family:
        if is_alive(process):  # the stand-in worker, which will not stop, and its job
            process.kill()
    (demos.var / "job").unlink()
    second = demos.start()
    assert second.lines_until_ready()[-1].startswith("ready ")
    assert (demos.var / "secret").read_text() == secret
    assert (demos.var / "secret").stat().st_mode & 0o777 == 0o600


def test_a_child_that_dies_ends_the_demo_with_its_name_and_its_last_words(demos: Demos) -> None:
    running = demos.start()
    running.lines_until_ready()
    family = running.family()
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        urllib.request.urlopen(f"http://127.0.0.1:{running.port}/stop")
    code, output = running.end()
    assert code == 1
    assert "web ended with exit code 3" in output
    assert "asked for /stop" in output
    assert_all_gone(family)


def test_a_killed_server_ends_the_demo(demos: Demos) -> None:
    running = demos.start()
    running.lines_until_ready()
    next(process for process in running.family() if process.name() == "valkey-server").kill()
    code, output = running.end()
    assert code == 1
    assert "valkey was ended by SIGKILL" in output


def test_a_failing_preparation_is_shown(demos: Demos) -> None:
    code, output = demos.start(STAND_IN_FAILS="tenants").end()
    assert code == 1
    assert "Loading the tenants ... failed" in output
    assert "tenants ended with exit code 7" in output
    assert "it went wrong here" in output
    assert "ready " not in output


def test_a_port_in_use_is_said_in_a_sentence(demos: Demos) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        code, output = demos.start(PORT=str(port)).end()
    assert code == 1
    assert output.startswith(f"Cannot listen at 127.0.0.1 port {port} (Address already in use).")
    assert "make demo PORT=" in output


def test_a_second_demo_on_the_same_data_is_refused_and_the_first_goes_on(demos: Demos) -> None:
    first = demos.start()
    first.lines_until_ready()
    code, output = demos.start().end()
    assert code == 1
    assert f"in use by process {first.process.pid}" in output
    with urllib.request.urlopen(f"http://127.0.0.1:{first.port}/readyz") as answer:
        assert answer.status == 200


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what make has done with a signal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_to_make_alone_stops_the_demo(demos: Demos, tmp_path: Path, number: signal.Signals) -> None:
    makefile = tmp_path / "Makefile"
    stand_in = Path(__file__).with_name("stand_in.py")
    (tmp_path / "run.py").write_text(RUN)
    makefile.write_text(
        f"demo:\n\t@PYTHONPATH={ROOT} exec {sys.executable} {tmp_path}/run.py {tmp_path} {stand_in}\n"
    )
    running = demos.start(command=["make", "-f", str(makefile), "demo"])
    running.lines_until_ready()
    family = running.family()
    running.process.send_signal(number)
    running.end()
    assert_all_gone(family)


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "８０００", " "])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(DemoError, match="is not a port"):
        demo.read_address({"PORT": port})


def test_host_and_port_have_defaults() -> None:
    assert demo.read_address({}) == demo.read_address({"PORT": "", "HOST": ""}) == Address("127.0.0.1", 8000)


def test_addresses_are_written_as_browsers_take_them() -> None:
    assert Address("127.0.0.1", 80).url() == "http://127.0.0.1:80/"
    assert Address("::1", 8000).url() == "http://[::1]:8000/"
    assert Address("::", 8000).reachable_hosts()[:2] == ("127.0.0.1", "localhost")


def test_this_test_run_was_not_started_by_make() -> None:
    assert not starter.is_make(os.getpid())


def test_a_make_in_the_background_of_a_script_keeps_its_demo(tmp_path: Path) -> None:
    # A shell starts background jobs of a script with SIGINT ignored, so such a make never has a handler for it.
    child = (
        "import os, sys; from scripts import starter;"
        "print(starter.has_given_up(os.getppid(), caught_at_start=starter.catches_interrupts(os.getppid())))"
    )
    (tmp_path / "Makefile").write_text(f"demo:\n\t@exec {sys.executable} -c '{child}'\n")
    script = f"make -s -C {tmp_path} --no-print-directory demo & wait"
    told = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"
