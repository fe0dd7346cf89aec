"""The board: who may see what of it, and every number against the rows that make it."""

import re
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import ProgrammingError

from gkcloud.comparison import drilling, forms, places, queries
from gkcloud.comparison.boards import board_of, figures_of
from gkcloud.comparison.model import BoardRow
from gkcloud.comparison.refreshing import refresh_board
from gkcloud.comparison.rules import INDICATORS, Month, reach_of, up_to
from gkcloud.database import db
from gkcloud.obligations.standings import assess_tenant
from gkcloud.tenancy.directory import Tenant, directory
from gkcloud.tenancy.scope import Scope
from tests.factories import board, duties
from tests.factories.cast import Cast
from tests.factories.signing_in import signed_in_client
from tests.queries import counted

MONTH = Month.of(board.TODAY)


@pytest.fixture(autouse=True)
def a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages look at the board on the day up to which facts are told."""
    monkeypatch.setattr("gkcloud.comparison.pages.today", lambda: board.TODAY)


@pytest.fixture
def rich(cast: Cast) -> Iterator[Cast]:
    with board.board_rules():
        board.rich_year(cast.chexi.tenant)
        board.rich_year(directory().by_slug("lixian-dayandang"), shift=2)
        board.rich_year(cast.baini.tenant, shift=1)
        yield cast


def subtree(cast: Cast, above: Tenant | None = None) -> Scope:
    above = above or cast.lixian.tenant
    return Scope.subtree(above.id, [each.id for each in directory().below(above)], cast.inspector.person_id)


def county(client: FlaskClient, cast: Cast) -> FlaskClient:
    return signed_in_client(client, cast.inspector)


def test_a_township_sees_no_board_of_its_county_and_no_cell_of_its_neighbour(client: FlaskClient, rich: Cast) -> None:
    signer = signed_in_client(client, rich.chexi.signer)
    neighbour = directory().by_slug("lixian-dayandang").id
    assert signer.get("/lixian/office/compare").status_code == 404
    for unit_id in (neighbour, rich.lixian.tenant.id, rich.baini.tenant.id):
        for path in (f"{unit_id}", f"{unit_id}/published/2026-11"):
            assert signer.get(f"/lixian-chexi/office/compare/{path}").status_code == 404
    assert signer.get(f"/lixian-chexi/office/compare/{rich.chexi.tenant.id}/published/2026-11").status_code == 200


def test_another_countys_units_are_not_found(client: FlaskClient, rich: Cast) -> None:
    inspector = county(client, rich)
    other = rich.baini.tenant.id
    for path in (f"/{other}", f"/{other}/published/2026-11", "?of=yuqing", "?of=lixian-chexi-x"):
        assert inspector.get(f"/lixian/office/compare{path}").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["month=2026-13", "month=2099-01", "month=x", "span=2", "span=x", "kind=villages", "sort=nothing", "col=nothing"],
)
def test_what_the_board_does_not_have_is_not_found(client: FlaskClient, rich: Cast, query: str) -> None:
    assert county(client, rich).get(f"/lixian/office/compare?{query}").status_code == 404


def test_an_author_has_no_board(client: FlaskClient, cast: Cast) -> None:
    author = signed_in_client(client, cast.lixian.author)
    assert author.get("/lixian/office/compare").status_code == 404


def test_the_wall_keeps_rows_of_others_in_the_database(cast: Cast, rich: Cast) -> None:
    chexi, baini = cast.chexi.tenant.id, cast.baini.tenant.id
    with Scope.office(baini).opened():
        assert {row.tenant_id for row in db.session.execute(select(BoardRow)).scalars()} == {baini}
        with pytest.raises(ProgrammingError, match="row-level security"):
            refresh_board(chexi, board.NOW)
    with Scope.public(chexi).opened(), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(select(BoardRow)).all()
    with subtree(cast).opened():
        seen = {row.tenant_id for row in db.session.execute(select(BoardRow)).scalars()}
        assert chexi in seen
        assert baini not in seen


def test_titles_of_what_is_not_public_are_told_to_nobody(client: FlaskClient, rich: Cast) -> None:
    inspector, unit = county(client, rich), rich.chexi.tenant.id
    pages = [
        inspector.get(f"/lixian/office/compare/{unit}/{each.code}/2026-11?span=12").get_data(as_text=True)
        for each in INDICATORS
    ]
    text = "".join(pages)
    assert "还没有公开的标题" not in text
    assert "不该显示的标题" not in text
    assert "未公开的稿件，不显示标题" in text
    assert "车溪乡关于水稻补贴的公告" in text


@pytest.mark.parametrize("span", [1, 3, 12])
def test_every_number_is_the_sum_of_its_rows(rich: Cast, span: int) -> None:
    units = [rich.chexi.tenant, directory().by_slug("lixian-dayandang")]
    empty: set[str] = set()
    with subtree(rich).opened():
        for month in up_to(MONTH, 12):
            reach = reach_of(span, month, MONTH, 12)
            kept = queries.sums_of([[unit.id] for unit in units], INDICATORS, month, reach)
            for unit, sums in zip(units, kept, strict=True):
                figures = figures_of(sums, INDICATORS)
                for each in INDICATORS:
                    taken = drilling.taken_apart(unit, each, month, reach)
                    told = (each.code, month.key, figures[each.code].parts, figures[each.code].whole)
                    assert told == (each.code, month.key, taken.parts, taken.whole)
                    assert sum(row.part for row in taken.rows) == taken.parts
                    if month == MONTH and not taken.rows:
                        empty.add(each.code)
    # The rich year leaves nothing untried: every indicator has rows, in one of its twelve months.
    if span == 12:
        assert empty <= {"duties_excused"}


def test_a_page_shows_the_number_its_rows_add_up_to(client: FlaskClient, rich: Cast) -> None:
    inspector, unit = county(client, rich), rich.chexi.tenant.id
    text = inspector.get(f"/lixian/office/compare/{unit}/returned/2026-11").get_data(as_text=True)
    assert re.search(r'<p class="number"><b>2 次</b>', text)
    assert (
        len(re.findall(r"<tr[ >]", text.partition("<tfoot>")[0].partition("<tbody>")[2].partition("</tbody>")[0]))
        == 2
    )
    assert "合计 2 行" in text


def test_increments_and_the_night_count_the_same(rich: Cast) -> None:
    chexi = rich.chexi.tenant.id

    def kept() -> list[tuple[date, list[int]]]:
        rows = db.session.execute(select(BoardRow).where(BoardRow.tenant_id == chexi).order_by(BoardRow.month))
        return [(row.month, row.counts) for row in rows.scalars()]

    with Scope.office(chexi).opened():
        before = kept()
        assess_tenant(chexi, now=board.NOW)
        db.session.commit()
        assert kept() == before
        assert len(before) == 12


def test_trends_are_the_values_of_the_figures_of_each_month(rich: Cast) -> None:
    units = [[rich.chexi.tenant.id], [rich.chexi.tenant.id, directory().by_slug("lixian-dayandang").id]]
    with subtree(rich).opened():
        for each in INDICATORS:
            found = queries.trends_of(units, each, MONTH, 12)
            values = queries.values_of(units, each, MONTH, 12)
            for trend, drawn in zip(found, values, strict=True):
                assert drawn == [figures_of(trend.get(month), (each,))[each.code].value for month in up_to(MONTH, 12)]


def test_what_is_taken_back_leaves_the_board_in_the_same_transaction(rich: Cast) -> None:
    from gkcloud.obligations.emitting import retract

    chexi = rich.chexi.tenant.id

    def returned() -> int:
        (sums,) = queries.sums_of([[chexi]], INDICATORS, MONTH, 1)
        assert sums is not None
        return sums.pairs["returned"][0]

    with Scope.office(chexi).opened():
        assert returned() == 2
        retract("returned", tenant_id=chexi, key="r1", reason="记错了。", now=board.NOW)
        db.session.commit()
        assert returned() == 1


def test_a_board_of_many_units_asks_as_often_as_one_of_few(client: FlaskClient, rich: Cast) -> None:
    inspector = county(client, rich)
    inspector.get("/lixian/office/compare")
    seen = {}
    for kind in ("townships", "departments"):
        with counted() as asked:
            assert (
                inspector.get(f"/lixian/office/compare?kind={kind}&col=all&span=12&month=2026-10").status_code == 200
            )
        seen[kind] = len([text for text in asked.texts if "board_rows" in text])
    assert seen == {"townships": 2, "departments": 2}


def test_one_fact_reads_and_writes_the_board_in_four_statements(rich: Cast) -> None:
    chexi = rich.chexi.tenant.id
    with Scope.office(chexi).opened():
        db.session.connection()
        with counted() as asked:
            refresh_board(chexi, board.NOW)
        assert len(asked) <= 4
        db.session.rollback()


def test_a_night_without_news_asks_eight_statements_and_writes_no_standing(rich: Cast) -> None:
    chexi = rich.chexi.tenant.id
    with Scope.office(chexi).opened():
        assess_tenant(chexi, now=board.NOW)
        db.session.commit()
        with counted() as asked:
            assert assess_tenant(chexi, now=board.NOW) == []
        assert len(asked) <= 8
        assert not [text for text in asked.texts if "insert into standings" in text.lower()]
        db.session.rollback()


def test_each_kind_is_compared_with_its_own_kind(rich: Cast) -> None:
    groups = {group.key: group for group in places.groups_below(rich.lixian.tenant)}
    assert {place.unit.kind.value for place in groups["townships"].places} <= {"township", "street"}
    assert {place.unit.kind.value for place in groups["departments"].places} == {"department"}


def test_units_without_any_record_are_last_and_have_no_rank(rich: Cast) -> None:
    (group,) = [each for each in places.groups_below(rich.lixian.tenant) if each.key == "townships"]
    with subtree(rich).opened():
        found = board_of(forms.Asked(group, MONTH, 12, INDICATORS))
    ranked = [line.rank for line in found.lines]
    assert ranked[:2] == [1, 2]
    assert set(ranked[2:]) == {None}
    assert found.lines[-1].figures["on_time"].text == "—"
    assert found.total["published"].parts == sum(line.figures["published"].parts for line in found.lines)


def test_a_number_holds_for_the_moment_it_was_counted(rich: Cast) -> None:
    chexi = rich.chexi.tenant
    later = datetime(2026, 11, 20, 3, tzinfo=board.NOW.tzinfo)
    with Scope.office(chexi.id).opened():
        refresh_board(chexi.id, later)
        db.session.commit()
    with subtree(rich).opened():
        (sums,) = queries.sums_of([[chexi.id]], INDICATORS, MONTH, 1)
        assert sums is not None
        for each in INDICATORS:
            taken = drilling.taken_apart(chexi, each, MONTH, 1)
            assert (taken.parts, taken.whole) == sums.pairs[each.code]


def test_filters_narrow_and_say_when_nothing_is_left(client: FlaskClient, rich: Cast) -> None:
    inspector = county(client, rich)
    text = inspector.get("/lixian/office/compare?name=车溪").get_data(as_text=True)
    assert text.count("<tr data-item>") == 1
    assert "没有符合条件的单位" in inspector.get("/lixian/office/compare?name=没有这个").get_data(as_text=True)
    acting = inspector.get("/lixian/office/compare?only=action").get_data(as_text=True)
    assert 1 <= acting.count("<tr data-item>") <= 2


def test_before_anything_is_counted_the_board_says_what_will_be_there(client: FlaskClient, cast: Cast) -> None:
    text = county(client, cast).get("/lixian/office/compare").get_data(as_text=True)
    assert "这个期间还没有数字" in text


def test_a_fact_of_a_meeting_is_not_of_the_board(rich: Cast) -> None:
    with subtree(rich).opened():
        record = queries.record_of(rich.chexi.tenant, board.TODAY)
    assert duties.MEETING.kind not in {fact.kind for fact in record.facts}
