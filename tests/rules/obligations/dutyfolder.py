"""A set of packs with one duty of each type, for tests to change in one place."""

from pathlib import Path

import pytest

from gkcloud.obligations.dutybook import DutyBook, read_duties
from gkcloud.tenancy.packs import Fault, PackFaults
from tests.rules.packs.packfolder import PackFolder

FACTS = """
[[fact]]
kind = "published"
name = "公开信息"
source = "automatic"
group = "信息发布"
asks = ["item", "subject"]
[[fact]]
kind = "formed"
name = "形成信息"
source = "automatic"
group = "信息发布"
asks = ["subject"]
[[fact]]
kind = "meeting_held"
name = "召开会议"
source = "recorded"
group = "会议与培训"
asks = ["item", "attended"]
[[fact]]
kind = "figure_recorded"
name = "登记数据"
source = "recorded"
group = "数据"
asks = ["value"]
"""

HEAD = """
[[duty]]
id = "{id}"
title = "某项义务"
document = "某办发〔2020〕1号"
owed_by = "各乡镇"
kinds = ["township"]
"""

# One of each type, the least that is valid.
DUTIES = {
    "D1": 'type = "frequency"\nperiod = "year"\nevidence = ["meeting_held"]',
    "D2": 'type = "deadline"\nperiod = "year"\ntrigger = "formed"\nevidence = ["published"]',
    "D3": 'type = "fixed_date"\nperiod = "quarter"\ndays_after = 5\nevidence = ["published"]',
    "D4": 'type = "recency"\nperiod = "once"\nwithin = 14\nevidence = ["published"]',
    "D5": 'type = "pairing"\nperiod = "once"\nevidence = ["meeting_held"]',
    "D6": 'type = "threshold"\nperiod = "year"\nitems = ["甲", "乙"]\nevidence = ["meeting_held"]',
}


class DutyFolder:
    """Packs of a test; ``faults`` reads them all."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.packs = PackFolder(root)
        self.packs.write("_base/facts.toml", FACTS)
        self.packs.change("anxian/units.toml", 'org_code = "990000001"', 'org_code = "990000001"\ntags = ["office"]')
        for number, text in DUTIES.items():
            self.packs.add("anxian/duties.toml", HEAD.format(id=number) + text)

    def add_duty(self, text: str, file: str = "anxian/duties.toml") -> None:
        self.packs.add(file, HEAD.format(id="D9") + text)

    def read(self) -> DutyBook:
        return read_duties(self.root)

    def faults(self) -> tuple[Fault, ...]:
        with pytest.raises(PackFaults) as caught:
            self.read()
        return caught.value.faults
