"""Passwords as argon2id hashes; older parameters are replaced at the next login."""

from __future__ import annotations

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from forms.accounts.errors import PasswordRefused

LEAST, MOST = 10, 200
_hasher = PasswordHasher()


def hashed(password: str, *, login: str) -> str:
    """The hash of a new password. Raises PasswordRefused."""
    if not LEAST <= len(password) <= MOST or login.casefold() in password.casefold():
        raise PasswordRefused(least=LEAST, most=MOST)
    return _hasher.hash(_bytes(password))


def fits(password: str, stored: str | None) -> bool:
    """Whether a password is the stored one. Without a stored one it takes as long and says no."""
    try:
        return _hasher.verify(stored or _nobodys(), _bytes(password)[: 4 * MOST]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def renewed(password: str) -> str:
    """A fresh hash of a password that was just found right."""
    return _hasher.hash(_bytes(password))


@cache
def _nobodys() -> str:
    return _hasher.hash("nobody has this password")


def _bytes(password: str) -> bytes:
    """A lone surrogate (possible in a hostile form) must not become a fault."""
    return password.encode("utf-8", "surrogatepass")
