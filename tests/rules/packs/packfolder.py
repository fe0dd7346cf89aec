"""A small set of packs in a temporary folder: the least that is valid, for tests to change in one place."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from gkcloud.tenancy.packs import Fault, PackFaults, TenantSpec, read_packs

FILES = {
    "_base/settings.toml": """
        index_pattern = "{org}/{year}-{serial:05}"
        [bulletin]
        masthead = "简报"
        editing_unit = "{name}"
        copies = 10
        [workflow]
        stages = ["review", "secrecy_review", "sign_off"]
        three_people = false
        supervision_list = false
        urgent_confirm_hours = 24
        waiting_days = { review = 1, secrecy_review = 2, sign_off = 1 }
    """,
    "_base/roles.toml": """
        [roles]
        author = "采编"
        reviewer = "审核"
        secrecy_reviewer = "保密审查"
        signer = "签发"
        supervisor = "监督小组"
        inspector = "督查"
        administrator = "单位管理员"
        operator = "平台运维"
    """,
    "_base/classes.toml": """
        doc_kinds = ["通知", "函"]
        [[subject_class]]
        code = "general"
        name = "综合政务"
        [[genre_class]]
        code = "tongzhi"
        name = "通知"
    """,
    "_base/columns.toml": """
        [[column]]
        code = "news"
        name = "政务动态"
        kind = "news"
        description = "工作动态。"
        update_days = 14
        [[column]]
        code = "notices"
        name = "通知公告"
        kind = "notice"
        description = "通知公告。"
    """,
    "anxian/pack.toml": """
        [tenant]
        name = "安县人民政府"
        short_name = "安县"
        kind = "county"
        area_code = "990000"
        org_code = "990000000"
    """,
    "anxian/units.toml": """
        [[unit]]
        slug = "anxian-dongxiang"
        name = "东乡人民政府"
        short_name = "东乡"
        kind = "township"
        org_code = "990000001"
    """,
}


class PackFolder:
    """The packs of a test: ``change`` and ``add`` write, ``read`` and ``faults`` read all of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for file, text in FILES.items():
            self.write(file, text)

    def write(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def add(self, file: str, text: str) -> None:
        """Append to a file, which need not be there."""
        path = self.root / file
        self.write(file, (path.read_text(encoding="utf-8") if path.exists() else "") + "\n" + text)

    def change(self, file: str, old: str, new: str) -> None:
        text = (self.root / file).read_text(encoding="utf-8")
        assert text.count(old) == 1
        self.write(file, text.replace(old, new))

    def read(self) -> Mapping[str, TenantSpec]:
        return {spec.slug: spec for spec in read_packs(self.root)}

    def faults(self) -> tuple[Fault, ...]:
        with pytest.raises(PackFaults) as caught:
            read_packs(self.root)
        return caught.value.faults
