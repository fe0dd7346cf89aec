"""The printing process: what it is given, what it gives back, and how it ends."""

import dataclasses
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from PIL import Image

from gkcloud.papers import press
from gkcloud.papers.bulletin import BulletinIssue, BulletinItem
from gkcloud.papers.content import as_json
from gkcloud.papers.limits import Limits, limits_for
from gkcloud.papers.paper import PaperKind, PaperNotPrintable
from gkcloud.papers.press import PressFailed, print_paper, print_preview

pytestmark = pytest.mark.pdf
LIMITS = limits_for(PaperKind.BULLETIN)
FONTS = Path(__file__).parents[2] / "var" / "fonts"


def issue(**given: object) -> dict[str, object]:
    item = BulletinItem("补贴发放情况", "车溪乡", "<p>全乡补贴已发放到户。</p>")
    values = {
        "masthead": "政务公开简报",
        "year": 2026,
        "number": 3,
        "total_number": 9,
        "editing_unit": "澧县人民政府办公室",
        "issued_on": date(2026, 11, 2),
        "editor_note": "",
        "items": (item,),
        "copies": 20,
    }
    return as_json(BulletinIssue(**{**values, **given}))  # type: ignore[arg-type]


def test_it_prints_the_same_bytes_each_time_and_tells_its_progress() -> None:
    told: list[tuple[str, int]] = []
    content = print_paper(issue(), fonts=FONTS, progress=lambda stage, percent: told.append((stage, percent)))
    assert content.startswith(b"%PDF-")
    assert told[0] == ("排版", 0)
    assert told[-1] == ("写入", 100)
    assert print_paper(issue(), fonts=FONTS, progress=lambda *_: None) == content


def test_faults_come_back_as_sentences() -> None:
    with pytest.raises(PaperNotPrintable) as refused:
        print_paper(issue(items=(), masthead=""), fonts=FONTS, progress=lambda *_: None)
    assert len(refused.value.faults) == 2


def test_a_broken_order_names_the_error_and_no_text() -> None:
    with pytest.raises(PressFailed, match=r"exit code 1, [A-Za-z]*Error$"):
        print_paper({"secret": "张三的病情"}, fonts=FONTS, progress=lambda *_: None)


def test_no_secret_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = {}
    start = press._start

    def look(order, errors):
        process = start(order, errors)
        deadline = time.monotonic() + 5
        while not (found := psutil.Process(process.pid).environ()) and time.monotonic() < deadline:
            time.sleep(0.01)
        seen.update(found)
        return process

    monkeypatch.setattr(press, "_start", look)
    monkeypatch.setenv("GKCLOUD_SECRET_KEY", "s" * 40)
    monkeypatch.setenv("DATABASE_URL", "postgresql+psycopg://secret@/x")
    print_paper(issue(), fonts=FONTS, progress=lambda *_: None)
    assert "PATH" in seen
    assert not {"GKCLOUD_SECRET_KEY", "DATABASE_URL"} & set(seen)


def test_it_ends_when_its_caller_gives_up() -> None:
    class GivenUp(Exception):
        pass

    def give_up(_stage: str, _percent: int) -> None:
        raise GivenUp

    before = {child.pid for child in psutil.Process(os.getpid()).children()}
    with pytest.raises(GivenUp):
        print_paper(issue(), fonts=FONTS, progress=give_up)
    assert {child.pid for child in psutil.Process(os.getpid()).children()} <= before


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files; it has to be empty again after each test."""
    own = tmp_path / "temporary"
    own.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(own))
    yield own
    assert list(own.iterdir()) == []


def refusal(stored: dict[str, object], **limits: float) -> str:
    """Return the one sentence that tells why a paper was not printed."""
    with pytest.raises(PaperNotPrintable) as refused:
        print_paper(stored, fonts=FONTS, progress=lambda *_: None, limits=dataclasses.replace(LIMITS, **limits))
    (sentence,) = refused.value.faults
    return sentence


def long_issue(paragraphs: int) -> dict[str, object]:
    body = "".join(f"<p>第{number}村补贴已发放到户。</p>" for number in range(paragraphs))
    return issue(items=(BulletinItem("补贴发放情况", "车溪乡", body),))


@pytest.fixture
def another_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have a program of the test's instead of the printing process."""

    def use(program: str) -> None:
        (tmp_path / "another_room.py").write_text(textwrap.dedent(program), encoding="utf-8")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        monkeypatch.setattr(press, "_ROOM", "another_room")

    return use


def is_running(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def gone(*pids: int) -> bool:
    deadline = time.monotonic() + 5
    while any(map(is_running, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not any(map(is_running, pids))


def test_a_process_that_hangs_is_ended_with_all_it_started(another_room, tmp_path: Path) -> None:
    told = tmp_path / "pids"
    another_room(f"""
        import os, pathlib, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        other = os.fork()
        if other:
            pathlib.Path({str(told)!r}).write_text(f"{{os.getpid()}} {{other}}")
        time.sleep(60)
    """)
    began = time.monotonic()
    sentence = refusal(issue(), seconds=3)
    assert time.monotonic() - began < 15
    assert "排版超过3秒仍未完成" in sentence
    assert "请" in sentence
    assert gone(*map(int, told.read_text().split()))


def test_a_long_text_is_refused_before_anything_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "_start", lambda *_: pytest.fail("a process was started"))
    began = time.monotonic()
    body = "<p>" + "各村须在月底前将补贴发放名册张贴上墙。" * 100 + "</p>"
    stored = issue(items=(BulletinItem("补贴发放情况", "车溪乡", body * 1_600),))  # about 5,000 pages
    assert "超过300页" in refusal(stored)
    assert time.monotonic() - began < 1


def test_layout_stops_at_the_first_page_too_many() -> None:
    assert "超过2页" in refusal(long_issue(45), pages=2)
    content = print_paper(
        long_issue(20), fonts=FONTS, progress=lambda *_: None, limits=dataclasses.replace(LIMITS, pages=2)
    )
    assert content.startswith(b"%PDF-")


def test_lines_that_cannot_fit_are_refused_before_layout() -> None:
    stages: list[str] = []
    with pytest.raises(PaperNotPrintable, match="超过1页"):
        print_paper(
            long_issue(120),
            fonts=FONTS,
            progress=lambda stage, percent: stages.append(f"{stage} {percent}"),
            limits=dataclasses.replace(LIMITS, pages=1),
        )
    assert stages == ["排版 0"]


@pytest.mark.parametrize("megabytes", [20, 35, 60, 110])
def test_a_process_that_wants_too_much_memory_is_told_in_a_sentence(megabytes: int) -> None:
    """Wherever memory runs out: in the interpreter, in Rust, in GLib or in the engine."""
    sentence = refusal(long_issue(200), memory_mb=megabytes)
    assert f"内存超过{megabytes} MB" in sentence


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGKILL, signal.SIGABRT])
def test_a_process_that_dies_is_told_in_a_sentence(number: signal.Signals, another_room) -> None:
    another_room(f"import os; os.kill(os.getpid(), {int(number)})")
    sentence = refusal(issue())
    assert number.name in sentence
    assert "请" in sentence


def picture(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("1", (width, height)).save(out, "PNG")
    return out.getvalue()


def with_pictures(*pictures: bytes, **limits: float) -> str:
    shown = "".join(f'<p>图。</p><img src="gk-file:p{number}" alt="图">' for number in range(len(pictures)))
    stored = issue(items=(BulletinItem("补贴发放情况", "车溪乡", shown),))
    with pytest.raises(PaperNotPrintable) as refused:
        print_paper(
            stored,
            fonts=FONTS,
            progress=lambda *_: None,
            files={f"p{number}": content for number, content in enumerate(pictures)},
            limits=dataclasses.replace(LIMITS, **limits),
        )
    return "".join(refused.value.faults)


def test_pictures_that_are_too_large_together_are_refused() -> None:
    assert "2.0亿像素，超过上限1.5亿像素" in with_pictures(*[picture(10_000, 2_000)] * 10, megapixels=150)
    assert "超过上限0 MB" in with_pictures(picture(99, 99), picture_mb=0)


@pytest.mark.parametrize(("form", "mode"), [("PNG", "1"), ("PNG", "RGB"), ("PNG", "RGBA"), ("JPEG", "RGB")])
def test_a_broken_picture_is_told_and_not_printed_half(form: str, mode: str) -> None:
    out = BytesIO()
    Image.effect_noise((400, 400), 64).convert(mode).save(out, form)
    content = out.getvalue()
    assert "文件不完整，打印不出来，请重新上传" in with_pictures(content[: len(content) // 2])


def test_it_ends_when_its_caller_is_killed(tmp_path: Path) -> None:
    script = """
from pathlib import Path
from tests.pdf.test_press import FONTS, long_issue
from gkcloud.papers import press
start = press._start
def tell(*given):
    process = start(*given)
    print(process.pid, flush=True)
    return process
press._start = tell
press.print_paper(long_issue(3000), fonts=FONTS, progress=lambda stage, percent: print(stage, percent, flush=True))
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(press.ROOT)}
    with subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env=environment, cwd=press.ROOT
    ) as caller:
        assert caller.stdout is not None
        pid = int(caller.stdout.readline())
        assert caller.stdout.readline().startswith("排版")
        assert is_running(pid)
        caller.kill()
        assert gone(pid)


def test_what_killed_callers_left_is_swept_away(folder: Path) -> None:
    old, new = folder / "gkcloud-press-old", folder / "gkcloud-press-new"
    for left in (old, new):
        left.mkdir()
        (left / "order.json").write_text("{}", encoding="utf-8")
    os.utime(old, (time.time() - 8_000,) * 2)
    refusal(issue(items=(), masthead="政务"))
    assert (old.exists(), new.exists()) == (False, True)
    (new / "order.json").unlink()
    new.rmdir()


def test_a_preview_shows_page_one_and_counts_all() -> None:
    shown = print_preview(long_issue(40), fonts=FONTS)
    assert shown.page_count == 3
    with Image.open(BytesIO(shown.picture)) as page:
        assert (page.format, page.width) == ("PNG", 800)
        assert page.height == pytest.approx(800 * 297 / 210, abs=1)
        colours = {colour for _, colour in page.convert("RGB").getcolors(1_000_000)}
    assert (230, 0, 18) in colours  # the masthead
    assert (255, 255, 255) in colours


def test_a_preview_has_limits_too() -> None:
    limits = Limits(pages=2, seconds=20, picture_mb=1, megapixels=1, memory_mb=750)
    with pytest.raises(PaperNotPrintable, match="超过2页"):
        print_preview(long_issue(40), fonts=FONTS, limits=limits)
    with pytest.raises(PaperNotPrintable, match=r"超过0\.1秒"):
        print_preview(long_issue(40), fonts=FONTS, limits=dataclasses.replace(limits, seconds=0.1))
