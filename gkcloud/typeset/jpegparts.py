"""The segments of a JPEG file (ITU-T T.81, annex B), so that its metadata can be cut out without touching pixels."""

from collections.abc import Iterator

_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_JFIF, _FIRST_APP, _ADOBE, _LAST_APP = 0xE0, 0xE0, 0xEE, 0xEF
_RESTARTS = range(0xD0, 0xD8)


def bare_jpeg(content: bytes) -> bytes:
    """Return ``content`` with nothing but what its pixels need; raises ValueError if it is no whole JPEG file.

    EXIF, XMP, comments, colour profiles and whatever follows the end of the picture are dropped; what tells the
    colour model (JFIF, Adobe) stays.
    """
    kept = [b"\xff\xd8"]
    for code, segment in _segments(content):
        is_told = _FIRST_APP <= code <= _LAST_APP or code == _COMMENT
        is_needed = (code == _JFIF and segment[4:8] == b"JFIF") or (code == _ADOBE and segment[4:9] == b"Adobe")
        if is_needed or not is_told:
            kept.append(segment)
    return b"".join(kept)


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the code and the bytes of each segment after the first, a scan with the data behind it."""
    at = 2
    while at + 1 < len(content):
        if content[at] != 0xFF:  # noqa: PLR2004 - what every marker begins with
            break
        code = content[at + 1]
        if code == 0xFF:  # noqa: PLR2004 - fill before a marker
            at += 1
            continue
        if code == _END:
            yield code, content[at : at + 2]
            return
        end = at + 2 + int.from_bytes(content[at + 2 : at + 4])
        if code == _SCAN:
            end = _end_of_scan(content, end)
        yield code, content[at:end]
        at = end
    message = "the JPEG file ends before the picture does"
    raise ValueError(message)


def _end_of_scan(content: bytes, start: int) -> int:
    """Return where the next marker stands that is neither a stuffed byte nor a restart."""
    at = content.find(b"\xff", start)
    while at != -1 and at + 1 < len(content):
        code = content[at + 1]
        if code == 0xFF:  # noqa: PLR2004 - fill before a marker
            at += 1
        elif code == 0 or code in _RESTARTS:
            at = content.find(b"\xff", at + 2)
        else:
            return at
    return len(content)
