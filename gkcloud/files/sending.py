"""Sending stored files: always as a download, never rendered from the tenant's origin."""

import io

from flask import Response, send_file


def send_download(data: bytes, name: str, media_type: str) -> Response:
    """Return the answer that makes a browser save ``data`` under ``name``, which may be Chinese (RFC 6266)."""
    response = send_file(io.BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name)
    # As it was stored: a text's type names its charset already.
    response.headers["Content-Type"] = media_type
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response
