"""One realistic issue, rendered once, and its pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import pdfplumber
import pytest
from PIL import Image

from gkcloud.papers.bulletin import BulletinIssue, BulletinItem
from gkcloud.papers.render import render_paper
from gkcloud.typeset.faces import Faces, load_faces

PARAGRAPH = (
    "全镇推行“一栏一册一码”，在46处公开点更新信息1,326条，办结率达到98.5%，按照《中华人民共和国政府信息公开条例》"
    "（以下简称《条例》）和澧政办函〔2015〕22号文件要求，2026年9月底前全部整改到位；各村（社区）每月召开一次公开例会。"
)
ROWS = "".join(f"<tr><td>第{number}村</td><td>{number * 7}</td><td>按季公开</td></tr>" for number in range(1, 41))


@dataclass(frozen=True)
class Rendered:
    issue: BulletinIssue
    content: bytes
    stages: list[tuple[str, int]]
    pdf: pdfplumber.PDF


def picture(width: int = 1200, height: int = 400) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), (30, 90, 160)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="session")
def faces() -> Faces:
    return load_faces()


@pytest.fixture(scope="session")
def issue() -> BulletinIssue:
    long_body = "".join(
        f"<h2>{'一二三四五六'[number]}、第{number + 1}部分工作</h2><p>（一）压实责任。{PARAGRAPH}</p>"
        f"<p>{PARAGRAPH}</p><p>1.做法。{PARAGRAPH}</p>"
        for number in range(5)
    )
    rare = f"<p>大堰垱镇的𬭎与龘：{PARAGRAPH}</p>"
    shown = f'<p>{PARAGRAPH}</p><img src="gk-file:p1" alt="公开栏">'
    table = f"<table><tr><th>村名</th><th>件数</th><th>周期</th></tr>{ROWS}</table>"
    return BulletinIssue(
        masthead="澧县政务公开简报",
        year=2026,
        number=9,
        total_number=117,
        editing_unit="澧县人民政府办公室",
        issued_on=date(2026, 9, 30),
        editor_note="现选登部分单位的做法，供各地学习借鉴。",
        items=(
            BulletinItem("车溪乡把公开栏建到家门口", "车溪乡人民政府", long_body, date(2026, 9, 12)),
            BulletinItem("大堰垱镇让惠民补贴看得见", "大堰垱镇人民政府", rare + table),
            BulletinItem("甘溪滩镇公开点见实效", "甘溪滩镇人民政府", shown),
        ),
        report_to=("市人民政府办公室", "县委书记", "县长", "县人大主任", "县政协主席", "县委常委"),
        send_to=("县委各部门",),
        distribute_to=("各乡镇人民政府、街道办事处", "县直各单位"),
        copies=120,
    )  # fmt: skip


@pytest.fixture(scope="session")
def rendered(issue: BulletinIssue, faces: Faces) -> Iterator[Rendered]:
    stages: list[tuple[str, int]] = []
    content = render_paper(
        issue,
        faces=faces,
        files={"p1": picture()},
        progress=lambda stage, percent: stages.append((stage, percent)),
    )
    with pdfplumber.open(BytesIO(content)) as pdf:
        yield Rendered(issue, content, stages, pdf)
