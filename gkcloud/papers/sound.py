"""Pictures as an archive file may hold them: whole, upright, in sRGB or grey, without a photograph's particulars."""

from collections.abc import Iterator, Mapping
from io import BytesIO

from PIL import Image

from gkcloud.typeset.pictures import fit_picture


class SoundPictures(Mapping[str, bytes]):
    """The pictures of a paper, each fitted to the page when it is asked for; one that is broken raises OSError."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def __getitem__(self, key: str) -> bytes:
        content = self._files[key]
        with Image.open(BytesIO(content)) as picture:
            picture.load()  # the fitting leaves a sound picture's pixels alone, so that nothing else would notice
        return fit_picture(content)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)
