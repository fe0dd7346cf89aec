"""The standards that are shipped as data with the national base pack."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from gkcloud.standards.rules import Content

FOLDER = "_base/standards"


@cache
def shipped_standards(packs_dir: Path) -> Mapping[str, Content]:
    """Return the standards of a folder of packs by their codes; read once, as the files change with a release only.

    Raises pydantic's ValidationError for a file that is no standard.
    """
    read = [
        Content.model_validate(tomllib.loads(path.read_text(encoding="utf-8"), parse_float=str))
        for path in sorted((packs_dir / FOLDER).glob("*.toml"))
    ]
    return {content.code: content for content in read}
