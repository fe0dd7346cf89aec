"""``gkcloud calendar``: loading packages and announcements, and what is printed of a year."""

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from gkcloud.calendar.listeners import LISTENERS, after_calendar_change
from gkcloud.calendar.queries import calendar_for
from gkcloud.tenancy.directory import directory
from gkcloud.web.application import Application
from tests.areas.cli.deploying import ROOT, run, run_json
from tests.factories.calendar_scenarios import ANNOUNCEMENT

# As if it had been announced long ago, so that no clock finds it in the future.
EARLY = ANNOUNCEMENT.replace("2026-11-10", "2026-01-05")


def _file(folder: Path, text: str) -> str:
    path = folder / "2027.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_packages_are_loaded_once_and_differences_told(app: Application) -> None:
    told = run_json("calendar", "load", app=app)
    assert told["years"] == []
    assert told["days"] == []
    assert len(told["notes"]) == 1
    assert "2005年12月31日" in told["notes"][0]
    shown = run("calendar", "load", app=app)
    assert shown.stdout.startswith("0 years taken")


def test_an_announcement_is_loaded_and_shown(app: Application, tmp_path: Path) -> None:
    path = _file(tmp_path, EARLY)
    told = run_json("calendar", "load", path, app=app)
    assert told["years"] == [2027]
    assert 2027 in told["recomputed"]
    assert {"day": "2027-10-09", "is_workday": True} in told["days"]
    assert run_json("calendar", "load", path, app=app) == {"years": [], "days": [], "recomputed": [], "notes": []}
    shown = run_json("calendar", "show", "2027", app=app)
    assert (shown["is_final"], shown["document_no"]) == (True, "国办发明电〔2026〕7号")
    assert {
        "day": "2027-10-09",
        "is_workday": True,
        "name": "国庆节调休上班",
        "source": "国办发明电〔2026〕7号",
    } in shown["days"]
    table = run("calendar", "show", "2027", app=app).stdout
    assert "已公布" in table
    assert "2027-10-09  周六  上班  国庆节调休上班" in table


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("year = 2027", "2027.toml: document_no: 缺少这一项"),
        ("year = 2027 2028", "第 1 行第 13 列不合 TOML 语法"),
        (ANNOUNCEMENT.replace("2027-02-14", "2027-02-15"), "holiday[2].worked: 2027年2月15日不是周六或周日"),
    ],
)
def test_a_bad_file_is_told_and_loses_nothing(app: Application, tmp_path: Path, text: str, message: str) -> None:
    before = run_json("calendar", "show", "2026", app=app)
    result = run("calendar", "load", _file(tmp_path, text), app=app)
    assert result.exit_code == 1
    assert result.stderr.startswith("没有载入，原有的日历没有改动")
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert run_json("calendar", "show", "2026", app=app) == before


def test_a_year_that_nobody_knows(app: Application) -> None:
    result = run("calendar", "show", "1999", app=app)
    assert result.exit_code == 1
    assert "没有1999年的日历" in result.stderr


def test_new_local_holidays_have_due_dates_computed_anew(app: Application, tmp_path: Path) -> None:
    run_json("calendar", "load", app=app)  # whatever is untold is told
    told: list[frozenset[int]] = []

    @after_calendar_change
    def note(years: frozenset[int], _now: datetime) -> None:
        told.append(years)

    try:
        packs = tmp_path / "packs"
        shutil.copytree(ROOT / "tenants", packs)
        feast = '[[local_holiday]]\nday = 2026-08-14\nname = "县庆日"\nbasis = "自治条例"\n'
        (packs / "yuqing/holidays.toml").write_text(feast, encoding="utf-8")
        changed = run_json("tenants", "load", "--packs", str(packs), app=app)["changed"]
        assert all(slug.startswith("yuqing") for slug in changed)
        assert told == [frozenset({2026})]
        assert not calendar_for(directory().by_slug("yuqing-baini")).is_workday(date(2026, 8, 14))
        run_json("tenants", "load", "--packs", str(packs), app=app)
        assert len(told) == 1
    finally:
        LISTENERS.remove(note)
