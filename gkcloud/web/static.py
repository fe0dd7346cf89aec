"""Static files under names that contain their content's hash, kept in memory with a compressed twin."""

import gzip
import hashlib
import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from gkcloud.access.area import Area
from gkcloud.access.policy import Can
from gkcloud.tenancy.routing import Realm

OWN = Path(__file__).parent / "static"
PACKAGES = Path(__file__).parents[2] / "node_modules"

# Browser libraries, installed by the set-up from the locked packages: served name -> file in the package.
VENDORED = {"vendor/htmx.min.js": "htmx.org/dist/htmx.min.js"}
# What a library loads by itself, under addresses that it builds: package -> the parts it needs. They keep their plain
# names below a prefix that contains the package's version.
VENDORED_PARTS = {
    "hugerte": (
        "hugerte.min.js",
        "themes/silver/theme.min.js",
        "icons/default/icons.min.js",
        "models/dom/model.min.js",
        "plugins/lists/plugin.min.js",
        "plugins/link/plugin.min.js",
        "plugins/table/plugin.min.js",
        "plugins/autoresize/plugin.min.js",
        "plugins/wordcount/plugin.min.js",
        "skins/ui/oxide/skin.min.css",
        "skins/ui/oxide/content.min.css",
        "skins/content/default/content.min.css",
    )
}

_COMPRESSIBLE = (".css", ".js", ".svg", ".json", ".txt")

area = Area("static", realm=Realm.PLATFORM, prefix="/static", scope=None)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is sent."""

    name: str
    media_type: str
    body: bytes
    compressed: bytes | None


class StaticMissing(RuntimeError):
    """A page names a static file that is not there; set-up has not run, or the name is wrong."""


class StaticFiles:
    """All static files of the application: logical name -> hashed name -> asset."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._assets: dict[str, Asset] = {}
        for path in sorted(OWN.rglob("*")):
            if path.is_file():
                self._add(path.relative_to(OWN).as_posix(), path)
        for name, source in VENDORED.items():
            if (PACKAGES / source).exists():
                self._add(name, PACKAGES / source)
        for package, parts in VENDORED_PARTS.items():
            if (PACKAGES / package).exists():
                self._add_package(package, parts)

    def address(self, name: str) -> str:
        """Return the address of a file by its logical name; raises StaticMissing."""
        try:
            return f"/static/{self._names[name]}"
        except KeyError:
            raise StaticMissing(f"{name} is not among the static files; has `make setup` run?") from None

    def find(self, hashed_name: str) -> Asset | None:
        """Return the file that is sent under a hashed name."""
        return self._assets.get(hashed_name)

    def _add(self, name: str, path: Path) -> None:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
        stem, dot, ending = name.rpartition(".")
        hashed = f"{stem}.{digest}{dot}{ending}"
        self._names[name] = hashed
        self._keep(hashed, path)

    def _add_package(self, package: str, parts: tuple[str, ...]) -> None:
        version = json.loads((PACKAGES / package / "package.json").read_text(encoding="utf-8"))["version"]
        prefix = f"vendor/{package}-{version}"
        for part in parts:
            self._keep(f"{prefix}/{part}", PACKAGES / package / part)
            self._names[f"vendor/{package}/{part}"] = f"{prefix}/{part}"
        self._names[f"vendor/{package}"] = prefix

    def _keep(self, name: str, path: Path) -> None:
        body = path.read_bytes()
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        compressed = gzip.compress(body, 9, mtime=0) if name.endswith(_COMPRESSIBLE) else None
        self._assets[name] = Asset(name, media_type, body, compressed)
        self._names.setdefault(name, name)


def install(app: Flask) -> None:
    """Read the static files once and give templates ``static_url``."""
    files = StaticFiles()
    app.extensions["static_files"] = files
    app.jinja_env.globals["static_url"] = files.address


@area.page("/<path:name>", needs=Can.PLATFORM_READ)
def send_static(name: str) -> ResponseReturnValue:
    """Send one static file; its name changes with its content, so it may be kept for a year."""
    files: StaticFiles = current_app.extensions["static_files"]
    asset = files.find(name)
    if asset is None:
        abort(404)
    is_compressed = asset.compressed is not None and request.accept_encodings["gzip"] > 0
    response = Response(asset.compressed if is_compressed else asset.body, content_type=asset.media_type)
    if asset.media_type.startswith("text/"):
        response.headers["Content-Type"] = f"{asset.media_type}; charset=utf-8"
    if is_compressed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
