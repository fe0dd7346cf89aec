"""The set-up scripts: what they tell a person, and what they leave alone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import browser_packages, fonts, python_packages, step, system
from scripts.step import SetupError
from scripts.system import Need

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fonts, "FOLDER", tmp_path / "fonts")
    monkeypatch.setattr(step, "LOG", tmp_path / "log" / "setup.log")
    (tmp_path / "fonts").mkdir()
    return tmp_path / "fonts"


def test_a_person_without_the_right_to_install_is_told_the_exact_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system, "may_install", lambda: False)
    monkeypatch.setattr(sys, "platform", "linux")
    wanted = [
        Need("libpango-1.0-0", "pango", is_here=False),
        Need("libfontconfig1", "fontconfig", is_here=True),
        Need("fonts-noto-cjk", "font-noto", is_here=False, required=False),
    ]
    with pytest.raises(SetupError, match=r"sudo apt-get install -y libpango-1\.0-0 fonts-noto-cjk$"):
        system.ensure(wanted)


def test_missing_fonts_alone_do_not_stop_the_setup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "may_install", lambda: False)
    system.ensure([Need("fonts-noto-cjk", "font-noto", is_here=False, required=False)])


def test_on_macos_homebrew_is_named_once_per_formula() -> None:
    missing = [
        Need("libpango-1.0-0", "pango", is_here=False),
        Need("libpangoft2-1.0-0", "pango", is_here=False),
    ]
    assert system.what_to_do(missing, "darwin").endswith("brew install pango")


def test_only_the_tests_need_a_browser() -> None:
    assert "chromium" not in {need.package for need in system.needs(browser=False)}
    assert "chromium" in {need.package for need in system.needs(browser=True)}


def test_a_failing_command_shows_the_end_of_its_output(folder: Path) -> None:
    with pytest.raises(SetupError, match="no such mirror"):
        step.run([sys.executable, "-c", "print('no such mirror'); raise SystemExit(3)"])


def deb(tmp_path: Path, *names: str) -> Path:
    tree = tmp_path / "tree"
    (tree / "DEBIAN").mkdir(parents=True)
    (tree / "DEBIAN" / "control").write_text(
        "Package: faces\nVersion: 1\nArchitecture: all\nMaintainer: t <t@example.org>\nDescription: t\n"
    )
    (tree / "usr").mkdir()
    for name in names:
        (tree / "usr" / name).write_bytes(b"glyphs of " + name.encode())
    subprocess.run(["dpkg-deb", "--build", tree, tmp_path / "faces.deb"], check=True, capture_output=True)
    return tmp_path / "faces.deb"


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs Debian's package tool")
def test_only_the_wanted_files_are_unpacked(folder: Path, tmp_path: Path) -> None:
    fonts._unpack(deb(tmp_path, "Fang.otf", "Braille.otf"), ["Fang.otf"])
    assert [path.name for path in folder.iterdir()] == ["Fang.otf"]
    assert (folder / "Fang.otf").read_bytes() == b"glyphs of Fang.otf"


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs Debian's package tool")
def test_a_package_without_the_wanted_file_is_an_error(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"does not hold Fang\.otf"):
        fonts._unpack(deb(tmp_path, "Kai.otf"), ["Fang.otf"])


def test_installed_faces_are_linked_and_a_persons_own_are_left_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "installed"
    installed.mkdir()
    for name in fonts.NOTO.files:
        (installed / name).write_bytes(b"installed")
    (folder / "方正小标宋.ttf").write_bytes(b"licensed")
    (folder / fonts.NOTO.files[0]).write_bytes(b"my own")
    (folder / fonts.NOTO.files[1]).symlink_to(tmp_path / "gone")
    noto = fonts.Source("fonts-noto-cjk", installed, fonts.NOTO.files, "")
    monkeypatch.setattr(fonts, "NOTO", noto)
    monkeypatch.setattr(fonts, "SOURCES", (noto,))
    assert fonts.ensure() is False
    assert (folder / noto.files[0]).read_bytes() == b"my own"
    assert all((folder / name).read_bytes() == b"installed" for name in noto.files[1:])
    assert (folder / noto.files[2]).is_symlink()
    assert (folder / "方正小标宋.ttf").read_bytes() == b"licensed"


def test_a_refused_package_is_noted_once_and_npm_has_to_help(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = fonts.Source("fonts-noto-cjk", tmp_path / "none", fonts.NOTO.files, "Another way.")
    monkeypatch.setattr(fonts, "NOTO", nowhere)
    monkeypatch.setattr(fonts, "SOURCES", (nowhere,))
    monkeypatch.setenv("PATH", "")
    assert fonts.ensure() is True
    assert "Another way." in capsys.readouterr().err
    assert fonts.ensure() is True
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("stamp", "dev", "with_fonts", "installs"),
    [
        ("KEY dev", False, False, False),
        ("KEY dev", True, False, False),
        ("KEY", True, False, True),
        ("KEY", False, True, True),
        ("KEY fonts", False, True, False),
        ("other dev fonts", False, False, True),
        ("", False, False, True),
    ],
)
def test_npm_runs_only_if_something_wanted_is_missing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stamp: str,
    *,
    dev: bool,
    with_fonts: bool,
    installs: bool,
) -> None:
    calls = []
    monkeypatch.setattr(browser_packages, "MODULES", tmp_path)
    monkeypatch.setattr(browser_packages, "npm", lambda *arguments: calls.append(arguments))
    (tmp_path / ".setup").write_text(stamp.replace("KEY", browser_packages._key()))
    browser_packages.ensure(dev=dev, fonts=with_fonts)
    assert bool(calls) is installs
    browser_packages.ensure(dev=dev, fonts=with_fonts)
    assert len(calls) <= 1


def test_pips_mirror_serves_uv_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(python_packages, "PYTHON", Path(sys.executable))
    monkeypatch.delenv("UV_DEFAULT_INDEX", raising=False)
    monkeypatch.delenv("UV_INDEX_URL", raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.example/simple")
    assert python_packages._index_of_pip() == {"UV_DEFAULT_INDEX": "https://mirror.example/simple"}
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example/simple")
    assert python_packages._index_of_pip() == {}


def test_an_old_python_is_refused_in_a_sentence(tmp_path: Path) -> None:
    old = tmp_path / "python3.9"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    answer = subprocess.run(
        ["make", "setup-demo", f"PYTHON={old}"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": "C"},
    )
    assert answer.returncode != 0
    assert "gkcloud needs Python 3.11 or newer" in answer.stderr


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "requirements-uv.lock"])
def test_python_locks_have_hashes_and_name_no_registry(name: str) -> None:
    text = (ROOT / name).read_text()
    assert "://" not in text
    pinned = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]
    assert pinned
    assert all(line.endswith("\\") for line in pinned)


def test_the_npm_lock_has_integrity_and_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in text
    assert text.count('"integrity"') == text.count('    "node_modules/')
