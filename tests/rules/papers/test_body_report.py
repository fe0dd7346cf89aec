"""Whatever paper a body goes into: what is too much for a page, cannot be shown or is no picture, is told in a sentence."""

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest

from gkcloud.papers.board import BoardClass, BoardItem, NoticeBoard
from gkcloud.papers.bulletin import BulletinIssue, BulletinItem
from gkcloud.papers.document import Attachment, Form, OfficialDocument
from gkcloud.papers.gazette import Gazette, GazetteItem
from gkcloud.papers.handbook import Handbook
from gkcloud.papers.paper import Paper
from gkcloud.papers.policies import Policy, Theme
from gkcloud.typeset.faces import Faces, load_faces

DAY = date(2026, 10, 8)


def bulletin(body: str) -> Paper:
    return BulletinIssue("简报", 2026, 1, 1, "办公室", DAY, "", (BulletinItem("甲", "乙乡", body),), copies=1)


def document(body: str) -> Paper:
    return OfficialDocument("甲", body, Form.PLAIN)


def attachment(body: str) -> Paper:
    return OfficialDocument("甲", "<p>文</p>", Form.PLAIN, attachments=(Attachment("乙", body),))


def gazette(body: str) -> Paper:
    return Gazette("公报", 2026, 1, 1, "县政府", DAY, (GazetteItem("甲", body, "县政府文件"),))


def board(body: str) -> Paper:
    items = (BoardItem("甲", "乙乡", body_html=body),)
    return NoticeBoard("乙乡", "2026年第三季度", (BoardClass("村务", items),), DAY, DAY, "0000-0000000")


def handbook(body: str) -> Paper:
    policy = Policy("甲", "乙局", ("农户",), ("要点",), body_html=body)
    return Handbook("手册", "乙局", "2026年版", DAY, (Theme("农业", (policy,)),))


@cache
def faces() -> Faces:
    return load_faces()


@pytest.mark.parametrize("paper", [bulletin, document, attachment, gazette, board, handbook])
def test_it_is_told_in_every_paper(paper: Callable[[str], Paper]) -> None:
    wide = "<table><tr>" + "<td>1</td>" * 70 + "</tr></table>"
    in_a_cell = '<table><tr><td><img src="gk-file:lost" alt="合影"></td></tr></table>'
    captioned = '<figure><img src="gk-file:lost" alt="合影"><figcaption>图\ue123</figcaption></figure>'
    said = "".join(paper(f"<p>文</p>{wide}{in_a_cell}{captioned}").faults(faces(), {}))
    assert "70列" in said
    assert "合影" in said
    assert "U+E123" in said
    assert paper("<p>文</p>").faults(faces(), {}) == ()


def test_many_faults_of_a_kind_are_not_all_listed() -> None:
    private = "".join(chr(0xE000 + number) for number in range(50))
    faults = bulletin(f"<p>{private}</p>").faults(faces())
    assert len(faults) < 25
    assert "同类问题另有" in faults[-1]
