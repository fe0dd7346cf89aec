"""The board in other forms: the same numbers, as numbers, and nothing that a spreadsheet would run."""

from collections.abc import Iterator
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.datastructures import MultiDict

from gkcloud.comparison.boards import board_of
from gkcloud.comparison.charts import line_chart
from gkcloud.comparison.exporting import paper_of, workbook_of
from gkcloud.comparison.forms import asked_for
from gkcloud.comparison.places import groups_below
from gkcloud.comparison.rules import INDICATORS, Form, Month
from gkcloud.database import db
from gkcloud.tenancy.directory import directory, forget_directory
from gkcloud.tenancy.model import TenantRecord
from gkcloud.tenancy.scope import Scope
from gkcloud.web.faces import faces
from tests.factories import board
from tests.factories.cast import Cast
from tests.factories.signing_in import signed_in_client


@pytest.fixture
def rich(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cast]:
    monkeypatch.setattr("gkcloud.comparison.pages.today", lambda: board.TODAY)
    with board.board_rules():
        board.rich_year(cast.chexi.tenant)
        yield cast


def made(cast: Cast, query: str = "kind=townships&col=all&span=12"):  # type: ignore[no-untyped-def]
    given = MultiDict(tuple(pair.split("=")) for pair in query.split("&"))
    asked = asked_for(given, groups_below(directory().by_slug("lixian")), Month.of(board.TODAY))
    below = [each.id for each in directory().below(cast.lixian.tenant)]
    with Scope.subtree(cast.lixian.tenant.id, below, cast.inspector.person_id).opened():
        return board_of(asked)


def test_the_workbook_holds_numbers_as_numbers_and_leaves_out_what_does_not_apply(rich: Cast) -> None:
    found = made(rich)
    sheet = openpyxl.load_workbook(BytesIO(workbook_of(found, rich.lixian.tenant))).worksheets[0]
    heads = [cell.value for cell in sheet[2]]
    line = next(each for each in found.lines if each.place.unit.slug == "lixian-chexi")
    (row,) = [row for row in sheet.iter_rows(min_row=3) if row[0].value == line.place.unit.short_name]
    for each in INDICATORS:
        cell, shown = row[heads.index(each.name)], line.figures[each.code]
        assert cell.value == (None if shown.value is None else pytest.approx(shown.value)), each.code
        if shown.value is not None:
            assert cell.data_type == "n"
            assert ("%" in cell.number_format) == (each.form is Form.RATE)


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)"])
def test_a_name_that_begins_like_a_formula_is_text(rich: Cast, name: str) -> None:
    with Scope.platform().opened():
        change = update(TenantRecord).where(TenantRecord.slug == "lixian-chexi").values(short_name=name)
        db.session.execute(change)
        db.session.commit()
    forget_directory()
    sheet = openpyxl.load_workbook(BytesIO(workbook_of(made(rich), rich.lixian.tenant))).worksheets[0]
    (cell,) = [row[0] for row in sheet.iter_rows(min_row=3) if name in str(row[0].value)]
    assert (cell.data_type, cell.value) == ("s", f"'{name}")


def test_paper_and_page_have_the_same_picture(client: FlaskClient, rich: Cast) -> None:
    inspector = signed_in_client(client, rich.inspector)
    text = inspector.get("/lixian/office/compare/chart?kind=townships").get_data(as_text=True)
    paper = paper_of(made(rich, "kind=townships"), rich.lixian.tenant, board.TODAY)
    assert paper.faults(faces()) == ()
    assert paper.pictures[0] in text
    assert paper.picture_text in text


def test_a_picture_brings_no_style_no_script_and_nothing_from_elsewhere() -> None:
    svg = str(line_chart(["1月", "<b>"], [1.0, None], alternative='走势 "二"', top=None))
    for word in ("<script", "<style", "style=", "http", 'class="dot', "<b>", " id="):
        assert word not in svg.replace('xmlns="http://www.w3.org/2000/svg"', ""), word
    assert 'role="img"' in svg
    assert "&lt;b&gt;" in svg


def test_the_downloads_are_named_and_sent(client: FlaskClient, rich: Cast) -> None:
    inspector = signed_in_client(client, rich.inspector)
    answer = inspector.get("/lixian/office/compare.xlsx?kind=townships")
    assert answer.status_code == 200
    assert answer.data[:2] == b"PK"
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    pdf = inspector.get("/lixian/office/compare.pdf?kind=townships")
    assert pdf.data[:5] == b"%PDF-"
    refused = inspector.get("/lixian/office/compare.pdf?kind=townships&col=all")
    assert refused.status_code == 303
    assert "请减少栏目" in inspector.get(refused.headers["Location"]).get_data(as_text=True)
