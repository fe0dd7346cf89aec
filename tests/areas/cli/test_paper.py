"""``gkcloud paper``: a file in, a PDF out, and every fault in a sentence."""

from pathlib import Path

import docx
import pytest
from PIL import Image
from pypdf import PdfReader

from gkcloud.papers.kinds import KINDS
from gkcloud.papers.paper import PaperKind
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
    result = run("paper", _file(tmp_path, ISSUE), "--out", str(out))
    assert result.exit_code == 0, result.output
    text = PdfReader(out).pages[0].extract_text()
    assert "把公开栏建到家门口" in text
    assert "KB" in result.stdout


@pytest.mark.pdf
def test_pictures_lie_beside_the_file(tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), (30, 90, 160)).save(tmp_path / "board.png")
    shown = ISSUE.replace(
        'text = "一、做法\\n群众看得懂。"', """body_html = '<p>文</p><img src="gk-file:p" alt="图">'"""
    )
    out = tmp_path / "x.pdf"
    result = run("paper", _file(tmp_path, shown + '\n[files]\np = "board.png"\n'), "--out", str(out))
    assert result.exit_code == 0, result.output
    assert [image.name for image in PdfReader(out).pages[0].images]


def test_only_documents_are_written_as_docx(tmp_path: Path) -> None:
    result = run("paper", _file(tmp_path, ISSUE), "--docx", "--out", str(tmp_path / "x.docx"))
    assert result.exit_code == 1
    assert "只有公文能另存为 DOCX，这份是简报" in result.stderr


@pytest.mark.skipif(PaperKind.DOCUMENT not in KINDS, reason="official documents are not printed yet")
def test_a_document_is_written_as_docx(tmp_path: Path) -> None:
    text = 'kind = "document"\ntitle = "关于公开的通知"\ntext = "各村："\n'
    out = tmp_path / "x.docx"
    result = run("paper", _file(tmp_path, text), "--docx", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert "关于公开的通知" in "".join(paragraph.text for paragraph in docx.Document(str(out)).paragraphs)


@pytest.mark.pdf
def test_a_limit_is_told_in_a_sentence(tmp_path: Path) -> None:
    text = ISSUE.replace("群众看得懂。", "群众看得懂。" * 200_000)
    result = run("paper", _file(tmp_path, text), "--out", str(tmp_path / "x.pdf"))
    assert result.exit_code == 1
    assert "超过300页" in result.stderr


def test_names_every_fault_of_the_file(tmp_path: Path) -> None:
    bad = ISSUE.replace("copies = 60", "copies = 0").replace("把公开栏建到家门口", "")
    result = run("paper", _file(tmp_path, bad), "--out", str(tmp_path / "x.pdf"))
    assert result.exit_code == 1
    assert "copies" in result.stderr
    assert "items[1].title" in result.stderr
    assert not (tmp_path / "x.pdf").exists()


@pytest.mark.pdf
def test_names_a_character_that_no_face_has(tmp_path: Path) -> None:
    result = run("paper", _file(tmp_path, ISSUE.replace("做法", "做法\U0010fffd")), "--out", str(tmp_path / "x.pdf"))
    assert result.exit_code == 1
    assert "U+10FFFD" in result.stderr


@pytest.mark.pdf
def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    result = run("paper", _file(tmp_path, ISSUE), "--out", str(tmp_path / "none" / "x.pdf"))
    assert result.exit_code == 1
    assert "不能写入" in result.stderr
