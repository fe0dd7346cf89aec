"""What holds for a tenant: base, base per kind, pack, pack per kind, own row; the later wins."""

from datetime import date

import pytest
from pydantic import ValidationError

from gkcloud.tenancy.packs import GuideSection, TenantSpec, role_names
from gkcloud.tenancy.rules import Kind, Stage, TenantStatus, credit_check_character
from tests.rules.packs.packfolder import PackFolder

LAYERS = [
    ("_base/settings.toml", "[theme]\naccent = '#000001'"),
    ("_base/settings.toml", "[kind.township.theme]\naccent = '#000002'"),
    ("anxian/pack.toml", "[theme]\naccent = '#000003'"),
    ("anxian/pack.toml", "[kind.township.theme]\naccent = '#000004'"),
    ("anxian/units.toml", "theme.accent = '#000005'"),
]


@pytest.mark.parametrize("count", range(1, 6))
def test_the_later_layer_wins(packs: PackFolder, count: int) -> None:
    for file, text in LAYERS[:count]:
        packs.add(file, text)
    specs = packs.read()
    assert specs["anxian-dongxiang"].theme.accent == f"#00000{count}"
    # What is said for townships, or for one, is not said for the county.
    assert specs["anxian"].theme.accent == ("#000003" if count >= 3 else "#000001")


def test_a_kind_in_the_base_yields_to_the_pack(packs: PackFolder) -> None:
    packs.add("_base/settings.toml", "[kind.township.contacts]\noffice = '党政办公室'\nhours = '工作日'")
    packs.add("anxian/pack.toml", "[contacts]\noffice = '办公室'")
    contacts = packs.read()["anxian-dongxiang"].contacts
    assert (contacts.office, contacts.hours) == ("办公室", "工作日")


def test_the_smallest_pack(packs: PackFolder) -> None:
    specs = packs.read()
    assert list(specs) == ["anxian", "anxian-dongxiang"]
    county, township = specs.values()
    assert (county.kind, county.parent, county.pack) == (Kind.COUNTY, None, "anxian")
    assert (township.kind, township.parent, township.pack) == (Kind.TOWNSHIP, "anxian", "anxian")
    assert township.area_code == county.area_code == "990000"
    assert township.status is TenantStatus.ACTIVE
    assert township.workflow.waiting_days[Stage.SECRECY_REVIEW] == 2
    assert [column.code for column in township.columns] == ["news", "notices"]
    assert township.bulletin.editing_unit == "东乡人民政府"


def test_an_override_names_only_what_it_changes(packs: PackFolder) -> None:
    packs.add("anxian/columns.toml", '[[column]]\ncode = "news"\nupdate_days = 7')
    packs.add("anxian/units.toml", '[[unit.column]]\ncode = "news"\nname = "东乡动态"')
    news = packs.read()["anxian-dongxiang"].columns[0]
    assert (news.code, news.name, news.update_days, news.description) == ("news", "东乡动态", 7, "工作动态。")
    assert packs.read()["anxian"].columns[0].name == "政务动态"


def test_rows_for_some_kinds(packs: PackFolder) -> None:
    # The row for townships comes first and still beats the one for all; its column keeps the first place.
    packs.write(
        "_base/columns.toml",
        """
        [[column]]
        code = "news"
        name = "乡镇动态"
        kinds = ["township", "street"]
        [[column]]
        code = "notices"
        name = "通知公告"
        kind = "notice"
        description = "通知公告。"
        kinds = ["county"]
        [[column]]
        code = "news"
        name = "政务动态"
        kind = "news"
        description = "工作动态。"
        """,
    )
    specs = packs.read()
    assert [column.name for column in specs["anxian-dongxiang"].columns] == ["乡镇动态"]
    assert [column.name for column in specs["anxian"].columns] == ["通知公告", "政务动态"]


def test_dropping_a_row(packs: PackFolder) -> None:
    packs.add("anxian/columns.toml", '[[column]]\ncode = "news"\ndrop = true\nkinds = ["township"]')
    specs = packs.read()
    assert [column.code for column in specs["anxian-dongxiang"].columns] == ["notices"]
    assert [column.code for column in specs["anxian"].columns] == ["news", "notices"]


def test_waiting_days_are_merged_by_stage(packs: PackFolder) -> None:
    packs.add("anxian/units.toml", "workflow.waiting_days.review = 5")
    days = packs.read()["anxian-dongxiang"].workflow.waiting_days
    assert dict(days) == {Stage.REVIEW: 5, Stage.SECRECY_REVIEW: 2, Stage.SIGN_OFF: 1}


def test_units_share_the_customers_site(packs: PackFolder) -> None:
    packs.add("anxian/pack.toml", 'site_id = "N000000009"\nicp_no = "京ICP备000000号"')
    packs.add("anxian/units.toml", 'icp_no = "京ICP备000001号-1"\narea_code = "990001"')
    township = packs.read()["anxian-dongxiang"]
    assert (township.site_id, township.icp_no, township.area_code) == (
        "N000000009",
        "京ICP备000001号-1",
        "990001",
    )


def test_org_code_is_the_credit_code_unless_given(packs: PackFolder) -> None:
    code = "8" * 17 + credit_check_character("8" * 17)
    packs.add("anxian/pack.toml", f'credit_code = "{code}"')
    packs.change("anxian/units.toml", 'org_code = "990000001"', f'credit_code = "{code[::-1]}"')
    packs.change("anxian/units.toml", code[::-1], other := "7" * 17 + credit_check_character("7" * 17))
    specs = packs.read()
    assert (specs["anxian"].credit_code, specs["anxian"].org_code) == (code, "990000000")
    assert specs["anxian-dongxiang"].org_code == other


def test_placeholders(packs: PackFolder) -> None:
    packs.add("_base/settings.toml", "[contacts]\noffice = '{short_name}办公室'\nphone = '0000-0000000'")
    packs.add(
        "anxian/pack.toml",
        "[bulletin]\nmasthead = '{pack_short_name}政务公开简报'\nreport_to = '{pack_name}'",
    )
    packs.add(
        "_base/guide.toml",
        """
        [[guide]]
        title = "联系"
        paragraphs = ["{name}（{office}）", "电话：{phone}", "邮箱：{email}"]
        [[guide]]
        title = "邮箱"
        paragraphs = ["{email}"]
        """,
    )
    township = packs.read()["anxian-dongxiang"]
    assert (township.bulletin.masthead, township.bulletin.report_to) == ("安县政务公开简报", "安县人民政府")
    # Nothing is said about the address that the township does not have.
    assert township.guide == (
        GuideSection(title="联系", paragraphs=("东乡人民政府（东乡办公室）", "电话：0000-0000000")),
    )


def test_a_filled_text_is_measured_not_its_template(packs: PackFolder) -> None:
    packs.add("anxian/units.toml", "bulletin.masthead = '{name}{name}{name}{name}'")
    (fault,) = packs.faults()
    assert (fault.key, fault.message) == ("unit[anxian-dongxiang].bulletin.masthead", "不能多于 20 个字。")


def test_parents_come_before_children_across_packs(packs: PackFolder) -> None:
    packs.add("anxian/pack.toml", 'parent = "zhoushi"')
    packs.add(
        "zhoushi/pack.toml",
        '[tenant]\nname = "洲市人民政府"\nshort_name = "洲市"\nkind = "prefecture"\n'
        'area_code = "990100"\norg_code = "990100000"',
    )
    packs.change("anxian/units.toml", "        [[unit]]", VILLAGE + "        [[unit]]")
    assert list(packs.read()) == ["zhoushi", "anxian", "anxian-dongxiang", "anxian-cun"]


VILLAGE = """
        [[unit]]
        slug = "anxian-cun"
        name = "东乡一村村民委员会"
        short_name = "一村"
        kind = "village"
        parent = "anxian-dongxiang"
        org_code = "990000003"
"""


def test_a_spec_cannot_be_changed(packs: PackFolder) -> None:
    spec = packs.read()["anxian"]
    with pytest.raises(ValidationError):
        spec.name = "别的"
    with pytest.raises(TypeError):
        spec.workflow.waiting_days[Stage.REVIEW] = 9  # type: ignore[index]


def test_a_spec_survives_json(packs: PackFolder) -> None:
    for spec in packs.read().values():
        assert TenantSpec.model_validate_json(spec.model_dump_json()) == spec
        assert TenantSpec.model_validate(spec.model_dump(mode="json")) == spec


def test_role_names(packs: PackFolder) -> None:
    names = role_names(packs.root)
    assert names["secrecy_reviewer"] == "保密审查"
    assert len(names) == 8


def test_local_holidays_hold_for_the_customer_and_a_unit_may_differ(packs: PackFolder) -> None:
    feast = '[[local_holiday]]\nday = 2026-08-14\nname = "县庆日"\nbasis = "自治条例"\n'
    packs.add("anxian/holidays.toml", feast + feast.replace("08-14", "08-13"))
    packs.add("anxian/units.toml", "[[unit.local_holiday]]\nday = 2026-08-13\ndrop = true")
    specs = packs.read()
    days = {slug: [each.day for each in spec.local_holidays] for slug, spec in specs.items()}
    assert days == {"anxian": [date(2026, 8, 14), date(2026, 8, 13)], "anxian-dongxiang": [date(2026, 8, 14)]}
    kept = TenantSpec.model_validate(specs["anxian"].model_dump(mode="json"))
    assert kept.local_holidays == specs["anxian"].local_holidays
