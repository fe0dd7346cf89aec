"""The packs that a test may change."""

from pathlib import Path

import pytest

from tests.rules.packs.packfolder import PackFolder


@pytest.fixture
def packs(tmp_path: Path) -> PackFolder:
    return PackFolder(tmp_path)
