"""What an uploaded file really is, told by its content and never by its name alone.

Allowed: pdf, docx, xlsx, pptx, txt, csv, jpg, png, webp. Everything else is refused, and so is a file whose
content is not what its name says. Refusals are ``FileRefused``, a Chinese sentence that says what to do.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

import puremagic
from lxml import etree

from gkcloud.files.archives import (
    MEGABYTE,
    Archive,
    ArchiveLimits,
    FileRefused,
    open_archive,
    refuse_doctype,
    refuse_nested,
)
from gkcloud.files.images import JPEG_START, PNG_START, image_size

__all__ = ["FileKind", "FileRefused", "Limits", "clean_filename", "decode_text", "inspect_file"]

ALLOWED: Final = (
    "可上传 PDF、Word（.docx）、Excel（.xlsx）、PPT（.pptx）、文本（.txt、.csv）和图片（.jpg、.png、.webp）"
)
MEDIA_TYPES: Final = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}
IMAGES: Final = frozenset({"jpg", "png", "webp"})
TEXTS: Final = frozenset({"txt", "csv"})
# The main part of each kind and its content type; macro and template files have other ones.
OFFICE_MAIN: Final = {
    "docx": (re.compile(r"/?word/document[0-9]*\.xml"), b"wordprocessingml.document.main+xml"),
    "xlsx": (re.compile(r"/?xl/workbook\.xml"), b"spreadsheetml.sheet.main+xml"),
    "pptx": (re.compile(r"/?ppt/presentation\.xml"), b"presentationml.presentation.main+xml"),
}
SAME: Final = {"jpeg": "jpg", "jpe": "jpg", "text": "txt"}
CFB_START: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
MACRO_SUFFIXES: Final = frozenset({"docm", "dotm", "xlsm", "xltm", "xlam", "pptm", "potm", "ppsm"})
OLD_OFFICE: Final = frozenset({"doc", "xls", "ppt", "wps", "et", "dps", "rtf", "ofd"})
MACRO_PARTS: Final = re.compile(r"(?:^|/)(?:vbaproject[^/]*\.bin|vbadata\.xml|activex/.*|macrosheets/.*)$")
# Relations through which opening a file fetches something from elsewhere.
REMOTE_KINDS: Final = frozenset({"attachedTemplate", "oleObject", "frame", "subDocument"})
MARKUP: Final = re.compile(
    r"\s{0,200}(?:<!--[^>]{0,2000}-->\s{0,200})?<(?:!doctype|\?xml|html|head|body|svg|script|iframe|style|meta|link)\b",
    re.IGNORECASE,
)
TEXT_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
PDF_TAIL: Final = 4096
LONGEST_EXTENSION: Final = 5


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one file: bytes per kind, pixels of an image, characters of a name."""

    document_bytes: int = 50 * MEGABYTE
    image_bytes: int = 10 * MEGABYTE
    text_bytes: int = 5 * MEGABYTE
    image_pixels: int = 50_000_000
    image_side: int = 16_000
    name_length: int = 120
    archive: ArchiveLimits = field(default_factory=ArchiveLimits)


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is: extension without a dot, media type to serve, and whether a page may show it inline."""

    extension: str
    media_type: str
    is_inline_image: bool


def inspect_file(data: bytes, filename: str, *, limits: Limits | None = None) -> FileKind:
    """Return what ``data`` is, or raise FileRefused.

    ``filename`` only has to agree with the content. Images may be shown inline; everything else is offered
    for download. An encrypted PDF passes here: the pre-publication check warns about it.
    """
    limits = limits or Limits()
    claimed = _claimed_extension(filename)
    if not data:
        raise FileRefused("文件是空的，请检查后重新上传。")
    if claimed not in MEDIA_TYPES:
        raise FileRefused(_why_not_allowed(claimed))
    _check_size(data, claimed, limits)
    found = _by_content(data, claimed, limits)
    if found != claimed:
        raise FileRefused(f"文件内容不是 .{claimed} 格式（{_guess(data)}），请重新另存后上传。")
    if claimed in IMAGES:
        _check_image(data, claimed, limits)
    elif claimed in OFFICE_MAIN:
        _check_office(data, claimed, limits)
    return FileKind(claimed, MEDIA_TYPES[claimed], claimed in IMAGES)


def _claimed_extension(filename: str) -> str:
    name = clean_filename(filename)
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    return SAME.get(extension, extension)


def _why_not_allowed(extension: str) -> str:
    if extension in MACRO_SUFFIXES:
        return "文件含有宏，不能接收，请另存为不含宏的 .docx、.xlsx 或 .pptx 后上传。"
    if extension in OLD_OFFICE:
        return "不支持这种旧格式，请用 Office 或 WPS 另存为 .docx、.xlsx、.pptx 或 PDF 后上传。"
    named = f" .{extension} " if extension.isalnum() and len(extension) <= LONGEST_EXTENSION else "这种"
    return f"不支持{named}文件，{ALLOWED}。"


def _check_size(data: bytes, extension: str, limits: Limits) -> None:
    most = limits.document_bytes
    if extension in IMAGES:
        most = limits.image_bytes
    elif extension in TEXTS:
        most = limits.text_bytes
    if len(data) > most:
        raise FileRefused(f"文件超过 {most / MEGABYTE:g} MB，请压缩或拆分后上传。")


def _by_content(data: bytes, claimed: str, limits: Limits) -> str | None:
    """Return the extension that the content stands for, None if it is none of the allowed."""
    if data.startswith(b"%PDF-"):
        return "pdf" if b"%%EOF" in data[-PDF_TAIL:] else _cut_off()
    if data.startswith(PNG_START):
        return "png"
    if data.startswith(JPEG_START):
        return "jpg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "webp"
    if data.startswith(CFB_START):
        raise FileRefused(_about_cfb(data))
    if data.startswith(b"PK"):
        return _office_kind(data, limits)
    return claimed if claimed in TEXTS and _is_plain_text(data) else None


def _cut_off() -> str:
    raise FileRefused("PDF 文件不完整，请重新导出后上传。")


def _about_cfb(data: bytes) -> str:
    if ENCRYPTED_STREAM in data:
        return "文件设有打开密码，请取消密码后重新上传。"
    return _why_not_allowed("doc")


def _office_kind(data: bytes, limits: Limits) -> str | None:
    """Read only the directory and the content types: the rest is checked once the kind is known."""
    archive = open_archive(data, limits.archive)
    if "[Content_Types].xml" not in archive:
        return None
    types = archive.read("[Content_Types].xml")
    refuse_doctype(types)
    if b"macroEnabled" in types:
        raise FileRefused(_why_not_allowed("docm"))
    for extension, (part, media_type) in OFFICE_MAIN.items():
        if media_type in types and any(part.fullmatch(name) for name in archive.names):
            return extension
    return None


def _check_office(data: bytes, extension: str, limits: Limits) -> None:
    archive = open_archive(data, limits.archive)
    if any(MACRO_PARTS.search(name.lower()) for name in archive.names):
        raise FileRefused(_why_not_allowed("docm"))
    refuse_nested(archive, limits.archive)
    for name in archive.names:
        if name.lower().endswith((".xml", ".rels", ".vml")):
            part = archive.read(name)
            refuse_doctype(part)
            if name.endswith(".rels"):
                _check_links(part)
        elif name.lower().endswith((".html", ".htm", ".exe", ".js", ".vbs", ".bat", ".lnk", ".hta")):
            raise FileRefused("文件内部夹带了网页或程序，无法接收，请去掉后重新上传。")
    _require_root(archive, extension)


def _relations(part: bytes) -> list[tuple[str, str, bool]]:
    """Return kind, target and whether it lies outside for each relation. Raises FileRefused for bad XML."""
    try:
        root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise FileRefused("文件内部的内容已损坏，请重新另存后上传。") from error
    return [
        (
            (one.get("Type") or "").rpartition("/")[2],
            one.get("Target") or "",
            one.get("TargetMode") == "External",
        )
        for one in root
        if isinstance(one.tag, str)
    ]


def _check_links(part: bytes) -> None:
    if any(outside and kind in REMOTE_KINDS for kind, _, outside in _relations(part)):
        raise FileRefused("文件引用了外部的模板或对象，打开时会自动下载，请另存为普通文件后上传。")


def _require_root(archive: Archive, extension: str) -> None:
    """Require that programs open the very part that the check reads."""
    relations = _relations(archive.read("_rels/.rels")) if "_rels/.rels" in archive else []
    mains = [target for kind, target, _ in relations if kind == "officeDocument"]
    if len(mains) != 1 or not OFFICE_MAIN[extension][0].fullmatch(mains[0]):
        raise FileRefused(f".{extension} 文件的结构异常，请用 Office 或 WPS 重新另存后上传。")


def _check_image(data: bytes, extension: str, limits: Limits) -> None:
    width, height = image_size(data, extension)
    if not width or not height:
        raise FileRefused("图片已损坏或不完整，请重新导出后上传。")
    if max(width, height) > limits.image_side or width * height > limits.image_pixels:
        raise FileRefused(f"图片尺寸过大（{width}×{height} 像素），请缩小后上传。")


def _is_plain_text(data: bytes) -> bool:
    text = decode_text(data)
    return text is not None and not TEXT_CONTROLS.search(text) and not MARKUP.match(text)


def decode_text(data: bytes) -> str | None:
    """Return the text of a txt or csv file in UTF-8, UTF-16 with a mark, or GB 18030; None if it is none."""
    encodings = ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _guess(data: bytes) -> str:
    """Say in words what the content seems to be."""
    try:
        return f"看起来像 {puremagic.from_string(data[:MEGABYTE]).lstrip('.') or '未知格式'}"
    except (puremagic.PureError, ValueError):
        return "无法识别"


def clean_filename(filename: str, *, longest: int = Limits().name_length) -> str:
    """Return a harmless display name: no path, control or direction marks, at most ``longest`` characters.

    The extension survives shortening; an empty result becomes 附件.
    """
    name = unicodedata.normalize("NFC", filename).replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        char for char in name if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    )
    kept = re.sub(r'[<>:"|?*\s]+', " ", kept).strip().rstrip(" .")
    stem, dot, extension = kept.rpartition(".")
    if not dot or len(extension) > LONGEST_EXTENSION:
        return kept[:longest] or "附件"
    return f"{stem[: longest - len(extension) - 1].strip(' .') or '附件'}.{extension}"
