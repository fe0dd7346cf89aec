"""A paper of every kind, with everything in it that a file may go wrong on. A new kind adds its own here."""

from collections.abc import Mapping
from datetime import date
from io import BytesIO

from PIL import Image

from gkcloud.papers.bulletin import BulletinIssue, BulletinItem
from gkcloud.papers.paper import Paper, PaperKind

TABLE = (
    "<table><caption>公开事项</caption><thead><tr><th>村名</th><th>件数</th><th>周期</th></tr></thead><tbody>"
    + "".join(f"<tr><td>第{number}村</td><td>{number * 7}</td><td>按季公开</td></tr>" for number in range(1, 41))
    + "</tbody></table>"
)
BODY = (
    "<h2>一、压实责任</h2><p>（一）明确分工。各村<strong>每月</strong>召开一次公开例会，按照澧政办函〔2015〕22号文件要求，"
    "2026年9月底前全部整改到位。</p><p>大堰垱镇的𬭎与龘，面积3269.5m<sup>2</sup>。</p>"
    "<ul><li>惠民补贴</li><li>村级财务</li></ul><ol><li>登记</li><li>上墙</li></ol>"
)


def coloured(mode: str = "RGB", form: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (1200, 400), (30, 90, 160)).convert(mode).save(out, form)
    return out.getvalue()


FILES: Mapping[str, bytes] = {"rgb": coloured(), "alpha": coloured("RGBA"), "cmyk": coloured("CMYK", "JPEG")}
PICTURES = "".join(f'<p>如图。</p><img src="gk-file:{key}" alt="公开栏（{key}）">' for key in FILES)

_BULLETIN = BulletinIssue(
    masthead="澧县政务公开简报",
    year=2026,
    number=9,
    total_number=117,
    editing_unit="澧县人民政府办公室",
    issued_on=date(2026, 9, 30),
    editor_note="现选登部分单位的做法，供各地学习借鉴。",
    items=(
        BulletinItem("车溪乡把公开栏建到家门口", "车溪乡人民政府", BODY, date(2026, 9, 12)),
        BulletinItem("大堰垱镇让惠民补贴看得见", "大堰垱镇人民政府", "<p>情况如下。</p>" + TABLE + PICTURES),
    ),
    report_to=("市人民政府办公室", "县委书记", "县长"),
    distribute_to=("各乡镇人民政府、街道办事处", "县直各单位"),
    copies=120,
)

SAMPLES: Mapping[PaperKind, Paper] = {PaperKind.BULLETIN: _BULLETIN}
