"""Where bytes are kept: by content hash, under the tenant's prefix, in a folder or an S3-compatible bucket."""

import hashlib
import os
import tempfile
import uuid
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from gkcloud.config import Settings


class FileMissing(Exception):
    """The storage has no file of this hash."""


class Storage(Protocol):
    """Bytes by tenant and SHA-256. Writing the same content twice is one file."""

    def put(self, tenant_id: uuid.UUID, data: bytes) -> str:
        """Keep ``data`` and return its SHA-256 in hexadecimal."""
        ...

    def get(self, tenant_id: uuid.UUID, sha256: str) -> bytes:
        """Return the content; raises FileMissing."""
        ...

    def check(self) -> None:
        """Raise OSError if nothing can be written."""
        ...


def storage_from(settings: Settings) -> Storage:
    """Return the storage that the settings name."""
    if settings.storage.startswith("file:"):
        return FolderStorage(Path(settings.storage.removeprefix("file:")))
    return BucketStorage(settings.storage, settings.s3_endpoint)


class FolderStorage:
    """A local folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, tenant_id: uuid.UUID, data: bytes) -> str:
        """Write to a temporary name first, so that a killed process leaves no half file under the hash."""
        sha256 = hashlib.sha256(data).hexdigest()
        path = self._path(tenant_id, sha256)
        if path.exists():
            return sha256
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as new:
            new.write(data)
            new.flush()
            os.fsync(new.fileno())
        Path(new.name).replace(path)
        return sha256

    def get(self, tenant_id: uuid.UUID, sha256: str) -> bytes:
        """Read the file back; raises FileMissing."""
        try:
            return self._path(tenant_id, sha256).read_bytes()
        except FileNotFoundError:
            raise FileMissing(sha256) from None

    def check(self) -> None:
        """Write and remove one empty file."""
        self._root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=self._root):
            pass

    def _path(self, tenant_id: uuid.UUID, sha256: str) -> Path:
        return self._root / str(tenant_id) / sha256[:2] / sha256


class BucketStorage:
    """A bucket of an S3-compatible service; credentials come from the environment as boto3 reads it."""

    def __init__(self, address: str, endpoint: str | None) -> None:
        import boto3  # noqa: PLC0415 - an optional dependency of production

        parts = urlsplit(address)
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        self._client: Any = boto3.client("s3", endpoint_url=endpoint)

    def put(self, tenant_id: uuid.UUID, data: bytes) -> str:
        """Upload; an object of the same hash is overwritten with the same bytes."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._client.put_object(Bucket=self._bucket, Key=self._key(tenant_id, sha256), Body=data)
        return sha256

    def get(self, tenant_id: uuid.UUID, sha256: str) -> bytes:
        """Download; raises FileMissing."""
        try:
            answer = self._client.get_object(Bucket=self._bucket, Key=self._key(tenant_id, sha256))
        except self._client.exceptions.NoSuchKey:
            raise FileMissing(sha256) from None
        content: bytes = answer["Body"].read()
        return content

    def check(self) -> None:
        """Ask for the bucket; boto3's own error is turned into OSError."""
        try:
            self._client.head_bucket(Bucket=self._bucket)
        except self._client.exceptions.ClientError as error:
            raise OSError(f"bucket {self._bucket} does not answer") from error

    def _key(self, tenant_id: uuid.UUID, sha256: str) -> str:
        return "/".join(part for part in (self._prefix, str(tenant_id), sha256[:2], sha256) if part)
