import io
import struct
import zipfile
import zlib

import pytest
from docx import Document
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

from gkcloud.files.archives import ArchiveLimits, open_archive, rewrite
from gkcloud.files.inspect import FileKind, FileRefused, Limits, clean_filename, inspect_file


def saved(thing: object) -> bytes:
    out = io.BytesIO()
    thing.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def docx() -> bytes:
    made = Document()
    made.add_paragraph("正文")
    return saved(made)


def xlsx() -> bytes:
    return saved(Workbook())


def pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, "x")
    canvas.save()
    return out.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 2, height: int = 2) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 6)) + chunk(b"IEND", b"")


def jpeg(width: int = 2, height: int = 2) -> bytes:
    comment = b"\xff\xfe\x00\x04ab"
    frame = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04xx" + comment + frame + b"\xff\xda\x00\x02\x00\xff\xd9"


def webp(width: int = 2, height: int = 2) -> bytes:
    body = b"VP8X\x0a\0\0\0\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body


def riff(kind: bytes, body: bytes) -> bytes:
    chunk_bytes = kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(chunk_bytes) + 4) + b"WEBP" + chunk_bytes


def pptx() -> bytes:
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    relation = f'<Relationship Id="r" Type="{kind}" Target="ppt/presentation.xml"/>'
    return zipped(
        **{
            "[Content_Types].xml": f'<Types><Override ContentType="{main}"/></Types>'.encode(),
            "_rels/.rels": f"<Relationships>{relation}</Relationships>".encode(),
            "ppt/presentation.xml": b"<presentation/>",
        }
    )


def changed(data: bytes, parts: dict[str, bytes], without: tuple[str, ...] = ()) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            if name not in parts and name not in without:
                target.writestr(name, source.read(name))
        for name, part in parts.items():
            target.writestr(name, part)
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return out.getvalue()


def refusal(data: bytes, name: str, **options: object) -> str:
    with pytest.raises(FileRefused) as refused:
        inspect_file(data, name, **options)  # type: ignore[arg-type]
    return str(refused.value)


@pytest.mark.parametrize(
    ("data", "name", "extension", "inline"),
    [
        (pdf(), "a.pdf", "pdf", False),
        (docx(), "a.docx", "docx", False),
        (xlsx(), "A.XLSX", "xlsx", False),
        (pptx(), "a.pptx", "pptx", False),
        ("甲".encode(), "a.txt", "txt", False),
        ("甲,乙".encode("gb18030"), "a.csv", "csv", False),
        (png(), "a.png", "png", True),
        (jpeg(), "a.jpeg", "jpg", True),
        (webp(), "a.webp", "webp", True),
        (riff(b"VP8 ", b"\0\0\0\x9d\x01\x2a\x02\0\x03\0"), "a.webp", "webp", True),
        (riff(b"VP8L", b"\x2f\x01\x40\0\0"), "a.webp", "webp", True),
    ],
)
def test_allowed_kinds(data: bytes, name: str, extension: str, inline: bool) -> None:
    kind = inspect_file(data, name)
    assert (kind.extension, kind.is_inline_image) == (extension, inline)
    assert isinstance(kind, FileKind)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "a.txt", "空的"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", "不支持"),
        (b"<html></html>", "a.html", "不支持"),
        (b"x", "a", "不支持"),
        (b"x", "a.txt.exe", "不支持"),
        (b"x", "a.\u202etxt.exe", "不支持"),
        (docx(), "a.wps", "旧格式"),
        (docx(), "a.docm", "宏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xlsx", "旧格式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "密码"),
    ],
)
def test_kinds_that_may_not_come_in(data: bytes, name: str, says: str) -> None:
    assert says in refusal(data, name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"  <!DOCTYPE html><script>1</script>", "a.txt"),
        (b"\xef\xbb\xbf<!-- x --><svg onload=alert(1)>", "a.csv"),
        (b"<?xml version='1.0'?><svg/>", "a.png"),
        (b"MZ" + b"\0" * 200, "a.txt"),
        (b"\x7fELF" + b"\0" * 60, "a.pdf"),
        (pdf(), "a.docx"),
        (docx(), "a.pdf"),
        (docx(), "a.xlsx"),
        (docx(), "a.txt"),
        (png(), "a.jpg"),
        (jpeg(), "a.webp"),
        (zipped(a=b"x"), "a.docx"),
        (b"GIF89a" + b"\0" * 40, "a.png"),
    ],
)
def test_mislabelled_files(data: bytes, name: str) -> None:
    assert "内容不是" in refusal(data, name)


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (pdf()[:200], "a.pdf"),
        (docx()[:-30], "a.docx"),
        (png()[:-4], "a.png"),
        (png() + b"<script>", "a.png"),
        (jpeg()[:12], "a.jpg"),
        (webp()[:-1], "a.webp"),
        (riff(b"JUNK", b"\0" * 20), "a.webp"),
        (b"\xff\xd8\xff\xe0\x00\x02ab\xff\xd9", "a.jpg"),
        (b"\xff\xd8\xff" + b"\xe0\x00\x00" * 30, "a.jpg"),
        (changed(docx(), {}, without=("_rels/.rels",)), "a.docx"),
        (changed(docx(), {"word/document.xml": b"not xml"}), "a.docx"),
    ],
)
def test_cut_off_and_damaged_files(data: bytes, name: str) -> None:
    assert "重新" in refusal(data, name)


class TestSizes:
    def test_bytes_per_kind(self) -> None:
        limits = Limits(document_bytes=100, image_bytes=20, text_bytes=10)
        assert "超过" in refusal(pdf(), "a.pdf", limits=limits)
        assert "超过" in refusal(png(), "a.png", limits=limits)
        assert "超过" in refusal(b"x" * 11, "a.txt", limits=limits)
        assert inspect_file(b"x" * 10, "a.txt", limits=limits).extension == "txt"

    @pytest.mark.parametrize(
        ("data", "name"),
        [
            (png(60_000, 60_000), "a.png"),
            (jpeg(65_000, 2), "a.jpg"),
            (webp(16_000, 16_000), "a.webp"),
            (png(1, 20_000), "a.png"),
        ],
    )
    def test_huge_pictures_are_told_by_their_header(self, data: bytes, name: str) -> None:
        assert "尺寸过大" in refusal(data, name)

    def test_each_form_of_webp_is_measured(self) -> None:
        lossy = riff(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 0x3FFF, 9))
        lossless = riff(b"VP8L", b"\x2f" + struct.pack("<I", 0x3FFE | 8 << 14))
        for data in (lossy, lossless):
            assert "16383×9" in refusal(data, "a.webp", limits=Limits(image_side=16_000))

    def test_a_picture_without_size(self) -> None:
        assert "损坏" in refusal(png(0, 5), "a.png")


class TestHostileArchives:
    def test_zip_bomb_by_ratio(self) -> None:
        assert "体积异常" in refusal(changed(docx(), {"word/media/a.bin": b"\0" * 5_000_000}), "a.docx")

    def test_zip_bomb_by_total(self) -> None:
        parts = {f"word/media/{number}.bin": bytes(range(256)) * 4 for number in range(40)}
        limits = Limits(archive=ArchiveLimits(total_bytes=30_000))
        assert "解开后超过" in refusal(changed(docx(), parts), "a.docx", limits=limits)

    def test_too_many_members(self) -> None:
        parts = {f"word/media/{number}.bin": b"" for number in range(3001)}
        assert "3000" in refusal(changed(docx(), parts), "a.docx")

    def test_members_that_share_their_bytes(self) -> None:
        data = bytearray(docx())
        place = data.find(b"PK\x01\x02")
        struct.pack_into("<I", data, place + 20, len(data) + 1)  # claims more packed bytes than there are
        assert "结构异常" in refusal(bytes(data), "a.docx")

    def test_a_lying_directory_cannot_unpack_more(self) -> None:
        data = bytearray(zipped(a=b"\0" * 100_000))
        place = data.find(b"PK\x01\x02")
        struct.pack_into("<I", data, place + 24, 10)
        archive = open_archive(bytes(data))
        with pytest.raises(FileRefused, match="损坏"):
            archive.read("a")

    @pytest.mark.parametrize(
        "name", ["../evil.xml", "/etc/passwd", "word/../../x", "C:/x", "word\\..\\..\\x", "a\x01b"]
    )
    def test_paths_out_of_the_archive(self, name: str) -> None:
        assert "路径" in refusal(changed(docx(), {name: b"x"}), "a.docx")

    def test_two_parts_of_one_name(self) -> None:
        assert "重名" in refusal(changed(docx(), {"WORD/document.xml": b"<a/>"}), "a.docx")

    def test_encrypted_members(self) -> None:
        data = bytearray(docx())
        place = data.find(b"PK\x01\x02")
        data[place + 8] |= 1
        assert "密码" in refusal(bytes(data), "a.docx")

    @pytest.mark.parametrize("inner", [zipped(a=b"x"), b"Rar!\x1a\x07\x00xx", b"\x1f\x8bxx", b"7z\xbc\xaf\x27\x1c"])
    def test_archives_inside(self, inner: bytes) -> None:
        assert "压缩包" in refusal(changed(docx(), {"word/media/a.dat": inner}), "a.docx")

    def test_an_embedded_workbook_is_fine_one_level_deep(self) -> None:
        once = changed(docx(), {"word/embeddings/a.xlsx": xlsx()})
        assert inspect_file(once, "a.docx").extension == "docx"
        twice = changed(docx(), {"word/embeddings/a.docx": once})
        assert "层层" in refusal(twice, "a.docx")

    @pytest.mark.parametrize(
        "name", ["word/vbaProject.bin", "xl/vbaProjectSignature.bin", "word/activeX/activeX1.bin"]
    )
    def test_macros(self, name: str) -> None:
        assert "宏" in refusal(changed(docx(), {name: b"x"}), "a.docx")

    def test_a_macro_document_under_a_harmless_name(self) -> None:
        with zipfile.ZipFile(io.BytesIO(docx())) as source:
            types = source.read("[Content_Types].xml")
        macro = types.replace(
            b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
            b"application/vnd.ms-word.document.macroEnabled.main+xml",
        )
        assert macro != types
        assert "宏" in refusal(changed(docx(), {"[Content_Types].xml": macro}), "a.docx")

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    @pytest.mark.parametrize(
        "part", ["word/document.xml", "[Content_Types].xml", "customXml/item1.xml", "word/_rels/x.rels"]
    )
    def test_entities(self, part: str, encoding: str) -> None:
        entities = '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'
        bomb = f'<?xml version="1.0" encoding="{encoding}"?>{entities}<x>&b;</x>'
        assert "实体" in refusal(changed(docx(), {part: bomb.encode(encoding)}), "a.docx")

    @pytest.mark.parametrize("kind", ["attachedTemplate", "oleObject", "frame"])
    def test_parts_fetched_from_elsewhere(self, kind: str) -> None:
        relations = (
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" '
            f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" '
            'Target="https://evil.example/x.dotm" TargetMode="External"/></Relationships>'
        )
        assert "外部" in refusal(changed(docx(), {"word/_rels/settings.xml.rels": relations.encode()}), "a.docx")

    def test_a_decoy_main_part(self) -> None:
        with zipfile.ZipFile(io.BytesIO(docx())) as source:
            relations = source.read("_rels/.rels").replace(b"word/document.xml", b"word/other.xml")
        assert "结构异常" in refusal(changed(docx(), {"_rels/.rels": relations, "word/other.xml": b"<a/>"}), "a.docx")

    def test_programs_inside(self) -> None:
        assert "程序" in refusal(changed(docx(), {"word/media/a.exe": b"x"}), "a.docx")


class TestRewriting:
    def test_nothing_to_change_gives_the_same_bytes(self) -> None:
        data = docx()
        assert rewrite(data, open_archive(data), {}) is data

    def test_the_same_change_gives_the_same_bytes(self) -> None:
        data = docx()
        first = rewrite(data, open_archive(data), {"word/document.xml": b"<a/>"}, dropped=("docProps/core.xml",))
        assert first == rewrite(
            data, open_archive(data), {"word/document.xml": b"<a/>"}, dropped=("docProps/core.xml",)
        )
        archive = open_archive(first)
        assert archive.read("word/document.xml") == b"<a/>"
        assert "docProps/core.xml" not in archive


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("关于印发要点的通知.docx", "关于印发要点的通知.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\某人\\名单.xlsx", "名单.xlsx"),
        ("a\x00b\r\n.pdf", "ab.pdf"),
        ("通知\u202exslx.exe", "通知xslx.exe"),
        ("\u2066甲\u2069.txt", "甲.txt"),
        ('a"<b>|c?.txt', "a b c.txt"),
        ("", "附件"),
        ("...", "附件"),
        (".docx", "附件.docx"),
        ("甲" * 200 + ".docx", "甲" * 115 + ".docx"),
        ("甲" * 200, "甲" * 120),
    ],
)
def test_file_names(given_name: str, shown: str) -> None:
    assert clean_filename(given_name) == shown
    assert clean_filename(shown) == shown
