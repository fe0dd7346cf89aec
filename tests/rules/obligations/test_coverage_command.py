"""``gkcloud duties coverage``: the counts add up, and a missing duty is an exit code. No database is needed."""

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

from gkcloud.cli import cli
from gkcloud.obligations.coverage import DOMAIN_IDS

ROOT = Path(__file__).parents[3]
CALL = ("duties", "coverage", "--packs")


def test_counts_add_up_and_rows_have_the_ids() -> None:
    result = CliRunner().invoke(cli, [*CALL, str(ROOT / "tenants"), "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["total"] == 194
    assert told["automatic"] + told["recorded"] + told["mixed"] == 194
    assert sum(told["per_pack"].values()) == sum(told["per_type"].values()) == 194
    assert set(DOMAIN_IDS) <= {row["id"] for row in told["duties"]}
    assert (told["missing"], told["repeated"]) == ([], [])


def test_reads_as_a_table() -> None:
    result = CliRunner().invoke(cli, [*CALL, str(ROOT / "tenants")])
    assert result.exit_code == 0
    assert "D001" in result.stdout
    assert "D194" in result.stdout
    assert "194 duties:" in result.stdout


def test_a_missing_duty_is_named_with_exit_code_1(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(ROOT / "tenants", packs)
    (packs / "shenyang/duties.toml").unlink()
    result = CliRunner().invoke(cli, [*CALL, str(packs), "--json"])
    assert result.exit_code == 1
    assert json.loads(result.stdout)["missing"] == ["D124"]
    assert "D124" in result.stderr


def test_a_duty_twice_is_named_with_exit_code_1(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(ROOT / "tenants", packs)
    own, other = packs / "lixian/duties.toml", packs / "shenyang/duties.toml"
    own.write_text(own.read_text("utf-8") + other.read_text("utf-8"), encoding="utf-8")
    result = CliRunner().invoke(cli, [*CALL, str(packs)])
    assert result.exit_code == 1
    assert "编号重复：D124" in result.stderr


def test_faults_of_duties_are_told_by_tenants_check_too(tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(ROOT / "tenants", packs)
    (packs / "lixian/tasks.toml").write_text('[[task]]\nnumber = 1\ntitle = "甲"\n', encoding="utf-8")
    result = CliRunner().invoke(cli, ["tenants", "check", "--packs", str(packs), "--json"])
    assert result.exit_code == 1
    assert [fault["file"] for fault in json.loads(result.stdout)["faults"]] == ["lixian/tasks.toml"]


def test_two_formats_at_once_are_a_wrong_call() -> None:
    assert CliRunner().invoke(cli, ["duties", "coverage", "--json", "--markdown"]).exit_code == 2
