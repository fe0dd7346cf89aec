"""Every kind of fault is found and named with its file and key, and nothing else is named."""

from pathlib import Path

import pytest

from gkcloud.tenancy.packs import PackFaults, read_packs
from gkcloud.tenancy.rules import RESERVED_SLUGS, credit_check_character, is_slug
from tests.rules.packs.packfolder import PackFolder

UNITS = "anxian/units.toml"
PACK = "anxian/pack.toml"
SETTINGS = "_base/settings.toml"
COLUMNS = "_base/columns.toml"
UNIT = "unit[anxian-dongxiang]"

# file, text to append, key, part of the message: the fault stands in the appended text
HOLIDAYS = "anxian/holidays.toml"
FEAST = '[[local_holiday]]\nday = 2026-08-14\nname = "县庆日"\n'
APPENDED = [
    (HOLIDAYS, FEAST, "local_holiday[2026-08-14].basis", "缺少"),
    (HOLIDAYS, FEAST + "basis = 3", "local_holiday[2026-08-14].basis", "文字"),
    (HOLIDAYS, (FEAST + 'basis = "自治条例"\n') * 2, "local_holiday[2026-08-14]", "重复"),
    (
        HOLIDAYS,
        FEAST.replace("2026-08-14", "'8月14日'") + 'basis = "自治条例"',
        "local_holiday[8月14日].day",
        "应为日期",
    ),
    (
        HOLIDAYS,
        FEAST.replace("2026-08-14", "2026-08-14T08:00:00") + 'basis = "自治条例"',
        "local_holiday[2026-08-14T08:00:00].day",
        "日期",
    ),
    (HOLIDAYS, FEAST.replace("2026-08-14", "20260814"), "local_holiday[1].day", "缺少这一项"),
    (HOLIDAYS, "[[local_holiday]]\nday = 2026-08-14\ndrop = true", "local_holiday[2026-08-14]", "可删除"),
    ("_base/holidays.toml", FEAST, "", "没有这种文件"),
    (COLUMNS, 'colour = "red"', "column[notices].colour", "没有这个键"),
    (COLUMNS, "update_days = 0", "column[notices].update_days", "不能小于 1"),
    (COLUMNS, "update_days = 1001", "column[notices].update_days", "不能大于 1000"),
    (COLUMNS, 'update_days = "14"', "column[notices].update_days", "整数"),
    (COLUMNS, 'keywords = "通知"', "column[notices].keywords", "列表"),
    (COLUMNS, 'keywords = ["通知", 3]', "column[notices].keywords[2]", "文字"),
    (COLUMNS, 'keywords = ["通知", "通知"]', "column[notices].keywords", "“通知”重复"),
    (COLUMNS, 'parent = "gone"', "column[notices].parent", "找不到上级栏目“gone”"),
    (COLUMNS, 'parent = "notices"', "column[notices].parent", "又是它自己"),
    (COLUMNS, 'kinds = ["town"]', "column[notices].kinds", "没有“town”这种单位类型"),
    (COLUMNS, 'kinds = "township"', "column[notices].kinds", "单位类型的列表"),
    (COLUMNS, "kinds = []", "column[notices].kinds", "单位类型的列表"),
    (COLUMNS, "drop = true", "column[notices].drop", "只写 code 和 drop"),
    (COLUMNS, '[[column]]\nname = "无代码"', "column[3].code", "缺少这一项"),
    (COLUMNS, '[[column]]\ncode = "news"', "column[news]", "重复"),
    (COLUMNS, "[theme]", "theme", "没有这个键"),
    (
        "anxian/columns.toml",
        '[[column]]\ncode = "new"\nname = "新"\nkind = "news"',
        "column[new].description",
        "缺少",
    ),
    ("anxian/columns.toml", '[[column]]\ncode = "news"\nkind = "newz"', "column[news].kind", "news、notice"),
    ("anxian/columns.toml", '[[column]]\ncode = "news"\nname = "动 态"', "column[news].name", "空白"),
    ("anxian/columns.toml", '[[column]]\ncode = "nwes"\ndrop = true', "column[nwes]", "没有“nwes”可删除"),
    ("anxian/columns.toml", "column = 3", "column", "[[column]]"),
    ("anxian/columns.toml", "column = [3]", "column[1]", "应为一张表"),
    ("anxian/words.toml", '[[word]]\nword = "帐户"\nseverity = "warn"', "word[帐户].advice", "缺少"),
    (
        "anxian/words.toml",
        '[[word]]\nword = "帐户"\nseverity = "stop"\nadvice = "改"',
        "word[帐户].severity",
        "block、warn",
    ),
    (
        "anxian/words.toml",
        '[[word]]\nword = "的"\nseverity = "warn"\nadvice = "改"',
        "word[的].word",
        "不能少于 2",
    ),
    (
        "anxian/guide.toml",
        '[[guide]]\ntitle = "联系"\nparagraphs = []',
        "guide[联系].paragraphs",
        "至少要有 1 项",
    ),
    (
        "anxian/guide.toml",
        '[[guide]]\ntitle = "联系"\nparagraphs = ["{fax}"]',
        "guide[联系].paragraphs[1]",
        "没有占位符 {fax}",
    ),
    (
        "anxian/guide.toml",
        '[[guide]]\ntitle = "联系"\nparagraphs = ["{name"]',
        "guide[联系].paragraphs[1]",
        "花括号",
    ),
    ("anxian/colums.toml", "", "", "没有这种文件"),
    ("_base/pack.toml", "", "", "没有这种文件"),
    (PACK, "[theme]\naccent = '#3b87d4'", "theme.accent", "对比度须不低于 7"),
    (PACK, "[theme]\nmasthead = '#ee7777'", "theme.masthead", "对比度须不低于 4.5"),
    (PACK, "[theme]\naccent = 'blue'", "theme.accent", "#rrggbb"),
    (PACK, "[theme]\nborder = '#000000'", "theme.border", "没有这个键"),
    (PACK, "[kind.town.theme]\naccent = '#000000'", "kind.town", "没有“town”这种单位类型"),
    (PACK, "[kind.village.theme]\naccent = 'blue'", "kind.village.theme.accent", "#rrggbb"),
    (PACK, "[kind.village.colours]\naccent = 'blue'", "kind.village.colours", "没有这个键"),
    (PACK, "[kind]\nvillage = 3", "kind.village", "应为一张表"),
    (PACK, "[workflow]\nstages = ['sign_off']", "workflow.stages", "至少要有 2 项"),
    (PACK, "[workflow]\nstages = ['review', 'sign_off']", "workflow.stages", "保密审查"),
    (PACK, "[workflow]\nstages = ['sign_off', 'secrecy_review']", "workflow.stages", "以签发"),
    (
        PACK,
        "[workflow]\nstages = ['secrecy_review', 'secrecy_review', 'sign_off']",
        "workflow.stages",
        "重复",
    ),
    (
        PACK,
        "[workflow]\nstages = ['secrecy_review', 'proof', 'sign_off']",
        "workflow.stages[2]",
        "supervision",
    ),
    (
        PACK,
        "[workflow]\nstages = ['secrecy_review', 'supervision', 'sign_off']",
        "workflow.stages",
        "监督小组审查的办理时限",
    ),
    (
        PACK,
        "[workflow]\nstages = ['secrecy_review', 'sign_off']\nthree_people = true",
        "workflow.three_people",
        "三审",
    ),
    (PACK, "[workflow]\nthree_people = 1", "workflow.three_people", "true 或 false"),
    (PACK, "[workflow]\nurgent_confirm_hours = 0", "workflow.urgent_confirm_hours", "不能小于 1"),
    (PACK, "[workflow.waiting_days]\nreview = 61", "workflow.waiting_days.review", "不能大于 60"),
    (PACK, "[workflow.waiting_days]\nproof = 1", "workflow.waiting_days.proof", "应为其中之一"),
    (PACK, "[workflow]\nwaiting_days = 3", "workflow.waiting_days", "应为一张表"),
    (PACK, "[bulletin.masthead]\ntitle = '简报'", "bulletin.masthead", "应为文字"),
    (PACK, "[bulletin]\ncopies = 0", "bulletin.copies", "不能小于 1"),
    (PACK, "[bulletin]\nmasthead = '{title}'", "bulletin.masthead", "没有占位符 {title}"),
    (
        PACK,
        "[bulletin]\nmasthead = '政务公开简报政务公开简报政务公开简报政务公开'",
        "bulletin.masthead",
        "不能多于 20 个字",
    ),
    (PACK, "[contacts]\nphone = '请致电办公室'", "contacts.phone", "电话"),
    (PACK, "[contacts]\nemail = '办公室'", "contacts.email", "电子邮箱"),
    (PACK, "[contacts]\npostcode = '12345'", "contacts.postcode", "6 位数字"),
    (PACK, "[contacts]\naddress = '{phone}'", "contacts.address", "没有占位符 {phone}"),
    (PACK, "[units]", "units", "没有这个键"),
    (UNITS, 'credit_code = "110000000000000000"', f"{UNIT}.credit_code", "校验码"),
    (UNITS, 'area_code = "99000"', f"{UNIT}.area_code", "6 位数字"),
    (UNITS, 'site_id = "99000"', f"{UNIT}.site_id", "网站标识码"),
    (UNITS, 'icp_no = "ICP"', f"{UNIT}.icp_no", "ICP备案号"),
    (UNITS, 'police_no = "990000"', f"{UNIT}.police_no", "公安备案号"),
    (UNITS, 'hosts = ["https://dongxiang.example"]', f"{UNIT}.hosts[1]", "域名"),
    (UNITS, 'hosts = ["192.0.2.1"]', f"{UNIT}.hosts[1]", "域名"),
    (UNITS, 'hosts = ["Dongxiang.example"]', f"{UNIT}.hosts[1]", "域名"),
    (UNITS, 'hosts = ["a.example", "a.example"]', f"{UNIT}.hosts", "重复"),
    (UNITS, 'status = "open"', f"{UNIT}.status", "active"),
    (UNITS, 'parent = "bexian"', f"{UNIT}.parent", "找不到上级单位“bexian”"),
    (UNITS, 'theme = "red"', f"{UNIT}.theme", "应为一张表"),
    (UNITS, 'phone = "0000"', f"{UNIT}.phone", "没有这个键"),
    (UNITS, 'index_pattern = "{org}-{serial:05}"', f"{UNIT}.index_pattern", "{year}"),
    (UNITS, 'index_pattern = "{credit}/{year}-{serial:05}"', f"{UNIT}.credit_code", "没有相应代码"),
    (
        UNITS,
        f'index_pattern = "{"x" * 44}{{org}}/{{year}}-{{serial:05}}"',
        f"{UNIT}.index_pattern",
        "不能多于 64",
    ),
    (
        UNITS,
        f'index_pattern = "{"x" * 36}{{org}}/{{year}}-{{serial:05}}"\norg_code = "{"9" * 30}"',
        f"{UNIT}.index_pattern",
        "超过 64 个字符",
    ),
    (
        UNITS,
        '[[unit.column]]\ncode = "news"\nupdate_days = 0',
        f"{UNIT}.column[news].update_days",
        "不能小于 1",
    ),
    (UNITS, '[[unit]]\nname = "西乡"', "unit[2].slug", "网址名"),
    (UNITS, '[[unit]]\nslug = "West"', "unit[2].slug", "网址名"),
    ("_base/roles.toml", 'editor = "编辑"', "roles.editor", "没有这个角色"),
]


@pytest.mark.parametrize(("file", "text", "key", "about"), APPENDED)
def test_fault_in_added_text(packs: PackFolder, file: str, text: str, key: str, about: str) -> None:
    if "org_code" in text:
        packs.change(UNITS, 'org_code = "990000001"', "")
    packs.add(file, text)
    (fault,) = packs.faults()
    assert (fault.file, fault.key) == (file, key)
    assert about in fault.message
    assert fault.message.endswith("。")


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "about"),
    [
        (PACK, 'name = "安县人民政府"', "", "tenant.name", "缺少"),
        (PACK, 'kind = "county"', "", "tenant.kind", "缺少单位类型"),
        (PACK, 'kind = "county"', 'kind = "shire"', "tenant.kind", "county"),
        (PACK, 'kind = "county"', "kind = 3", "tenant.kind", "county"),
        (PACK, 'org_code = "990000000"', "", "tenant.org_code", "没有相应代码"),
        (UNITS, 'name = "东乡人民政府"', "name = 3", f"{UNIT}.name", "文字"),
        (UNITS, 'short_name = "东乡"', "", f"{UNIT}.short_name", "缺少"),
        (UNITS, 'kind = "township"', 'kind = "village"', f"{UNIT}.parent", "村不能设在县（市、区）之下"),
        (UNITS, 'org_code = "990000001"', 'org_code = "990000000"', f"{UNIT}.org_code", "已由“anxian”使用"),
        (UNITS, 'slug = "anxian-dongxiang"', 'slug = "dongxiang"', "unit[dongxiang].slug", "“anxian-”开头"),
        ("_base/roles.toml", 'author = "采编"', "", "roles.author", "缺少这个角色"),
    ],
)
def test_fault_in_changed_text(packs: PackFolder, file: str, old: str, new: str, key: str, about: str) -> None:
    packs.change(file, f"        {old}\n", f"        {new}\n")
    (fault,) = packs.faults()
    assert (fault.file, fault.key) == (file, key)
    assert about in fault.message


@pytest.mark.parametrize(
    ("text", "about"),
    [("a = 1\nb = = 2\n", "第 2 行第 5 列"), ('a = "', "TOML 语法"), ("a = 1\na = 2\n", "第 2 行")],
)
def test_toml_syntax(packs: PackFolder, text: str, about: str) -> None:
    packs.write("anxian/words.toml", text)
    (fault,) = packs.faults()
    assert (fault.file, fault.key) == ("anxian/words.toml", "")
    assert about in fault.message


@pytest.mark.parametrize(
    ("file", "text", "key"),
    [
        (PACK, "kind = 3", "kind"),
        (PACK, "tenant = 3", "tenant"),
        ("_base/roles.toml", "roles = 3", "roles"),
        (UNITS, "unit = 3", "unit"),
    ],
)
def test_a_value_where_a_table_belongs(packs: PackFolder, file: str, text: str, key: str) -> None:
    packs.write(file, text)
    assert (file, key) in {(fault.file, fault.key) for fault in packs.faults()}


def test_not_utf8(packs: PackFolder) -> None:
    (packs.root / "anxian/words.toml").write_bytes("a = '县'".encode("gb18030"))
    (fault,) = packs.faults()
    assert fault.file == "anxian/words.toml"
    assert "UTF-8" in fault.message


def test_folders(packs: PackFolder) -> None:
    packs.add("Bexian/pack.toml", "")
    packs.add("cixian/units.toml", "")
    packs.add(".git/config.toml", "")
    packs.add("README.md", "")
    assert [(fault.file, fault.key) for fault in packs.faults()] == [("Bexian", ""), ("cixian/pack.toml", "")]


def test_no_base(tmp_path: Path) -> None:
    with pytest.raises(PackFaults) as caught:
        read_packs(tmp_path)
    assert [fault.file for fault in caught.value.faults] == ["_base"]


@pytest.mark.parametrize("slug", sorted(slug for slug in RESERVED_SLUGS if is_slug(slug)))
def test_reserved_slug(packs: PackFolder, slug: str) -> None:
    packs.add(f"{slug}/pack.toml", COUNTY.format(code="990100"))
    (fault,) = packs.faults()
    assert (fault.file, fault.key) == (f"{slug}/pack.toml", "tenant.slug")
    assert "保留" in fault.message


COUNTY = """
[tenant]
name = "贝县人民政府"
short_name = "贝县"
kind = "county"
area_code = "{code}"
org_code = "{code}000"
"""


def unit(slug: str, kind: str, parent: str, org_code: str) -> str:
    return f"""
[[unit]]
slug = "{slug}"
name = "单位"
short_name = "单位"
kind = "{kind}"
parent = "{parent}"
org_code = "{org_code}"
"""


def test_duplicate_slug(packs: PackFolder) -> None:
    packs.add(UNITS, unit("anxian-dongxiang", "township", "anxian", "990000002"))
    assert [(fault.file, fault.key) for fault in packs.faults()] == [(UNITS, f"{UNIT}.slug")]


def test_cycle(packs: PackFolder) -> None:
    packs.add(UNITS, unit("anxian-a", "station", "anxian-b", "1"))
    packs.add(UNITS, unit("anxian-b", "station", "anxian-a", "2"))
    packs.add(UNITS, unit("anxian-c", "station", "anxian-a", "3"))
    faults = {fault.key: fault.message for fault in packs.faults()}
    assert "anxian-a → anxian-b → anxian-a" in faults["unit[anxian-a].parent"]
    assert "anxian-b → anxian-a → anxian-b" in faults["unit[anxian-b].parent"]
    # A unit that hangs below the cycle is not part of it, but a station cannot stand under a station.
    assert "成环" not in faults["unit[anxian-c].parent"]


def test_own_parent(packs: PackFolder) -> None:
    packs.add(UNITS, 'parent = "anxian-dongxiang"')
    (fault,) = packs.faults()
    assert "成环" in fault.message


def test_host_and_credit_code_belong_to_one_tenant(packs: PackFolder) -> None:
    code = "9" * 17 + credit_check_character("9" * 17)
    packs.add(PACK, f'hosts = ["www.example.cn"]\ncredit_code = "{code}"')
    packs.add(UNITS, f'hosts = ["www.example.cn"]\ncredit_code = "{code}"')
    assert [(fault.file, fault.key) for fault in packs.faults()] == [
        (UNITS, f"{UNIT}.hosts[1]"),
        (UNITS, f"{UNIT}.credit_code"),
    ]


def test_every_fault_at_once(packs: PackFolder) -> None:
    packs.add(COLUMNS, "update_days = 0")
    packs.add(PACK, "[theme]\naccent = 'blue'")
    packs.add(UNITS, 'parent = "gone"\nstatus = "open"')
    packs.add("anxian/words.toml", "=")
    found = {(fault.file, fault.key) for fault in packs.faults()}
    assert found == {
        (COLUMNS, "column[notices].update_days"),
        (PACK, "theme.accent"),
        (UNITS, f"{UNIT}.parent"),
        (UNITS, f"{UNIT}.status"),
        ("anxian/words.toml", ""),
    }


def test_a_fault_of_the_base_counts_once_for_all_tenants(packs: PackFolder) -> None:
    packs.add(UNITS, unit("anxian-xixiang", "township", "anxian", "990000002"))
    packs.add(COLUMNS, 'parent = "gone"')
    assert len(packs.faults()) == 1


def test_the_exception_reads_as_a_list_of_places(packs: PackFolder) -> None:
    packs.add(UNITS, 'status = "open"')
    with pytest.raises(PackFaults) as caught:
        packs.read()
    assert str(caught.value).startswith(f"{UNITS}: {UNIT}.status: 应为其中之一")


MERGED = 'status = "closed"\nmerged_into = "anxian-xixiang"\nmerged_on = 2015-06-30'
OTHER = """
    [[unit]]
    slug = "anxian-xixiang"
    name = "西乡人民政府"
    short_name = "西乡"
    kind = "township"
    org_code = "990000002"
"""


def test_a_unit_with_tags_former_names_and_an_end(packs: PackFolder) -> None:
    names = 'former_names = [{ name = "东公社", until = 1984-05-01 }, { name = "东镇", until = 1999-12-31 }]'
    packs.add(UNITS, f'tags = ["sector"]\n{names}\n{MERGED}\n{OTHER}')
    spec = packs.read()["anxian-dongxiang"]
    assert spec.tags == ("sector",)
    assert [(each.name, each.until.year) for each in spec.former_names] == [("东公社", 1984), ("东镇", 1999)]
    assert (spec.merged_into, str(spec.merged_on)) == ("anxian-xixiang", "2015-06-30")
    assert type(spec).model_validate(spec.model_dump(mode="json")) == spec


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        (MERGED.replace('status = "closed"\n', ""), "status", "closed"),
        (MERGED.replace("\nmerged_on = 2015-06-30", ""), "merged_on", "缺少合并日期"),
        (MERGED.replace('merged_into = "anxian-xixiang"\n', ""), "merged_on", "并入的单位"),
        (MERGED.replace("anxian-xixiang", "anxian-gone"), "merged_into", "没有单位“anxian-gone”"),
        (MERGED.replace("anxian-xixiang", "anxian-dongxiang"), "merged_into", "成环"),
        (MERGED.replace("2015-06-30", '"去年"'), "merged_on", "应为日期"),
        (MERGED.replace("2015-06-30", "2015"), "merged_on", "应为日期"),
        ('tags = ["A"]', "tags[1]", "代码"),
        ('tags = ["a", "a"]', "tags", "重复"),
        ('former_names = [{ name = "东镇" }]', "former_names[1].until", "缺少"),
        ('former_names = [{ name = "东乡人民政府", until = 1999-12-31 }]', "former_names", "相同"),
        (
            'former_names = [{ name = "甲", until = 1999-12-31 }, { name = "乙", until = 1998-12-31 }]',
            "former_names",
            "从早到晚",
        ),
    ],
)
def test_faults_of_names_and_mergers(packs: PackFolder, text: str, key: str, message: str) -> None:
    packs.add(UNITS, f"{text}\n{OTHER}")
    faults = packs.faults()
    assert [(fault.file, fault.key) for fault in faults] == [(UNITS, f"{UNIT}.{key}")]
    assert message in faults[0].message


def test_two_units_merged_into_each_other(packs: PackFolder) -> None:
    back = 'status = "closed"\nmerged_into = "anxian-dongxiang"\nmerged_on = 2016-06-30'
    packs.add(UNITS, f"{MERGED}\n{OTHER}\n{back}")
    assert {(fault.key, fault.message) for fault in packs.faults()} == {
        (f"unit[{slug}].merged_into", "合并关系成环，请核对。") for slug in ("anxian-dongxiang", "anxian-xixiang")
    }
