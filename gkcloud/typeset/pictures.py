"""Pictures of an issue: where they are named, which can be printed, and what is printed of them."""

from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError
from PIL.GifImagePlugin import GifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from gkcloud.typeset.jpegparts import bare_jpeg

FILE_SCHEME = "gk-file"
MAX_PIXELS = 40_000_000  # about 160 MB once decoded; a full page at 600 dpi has 35 million
TYPE_AREA = (156.0, 225.0)  # millimetres
_DOTS_PER_MM = 300 / 25.4
_QUALITY = 90
_ORIENTATION = 0x0112  # EXIF tag
_UPRIGHT = 1
_FIRST_LYING = 5  # orientations from here on turn the picture by a quarter
_PLAIN_MODES = frozenset({"L", "LA", "RGB", "RGBA"})
_HEAD = 1_024  # bytes in which an SVG says what it is
_NOT_A_PICTURE = "不是能打印的图片，或者文件已经损坏，请换成 JPEG 或 PNG 格式重新插入"
_DAMAGED = "的文件不完整，打印不出来，请重新上传后再插入"
_SVG = "是 SVG 图形，不能打印，请另存为 PNG 格式后重新插入"
_TROUBLE = (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError)


def inspect_picture(content: bytes) -> tuple[str, str | None]:
    """Return the media type of a picture and, in Chinese, why it cannot be printed (None if it can).

    Only raster pictures are printed: an SVG may refer to other files and run without end. A picture with too many
    pixels is refused by its header alone. The fault goes on after the picture's name, without a full stop.
    """
    if b"<svg" in content[:_HEAD].lower():
        return "", _SVG
    try:
        picture = _opened(content)
        if picture is None:
            return "", _fault_of_format(content)
        width, height = picture.size
        if width * height > MAX_PIXELS:
            return "", f"有 {width}×{height} 像素，超过 {MAX_PIXELS // 10_000} 万像素，请缩小后重新上传"
    except _TROUBLE:
        return "", _NOT_A_PICTURE
    try:
        _check_whole(picture, content)
    except _TROUBLE:
        return "", _DAMAGED
    return str(picture.get_format_mimetype()), None


def fit_picture(content: bytes, *, area_mm: tuple[float, float] = TYPE_AREA) -> bytes:
    """Return the picture as it should be printed: upright, in sRGB or grey, of at most 300 dpi in ``area_mm``.

    All metadata is dropped: positions, times and devices in EXIF are personal data. JPEG stays JPEG, PNG and GIF
    (its first frame) become PNG, WebP becomes JPEG, or PNG if it is transparent. Pixels of a JPEG that is upright,
    small enough and in plain RGB or grey are not touched: its metadata is cut out, and without any the bytes come
    back as they are. So does a PNG of 8 bits a channel without palette, profile or notes. Raises ValueError with
    the fault of ``inspect_picture`` if the picture cannot be printed.
    """
    fault = inspect_picture(content)[1]
    picture = _opened(content)
    if fault is not None or picture is None:
        raise ValueError(fault)
    kind, orientation = picture.format, picture.getexif().get(_ORIENTATION, _UPRIGHT)
    width, height = (max(1, round(side * _DOTS_PER_MM)) for side in area_mm)
    box = (height, width) if orientation >= _FIRST_LYING else (width, height)
    is_small = picture.width <= box[0] and picture.height <= box[1]
    if is_small and orientation == _UPRIGHT and picture.mode in _PLAIN_MODES and not _foreign_profile(picture):
        if kind == "JPEG":
            return bare_jpeg(content)
        if kind == "PNG" and not picture.info:
            return content
    if not is_small:
        picture.thumbnail(box)
    return _saved(_plain(ImageOps.exif_transpose(picture)), as_jpeg=kind in {"JPEG", "WEBP"})


def _opened(content: bytes) -> ImageFile | None:
    """Return the picture with its header read, None for another format.

    The readers are asked themselves: Pillow's own opening takes photographs with a second picture behind the
    first for another format, and warns of large ones.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return JpegImageFile(BytesIO(content))
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile(BytesIO(content))
    if content.startswith((b"GIF87a", b"GIF89a")):
        return GifImageFile(BytesIO(content))
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WebPImageFile(BytesIO(content))
    return None


def _fault_of_format(content: bytes) -> str:
    """Return the fault of a picture that is none of the four formats, which it names if Pillow knows it."""
    try:
        with Image.open(BytesIO(content)) as picture:
            return f"是 {picture.format} 格式，不能打印，请换成 JPEG 或 PNG 格式"
    except (*_TROUBLE, Image.DecompressionBombWarning):
        return _NOT_A_PICTURE


def _check_whole(picture: ImageFile, content: bytes) -> None:
    """Raise one of ``_TROUBLE`` if the file ends too early; nothing is decoded.

    Decoding would not tell: the PDF engine makes Pillow load half pictures without a word, in the whole process.
    """
    if picture.format == "PNG":
        picture.verify()
    elif picture.format == "JPEG":
        bare_jpeg(content)
    elif picture.format == "GIF":
        is_whole = content.rstrip(b"\0").endswith(b";")
        if not is_whole:
            raise EOFError
    elif len(content) < int.from_bytes(content[4:8], "little") + 8:
        raise EOFError


def _foreign_profile(picture: Image.Image) -> bytes:
    """Return the picture's colour profile unless it is sRGB anyway."""
    profile = picture.info.get("icc_profile") or b""
    return b"" if b"sRGB" in profile or b"s\0R\0G\0B" in profile else profile


def _plain(picture: Image.Image) -> Image.Image:
    """Return the picture in grey or sRGB, with its transparency if it has any."""
    if picture.mode.startswith(("I", "F")):
        # 16 bits to 8: Pillow would cut off what is above 255.
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    has_alpha = "transparency" in picture.info or picture.mode in {"LA", "PA", "RGBA", "La", "RGBa"}
    if (profile := _foreign_profile(picture)) and not has_alpha:
        try:
            source, target = ImageCms.ImageCmsProfile(BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a profile that does not fit the picture says nothing about its colours
        if converted is not None:
            return converted
    if picture.mode in {"1", "L"} and not has_alpha:
        return picture.convert("L")
    return picture.convert("RGBA" if has_alpha else "RGB")


def _saved(picture: Image.Image, *, as_jpeg: bool) -> bytes:
    out = BytesIO()
    bare = Image.new(picture.mode, picture.size)  # what a picture was read with must not be written again
    bare.paste(picture)
    if as_jpeg and picture.mode in {"L", "RGB"}:
        bare.save(out, "JPEG", quality=_QUALITY)
    else:
        bare.save(out, "PNG")
    return out.getvalue()
