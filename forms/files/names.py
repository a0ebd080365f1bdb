"""How a file may be called: words to read, never a path."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 180  # characters
_SEPARATORS = re.compile(r"[/\\]")
#: What reverses or hides text (a "gpj.exe" that reads "exe.jpg"), and what systems forbid in names.
_FORBIDDEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:\"|?*\ud800-\udfff]"
)


def tidy_name(given: str, otherwise: str = "file") -> str:
    """The last part of what the browser said, in one form of Unicode; Chinese stays Chinese."""
    last = _SEPARATORS.split(unicodedata.normalize("NFC", given))[-1]
    name = _FORBIDDEN.sub("", last).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or not stem:
        return (name or otherwise)[:LONGEST]
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}" if len(ending) < LONGEST // 2 else name[:LONGEST]
