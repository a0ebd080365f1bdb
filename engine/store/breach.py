"""What a check of the store found to be untrue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Breach:
    """An invariant that does not hold: its code, the sentence in both languages, and where to look."""

    code: str
    en: str
    zh: str
    rows: tuple[str, ...] = ()  # `table id` of the rows concerned, at most a few

    def text(self, lang: Literal["zh", "en"] = "en") -> str:
        """The sentence in the reader's language."""
        return self.zh if lang == "zh" else self.en
