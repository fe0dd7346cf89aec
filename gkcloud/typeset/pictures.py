"""Pictures of an issue: where they are named, and which can be printed."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

FILE_SCHEME = "gk-file"
MAX_PIXELS = 40_000_000  # about 160 MB once decoded; a full page at 600 dpi has 35 million
_PICTURE_TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "GIF": "image/gif", "WEBP": "image/webp"}


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
