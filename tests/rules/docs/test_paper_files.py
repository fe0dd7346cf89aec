"""docs/paper-files.md against the kinds of paper: every kind has an example that is read, and every key is named."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from gkcloud.papers.kinds import KINDS
from gkcloud.papers.paper import PaperKind
from gkcloud.papers.paperfile import read_paper_file

PAGE = (Path(__file__).parents[3] / "docs" / "paper-files.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE))


def keys_of(kind: Any) -> set[str]:
    found = set()
    for field in fields(kind):
        found.add(field.name)
        hint = get_type_hints(kind)[field.name]
        for inner in (hint, *get_args(hint)):
            if isinstance(inner, type) and is_dataclass(inner):
                found |= keys_of(inner)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_an_example_that_is_read(kind: PaperKind, tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", SECTIONS[kind.value], re.DOTALL)
    file = tmp_path / "paper.toml"
    file.write_text(example, encoding="utf-8")
    assert read_paper_file(file).paper.KIND is kind


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_named(kind: PaperKind) -> None:
    named = {name for code in re.findall(r"`([^`]+)`", SECTIONS[kind.value]) for name in re.split(r"\W+", code)}
    assert keys_of(KINDS[kind]) - named == set()
