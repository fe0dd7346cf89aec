"""The virtual environment `.venv` and the locked Python packages in it."""

import os
import subprocess
import sys
from pathlib import Path

from scripts.step import ROOT, SetupError, do, fingerprint, note, run, stamp_of

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "tools" / "bin" / "uv"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
UV_LOCK = ROOT / "requirements-uv.lock"


def ensure(*, dev: bool) -> None:
    """Create `.venv` if need be and install the runtime packages, or all of them if ``dev``.

    Packages that the lock does not name are removed; the development packages, once there, stay.
    """
    _ensure_venv()
    stamp = VENV / ".setup-packages"
    lock = DEV_LOCK if dev or stamp_of(stamp).startswith(DEV_LOCK.name) else RUNTIME_LOCK
    if stamp_of(stamp) == _key(lock):
        return
    stamp.unlink(missing_ok=True)
    do(f"Python packages ({lock.name})", lambda: _install(lock))
    _make_importable()
    stamp.write_text(_key(lock), encoding="utf-8")


def remove(*packages: str) -> None:
    """Uninstall ``packages``, for an image that does without them."""
    _pip("uninstall", "--yes", *packages)


def site_packages() -> Path:
    """Return the folder that `.venv` has its packages in."""
    return next((VENV / "lib").glob("python3.*/site-packages"))


def _key(lock: Path) -> str:
    return f"{lock.name} {fingerprint(lock, UV_LOCK, Path(__file__))} {ROOT}"


def _ensure_venv() -> None:
    # `exists` follows the link: an environment whose Python was uninstalled is made anew. So is one whose
    # folder was moved, because its scripts name the old place.
    stamp = stamp_of(VENV / ".setup-packages")
    if PYTHON.exists() and (not stamp or stamp.endswith(f" {ROOT}")):
        return
    do("Python environment .venv", lambda: run([sys.executable, "-m", "venv", "--clear", VENV]))


def _install(lock: Path) -> None:
    try:
        if not UV.exists():
            _pip("install", "--upgrade", "--target", VENV / "tools", "--require-hashes", "-r", UV_LOCK)
        run([UV, "pip", "sync", "--python", PYTHON, "--require-hashes", lock], env=_index_of_pip())
    except SetupError:
        note("uv could not install the packages; pip takes over, which is slower.")
        _pip("install", "--require-hashes", "-r", lock)


def _pip(*arguments: str | Path) -> None:
    run([PYTHON, "-m", "pip", "--disable-pip-version-check", *arguments])


def _index_of_pip() -> dict[str, str]:
    # Mirrors are usually set for pip only; uv does not read pip's configuration.
    if "UV_DEFAULT_INDEX" in os.environ or "UV_INDEX_URL" in os.environ:
        return {}
    command = [str(PYTHON), "-m", "pip", "config", "get", "global.index-url"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    index = os.environ.get("PIP_INDEX_URL", answer)
    return {"UV_DEFAULT_INDEX": index} if index else {}


def _make_importable() -> None:
    # A path file and a script do what an editable install does, without a build from unlocked packages.
    (site_packages() / "gkcloud.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    script = VENV / "bin" / "gkcloud"
    script.write_text(f"#!{PYTHON}\nfrom gkcloud.cli import main\n\nraise SystemExit(main())\n", encoding="utf-8")
    script.chmod(0o755)
