"""The faces of this process, read once from the deployment's font folder."""

from functools import cache
from pathlib import Path

from flask import current_app

from gkcloud.typeset.faces import Faces, load_faces


@cache
def _load(folder: str) -> Faces:
    return load_faces(Path(folder))


def fonts_folder() -> Path:
    """Return the deployment's font folder."""
    folder: Path = current_app.settings.fonts_dir  # type: ignore[attr-defined]
    return folder.resolve()


def faces() -> Faces:
    """Return the faces that the settings' font folder and the system offer; raises FacesMissing."""
    return _load(str(fonts_folder()))
