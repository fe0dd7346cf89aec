"""Pictures of a body: scaled into the type area, with nothing in them but the picture."""

from collections.abc import Mapping
from io import BytesIO

from docx.parts.document import DocumentPart
from PIL import Image, ImageOps

from gkcloud.papers.docx.markup import Element, paragraph, plain_text, w
from gkcloud.papers.docx.units import WIDTH, mm
from gkcloud.papers.paper import PaperNotPrintable
from gkcloud.typeset.body import Picture
from gkcloud.typeset.pictures import FILE_SCHEME, inspect_picture

_EMU_PER_TWIP = 635
_TWIPS_PER_PIXEL = 15  # at 96 pixels an inch, as on a screen
_HIGHEST = mm(200)
_FINEST = 300  # pixels an inch; finer ones do not print better
_JPEG_QUALITY = 90


class Pictures:
    """The pictures of one document, numbered in the order of their appearance."""

    def __init__(self, part: DocumentPart, files: Mapping[str, bytes]) -> None:
        self._part, self._files, self._count = part, files, 0

    def markup(self, picture: Picture) -> Element:
        """Return the picture in a paragraph of its own; raises PaperNotPrintable if it cannot be read."""
        self._count += 1
        content = self._files[picture.address.removeprefix(f"{FILE_SCHEME}:")]
        try:
            drawn, (width, height) = cleaned_picture(content)
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            name = f"图片“{picture.description}”" if picture.description else f"第{self._count}张图片"
            raise PaperNotPrintable((f"{name}已损坏，读不出来。请重新插入图片。",)) from error
        inline = self._part.new_pic_inline(BytesIO(drawn), width=width * _EMU_PER_TWIP, height=height * _EMU_PER_TWIP)
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        description = plain_text(picture.description)
        for properties in inline.xpath("./wp:docPr | .//pic:cNvPr"):
            properties.set("id", str(self._count))
            properties.set("name", f"图片{self._count}")
            if description:
                properties.set("descr", description)
        return paragraph("GwPicture", w("r", w("drawing", inline)))


def cleaned_picture(content: bytes) -> tuple[bytes, tuple[int, int]]:
    """Return the picture without the camera's notes, upright, and its printed width and height in twips.

    Raises OSError, ValueError or DecompressionBombError if the picture cannot be decoded.
    """
    is_photo = inspect_picture(content)[0] == "image/jpeg"
    with Image.open(BytesIO(content)) as source:
        shown = ImageOps.exif_transpose(source)
        is_grey = shown.mode in {"1", "L"}
        has_alpha = shown.has_transparency_data
        upright = shown.convert("RGBA" if has_alpha else "L" if is_grey else "RGB")
    width, height = (side * _TWIPS_PER_PIXEL for side in upright.size)
    scale = min(1.0, WIDTH / width, _HIGHEST / height)
    printed = (max(1, round(width * scale)), max(1, round(height * scale)))
    upright.thumbnail((_pixels(printed[0]), _pixels(printed[1])))
    upright.info = {}
    made = BytesIO()
    if is_photo:
        upright.save(made, "JPEG", quality=_JPEG_QUALITY)
    else:
        upright.save(made, "PNG")
    return made.getvalue(), printed


def _pixels(twips: int) -> int:
    return max(1, round(twips / 1440 * _FINEST))
