"""The only way in for the PDF engine: faces and an issue's own stored pictures, nothing else."""

from collections.abc import Mapping

from weasyprint.urls import URLFetcher, URLFetcherResponse

from gkcloud.typeset.faces import FACE_SCHEME, Faces
from gkcloud.typeset.pictures import FILE_SCHEME, inspect_picture


class SealedFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint is untyped
    """A URL fetcher that opens no connection and no path named by a document.

    ``gk-face:NAME`` gives a font file of ``faces``, ``gk-file:KEY`` a raster picture of ``files``.
    Everything else, ``http:``, ``file:`` and ``data:`` included, is refused and counted in ``refused``.
    """

    def __init__(self, faces: Faces, files: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=())
        self._faces = faces.files()
        self._made = faces.made_files()
        self._files = files
        self.refused: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """Return the file behind ``url``; raises ValueError for an address outside the two schemes."""
        scheme, _, name = url.partition(":")
        if scheme == FACE_SCHEME and name in self._faces:
            return URLFetcherResponse(url, self._faces[name].read_bytes(), {"Content-Type": "font/otf"})
        if scheme == FACE_SCHEME and name in self._made:
            return URLFetcherResponse(url, self._made[name], {"Content-Type": "font/otf"})
        if scheme == FILE_SCHEME and name in self._files:
            content = self._files[name]
            media_type, fault = inspect_picture(content)
            if fault is None:
                return URLFetcherResponse(url, content, {"Content-Type": media_type})
        self.refused.append(url[:200])
        message = f"refused to fetch {url[:200]!r}"
        raise ValueError(message)
