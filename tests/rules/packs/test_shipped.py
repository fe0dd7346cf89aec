"""The packs that ship: valid, complete, and named as the two counties' documents name their units."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from gkcloud.tenancy.index_numbers import Codes, index_number
from gkcloud.tenancy.packs import TenantSpec, read_packs, role_names
from gkcloud.tenancy.rules import Kind, Stage

ROOT = Path(__file__).parents[3] / "tenants"

# 澧政办函〔2015〕22号, part 1 (3), as written there.
DEPARTMENTS = (
    "县政务服务中心 地税局 房管局 工商局 卫生局 审计局 人口计生局 农业局 林业局 民政局 "
    "农机局 艳电局 财政局 烟草局 文广新局"
)
TOWNSHIPS = "官垸乡 洞市乡 甘溪滩镇 雷公塔镇 澧阳街道 车溪乡 盐井镇 张公庙镇 澧浦街道 复兴厂镇 闸口乡 金罗镇"
VILLAGES = (
    "大坪乡大兴村 九垸乡甘家村 澧西街道护城社区 涔南乡新坪村 如东乡高崇村 澧浦街道羊古社区 澧东乡双林村 "
    "澧澹街道夹堤村 澧南镇乔家河社区 道河乡新建村 方石坪镇龙神潭村 大堰垱镇西街社区"
)


@pytest.fixture(scope="module")
def specs() -> Mapping[str, TenantSpec]:
    return {spec.slug: spec for spec in read_packs(ROOT)}


def of(specs: Mapping[str, TenantSpec], pack: str, *kinds: Kind) -> list[TenantSpec]:
    return [spec for spec in specs.values() if spec.pack == pack and spec.kind in kinds]


def test_departments_of_lixian(specs: Mapping[str, TenantSpec]) -> None:
    departments = of(specs, "lixian", Kind.DEPARTMENT)
    assert departments[0].name == "澧县人民政府办公室"
    assert [spec.short_name for spec in departments[1:]] == DEPARTMENTS.split()
    assert len(departments) == 1 + 15
    assert {spec.parent for spec in departments} == {"lixian"}
    assert specs["lixian-yandian"].name == "澧县艳电局"


def test_townships_and_streets_of_lixian(specs: Mapping[str, TenantSpec]) -> None:
    names = [spec.short_name for spec in of(specs, "lixian", Kind.TOWNSHIP, Kind.STREET)]
    assert names[:12] == TOWNSHIPS.split()
    # The others are here only because a village needs its township above it.
    assert set(names[12:]) == {name[: name.index(end) + len(end)] for name, end in _with_ends()} - set(names[:12])
    assert specs["lixian-chexi"].name == "车溪乡人民政府"
    assert specs["lixian-liyang"].name == "澧阳街道办事处"


def _with_ends() -> list[tuple[str, str]]:
    ends = ("街道", "乡", "镇")
    return [(name, next(end for end in ends if end in name)) for name in VILLAGES.split()]


def test_villages_and_communities_of_lixian(specs: Mapping[str, TenantSpec]) -> None:
    villages = of(specs, "lixian", Kind.VILLAGE, Kind.COMMUNITY)
    names = [specs[spec.parent or ""].short_name + spec.short_name for spec in villages]
    assert names == VILLAGES.split()
    assert len(names) == 12
    for spec, name in zip(villages, names, strict=True):
        committee = "居民委员会" if spec.kind is Kind.COMMUNITY else "村民委员会"
        assert spec.name == name + committee


def test_yuqing(specs: Mapping[str, TenantSpec]) -> None:
    assert specs["yuqing-fuban"].name == "余庆县人民政府办公室"
    townships = of(specs, "yuqing", Kind.TOWNSHIP)
    assert len(townships) >= 3
    for spec in townships:
        assert spec.workflow.supervision_list
        assert "quarterly" in {column.code for column in spec.columns}
    assert not specs["yuqing"].workflow.supervision_list


def test_workflows(specs: Mapping[str, TenantSpec]) -> None:
    for spec in of(specs, "lixian", Kind.TOWNSHIP, Kind.STREET):
        assert spec.workflow.stages == (Stage.REVIEW, Stage.SECRECY_REVIEW, Stage.SIGN_OFF)
        assert not spec.workflow.supervision_list
    assert specs["lixian"].workflow.three_people
    assert specs["yuqing"].workflow.three_people


def test_no_code_of_a_real_register_and_no_number_that_rings(specs: Mapping[str, TenantSpec]) -> None:
    for spec in specs.values():
        assert spec.credit_code == spec.icp_no == spec.police_no == ""
        assert spec.site_id.startswith("N00000000")
        assert spec.contacts.phone.startswith("0000-")
        assert spec.hosts == ()


def test_every_tenant_can_be_reached_and_numbered(specs: Mapping[str, TenantSpec]) -> None:
    numbers = set()
    for spec in specs.values():
        assert spec.contacts.office
        assert spec.contacts.address
        assert spec.contacts.hours
        codes = Codes(spec.org_code, spec.credit_code, spec.area_code)
        numbers.add(index_number(spec.index_pattern, codes, year=2026, serial=1))
        # The national guideline's 20 characters.
        assert all(len(number) <= 20 for number in numbers)
    assert len(numbers) == len(specs)


def test_columns(specs: Mapping[str, TenantSpec]) -> None:
    for spec in specs.values():
        assert 3 <= len(spec.columns) <= 14
        codes = {column.code: column for column in spec.columns}
        assert len({column.name for column in spec.columns}) == len(spec.columns)
        assert codes["notices"].update_days == 180
        assert all(column.keywords for column in spec.columns)
    # Government sites: news after two weeks, policy after six months (国办秘函〔2019〕19号).
    for spec in of(specs, "lixian", Kind.COUNTY, Kind.TOWNSHIP, Kind.STREET, Kind.DEPARTMENT):
        days = {column.code: column.update_days for column in spec.columns}
        assert (days["news"], days["policy"]) == (14, 180)


def test_no_placeholder_is_left(specs: Mapping[str, TenantSpec]) -> None:
    for spec in specs.values():
        assert "{" not in spec.model_copy(update={"index_pattern": ""}).model_dump_json()[1:].replace('{"', "")
        assert len(spec.guide) >= 2


def test_words_and_document_kinds(specs: Mapping[str, TenantSpec]) -> None:
    for spec in specs.values():
        assert len(spec.words) >= 12
        assert {word.severity for word in spec.words} == {"block", "warn", "note"}
        assert len(spec.doc_kinds) == 15
        # A word list that its own advice would trip over helps nobody.
        for word in spec.words:
            assert not any(other.word in word.advice for other in spec.words if other.severity == "block")


def test_no_customer_has_the_others_words(specs: Mapping[str, TenantSpec]) -> None:
    assert "沣县" in {word.word for word in specs["lixian-chexi"].words}
    assert "沣县" not in {word.word for word in specs["yuqing-baini"].words}


def test_reading_twice_gives_the_same(specs: Mapping[str, TenantSpec]) -> None:
    again = read_packs(ROOT)
    assert again == tuple(specs.values())
    assert [spec.model_dump_json() for spec in again] == [spec.model_dump_json() for spec in specs.values()]


def test_parents_come_first(specs: Mapping[str, TenantSpec]) -> None:
    seen: set[str | None] = {None}
    for spec in specs.values():
        assert spec.parent in seen
        seen.add(spec.slug)


def test_roles() -> None:
    assert list(role_names(ROOT).values())[:4] == ["采编", "审核", "保密审查", "签发"]
