"""What points are called across versions: an id that stays when a point is renamed, moved or edited."""

from __future__ import annotations

import re
from base64 import b32encode
from hashlib import sha256
from secrets import token_bytes

LONGEST = 16
ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,15}")
_BYTES = 5  # 8 letters and digits


def fresh() -> str:
    """The id of a point that was not there before."""
    return _written(token_bytes(_BYTES))


def of_name(name: str) -> str:
    """The id of a point that says none: the same name gives the same id in every version."""
    return _written(sha256(name.encode()).digest()[:_BYTES])


def other(identity: str) -> str:
    """The id of a second point that would have this one: the same each time."""
    return of_name(f"{identity} +")


def _written(raw: bytes) -> str:
    return b32encode(raw).decode().lower()
