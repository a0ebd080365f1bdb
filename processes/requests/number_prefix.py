"""The letters before the numbers of a kind of request, proposed from its name: 请假条 → QJT."""

from __future__ import annotations

import re
from importlib import import_module

LONGEST = 4


def proposed(zh: str, en: str) -> str:
    """The pattern of its numbers: initials of the Chinese name, else of the English one; empty without any."""
    # loaded where it is needed: its dictionary takes a third of a second
    spoken = import_module("pypinyin")
    letters = "".join(spoken.lazy_pinyin(zh, style=spoken.Style.FIRST_LETTER, errors="ignore"))
    letters = letters or "".join(word[0] for word in re.findall(r"[A-Za-z]+", en))
    prefix = "".join(re.findall(r"[a-z]", letters.lower()))[:LONGEST].upper()
    return f"{prefix}-{{year}}-{{no:04d}}" if prefix else ""
