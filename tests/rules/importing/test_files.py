"""Files: Word, Excel and plain text that is read, and files that are refused."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from io import BytesIO

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from gkcloud.publishing.importing import ImportRefused, import_file, sheets

TEXT = "青禾县民政局关于公开的通知\n青民发〔2020〕3号\n各乡镇人民政府：\n请按时公布。\n青禾县民政局\n2020年5月20日\n"


def saved(document: object) -> bytes:
    out = BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def rewritten(data: bytes, **changes: bytes | None) -> bytes:
    """Return the archive with members replaced, added, or (None) removed; names use __ for / and _dot_ for the dot."""
    wanted = {name.replace("__", "/").replace("_dot_", "."): content for name, content in changes.items()}
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            if member.filename not in wanted:
                new.writestr(member.filename, old.read(member))
        for name, content in wanted.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


def notice() -> bytes:
    document = docx.Document()
    document.add_paragraph("青禾县民政局关于发放补贴的通知", style="Title")
    document.add_paragraph("青民发﹝2021﹞9号")
    document.add_paragraph("各乡镇人民政府：")
    paragraph = document.add_paragraph("请")
    paragraph.add_run("按月").bold = True
    paragraph.add_run("发放。")
    document.add_paragraph("一、发放标准")
    table = document.add_table(rows=3, cols=2)
    for row, values in zip(table.rows, [("类别", "标准"), ("甲类", "300"), ("乙类", "200")], strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    document.add_paragraph("要点一", style="List Bullet")
    document.add_paragraph("要点二", style="List Bullet")
    document.add_paragraph("青禾县民政局")
    document.add_paragraph("2021年9月1日")
    return saved(document)


def test_docx() -> None:
    (text,) = import_file(notice(), "通知.docx")
    assert text.title == "青禾县民政局关于发放补贴的通知"
    assert text.doc_no == "青民发〔2021〕9号"
    assert text.issuer == "青禾县民政局"
    assert text.formed_on == date(2021, 9, 1)
    assert "<p>请<strong>按月</strong>发放。</p>" in text.body_html
    assert "<h2>一、发放标准</h2>" in text.body_html
    assert '<thead><tr><th scope="col">类别</th><th scope="col">标准</th></tr></thead>' in text.body_html
    assert "<ul><li>要点一</li><li>要点二</li></ul>" in text.body_html
    assert text.warnings == ()


def test_docx_with_automatic_numbers() -> None:
    document = docx.Document()
    document.add_paragraph("青禾县民政局关于发放补贴的意见")
    document.add_paragraph("各乡镇人民政府：")
    levels = ('<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
              '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>')  # fmt: skip
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, words in (
        (0, "总体要求"),
        (0, "主要任务"),
        (1, "公开标准。逐项列明。"),
        (1, "公开名单。按月更新。"),
        (0, "保障措施"),
    ):
        properties = document.add_paragraph(words)._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>')
        )
    (text,) = import_file(saved(document), "意见.docx")
    assert [(heading.level, heading.text) for heading in text.headings] == [
        (1, "一、总体要求"),
        (1, "二、主要任务"),
        (2, "（一）公开标准"),
        (2, "（二）公开名单"),
        (1, "三、保障措施"),
    ]


def test_docx_numbers_that_come_with_a_style_are_written_once() -> None:
    document = docx.Document()
    document.add_paragraph("青禾县民政局关于发放补贴的意见")
    document.add_paragraph("下列人员可以申请：")
    document.add_paragraph("老年人", style="List Number")
    document.add_paragraph("残疾人", style="List Number")
    (text,) = import_file(saved(document), "意见.docx")
    assert "<p>1.老年人</p>\n<p>2.残疾人</p>" in text.body_html
    assert text.headings == ()


def test_docx_says_what_it_left_out() -> None:
    document = docx.Document()
    document.add_paragraph("青禾县民政局关于发放补贴的意见")
    document.sections[0].header.paragraphs[0].text = "青禾县民政局内部资料"
    paragraph = document.add_paragraph("请按月发放")
    inserted = OxmlElement("w:ins")
    inserted.set(qn("w:author"), "某某")
    run = OxmlElement("w:r")
    words = OxmlElement("w:t")
    words.text = "补贴。"
    run.append(words)
    inserted.append(run)
    paragraph._p.append(inserted)
    document.add_picture(BytesIO(_png()))
    (text,) = import_file(saved(document), "意见.docx")
    warnings = "".join(text.warnings)
    assert "修订" in warnings
    assert "内部资料" in warnings
    assert "1张图片" in warnings
    assert "请按月发放补贴。" in text.body_html
    assert "<img" not in text.body_html


def _png() -> bytes:
    import struct
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0\0\0\0"))
        + chunk(b"IEND", b"")
    )


def workbook() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2024年青禾县临时救助公示名单"])
    sheet.merge_cells("A1:C1")
    sheet.append(["村名", "户数", "发放日期"])
    sheet.append(["柳溪村", 12, datetime(2024, 5, 1)])  # noqa: DTZ001
    sheet.append(["石桥村", 8.5, None])
    sheet.append(["注：数据截至五月底。"])
    return book


def test_xlsx() -> None:
    (text,) = import_file(saved(workbook()), "名单.xlsx")
    assert text.title == "2024年青禾县临时救助公示名单"
    head = '<thead><tr><th scope="col">村名</th><th scope="col">户数</th><th scope="col">发放日期</th></tr></thead>'
    assert head in text.body_html
    assert "<td>柳溪村</td><td>12</td><td>2024-05-01</td>" in text.body_html
    assert "<td>石桥村</td><td>8.5</td><td></td>" in text.body_html
    assert "<p>注：数据截至五月底。</p>" in text.body_html


def test_xlsx_keeps_hidden_things_hidden() -> None:
    book = workbook()
    book.active.row_dimensions[4].hidden = True
    secret = book.create_sheet("底册")
    secret["A1"] = "不可公开"
    secret.sheet_state = "hidden"
    (text,) = import_file(saved(book), "名单.xlsx")
    assert "石桥村" not in text.body_html
    assert "不可公开" not in text.body_html + "".join(text.warnings)
    assert any("1个隐藏的工作表" in warning for warning in text.warnings)
    assert any("1行" in warning for warning in text.warnings)


def test_xlsx_with_several_sheets_names_them() -> None:
    book = workbook()
    other = book.create_sheet("二季度")
    other.append(["村名", "户数"])
    other.append(["柳溪村", 3])
    (text,) = import_file(saved(book), "名单.xlsx")
    assert "二季度" in [heading.text for heading in text.headings]
    assert text.body_html.count("<table>") == 2


def test_xlsx_above_the_limit_of_rows_is_refused_with_the_limit() -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("名册")
    for number in range(10_000):
        sheet.append([number, "户"])
    with pytest.raises(ImportRefused, match=f"“名册”有10000行.*{sheets.MOST_ROWS}行"):
        import_file(saved(book), "名册.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_txt_in_every_encoding(encoding: str) -> None:
    (text,) = import_file(TEXT.encode(encoding), "通知.TXT")
    assert text.title == "青禾县民政局关于公开的通知"
    assert text.doc_no == "青民发〔2020〕3号"


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_html_file_in_its_declared_encoding(encoding: str) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>青禾县民政局关于公开的通知</p><p>各村：</p><p>请公布。</p></body></html>'
    (text,) = import_file(page.encode(encoding), "通知.htm")
    assert text.title == "青禾县民政局关于公开的通知"


_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
_ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><w:document>&c;</w:document>'


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.txt", "空的"),
        (b"x", "a.exe", "只能导入"),
        (b"x", "a", "只能导入"),
        (_COMPOUND, "a.doc", "另存为 .docx"),
        (_COMPOUND, "a.xls", "另存为 .xlsx"),
        (_COMPOUND, "a.docx", "旧版"),
        (b"x", "a.wps", "另存为 .docx"),
        (_COMPOUND + "EncryptedPackage".encode("utf-16-le"), "a.docx", "密码"),
        (b"%PDF-1.7", "a.pdf", "PDF"),
        (b"%PDF-1.7", "a.txt", "不符"),
        (b"PK\x03\x04aaaa", "a.txt", "不符"),
        (b"<!doctype html><p>x", "a.txt", "网页"),
        (TEXT.encode(), "a.docx", "不符"),
        (b"PK\x03\x04" + b"x" * 500, "a.docx", "损坏"),
        (b"\x00\x00\x01" * 50, "a.txt", "不是文本"),
        (b"\x00\x01\x02\xff" * 50, "a.txt", "编码"),
        (TEXT.encode()[:-2], "a.txt", "不完整"),
        (b"\x81\x20\xff\xff" * 9, "a.txt", "编码"),
        (b" \n\t\n", "a.txt", "没有读到"),
        (b"x", "a.docm", "宏"),
        (b"x" * (21 * 1024 * 1024), "a.txt", "20兆字节"),
        ("字".encode() * 300_001, "a.txt", "分成几次"),
    ],
)
def test_refused_files(data: bytes, name: str, sentence: str) -> None:
    with pytest.raises(ImportRefused, match=sentence) as refusal:
        import_file(data, name)
    assert str(refusal.value).endswith("。")
    assert str(refusal.value).count("。") == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"word__vbaProject_dot_bin": b"x"}, "宏"),
        ({"word__document_dot_xml": None}, "不符"),
        ({"word__document_dot_xml": _ENTITIES}, "实体"),
        ({"word__document_dot_xml": b"<w:document"}, "损坏"),
        ({"word__extra_dot_xml": b"<a>" + b" " * 17_000_000 + b"</a>"}, "过大"),
        ({"word__media__a_dot_bin": b"\0" * 9_000_000}, "过大"),
        ({".." + "__evil_dot_txt": b"x"}, "路径名"),
        ({"__etc__evil_dot_txt": b"x"}, "路径名"),
        ({"c:\\evil_dot_txt": b"x"}, "路径名"),
        ({f"a{number}": b"" for number in range(2001)}, "部件"),
    ],
)
def test_hostile_docx(changes: dict[str, bytes | None], sentence: str) -> None:
    with pytest.raises(ImportRefused, match=sentence):
        import_file(rewritten(notice(), **changes), "通知.docx")


def test_mislabelled_office_files() -> None:
    with pytest.raises(ImportRefused, match="不符"):
        import_file(saved(workbook()), "通知.docx")
    with pytest.raises(ImportRefused, match="不符"):
        import_file(notice(), "通知.xlsx")


@pytest.mark.parametrize("cut", [0.3, 0.7, 0.95, 0.999])
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_truncated_office_files(cut: float, kind: str) -> None:
    data = notice() if kind == "docx" else saved(workbook())
    with pytest.raises(ImportRefused, match="损坏"):
        import_file(data[: int(len(data) * cut)], f"通知.{kind}")


def test_flipped_bytes_are_read_or_refused() -> None:
    data = notice()
    for at in range(0, len(data), 2503):
        try:
            import_file(data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :], "通知.docx")
        except ImportRefused:
            continue


def test_encrypted_members_are_refused() -> None:
    data = bytearray(notice())
    with zipfile.ZipFile(BytesIO(bytes(data))) as archive:
        start = archive.start_dir
    data[start + 8] |= 1
    with pytest.raises(ImportRefused, match="密码"):
        import_file(bytes(data), "通知.docx")
