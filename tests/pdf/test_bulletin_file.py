"""What the PDF file is apart from its looks: metadata, the same bytes, progress, faults."""

import dataclasses
import os
import subprocess
import sys
from io import BytesIO

import pypdf
import pytest

from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.papers.render import render_paper

pytestmark = pytest.mark.pdf

SCRIPT = """
import hashlib, sys
from pathlib import Path
from gkcloud.papers.paperfile import read_paper_file
from gkcloud.papers.render import render_paper
from gkcloud.typeset.faces import load_faces
print(hashlib.sha256(render_paper(read_paper_file(Path(sys.argv[1])).paper, faces=load_faces())).hexdigest())
"""

FILE = """
masthead = "澧县政务公开简报"
year = 2026
number = 9
editing_unit = "澧县人民政府办公室"
issued_on = 2026-09-30
copies = 12
report_to = ["市人民政府办公室"]
[[items]]
title = "大堰垱镇让补贴看得见"
source = "大堰垱镇人民政府"
text = "一、建好台账\\n（一）逐项登记。补贴、财务、工程一项不漏。"
[[items]]
title = "车溪乡把公开栏建到家门口"
source = "车溪乡人民政府"
body_html = "<p>全乡设置公开点46处。</p><table><tr><th>村</th></tr><tr><td>兴隆村</td></tr></table>"
"""


def test_same_content_gives_the_same_bytes_in_another_process(tmp_path):
    path = tmp_path / "issue.toml"
    path.write_text(FILE, encoding="utf-8")
    runs = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(path)],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai"))
    ]
    assert len(runs[0].strip()) == 64
    assert runs[0] == runs[1]


def test_file_says_what_it_is(rendered):
    reader = pypdf.PdfReader(BytesIO(rendered.content))
    assert reader.metadata.title == "澧县政务公开简报2026年第9期"
    assert reader.metadata.author == "澧县人民政府办公室"
    assert reader.metadata["/CreationDate"].startswith("D:20260930")
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfaid:part" in root["/Metadata"].get_data()
    assert "/EmbeddedFiles" not in root.get("/Names", {})


def test_bookmarks_lead_to_the_posts_and_their_headings(rendered):
    outline = pypdf.PdfReader(BytesIO(rendered.content)).outline
    titles = [entry.title for entry in outline if not isinstance(entry, list)]
    assert titles == ["目录", *(item.title for item in rendered.issue.items)]
    inner = next(entry for entry in outline if isinstance(entry, list))
    assert inner[0].title == "一、第1部分工作"


def test_progress_names_its_stages_and_never_falls(rendered):
    stages = list(dict.fromkeys(stage for stage, _ in rendered.stages))
    assert stages == ["排版", "生成目录", "渲染", "写入"]
    percentages = [percent for _, percent in rendered.stages]
    assert percentages == sorted(percentages)
    assert (percentages[0], percentages[-1]) == (0, 100)
    assert len(set(percentages)) > 6


def test_a_character_no_face_has_is_named_and_nothing_is_rendered(issue, faces):
    item = dataclasses.replace(issue.items[1], body_html="<p>甲\ue123乙</p>")
    broken = dataclasses.replace(issue, items=(item,))
    (fault,) = broken.faults(faces)
    assert "U+E123" in fault
    assert "大堰垱镇" in fault
    with pytest.raises(PaperNotPrintable) as caught:
        render_paper(broken, faces=faces)
    assert caught.value.faults == (fault,)


def test_all_faults_come_at_once(issue, faces):
    empty = dataclasses.replace(issue.items[0], title=" ", body_html="<script>x</script>")
    lost = dataclasses.replace(issue.items[2], body_html='<p>文</p><img src="gk-file:none" alt="合影">')
    svg = dataclasses.replace(issue.items[2], body_html='<img src="gk-file:svg" alt="示意图">')
    faults = dataclasses.replace(issue, items=(empty, lost, svg)).faults(faces, {"svg": b"<svg/>"})
    assert len(faults) == 4
    assert ["标题" in faults[0], "正文" in faults[1], "合影" in faults[2], "示意图" in faults[3]] == [True] * 4


def test_an_issue_without_posts_is_refused(issue, faces):
    assert dataclasses.replace(issue, items=()).faults(faces) == ("本期没有信息。请至少选入一条。",)


def test_a_sound_issue_has_no_faults(issue, faces):
    assert issue.faults(faces) == ()


def test_the_foot_is_never_lost_where_the_text_fills_the_page(issue, faces):
    """With contents and a last page this full, WeasyPrint 70 by itself drops the foot."""
    first = dataclasses.replace(issue.items[0], title="甲", body_html="<p>公开。</p>" * 10)
    for lines in (15, 17, 19):
        second = dataclasses.replace(issue.items[0], title="乙", body_html="<p>一行文字。</p>" * lines)
        full = dataclasses.replace(
            issue,
            items=(first, second),
            editor_note="",
            total_number=None,
            report_to=("市政府",) * 12,
            send_to=(),
        )
        reader = pypdf.PdfReader(BytesIO(render_paper(full, faces=faces)))
        counts = [page.extract_text().count("共印120份") for page in reader.pages]
        assert counts[-1] == 1, lines
        assert sum(counts) == 1, lines
