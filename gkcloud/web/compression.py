"""Compressed answers for readers that take them."""

import gzip
import secrets
import zlib

from flask import Flask, Response, g, request

# Levels above save less than 3 % on our pages and cost twice the time.
_LEVEL = 5
_WORTH_IT = 800  # bytes; below, a compressed answer fills as many packets as a plain one
_TYPES = frozenset(
    {
        "application/atom+xml",
        "application/json",
        "application/xml",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/plain",
    }
)
_LONGEST_PADDING = 64


def install(app: Flask) -> None:
    """Compress answers of compressible types; install it first, so that it runs after every other hook."""

    @app.after_request
    def compress(response: Response) -> Response:
        if response.mimetype not in _TYPES or response.direct_passthrough:
            return response
        response.vary.add("Accept-Encoding")
        if _may_compress(response):
            body = response.get_data()
            is_personal = g.get("actor") is not None or "Set-Cookie" in response.headers
            response.set_data(_padded(body) if is_personal else _plain(body))
            response.headers["Content-Encoding"] = "gzip"
        return response


def _may_compress(response: Response) -> bool:
    return (
        response.status_code != 304  # noqa: PLR2004 - an answer without a body
        and "Content-Encoding" not in response.headers
        and "Content-Range" not in response.headers
        and (response.content_length or _WORTH_IT) >= _WORTH_IT
        and request.accept_encodings["gzip"] > 0
    )


def _plain(body: bytes) -> bytes:
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()


def _padded(body: bytes) -> bytes:
    """Compress with a length that varies by chance.

    The size of a compressed page with a token and with text of the reader's choice tells about the token (BREACH); a
    file name of random length in the gzip header, which nobody reads, hides it.
    """
    packed = gzip.compress(body, _LEVEL, mtime=0)
    name = b"x" * (1 + secrets.randbelow(_LONGEST_PADDING))
    has_name = bytes([packed[3] | 0x08])  # FNAME of RFC 1952
    return packed[:3] + has_name + packed[4:10] + name + b"\0" + packed[10:]
