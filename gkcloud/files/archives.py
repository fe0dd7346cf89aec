"""Zip containers from strangers: read within stated bounds, never unpacked to disk.

Office files are zip archives. Everything here refuses rather than repairs, and each refusal is a
``FileRefused`` whose text is a Chinese sentence for the person who uploads.
"""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

MEGABYTE: Final = 1024 * 1024
NESTED_SUFFIXES: Final = (".zip", ".rar", ".7z", ".gz", ".bz2", ".xz", ".tar", ".jar", ".cab")
NESTED_STARTS: Final = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"MSCF",
)
OFFICE_SUFFIXES: Final = (".docx", ".xlsx", ".pptx")
SUPPORTED_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
ENCRYPTED_FLAG: Final = 0x1
_DRIVE: Final = re.compile(r"[A-Za-z]:")
# The date in rewritten archives, so that the same content gives the same bytes; zip knows none earlier.
EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class FileRefused(ValueError):
    """A file that may not come in; its text is a Chinese sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """Bounds on one archive: number of members, bytes unpacked in all and each, and compression ratio.

    The ratio counts only for members that unpack to more than ``ratio_from`` bytes: short XML compresses
    very well. ``depth`` is how far office files may sit inside one another.
    """

    members: int = 3000
    total_bytes: int = 200 * MEGABYTE
    member_bytes: int = 64 * MEGABYTE
    ratio: int = 200
    ratio_from: int = MEGABYTE
    depth: int = 1


class Archive:
    """A checked archive; ``names`` in stored order, members read on demand within their declared size."""

    def __init__(self, zipped: zipfile.ZipFile, infos: Mapping[str, zipfile.ZipInfo]) -> None:
        self._zipped = zipped
        self._infos = infos
        self.names: tuple[str, ...] = tuple(infos)

    def __contains__(self, name: str) -> bool:
        return name in self._infos

    def size(self, name: str) -> int:
        """Return the unpacked size of a member in bytes."""
        return self._infos[name].file_size

    def read(self, name: str) -> bytes:
        """Return a member's bytes. Raises KeyError for no such member, FileRefused for a damaged one."""
        try:
            return self._zipped.read(self._infos[name])
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise FileRefused("文件已损坏，无法读取，请重新另存后上传。") from error


def open_archive(data: bytes, limits: ArchiveLimits | None = None) -> Archive:
    """Return the archive in ``data`` once its directory is within ``limits`` and its names are harmless.

    Sizes are those of the directory, which bound what is ever unpacked: reading stops there and a mismatch
    fails the checksum. Raises FileRefused.
    """
    limits = limits or ArchiveLimits()
    try:
        zipped = zipfile.ZipFile(io.BytesIO(data))
        infos = zipped.infolist()
    except (zipfile.BadZipFile, struct.error, ValueError, OSError, NotImplementedError) as error:
        raise FileRefused("文件已损坏或不完整，无法打开，请重新另存后上传。") from error
    if len(infos) > limits.members:
        raise FileRefused(f"文件内部的部件超过 {limits.members} 个，无法接收，请精简后重新上传。")
    _check_sizes(infos, limits, available=len(data))
    by_name = {info.filename: info for info in infos}
    if len(by_name) != len(infos) or len({name.lower() for name in by_name}) != len(infos):
        raise FileRefused("文件内部有重名的部件，结构异常，请重新另存后上传。")
    for info in infos:
        _check_member(info)
    return Archive(zipped, by_name)


def _check_sizes(infos: Collection[zipfile.ZipInfo], limits: ArchiveLimits, *, available: int) -> None:
    if sum(info.file_size for info in infos) > limits.total_bytes:
        raise FileRefused(f"文件解开后超过 {limits.total_bytes // MEGABYTE} MB，无法接收，请拆分或精简后上传。")
    # Members that share bytes make the densest bombs: together they claim more than the file holds.
    if sum(info.compress_size for info in infos) > available:
        raise FileRefused("文件内部结构异常，无法接收，请重新另存后上传。")
    for info in infos:
        too_dense = info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(1, info.compress_size)
        if info.file_size > limits.member_bytes or too_dense:
            raise FileRefused("文件解开后的体积异常，无法接收，请精简内容、重新另存后上传。")


def _check_member(info: zipfile.ZipInfo) -> None:
    name = info.orig_filename
    parts = name.replace("\\", "/").split("/")
    if (
        name.startswith(("/", "\\"))
        or ".." in parts
        or _DRIVE.match(name)
        or any(ord(char) < ord(" ") for char in name)
    ):
        raise FileRefused("文件内部含有越界的路径名，可能是恶意文件，已拒绝接收。")
    if info.flag_bits & ENCRYPTED_FLAG:
        raise FileRefused("文件设有打开密码，请取消密码后重新上传。")
    if info.compress_type not in SUPPORTED_METHODS:
        raise FileRefused("文件的压缩方式不受支持，请用 Office 或 WPS 重新另存后上传。")


def refuse_nested(archive: Archive, limits: ArchiveLimits) -> None:
    """Refuse archives inside an archive; office files (charts embed workbooks) are checked the same way."""
    for name in archive.names:
        lower = name.lower()
        data = archive.read(name)
        if lower.endswith(OFFICE_SUFFIXES) and data.startswith(b"PK"):
            if limits.depth < 1:
                raise FileRefused("文件层层内嵌其他文件，无法接收，请把内嵌的对象改为图片后上传。")
            inner = ArchiveLimits(
                members=limits.members,
                total_bytes=limits.member_bytes,
                member_bytes=limits.member_bytes,
                ratio=limits.ratio,
                ratio_from=limits.ratio_from,
                depth=limits.depth - 1,
            )
            refuse_nested(open_archive(data, inner), inner)
        elif lower.endswith(NESTED_SUFFIXES) or data.startswith(NESTED_STARTS):
            raise FileRefused("文件内部夹带了压缩包，无法接收，请去掉压缩包后重新上传。")


class _RootReached(Exception):
    pass


def refuse_doctype(xml: bytes) -> None:
    """Refuse a part that declares a document type: entities are how XML is made to explode or to read files.

    Reads no further than the root element. Raises FileRefused, also for what is not XML.
    """
    parser = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise FileRefused("文件内部含有实体声明，可能是恶意文件，已拒绝接收。")

    def root(*_: object) -> None:
        raise _RootReached

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(xml, True)
    except _RootReached:
        return
    except expat.ExpatError as error:
        raise FileRefused("文件内部的内容已损坏，请重新另存后上传。") from error


def rewrite(data: bytes, archive: Archive, changed: Mapping[str, bytes], dropped: Collection[str] = ()) -> bytes:
    """Return the archive with some members replaced and some left out; order stays, dates are fixed."""
    if not changed and not dropped:
        return data
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in archive.names:
            if name not in dropped:
                info = zipfile.ZipInfo(name, EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                target.writestr(info, changed[name] if name in changed else archive.read(name))
    return out.getvalue()
