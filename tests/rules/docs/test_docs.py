"""What the documents name is there: links, pictures, commands, settings, files, terms."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

import click
import pytest

from gkcloud.access.policy import Role
from gkcloud.bulletins.rules import IssueState
from gkcloud.cli import COMMANDS, cli
from gkcloud.config import Settings
from gkcloud.publishing.actions.deciding import Verdict
from gkcloud.publishing.content import Disclosure, Validity
from gkcloud.publishing.rules import State
from gkcloud.publishing.screening import Severity
from gkcloud.tenancy.rules import Kind, Stage, TenantStatus
from gkcloud.tenancy.scope import ScopeKind

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
README, TWIN = ROOT / "README.md", ROOT / "README.zh-CN.md"
OPERATIONS, GLOSSARY = DOCS / "operations.md", DOCS / "glossary.md"
DOCUMENTS = [README, TWIN, *sorted(DOCS.rglob("*.md"))]
LARGEST_PICTURE, LARGEST_TOGETHER = 150_000, 1_200_000
LONGEST_DECISION = 40

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?\n(.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^ {4}.*$", re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
SOURCE = re.compile(r"([\w/-]+\.(?:py|html|toml))(?::(\w+))?")
SOURCES = ("gkcloud", "templates", "tenants", "migrations", "scripts", "tests", "bench")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_in(path: Path) -> str:
    """Return everything that a document sets as code, one piece a line."""
    text = path.read_text(encoding="utf-8")
    return "\n".join([*FENCE.findall(text), *INDENTED.findall(text), *SPAN.findall(FENCE.sub("", text))])


def links_in(path: Path) -> list[str]:
    return LINK.findall(FENCE.sub("", path.read_text(encoding="utf-8")))


@cache
def sources() -> dict[str, str]:
    """Return the text of every source file by its path below the root."""
    files = [
        each for folder in SOURCES for each in (ROOT / folder).rglob("*") if each.suffix in {".py", ".html", ".toml"}
    ]
    return {
        name_of(each): each.read_text(encoding="utf-8") for each in [*files, *ROOT.glob("*.toml"), *ROOT.glob("*.py")]
    }


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def command_fault(words: list[str]) -> str | None:
    """Say what is wrong with a call such as ``["tenants", "load"]``, or return None."""
    if words[0] not in COMMANDS:
        return f"there is no command {words[0]}"
    command = cli.get_command(click.Context(cli), words[0])
    if isinstance(command, click.Group) and len(words) > 1 and words[1] not in command.commands:
        return f"{words[0]} has no command {words[1]}"
    return None


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    local = [link.partition("#")[0] for link in links_in(path) if "://" not in link]
    assert [link for link in local if link and not (path.parent / link).exists()] == []


def test_every_picture_is_shown_and_small() -> None:
    pictures = set((DOCS / "pictures").iterdir())
    assert pictures <= {(path.parent / link).resolve() for path in DOCUMENTS for link in links_in(path)}
    assert [each.name for each in pictures if each.stat().st_size > LARGEST_PICTURE] == []
    assert sum(each.stat().st_size for each in pictures) < LARGEST_TOGETHER


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_make_targets_exist(path: Path) -> None:
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code_in(path)))
    assert named <= make_targets()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_commands_exist(path: Path) -> None:
    named = re.findall(r"(?<![\w/])gkcloud ([a-z][a-z-]*)(?: ([a-z][a-z-]*))?", code_in(path))
    assert [fault for words in named if (fault := command_fault([word for word in words if word]))] == []


def test_the_table_of_commands_is_whole() -> None:
    part = OPERATIONS.read_text(encoding="utf-8").partition("## Commands")[2].partition("###")[0]
    cells = [line.split("|")[1] for line in part.splitlines() if line.startswith("| `")]
    calls = [re.findall(r"^[a-z-]+(?: [a-z]+)?", span)[0].split() for cell in cells for span in SPAN.findall(cell)]
    assert [fault for call in calls if (fault := command_fault(call))] == []
    assert {call[0] for call in calls} == set(COMMANDS)


def test_every_setting_is_told() -> None:
    aliases = {field.alias for field in Settings.model_fields.values()}
    assert set(re.findall(r"^\| `([A-Z0-9_]+)` \|", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)) == aliases


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_source_files_exist(path: Path) -> None:
    assert list(source_faults(SPAN.findall(path.read_text(encoding="utf-8")))) == []


def source_faults(spans: Iterable[str]) -> Iterator[str]:
    for span in spans:
        match = SOURCE.fullmatch(span)
        if match is None or span == "FILE.toml":
            continue
        file, name = match.groups()
        found = [text for place, text in sources().items() if f"/{place}".endswith(f"/{file}")]
        if not any(name is None or re.search(rf"\b{name}\b", text) for text in found):
            yield span


def test_the_twins_have_the_same_parts() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (README, TWIN)]
    blocks, headings, links = (
        [FENCE.findall(text) for text in texts],
        [re.findall(r"^(#+) ", FENCE.sub("", text), re.MULTILINE) for text in texts],
        [links_in(path) for path in (README, TWIN)],
    )
    assert blocks[0] == blocks[1]
    assert blocks[0]
    assert headings[0] == headings[1]
    # Each begins with a link to the other; of the rest, the Chinese one may link from another sentence.
    assert sorted(links[0][1:]) == sorted(links[1][1:])


@pytest.mark.parametrize(
    "values", [Stage, Role, State, Kind, TenantStatus, Disclosure, Validity, Verdict, Severity, IssueState, ScopeKind]
)
def test_the_glossary_has_every_value(values: type[StrEnum]) -> None:
    terms = " ".join(GLOSSARY.read_text(encoding="utf-8").split())
    roles = tomllib.loads((ROOT / "tenants/_base/roles.toml").read_text(encoding="utf-8"))["roles"]
    labels = {value: roles.get(value) if values is Role else getattr(value, "label", None) for value in values}
    wanted = [f"`{value}` {label}" if label else f"`{value}`" for value, label in labels.items()]
    assert [term for term in wanted if term not in terms] == []


def test_the_glossary_names_what_the_code_has() -> None:
    rows = [line.split("|")[2] for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    named = [part for row in rows for span in SPAN.findall(row) for part in span.split(".")]
    code = "\n".join(text for place, text in sources().items() if place.startswith("gkcloud/"))
    assert len(named) > len(rows) // 2
    assert [each for each in named if not re.search(rf"\b{each}\b", code)] == []


def test_the_glossary_has_each_term_once() -> None:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    terms = [line.split("|")[1].strip() for line in lines if line.startswith("| ") and not line.startswith("| 中文")]
    assert sorted(terms) == sorted(set(terms))


def test_decisions_are_numbered_and_short() -> None:
    files = sorted((DOCS / "decisions").iterdir())
    heads = [each.read_text(encoding="utf-8").splitlines()[0] for each in files]
    assert [each.name[:5] for each in files] == [f"{number:04}-" for number in range(1, len(files) + 1)]
    assert [head.split(". ")[0] for head in heads] == [f"# {number}" for number in range(1, len(files) + 1)]
    assert [
        each.name for each in files if len(each.read_text(encoding="utf-8").splitlines()) > LONGEST_DECISION
    ] == []


def test_the_checks_see_faults() -> None:
    assert command_fault(["tenants", "burn"]) == "tenants has no command burn"
    assert command_fault(["burn"]) == "there is no command burn"
    assert list(source_faults(["nowhere/rules.py", "publishing/rules.py:no_such_name", "publishing/rules.py"])) == [
        "nowhere/rules.py",
        "publishing/rules.py:no_such_name",
    ]
