"""The only way in for the PDF engine: faces and an issue's own stored pictures, nothing else."""

from collections.abc import Mapping
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from weasyprint.urls import URLFetcher, URLFetcherResponse

from gkcloud.typeset.faces import FACE_SCHEME, Faces

FILE_SCHEME = "gk-file"
MAX_PIXELS = 40_000_000  # about 160 MB once decoded; a full page at 600 dpi has 35 million
_PICTURE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}


class SealedFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint is untyped
    """A URL fetcher that opens no connection and no path named by a document.

    ``gk-face:NAME`` gives a font file of ``faces``, ``gk-file:KEY`` a raster picture of ``files``.
    Everything else, ``http:``, ``file:`` and ``data:`` included, is refused and counted in ``refused``.
    """

    def __init__(self, faces: Faces, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self._faces = faces.files()
        self._files = files
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """Return the file behind ``url``; raises ValueError for an address outside the two schemes."""
        scheme, _, name = url.partition(":")
        if scheme == FACE_SCHEME and name in self._faces:
            return URLFetcherResponse(url, self._faces[name].read_bytes(), {"Content-Type": "font/otf"})
        if scheme == FILE_SCHEME and name in self._files:
            content = self._files[name]
            media_type, fault = inspect_picture(content)
            if fault is None:
                return URLFetcherResponse(url, content, {"Content-Type": media_type})
        self.refused.append(url[:200])
        message = f"refused to fetch {url[:200]!r}"
        raise ValueError(message)


def inspect_picture(content: bytes) -> tuple[str, str | None]:
    """Return the media type of a picture and, in Chinese, why it cannot be printed (None if it can).

    Only raster pictures are printed: an SVG may refer to other files and run without end.
    """
    try:
        with Image.open(BytesIO(content)) as picture:
            kind, (width, height) = picture.format or "", picture.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return "", "不是能打印的图片，请换成 JPEG 或 PNG 格式"
    if kind not in _PICTURE_TYPES:
        return "", f"是 {kind} 格式，不能打印，请换成 JPEG 或 PNG 格式"
    if width * height > MAX_PIXELS:
        return "", f"有 {width}×{height} 像素，超过 {MAX_PIXELS // 10_000} 万像素，请缩小后重新上传"
    return _PICTURE_TYPES[kind], None
