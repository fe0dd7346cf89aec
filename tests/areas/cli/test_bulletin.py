"""``gkcloud bulletin``: a file in, a PDF out, and every fault in a sentence."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.areas.cli.deploying import run

ISSUE = """
masthead = "政务公开简报"
year = 2026
number = 3
editing_unit = "某县人民政府办公室"
issued_on = 2026-03-31
copies = 60

[[items]]
title = "把公开栏建到家门口"
source = "某某乡"
text = "一、做法\\n群众看得懂。"
"""


def _file(folder: Path, text: str) -> str:
    path = folder / "issue.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.pdf
def test_renders_without_web_and_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    out = tmp_path / "x.pdf"
    result = run("bulletin", _file(tmp_path, ISSUE), "--out", str(out))
    assert result.exit_code == 0, result.output
    text = PdfReader(out).pages[0].extract_text()
    assert "把公开栏建到家门口" in text


def test_names_every_fault_of_the_file(tmp_path: Path) -> None:
    bad = ISSUE.replace("copies = 60", "copies = 0").replace("把公开栏建到家门口", "")
    result = run("bulletin", _file(tmp_path, bad), "--out", str(tmp_path / "x.pdf"))
    assert result.exit_code == 1
    assert "copies" in result.stderr
    assert "items[1].title" in result.stderr
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.pdf
def test_names_a_character_that_no_face_has(tmp_path: Path) -> None:
    result = run(
        "bulletin", _file(tmp_path, ISSUE.replace("做法", "做法\U0010fffd")), "--out", str(tmp_path / "x.pdf")
    )
    assert result.exit_code == 1
    assert "U+10FFFD" in result.stderr


@pytest.mark.pdf
def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    result = run("bulletin", _file(tmp_path, ISSUE), "--out", str(tmp_path / "none" / "x.pdf"))
    assert result.exit_code == 1
    assert "不能写入" in result.stderr
