"""The duties that ship: all 194, each once, with evidence that exists, and nothing in them that must not be there."""

import re
from collections import Counter
from pathlib import Path

import pytest

from gkcloud.obligations.coverage import DOMAIN_IDS, coverage_of, markdown, read_systems
from gkcloud.obligations.dutybook import DutyBook
from gkcloud.obligations.dutyspec import (
    DeadlineDuty,
    FixedDateDuty,
    FrequencyDuty,
    PairingDuty,
    RecencyDuty,
    Source,
    ThresholdDuty,
    duty_json,
    evidence_mode,
    parse_duty,
)
from gkcloud.tenancy.packs import TenantSpec, read_packs

ROOT = Path(__file__).parents[3]
PACKS = ROOT / "tenants"

# Which seed each range of D-ids comes from, by the pack that has it.
RANGES = {
    "lixian": range(1, 37),
    "huizhou": range(37, 59),
    "bishan": range(59, 101),
    "yuqing": range(101, 124),
    "shenyang": range(124, 125),
    "neimenggu": range(125, 149),
    "liaozhong": range(149, 164),
    "jiangxi": range(164, 195),
}
# No unit of the pack is one of the kinds: the document names public bodies in general and none in particular.
NOBODY_YET = {"D022", "D046"}
AUTOMATIC = """
    formed published returned corrected withdrawn urgent_published urgent_confirmed privacy_blocked policy_published
    interpreted list_reviewed board_posted bulletin_issued gazette_issued handbook_issued circular_issued
    campaign_opened self_check_submitted inspection_closed appraised order_issued order_closed commended criticised
    demo_nominated demo_visited demo_designated demo_reviewed demo_revoked demo_standard_published
"""
PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8}|[2-8]\d{7})(?!\d)")


@pytest.fixture(scope="module")
def specs() -> tuple[TenantSpec, ...]:
    return read_packs(PACKS)


def test_all_194_are_there_once_and_in_the_pack_of_their_document(book: DutyBook) -> None:
    owners = Counter(duty.id for _, duty in book.duties)
    assert [each for each in DOMAIN_IDS if owners[each] != 1] == []
    for pack, numbers in RANGES.items():
        ids = {duty.id for owner, duty in book.duties if owner == pack}
        assert ids - {"D122-2"} == {f"D{number:03}" for number in numbers}


def test_every_duty_survives_json(book: DutyBook) -> None:
    for _, duty in book.duties:
        assert parse_duty(duty_json(duty)) == duty


def test_titles_are_short_and_differ_within_a_pack(book: DutyBook) -> None:
    assert [duty.id for _, duty in book.duties if len(duty.title) > 30] == []
    titles = Counter((pack, duty.title) for pack, duty in book.duties)
    assert [each for each, count in titles.items() if count > 1] == []


def test_automatic_kinds_are_those_that_areas_emit(book: DutyBook) -> None:
    assert {fact.kind for fact in book.facts if fact.source is Source.AUTOMATIC} == set(AUTOMATIC.split())


def test_every_recorded_kind_serves_a_duty(book: DutyBook) -> None:
    used = {kind for _, duty in book.duties for kind in (*duty.evidence, duty.trigger_kind)}
    assert [fact.kind for fact in book.facts if fact.source is Source.RECORDED and fact.kind not in used] == []


def test_items_of_published_are_kinds_of_columns(book: DutyBook, specs: tuple[TenantSpec, ...]) -> None:
    kinds = {column.kind for spec in specs for column in spec.columns}
    for _, duty in book.duties:
        if duty.evidence == ("published",):
            assert set(duty.about) <= kinds, duty.id


def test_somebody_owes_each_duty(book: DutyBook, specs: tuple[TenantSpec, ...]) -> None:
    nobody = {
        duty.id
        for pack, duty in book.duties
        if not any(
            pack in {spec.pack, "_base"}
            and spec.kind in duty.kinds
            and (not duty.tags or set(duty.tags) & set(spec.tags))
            for spec in specs
        )
    }
    assert nobody == NOBODY_YET


def test_parameters_of_the_documents(book: DutyBook) -> None:
    by_id = {duty.id: duty for _, duty in book.duties}
    match by_id["D113"]:
        case FixedDateDuty(days_after=5, period="quarter", evidence=("board_posted",)):
            pass
        case other:
            pytest.fail(repr(other))
    dates = {each: by_id[each] for each in ("D087", "D117", "D118", "D120", "D121", "D122", "D122-2", "D127", "D152")}
    assert {
        each: (duty.month or duty.month_of_period, duty.day)
        for each, duty in dates.items()
        if isinstance(duty, FixedDateDuty)
    } == {
        "D087": (2, 10),
        "D117": (6, 30),
        "D118": (11, 30),
        "D120": (7, 15),
        "D121": (11, 15),
        "D122": (7, 31),
        "D122-2": (12, 31),
        "D127": (2, 10),
        "D152": (5, 31),
    }
    counts = {each: by_id[each] for each in ("D031", "D033", "D098", "D105", "D106", "D136", "D149", "D177", "D192")}
    assert {
        each: (duty.at_least, duty.period.value) for each, duty in counts.items() if isinstance(duty, FrequencyDuty)
    } == {
        "D031": (3, "year"),
        "D033": (1, "half_year"),
        "D098": (3, "week"),
        "D105": (2, "year"),
        "D106": (4, "year"),
        "D136": (1, "two_months"),
        "D149": (2, "half_year"),
        "D177": (1, "quarter"),
        "D192": (6, "year"),
    }
    deadlines = {each: by_id[each] for each in ("CN-26-1", "CN-33-1", "D017", "D099", "D185")}
    assert {
        each: (duty.within, duty.unit, duty.direction)
        for each, duty in deadlines.items()
        if isinstance(duty, DeadlineDuty)
    } == {
        "CN-26-1": (20, "working_days", "after"),
        "CN-33-1": (20, "working_days", "after"),
        "D017": (7, "days", "before"),
        "D099": (20, "working_days", "after"),
        "D185": (24, "hours", "after"),
    }
    items = {"D002": 6, "D009": 11, "D040": 8, "D061": 7, "D093": 6, "D103": 4, "D150": 6, "D166": 5, "D175": 10}
    thresholds = {each: by_id[each] for each in items}
    assert {each: len(duty.items) for each, duty in thresholds.items() if isinstance(duty, ThresholdDuty)} == items


def test_annual_reports(book: DutyBook) -> None:
    days = {
        duty.id: (duty.month, duty.day, {kind.value for kind in duty.kinds})
        for _, duty in book.duties
        if isinstance(duty, FixedDateDuty) and duty.id.startswith("CN-49")
    }
    assert days == {
        "CN-49-1": (1, 31, {"department"}),
        "CN-49-2": (3, 31, {"province", "prefecture", "county"}),
        "CN-49-3": (1, 31, {"township", "street"}),
    }


def test_what_is_custom_names_no_document_and_says_so(book: DutyBook) -> None:
    read = {"国务院令第711号", "国务院令第713号", "国办秘函〔2019〕19号"}
    for pack, duty in book.duties:
        if pack == "_base":
            assert duty.document in read | {""}
            assert duty.document or re.search("调整|自定", duty.note), duty.id


def test_dated_duties_end(book: DutyBook) -> None:
    ended = {duty.id for _, duty in book.duties if duty.valid_until}
    assert ended >= {"D003", "D027", "D056", "D060", "D125", "D127", "D129", "D133"}
    assert not ended & {"D001", "D026", "D113", "D121", "D099"}


@pytest.mark.parametrize(
    ("number", "word"),
    [("D020", "三张"), ("D094", "方向"), ("D113", "顺延"), ("D118", "D121"), ("D121", "D118"), ("D142", "本级")],
)
def test_traps_have_notes(book: DutyBook, number: str, word: str) -> None:
    assert word in next(duty.note for _, duty in book.duties if duty.id == number)


def test_types_in_use(book: DutyBook) -> None:
    used = {type(duty) for _, duty in book.duties}
    assert used == {FrequencyDuty, DeadlineDuty, FixedDateDuty, RecencyDuty, PairingDuty, ThresholdDuty}


def test_evidence_modes(book: DutyBook) -> None:
    modes = {duty.id: evidence_mode(duty, book.by_kind) for _, duty in book.duties}
    assert modes["D113"] == modes["D015"] == modes["D119"] == "automatic"
    assert modes["D002"] == modes["D120"] == modes["D177"] == "recorded"
    assert modes["D021"] == modes["D114"] == "mixed"


def test_the_nineteen_tasks(book: DutyBook) -> None:
    tasks = {task.number: task for pack, task in book.tasks if pack == "huizhou"}
    assert sorted(tasks) == list(range(1, 20))
    assert tasks[6].lead == ("huizhou-shebao", "huizhou-jingxin")
    assert tasks[11].lead == ("各行业主管部门", "各公共企事业单位")
    assert sum(bool(task.cooperating) for task in tasks.values()) == 17
    assert len([task for pack, task in book.tasks if pack == "jiangxi"]) == 17


def test_the_directory_has_85_units_and_nobodys_number(specs: tuple[TenantSpec, ...]) -> None:
    units = [spec for spec in specs if spec.parent == "shenyang"]
    assert len(units) == 85
    assert all(spec.contacts.address for spec in units)
    assert {spec.contacts.phone[:5] for spec in specs} == {"0000-"}


def test_no_person_and_no_number_that_rings() -> None:
    for path in sorted(PACKS.glob("*/*.toml")):
        if path.parent.name == "_base":
            continue
        text = path.read_text(encoding="utf-8")
        assert [found for found in PHONE.findall(text) if not found.startswith("0000")] == [], path
        assert "同志" not in text
        assert "负责人 =" not in text


def test_the_page_of_coverage_is_current(book: DutyBook) -> None:
    made = markdown(coverage_of(book), book, read_systems(ROOT / "docs" / "systems.toml"))
    written = (ROOT / "docs" / "coverage.md").read_text(encoding="utf-8")
    assert written == made, "run `python -m gkcloud duties coverage --markdown > docs/coverage.md`"
