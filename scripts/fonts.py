"""Gather the faces that PDF files are set in, into the one folder that the product reads.

Song and Hei are Noto CJK, Kai is LXGW WenKai or Fandol Kai, Fang (仿宋) is Fandol Fang. Each comes from where
it is installed already, else from its Debian package without installing that, else from npm. Files that
somebody put into the folder, for example licensed faces, are left alone and preferred by the product.
"""

import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from scripts import system
from scripts.step import ROOT, SetupError, do, note, run

FOLDER = ROOT / "var" / "fonts"


@dataclass(frozen=True)
class Source:
    """Font files as Debian has them: the package, the folder it installs them in, their names."""

    package: str
    folder: Path
    files: tuple[str, ...]
    without: str
    """What the product does if these files cannot be had."""


NOTO = Source(
    "fonts-noto-cjk",
    Path("/usr/share/fonts/opentype/noto"),
    tuple(f"Noto{face}CJK-{weight}.ttc" for face in ("Serif", "Sans") for weight in ("Regular", "Bold")),
    "The same faces are taken from npm.",
)
SOURCES = (
    NOTO,
    Source(
        "fonts-lxgw-wenkai",
        Path("/usr/share/fonts/truetype/lxgw-wenkai"),
        ("LXGWWenKai-Regular.ttf",),
        "Rare characters in 楷体 are set in 宋体.",
    ),
    Source(
        "texlive-lang-chinese",
        Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
        (
            "FandolFang-Regular.otf",
            "FandolKai-Regular.otf",
            "FandolHei-Regular.otf",
            "FandolSong-Regular.otf",
            "FandolSong-Bold.otf",
        ),
        "仿宋 and 楷体 are replaced by other faces until you put some into var/fonts.",
    ),
)
FROM_NPM = tuple(
    f"@expo-google-fonts/noto-{family}-sc/{weight}/Noto{family.title()}SC_{weight}.ttf"
    for family, weights in (("serif", ("400Regular", "700Bold")), ("sans", ("400Regular", "700Bold")))
    for weight in weights
)


def ensure() -> bool:
    """Fill the folder from this system and from Debian packages; return whether npm has to help."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for source in SOURCES:
        missing = [name for name in source.files if not (FOLDER / name).exists()]
        for name in [*missing]:
            if (source.folder / name).exists():
                _link(source.folder / name)
                missing.remove(name)
        if missing and not (source is NOTO and _has_npm_faces()):
            _extract(source, missing)
    return not all((FOLDER / name).exists() for name in NOTO.files)


def link_from_npm() -> None:
    """Link the fallback faces of npm into the folder."""
    for name in FROM_NPM:
        _link(ROOT / "node_modules" / name)


def _has_npm_faces() -> bool:
    return all((FOLDER / Path(name).name).exists() for name in FROM_NPM)


def _link(target: Path) -> None:
    link = FOLDER / target.name
    if not link.exists():
        link.unlink(missing_ok=True)
        link.symlink_to(target)


def _extract(source: Source, names: list[str]) -> None:
    refused = FOLDER / f".without-{source.package}"
    if refused.exists():
        return
    try:
        if shutil.which("dpkg-deb") is None:
            raise SetupError("There is no Debian package tool here.")
        do(f"Fonts out of {source.package}", lambda: _download(source.package, names))
    except SetupError:
        note(f"The fonts of Debian's {source.package} are not to be had here. {source.without}")
        # The note is given once, not at every start; `rm -r var/fonts` makes the next set-up try again.
        refused.touch()


def _download(package: str, names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)  # apt downloads as a user of its own
        try:
            run([*system.APT, "download", package], cwd=folder)
        except SetupError:
            if not system.may_install():
                raise
            system.update_lists()
            run([*system.APT, "download", package], cwd=folder)
        _unpack(next(folder.glob("*.deb")), names)


def _unpack(package: Path, names: list[str]) -> None:
    left = set(names)
    command = ["dpkg-deb", "--fsys-tarfile", str(package)]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as tar,
        tarfile.open(fileobj=tar.stdout, mode="r|") as archive,
    ):
        for member in archive:
            name = Path(member.name).name
            content = archive.extractfile(member) if name in left and member.isfile() else None
            if content:
                partial = FOLDER / f".{name}"
                with partial.open("wb") as output:
                    shutil.copyfileobj(content, output)
                partial.rename(FOLDER / name)
                left.remove(name)
    if left:
        raise SetupError(f"{package.name} does not hold {', '.join(sorted(left))}.")
