"""Which pictures can be printed, and what is printed of them."""

import struct
import time
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from gkcloud.typeset.jpegparts import bare_jpeg
from gkcloud.typeset.pictures import fit_picture, inspect_picture

RED, BLUE = (200, 30, 30), (30, 30, 200)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def half_and_half(size: tuple[int, int] = (60, 40), mode: str = "RGB") -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture.convert(mode)


def opened(content: bytes) -> Image.Image:
    picture = Image.open(BytesIO(content))
    picture.load()
    return picture


def near(colour: tuple[int, ...], wanted: tuple[int, ...]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(colour, wanted, strict=True))


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def huge_png(side: int) -> bytes:
    """A one-bit picture of ``side`` × ``side`` pixels in a few kilobytes, whole in every respect."""
    packer, row = zlib.compressobj(9), bytes(1 + (side + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) + png_chunk(b"IEND", b"")
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_raster_pictures_can_be_printed(kind):
    assert inspect_picture(saved(half_and_half(), kind)) == (f"image/{kind.lower()}", None)


@pytest.mark.parametrize("side", [10_000, 20_000])
def test_a_hundred_million_pixels_are_refused_by_the_header_alone(side):
    content = huge_png(side)
    assert len(content) < 200_000
    started = time.perf_counter()
    media_type, fault = inspect_picture(content)
    assert time.perf_counter() - started < 0.1
    assert media_type == ""
    assert fault == f"有 {side}×{side} 像素，超过 4000 万像素，请缩小后重新上传"
    with pytest.raises(ValueError, match="像素"):
        fit_picture(content)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (saved(half_and_half(), "BMP"), "BMP"),
        (saved(half_and_half(), "TIFF"), "TIFF"),
        (b"", "不是能打印的图片"),
        (b"%PDF-1.7", "不是能打印的图片"),
        (b"\x89PNG\r\n\x1a\nbroken", "不是能打印的图片"),
    ],
)
def test_what_cannot_be_printed_is_named(content, named):
    assert named in (inspect_picture(content)[1] or "")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_half_a_file_is_refused(kind):
    noise = Image.effect_noise((400, 400), 90).convert("RGB")
    content = saved(noise, kind)
    assert inspect_picture(content)[1] is None
    assert inspect_picture(content[: len(content) // 2])[1]


def test_a_flipped_bit_in_a_png_is_found():
    content = bytearray(saved(Image.effect_noise((99, 99), 90), "PNG"))
    content[len(content) // 2] ^= 1
    assert "不完整" in (inspect_picture(bytes(content))[1] or "")


@pytest.mark.parametrize(
    ("size", "fitted"), [((4000, 1000), (1843, 461)), ((1000, 4000), (664, 2657)), ((300, 200), (300, 200))]
)
def test_a_picture_keeps_its_proportions_and_is_never_enlarged(size, fitted):
    assert opened(fit_picture(saved(Image.new("RGB", size), "PNG"))).size == fitted


def test_a_larger_paper_takes_more_pixels():
    content = saved(Image.new("L", (4000, 3000)), "JPEG")
    assert opened(fit_picture(content, area_mm=(277, 400))).size == (3272, 2454)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photograph_is_printed_upright(orientation):
    turns = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    upright = half_and_half((640, 480))
    stored = upright.transpose(turns[orientation]) if orientation in turns else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    shown = opened(fit_picture(saved(stored, "JPEG", exif=exif)))
    assert shown.size == (640, 480)
    assert near(shown.getpixel((100, 240)), RED)
    assert near(shown.getpixel((540, 240)), BLUE)
    assert not shown.getexif()


def test_where_and_when_a_photograph_was_taken_is_not_printed():
    exif = Image.Exif()
    exif[0x010F] = "ACME PHONE"
    exif.get_ifd(0x8825)[2] = (29.0, 38.0, 12.0)
    content = saved(half_and_half(), "JPEG", exif=exif, comment=b"ACME NOTE") + b"ACME TRAILER"
    fitted = fit_picture(content)
    assert b"ACME" in content
    assert b"ACME" not in fitted
    assert b"Exif" not in fitted
    assert opened(fitted).tobytes() == opened(content).tobytes(), "the pixels are not touched"


def test_notes_in_a_png_are_dropped():
    note = png_chunk(b"tEXt", b"Author\0ACME")
    content = saved(half_and_half(), "PNG")
    fitted = fit_picture(content[:33] + note + content[33:])
    assert b"ACME" not in fitted
    assert opened(fitted).tobytes() == opened(content).tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_with_nothing_to_change_comes_back_as_it_is(kind):
    content = saved(half_and_half(), kind)
    assert fit_picture(content) == content


def test_progressive_pictures_and_restarts_survive_the_cutting():
    for options in ({"progressive": True}, {"restart_marker_rows": 1}, {"optimize": True, "quality": 100}):
        noise = Image.effect_noise((200, 100), 90)
        content = saved(noise, "JPEG", comment=b"x" * 300, **options)
        assert opened(bare_jpeg(content)).tobytes() == opened(content).tobytes()


def test_a_jpeg_without_an_end_has_no_parts():
    with pytest.raises(ValueError, match="ends"):
        bare_jpeg(saved(half_and_half(), "JPEG")[:-2])


def test_inks_become_light():
    fitted = opened(fit_picture(saved(half_and_half(mode="CMYK"), "JPEG")))
    assert (fitted.format, fitted.mode) == ("JPEG", "RGB")
    assert near(fitted.getpixel((10, 20)), RED)


def test_sixteen_bits_become_eight():
    deep = Image.new("I;16", (20, 20), 128 * 257)
    fitted = opened(fit_picture(saved(deep, "PNG")))
    assert (fitted.mode, fitted.getpixel((5, 5))) == ("L", 128)


def test_a_palette_keeps_its_transparency():
    picture = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    picture.paste((*RED, 255), (10, 0, 20, 20))
    fitted = opened(fit_picture(saved(picture.convert("P"), "PNG", transparency=0)))
    assert fitted.mode == "RGBA"
    assert "transparency" not in fitted.info
    assert opened(fit_picture(saved(picture, "WEBP", lossless=True))).getpixel((2, 2))[3] == 0


def test_another_colour_space_is_brought_to_srgb():
    content = saved(
        half_and_half(), "JPEG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    )
    fitted = fit_picture(content)
    assert b"ICC_PROFILE" not in fitted
    assert opened(fitted).mode == "RGB"
