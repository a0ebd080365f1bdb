"""Mistakes in the cells of decision tables."""

from __future__ import annotations

import re

from engine.feel.mending.place import Edit, Place

_VALUE = r"-?\s*(?:\d+(?:\.\d+)?|@?\"[^\"]*\")"
_BOUNDS = re.compile(
    rf"\s*(?P<low_sign>>=?)\s*(?P<low>{_VALUE})\s*(?:and|&&?|且|并且|[,，])\s*(?P<high_sign><=?)\s*(?P<high>{_VALUE})\s*"
)
_ENDS = re.compile(
    rf"\s*(?:between\s+)?(?P<low>{_VALUE})\s*(?:\.\.\.?|~|～|to\b|and\b|到|至|—|–)\s*(?P<high>{_VALUE})\s*",
    re.IGNORECASE,
)


def bounds(place: Place) -> Edit | None:
    """> 10 and < 20"""
    match = _BOUNDS.fullmatch(place.source) if place.cell else None
    if match is None:
        return None
    opening, closing = "[" if "=" in match["low_sign"] else "(", "]" if "=" in match["high_sign"] else ")"
    return Edit("range", 0, len(place.source), f"{opening}{match['low']}..{match['high']}{closing}")


def ends(place: Place) -> Edit | None:
    """10..20, 10 to 20, between 10 and 20"""
    match = _ENDS.fullmatch(place.source) if place.cell else None
    if match is None:
        return None
    return Edit("range", 0, len(place.source), f"[{match['low']}..{match['high']}]")


def other_than(place: Place) -> Edit | None:
    """!"A" """
    match = place.around(r"[!！]\s*(\"[^\"]*\"|[\d.]+)") if place.cell else None
    return None if match is None else Edit("negation_sign", match.start(), match.end(), f"not({match[1]})")
