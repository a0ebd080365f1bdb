"""The business title of an item."""

from __future__ import annotations

import re
from dataclasses import dataclass

SEPARATOR = " · "
_AMOUNT = re.compile(r"(?:[¥￥$€£]|[A-Z]{3}\s)\s?-?[\d,]+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Title:
    """A business title with the amount taken out, where it ends in one."""

    text: str
    amount: str = ""


def split_title(text: str) -> Title:
    """`Q-2031 · 青屿精工 · ¥188,288` → title and amount; the amount is shown at the right of a row."""
    head, separator, tail = text.rpartition(SEPARATOR)
    if separator and _AMOUNT.fullmatch(tail.strip()):
        return Title(head, tail.strip().replace("￥", "¥"))
    return Title(text)
