"""Pixel sizes of images, read from their headers: nothing is decoded, so a small file cannot cost memory."""

import struct
from typing import Final

from gkcloud.files.archives import FileRefused

PNG_START: Final = b"\x89PNG\r\n\x1a\n"
PNG_END: Final = b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG_START: Final = b"\xff\xd8\xff"
JPEG_END: Final = b"\xff\xd9"
# Start-of-frame markers; C4, C8 and CC are tables and reserved.
JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
JPEG_BARE: Final = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
WEBP_DIMENSION: Final = 0x3FFF

DAMAGED: Final = "图片已损坏或不完整，请重新导出后上传。"


def image_size(data: bytes, extension: str) -> tuple[int, int]:
    """Return width and height in pixels of a png, jpg or webp. Raises FileRefused if the file is cut off."""
    readers = {"png": _png, "jpg": _jpeg, "webp": _webp}
    try:
        return readers[extension](data)
    except (struct.error, IndexError) as error:
        raise FileRefused(DAMAGED) from error


def _png(data: bytes) -> tuple[int, int]:
    # Nothing may follow the end: bytes after it are how a second file hides in a picture.
    if data[12:16] != b"IHDR" or not data.endswith(PNG_END):
        raise FileRefused(DAMAGED)
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg(data: bytes) -> tuple[int, int]:
    if JPEG_END not in data[2:]:
        raise FileRefused(DAMAGED)
    place = 2
    while True:
        if data[place] != 0xFF:  # noqa: PLR2004 - every marker starts with it
            raise FileRefused(DAMAGED)
        marker = data[place + 1]
        if marker == 0xFF:  # noqa: PLR2004 - fill byte
            place += 1
        elif marker in JPEG_BARE:
            place += 2
        elif marker in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", data, place + 5)
            return width, height
        else:
            (length,) = struct.unpack_from(">H", data, place + 2)
            place += 2 + length


def _webp(data: bytes) -> tuple[int, int]:
    (size,) = struct.unpack_from("<I", data, 4)
    if size + 8 != len(data):
        raise FileRefused(DAMAGED)
    kind = data[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return width, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & WEBP_DIMENSION) + 1, (bits >> 14 & WEBP_DIMENSION) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & WEBP_DIMENSION, height & WEBP_DIMENSION
    raise FileRefused(DAMAGED)
