"""Addresses and secrets of channels as the table keeps them: encrypted with a key derived from the deployment's own."""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gkcloud.reminders.rules import ChannelKind, Target


def seal(target: Target, key: str) -> str:
    """Return a target as the table keeps it."""
    content = json.dumps([target.kind.value, target.address, target.secret])
    return _cipher(key).encrypt(content.encode()).decode()


def unseal(sealed: str, key: str) -> Target | None:
    """Return the target, or None when the deployment's key is another one than it was sealed with."""
    try:
        kind, address, secret = json.loads(_cipher(key).decrypt(sealed.encode()))
    except InvalidToken:
        return None
    return Target(ChannelKind(kind), address, secret)


def _cipher(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"gkcloud notice channels").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
