"""Time-based one-time codes (RFC 6238): secrets, the QR code that carries one, and which step a code belongs to."""

import base64
import hmac
import unicodedata
from datetime import datetime

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ISSUER = "政务公开工作平台"
STEP_SECONDS = 30
DRIFT_STEPS = 1  # a phone's clock may be half a minute off


def new_secret() -> str:
    """Return a secret of 160 random bits in base 32."""
    return pyotp.random_base32()


def seal_secret(secret: str, key: str) -> str:
    """Return the secret as the table keeps it, encrypted with a key derived from the deployment's own."""
    return _cipher(key).encrypt(secret.encode()).decode()


def open_secret(sealed: str, key: str) -> str | None:
    """Return the secret, or None when the deployment's key is another one than it was sealed with."""
    try:
        return _cipher(key).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the 30-second step that a code belongs to, or None for a wrong one.

    The caller must refuse a step that is not later than the last one accepted.
    """
    digits = "".join(unicodedata.normalize("NFKC", code).split())
    if not (digits.isascii() and digits.isdigit()):
        return None
    clock = pyotp.TOTP(secret, interval=STEP_SECONDS)
    present = int(now.timestamp()) // STEP_SECONDS
    fitting = [
        step
        for step in range(present - DRIFT_STEPS, present + DRIFT_STEPS + 1)
        if hmac.compare_digest(clock.generate_otp(step), digits)
    ]
    return max(fitting, default=None)


def qr_image(secret: str, login: str) -> str:
    """Return a QR code for an authenticator as a ``data:`` address of an SVG image."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=ISSUER)
    return segno.make(uri, error="m").svg_data_uri(scale=5, border=3, encode_minimal=True)


def readable(secret: str) -> str:
    """Return a secret in groups of four, for typing."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def _cipher(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"gkcloud totp secrets").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
