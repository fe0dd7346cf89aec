"""What is refused before any parser sees it: wrong types, old or encrypted files, macros, archive bombs."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from io import BytesIO
from pathlib import PurePosixPath
from xml.parsers import expat

from gkcloud.publishing.importing.result import ImportRefused

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_UNPACKED = 100 * MEGABYTE
MOST_XML_PART = 16 * MEGABYTE
MOST_MEMBERS = 2000
# Deflate reaches about 1000:1 on nothing but repetition; office XML stays below 50:1.
MOST_RATIO = 200
_RATIO_MATTERS_FROM = MEGABYTE

KINDS = (".docx", ".xlsx", ".txt", ".html", ".htm")
_OLD = {
    ".doc": ".docx",
    ".wps": ".docx",
    ".dot": ".docx",
    ".rtf": ".docx",
    ".odt": ".docx",
    ".ofd": ".docx",
    ".xls": ".xlsx",
    ".et": ".xlsx",
}
_MACRO = (".docm", ".dotm", ".xlsm", ".xltm", ".xlsb")
_DAMAGED = "文件已损坏或没有传完，请重新保存或上传后再导入。"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_MAIN_PART = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_BINARY_STARTS = (
    b"PK\x03\x04",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"MZ",
    b"{\\rtf",
)


def kind_of(data: bytes, filename: str) -> str:
    """Return the file's kind, one of KINDS, judged by name and content together.

    Raises ImportRefused for every other kind, and when name and content disagree.
    """
    if not data:
        raise ImportRefused("文件是空的，请检查后重新选择文件。")
    if len(data) > MOST_BYTES:
        raise ImportRefused(f"文件超过{MOST_BYTES // MEGABYTE}兆字节，请压缩其中的图片或分成几个文件后再导入。")
    suffix = PurePosixPath(filename.replace("\\", "/")).suffix.lower()
    if suffix in _MACRO:
        raise ImportRefused("文件带有宏，不能导入，请另存为不带宏的 .docx 或 .xlsx 文件。")
    if data.startswith(_COMPOUND_FILE):
        _refuse_compound_file(data, suffix)
    if suffix in _OLD:
        raise ImportRefused(f"不能导入 {suffix} 格式，请用 Word 或 WPS 打开，另存为 {_OLD[suffix]} 后再导入。")
    if suffix == ".pdf":
        raise ImportRefused("不能导入 PDF 文件，请导入它的 .docx 原稿，或复制文字后粘贴导入。")
    if suffix not in KINDS:
        raise ImportRefused("只能导入 .docx、.xlsx、.txt 和 .html 文件，请转换格式后再导入。")
    if suffix in _MAIN_PART:
        _check_archive(data, suffix)
    else:
        _check_text(data, suffix)
    return ".html" if suffix == ".htm" else suffix


def _refuse_compound_file(data: bytes, suffix: str) -> None:
    if _ENCRYPTED in data:
        raise ImportRefused("文件设有打开密码，请取消密码后另存，再重新导入。")
    better = ".xlsx" if suffix in (".xls", ".et", ".xlsx") else ".docx"
    raise ImportRefused(
        f"这是旧版办公文件格式（.doc、.xls、.wps），请用 Word 或 WPS 打开，另存为 {better} 后再导入。"
    )


def _check_text(data: bytes, suffix: str) -> None:
    if data.startswith(_BINARY_STARTS):
        raise ImportRefused(f"文件内容与扩展名 {suffix} 不符，请确认文件类型，用正确的扩展名保存后再导入。")
    if suffix == ".txt" and re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", data[:200], re.IGNORECASE):
        raise ImportRefused("文件内容是网页，与扩展名 .txt 不符，请把扩展名改为 .html 后再导入。")


def _check_archive(data: bytes, suffix: str) -> None:
    if not data.startswith(b"PK"):
        raise ImportRefused(f"文件内容与扩展名 {suffix} 不符，请用 Word 或 WPS 打开，另存为 {suffix} 后再导入。")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _check_members(archive.infolist(), suffix)
            _check_xml(archive)
            # Reads every member against its checksum, so that no parser later meets a damaged one.
            damaged = archive.testzip()
    except ImportRefused:
        raise
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        OSError,
        ValueError,
        zlib.error,
        lzma.LZMAError,
    ) as error:
        raise ImportRefused(_DAMAGED) from error
    if damaged is not None:
        raise ImportRefused(_DAMAGED)


def _check_members(members: list[zipfile.ZipInfo], suffix: str) -> None:
    names = [member.filename for member in members]
    if len(names) > MOST_MEMBERS:
        raise ImportRefused(f"文件里的部件超过{MOST_MEMBERS}个，请用 Word 或 WPS 另存一份后再导入。")
    if any(_is_unsafe(name) for name in names) or len(set(names)) != len(names):
        raise ImportRefused("文件里有不安全的路径名，不能导入，请用 Word 或 WPS 另存一份后再导入。")
    if any(member.flag_bits & 1 for member in members):
        raise ImportRefused("文件设有打开密码，请取消密码后另存，再重新导入。")
    if sum(member.file_size for member in members) > MOST_UNPACKED or any(_is_bomb(member) for member in members):
        raise ImportRefused("文件解压后过大，不能导入，请删去多余内容或分成几个文件后再导入。")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ImportRefused("文件带有宏，不能导入，请另存为不带宏的 .docx 或 .xlsx 文件。")
    if _MAIN_PART[suffix] not in names:
        raise ImportRefused(f"文件内容与扩展名 {suffix} 不符，请确认文件类型，用正确的扩展名保存后再导入。")


def _is_unsafe(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or "\x00" in name or ".." in name.split("/")


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    if member.filename.lower().endswith((".xml", ".rels")) and member.file_size > MOST_XML_PART:
        return True
    return member.file_size > _RATIO_MATTERS_FROM and member.file_size > MOST_RATIO * max(member.compress_size, 1)


def _check_xml(archive: zipfile.ZipFile) -> None:
    """Refuse macros declared by type, document type declarations (entity expansion), and broken XML."""
    for member in archive.infolist():
        name = member.filename.lower()
        if not name.endswith((".xml", ".rels")):
            continue
        content = archive.read(member)
        if name == "[content_types].xml" and b"macroEnabled" in content:
            raise ImportRefused("文件带有宏，不能导入，请另存为不带宏的 .docx 或 .xlsx 文件。")
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            parser.Parse(content, True)
        except expat.ExpatError as error:
            raise ImportRefused("文件已损坏，请用 Word 或 WPS 打开，另存一份后再导入。") from error


def _refuse_doctype(*_: object) -> None:
    raise ImportRefused("文件里含有不允许的实体声明，不能导入，请用 Word 或 WPS 另存一份后再导入。")
