"""Passwords: Argon2id with the library's parameters (RFC 9106, low memory), and what makes one strong enough."""

import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

SHORTEST = 10
LONGEST = 128  # characters; more would only make the hashing and the estimate slow
_STRONGEST = 4  # zxcvbn's highest class: more than 10**10 guesses
_ESTIMATED = 72  # characters that zxcvbn looks at

_hasher = PasswordHasher()
# Everybody who attacks this system tries these first.
_OWN_WORDS = ("gkcloud", "zhengwu", "gongkai", "zhengwugongkai", "admin", "政务公开")

_REASONS = {
    "dictionary": "含有常见的词、姓名、账号或单位名称",
    "spatial": "含有键盘上相邻的一串键",
    "repeat": "含有重复的字符",
    "sequence": "含有连续的字母或数字",
    "regex": "含有年份",
    "date": "含有日期",
}


def hash_password(password: str) -> str:
    """Return the Argon2id hash of a password, with its parameters and salt."""
    return _hasher.hash(_normal(password))


def is_password(stored_hash: str | None, password: str) -> bool:
    """Tell whether the password is the one that was hashed.

    Without a hash (an account that does not exist) the same work is done, so that the time tells nothing.
    """
    try:
        matches = _hasher.verify(stored_hash or _nobodys_hash(), _normal(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return matches and stored_hash is not None


def is_outdated(stored_hash: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored_hash)


def password_faults(password: str, known: Iterable[str]) -> list[str]:
    """Return sentences on what to change, empty for a strong password.

    ``known`` are words that an attacker would think of: login, names of the person and their units.
    """
    password = _normal(password)
    if len(password) < SHORTEST:
        return [f"密码至少 {SHORTEST} 个字符，现在只有 {len(password)} 个，请加长。"]
    if len(password) > LONGEST:
        return [f"密码最多 {LONGEST} 个字符，请缩短。"]
    estimate = zxcvbn(password[:_ESTIMATED], [*_OWN_WORDS, *_words(known)])
    if estimate["score"] >= _STRONGEST:
        return []
    found = {match["pattern"] for match in estimate["sequence"]}
    reasons = [reason for pattern, reason in _REASONS.items() if pattern in found]
    because = f"：{'，'.join(reasons)}" if reasons else ""
    return [f"密码容易被猜到{because}。请加长，或改用几个互不相关的词。"]


def _words(known: Iterable[str]) -> list[str]:
    texts = [text.lower() for text in known if text]
    parts = [part for text in texts for part in text.replace(".", " ").replace("-", " ").split()]
    return [*texts, *parts]


def _normal(password: str) -> str:
    # Input methods give full-width digits and letters that look alike.
    return unicodedata.normalize("NFKC", password[: 4 * LONGEST])


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("nobody's")
