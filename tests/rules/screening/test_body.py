import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from gkcloud.publishing.sanitize import clean_body
from gkcloud.publishing.screening import Report, Severity, WatchWord, mask_html, screen
from tests.rules.screening.made import MOBILE, bank_card, codes, resident_id

ID = resident_id()
CARD = bank_card()


def check(body: str) -> Report:
    return screen({}, body, [])


def table(*rows: list[str], header: str = "th") -> str:
    def line(texts: list[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{text}</{tag}>" for text in texts) + "</tr>"

    return (
        "<table><tbody>" + line(rows[0], header) + "".join(line(row, "td") for row in rows[1:]) + "</tbody></table>"
    )


class TestNumbers:
    @pytest.mark.parametrize(
        "body",
        [
            f"<p>身份证号{ID}。</p>",
            f"<p>{ID[:6]}<strong>{ID[6:14]}</strong>{ID[14:]}</p>",
            f"<p>{ID[:6]}<br>{ID[6:]}</p>",
            f"<p>{ID[:6]}&nbsp;{ID[6:]}</p>",
            f"<p>{ID[:6]}&#{ord(ID[6])};{ID[7:]}</p>",
            f"<p>{ID[:6]}<!-- x -->{ID[6:]}</p>",
            f"<p>{ID[:6]}<span style='color:white'>{ID[6:]}</span></p>",
            f'<p><img src="/files/a.png" alt="{ID}"></p>',
            f"<ul><li>{ID}</li></ul>",
            f"<blockquote>{'<blockquote>' * 400}{ID}",
        ],
    )
    def test_an_id_is_found_and_masked_wherever_it_stands(self, body: str) -> None:
        assert "resident_id" in codes(check(body))
        masked = mask_html(body)
        assert "resident_id" not in codes(check(masked.content))
        assert ID[6:14] not in masked.content
        assert masked.actions

    def test_paragraphs_and_cells_are_not_glued_together(self) -> None:
        assert codes(check(f"<p>{ID[:9]}</p><p>{ID[9:]}</p>")) == set()
        assert codes(check(f"<table><tr><th>{ID[:9]}</th><th>{ID[9:]}</th></tr></table>")) == set()

    def test_an_id_in_an_address_blocks_and_is_not_maskable(self) -> None:
        (found,) = check(f'<p><a href="/files/{ID}.pdf">附件</a></p>').findings
        assert (found.code, found.severity, found.maskable) == ("resident_id_in_code", Severity.BLOCK, False)

    def test_a_clean_body_comes_back_byte_for_byte(self) -> None:
        body = "<P class=x>未经净化，但没有 <b>号码</b>&nbsp;<br/></P>"
        assert mask_html(body).content is body
        assert mask_html(body).actions == ()


class TestStructure:
    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ('<p><a href="#">点击</a></p>', "empty_link"),
            ('<p><a href="">点击</a></p>', "empty_link"),
            ("<p><a>点击</a></p>", "empty_link"),
            ('<p><a href="https://a.example/"> </a></p>', "empty_link"),
            ('<p><a href="javascript:alert(1)">点击</a></p>', "empty_link"),
            ('<p><img src="/files/a.png"></p>', "image_without_alt"),
            ('<p><img src="/files/a.png" alt=" "></p>', "image_without_alt"),
            ("<table><tr><td>村</td></tr><tr><td>某村</td></tr></table>", "table_without_header"),
        ],
    )
    def test_what_is_missing(self, body: str, code: str) -> None:
        assert codes(check(body)) == {code}

    @pytest.mark.parametrize(
        "body",
        [
            '<p><a href="https://a.example/">目录</a></p>',
            '<p><a href="/lixian/posts/1"><img src="/files/a.png" alt="图解"></a></p>',
            "<table><tr><th>村</th></tr><tr><td>某村</td></tr></table>",
            "<table><tr><td>独行</td></tr></table>",
        ],
    )
    def test_what_is_complete(self, body: str) -> None:
        assert check(body).findings == ()


class TestHouseholdLists:
    @pytest.mark.parametrize(
        ("header", "value", "code", "severity"),
        [
            ("身份证号", ID[:17] + ("1" if ID[17] != "1" else "2"), "column_resident_id", Severity.BLOCK),
            ("银行账号", "8101 2345 6789 01", "column_bank", Severity.BLOCK),
            ("一卡通账号", "810123456789", "column_bank", Severity.BLOCK),
            ("病种", "慢性病", "column_health", Severity.BLOCK),
            ("残疾 类别", "肢体", "column_health", Severity.BLOCK),
            ("子女姓名", "李某", "column_children", Severity.BLOCK),
            ("联系电话（住宅）", "0000-1234567", "column_phone", Severity.WARN),
            ("致贫原因", "因学", "column_circumstances", Severity.WARN),
            ("家庭住址", "某村12号", "column_address", Severity.WARN),
        ],
    )
    def test_columns_that_must_not_be_published(self, header: str, value: str, code: str, severity: Severity) -> None:
        body = table(["序号", "户主姓名", header, "金额（元）"], ["1", "张某", value, "300"])
        (found,) = (one for one in check(body).findings if one.code.startswith("column_"))
        assert (found.code, found.severity, found.place) == (code, severity, "正文第 1 个表格")
        assert value not in found.sample + found.message
        masked = mask_html(body)
        assert value not in masked.content
        assert header not in masked.content  # the column is gone
        assert "张某" in masked.content
        assert "300" in masked.content
        assert check(masked.content).findings == ()

    @pytest.mark.parametrize(
        "rows",
        [
            [["户主", "所在村", "补贴项目", "金额"], ["张某", "某村", "耕地地力保护", "300.00"]],
            [["姓名", "身份证号"], ["张某", "990**************9"]],
            [["姓名", "身份证号（后四位）"], ["张某", "1234"]],
            [["姓名", "联系电话"], ["张某", MOBILE[:3] + "****1234"]],
            [["姓名", "病种"], ["张某", "—"], ["李某", ""]],
            [["姓名", "住址"], ["张某", "某镇某村"]],
            [["姓名", "职务", "办公电话", "联系电话"], ["张某", "主任", "0000-1234567", "0000-1234567"]],
            [["单位", "电话", "地址"], ["某局", "0000-1234567", "某路12号"]],
            [["项目", "残疾类别"], ["两项补贴", "肢体"]],
            [["姓名", "与户主关系", "开户银行"], ["张某", "户主", "某银行"]],
        ],
    )
    def test_lists_that_may_be_published(self, rows: list[list[str]]) -> None:
        assert check(table(*rows)).findings == ()

    def test_a_title_row_and_two_header_levels(self) -> None:
        body = (
            '<table><tr><th colspan="4">2026年救助名单</th></tr>'
            '<tr><th rowspan="2">姓名</th><th colspan="2">其他</th><th rowspan="2">金额</th></tr>'
            "<tr><th>病种</th><th>村</th></tr>"
            "<tr><td>张某</td><td>慢性病</td><td>某村</td><td>300</td></tr></table>"
        )
        assert codes(check(body)) == {"column_health"}
        masked = mask_html(body).content
        assert "慢性病" not in masked
        assert "***" in masked
        assert masked.count("<td>") == 4
        assert check(masked).findings == ()

    def test_a_cell_that_spans_rows_moves_the_next_row(self) -> None:
        body = (
            "<table><tr><th>村</th><th>姓名</th><th>病种</th></tr>"
            '<tr><td rowspan="2">某村</td><td>张某</td><td>无</td></tr>'
            "<tr><td>李某</td><td>慢性病</td></tr></table>"
        )
        assert codes(check(body)) == {"column_health"}

    def test_a_second_table_in_the_same_grid(self) -> None:
        body = table(["姓名", "金额"], ["张某", "3"], ["姓名", "病种"], ["李某", "慢性病"])
        assert codes(check(body)) == {"column_health"}


class TestFieldsAndWords:
    def test_required_fields(self) -> None:
        report = screen(
            {"title": " ", "issuer": "某镇"},
            "<p> </p>",
            [],
            required={"title": "标题", "issuer": "发文机关", "body": "正文"},
        )
        assert [(one.code, one.place) for one in report.findings] == [
            ("missing_field", "标题"),
            ("missing_field", "正文"),
        ]
        assert report.blocks

    def test_a_word_is_found_however_it_is_broken(self) -> None:
        words = [WatchWord("内部资料", Severity.BLOCK, "不得公开"), WatchWord("ABC", Severity.NOTE, "")]
        report = screen({"title": "ａｂｃ"}, "<p>内 部<b>资\u200b料</b></p>", [], words=words)
        assert [(one.sample, one.severity, one.place) for one in report.findings] == [
            ("内部资料", Severity.BLOCK, "正文"),
            ("ABC", Severity.NOTE, "标题"),
        ]
        assert report.findings[0].message == "正文发现 1 处提示词“内部资料”，不得公开。"

    def test_an_empty_word_finds_nothing(self) -> None:
        assert screen({"title": "甲"}, "", [], words=[WatchWord(" ", Severity.BLOCK, "")]).findings == ()


class TestReport:
    def test_it_survives_storage(self) -> None:
        report = check(f"<p>{ID} {MOBILE}<a>x</a></p>")
        assert Report.from_json(report.as_json()) == report

    def test_summaries(self) -> None:
        assert check("<p>甲</p>").summary() == "未发现问题"
        assert check(f"<p>{ID}</p>").summary() == "含 1 处身份证号，须先处理"
        assert check(f"<p>{MOBILE}</p><p><a>x</a></p>").summary() == "有 1 处手机号码、1 处空链接，请核对"

    def test_blocks_come_first(self) -> None:
        assert [one.code for one in check(f"<p>{MOBILE}</p><p>{ID}</p>").findings] == [
            "resident_id",
            "mobile",
        ]


PIECES = st.lists(
    st.sampled_from(
        [
            ID,
            MOBILE,
            CARD,
            ID[:9],
            ID[9:],
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<br>",
            " ",
            "&amp;",
            "&nbsp;",
            "<table>",
            "<tr>",
            "<th>",
            "<td>",
            '<td colspan="2">',
            "</table>",
            "姓名",
            "病种",
            "身份证号",
            "慢性病",
            "张某",
            '<img src="/files/a.png" alt="1 3">',
            f'<a title="{MOBILE}">',
            "<",
            '"',
        ]
    ),
    max_size=30,
).map("".join)


@example(f'<a title="{MOBILE}"><table><a title="{MOBILE}">')
@given(PIECES)
def test_after_masking_nothing_maskable_is_left(body: str) -> None:
    masked = mask_html(body)
    assert not [one for one in check(masked.content).findings if one.maskable]
    assert mask_html(masked.content).content == masked.content
    assert clean_body(masked.content) == (clean_body(body) if not masked.actions else masked.content)
    if not masked.actions:
        assert masked.content == body
