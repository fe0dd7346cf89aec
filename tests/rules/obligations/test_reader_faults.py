"""Every kind of fault in duties, facts and tasks is found, named with file and key, and nothing else is named."""

import pytest

from gkcloud.obligations.dutyspec import duty_json, parse_duty
from gkcloud.tenancy.packs import read_packs
from tests.rules.obligations.dutyfolder import HEAD, DutyFolder

FREQUENCY = 'type = "frequency"\nperiod = "year"\nevidence = ["meeting_held"]\n'
DEADLINE = 'type = "deadline"\nperiod = "year"\ntrigger = "formed"\nevidence = ["published"]\n'
FIXED = 'type = "fixed_date"\nevidence = ["published"]\n'
RECENCY = 'type = "recency"\nperiod = "once"\nevidence = ["published"]\n'
PAIRING = 'type = "pairing"\nperiod = "year"\nevidence = ["published"]\n'
THRESHOLD = 'type = "threshold"\nperiod = "year"\nevidence = ["meeting_held"]\n'
FIGURE = 'type = "threshold"\nperiod = "year"\nevidence = ["figure_recorded"]\n'

# duty D9 as it stands in the file, the key at fault, part of the sentence
DUTIES = [
    ('type = "often"\nperiod = "year"\nevidence = ["published"]', "type", "frequency、deadline"),
    ('period = "year"\nevidence = ["published"]', "type", "应为其中之一"),
    (FREQUENCY + 'colour = "red"', "colour", "没有这个键"),
    (FREQUENCY + "within = 3", "within", "没有这个键"),
    (FREQUENCY + "at_least = 0", "at_least", "不能小于 1"),
    (FREQUENCY + 'at_least = "2"', "at_least", "应为整数"),
    (FREQUENCY + "weight = 6", "weight", "不能大于 5"),
    (FREQUENCY + 'distinct = "hour"', "distinct", "应为其中之一"),
    (FREQUENCY + 'distinct = "working_day"\nat_least = 3', "at_least", "每个工作日"),
    (FREQUENCY + 'attended_by = "mayor"', "attended_by", "principal_head"),
    (FREQUENCY.replace('"year"', '"once"'), "period", "次数须有周期"),
    (FREQUENCY.replace('"year"', '"decade"'), "period", "应为其中之一"),
    (FREQUENCY.replace('"meeting_held"', '"gone"'), "evidence", "没有“gone”这种事实"),
    (FREQUENCY.replace('"meeting_held"', '"meeting_held", "meeting_held"'), "evidence", "重复"),
    (FREQUENCY.replace('["meeting_held"]', "[]"), "evidence", "至少要有 1 项"),
    (FREQUENCY.replace('"meeting_held"', '"Meeting"'), "evidence[1]", "小写字母"),
    (FREQUENCY + 'valid_from = "去年"', "valid_from", "应为日期"),
    (FREQUENCY + "valid_from = 2010", "valid_from", "应为日期"),
    (FREQUENCY + "valid_from = 2010-01-01T10:00:00", "valid_from", "应为日期"),
    (FREQUENCY + "valid_from = 2010-02-01\nvalid_until = 2010-01-31", "valid_until", "不能早于"),
    (FREQUENCY + 'tags = ["gone"]', "tags", "没有单位带标签“gone”"),
    (FREQUENCY + 'tags = ["Office"]', "tags[1]", "代码"),
    (FREQUENCY.replace('"meeting_held"', '"figure_recorded"') + 'about = ["甲"]', "about", "不带 item"),
    (
        FREQUENCY.replace('"meeting_held"', '"published"') + 'attended_by = "vice_head"',
        "attended_by",
        "不带 attended",
    ),
    (DEADLINE.replace('"published"', '"formed"'), "trigger", "不能同时是佐证"),
    (DEADLINE.replace('"formed"', '"gone"'), "trigger", "没有“gone”这种事实"),
    (DEADLINE.replace('"published"', '"meeting_held"'), "evidence", "不带 subject"),
    (DEADLINE + 'trigger_about = ["甲"]', "trigger_about", "不带 item"),
    (DEADLINE + 'unit = "days"', "unit", "没有写期限"),
    (DEADLINE + 'direction = "before"', "direction", "没有写期限"),
    (DEADLINE + "within = 0", "within", "不能小于 1"),
    (DEADLINE.replace('trigger = "formed"\n', ""), "trigger", "缺少这一项"),
    (FIXED + 'period = "year"', "day", "须写 month 和 day"),
    (FIXED + 'period = "year"\nmonth = 2\nday = 30', "day", "没有这一天"),
    (FIXED + 'period = "year"\nmonth = 2\nday = 29', "day", "不是每年都有"),
    (FIXED + 'period = "year"\nmonth = 13\nday = 1', "month", "不能大于 12"),
    (FIXED + 'period = "quarter"\nmonth = 2\nday = 10', "period", "year 或 once"),
    (FIXED + 'period = "quarter"\nmonth_of_period = 4\nday = 10', "month_of_period", "只有 3 个月"),
    (FIXED + 'period = "year"\nmonth_of_period = 4\nday = 10', "period", "只用于"),
    (FIXED + 'period = "quarter"\nmonth_of_period = 1\nday = 29', "day", "不能大于 28"),
    (FIXED + 'period = "quarter"\ndays_after = 5\nday = 5', "days_after", "不写月和日"),
    (FIXED + 'period = "once"\ndays_after = 5', "period", "须有周期"),
    (FIXED + 'period = "once"\nmonth = 2\nday = 10', "valid_until", "请写上"),
    (FIXED + 'period = "year"\nmonth = 2\nday = 10\nopens = "2月1日"', "opens", "07-01"),
    (FIXED + 'period = "year"\nmonth = 2\nday = 10\nshift = "later"', "shift", "keep"),
    (RECENCY, "within", "缺少这一项"),
    (RECENCY + 'within = 3\nunit = "hours"', "unit", "days"),
    (PAIRING + "same_day = true", "same_day", "没有写 trigger"),
    (PAIRING + "at_least_share = 90", "at_least_share", "没有写 trigger"),
    (PAIRING + 'trigger = "formed"\nat_least_share = 101', "at_least_share", "不能大于 100"),
    (PAIRING + 'trigger = "formed"\nsame_day = 1', "same_day", "true 或 false"),
    (THRESHOLD, "items", "只写一种"),
    (THRESHOLD + 'items = ["甲"]\nat_least = 3', "items", "只写一种"),
    (THRESHOLD + 'items = ["甲", "甲"]', "items", "重复"),
    (THRESHOLD + 'items = ["甲"]\nabout = ["甲"]', "about", "就不写 about"),
    (THRESHOLD + "at_least = 3", "at_least", "不带 subject"),
    (THRESHOLD + "at_least_value = 80", "at_least_value", "不带 value"),
    (FIGURE + 'at_least_value = "80"', "at_least_value", "应为数字"),
    (FIGURE + "at_least_value = true", "at_least_value", "应为数字"),
    (FIGURE + "at_least_value = 80\nat_most_value = 70", "at_most_value", "不能小于"),
]


def test_the_folder_of_the_tests_has_no_fault(duties: DutyFolder) -> None:
    book = duties.read()
    assert [duty.id for _, duty in book.duties] == ["D1", "D2", "D3", "D4", "D5", "D6"]
    assert {pack for pack, _ in book.duties} == {"anxian"}
    for _, duty in book.duties:
        assert parse_duty(duty_json(duty)) == duty


@pytest.mark.parametrize(("text", "key", "message"), DUTIES)
def test_faults_of_a_duty(duties: DutyFolder, text: str, key: str, message: str) -> None:
    duties.add_duty(text)
    faults = duties.faults()
    assert [(fault.file, fault.key) for fault in faults] == [("anxian/duties.toml", f"duty[D9].{key}")]
    assert message in faults[0].message
    assert faults[0].message.endswith("。")


@pytest.mark.parametrize(
    ("old", "new", "key", "message"),
    [
        ('id = "D9"', 'id = "d9"', "duty[d9].id", "大写字母"),
        ('id = "D9"', 'id = "D1"', "duty[D1]", "重复"),
        ('id = "D9"\n', "", "duty[7].id", "缺少这一项"),
        ('title = "某项义务"', f'title = "{"长" * 31}"', "duty[D9].title", "不能多于 30 个字"),
        ('title = "某项义务"', 'title = "某项 义务"', "duty[D9].title", "空白"),
        ('document = "某办发〔2020〕1号"\n', "", "duty[D9].document", "须至少写一个"),
        ('kinds = ["township"]', 'kinds = ["town"]', "duty[D9].kinds[1]", "township"),
        ('kinds = ["township"]', "kinds = []", "duty[D9].kinds", "至少要有 1 项"),
    ],
)
def test_faults_of_what_every_duty_has(duties: DutyFolder, old: str, new: str, key: str, message: str) -> None:
    text = (HEAD.format(id="D9") + FREQUENCY).replace(old, new)
    duties.packs.add("anxian/duties.toml", text)
    faults = duties.faults()
    assert [(fault.file, fault.key) for fault in faults] == [("anxian/duties.toml", key)]
    assert message in faults[0].message


@pytest.mark.parametrize(
    ("file", "text", "key", "message"),
    [
        ("_base/facts.toml", '[[fact]]\nkind = "formed"', "fact[formed]", "重复"),
        (
            "_base/facts.toml",
            '[[fact]]\nkind = "x1"\nname = "甲"\nsource = "guessed"\ngroup = "乙"',
            "fact[x1].source",
            "automatic",
        ),
        (
            "_base/facts.toml",
            '[[fact]]\nkind = "x1"\nname = "甲"\nsource = "recorded"\ngroup = "乙"\nasks = ["mood"]',
            "fact[x1].asks[1]",
            "attended",
        ),
        ("_base/facts.toml", "[[facts]]", "facts", "没有这个键"),
        ("anxian/duties.toml", "[[dutys]]", "dutys", "没有这个键"),
        ("anxian/duties.toml", "[[duty", "", "TOML 语法"),
        ("anxian/tasks.toml", '[[task]]\nnumber = 1\ntitle = "甲"', "task[1]", "须至少写一个"),
        (
            "anxian/tasks.toml",
            '[[task]]\nnumber = 1\ntitle = "甲"\nlead = ["anxian-gone"]',
            "task[1].lead",
            "anxian-gone",
        ),
        (
            "anxian/tasks.toml",
            '[[task]]\nnumber = 1\ntitle = "甲"\nlead = ["各单位"]\nduties = ["D77"]',
            "task[1].duties",
            "没有编号“D77”",
        ),
    ],
)
def test_faults_of_facts_and_tasks(duties: DutyFolder, file: str, text: str, key: str, message: str) -> None:
    duties.packs.add(file, text)
    faults = [fault for fault in duties.faults() if fault.key == key]
    assert [fault.file for fault in faults][:1] == [file]
    assert any(message in fault.message for fault in faults)


def test_every_fault_is_told_at_once(duties: DutyFolder) -> None:
    duties.add_duty(FREQUENCY + "at_least = 0\nweight = 9")
    duties.packs.add("anxian/tasks.toml", '[[task]]\nnumber = 1\ntitle = "甲"\nlead = ["anxian-gone"]')
    assert {fault.key for fault in duties.faults()} == {"duty[D9].at_least", "duty[D9].weight", "task[1].lead"}


def test_a_pack_cannot_take_a_national_id(duties: DutyFolder) -> None:
    duties.add_duty(FREQUENCY, "_base/duties.toml")
    duties.add_duty(FREQUENCY)
    assert [fault.key for fault in duties.faults()] == ["duty[D9]"]


def test_packs_without_duties_have_none_and_their_reader_leaves_the_files_alone(duties: DutyFolder) -> None:
    duties.packs.write("anxian/duties.toml", "[[duty")
    assert len(read_packs(duties.root)) == 2
    for file in ("_base/facts.toml", "anxian/duties.toml"):
        (duties.root / file).unlink()
    assert duties.read().duties == ()


@pytest.mark.parametrize("file", ["anxian/facts.toml", "_base/tasks.toml"])
def test_files_in_the_wrong_folder_are_faults(duties: DutyFolder, file: str) -> None:
    duties.packs.write(file, "")
    assert [fault.file for fault in duties.packs.faults()] == [file]


def test_tasks_name_units_by_slug_and_groups_by_name(duties: DutyFolder) -> None:
    duties.packs.write(
        "anxian/tasks.toml",
        '[[task]]\nnumber = 1\ntitle = "甲"\nlead = ["anxian-dongxiang"]\ncooperating = ["各单位"]\nduties = ["D1"]',
    )
    ((pack, task),) = duties.read().tasks
    assert (pack, task.lead, task.cooperating) == ("anxian", ("anxian-dongxiang",), ("各单位",))
