from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment

from gkcloud.publishing.screening import Attachment, Report, Severity, WatchWord, mask_attachment, workbooks
from gkcloud.publishing.screening.numbers import is_resident_id
from tests.rules.screening.made import (
    MOBILE,
    bank_card,
    codes,
    everything_in,
    part,
    resident_id,
    saved,
    screen_file,
    with_parts,
    with_shared_strings,
    workbook,
)

ID = resident_id()
BAD_ID = ID[:17] + ("1" if ID[17] != "1" else "2")
PLACE = "附件《x.xlsx》工作表「Sheet」"


def check(data: bytes) -> Report:
    return screen_file("x.xlsx", data)


def masked(data: bytes) -> bytes:
    after, actions = mask_attachment(Attachment("x.xlsx", data))
    assert actions
    assert not [one for one in check(after.data).findings if one.maskable]
    assert mask_attachment(after)[0] is after
    return after.data


def rows(data: bytes) -> list[tuple[object, ...]]:
    sheet = load_workbook(BytesIO(data)).worksheets[0]
    return [tuple(row) for row in sheet.iter_rows(values_only=True)]


def test_a_clean_workbook_is_left_alone() -> None:
    data = workbook(["户主", "金额"], ["张某", 300])
    assert check(data).summary() == "未发现问题，另有 1 处文件属性中的人名供参考"
    attachment = Attachment("x.xlsx", data)
    assert mask_attachment(attachment) == (attachment, ())


@pytest.mark.parametrize("value", [ID, f"号码{ID[:6]} {ID[6:]}", f'="{ID}"'])
def test_a_number_in_a_cell_is_found_with_its_place_and_masked(value: object) -> None:
    data = workbook(["甲"], [value])
    (found,) = (one for one in check(data).findings if one.code == "resident_id")
    assert (found.place, found.severity) == (PLACE, Severity.BLOCK)
    assert "A2" in found.message
    assert ID.encode() not in everything_in(masked(data))


def test_an_id_that_lost_its_digits_in_a_number() -> None:
    lossy = next(
        number
        for serial in range(100, 999)
        if not is_resident_id(str(int(float(number := resident_id(serial=str(serial))[:17] + "0"))))
    )
    data = workbook(["甲"], [float(lossy)])
    assert "resident_id_lost_digits" in codes(check(data))
    assert rows(masked(data))[1] == ("***",)


def test_an_id_written_whole_in_a_numeric_cell() -> None:
    sheet = part(workbook(["甲"], [7]), "xl/worksheets/sheet1.xml").replace(b"<v>7</v>", f"<v>{ID}</v>".encode())
    data = with_parts(workbook(["甲"], [7]), {"xl/worksheets/sheet1.xml": sheet})
    assert "resident_id" in codes(check(data))
    assert ID.encode() not in everything_in(masked(data))


def test_a_mobile_in_a_numeric_cell() -> None:
    data = workbook(["甲"], [int(MOBILE)])
    assert "mobile" in codes(check(data))
    assert rows(masked(data))[1] == (MOBILE[:3] + "****" + MOBILE[7:],)


@pytest.mark.parametrize("stored", [bytes, with_shared_strings])
def test_forbidden_columns_are_emptied_and_their_texts_leave_the_file(
    stored: Callable[[bytes], bytes],
) -> None:
    data = stored(
        workbook(
            ["某镇救助名单"],
            ["序号", "姓名", "身份证号", "银行卡号", "病种", "金额"],
            [1, "张某", BAD_ID, "8101234567890", "慢性病", 300.5],
            [2, "李某", "", "", "无", 200],
        )
    )
    assert {"column_resident_id", "column_bank", "column_health"} < codes(check(data))
    after = masked(data)
    assert rows(after)[2] == (1, "张某", "***", "***", "***", 300.5)
    assert rows(after)[3] == (2, "李某", None, None, "无", 200)
    for secret in (BAD_ID, "8101234567890", "慢性病"):
        assert secret.encode() not in everything_in(after)


def test_texts_of_deleted_cells_are_still_in_the_file_and_are_found() -> None:
    data = with_shared_strings(workbook(["甲", "乙"]))
    strings = part(data, "xl/sharedStrings.xml").replace(b"</sst>", f"<si><t>{ID}</t></si></sst>".encode())
    data = with_parts(data, {"xl/sharedStrings.xml": strings})
    assert "resident_id" in codes(check(data))
    assert ID.encode() not in everything_in(masked(data))


def test_formulas_go_with_the_order_of_their_calculation() -> None:
    data = workbook(["甲"], [f'="{ID}"'])
    spaces = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    chain = b'<calcChain %s><c r="A2" i="1"/></calcChain>' % spaces
    override = b'<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>'
    types = part(data, "[Content_Types].xml").replace(b"</Types>", override)
    after = masked(with_parts(data, {"xl/calcChain.xml": chain, "[Content_Types].xml": types}))
    assert b"calcChain" not in everything_in(after)


def test_print_headers_and_other_parts_are_swept() -> None:
    book = Workbook()
    book.worksheets[0].oddHeader.center.text = ID
    book.worksheets[0]["A1"] = "甲"
    book.worksheets[0]["A1"].hyperlink = f"https://a.example/{ID}"
    report = check(saved(book))
    assert {"resident_id", "resident_id_in_code"} <= codes(report)
    after, _ = mask_attachment(Attachment("x.xlsx", saved(book)))
    assert codes(check(after.data)) == {"resident_id_in_code", "document_author"}


def test_what_is_hidden() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["甲", "乙"])
    sheet.append(["丙", "丁"])
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    sheet["A1"].comment = Comment("请删去", "某人")
    book.create_sheet("名单").sheet_state = "hidden"
    book.create_sheet("底稿").sheet_state = "veryHidden"
    report = check(saved(book))
    assert codes(report) == {"hidden_sheet", "hidden_rows", "hidden_columns", "comments", "document_author"}
    assert {one.place for one in report.findings if one.code == "hidden_sheet"} == {
        "附件《x.xlsx》工作表「名单」",
        "附件《x.xlsx》工作表「底稿」",
    }


def test_every_sheet_is_read_and_so_are_its_words() -> None:
    data = workbook(["甲"], 名单=[["内部资料", bank_card()]])
    report = screen_file("x.xlsx", data, words=[WatchWord("内部资料", Severity.WARN, "")])
    assert {(one.code, one.place) for one in report.findings if one.severity is Severity.WARN} == {
        ("bank_card", "附件《x.xlsx》工作表「名单」"),
        ("watch_word", "附件《x.xlsx》工作表「名单」"),
    }


def test_caches_of_pivot_tables_are_named() -> None:
    spaces = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cache = b'<pivotCacheRecords %s><r><s v="x"/></r></pivotCacheRecords>' % spaces
    data = with_parts(workbook(["甲"]), {"xl/pivotCache/pivotCacheRecords1.xml": cache})
    assert "data_cache" in codes(check(data))


def test_reading_stops_at_the_limit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    data = workbook(*[["甲", "乙"]] * 20, 后面=[[ID]])
    assert codes(check(data)) >= {"resident_id"}
    monkeypatch.setattr(
        workbooks._Reading.__init__, "__defaults__", (30, *workbooks._Reading.__init__.__defaults__[1:])
    )
    report = check(data)
    assert "resident_id" not in codes(report)
    (limit,) = (one for one in report.findings if one.code == "scan_limit")
    assert limit.severity is Severity.WARN
    assert "Sheet" in limit.message


def test_ten_thousand_rows_are_read_to_the_end() -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("大表")
    for _ in range(9_999):
        sheet.append(["甲", 1])
    sheet.append([ID, 2])
    report = check(saved(book))
    assert "resident_id" in codes(report)
    assert "scan_limit" not in codes(report)


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 nonsense", workbook(["甲"])[:-40]])
def test_what_cannot_be_read_is_said(data: bytes) -> None:
    assert codes(check(data)) == {"unreadable"}
    attachment = Attachment("x.xlsx", data)
    after, actions = mask_attachment(attachment)
    assert after is attachment
    assert "未能遮盖" in actions[0]


def test_entities_are_not_read() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><sst>&a;</sst>'
    assert codes(check(with_parts(workbook(["甲"]), {"xl/sharedStrings.xml": bomb}))) == {"unreadable"}
