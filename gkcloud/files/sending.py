"""Sending stored files: always as a download, never rendered from the tenant's origin."""

import re
import unicodedata
from urllib.parse import quote

from flask import Response

_UNSAFE = re.compile(r"[^A-Za-z0-9._ -]")


def send_download(data: bytes, name: str, media_type: str) -> Response:
    """Return the answer that makes a browser save ``data`` under ``name``."""
    response = Response(data, content_type=media_type)
    plain = _UNSAFE.sub("_", unicodedata.normalize("NFKD", name))
    # RFC 6266: the plain name for old browsers, the real one percent-encoded.
    response.headers["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
