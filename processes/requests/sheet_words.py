"""Names made of words, and lines of text as a page types them."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = re.compile(r"[a-z][a-z0-9]*")
MOST_LINES, LONGEST = 50, 80


def slug(text: str) -> str:
    """`Kind of leave` → `kind_of_leave`; empty where no letter is in it."""
    return "_".join(_WORD.findall(text.lower()))[:30].strip("_")


def free(wanted: str, taken: set[str]) -> str:
    """The name, with a number where it is taken."""
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return name


def lines(text: str) -> list[str]:
    """The lines that say something; the first fifty."""
    return [line.strip() for line in text.splitlines() if line.strip()][:MOST_LINES]


def parts(line: str) -> list[str]:
    """What stands between bars; between slashes where there is no bar."""
    bars = re.split(r"[|｜]", line)
    return [part.strip() for part in (bars if len(bars) > 1 else line.split("/"))]
