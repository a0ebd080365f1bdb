"""Names that look like another."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest to a misspelt one."""
    candidates = list(known)
    lowered = {plain(candidate): candidate for candidate in candidates}
    if plain(name) in lowered:
        return lowered[plain(name)]
    matches = get_close_matches(name, candidates, n=1, cutoff=0.7)
    return matches[0] if matches else None


def plain(name: str) -> str:
    """The name in small letters, without spaces, underscores and hyphens: StartsWith is starts with."""
    return "".join(sign for sign in name.lower() if sign not in " _-")
