"""What a photo tells of place and device is cut out; what it shows stays to the last byte."""

import io
import struct

import pytest
from PIL import Image

from gkcloud.files.archives import FileRefused
from gkcloud.files.photos import without_metadata

PLACE = b"N29 38 12 E111 45 30 HUAWEI P60"


def picture(kind: str, **more: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 20), (200, 30, 60)).save(made, kind, **more)
    return made.getvalue()


def exif(orientation: int = 1) -> bytes:
    found = Image.Exif()
    found[0x0112] = orientation
    found[0x010F] = PLACE.decode()
    found.get_ifd(0x8825)[2] = (29.0, 38.0, 12.0)
    return found.tobytes()


def pixels(data: bytes) -> object:
    return Image.open(io.BytesIO(data)).convert("RGB").tobytes()


@pytest.mark.parametrize(("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_place_and_device_are_gone_and_the_picture_is_the_same(kind: str, extension: str) -> None:
    data = picture(kind, exif=exif())
    assert PLACE in data
    kept = without_metadata(data, extension)
    assert PLACE not in kept
    assert dict(Image.open(io.BytesIO(kept)).getexif().get_ifd(0x8825)) == {}
    assert pixels(kept) == pixels(data)


@pytest.mark.parametrize("side", [1, 3, 6, 8])
def test_which_side_is_up_stays(side: int) -> None:
    kept = without_metadata(picture("JPEG", exif=exif(side)), "jpg")
    assert Image.open(io.BytesIO(kept)).getexif().get(0x0112, 1) == side


def test_text_inside_a_png_goes() -> None:
    data = picture("PNG")
    text = b"tEXt" + b"Location\x00" + PLACE
    chunk = struct.pack(">I", len(text) - 4) + text + b"\0\0\0\0"
    assert PLACE not in without_metadata(data[:33] + chunk + data[33:], "png")


@pytest.mark.parametrize(("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
def test_a_cut_off_picture_is_refused(kind: str, extension: str) -> None:
    data = picture(kind)
    with pytest.raises(FileRefused):
        without_metadata(data[: len(data) // 2], extension)


def test_a_damaged_exif_does_not_keep_a_photo_out() -> None:
    data = picture("JPEG", exif=exif(6))
    at = data.index(b"Exif\0\0") + 6
    broken = data[:at] + b"MM\x00\x2a\xff\xff\xff\xff" + data[at + 8 :]
    assert pixels(without_metadata(broken, "jpg"))
