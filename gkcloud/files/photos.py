"""Photos from phones: nothing in them may tell more than what they show. Where they were taken stays with who took them.

Metadata is cut out of the file without touching a pixel; the one thing kept is which side is up.
"""

import struct
from collections.abc import Iterator

from gkcloud.files.archives import FileRefused
from gkcloud.files.images import DAMAGED, PNG_START, image_size
from gkcloud.typeset.jpegparts import bare_jpeg

PHOTO_EXTENSIONS = frozenset({"jpg", "png", "webp"})
_ORIENTATION = 0x0112
_SIDES = range(2, 9)  # 1 is upright, which need not be said
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
)
_WEBP_DROPPED = frozenset({b"EXIF", b"XMP "})
_WEBP_TOLD = 0x08 | 0x04  # the flags that promise EXIF and XMP


def as_kept(data: bytes, extension: str) -> bytes:
    """Return a file as it is kept: a photo without its metadata, anything else as it came. Raises FileRefused."""
    return without_metadata(data, extension) if extension in PHOTO_EXTENSIONS else data


def without_metadata(data: bytes, extension: str) -> bytes:
    """Return a picture without place, time, device or comment. Raises FileRefused for one that is cut off."""
    image_size(data, extension)
    try:
        return {"jpg": _jpeg, "png": _png, "webp": _webp}[extension](data)
    except (ValueError, struct.error, IndexError) as error:
        raise FileRefused(DAMAGED) from error


def _jpeg(data: bytes) -> bytes:
    side = _side_of(data)
    bare = bare_jpeg(data)
    if side not in _SIDES:
        return bare
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, side, 0)
    tiff = b"MM\x00\x2a" + struct.pack(">I", 8) + struct.pack(">H", 1) + entry + struct.pack(">I", 0)
    body = b"Exif\x00\x00" + tiff
    return bare[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + bare[2:]


def _side_of(data: bytes) -> int:
    """Return the orientation that a JPEG's EXIF names, 1 when it names none."""
    start = data.find(b"Exif\x00\x00", 0, 65_536)
    if start == -1:
        return 1
    tiff = data[start + 6 : start + 6 + 65_536]
    order = {b"MM": ">", b"II": "<"}.get(tiff[:2])
    if order is None:
        return 1
    try:
        (first,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, first)
        for number in range(min(count, 100)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, first + 2 + 12 * number)
            if tag == _ORIENTATION:
                return int(value)
    except struct.error:
        return 1  # an EXIF that is cut off says nothing
    return 1


def _png(data: bytes) -> bytes:
    return PNG_START + b"".join(chunk for name, chunk in _png_chunks(data) if name in _PNG_KEPT)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(PNG_START)
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        end = at + 12 + length
        if end > len(data):
            raise ValueError("a chunk is longer than its file")
        yield data[at + 4 : at + 8], data[at:end]
        at = end


def _webp(data: bytes) -> bytes:
    kept = bytearray()
    at = 12
    while at + 8 <= len(data):
        name, (length,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        end = at + 8 + length + length % 2
        chunk = bytearray(data[at:end])
        if name == b"VP8X":
            chunk[8] &= ~_WEBP_TOLD & 0xFF
        if name not in _WEBP_DROPPED:
            kept += chunk
        at = end
    return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + bytes(kept)
