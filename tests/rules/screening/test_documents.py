import io
import zipfile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import DictionaryObject, NameObject, TextStringObject
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from gkcloud.publishing.screening import Attachment, Report, Severity, mask_attachment, office, pdfs
from tests.rules.screening.made import (
    MOBILE,
    codes,
    document,
    everything_in,
    part,
    resident_id,
    saved,
    screen_file,
    with_parts,
    workbook,
)

ID = resident_id()


def check(data: bytes) -> Report:
    return screen_file("x.docx", data)


def masked(data: bytes, name: str = "x.docx") -> bytes:
    after, actions = mask_attachment(Attachment(name, data))
    assert actions
    assert not [one for one in screen_file(name, after.data).findings if one.maskable]
    assert mask_attachment(after)[0] is after
    return after.data


def with_run(xml: str, *, styles: str = "") -> bytes:
    made = Document()
    made.add_paragraph("正文。")._p.append(parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))
    if styles:
        made.styles.element.append(parse_xml(styles.replace(">", f" {nsdecls('w')}>", 1)))
    return saved(made)


class TestWord:
    def test_a_clean_document_is_left_alone(self) -> None:
        attachment = Attachment("x.docx", document("关于印发要点的通知", table=[["姓名", "金额"], ["张某", "300"]]))
        assert {one.severity for one in check(attachment.data).findings} <= {Severity.NOTE}
        assert mask_attachment(attachment) == (attachment, ())

    def test_a_number_split_over_runs(self) -> None:
        made = Document()
        paragraph = made.add_paragraph("身份证号")
        for piece in (ID[:4], ID[4:11], ID[11:]):
            paragraph.add_run(piece)
        after = masked(saved(made))
        assert Document(io.BytesIO(after)).paragraphs[0].text == f"身份证号990{'*' * 14}{ID[-1]}"

    @pytest.mark.parametrize("place", ["header", "footer"])
    def test_headers_and_footers(self, place: str) -> None:
        made = Document()
        getattr(made.sections[0], place).paragraphs[0].text = ID
        assert "resident_id" in codes(check(saved(made)))
        assert ID.encode() not in everything_in(masked(saved(made)))

    def test_household_table(self) -> None:
        data = document(table=[["姓名", "残疾类别", "金额"], ["张某", "肢体", "300"]])
        (found,) = (one for one in check(data).findings if one.severity is Severity.BLOCK)
        assert (found.code, found.place) == ("column_health", "附件《x.docx》第 1 个表格")
        table = Document(io.BytesIO(masked(data))).tables[0]
        assert [cell.text for cell in table.rows[1].cells] == ["张某", "***", "300"]

    def test_deleted_text_is_read_apart_and_counts_as_a_change(self) -> None:
        data = with_run(f'<w:del w:id="1" w:author="甲"><w:r><w:delText>{ID}</w:delText></w:r></w:del>')
        assert {"tracked_changes", "resident_id"} <= codes(check(data))
        assert ID.encode() not in everything_in(masked(data))

    def test_inserted_text(self) -> None:
        data = with_run('<w:ins w:id="1" w:author="甲"><w:r><w:t>新</w:t></w:r></w:ins>')
        assert "tracked_changes" in codes(check(data))

    def test_comments(self) -> None:
        made = Document()
        paragraph = made.add_paragraph("正文")
        made.add_comment(paragraph.runs, f"此人{MOBILE}", author="甲")
        assert {"comments", "mobile"} <= codes(check(saved(made)))

    def test_hidden_text(self) -> None:
        assert "hidden_text" in codes(check(with_run("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>")))
        shown = with_run('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>')
        assert "hidden_text" not in codes(check(shown))

    def test_hidden_by_a_style(self) -> None:
        data = with_run(
            '<w:r><w:rPr><w:rStyle w:val="Gone"/></w:rPr><w:t>藏</w:t></w:r>',
            styles='<w:style w:type="character" w:styleId="Gone"><w:rPr><w:vanish/></w:rPr></w:style>',
        )
        assert "hidden_text" in codes(check(data))

    def test_authors_are_noted_without_the_whole_name(self) -> None:
        made = Document()
        made.core_properties.author = "张三丰"
        made.core_properties.last_modified_by = ""
        (found,) = check(saved(made)).findings
        assert (found.code, found.severity, found.sample) == ("document_author", Severity.NOTE, "张**")

    def test_an_id_in_alternative_text_and_in_custom_parts(self) -> None:
        data = with_parts(document("正文"), {"customXml/item1.xml": f'<a b="{ID}">{ID}</a>'.encode()})
        assert "resident_id" in codes(check(data))
        assert ID.encode() not in everything_in(masked(data))

    def test_an_embedded_workbook_is_read(self) -> None:
        inner = workbook(["身份证号"], [ID])
        data = with_parts(document("正文"), {"word/embeddings/Microsoft_Excel_Sheet1.xlsx": inner})
        report = check(data)
        (found,) = (one for one in report.findings if one.code == "resident_id")
        assert not found.maskable
        assert "embedded_file" in codes(report)

    def test_a_part_too_large_to_read_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(office, "LARGEST_PART", 1000)
        data = document("正文" * 2000)
        assert "scan_limit" in codes(check(data))
        attachment = Attachment("x.docx", data)
        after, actions = mask_attachment(attachment)
        assert after is attachment
        assert "未能遮盖" in actions[0]

    def test_merged_cells_move_the_columns(self) -> None:
        made = Document()
        table = made.add_table(2, 4)
        for cell, text in zip(table.rows[0].cells, ["姓名", "村", "组", "病种"], strict=True):
            cell.text = text
        table.cell(1, 1).merge(table.cell(1, 2))
        table.cell(1, 0).text, table.cell(1, 1).text, table.cell(1, 3).text = "张某", "某村", "慢性病"
        assert "column_health" in codes(check(saved(made)))


class TestSlides:
    def presentation(self, slide: str, **extra: str) -> bytes:
        out = io.BytesIO()
        formats = "http://schemas.openxmlformats.org"
        spaces = f'xmlns:a="{formats}/drawingml/2006/main" xmlns:p="{formats}/presentationml/2006/main"'
        with zipfile.ZipFile(out, "w") as target:
            target.writestr("[Content_Types].xml", "<Types/>")
            target.writestr("ppt/slides/slide1.xml", slide.replace("<p:sld", f"<p:sld {spaces}", 1))
            for name, text in extra.items():
                target.writestr(f"ppt/notesSlides/{name}.xml", f"<p:notes {spaces}>{text}</p:notes>")
        return out.getvalue()

    def test_text_hidden_slide_and_notes(self) -> None:
        data = self.presentation(
            f'<p:sld show="0"><a:p><a:r><a:t>{ID[:8]}</a:t></a:r><a:r><a:t>{ID[8:]}</a:t></a:r></a:p></p:sld>',
            notesSlide1="<a:p><a:r><a:t>讲稿</a:t></a:r></a:p>",
        )
        assert codes(screen_file("x.pptx", data)) == {"resident_id", "hidden_slides", "slide_notes"}
        assert ID[8:].encode() not in part(masked(data, "x.pptx"), "ppt/slides/slide1.xml")

    def test_a_page_number_is_no_note(self) -> None:
        data = self.presentation("<p:sld/>", notesSlide1='<a:p><a:fld type="slidenum"><a:t>1</a:t></a:fld></a:p>')
        assert codes(screen_file("x.pptx", data)) == set()


def pdf(*texts: str, **options: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, **options)  # type: ignore[arg-type]
    for text in texts:
        canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


class TestPdf:
    def test_text_is_read_and_cannot_be_masked(self) -> None:
        data = pdf("page one", f"ID {ID[:6]} {ID[6:]}")
        report = screen_file("x.pdf", data)
        (found,) = (one for one in report.findings if one.code == "resident_id")
        assert not found.maskable
        assert "第 2 页" in found.message
        attachment = Attachment("x.pdf", data)
        after, actions = mask_attachment(attachment)
        assert after is attachment
        assert "不能自动遮盖" in actions[0]

    def test_a_scan_says_that_it_could_not_be_checked(self) -> None:
        (found,) = (one for one in screen_file("x.pdf", pdf("", "")).findings if one.code != "document_author")
        assert (found.code, found.severity, found.count) == ("pdf_without_text", Severity.NOTE, 2)

    def test_encrypted(self) -> None:
        locked = pdf(ID, encrypt=StandardEncryption("user", "owner"))
        assert codes(screen_file("x.pdf", locked)) == {"pdf_encrypted"}
        readable = pdf(ID, encrypt=StandardEncryption("", "owner"))
        assert {"pdf_encrypted", "resident_id"} <= codes(screen_file("x.pdf", readable))

    def test_author(self) -> None:
        out = io.BytesIO()
        canvas = Canvas(out)
        canvas.setAuthor("张三")
        canvas.drawString(72, 700, "x")
        canvas.save()
        assert codes(screen_file("x.pdf", out.getvalue())) == {"document_author"}

    def test_comments_form_values_and_scripts(self) -> None:
        writer = PdfWriter(clone_from=io.BytesIO(pdf("text")))
        writer.metadata = None
        writer.add_annotation(0, FreeText(text=f"see {MOBILE}", rect=(10, 10, 200, 40)))
        field = {"/Type": "/Annot", "/Subtype": "/Widget", "/FT": "/Tx", "/V": ID}
        entries = {
            NameObject(key): (TextStringObject if key == "/V" else NameObject)(value) for key, value in field.items()
        }
        writer.pages[0]["/Annots"].append(DictionaryObject(entries))  # type: ignore[attr-defined]
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {
                NameObject("/S"): NameObject("/JavaScript"),
                NameObject("/JS"): TextStringObject("app.alert('x');"),
            }
        )
        writer.add_attachment("名单.txt", ID.encode())
        out = io.BytesIO()
        writer.write(out)
        assert codes(screen_file("x.pdf", out.getvalue())) == {
            "comments",
            "mobile",
            "resident_id",
            "pdf_active",
            "embedded_file",
        }

    def test_a_page_too_large_to_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdfs, "LARGEST_PAGE", 10)
        assert "scan_limit" in codes(screen_file("x.pdf", pdf(ID)))

    def test_damaged(self) -> None:
        assert codes(screen_file("x.pdf", b"%PDF-1.7\n%%EOF")) == {"unreadable"}

    def test_too_many_pages(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdfs, "MOST_PAGES", 2)
        report = screen_file("x.pdf", pdf("a", "b", ID))
        assert "scan_limit" in codes(report)
        assert "resident_id" not in codes(report)


class TestPlainFiles:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_text_in_the_usual_encodings(self, encoding: str) -> None:
        data = f"姓名张某，身份证号{ID}\n".encode(encoding)
        assert codes(screen_file("x.txt", data)) == {"resident_id"}
        after = masked(data, "x.txt").decode("utf-8-sig")
        assert after == f"姓名张某，身份证号990{'*' * 14}{ID[-1]}\n"

    def test_csv_columns(self) -> None:
        data = '姓名,病种,金额\r\n张某,"慢性病",300\r\n'.encode("gb18030")
        assert codes(screen_file("x.csv", data)) == {"column_health"}
        assert masked(data, "x.csv").decode("utf-8-sig") == "姓名,病种,金额\r\n张某,***,300\r\n"

    def test_a_number_in_the_file_name(self) -> None:
        report = screen_file(f"{ID}.txt", b"x")
        (found,) = report.findings
        assert (found.code, found.maskable) == ("resident_id", True)
        assert ID not in found.place + found.message
        after, _ = mask_attachment(Attachment(f"{ID}.txt", b"x"))
        assert after.name == f"990{'*' * 14}{ID[-1]}.txt"
        assert screen_file(after.name, after.data).findings == ()

    def test_an_unknown_kind_is_not_passed_over(self) -> None:
        assert codes(screen_file("x.wps", b"x")) == {"unreadable"}
