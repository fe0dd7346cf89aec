"""What a page weighs as a phone fetches it for the first time."""

import re

from flask.testing import FlaskClient

_LOADED = re.compile(r'<(?:link rel="stylesheet" href|script src)="([^"]+)"')


def compressed(client: FlaskClient, path: str) -> int:
    """Return the bytes of a page with its sheets and scripts, without pictures."""
    sizes = []
    loaded = _LOADED.findall(client.get(path).text)
    assert loaded
    for address in (path, *loaded):
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert answer.headers["Content-Encoding"] == "gzip", address
        sizes.append(len(answer.data))
    return sum(sizes)
