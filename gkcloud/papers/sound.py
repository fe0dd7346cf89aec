"""Pictures as an archive file may hold them: whole, and in grey or RGB, the colours of its output intent (sRGB)."""

from collections.abc import Iterator, Mapping
from io import BytesIO

from PIL import Image

_KEPT_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})


class SoundPictures(Mapping[str, bytes]):
    """The pictures of a paper, each decoded once when it is asked for; one that is broken raises OSError.

    Pictures in other colours (CMYK from a printer's file, 16 bits of grey) are given as RGB.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def __getitem__(self, key: str) -> bytes:
        content = self._files[key]
        with Image.open(BytesIO(content)) as picture:
            picture.load()
            if picture.mode in _KEPT_MODES:
                return content
            out = BytesIO()
            picture.convert("RGB").save(out, "JPEG" if picture.format == "JPEG" else "PNG", quality=92)
            return out.getvalue()

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
