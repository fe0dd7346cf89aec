"""The shipped duties, and packs with duties that a test may change."""

from pathlib import Path

import pytest

from gkcloud.obligations.dutybook import DutyBook, read_duties
from tests.rules.obligations.dutyfolder import DutyFolder

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def book() -> DutyBook:
    return read_duties(ROOT / "tenants")


@pytest.fixture
def duties(tmp_path: Path) -> DutyFolder:
    return DutyFolder(tmp_path)
