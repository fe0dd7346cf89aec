"""The printing process: what it is given, what it gives back, and how it ends."""

import os
import time
from datetime import date
from pathlib import Path

import psutil
import pytest

from gkcloud.papers import press
from gkcloud.papers.bulletin import BulletinIssue, BulletinItem
from gkcloud.papers.content import as_json
from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.papers.press import PressFailed, print_paper

FONTS = Path(__file__).parents[3] / "var" / "fonts"


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


def test_it_prints_and_tells_its_progress() -> None:
    told: list[tuple[str, int]] = []
    content = print_paper(issue(), fonts=FONTS, progress=lambda stage, percent: told.append((stage, percent)))
    assert content.startswith(b"%PDF-")
    assert told[0] == ("排版", 0)
    assert told[-1] == ("写入", 100)


def test_the_same_issue_gives_the_same_bytes() -> None:
    first, second = (print_paper(issue(), fonts=FONTS, progress=lambda *_: None) for _ in range(2))
    assert first == second


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

    def look(errors):
        process = start(errors)
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
